package document

import (
	"context"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/document/xray"
	"dudao/internal/platform/db"
)

// Problems is the check before issue of a letter as it stands.
func (s *Service) Problems(ctx context.Context, l Letter) ([]xray.Problem, error) {
	return l.problems(ctx, s.db, s.Today())
}

func (l *Letter) problems(ctx context.Context, r db.Reader, today civil.Date) ([]xray.Problem, error) {
	f := l.Facts
	x := xray.Subject{Kind: string(l.Kind), Title: l.Content.Title, Body: l.Content.Body, Base: l.Base.Body, SeatPath: l.SeatPath, UnitPath: l.UnitPath,
		Team: f.Team, Persons: f.Persons, Due: f.Due, MissingTables: l.Content.Missing(f.Blocks), Remedies: remedies[l.Kind]}
	for _, g := range f.Findings {
		x.Findings = append(x.Findings, xray.Finding{Text: g.Text, Clause: g.Clause, Demand: g.Demand, Due: g.Due, Evidence: g.Evidence})
	}
	for _, g := range f.Statements {
		x.Statements = append(x.Statements, xray.Statement(g))
	}
	for _, t := range f.Totals {
		x.Totals = append(x.Totals, xray.Total(t))
	}
	if f.DueRule != "" && !f.Due.IsZero() {
		var err error
		if x.Earliest, err = clock.DueBy(ctx, r, f.DueRule, today); err != nil && errs.KindOf(err) != errs.NotFound {
			return nil, err
		}
	}
	return xray.Check(x), nil
}

// pass refuses a letter that breaks a rule of the check before issue: errors block, warnings need a
// reason.
func (l *Letter) pass(ctx context.Context, r db.Reader, today civil.Date) error {
	list, err := l.problems(ctx, r, today)
	if err != nil {
		return err
	}
	return xray.Pass(list, l.Excuse)
}

type excuseKey struct{}

// Excused carries into a step that issues letters why warnings of the check before issue are let pass.
func Excused(ctx context.Context, reason string) context.Context {
	return context.WithValue(ctx, excuseKey{}, strings.TrimSpace(reason))
}

// Reason is what Excused carries, "" for nothing.
func Reason(ctx context.Context) string {
	reason, _ := ctx.Value(excuseKey{}).(string)
	return reason
}

// Look is the check before issue of a letter that a record has not made yet.
func Look(ctx context.Context, r db.Reader, f Facts, k Kind, c Content, today civil.Date) ([]xray.Problem, error) {
	l := Letter{Kind: k, SeatPath: f.SeatPath, UnitPath: f.UnitPath, Content: c, Base: c, Facts: f}
	return l.problems(ctx, r, today)
}
