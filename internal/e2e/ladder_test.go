package e2e_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/e2e"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/db"
)

// A school misses a deadline and asks for more time; the office sees the proposal with its facts, and
// the calendar is corrected: every page of it, wide and on a phone.
func TestLadder(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	ref := ident.Ref{Kind: "inspect.supervision", ID: "a"}
	for _, d := range []clock.Duty{{Ref: ref, Rule: "plan.file"}, {Ref: ident.Ref{Kind: ref.Kind, ID: "b"}, Rule: "inspect.self_eval"}} {
		s.Must(s.DB.Write(s.As("hd_staff"), func(tx *db.Tx) error {
			d.Step, d.UnitPath, d.UnitID, d.Title, d.Action, d.URL = "do", "/110000/110108/hd_school1/", "hd_school1", "海淀第一小学：2026 年秋季综合督导", "提交自评报告", "/x"
			_, err := clock.Start(s.As("hd_staff"), tx, d)
			return err
		}))
	}
	run, err := s.App.Clock.CorrectCalendar(s.As("city_staff"), clock.Correction{Days: []clock.SetDay{{On: civil.NewDate(2026, 9, 8), Kind: "holiday", Name: "临时放假"}}, Source: "国办发明电〔2026〕9号", Reason: "大型活动放假"})
	s.Must(err)
	s.RunJobs()
	open, err := clock.Open(t.Context(), s.DB, ref)
	s.Must(err)
	s.Clock.Days(18)
	s.Must(s.DB.Write(t.Context(), func(tx *db.Tx) error { return ladder.EnqueueNightly(t.Context(), tx) }))
	s.RunJobs()

	b := s.Browser(t)
	b.As("hd_head1")
	b.Go(open[0].DutyURL())
	b.Check("duty-school")
	_, err = s.App.Clock.Ask(s.As("hd_head1"), clock.NewRequest{DutyID: open[0].ID, What: clock.AskExtend, Until: civil.NewDate(2026, 11, 1), Reason: "校舍维修，数据正在补录"})
	s.Must(err)
	b.As("hd_staff")
	b.Go(open[0].DutyURL())
	b.Check("duty-office")
	b.Go("/clock-requests")
	b.WantText(".count", "共 1 项")
	b.Check("requests")
	b.Go("/escalations?state=proposed")
	b.WantText(".count", "共 1 项")
	b.Check("escalations")
	b.Click("tbody a")
	b.Wait("#confirm")
	b.Check("proposal")
	b.As("city_staff")
	for name, path := range map[string]string{"rules": "/ladder", "rule": "/ladder/3", "calendar": "/calendar?year=2026", "recount": "/calendar/recounts/" + run} {
		b.Go(path)
		b.Check(name)
	}
}
