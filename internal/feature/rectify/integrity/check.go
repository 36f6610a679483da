package integrity

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// Violation is a broken invariant the nightly check found; resolved once it is whole again.
type Violation struct {
	ID         string          `db:"id" json:"id"`
	OrderID    rectify.OrderID `db:"order_id" json:"order_id"`
	FindingID  string          `db:"finding_id" json:"finding_id"`
	UnitPath   string          `db:"unit_path" json:"unit_path"`
	UnitName   string          `db:"unit_name" json:"unit_name"`
	Title      string          `db:"title" json:"title"`
	Code       rectify.Code    `db:"code" json:"code"`
	FoundAt    civil.Time      `db:"found_at" json:"found_at"`
	SeenAt     civil.Time      `db:"seen_at" json:"seen_at"`
	ResolvedAt civil.Time      `db:"resolved_at" json:"resolved_at"`
}

const violationCols = `id, order_id, finding_id, unit_path, unit_name, title, code, found_at, seen_at, resolved_at`

// Checked is one run of the check.
type Checked struct {
	ID         string     `db:"id" json:"id"`
	StartedAt  civil.Time `db:"started_at" json:"started_at"`
	FinishedAt civil.Time `db:"finished_at" json:"finished_at"`
	Orders     int        `db:"orders" json:"orders"`
	Findings   int        `db:"findings" json:"findings"`
	Violations int        `db:"violations" json:"violations"`
}

// CheckAll recomputes the invariants of every loop from the tables and records what is broken.
func (s *Service) CheckAll(ctx context.Context) (Checked, error) {
	run := Checked{ID: s.db.NewID(), StartedAt: s.db.Now()}
	if err := s.checkOrders(ctx, &run); err != nil {
		return run, err
	}
	if err := s.checkFindings(ctx, &run); err != nil {
		return run, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		run.FinishedAt = tx.Now
		if _, err := tx.Exec(ctx, `update rectify_violation set resolved_at = $1 where resolved_at is null and seen_at < $2`, tx.Now, run.StartedAt); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into rectify_check (id, started_at, finished_at, orders, findings, violations) values ($1, $2, $3, $4, $5, $6)`,
			run.ID, run.StartedAt, run.FinishedAt, run.Orders, run.Findings, run.Violations)
		return err
	})
	return run, err
}

func (s *Service) checkOrders(ctx context.Context, run *Checked) error {
	today := civil.DateOf(run.StartedAt.Time)
	return s.loops.EachLoop(ctx, func(loops []rectify.Loop) error {
		var bad []Violation
		for _, l := range loops {
			for _, c := range l.Violations(today) {
				bad = append(bad, Violation{OrderID: l.Order.ID, UnitPath: l.Order.UnitPath, UnitName: l.Order.UnitName, Title: l.Order.Title, Code: c})
			}
		}
		run.Orders += len(loops)
		run.Violations += len(bad)
		return s.recordBad(ctx, bad)
	})
}

func (s *Service) checkFindings(ctx context.Context, run *Checked) error {
	all, list, err := s.loops.Unanswered(ctx, civil.DateOf(run.StartedAt.Time))
	if err != nil {
		return err
	}
	run.Findings = all
	var bad []Violation
	for _, f := range list {
		bad = append(bad, Violation{FindingID: f.ID, UnitPath: f.UnitPath, UnitName: f.UnitName, Title: f.Title(), Code: rectify.NoOrder})
	}
	run.Violations += len(bad)
	return s.recordBad(ctx, bad)
}

func (s *Service) recordBad(ctx context.Context, bad []Violation) error {
	if len(bad) == 0 {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, v := range bad {
			_, err := tx.Exec(ctx, `insert into rectify_violation (`+violationCols+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null)
				on conflict (order_id, finding_id, code) do update set seen_at = excluded.seen_at, resolved_at = null`,
				tx.NewID(), v.OrderID, v.FindingID, v.UnitPath, v.UnitName, v.Title, v.Code, tx.Now, tx.Now)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Violations returns the broken invariants in the actor's place, newest first, and the last check.
func (s *Service) Violations(ctx context.Context, open bool, p page.Req) (page.Of[Violation], Checked, error) {
	rg, err := access.Over(ctx, rectify.MayIntegrity)
	if err != nil {
		return page.Of[Violation]{}, Checked{}, err
	}
	var w db.Where
	w.Add("unit_path >= ? and unit_path < ?", rg.From, rg.To)
	if open {
		w.Add("resolved_at is null")
	}
	total, err := db.Get[int](ctx, s.db, `select count(*) from rectify_violation `+w.SQL(), w.Args()...)
	if err != nil {
		return page.Of[Violation]{}, Checked{}, err
	}
	rows, err := db.List[Violation](ctx, s.db, `select `+violationCols+` from rectify_violation `+w.SQL()+` order by found_at desc, id `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	if err != nil {
		return page.Of[Violation]{}, Checked{}, err
	}
	runs, err := db.List[Checked](ctx, s.db, `select id, started_at, finished_at, orders, findings, violations from rectify_check order by started_at desc limit 1`)
	var last Checked
	if len(runs) > 0 {
		last = runs[0]
	}
	return page.Of[Violation]{Rows: rows, Total: total}, last, err
}
