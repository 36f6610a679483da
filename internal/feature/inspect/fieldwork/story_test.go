package fieldwork_test

import (
	"slices"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/testkit"
)

// What a team keeps of its work on site comes back from the database as it was written, and counts:
// 《教育督导条例》第九条, 第十六条, 第十九条.
func TestWorkOnSiteIsKeptAndCounted(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := w.OnSite("hd_school1", "hd_head1") // a team of three and an expert; one tour of the school itself
	team := func() ([]fieldwork.Member, []fieldwork.Record) {
		d, err := w.Inspect.Show(w.As("hd_staff"), id)
		w.Must(err)
		return d.Team, d.Records
	}
	members, records := team()
	w.Must(fieldwork.CheckTeam(members, 3))
	w.WantKind(fieldwork.CheckTeam(members, 4), errs.Conflict)
	if missing := fieldwork.HearingOf(records).Missing(); len(missing) != 4 {
		t.Errorf("after a tour only %v were not heard", missing)
	}

	today := civil.DateOf(w.Clock.Now())
	two := w.As("hd_inspector2")
	keep := func(r fieldwork.Record) fieldwork.Record {
		r.On, r.ID = today, w.DB.NewID()
		out, err := w.Inspect.AddRecord(two, id, r)
		w.Must(err)
		return out
	}
	keep(fieldwork.Record{Kind: fieldwork.Questionnaire, Items: 200, Heard: "students,parents", Text: "问卷", Site: "本部"})
	keep(fieldwork.Record{Kind: fieldwork.ClassVisit, Items: 3, Text: "听课三节", Site: "本部", Place: "三年级（2）班", Who: "语文 张老师", Nodes: []string{"b3", "b1"}})
	talk := keep(fieldwork.Record{Kind: fieldwork.Interview, People: 4, Heard: "teachers", Text: "访谈", Site: "北校区"})
	_, err := w.Inspect.AddRecord(two, id, fieldwork.Record{Kind: fieldwork.Interview, On: today, Text: "没有人"})
	w.WantKind(err, errs.Invalid)

	lead, ok := fieldwork.MemberOf(members, "hd_inspector1")
	second, _ := fieldwork.MemberOf(members, "hd_inspector2")
	if !ok || lead.Duty != fieldwork.DutyLeader {
		t.Fatalf("hd_inspector1 is %+v", lead)
	}
	w.Must(w.Inspect.Assign(w.As("hd_inspector1"), id, second.ID, []string{"a1"}))

	members, records = team()
	class := records[slices.IndexFunc(records, func(r fieldwork.Record) bool { return r.Kind == fieldwork.ClassVisit })]
	slices.Sort(class.Nodes)
	if class.Place != "三年级（2）班" || class.Who != "语文 张老师" || class.AuthorID != "hd_inspector2" || !slices.Equal(class.Nodes, []string{"b1", "b3"}) || !class.On.Time().Equal(today.Time()) {
		t.Errorf("the class visit came back as %+v", class)
	}
	if missing := fieldwork.HearingOf(records).Missing(); len(missing) != 0 {
		t.Errorf("not heard: %v", missing)
	}
	want := fieldwork.Workload{Groups: 1, People: 4, Sites: 3, Interviews: 4, Classes: 3, Forms: 200, Tours: 1, Days: 1}
	if got := fieldwork.WorkloadOf(members, records); got != want {
		t.Errorf("done: %+v, want %+v", got, want)
	}
	second, _ = fieldwork.MemberOf(members, "hd_inspector2")
	third, _ := fieldwork.MemberOf(members, "hd_inspector3")
	if !fieldwork.MayVerify(members, second, "a1") || fieldwork.MayVerify(members, third, "a1") || !fieldwork.MayVerify(members, third, "a2") {
		t.Errorf("sections: %+v", members)
	}

	w.Must(w.Inspect.VoidRecord(two, id, talk.ID, talk.Version, "误填"))
	members, records = team()
	want.Sites, want.Interviews = 2, 0
	if got := fieldwork.WorkloadOf(members, records); got != want || len(records) != 4 {
		t.Errorf("after one was voided: %+v of %d, want %+v", got, len(records), want)
	}
	if missing := fieldwork.HearingOf(records).Missing(); !slices.Equal(missing, []string{"教师"}) {
		t.Errorf("after the talk was voided not heard: %v", missing)
	}
}
