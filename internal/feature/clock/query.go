package clock

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// RuleRow is one rule with the row in force today.
type RuleRow struct {
	Deadline
	Changes int // rows recorded by the office
}

// Rules returns every rule as it stands on a day, in the order of the shipped file.
func (s *Service) Rules(ctx context.Context, on civil.Date) ([]RuleRow, error) {
	if err := access.Holds(ctx, MayView); err != nil {
		return nil, err
	}
	all, err := db.List[Deadline](ctx, s.db, `select `+deadlineColumns+` from clock_deadline order by created_at, id`)
	if err != nil {
		return nil, err
	}
	byRule := map[Rule][]Deadline{}
	for _, d := range all {
		byRule[d.Rule] = append(byRule[d.Rule], d)
	}
	shipped, err := Shipped()
	if err != nil {
		return nil, err
	}
	var out []RuleRow
	for _, d := range shipped {
		rows := byRule[d.Rule]
		now, ok := InForce(rows, on)
		if !ok {
			continue
		}
		out = append(out, RuleRow{now, len(rows) - 1})
		delete(byRule, d.Rule)
	}
	return out, nil
}

// History returns every row of a rule in the order they were recorded; the last one that covers a
// day is in force that day.
func (s *Service) History(ctx context.Context, rule Rule) ([]Deadline, error) {
	if err := access.Holds(ctx, MayView); err != nil {
		return nil, err
	}
	rows, err := rowsOf(ctx, s.db, rule)
	if err == nil && len(rows) == 0 {
		err = errs.New(errs.NotFound, "没有这条期限规则：%s", string(rule))
	}
	return rows, err
}

// Duty returns a duty with what happened to its deadline.
func (s *Service) Duty(ctx context.Context, id string) (Running, []Change, error) {
	r, err := dutyByID(ctx, s.db, MayView, id)
	if err != nil {
		return r, nil, err
	}
	list, err := Changes(ctx, s.db, id)
	return r, list, err
}

// NewID returns an id for a form that will create a record.
func (s *Service) NewID() string { return s.db.NewID() }

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }
