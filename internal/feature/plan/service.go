package plan

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Service has the use cases of year plans.
type Service struct {
	db  *db.DB
	org *org.Service
}

// New returns the service.
func New(d *db.DB, units *org.Service) *Service { return &Service{d, units} }

// NewPlan is what a person fills in to start a plan.
type NewPlan struct {
	ID    string `json:"id,omitempty"` // made when the form is shown: sent twice is created once
	Year  int    `json:"year"`
	Title string `json:"title"`
	Goal  string `json:"goal,omitempty"`
}

// Create stores the draft plan of the acting person's office.
func (s *Service) Create(ctx context.Context, n NewPlan) (Plan, error) {
	var p Plan
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Holds(ctx, MayEdit); err != nil {
			return err
		}
		a := actor.From(ctx)
		if ident.Valid(n.ID) {
			if old, err := byID(ctx, tx, n.ID); err == nil {
				p = old
				return nil
			}
		} else {
			n.ID = tx.NewID()
		}
		office, err := org.OfficeOf(ctx, tx, a.Scope)
		if err != nil {
			return err
		}
		p = Plan{ID: n.ID, OfficeID: string(office.ID), OfficeName: office.Name, UnitPath: a.Scope, Level: levelOf(a.Scope),
			Year: n.Year, Title: strings.TrimSpace(n.Title), Goal: strings.TrimSpace(n.Goal), State: Draft, CreatedBy: a.ID}
		if p.Title == "" {
			p.Title = lang.In(lang.Zh, "%s %d 年教育督导工作计划", office.Name, n.Year)
		}
		var c errs.Check
		c.That(n.Year >= 2012 && n.Year <= tx.Today().Year()+5, "year", "年度不正确")
		taken, err := db.Get[int](ctx, tx, `select count(*) from plan where office_id = $1 and year = $2`, p.OfficeID, p.Year)
		if err != nil {
			return err
		}
		c.That(taken == 0, "year", "本单位 %d 年的计划已经存在", n.Year)
		if err := c.Err(); err != nil {
			return err
		}
		if err := insertPlan(ctx, tx, &p); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "plan.create", Ref: p.Ref(), UnitPath: p.UnitPath, New: p})
	})
	return p, err
}

// levelOf tells the city's path from a district's.
func levelOf(path string) Level {
	if strings.Count(path, "/") <= 2 {
		return City
	}
	return District
}

// Edit changes title and goal of a plan that is being drawn up.
func (s *Service) Edit(ctx context.Context, id string, version int, title, goal string) error {
	return s.change(ctx, id, version, MayEdit, true, "plan.edit", "", func(tx *db.Tx, p *Plan) error {
		if !p.Editable() {
			return errs.New(errs.Conflict, "当前状态不能进行此操作")
		}
		if strings.TrimSpace(title) == "" {
			return errs.NewField("title", "请填写计划名称")
		}
		p.Title, p.Goal = strings.TrimSpace(title), strings.TrimSpace(goal)
		return nil
	})
}

// Step takes one step of the life of a plan: Steps says who may and when.
func (s *Service) Step(ctx context.Context, id string, version int, a Action, reason string) error {
	st, ok := StepOf(a)
	if !ok {
		return errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return s.change(ctx, id, version, st.Need, st.Own, "plan."+string(a), reason, func(tx *db.Tx, p *Plan) error {
		items, err := itemsOf(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if err := p.Take(a, reason, len(items)); err != nil {
			return err
		}
		s.sign(ctx, tx, p, a, reason)
		return s.follow(ctx, tx, p, st)
	})
}

// sign writes into the plan who did what when.
func (s *Service) sign(ctx context.Context, tx *db.Tx, p *Plan, a Action, reason string) {
	who := actor.From(ctx)
	switch a {
	case Submit:
		p.SubmittedBy = who.ID
	case Approve:
		p.ApprovedBy, p.ApprovedName, p.ApprovedOn = who.ID, who.Name, tx.Today()
	case Reject:
		p.ReturnReason = reason
	case File:
		p.FiledOn, p.ReturnReason = tx.Today(), ""
	case Receive:
		p.Receipt, p.ReceiptOn = lang.In(lang.Zh, "计划回执〔%d〕%s号", p.Year, unitOf(p.UnitPath)), tx.Today()
	case Return:
		p.ReturnReason = reason
	}
}

// follow stops the clocks of the state before, starts those of the new one and tells who waits.
func (s *Service) follow(ctx context.Context, tx *db.Tx, p *Plan, st Step) error {
	if err := clock.Stop(ctx, tx, p.Ref(), ""); err != nil {
		return err
	}
	d := clock.Duty{Ref: p.Ref(), Step: st.Clock, From: tx.Today(), UnitPath: p.UnitPath, UnitID: p.OfficeID,
		Title: lang.In(lang.Zh, "年度计划：%s", p.Title), URL: p.URL()}
	switch st.Action {
	case Submit:
		d.UnitID, d.Need, d.Action = unitOf(p.UnitPath), MayApprove, lang.In(lang.Zh, "批准年度计划")
	case Reject:
		d.Need, d.Action = MayEdit, lang.In(lang.Zh, "修改后重新提交")
	case Approve:
		if p.Level == City {
			return s.tell(ctx, tx, p, p.OfficeID, MayEdit, "年度计划已批准：%s")
		}
		d.Rule, d.Need, d.Action = "plan.file", MayFile, lang.In(lang.Zh, "报市备案")
	case File:
		city, err := org.SuperiorOf(ctx, tx, org.UnitID(p.OfficeID))
		if err != nil {
			return err
		}
		d.Rule, d.UnitID, d.Need, d.Action = "plan.review", string(city.ID), MayReceive, lang.In(lang.Zh, "审看并出具回执")
	case Receive:
		return s.tell(ctx, tx, p, p.OfficeID, MayEdit, "市督导室已接收年度计划：%s")
	case Return:
		d.Rule, d.Need, d.Action = "plan.file", MayEdit, lang.In(lang.Zh, "更正后重新报备")
	}
	if _, err := clock.Start(ctx, tx, d); err != nil {
		return err
	}
	return s.tell(ctx, tx, p, d.UnitID, d.Need, stories[st.Action])
}

// stories says in the inbox what a step means for who gets it.
var stories = map[Action]string{
	Submit:  "年度计划待批准：%s",
	Reject:  "年度计划被退回修改：%s",
	Approve: "年度计划已批准，请报市备案：%s",
	File:    "收到区年度计划报备：%s",
	Return:  "年度计划被退回更正：%s",
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, p *Plan, unit string, need access.Permission, format string) error {
	return notify.Tell(ctx, tx, notify.Message{UnitID: unit, Need: need, Ref: p.Ref(), URL: p.URL(), Subject: lang.In(lang.Zh, format, p.Title)})
}

// unitOf returns the last id of a path: "/110000/110108/" → "110108".
func unitOf(path string) string {
	path = strings.TrimSuffix(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// change is the shape of every use case: load, ask permission, apply the rule, save, audit.
func (s *Service) change(ctx context.Context, id string, version int, need access.Permission, own bool, action, note string,
	rule func(*db.Tx, *Plan) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := may(ctx, need, own, p); err != nil {
			return err
		}
		old := p
		if err := rule(tx, &p); err != nil {
			return err
		}
		if err := updatePlan(ctx, tx, &p, version); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: p.Ref(), UnitPath: p.UnitPath, Note: note, Old: old, New: p})
	})
}

// may asks for the permission and for the level: a plan is edited and approved at its own level, and
// received by the level above (京教组发〔2020〕5号（一）).
func may(ctx context.Context, need access.Permission, own bool, p Plan) error {
	if err := access.Require(ctx, need, p.UnitPath); err != nil {
		return err
	}
	a := actor.From(ctx)
	if !a.All && (a.Scope == p.UnitPath) != own {
		return errs.New(errs.Denied, "您没有此项权限")
	}
	return nil
}

// CanStep reports whether the acting person may take a step now; for showing its button.
func CanStep(ctx context.Context, st Step, p Plan) bool { return may(ctx, st.Need, st.Own, p) == nil }

// CanEdit reports whether the acting person may change the plan and its items.
func CanEdit(ctx context.Context, p Plan) bool { return may(ctx, MayEdit, true, p) == nil }
