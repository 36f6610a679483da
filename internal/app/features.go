package app

import (
	"context"
	"net/http"

	"dudao/internal/feature/access"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/audit/auditweb"
	"dudao/internal/feature/casefile"
	"dudao/internal/feature/casefile/casefileweb"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/clock/clockweb"
	"dudao/internal/feature/document"
	"dudao/internal/feature/document/office"
	"dudao/internal/feature/dropout"
	"dudao/internal/feature/file"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/identity/enrol"
	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/ladder/ladderweb"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/notify/notifyweb"
	"dudao/internal/feature/org"
	"dudao/internal/feature/org/orgweb"
	"dudao/internal/feature/org/roster"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/plan/planweb"
	"dudao/internal/feature/portal"
	"dudao/internal/feature/portal/portalweb"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/rectify/common"
	"dudao/internal/feature/rectify/integrity"
	"dudao/internal/feature/rectify/rectifyweb"
	"dudao/internal/feature/report"
	"dudao/internal/feature/report/reportweb"
	"dudao/internal/feature/returns"
	"dudao/internal/feature/standard"
	"dudao/internal/feature/standard/standardweb"
	"dudao/internal/feature/visit"
	"dudao/internal/feature/workbench"
	"dudao/internal/platform/blob"
	"dudao/internal/ui"
	"dudao/internal/ui/design"
)

// Features are the services of the program, one field a feature, in the order of the floors.
type Features struct {
	// SignIn puts the signed-in person into the context of each request; nil leaves nobody signed in.
	SignIn func(http.Handler) http.Handler

	Audit  *audit.Service
	Org    *org.Service
	Roster *roster.Service

	Identity *identity.Service
	Enrol    *enrol.Service

	Files *file.Service
	Clock *clock.Service

	Letters *document.Service
	Papers  *office.Service
	Ladder  *ladder.Service

	Standard  *standard.Service
	Notify    *notify.Service
	Portal    *portal.Service
	Rectify   *rectify.Service
	Issues    *common.Service
	Integrity *integrity.Service
	Plan      *plan.Service
	Returns   *returns.Service
	Monitor   *monitor.Service
	Dropout   *dropout.Service
	Visit     *visit.Service

	Accountability Accountability

	Inspector *inspector.Service
	Inspect   *inspect.Service
	Report    *report.Service
	Cases     *casefile.Service

	Workbench *workbench.Service

	store   blob.Store    // where files lie
	staging *blob.Staging // where they arrive

	background []func(context.Context) // what runs beside the requests until the program stops
}

// policy joins the permission tables of the features.
func policy() *access.Policy {
	return access.NewPolicy(
		permissions,
		auditweb.Permissions,
		org.Permissions,
		access.Permissions,
		identity.Permissions, people.Permissions,
		clock.Permissions,
		notify.Permissions,
		document.Permissions,
		ladder.Permissions,
		portal.Permissions,
		standard.Permissions,
		rectify.Permissions,
		accountability.Permissions,
		inspector.Permissions,
		plan.Permissions,
		returns.Permissions,
		monitor.Permissions,
		dropout.Permissions,
		visit.Permissions,
		inspect.Permissions,
		report.Permissions,
		casefile.Permissions,
		workbench.Permissions,
	)
}

// connect makes the services and adds their routes, one paragraph a feature, in the order of the floors.
func (a *App) connect(ctx context.Context) error {
	if err := a.connectGround(ctx); err != nil {
		return err
	}
	return a.connectSupervision(ctx)
}

// connectGround connects what every kind of supervision stands on.
func (a *App) connectGround(ctx context.Context) error {
	// ui: static files, preferences, /design
	ui.Routes(a.Web)
	design.Routes(a.Web)

	// audit
	data, err := dataFolder(a.Config.Data)
	if err != nil {
		return err
	}
	a.Config.Data = data
	keys, err := audit.OpenKeys(a.Config.Data)
	if err != nil {
		return err
	}
	a.Audit = audit.New(a.DB, keys, a.Config.Data)
	for _, d := range a.Policy.Defs {
		a.Audit.AddLabel(string(d.Permission), d.Label)
	}
	a.background = append(a.background, a.Audit.Run)
	auditweb.Routes(a.Web, a.Audit, a.unitNames())

	// org
	a.Org = org.New(a.DB)
	a.Roster = roster.New(a.DB, a.Jobs, a.Org)
	a.Roster.UsedBy(unitReferences...)
	orgweb.Routes(a.Web, a.Org, a.Roster)

	// identity
	if err := a.connectIdentity(ctx); err != nil {
		return err
	}

	// file
	if err := a.connectFiles(); err != nil {
		return err
	}

	// clock
	if a.Clock, err = clock.New(ctx, a.DB, a.Jobs); err != nil {
		return err
	}

	// notify
	a.Notify = notify.New(a.DB, a.Jobs, a.Config.Sender, a.Identity)
	notifyweb.Routes(a.Web, a.Notify)
	tellsClock(a.Clock)
	a.Files.Register(clock.RequestRights())

	// ladder
	if a.Ladder, err = ladder.New(ctx, a.DB, a.Jobs, a.Clock); err != nil {
		return err
	}
	ladderweb.Routes(a.Web, a.Ladder, a.Clock)
	clockweb.Routes(a.Web, a.Clock, ladderweb.Card(a.Ladder))

	// document
	return a.connectLetters()
}

// connectSupervision connects the supervision work itself.
func (a *App) connectSupervision(ctx context.Context) (err error) {
	// standard
	if a.Standard, err = standard.New(ctx, a.DB); err != nil {
		return err
	}
	standardweb.Routes(a.Web, a.Standard)

	// portal
	a.Portal = portal.New(a.DB)
	a.Audit.AddVerifier(portal.Verifier())
	portalweb.Routes(a.Web, a.Portal)

	// rectify
	a.Rectify = rectify.New(a.DB, a.Ladder, a.Clock)
	a.Issues = common.New(a.DB)
	a.Integrity = integrity.New(a.DB, a.Jobs, a.Rectify, a.Ladder)
	a.Files.Register(rectify.ItemRights())
	rectifyweb.Routes(a.Web, a.Rectify, a.Issues, a.Integrity, a.Org)

	// accountability
	a.connectAccountability()

	// plan
	a.Plan = plan.New(a.DB, a.Org)
	planweb.Routes(a.Web, a.Plan, a.Standard, people.New(a.DB))

	// returns, monitor
	a.connectMonitoring()

	// inspector, inspect
	a.connectInspect()

	// report
	a.Report = report.New(a.DB)
	reportweb.Routes(a.Web, a.Report)

	// casefile
	a.Cases = casefile.New(a.DB, casefile.Features{Plans: a.Plan, Inspect: a.Inspect, Rectify: a.Rectify, Reports: a.Report, Letters: a.Letters, Ladder: a.Ladder,
		Account: a.Accountability.Engine, Units: a.Org})
	casefileweb.Routes(a.Web, a.Cases)

	// workbench
	a.labelActions()
	a.connectWorkbench()

	return nil
}
