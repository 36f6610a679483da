package clock

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

const dutyColumns = `id, version, ref_kind, ref_id, step, rule, unit_path, account_id, unit_id, need, title, action, url, from_on, due_on,
	deadline_id, length, days, article, evidence, warn, sure, roll, ladder, suspended_on, remind_on, climb_on, counted_on, opened_at, closed_at`

const deadlineColumns = `id, rule, label, length, days, roll, ladder, from_what, article, source, evidence, warn, valid_from, valid_to,
	reason, created_by, created_name, created_at`

func insertDuty(ctx context.Context, tx *db.Tx, r *Running) error {
	_, err := tx.Exec(ctx, `insert into clock_duty (`+dutyColumns+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)`,
		r.ID, r.Version, r.Kind, r.Ref.ID, r.Step, r.Rule, r.UnitPath, r.AccountID, r.UnitID, r.Need, r.Title, r.Action, r.URL, r.From, r.Due,
		r.DeadlineID, r.Length, r.Days, r.Article, r.Evidence, r.Warn, r.Sure, r.Roll, r.Ladder, r.SuspendedOn, r.RemindOn, r.ClimbOn, r.Counted, r.OpenedAt, r.ClosedAt)
	return err
}

// updateDuty saves r if nobody changed it since version was read.
func updateDuty(ctx context.Context, tx *db.Tx, r *Running, version int) error {
	r.Version = version + 1
	n, err := tx.Exec(ctx, `update clock_duty set version = $1, due_on = $2, sure = $3, suspended_on = $4, remind_on = $5, climb_on = $6, counted_on = $7
		where id = $8 and version = $9 and closed_at is null`, r.Version, r.Due, r.Sure, r.SuspendedOn, r.RemindOn, r.ClimbOn, r.Counted, r.ID, version)
	if err == nil && n == 0 {
		err = errs.New(errs.Stale, "记录已被他人修改，请核对后重试")
	}
	return err
}

func dutyByID(ctx context.Context, r db.Reader, p access.Permission, id string) (Running, error) {
	over, err := access.Over(ctx, p)
	if err != nil {
		return Running{}, err
	}
	list, err := running(ctx, r, `where id = $1 and unit_path >= $2 and unit_path < $3`, id, over.From, over.To)
	if err == nil && len(list) == 0 {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	if err != nil {
		return Running{}, err
	}
	return list[0], nil
}

// Change is one line of what happened to a duty's deadline.
type Change struct {
	At        civil.Time `db:"at"`
	ActorName string     `db:"actor_name"`
	Action    string     `db:"action"` // extend, suspend, resume, notice, calendar
	Reason    string     `db:"reason"`
	OldDue    civil.Date `db:"old_due"`
	NewDue    civil.Date `db:"new_due"`
}

func insertChange(ctx context.Context, tx *db.Tx, duty, action, reason, run string, old, due civil.Date) error {
	a := actor.From(ctx)
	_, err := tx.Exec(ctx, `insert into clock_change (id, duty_id, at, actor_id, actor_name, action, reason, old_due, new_due, run_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, tx.NewID(), duty, tx.Now, a.ID, a.Name, action, reason, old, due, run)
	return err
}

func insertDeadline(ctx context.Context, tx *db.Tx, d Deadline) error {
	_, err := tx.Exec(ctx, `insert into clock_deadline (`+deadlineColumns+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		d.ID, d.Rule, d.Label, d.Length, d.Days, d.Roll, d.Ladder, d.From, d.Article, d.Source, d.Evidence, d.Warn, d.ValidFrom, d.ValidTo,
		d.Reason, d.CreatedBy, d.CreatedName, d.CreatedAt)
	return err
}

// rowsOf returns the rows of a rule in the order they were recorded.
func rowsOf(ctx context.Context, r db.Reader, rule Rule) ([]Deadline, error) {
	return db.List[Deadline](ctx, r, `select `+deadlineColumns+` from clock_deadline where rule = $1 order by created_at, id`, rule)
}

// ArticleOn is the article a rule rests on, on a day; "" if nothing is known of it.
func ArticleOn(ctx context.Context, r db.Reader, rule Rule, on civil.Date) (string, error) {
	rows, err := rowsOf(ctx, r, rule)
	d, _ := InForce(rows, on)
	return d.Article, err
}

func deadlineOn(ctx context.Context, r db.Reader, rule Rule, on civil.Date) (Deadline, error) {
	rows, err := rowsOf(ctx, r, rule)
	if err != nil {
		return Deadline{}, err
	}
	d, ok := InForce(rows, on)
	if !ok {
		return d, errs.New(errs.Conflict, "没有适用于 %s 的期限规则：%s", on.String(), string(rule))
	}
	return d, nil
}

// ActionLabel is what was done to the days of a duty, in Chinese.
func ActionLabel(action string) string {
	switch action {
	case "extend":
		return "延长期限"
	case "suspend":
		return "中止计时"
	case "resume":
		return "恢复计时"
	case "notice":
		return "督办单限期"
	case "calendar":
		return "节假日调整"
	}
	return action
}
