// Package honour is 激励: units whose results are excellent are commended and come first in policies and
// resources (京教组发〔2020〕5号（三）落实激励制度).
//
//	draft ── submit ──▶ submitted ── approve ──▶ issuing ── letter ──▶ issued ── publish, end, revoke
//	  ▲ └ edit, drop        └ return ──▶ draft      └ recall ──▶ draft
package honour

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
)

// The states and steps.
const (
	Draft     accountability.State = "draft"
	Submitted accountability.State = "submitted"
	Issuing   accountability.State = "issuing"
	Issued    accountability.State = "issued"
	Dropped   accountability.State = "dropped"
	Revoked   accountability.State = "revoked"

	Edit    accountability.Action = "edit"
	Submit  accountability.Action = "submit"
	Return  accountability.Action = "return"
	Approve accountability.Action = "approve"
	Sent    accountability.Action = "commendation_sent"
	Publish accountability.Action = "publish"
	Revoke  accountability.Action = "revoke"
	Drop    accountability.Action = "drop"
)

const clause = "京教组发〔2020〕5号（三）落实激励制度"

type states = []accountability.State

// Flow is the whole life of a commendation.
var Flow = accountability.Flow{Kind: accountability.Honour, Label: "表彰", Path: "/commendations",
	States: []accountability.StateInfo{{State: Draft, Label: "拟表彰"}, {State: Submitted, Label: "待审定", Tone: "act"}, {State: Issuing, Label: "待印发", Tone: "act"}, {State: Issued, Label: "已表彰", Tone: "done"},
		{State: Dropped, Label: "不予表彰"}, {State: Revoked, Label: "已撤销", Tone: "late"}},
	Steps: []accountability.Step{
		{Action: Submit, Label: "提请审定", From: states{Draft}, To: Submitted, By: accountability.Office, Clause: clause, Owed: true, Internal: true},
		{Action: Edit, Label: "修改表彰内容", From: states{Draft}, By: accountability.Office, Clause: clause, Internal: true, Plain: true},
		{Action: Drop, Label: "不予表彰", From: states{Draft}, To: Dropped, By: accountability.Office, Reason: true, Clause: clause, Internal: true, Plain: true},
		{Action: Approve, Label: "审定表彰", From: states{Submitted}, To: Issuing, By: accountability.Leader, Clause: clause, Owed: true, Drafts: document.Commendation, Internal: true},
		{Action: Return, Label: "退回修改", From: states{Submitted}, To: Draft, By: accountability.Leader, Reason: true, Clause: clause, Tells: accountability.Office, Internal: true, Plain: true},
		{Action: accountability.Recall, Label: "退回修改", From: states{Issuing}, To: Draft, By: accountability.Office, Reason: true, Clause: clause, Internal: true, Plain: true},
		{Action: Sent, Label: "表彰通报已印发", From: states{Issuing}, To: Issued, By: accountability.Paper, Clause: clause, After: document.Commendation, Tells: accountability.Unit},
		{Action: Publish, Label: "公布表彰", From: states{Issued}, By: accountability.Office, Clause: clause, Tells: accountability.Unit},
		{Action: Revoke, Label: "撤销表彰", From: states{Issued}, To: Revoked, By: accountability.Leader, Reason: true, Clause: clause, Tells: accountability.Unit, Plain: true},
	}}

// Detail is what a commendation keeps.
type Detail struct {
	Merits   string     `json:"merits,omitempty"`
	Priority string     `json:"priority,omitempty"` // what comes first: 政策支持、资源配置
	From     civil.Date `json:"from,omitzero"`
	Until    civil.Date `json:"until,omitzero"` // the priority ends on this day
	Leader   string     `json:"leader,omitempty"`
}

// HonourIn is what people fill in for a step.
type HonourIn struct {
	Facts    string     `json:"facts,omitempty"`
	Merits   string     `json:"merits,omitempty"`
	Priority string     `json:"priority,omitempty"`
	Until    civil.Date `json:"until,omitempty"`
	Reason   string     `json:"reason,omitempty"`
}

// Service has the use cases of commendations.
type Service struct{ all *accountability.Service }

// New returns the service and makes commendations known.
func New(all *accountability.Service, letters *document.Service) *Service {
	f := Flow
	f.Facts, f.Sent, f.Withdrawn = facts, sent, withdrawn
	f.Fits = func(r accountability.Record, a accountability.Action, _ civil.Date) bool {
		return a != Publish || r.PortalID == ""
	}
	all.Add(f, letters)
	return &Service{all}
}

// Open begins a commendation.
func (s *Service) Open(ctx context.Context, n accountability.NewRecord) (r accountability.Record, err error) {
	err = s.all.DB().Write(ctx, func(tx *db.Tx) error {
		unit, err := org.UnitByID(ctx, tx, n.UnitID)
		if err != nil {
			return err
		}
		if err := accountability.MayOpen(ctx, unit.Path); err != nil {
			return err
		}
		if strings.TrimSpace(n.Facts) == "" {
			return errs.NewField("facts", "请写明表彰的缘由")
		}
		n.Title = lang.In(lang.Zh, "表彰%s", unit.Name)
		r, err = s.all.Open(ctx, tx, accountability.Honour, n, Detail{})
		return err
	})
	return r, err
}

// Do performs a step of a commendation.
func (s *Service) Do(ctx context.Context, id string, version int, a accountability.Action, in HonourIn) error {
	return s.all.Take(ctx, accountability.Honour, id, version, a, in.Reason, func(tx *db.Tx, r *accountability.Record) error {
		var d Detail
		if err := r.Read(&d); err != nil {
			return err
		}
		if err := s.rule(ctx, tx, a, in, r, &d); err != nil {
			return err
		}
		return r.Keep(d)
	})
}

func (s *Service) rule(ctx context.Context, tx *db.Tx, a accountability.Action, in HonourIn, r *accountability.Record, d *Detail) (err error) {
	switch a {
	case Edit:
		r.Facts = strings.TrimSpace(in.Facts)
		d.Merits, d.Priority, d.Until = strings.TrimSpace(in.Merits), strings.TrimSpace(in.Priority), in.Until
		if r.Facts == "" {
			return errs.NewField("facts", "请写明表彰的缘由")
		}
	case Submit:
		var c errs.Check
		c.That(d.Merits != "", "merits", "请写明主要成绩")
		c.That(d.Priority == "" || tx.Today().Before(d.Until), "until", "优先支持的截止日期必须晚于今天")
		return c.Err()
	case Approve:
		if actor.From(ctx).ID == r.HandlerID {
			return errs.New(errs.Denied, "不能由拟稿人本人审定")
		}
		d.Leader = actor.From(ctx).Name
	case Publish:
		if r.PortalID != "" {
			return errs.New(errs.Conflict, "已经公布")
		}
		r.PublishedOn = tx.Today()
		r.PortalID, err = portal.Publish(ctx, tx, snapshot(*r, *d))
	case Revoke:
		if !r.UntilOn.IsZero() && tx.Today().Before(r.UntilOn) {
			r.UntilOn = tx.Today()
		}
		return accountability.Unpublish(ctx, tx, *r, in.Reason)
	}
	return err
}

func sent(_ context.Context, tx *db.Tx, r *accountability.Record, _ document.Letter) error {
	var d Detail
	if err := r.Read(&d); err != nil {
		return err
	}
	r.DoneOn, r.ShownOn = tx.Today(), tx.Today()
	if d.Priority != "" {
		d.From, r.UntilOn = tx.Today(), d.Until
	}
	return r.Keep(d)
}

func withdrawn(ctx context.Context, tx *db.Tx, r *accountability.Record, l document.Letter) error {
	if r.State != Issued {
		return nil
	}
	r.State = Revoked
	if tx.Today().Before(r.UntilOn) {
		r.UntilOn = tx.Today()
	}
	return accountability.Unpublish(ctx, tx, *r, l.EndReason)
}
