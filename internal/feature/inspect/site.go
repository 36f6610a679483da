package inspect

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// BeginWork starts the on-site work.
func (s *Service) BeginWork(ctx context.Context, id string, version int) error {
	return s.step(ctx, id, version, Begin, "", func(tx *db.Tx, w *work) error {
		due, err := dueOf(ctx, tx, w.Inspection, Submit)
		if err != nil {
			return err
		}
		return w.BeginSite(due, tx.Today())
	})
}

// AddRecord keeps a piece of on-site work. Adding twice with the same id returns the first.
func (s *Service) AddRecord(ctx context.Context, id string, x fieldwork.Record) (fieldwork.Record, error) {
	err := s.part(ctx, id, MayWork, Team, func(tx *db.Tx, w *work) error {
		if err := w.in(Onsite); err != nil {
			return err
		}
		if had, found, err := findRecord(ctx, tx, w.ID, x.ID); err != nil || found {
			x = had
			return err
		}
		if x.ID == "" {
			x.ID = tx.NewID()
		}
		x.InspectionID, x.UnitPath, x.AuthorID, x.AuthorName = w.ID, w.UnitPath, w.viewer.Actor.ID, w.viewer.Actor.Name
		if x.Site = strings.TrimSpace(x.Site); x.Site == "" {
			x.Site = w.UnitName
		}
		if err := x.Check(w.SiteBeganOn, tx.Today()); err != nil {
			return err
		}
		if err := insertRecord(ctx, tx, &x); err != nil {
			return err
		}
		if err := w.tieNodes(ctx, tx, x, x.Nodes, false); err != nil {
			return err
		}
		return record(ctx, tx, "inspect.record", w.Inspection, fieldwork.KindOf(x.Kind).Label, nil, x)
	})
	return x, err
}

func findRecord(ctx context.Context, r db.Reader, inspection, id string) (fieldwork.Record, bool, error) {
	if id == "" {
		return fieldwork.Record{}, false, nil
	}
	list, err := recordsOf(ctx, r, inspection)
	n := slices.IndexFunc(list, func(x fieldwork.Record) bool { return x.ID == id })
	if n < 0 {
		return fieldwork.Record{}, false, err
	}
	return list[n], true, err
}

// tieNodes links a record to indicators that the standard has.
func (w *work) tieNodes(ctx context.Context, tx *db.Tx, x fieldwork.Record, nodes []string, add bool) error {
	list, err := indicatorsOf(ctx, tx, w.ID)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		if !slices.ContainsFunc(list, func(i Indicator) bool { return i.NodeCode == n }) {
			return errs.NewField("nodes", "没有这项指标：%s", n)
		}
	}
	return tie(ctx, tx, x, nodes, add)
}

// EditRecord changes a record; only who wrote it may, or the leader of the team.
func (s *Service) EditRecord(ctx context.Context, id string, version int, n fieldwork.Record) error {
	return s.editRecord(ctx, id, n.ID, func(tx *db.Tx, w *work, x *fieldwork.Record) error {
		old := *x
		x.Kind, x.On, x.Site, x.Place, x.Who, x.People, x.Items, x.Heard, x.Text = n.Kind, n.On, strings.TrimSpace(n.Site), n.Place, n.Who, n.People, n.Items, n.Heard, n.Text
		if x.Site == "" {
			x.Site = w.UnitName
		}
		if err := x.Check(w.SiteBeganOn, tx.Today()); err != nil {
			return err
		}
		if err := updateRecord(ctx, tx, x, version); err != nil {
			return err
		}
		if err := w.tieNodes(ctx, tx, *x, n.Nodes, false); err != nil {
			return err
		}
		return record(ctx, tx, "inspect.record_edit", w.Inspection, fieldwork.KindOf(x.Kind).Label, old, *x)
	})
}

// VoidRecord takes a record out of the count, with a reason; it stays readable.
func (s *Service) VoidRecord(ctx context.Context, id, recordID string, version int, reason string) error {
	return s.editRecord(ctx, id, recordID, func(tx *db.Tx, w *work, x *fieldwork.Record) error {
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明理由")
		}
		x.VoidReason = strings.TrimSpace(reason)
		if err := updateRecord(ctx, tx, x, version); err != nil {
			return err
		}
		return record(ctx, tx, "inspect.record_void", w.Inspection, reason, nil, x.ID)
	})
}

func (s *Service) editRecord(ctx context.Context, id, recordID string, rule func(*db.Tx, *work, *fieldwork.Record) error) error {
	return s.part(ctx, id, MayWork, Team, func(tx *db.Tx, w *work) error {
		if err := w.in(Onsite); err != nil {
			return err
		}
		x, found, err := findRecord(ctx, tx, w.ID, recordID)
		if err != nil {
			return err
		}
		if !found {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		if x.AuthorID != w.viewer.Actor.ID && w.viewer.Member.Duty != fieldwork.DutyLeader {
			return errs.New(errs.Denied, "只能由记录人或组长修改")
		}
		if x.VoidReason != "" {
			return errs.New(errs.Conflict, "记录已作废")
		}
		return rule(tx, w, &x)
	})
}

// Verification is what a member says about an indicator, and from which records.
type Verification struct {
	Node    string   `json:"node"`
	Version int      `json:"version"`
	Grade   string   `json:"grade"` // code of a grade or non-value
	Reason  string   `json:"reason"`
	Records []string `json:"records"` // further records that speak about it
}

// VerifyIndicator records the verified grade beside the claim: 《教育督导条例》第二十条.
func (s *Service) VerifyIndicator(ctx context.Context, id string, n Verification) error {
	return s.part(ctx, id, MayWork, Team, func(tx *db.Tx, w *work) error {
		if err := w.in(Onsite, Review, Replied); err != nil {
			return err
		}
		x, v, err := w.indicator(ctx, tx, n.Node)
		if err != nil {
			return err
		}
		if !w.viewer.InTeam() || !fieldwork.MayVerify(w.team, w.viewer.Member, x.TopCode) {
			return errs.New(errs.Denied, "这项指标由分工负责的督导小组成员核验")
		}
		all, err := recordsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		linked := 0
		for _, r := range fieldwork.Valid(all) {
			chosen := slices.Contains(n.Records, r.ID)
			if chosen {
				if err := tie(ctx, tx, r, []string{n.Node}, true); err != nil {
					return err
				}
			}
			if chosen || slices.Contains(r.Nodes, n.Node) {
				linked++
			}
		}
		old := map[string]string{"verified": x.Verified, "reason": x.Reason}
		if err := x.Verify(v, n.Grade, n.Reason, linked); err != nil {
			return err
		}
		x.VerifiedBy, x.VerifiedName, x.VerifiedAt = w.viewer.Actor.ID, w.viewer.Actor.Name, tx.Now
		if err := updateIndicator(ctx, tx, &x, n.Version); err != nil {
			return err
		}
		return record(ctx, tx, "inspect.verify", w.Inspection, nameOf(v, n.Node), old, n)
	})
}

// NewFinding is what somebody raises from an indicator.
type NewFinding struct {
	ID       string           `json:"id,omitempty"`
	Node     string           `json:"node"`
	UnitID   org.UnitID       `json:"unit_id,omitempty"` // "" is the supervised unit
	Severity rectify.Severity `json:"severity"`
	Clause   string           `json:"clause"`
	Text     string           `json:"text"`
	Demand   string           `json:"demand"`
}

// findingStates are the states in which findings may be raised or changed.
var findingStates = []State{Onsite, Review, Replied}

// RaiseFinding raises a problem from an indicator in one step. Twice with the same id is once.
func (s *Service) RaiseFinding(ctx context.Context, id string, n NewFinding) (Finding, error) {
	var f Finding
	err := s.part(ctx, id, MayWork, Team, func(tx *db.Tx, w *work) error {
		if err := w.in(findingStates...); err != nil {
			return err
		}
		if had, found, err := findFinding(ctx, tx, w.ID, n.ID); err != nil || found {
			f = had
			return err
		}
		about := ""
		if n.Node != "" {
			_, v, err := w.indicator(ctx, tx, n.Node)
			if err != nil {
				return err
			}
			about = nameOf(v, n.Node)
		}
		f = Finding{ID: n.ID, InspectionID: w.ID, UnitPath: w.UnitPath, NodeCode: n.Node, RaisedBy: w.viewer.Actor.ID, RaisedName: w.viewer.Actor.Name}
		if f.ID == "" {
			f.ID = tx.NewID()
		}
		if err := w.fill(ctx, tx, &f, n); err != nil {
			return err
		}
		if err := insertFinding(ctx, tx, &f); err != nil {
			return err
		}
		return record(ctx, tx, "inspect.finding", w.Inspection, about, nil, f)
	})
	return f, err
}

// fill sets what a person typed; the responsible unit lies within the organiser's place.
func (w *work) fill(ctx context.Context, tx *db.Tx, f *Finding, n NewFinding) error {
	f.Severity, f.Clause, f.Text, f.Demand = n.Severity, strings.TrimSpace(n.Clause), strings.TrimSpace(n.Text), strings.TrimSpace(n.Demand)
	f.UnitID, f.UnitName = w.UnitID, w.UnitName
	if n.UnitID != "" && n.UnitID != w.UnitID {
		u, err := org.UnitByID(ctx, tx, n.UnitID)
		if err != nil {
			return err
		}
		if err := org.Existing(ctx, tx, u, "unit"); err != nil {
			return err
		}
		if !strings.HasPrefix(u.Path, w.SeatPath) {
			return errs.NewField("unit", "%s不在本级督导范围内", u.Name)
		}
		f.UnitID, f.UnitName = u.ID, u.Name
	}
	return f.check()
}

func findFinding(ctx context.Context, r db.Reader, inspection, id string) (Finding, bool, error) {
	if id == "" {
		return Finding{}, false, nil
	}
	list, err := findingsOf(ctx, r, inspection)
	n := slices.IndexFunc(list, func(x Finding) bool { return x.ID == id })
	if n < 0 {
		return Finding{}, false, err
	}
	return list[n], true, err
}

// EditFinding changes a finding before the opinion.
func (s *Service) EditFinding(ctx context.Context, id string, version int, n NewFinding) error {
	return s.editFinding(ctx, id, n.ID, "finding_edit", version, func(tx *db.Tx, w *work, f *Finding) error {
		return w.fill(ctx, tx, f, n)
	})
}

// WithdrawFinding takes a finding back, such as after the reply, with a reason.
func (s *Service) WithdrawFinding(ctx context.Context, id, findingID string, version int, reason string) error {
	return s.editFinding(ctx, id, findingID, "finding_withdraw", version, func(_ *db.Tx, _ *work, f *Finding) error {
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明理由")
		}
		f.WithdrawReason = strings.TrimSpace(reason)
		return nil
	})
}

func (s *Service) editFinding(ctx context.Context, id, findingID, action string, version int, rule func(*db.Tx, *work, *Finding) error) error {
	return s.part(ctx, id, MayWork, Team, func(tx *db.Tx, w *work) error {
		if err := w.in(findingStates...); err != nil {
			return err
		}
		f, found, err := findFinding(ctx, tx, w.ID, findingID)
		if err != nil {
			return err
		}
		if !found {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		if f.WithdrawReason != "" {
			return errs.New(errs.Conflict, "这个问题已撤回")
		}
		old := f
		if err := rule(tx, w, &f); err != nil {
			return err
		}
		if err := updateFinding(ctx, tx, &f, version); err != nil {
			return err
		}
		return record(ctx, tx, "inspect."+action, w.Inspection, f.WithdrawReason, old, f)
	})
}

// FinishWork ends the on-site work.
func (s *Service) FinishWork(ctx context.Context, id string, version int) error {
	return s.step(ctx, id, version, Finish, "", func(tx *db.Tx, w *work) error {
		records, err := recordsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		list, err := indicatorsOf(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		return w.FinishSite(records, list, tx.Today())
	})
}

// ReopenWork goes back on site for what is missing, with a reason.
func (s *Service) ReopenWork(ctx context.Context, id string, version int, reason string) error {
	return s.step(ctx, id, version, Reopen, reason, func(_ *db.Tx, w *work) error {
		w.SiteEndedOn = civil.Date{}
		return w.take(Reopen, reason)
	})
}
