package fieldwork_test

import (
	"slices"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/inspect/fieldwork"
)

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		return civil.Date{}
	}
	return d
}

// want fails unless err says text; "" wants no error.
func want(t *testing.T, name string, err error, text string) {
	t.Helper()
	said := ""
	if err != nil {
		said = errs.TextOf(err)
		for _, f := range errs.FieldsIn("zh", err) {
			said += " " + f.Text
		}
	}
	if (text == "") != (err == nil) || !strings.Contains(said, text) {
		t.Errorf("%s: %q, want %q", name, said, text)
	}
}

// 《教育督导条例》第十六条: the team has three inspectors or more, and one leader; experts do not count.
func TestArticle16Team(t *testing.T) {
	of := func(duties ...string) (out []fieldwork.Member) {
		for _, d := range duties {
			out = append(out, fieldwork.Member{Duty: d})
		}
		return out
	}
	for name, c := range map[string]struct {
		team  []fieldwork.Member
		least int
		want  string
	}{
		"three":           {of(fieldwork.DutyLeader, fieldwork.DutyMember, fieldwork.DutyMember), 3, ""},
		"two":             {of(fieldwork.DutyLeader, fieldwork.DutyMember), 3, "现有 2 名"},
		"two and experts": {of(fieldwork.DutyLeader, fieldwork.DutyMember, fieldwork.DutyExpert, fieldwork.DutyExpert), 3, "现有 2 名"},
		"no leader":       {of(fieldwork.DutyMember, fieldwork.DutyMember, fieldwork.DutyMember), 3, "组长"},
		"two leaders":     {of(fieldwork.DutyLeader, fieldwork.DutyLeader, fieldwork.DutyMember), 3, "组长"},
		"one may do":      {of(fieldwork.DutyLeader), 1, ""},
		"nobody":          {nil, 1, "现有 0 名"},
	} {
		want(t, name, fieldwork.CheckTeam(c.team, c.least), c.want)
	}
}

// Rules §8: the workload counts itself; what was voided does not count.
func TestWorkload(t *testing.T) {
	team := []fieldwork.Member{{Sections: []string{"a1", "a2"}}, {Sections: []string{"a2", "a1"}}, {Sections: []string{"a3"}}, {}}
	got := fieldwork.WorkloadOf(team, []fieldwork.Record{{Kind: fieldwork.ClassVisit, Items: 3, Site: "甲", On: day("2026-10-12")}, {Kind: fieldwork.ClassVisit, Items: 2, Site: "乙", On: day("2026-10-13")},
		{Kind: fieldwork.Meeting, People: 10, Site: "甲", On: day("2026-10-12")}, {Kind: fieldwork.DocReview, Items: 40, VoidReason: "误填", Site: "丙", On: day("2026-10-14")}, {Kind: fieldwork.Questionnaire, Items: 200, Site: "甲", On: day("2026-10-12")}})
	if got != (fieldwork.Workload{Groups: 2, People: 4, Sites: 2, Meetings: 1, MetPeople: 10, Classes: 5, Forms: 200, Days: 2}) {
		t.Errorf("%+v", got)
	}
}

// A section that nobody has is everybody's; the leader answers for all.
func TestSections(t *testing.T) {
	lead, one, two := fieldwork.Member{ID: "l", Duty: fieldwork.DutyLeader}, fieldwork.Member{ID: "1", Duty: fieldwork.DutyMember, Sections: []string{"a1"}}, fieldwork.Member{ID: "2", Duty: fieldwork.DutyMember}
	team := []fieldwork.Member{lead, one, two}
	for _, c := range []struct {
		m    fieldwork.Member
		top  string
		want bool
	}{{lead, "a1", true}, {one, "a1", true}, {two, "a1", false}, {two, "a2", true}, {one, "a2", true}} {
		if got := fieldwork.MayVerify(team, c.m, c.top); got != c.want {
			t.Errorf("%s for %s: %v", c.m.ID, c.top, got)
		}
	}
}

// 《教育督导条例》第九条: a record is a fact, with its day and its number.
func TestArticle9Record(t *testing.T) {
	good := fieldwork.Record{Kind: fieldwork.ClassVisit, On: day("2026-10-12"), Items: 2, Text: "语文两节"}
	for name, c := range map[string]struct {
		edit func(*fieldwork.Record)
		want string
	}{
		"good":                    {func(*fieldwork.Record) {}, ""},
		"unknown kind":            {func(r *fieldwork.Record) { r.Kind = "gossip" }, "记录类型"},
		"no day":                  {func(r *fieldwork.Record) { r.On = civil.Date{} }, "请填写日期"},
		"tomorrow":                {func(r *fieldwork.Record) { r.On = day("2026-10-14") }, "不能晚于今天"},
		"before the work began":   {func(r *fieldwork.Record) { r.On = day("2026-10-11") }, "2026-10-12"},
		"nothing written":         {func(r *fieldwork.Record) { r.Text = " " }, "记录内容"},
		"classes not counted":     {func(r *fieldwork.Record) { r.Items = 0 }, "请填写数量"},
		"fewer than none":         {func(r *fieldwork.Record) { r.Items = -1 }, "数量不正确"},
		"a talk with nobody":      {func(r *fieldwork.Record) { r.Kind = fieldwork.Interview }, "请填写人数"},
		"a talk needs no items":   {func(r *fieldwork.Record) { r.Kind, r.Items, r.People = fieldwork.Interview, 0, 3 }, ""},
		"a tour counts nothing":   {func(r *fieldwork.Record) { r.Kind, r.Items = fieldwork.Tour, 0 }, ""},
		"more people than a city": {func(r *fieldwork.Record) { r.Kind, r.People = fieldwork.Meeting, 2_000_000 }, "人数不正确"},
	} {
		r := good
		c.edit(&r)
		want(t, name, r.Check(day("2026-10-12"), day("2026-10-13")), c.want)
	}
}

// 《教育督导条例》第十九条: who was heard is read from what counts; a questionnaire asks the public.
func TestArticle19WhoWasHeard(t *testing.T) {
	for name, c := range map[string]struct {
		records []fieldwork.Record
		missing []string
	}{
		"nobody":    {nil, []string{"公众", "学生", "家长", "教师"}},
		"asked":     {[]fieldwork.Record{{Kind: fieldwork.Questionnaire, Heard: "parents"}}, []string{"学生", "教师"}},
		"voided":    {[]fieldwork.Record{{Kind: fieldwork.Questionnaire, VoidReason: "误填"}, {Kind: fieldwork.Meeting, Heard: "students,teachers"}}, []string{"公众", "家长"}},
		"everybody": {[]fieldwork.Record{{Kind: fieldwork.Questionnaire, Heard: "students"}, {Kind: fieldwork.Interview, Heard: "parents,teachers"}}, nil},
	} {
		if got := fieldwork.HearingOf(c.records).Missing(); !slices.Equal(got, c.missing) {
			t.Errorf("%s: %v were not heard, want %v", name, got, c.missing)
		}
	}
}

// Only an account finds its member; an expert without one is nobody's.
func TestMemberOf(t *testing.T) {
	team := []fieldwork.Member{{ID: "x", Duty: fieldwork.DutyExpert}, {ID: "l", AccountID: "a"}}
	if m, ok := fieldwork.MemberOf(team, "a"); !ok || m.ID != "l" {
		t.Errorf("%+v %v", m, ok)
	}
	for _, id := range []string{"", "b"} {
		if m, ok := fieldwork.MemberOf(team, id); ok {
			t.Errorf("%q is %+v", id, m)
		}
	}
}
