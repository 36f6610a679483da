package clock

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// Start opens a duty and schedules its reminders; it returns the duty with its due date. An open
// duty with the same Ref and Step is replaced. A Due that is given stands, as the letter says; else
// the Rule as it is on From decides. The figures used are kept with the duty.
func Start(ctx context.Context, tx *db.Tx, d Duty) (Duty, error) {
	if d.Step == "" {
		return d, errs.New(errs.Internal, "系统内部错误，请稍后重试")
	}
	if d.From.IsZero() {
		d.From = tx.Today()
	}
	r := Running{ID: tx.NewID(), Version: 1, Duty: d, Days: Natural, Warn: 3, Sure: true, OpenedAt: tx.Now}
	if d.Rule != "" {
		row, err := deadlineOn(ctx, tx, d.Rule, d.From)
		if err != nil {
			return d, err
		}
		cal, err := CalendarOf(ctx, tx)
		if err != nil {
			return d, err
		}
		now := row.Run(cal, d)
		now.ID, now.Version, now.OpenedAt = r.ID, r.Version, r.OpenedAt
		r = now
	}
	if r.Counted.IsZero() {
		r.Counted = r.Due
	}
	r.schedule(tx.Today())
	if err := Stop(ctx, tx, d.Ref, d.Step); err != nil {
		return d, err
	}
	return r.Duty, insertDuty(ctx, tx, &r)
}

// Stop closes the open duty of a record; step "" closes all of them. No open duty is no error.
func Stop(ctx context.Context, tx *db.Tx, ref ident.Ref, step string) error {
	var w db.Where
	at := w.Arg(tx.Now)
	w.Add("ref_kind = ?", ref.Kind)
	w.Add("ref_id = ?", ref.ID)
	w.Add("closed_at is null")
	if step != "" {
		w.Add("step = ?", step)
	}
	_, err := tx.Exec(ctx, `update clock_duty set version = version + 1, remind_on = null, climb_on = null, closed_at = `+at+` `+w.SQL(), w.Args()...)
	if err != nil {
		return err
	}
	return lapse(ctx, tx, ref, step)
}

// DueBy returns the last day of a deadline that starts on from, by the rule as it stands that day.
func DueBy(ctx context.Context, r db.Reader, rule Rule, from civil.Date) (civil.Date, error) {
	row, err := deadlineOn(ctx, r, rule, from)
	if err != nil {
		return civil.Date{}, err
	}
	cal, err := CalendarOf(ctx, r)
	last, _ := row.Last(cal, from)
	return last, err
}

// Open returns the open duties of a record, the most urgent first. Whoever may see the record may
// see its clocks.
func Open(ctx context.Context, r db.Reader, ref ident.Ref) ([]Running, error) {
	return running(ctx, r, `where ref_kind = $1 and ref_id = $2 and closed_at is null order by due_on, id`, ref.Kind, ref.ID)
}

// Owed returns what the acting person owes: their own duties and those of the people of their unit
// who hold the permission a duty needs.
func Owed(ctx context.Context, r db.Reader) ([]Running, error) {
	a := actor.From(ctx)
	if !a.Known() {
		return nil, errs.New(errs.Unauthenticated, "请先登录")
	}
	mine, err := running(ctx, r, `where account_id = $1 and closed_at is null order by due_on, id`, a.ID)
	if err != nil || a.UnitID == "" {
		return mine, err
	}
	ours, err := running(ctx, r, `where unit_id = $1 and account_id = '' and closed_at is null order by due_on, id`, a.UnitID)
	for _, d := range ours {
		if d.Need == "" || a.May(string(d.Need)) {
			mine = append(mine, d)
		}
	}
	return mine, err
}

// Within returns the open duties of records in a range, the most urgent first: what an office waits for.
func Within(ctx context.Context, r db.Reader, over access.Range, limit int) ([]Running, error) {
	return running(ctx, r, `where unit_path >= $1 and unit_path < $2 and closed_at is null order by due_on, id limit $3`, over.From, over.To, limit)
}
