package casefile

import (
	"context"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/document"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// Service gathers cases from what the acting person may see of each feature.
type Service struct {
	db      *db.DB
	plans   *plan.Service
	inspect *inspect.Service
	rectify *rectify.Service
	letters *document.Service
}

// New returns the service.
func New(d *db.DB, p *plan.Service, i *inspect.Service, r *rectify.Service, l *document.Service) *Service {
	return &Service{db: d, plans: p, inspect: i, rectify: r, letters: l}
}

// Case is a matter as a graph.
type Case struct {
	Title string
	Nodes []Node
	Edges []Edge
}

func (c *Case) add(from string, n Node) {
	c.Nodes = append(c.Nodes, n)
	if from != "" {
		c.Edges = append(c.Edges, Edge{From: from, To: n.ID})
	}
}

func key(r ident.Ref) string { return r.Kind + "/" + r.ID }

// hidden reports that a record is not for the acting person: it is left out of the case.
func hidden(err error) bool {
	k := errs.KindOf(err)
	return err != nil && (k == errs.NotFound || k == errs.Denied)
}

// Inspection is the case of a supervision: from its plan to the publication of its orders.
func (s *Service) Inspection(ctx context.Context, id string, today civil.Date) (Case, error) {
	d, err := s.inspect.Show(ctx, id)
	if err != nil {
		return Case{}, err
	}
	c := Case{Title: d.Title}
	at := key(d.Ref())
	tone := GoingOn
	if d.State.Ended() {
		tone = Done
	}
	if err := s.planned(ctx, &c, d.Inspection); err != nil {
		return Case{}, err
	}
	c.add("", Node{ID: at, Station: Supervision, Title: d.Title, Number: d.OpinionNumber, State: d.State.Label(), Date: d.From.String(), Tone: tone, URL: d.URL()})
	for _, f := range d.Findings {
		c.add(at, Node{ID: key(f.Ref()), Station: Problem, Title: f.Text, Number: f.NodeCode, State: f.Severity.Label(), Tone: tone, URL: d.URL()})
	}
	if err := s.lettersOf(ctx, &c, d.Ref()); err != nil {
		return Case{}, err
	}
	for _, o := range d.Orders {
		if err := s.order(ctx, &c, at, o.ID, today); err != nil && !hidden(err) {
			return Case{}, err
		}
	}
	return c, nil
}

// Order is the case of a rectification order alone.
func (s *Service) Order(ctx context.Context, id rectify.OrderID, today civil.Date) (Case, error) {
	var c Case
	if err := s.order(ctx, &c, "", id, today); err != nil {
		return Case{}, err
	}
	c.Title = c.Nodes[0].Title
	return c, nil
}

// planned adds the item a supervision came of, if the acting person may open its plan.
func (s *Service) planned(ctx context.Context, c *Case, i inspect.Inspection) error {
	if i.PlanItemID == "" {
		return nil
	}
	item, err := plan.ItemByID(ctx, s.db, i.PlanItemID)
	if err != nil {
		return err
	}
	p, err := s.plans.Plan(ctx, item.PlanID)
	if hidden(err) {
		return nil
	}
	if err != nil {
		return err
	}
	c.add("", Node{ID: "plan.item/" + item.ID, Station: Plan, Title: item.Title, State: p.State.Label(), Date: item.From.String(), Tone: Done, URL: p.URL()})
	c.Edges = append(c.Edges, Edge{From: "plan.item/" + item.ID, To: key(i.Ref())})
	return nil
}

func (s *Service) lettersOf(ctx context.Context, c *Case, ref ident.Ref) error {
	list, err := s.letters.Shown(ctx, ref)
	for _, l := range list {
		tone := GoingOn
		if l.Number != "" {
			tone = Done
		}
		c.add(key(ref), Node{ID: key(l.Ref()), Station: Letter, Title: l.Title, Number: l.Number, State: l.State.Label(), Date: l.Date.String(), Tone: tone, URL: l.URL()})
	}
	return err
}

func (s *Service) order(ctx context.Context, c *Case, from string, id rectify.OrderID, today civil.Date) error {
	f, err := s.rectify.Order(ctx, id)
	if err != nil {
		return err
	}
	at, tone := key(f.ID.Ref()), GoingOn
	switch {
	case f.State == rectify.Closed || f.State == rectify.Dropped:
		tone = Done
	case !f.NextOn.IsZero() && f.NextOn.Before(today):
		tone = Late
	}
	c.add(from, Node{ID: at, Station: Rectification, Title: f.Title, Number: f.Number, State: f.State.Label(), Date: f.IssuedOn.String(), Tone: tone, URL: f.ID.URL()})
	if err := s.lettersOf(ctx, c, f.ID.Ref()); err != nil {
		return err
	}
	last := at
	for _, step := range []Node{
		{ID: at + "/verified", Station: Acceptance, Title: "验收", Date: f.VerifiedOn.String()},
		{ID: at + "/rechecked", Station: Recheck, Title: "回头看", Date: f.RecheckedOn.String()},
		{ID: at + "/published", Station: Publication, Title: "公开", Date: f.PublishedOn.String()},
	} {
		if step.Date == "" {
			continue
		}
		step.Tone, step.URL = Done, f.ID.URL()
		if step.Station == Publication && f.PortalID != "" {
			step.URL = "/public/items/" + f.PortalID
		}
		c.add(last, step)
		last = step.ID
	}
	for n, e := range f.Rungs {
		c.pressure(at, n, e)
	}
	return nil
}

func (c *Case) pressure(at string, n int, e ladder.Escalation) {
	c.add(at, Node{ID: at + "/rung/" + strconv.Itoa(n), Station: Pressure, Title: e.Rung.Label(), State: e.State.Label(), Date: e.MissedOn.String(), Tone: Late, URL: e.URL})
}
