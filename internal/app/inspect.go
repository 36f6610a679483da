package app

import (
	"context"

	"dudao/internal/feature/identity"
	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/inspectweb"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/inspector/inspectorweb"
	"dudao/internal/feature/org"
	"dudao/internal/feature/visit"
	"dudao/internal/feature/visit/visitweb"
)

// connectInspect connects the register of inspectors and the supervisions.
func (a *App) connectInspect() {
	a.Inspector = inspector.New(a.DB)
	a.Inspect = inspect.New(a.DB, a.Org, a.Clock)
	for kind, r := range inspect.FileRights() {
		a.Files.Register(kind, r)
	}
	inspectweb.Routes(a.Web, a.Inspect, a.Org, people.New(a.DB))
	a.Visit = visit.New(a.DB, a.Org, a.Files)
	a.Files.Register(a.Visit.Rights())
	visitweb.Routes(a.Web, a.Visit, a.Files)
	inspectorweb.Routes(a.Web, a.Inspector, a.Org, inspectorweb.Outside{People: a.mayInspect, Work: a.Inspect.WorkOf})
}

// mayInspect lists the accounts of an office that can be registered as inspectors.
func (a *App) mayInspect(ctx context.Context, office org.UnitID) ([]inspector.Word, error) {
	ids, err := a.Identity.AccountsAt(ctx, a.DB, office, inspector.MayDeclare)
	out := make([]inspector.Word, len(ids))
	for n, id := range ids {
		out[n] = inspector.Word{Value: id, Label: identity.NameOf(ctx, a.DB, id)}
	}
	return out, err
}
