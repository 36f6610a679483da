package clock

import (
	"bytes"
	"context"
	"fmt"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Service has the use cases of time.
type Service struct {
	db     *db.DB
	onTick []func(context.Context, *db.Tx, Reminder) error
	onLate map[Rule][]func(context.Context, *db.Tx, Running) error

	before    []func(context.Context, *db.Tx, Running) error
	onRecount []func(context.Context, *db.Tx, Moved) error
	onRequest []func(context.Context, *db.Tx, Asked) error
	onChange  map[string][]func(context.Context, *db.Tx, Moved) error
}

// New returns the service, registers its job with q and adds the deadlines of data/deadlines.yaml
// that the database does not have.
func New(ctx context.Context, d *db.DB, q *jobs.Queue) (*Service, error) {
	type handlers = []func(context.Context, *db.Tx, Running) error
	s := &Service{db: d, onLate: map[Rule]handlers{}, onChange: map[string][]func(context.Context, *db.Tx, Moved) error{}}
	jobs.Handle(q, s.tick)
	jobs.Handle(q, s.recount)
	q.Every(Tick{}, "00:10")
	return s, s.seed(ctx)
}

// Shipped returns the deadlines the program ships with.
func Shipped() ([]Deadline, error) {
	var rows []Deadline
	dec := yaml.NewDecoder(bytes.NewReader(data.Deadlines))
	dec.KnownFields(true)
	if err := dec.Decode(&rows); err != nil {
		return nil, fmt.Errorf("data/deadlines.yaml: %w", err)
	}
	for i := range rows {
		rows[i].ID = string(rows[i].Rule) + "@" + rows[i].ValidFrom.String()
	}
	return rows, nil
}

func (s *Service) seed(ctx context.Context) error {
	rows, err := Shipped()
	if err != nil {
		return err
	}
	have, err := db.List[string](ctx, s.db, `select id from clock_deadline where created_by = $1`, actor.System.ID)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, id := range have {
		known[id] = true
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, d := range rows {
			if known[d.ID] {
				continue
			}
			d.CreatedBy, d.CreatedName = actor.System.ID, actor.System.Name
			d.CreatedAt = civil.At(d.ValidFrom.Time()) // before every row of the office, also when shipped later
			if err := insertDeadline(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// NewDeadline is what the city office fills in to change a deadline from a day on.
type NewDeadline struct {
	ID        string     `json:"id,omitempty"`
	Rule      Rule       `json:"-"`
	Length    int        `json:"length"`
	Days      DayUnit    `json:"days"`
	Roll      bool       `json:"roll"`
	Article   string     `json:"article"`
	Source    string     `json:"source,omitempty"`
	Evidence  string     `json:"evidence"`
	Warn      int        `json:"warn"`
	ValidFrom civil.Date `json:"valid_from"`
	ValidTo   civil.Date `json:"valid_to,omitempty"`
	Reason    string     `json:"reason"`
}

// Change records a new row of a rule; the rows before it stay as they are.
func (s *Service) Change(ctx context.Context, n NewDeadline) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, MayManage, cityPath); err != nil {
			return err
		}
		rows, err := rowsOf(ctx, tx, n.Rule)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return errs.New(errs.NotFound, "没有这条期限规则：%s", string(n.Rule))
		}
		for _, r := range rows {
			if n.ID != "" && r.ID == n.ID { // sent twice
				return nil
			}
		}
		last := rows[len(rows)-1]
		a := actor.From(ctx)
		d := Deadline{ID: n.ID, Rule: n.Rule, Label: last.Label, From: last.From, Length: n.Length, Days: n.Days, Roll: n.Roll, Ladder: last.Ladder,
			Article: n.Article, Source: n.Source, Evidence: n.Evidence, Warn: n.Warn, ValidFrom: n.ValidFrom, ValidTo: n.ValidTo,
			Reason: n.Reason, CreatedBy: a.ID, CreatedName: a.Name, CreatedAt: tx.Now}
		if !ident.Valid(d.ID) {
			d.ID = tx.NewID()
		}
		if err := d.check(); err != nil {
			return err
		}
		if err := insertDeadline(ctx, tx, d); err != nil {
			return err
		}
		old, _ := InForce(rows, n.ValidFrom)
		return audit.Record(ctx, tx, audit.Entry{Action: string(MayManage), Ref: ident.Ref{Kind: "clock.deadline", ID: d.ID},
			UnitPath: cityPath, Note: n.Reason, Old: old, New: d})
	})
}

// cityPath is the unit whose office keeps the deadlines.
const cityPath = "/110000/"

// Extend gives a duty a later last day.
func (s *Service) Extend(ctx context.Context, id string, version int, to civil.Date, reason string) error {
	return s.change(ctx, id, version, "extend", reason, func(r *Running, today civil.Date) error { return r.Extend(to, reason, today) })
}

// Suspend stops the count of a duty.
func (s *Service) Suspend(ctx context.Context, id string, version int, reason string) error {
	return s.change(ctx, id, version, "suspend", reason, func(r *Running, today civil.Date) error { return r.Suspend(reason, today) })
}

// Resume lets a suspended duty count on.
func (s *Service) Resume(ctx context.Context, id string, version int, reason string) error {
	return s.change(ctx, id, version, "resume", reason, func(r *Running, today civil.Date) error { return r.Resume(reason, today) })
}

// change is the shape of what an office does with a duty: load, ask, apply, save, record.
func (s *Service) change(ctx context.Context, id string, version int, action, reason string, rule func(*Running, civil.Date) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := dutyByID(ctx, tx, MayExtend, id)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, MayExtend, r.UnitPath); err != nil {
			return err
		}
		if err := mayGrant(ctx, r); err != nil {
			return err
		}
		old := r.Due
		if err := s.move(ctx, tx, &r, version, action, reason, func() error { return rule(&r, tx.Today()) }); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "clock." + action, Ref: r.Ref, UnitPath: r.UnitPath, Note: reason,
			Old: map[string]string{"due_on": old.String()}, New: map[string]string{"due_on": r.Due.String()}})
	})
}

// Moved is a duty whose days were changed.
type Moved struct {
	Running
	Action string // extend, suspend, resume, notice, calendar
	Reason string
	Old    civil.Date // the last day before
}

// move changes the days of a duty, which was read at version: what is late goes on record first, then
// the rule, the row, its line of history, and whoever keeps a copy of the day.
func (s *Service) move(ctx context.Context, tx *db.Tx, r *Running, version int, action, reason string, rule func() error) error {
	return s.moveIn(ctx, tx, r, version, action, reason, "", rule)
}

func (s *Service) moveIn(ctx context.Context, tx *db.Tx, r *Running, version int, action, reason, run string, rule func() error) error {
	m := Moved{Action: action, Reason: reason, Old: r.Due}
	for _, f := range s.before {
		if err := f(ctx, tx, *r); err != nil {
			return err
		}
	}
	if err := rule(); err != nil {
		return err
	}
	if err := updateDuty(ctx, tx, r, version); err != nil {
		return err
	}
	if err := insertChange(ctx, tx, r.ID, action, reason, run, m.Old, r.Due); err != nil {
		return err
	}
	m.Running = *r
	for _, f := range s.onChange[r.Kind] {
		if err := f(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// Limit gives the open duty of a record the last day of a 督办单 that somebody decided. The caller has
// asked for its own permission.
func (s *Service) Limit(ctx context.Context, tx *db.Tx, ref ident.Ref, step string, to civil.Date, reason string) error {
	list, err := Open(ctx, tx, ref)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.Step == step {
			return s.move(ctx, tx, &r, r.Version, "notice", reason, func() error { return r.Limit(to, tx.Today()) })
		}
	}
	return errs.New(errs.Conflict, "该事项已经办结，不能再发督办单")
}

// mayGrant keeps an office from giving itself more time: who owes a duty does not extend it.
func mayGrant(ctx context.Context, r Running) error {
	if a := actor.From(ctx); !a.All && r.Owes(a) {
		return errs.New(errs.Denied, "不能为本人或本单位承担的事项延长或中止期限")
	}
	return nil
}

// Owes reports whether a person, or the unit they work for, owes the duty.
func (r Running) Owes(a actor.Actor) bool {
	return r.AccountID == a.ID || r.AccountID == "" && r.UnitID == a.UnitID
}
