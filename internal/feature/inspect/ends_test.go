package inspect_test

import (
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// 《教育督导条例》第二十条第二款: when the time is over without a reply, the clock moves on by itself.
func TestReplyLapses(t *testing.T) {
	t.Parallel()
	x := set(t)
	x.start()
	x.team()
	x.notice()
	x.evaluate()
	x.on("2026-10-12")
	one := x.As("hd_inspector1")
	x.Must(x.Inspect.BeginWork(one, x.id, x.v()))
	_, err := x.Inspect.AddRecord(one, x.id, fieldwork.Record{Kind: fieldwork.Tour, On: date("2026-10-12"), Text: "巡视"})
	x.Must(err)
	for _, i := range x.show("hd_staff").Indicators {
		x.Must(x.Inspect.VerifyIndicator(one, x.id, inspect.Verification{Node: i.NodeCode, Version: i.Version, Grade: "b", Reason: "一致"}))
	}
	x.Must(x.Inspect.FinishWork(one, x.id, x.v()))
	x.Must(x.Inspect.SaveDraft(x.As("hd_staff"), x.id, inspect.LetterPreliminary, 0, inspect.LetterDraft{Text: "总体良好。"}))
	x.Must(x.Inspect.SendPreliminaryOpinion(x.As("hd_staff"), x.id, x.v(), "另行组织"))
	x.on("2026-10-22") // the last day
	x.night()
	if d := x.show("hd_staff"); d.State != inspect.Preliminary {
		t.Errorf("on the last day: %s", d.State)
	}
	x.on("2026-10-23")
	x.night()
	if d := x.show("hd_staff"); d.State != inspect.Replied || d.ReplyKind != string(inspect.Lapse) {
		t.Errorf("state %s by %q", d.State, d.ReplyKind)
	}
}

// night runs the clock's job.
func (x *stage) night() {
	ctx := x.t.Context()
	x.Must(x.DB.Write(ctx, func(tx *db.Tx) error { return jobs.Enqueue(ctx, tx, clock.Tick{}, tx.Now) }))
	x.RunJobs()
}

// 《教育督导条例》第十六条: a supervision can be stopped before its opinion, with a reason that stays.
func TestCancelled(t *testing.T) {
	t.Parallel()
	x := set(t)
	x.start()
	staff := x.As("hd_staff")
	x.WantKind(x.Inspect.CancelWork(staff, x.id, x.v(), " "), errs.Invalid)
	x.WantKind(x.Inspect.CancelWork(x.As("auditor"), x.id, x.v(), "x"), errs.Denied)
	x.Must(x.Inspect.CancelWork(staff, x.id, x.v(), "学校停课"))
	x.wantOwed("hd_staff", "")
	x.WantKind(x.Inspect.Edit(staff, x.id, x.v(), "t", "m", "b", date("2026-10-12"), date("2026-10-13")), errs.Conflict)
}
