package casefile

import (
	"context"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/document"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/report"
	"dudao/internal/platform/db"
)

// MayView opens the page of a case; what is in it is decided by each feature.
const MayView access.Permission = "casefile.view"

// Permissions says which roles hold it.
var Permissions = []access.Def{{Permission: MayView, Label: "查看案卷图", Roles: access.Join(access.Leaders, access.Offices, access.Schools, []access.Role{access.Liaison, access.Inspector, access.Auditor})}}

// Features are what a case is gathered from.
type Features struct {
	Plans   *plan.Service
	Inspect *inspect.Service
	Rectify *rectify.Service
	Reports *report.Service
	Letters *document.Service
	Ladder  *ladder.Service
	Account *accountability.Service
	Units   *org.Service
}

// Service gathers cases from what the acting person may see of each feature.
type Service struct {
	db      *db.DB
	plans   *plan.Service
	inspect *inspect.Service
	rectify *rectify.Service
	reports *report.Service
	letters *document.Service
	ladder  *ladder.Service
	account *accountability.Service
	units   *org.Service
}

// New returns the service.
func New(d *db.DB, f Features) *Service {
	return &Service{db: d, plans: f.Plans, inspect: f.Inspect, rectify: f.Rectify, reports: f.Reports, letters: f.Letters, ladder: f.Ladder, account: f.Account, units: f.Units}
}

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// Inspection is the case of a supervision: from its standard to the publication of its orders.
func (s *Service) Inspection(ctx context.Context, id string) (Case, error) {
	var c Case
	d, err := s.inspect.Show(ctx, id)
	if err != nil {
		return c, err
	}
	c.Title, c.Sub, c.URL = d.Title, d.UnitName, d.URL()
	if err := s.supervision(ctx, &c, d, nil); err != nil {
		return c, err
	}
	return c, s.ordersOf(ctx, &c, d)
}

// ordersOf adds the orders of a supervision that the acting person may open.
func (s *Service) ordersOf(ctx context.Context, c *Case, d inspect.Dossier) error {
	for _, o := range d.Orders {
		f, err := s.rectify.Order(ctx, o.ID)
		if hidden(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := s.order(ctx, c, "", f); err != nil {
			return err
		}
		if len(f.List) == 0 {
			c.join(key(d.Ref()), key(f.ID.Ref()))
		}
	}
	return nil
}

// Order is the case of a rectification order, with the supervision it came of and those findings only.
func (s *Service) Order(ctx context.Context, id rectify.OrderID) (Case, error) {
	var c Case
	f, err := s.rectify.Order(ctx, id)
	if err != nil {
		return c, err
	}
	c.Title, c.Sub, c.URL = f.Title, f.UnitName, f.ID.URL()
	return c, s.orderWithSource(ctx, &c, f)
}

func (s *Service) orderWithSource(ctx context.Context, c *Case, f rectify.Full) error {
	if f.SourceKind == inspect.RefKind {
		d, err := s.inspect.Show(ctx, f.SourceID)
		if err == nil {
			own := map[string]bool{}
			for _, i := range f.List {
				own[i.FindingID] = true
			}
			err = s.supervision(ctx, c, d, own)
		}
		if seen(err) != nil {
			return err
		}
	}
	return s.order(ctx, c, "", f)
}

// Record is the case of a talk, a circular, a case of accountability, a review, an appeal or a commendation.
func (s *Service) Record(ctx context.Context, id string) (Case, error) {
	var c Case
	r, err := accountability.Visible(ctx, s.db, "", id)
	if err != nil {
		return c, err
	}
	c.Title, c.Sub, c.URL = r.Title, r.UnitName, r.URL()
	for r.ParentID != "" { // a review or an appeal is part of its case
		p, err := accountability.Visible(ctx, s.db, "", r.ParentID)
		if hidden(err) {
			break
		}
		if err != nil {
			return c, err
		}
		r = p
	}
	if err := s.source(ctx, &c, r.SourceKind, r.SourceID); err != nil {
		return c, err
	}
	return c, s.record(ctx, &c, "", r)
}

// source adds the record that something came of, with what it came of itself.
func (s *Service) source(ctx context.Context, c *Case, kind, id string) error {
	switch kind {
	case ladder.RefKind:
		e, err := s.ladder.Escalation(ctx, id)
		if err != nil {
			return seen(err)
		}
		if err := s.source(ctx, c, e.Kind, e.Ref.ID); err != nil {
			return err
		}
		if c.node(key(e.Self())) == nil {
			return s.rungs(ctx, c, "", []ladder.Escalation{e.Escalation})
		}
	case rectify.RefKind:
		f, err := s.rectify.Order(ctx, rectify.OrderID(id))
		if err != nil {
			return seen(err)
		}
		return s.orderWithSource(ctx, c, f)
	case rectify.RefFinding:
		g, err := s.rectify.Finding(ctx, id)
		if err != nil || g.Order == nil {
			return seen(err)
		}
		return s.source(ctx, c, rectify.RefKind, string(g.Order.ID))
	case inspect.RefKind:
		d, err := s.inspect.Show(ctx, id)
		if err != nil {
			return seen(err)
		}
		if err := s.supervision(ctx, c, d, nil); err != nil {
			return err
		}
		return s.ordersOf(ctx, c, d)
	}
	return nil
}

// mostOfUnit is how many supervisions and orders of a year are gathered for the case of a unit.
const mostOfUnit = 40

// Unit is the case of a unit in a year: what happened to the unit itself, not to those below it.
func (s *Service) Unit(ctx context.Context, id org.UnitID, year int) (Case, error) {
	var c Case
	u, err := s.units.Unit(ctx, id)
	if err != nil {
		return c, err
	}
	if year < 1900 || year > 2200 {
		return c, errs.New(errs.NotFound, "没有这一年")
	}
	c.Title, c.Sub, c.URL = u.Name, strconv.Itoa(year), u.ID.URL()
	list, err := s.inspect.List(ctx, inspect.Filter{Below: u.Path, Unit: u.ID, Year: year}, page.Req{Size: mostOfUnit})
	if seen(err) != nil {
		return c, err
	}
	for _, row := range list.Rows {
		d, err := s.inspect.Show(ctx, row.ID)
		if err == nil {
			if err = s.supervision(ctx, &c, d, nil); err == nil {
				err = s.ordersOf(ctx, &c, d)
			}
		}
		if seen(err) != nil {
			return c, err
		}
	}
	from, to := civil.NewDate(year, 1, 1), civil.NewDate(year, 12, 31)
	orders, err := s.rectify.OfUnit(ctx, u.Path, from, to, mostOfUnit)
	if seen(err) != nil {
		return c, err
	}
	for _, o := range orders {
		if c.node(key(o.Ref())) != nil {
			continue
		}
		f, err := s.rectify.Order(ctx, o)
		if err == nil {
			err = s.orderWithSource(ctx, &c, f)
		}
		if seen(err) != nil {
			return c, err
		}
	}
	records, err := accountability.Opened(ctx, s.db, u.Path, from, to)
	for _, r := range records {
		if r.ParentID != "" && c.node(key(r.Ref())) != nil {
			continue
		}
		if err := s.record(ctx, &c, "", r); err != nil {
			return c, err
		}
	}
	return c, seen(err)
}
