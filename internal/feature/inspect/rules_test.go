package inspect_test

import (
	"slices"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/standard"
)

func day(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// want fails unless err says text; "" wants no error.
func want(t *testing.T, name string, err error, text string) {
	t.Helper()
	said := ""
	if err != nil {
		said = errs.TextOf(err)
		for _, f := range err.(*errs.Error).Fields {
			said += " " + f.Text
		}
	}
	if (text == "") != (err == nil) || !strings.Contains(said, text) {
		t.Errorf("%s: %q, want %q", name, said, text)
	}
}

// 《教育督导条例》第十七条: the notice is written and comes beforehand.
func TestArticle17Notice(t *testing.T) {
	team := []fieldwork.Member{{Duty: fieldwork.DutyLeader}, {Duty: fieldwork.DutyMember}, {Duty: fieldwork.DutyMember}}
	for name, c := range map[string]struct {
		state              inspect.State
		from, to, due, num string
		want               string
	}{
		"in order":                 {inspect.Prepare, "2026-10-12", "2026-10-16", "2026-10-09", "1号", ""},
		"sent already":             {inspect.Noticed, "2026-10-12", "2026-10-16", "2026-10-09", "1号", "不能发出督导通知"},
		"on site today":            {inspect.Prepare, "2026-09-01", "2026-10-16", "2026-09-02", "1号", "今天以后"},
		"ends before it begins":    {inspect.Prepare, "2026-10-12", "2026-10-11", "2026-10-09", "1号", "不能早于"},
		"its number to be given":   {inspect.Prepare, "2026-10-12", "2026-10-16", "2026-10-09", "", ""},
		"due after the work":       {inspect.Prepare, "2026-10-12", "2026-10-16", "2026-10-13", "1号", "不能晚于现场"},
		"due on its first day":     {inspect.Prepare, "2026-10-12", "2026-10-16", "2026-10-12", "1号", ""},
		"due today":                {inspect.Prepare, "2026-10-12", "2026-10-16", "2026-09-01", "1号", "须晚于今天"},
		"without a day to hand in": {inspect.Prepare, "2026-10-12", "2026-10-16", "", "1号", "截止日期"},
	} {
		i := inspect.Inspection{State: c.state, Mode: plan.Comprehensive, Matters: "办学", From: day(c.from), To: day(c.to)}
		want(t, name, i.Notice(inspect.Letter{Number: c.num, Text: "通知", DueOn: day(c.due)}, team, 3, day("2026-09-01")), c.want)
	}
}

// 《教育督导条例》第十六条: three inspectors or more; routine and internal supervision has no such rule.
func TestArticle16TeamByMode(t *testing.T) {
	for mode, says := range map[plan.Mode]string{plan.Routine: "", plan.Internal: "", plan.Special: "现有 1 名", plan.Comprehensive: "现有 1 名"} {
		i := inspect.Inspection{State: inspect.Prepare, Mode: mode, Matters: "办学", From: day("2026-10-12"), To: day("2026-10-16")}
		l := inspect.Letter{Number: "1号", Text: "通知", DueOn: day("2026-10-09")}
		want(t, string(mode), i.Notice(l, []fieldwork.Member{{Duty: fieldwork.DutyLeader}}, 3, day("2026-09-01")), says)
	}
}

// 《教育督导条例》第十八条: self-evaluation, on-site work.
func TestArticle18SelfEvaluationAndSite(t *testing.T) {
	full := []inspect.Indicator{{Claim: "a", Verified: "b"}, {Claim: "b", Verified: "not_supervised"}}
	i := inspect.Inspection{State: inspect.Noticed}
	want(t, "a claim is missing", i.Evaluate("好", []inspect.Indicator{{Claim: "a"}, {}}, day("2026-09-25"), day("2026-09-20")), "还有 1 项")
	for _, c := range []struct {
		due, today string
		late       int
	}{{"2026-09-25", "2026-09-25", 0}, {"2026-09-25", "2026-09-26", 1}, {"", "2026-12-01", 0}} {
		i := inspect.Inspection{State: inspect.Noticed}
		want(t, c.today, i.Evaluate("好", full, day(c.due), day(c.today)), "")
		if i.EvalLate != c.late {
			t.Errorf("due %s, on %s: %d days late, want %d", c.due, c.today, i.EvalLate, c.late)
		}
	}
	for name, c := range map[string]struct {
		state inspect.State
		due   string
		want  string
	}{
		"after the evaluation": {inspect.Evaluated, "", ""}, "not overdue": {inspect.Noticed, "2026-10-12", "未到"}, "overdue": {inspect.Noticed, "2026-10-11", ""}, "no clock": {inspect.Noticed, "", "未到"}, "over": {inspect.Review, "", "不能进入现场"},
	} {
		i := inspect.Inspection{State: c.state}
		want(t, name, i.BeginSite(day(c.due), day("2026-10-12")), c.want)
	}
	for name, c := range map[string]struct {
		records []fieldwork.Record
		list    []inspect.Indicator
		want    string
	}{
		"done": {[]fieldwork.Record{{Kind: fieldwork.Tour}}, full, ""}, "nothing seen": {nil, full, "现场考察"}, "all voided": {[]fieldwork.Record{{VoidReason: "误填"}}, full, "现场考察"},
		"one left": {[]fieldwork.Record{{Kind: fieldwork.Tour}}, []inspect.Indicator{{}}, "还有 1 项"}, "no standard": {[]fieldwork.Record{{Kind: fieldwork.Tour}}, nil, ""},
	} {
		i := inspect.Inspection{State: inspect.Onsite}
		want(t, name, i.FinishSite(c.records, c.list, day("2026-10-16")), c.want)
	}
}

// 《教育督导条例》第十九条: the public is asked; pupils, parents and teachers are heard in particular.
func TestArticle19Hearing(t *testing.T) {
	for name, c := range map[string]struct {
		records []fieldwork.Record
		reason  string
		mode    plan.Mode
		want    string
	}{
		"everybody":       {[]fieldwork.Record{{Kind: fieldwork.Questionnaire}, {Kind: fieldwork.Meeting, Heard: "students,parents,teachers"}}, "", plan.Comprehensive, ""},
		"without pupils":  {[]fieldwork.Record{{Kind: fieldwork.Questionnaire, Heard: "parents,teachers"}}, "", plan.Special, "学生"},
		"with a reason":   {nil, "幼儿不直接测查", plan.Comprehensive, ""},
		"blank reason":    {nil, "  ", plan.Comprehensive, "公众、学生、家长、教师"},
		"voided does not": {[]fieldwork.Record{{Kind: fieldwork.Questionnaire, Heard: "students,parents,teachers", VoidReason: "误填"}}, "", plan.Comprehensive, "公众"},
		"routine":         {nil, "", plan.Routine, ""},
	} {
		i := inspect.Inspection{State: inspect.Review, Mode: c.mode}
		want(t, name, i.SendPreliminary(inspect.Letter{Text: "良好"}, fieldwork.HearingOf(c.records), c.reason, day("2026-10-16")), c.want)
	}
}

// 《教育督导条例》第二十条第二款: the unit may reply, in its time.
func TestArticle20Reply(t *testing.T) {
	for name, c := range map[string]struct {
		kind       inspect.Action
		text       string
		due, today string
		want       string
	}{
		"on the last day":     {inspect.Reply, "意见", "2026-10-26", "2026-10-26", ""},
		"a day late":          {inspect.Reply, "意见", "2026-10-26", "2026-10-27", "已于 2026-10-26 届满"},
		"late waiver":         {inspect.Waive, "", "2026-10-26", "2026-10-27", "届满"},
		"clock suspended":     {inspect.Reply, "意见", "", "2026-12-01", ""},
		"nothing said":        {inspect.Reply, " ", "2026-10-26", "2026-10-20", "申辩意见"},
		"waived":              {inspect.Waive, "", "2026-10-26", "2026-10-20", ""},
		"lapse before it":     {inspect.Lapse, "", "2026-10-26", "2026-10-26", "未满"},
		"lapse while stopped": {inspect.Lapse, "", "", "2026-12-01", "未满"},
		"lapse":               {inspect.Lapse, "", "2026-10-26", "2026-10-27", ""},
	} {
		i := inspect.Inspection{State: inspect.Preliminary, OfficeName: "督导室"}
		want(t, name, i.AnswerBack(c.kind, c.text, nil, day(c.due), day(c.today)), c.want)
	}
}

// 《教育督导条例》第二十一条: the opinion weighs the reply, evaluates, names a deadline for problems, and
// is approved by somebody else than its author.
func TestArticle21Opinion(t *testing.T) {
	problem, gone := []inspect.Finding{{}}, []inspect.Finding{{WithdrawReason: "采纳"}}
	good := inspect.Letter{Text: "良好", DueOn: day("2026-12-31"), DraftedBy: "a"}
	for name, c := range map[string]struct {
		l        inspect.Letter
		points   []inspect.Point
		findings []inspect.Finding
		want     string
	}{
		"good": {good, []inspect.Point{{Verdict: "rejected"}}, problem, ""}, "unanswered": {good, []inspect.Point{{Ord: 2}}, problem, "第 2 点"}, "no evaluation": {inspect.Letter{DueOn: good.DueOn}, nil, problem, "督导评价"},
		"no deadline": {inspect.Letter{Text: "x"}, nil, problem, "整改期限"}, "deadline today": {inspect.Letter{Text: "x", DueOn: day("2026-11-01")}, nil, problem, "晚于今天"}, "no problems left": {inspect.Letter{Text: "x"}, nil, gone, ""},
	} {
		i := inspect.Inspection{State: inspect.Replied}
		want(t, name, i.ProposeOpinion(c.l, c.points, c.findings, day("2026-11-01")), c.want)
	}
	for name, c := range map[string]struct{ number, by, want string }{
		"good": {"1号", "b", ""}, "its author": {"1号", "a", "起草人"}, "its number to be given": {"", "b", ""},
	} {
		i := inspect.Inspection{State: inspect.Signing}
		want(t, name, i.IssueOpinion(good, c.number, c.by, problem, day("2026-11-01")), c.want)
	}
}

// 《教育督导条例》第二十条, 第九条: what differs from the claim, or is no grade, needs its reason.
func TestArticle20Verification(t *testing.T) {
	v := standard.Version{Grades: []standard.Grade{{Code: "a", Label: "优"}, {Code: "b", Label: "良"}}, NonValues: []standard.NonValue{{Code: "none", Label: "未督导"}}}
	for name, c := range map[string]struct {
		code, reason string
		records      int
		want         string
	}{
		"as claimed, seen": {"a", "", 1, ""}, "as claimed, from where": {"a", "", 0, "核验依据"}, "other grade": {"b", "", 3, "请写明理由"}, "other grade with reason": {"b", "课时不足", 0, ""},
		"no grade": {"none", "", 1, "请写明理由"}, "no grade with reason": {"none", "未开课", 0, ""}, "unknown": {"z", "x", 1, "核验等级"},
	} {
		x := inspect.Indicator{Claim: "a"}
		want(t, name, x.Verify(v, c.code, c.reason, c.records), c.want)
	}
}

// The table of steps leads from every state to the end, and names what it follows.
func TestSteps(t *testing.T) {
	reached := []inspect.State{inspect.Prepare}
	for n := 0; n < len(reached); n++ {
		for _, s := range inspect.Steps {
			if slices.Contains(s.From, reached[n]) && !slices.Contains(reached, s.To) {
				reached = append(reached, s.To)
			}
		}
	}
	for _, s := range inspect.States {
		if !slices.Contains(reached, s.State) {
			t.Errorf("nothing leads to %s", s.State)
		}
		out := slices.ContainsFunc(inspect.Steps, func(x inspect.Step) bool { return slices.Contains(x.From, s.State) })
		if out == s.State.Ended() {
			t.Errorf("%s: ended %v, but leads on: %v", s.State, s.State.Ended(), out)
		}
	}
	for _, s := range inspect.Steps {
		if !strings.Contains(s.Clause, "第") {
			t.Errorf("%s names no article", s.Action)
		}
	}
}
