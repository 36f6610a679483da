package inspect

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// duties closes what was owed for the supervision and opens what is owed now, so that the workbench
// shows the next action. due is a day that the office wrote in a letter.
func duties(ctx context.Context, tx *db.Tx, i *Inspection, due civil.Date) error {
	if err := clock.Stop(ctx, tx, i.Ref(), ""); err != nil {
		return err
	}
	o := owing{ctx, tx, i}
	office, leader := i.OfficeID, org.UnitID(lastID(i.SeatPath))
	switch i.State {
	case Prepare:
		return o.owe(Notify, office, "", "inspect.notice", civil.DateOf(i.CreatedAt.Time), civil.Date{})
	case Noticed:
		return o.owe(Submit, i.UnitID, "", "inspect.self_eval", i.NoticedOn, due)
	case Evaluated:
		return o.owe(Begin, office, o.leader(), "", i.EvaluatedOn, i.From)
	case Onsite:
		return o.owe(Finish, office, o.leader(), "", i.SiteBeganOn, i.To)
	case Review:
		return o.owe(Send, office, "", "inspect.prelim_feedback", i.SiteEndedOn, civil.Date{})
	case Preliminary:
		return o.owe(Reply, i.UnitID, "", "inspect.reply", i.PrelimOn, civil.Date{})
	case Replied:
		return o.owe(Propose, office, "", "inspect.opinion", i.SiteEndedOn, civil.Date{})
	case Signing:
		return o.owe(Issue, leader, "", "inspect.opinion", i.SiteEndedOn, civil.Date{})
	case Issued:
		return o.oweAt(Report, office, MayManage, "inspect.report", i.OpinionOn, "起草督导报告", "/report")
	case Reported:
		return o.oweAt(File, office, MayManage, "inspect.report", i.OpinionOn, "报政府并备案", "/report")
	case Filed:
		return o.oweAt(Publish, office, MayManage, "", civil.Date{}, "公布督导报告", "/report")
	case Published:
		return o.owe(Close, office, "", "", civil.Date{}, civil.Date{})
	}
	return nil
}

type owing struct {
	ctx context.Context
	tx  *db.Tx
	i   *Inspection
}

// owe opens the duty of a step for one person, or for the people of a unit.
func (o owing) owe(a Action, unit org.UnitID, account string, rule clock.Rule, from, due civil.Date) error {
	st, _ := StepOf(a)
	return o.start(clock.Duty{Step: string(a), Rule: rule, From: from, Due: due, AccountID: account, UnitID: string(unit), Need: st.Need, Action: st.Label, URL: o.i.URL()})
}

func (o owing) oweAt(a Action, unit org.UnitID, need access.Permission, rule clock.Rule, from civil.Date, action, below string) error {
	return o.start(clock.Duty{Step: string(a), Rule: rule, From: from, UnitID: string(unit), Need: need, Action: action, URL: o.i.URL() + below})
}

func (o owing) start(d clock.Duty) error {
	if d.AccountID != "" {
		d.UnitID, d.Need = "", ""
	}
	if o.tx.Today().Before(d.From) {
		d.From = civil.Date{}
	}
	d.Ref, d.UnitPath, d.Title = o.i.Ref(), o.i.UnitPath, o.i.UnitName+"："+o.i.Title
	_, err := clock.Start(o.ctx, o.tx, d)
	return err
}

// leader returns the account of the team's leader, "" if there is none.
func (o owing) leader() string {
	team, err := teamOf(o.ctx, o.tx, o.i.ID)
	if err != nil {
		return ""
	}
	for _, m := range team {
		if m.Duty == fieldwork.DutyLeader {
			return m.AccountID
		}
	}
	return ""
}

// dueOf returns the last day of an open duty; zero when there is none or it is suspended.
func dueOf(ctx context.Context, r db.Reader, i Inspection, a Action) (civil.Date, error) {
	running, err := clock.Open(ctx, r, i.Ref())
	for _, d := range running {
		if d.Step == string(a) && d.SuspendedOn.IsZero() {
			return d.Due, err
		}
	}
	return civil.Date{}, err
}

func lastID(path string) string {
	end := len(path) - 1
	for n := end - 1; n >= 0; n-- {
		if path[n] == '/' {
			return path[n+1 : end]
		}
	}
	return ""
}
