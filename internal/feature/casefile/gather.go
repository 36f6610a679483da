package casefile

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/document"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/report"
)

// hidden reports that a record is not for the acting person: it is left out of the case.
func hidden(err error) bool {
	k := errs.KindOf(err)
	return err != nil && (k == errs.NotFound || k == errs.Denied)
}

// seen makes a record that is not for the acting person none, and keeps other errors.
func seen(err error) error {
	if hidden(err) {
		return nil
	}
	return err
}

// supervision adds a supervision with its standard, plan, letters and report. of narrows the findings to those
// of an order; nil takes all with their orders.
func (s *Service) supervision(ctx context.Context, c *Case, d inspect.Dossier, of map[string]bool) error {
	at, tone := key(d.Ref()), GoingOn
	if d.State.Ended() {
		tone = Done
	}
	for _, r := range d.Duties {
		if !r.Due.IsZero() && r.Due.Before(s.Today()) && r.SuspendedOn.IsZero() {
			tone = Late
		}
	}
	if d.State == inspect.Cancelled {
		tone = Gone
	}
	if err := s.planned(ctx, c, d.Inspection); err != nil {
		return err
	}
	c.add("", Node{ID: at, Station: Supervision, What: "督导", Title: d.Title, Number: d.OpinionNumber, State: d.State.Label(), On: d.From, Tone: tone, URL: d.URL()})
	if d.StandardID != "" {
		id := "standard/" + d.StandardID
		c.add("", Node{ID: id, Station: Standard, What: "督导标准", Title: d.StandardName, Number: d.StandardCode, State: "已发布", Tone: Done, URL: "/standards/" + d.StandardID})
		c.join(id, at)
	}
	if d.Assessed() {
		for _, f := range d.Findings {
			if of != nil && !of[f.ID] {
				continue
			}
			n := Node{ID: "finding/" + f.ID, Station: Problem, What: "问题", Title: f.Text, Number: f.Clause, State: f.Severity.Label(), On: civil.DateOf(f.CreatedAt.Time), Tone: GoingOn, URL: d.URL()}
			if f.WithdrawReason != "" {
				n.Tone = Gone
			}
			c.add(at, n)
		}
	}
	if err := s.lettersOf(ctx, c, at, d.Ref()); err != nil {
		return err
	}
	if err := s.reportOf(ctx, c, at, d.ID); err != nil {
		return err
	}
	return s.recordsOf(ctx, c, at, d.Ref())
}

// planned adds the item a supervision came of, if the acting person may open its plan.
func (s *Service) planned(ctx context.Context, c *Case, i inspect.Inspection) error {
	if i.PlanItemID == "" {
		return nil
	}
	item, err := plan.ItemByID(ctx, s.db, i.PlanItemID)
	if err != nil {
		return seen(err)
	}
	p, err := s.plans.Plan(ctx, item.PlanID)
	if err != nil {
		return seen(err)
	}
	id := "plan.item/" + item.ID
	c.add("", Node{ID: id, Station: Plan, What: "年度计划", Title: item.Title, State: p.State.Label(), On: item.From, Tone: Done, URL: p.URL()})
	c.join(id, key(i.Ref()))
	return nil
}

// letterTone is how a letter stands.
func letterTone(l document.Letter) Tone {
	switch l.State {
	case document.Sent:
		return Done
	case document.Withdrawn, document.Voided, document.Dropped:
		return Gone
	}
	return GoingOn
}

// lettersOf adds the letters of a record.
func (s *Service) lettersOf(ctx context.Context, c *Case, from string, ref ident.Ref) error {
	list, err := s.letters.Shown(ctx, ref)
	for _, l := range list {
		c.add(from, Node{ID: key(l.Ref()), Station: Letter, What: l.Kind.Label(), Title: l.Title, Number: l.Number, State: l.State.Label(), On: l.Date, Tone: letterTone(l), URL: l.URL()})
	}
	return seen(err)
}

// reportOf adds the report of a supervision, its letters and its publication.
func (s *Service) reportOf(ctx context.Context, c *Case, from, inspection string) error {
	r, err := s.reports.Load(ctx, inspection)
	if err != nil {
		return seen(err)
	}
	at, tone := key(r.Ref()), GoingOn
	if r.State.Reached(report.Approved) {
		tone = Done
	}
	c.add(from, Node{ID: at, Station: Letter, What: "督导报告", Title: r.Title, Number: r.Number, State: r.State.Label(), On: r.ApprovedOn, Tone: tone, URL: "/inspections/" + inspection + "/report"})
	c.published(at, r.Title, r.PortalID, r.PublishedOn)
	return nil
}

// published adds what the public reads.
func (c *Case) published(from, title, id string, on civil.Date) {
	if id != "" && !on.IsZero() {
		c.add(from, Node{ID: "public/" + id, Station: Publication, What: "公开", Title: title, State: "已公开", On: on, Tone: Done, URL: "/public/items/" + id})
	}
}

// order adds an order with its findings, letters, steps, rungs and what the rungs brought.
func (s *Service) order(ctx context.Context, c *Case, from string, f rectify.Full) error {
	at := key(f.ID.Ref())
	c.add(from, Node{ID: at, Station: Rectification, What: "整改", Title: f.Title, Number: f.Number, State: f.State.Label(), On: f.IssuedOn, Tone: s.orderTone(f.Order), URL: f.ID.URL()})
	for _, i := range f.List {
		s.item(c, at, f.Order, i)
	}
	if err := s.lettersOf(ctx, c, at, f.ID.Ref()); err != nil {
		return err
	}
	last := at
	for _, step := range []Node{
		{ID: at + "/verified", Station: Acceptance, What: "验收", Title: f.Opinion, State: "已验收", On: f.VerifiedOn},
		{ID: at + "/rechecked", Station: Recheck, What: "回头看", Title: f.RecheckNote, State: "已回头看", On: f.RecheckedOn},
	} {
		if step.On.IsZero() {
			continue
		}
		step.Tone, step.URL = Done, f.ID.URL()
		c.add(last, step)
		last = step.ID
	}
	c.published(last, f.Title, f.PortalID, f.PublishedOn)
	if err := s.recordsOf(ctx, c, at, f.ID.Ref()); err != nil {
		return err
	}
	return s.rungs(ctx, c, at, f.Rungs)
}

func (s *Service) orderTone(o rectify.Order) Tone {
	switch {
	case o.State == rectify.Dropped:
		return Gone
	case o.State == rectify.Closed:
		return Done
	case !o.NextOn.IsZero() && o.NextOn.Before(s.Today()):
		return Late
	}
	return GoingOn
}

// item adds a finding of an order, or tells how one that is in the case stands.
func (s *Service) item(c *Case, order string, o rectify.Order, i rectify.Item) {
	id := "finding/" + i.FindingID
	if c.node(id) == nil {
		c.add("", Node{ID: id, Station: Problem, What: "问题", Title: i.Text, Number: i.Clause, State: i.Severity.Label(), Tone: GoingOn, URL: rectify.FindingURL(i.FindingID)})
		c.join(key(ident.Ref{Kind: o.SourceKind, ID: o.SourceID}), id)
	}
	n := c.node(id)
	n.URL = rectify.FindingURL(i.FindingID)
	switch {
	case i.Outcome == rectify.Met:
		n.Tone = Done
	case i.Outcome == rectify.Unmet, s.orderTone(o) == Late:
		n.Tone = Late
	}
	c.join(id, order)
}

// rungs adds the ladder a record climbed, each rung after the one before, and the records they brought.
func (s *Service) rungs(ctx context.Context, c *Case, at string, list []ladder.Escalation) error {
	for _, e := range list {
		id := key(e.Self())
		n := Node{ID: id, Station: Pressure, What: e.Rung.Label(), Title: e.Grounds, Number: e.Number, State: e.State.Label(), On: e.MissedOn, Tone: Done, URL: e.PageURL()}
		switch {
		case e.State == ladder.Proposed:
			n.Tone = GoingOn
		case e.State == ladder.Declined:
			n.Tone = Gone
		case !e.DueOn.IsZero() && e.MetOn.IsZero() && e.DueOn.Before(s.Today()):
			n.Tone = Late
		}
		c.add(at, n)
		if err := s.lettersOf(ctx, c, id, e.Self()); err != nil {
			return err
		}
		if err := s.recordsOf(ctx, c, id, e.Self()); err != nil {
			return err
		}
	}
	return nil
}

// recordsOf adds the talks, circulars, cases and commendations that came of a record.
func (s *Service) recordsOf(ctx context.Context, c *Case, from string, ref ident.Ref) error {
	list, err := accountability.From(ctx, s.db, ref)
	if err != nil {
		return seen(err)
	}
	for _, r := range list {
		if err := s.record(ctx, c, from, r); err != nil {
			return err
		}
	}
	return nil
}

// record adds a record of accountability with its letters, reviews and appeals, and its publication.
func (s *Service) record(ctx context.Context, c *Case, from string, r accountability.Record) error {
	id := key(r.Ref())
	flow := s.account.Flow(r.Kind)
	n := Node{ID: id, Station: Account, What: flow.Label, Title: r.Title, Number: r.Number, State: string(r.State), On: r.CreatedOn, Tone: GoingOn, URL: r.URL()}
	for _, st := range flow.States {
		if st.State == r.State {
			n.State = st.Label
			if st.Tone == "done" || st.Tone == "" {
				n.Tone = Done
			}
		}
	}
	if !r.DoneOn.IsZero() {
		n.On = r.DoneOn
	}
	if n.Tone == GoingOn && !r.DueOn.IsZero() && r.DueOn.Before(s.Today()) {
		n.Tone = Late
	}
	first := c.node(id) == nil
	c.add(from, n)
	if !first {
		return nil
	}
	if err := s.lettersOf(ctx, c, id, r.Ref()); err != nil {
		return err
	}
	c.published(id, r.Title, r.PortalID, r.PublishedOn)
	list, err := accountability.Children(ctx, s.db, r.ID)
	if err != nil {
		return seen(err)
	}
	for _, x := range list {
		if err := s.record(ctx, c, id, x); err != nil {
			return err
		}
	}
	return nil
}
