package plan

import (
	"context"
	"encoding/json"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// ChangeKind says what a change does to an item of an approved plan.
type ChangeKind string

const (
	AddKind    ChangeKind = "add"    // a new item
	EditKind   ChangeKind = "edit"   // other contents of an item
	RemoveKind ChangeKind = "remove" // an item is cancelled
)

// Label is the kind in Chinese.
func (k ChangeKind) Label() string {
	switch k {
	case AddKind:
		return "增加事项"
	case EditKind:
		return "调整事项"
	}
	return "取消事项"
}

// ChangeState is where a change stands.
type ChangeState string

const (
	Proposed ChangeState = "proposed" // waits for the leader
	Agreed   ChangeState = "agreed"   // took effect
	Refused  ChangeState = "refused"  // did not
)

// Label is the state in Chinese.
func (s ChangeState) Label() string {
	switch s {
	case Proposed:
		return "待批准"
	case Agreed:
		return "已批准"
	}
	return "未批准"
}

// Change is one change of an approved plan: what was, what shall be, why, and who decided.
type Change struct {
	ID           string      `db:"id" json:"id"`
	PlanID       string      `db:"plan_id" json:"plan_id"`
	ItemID       string      `db:"item_id" json:"item_id"`
	Kind         ChangeKind  `db:"kind" json:"kind"`
	State        ChangeState `db:"state" json:"state"`
	Reason       string      `db:"reason" json:"reason"`
	OldItem      string      `db:"old_item" json:"-"`
	NewItem      string      `db:"new_item" json:"-"`
	ProposedBy   string      `db:"proposed_by" json:"proposed_by"`
	ProposedName string      `db:"proposed_name" json:"proposed_name"`
	ProposedAt   civil.Time  `db:"proposed_at" json:"-"`
	DecidedBy    string      `db:"decided_by" json:"decided_by,omitempty"`
	DecidedName  string      `db:"decided_name" json:"decided_name,omitempty"`
	DecidedAt    civil.Time  `db:"decided_at" json:"-"`
	Decision     string      `db:"decision" json:"decision,omitempty"`
	Old          *Item       `json:"old,omitempty"`
	New          *Item       `json:"new,omitempty"`
}

const changeColumns = `id, plan_id, item_id, kind, state, reason, old_item, new_item, proposed_by, proposed_name, proposed_at,
	decided_by, decided_name, decided_at, decision`

// RefChange names changes in references.
const RefChange = "plan.change"

// unpack reads the items as they were kept.
func (c *Change) unpack() error {
	for _, x := range []struct {
		text string
		into **Item
	}{{c.OldItem, &c.Old}, {c.NewItem, &c.New}} {
		if x.text == "" {
			continue
		}
		i := new(Item)
		if err := json.Unmarshal([]byte(x.text), i); err != nil {
			return err
		}
		*x.into = i
	}
	return nil
}

func pack(i *Item) (string, error) {
	if i == nil {
		return "", nil
	}
	text, err := json.Marshal(i)
	return string(text), err
}

// propose keeps a change of an approved plan for the leader to decide.
func (s *Service) propose(ctx context.Context, tx *db.Tx, p Plan, c Change) (id string, err error) {
	if strings.TrimSpace(c.Reason) == "" {
		return "", errs.NewField("reason", "计划已经批准，请说明变更理由")
	}
	open, err := db.Get[int](ctx, tx, `select count(*) from plan_change where plan_id = $1 and item_id = $2 and state = $3`, p.ID, c.ItemID, Proposed)
	if err != nil {
		return "", err
	}
	if open > 0 {
		if c.Kind == AddKind { // sent twice
			return c.ItemID, nil
		}
		return "", errs.New(errs.Conflict, "该事项已有一项变更等待批准")
	}
	a := actor.From(ctx)
	c.ID, c.PlanID, c.State, c.ProposedBy, c.ProposedName, c.ProposedAt = tx.NewID(), p.ID, Proposed, a.ID, a.Name, tx.Now
	if c.OldItem, err = pack(c.Old); err != nil {
		return "", err
	}
	if c.NewItem, err = pack(c.New); err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `insert into plan_change (`+changeColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		c.ID, c.PlanID, c.ItemID, c.Kind, c.State, c.Reason, c.OldItem, c.NewItem, c.ProposedBy, c.ProposedName, c.ProposedAt, "", "", civil.Time{}, "")
	if err != nil {
		return "", err
	}
	_, err = clock.Start(ctx, tx, clock.Duty{Ref: ident.Ref{Kind: RefChange, ID: c.ID}, Step: "decide", UnitPath: p.UnitPath, UnitID: unitOf(p.UnitPath),
		Need: MayApprove, Title: lang.In(lang.Zh, "年度计划变更：%s", p.Title), Action: lang.In(lang.Zh, "批准或不批准变更"), URL: p.URL() + "#changes"})
	if err != nil {
		return "", err
	}
	if err := s.tell(ctx, tx, &p, unitOf(p.UnitPath), MayApprove, "年度计划变更待批准：%s"); err != nil {
		return "", err
	}
	return c.ID, audit.Record(ctx, tx, audit.Entry{Action: "plan.change_propose", Ref: ident.Ref{Kind: RefChange, ID: c.ID}, UnitPath: p.UnitPath,
		Note: c.Reason, Old: c.Old, New: c.New})
}

// Decide approves or refuses a change; approved, it takes effect. A plan already with the city is
// told about to the city.
func (s *Service) Decide(ctx context.Context, changeID string, agree bool, decision string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := db.Get[Change](ctx, tx, `select `+changeColumns+` from plan_change where id = $1`, changeID)
		if err != nil {
			return err
		}
		p, err := byID(ctx, tx, c.PlanID)
		if err != nil {
			return err
		}
		if err := may(ctx, MayApprove, true, p); err != nil {
			return err
		}
		if err := c.unpack(); err != nil {
			return err
		}
		if c.State != Proposed {
			return errs.New(errs.Conflict, "该变更已经处理")
		}
		if !agree && strings.TrimSpace(decision) == "" {
			return errs.NewField("decision", "请说明不批准的理由")
		}
		c.State = Refused
		if agree {
			c.State = Agreed
			if err := s.apply(ctx, tx, p, c); err != nil {
				return err
			}
		}
		a := actor.From(ctx)
		n, err := tx.Exec(ctx, `update plan_change set state = $1, decided_by = $2, decided_name = $3, decided_at = $4, decision = $5 where id = $6 and state = $7`,
			c.State, a.ID, a.Name, tx.Now, decision, c.ID, Proposed)
		if err := stale(n, err); err != nil {
			return err
		}
		if err := clock.Stop(ctx, tx, ident.Ref{Kind: RefChange, ID: c.ID}, ""); err != nil {
			return err
		}
		if err := s.tellDecision(ctx, tx, &p, agree); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "plan.change_decide", Ref: ident.Ref{Kind: RefChange, ID: c.ID}, UnitPath: p.UnitPath,
			Note: decision, Old: map[string]ChangeState{"state": Proposed}, New: map[string]ChangeState{"state": c.State}})
	})
}

func (s *Service) tellDecision(ctx context.Context, tx *db.Tx, p *Plan, agree bool) error {
	if !agree {
		return s.tell(ctx, tx, p, p.OfficeID, MayEdit, "年度计划变更未获批准：%s")
	}
	if err := s.tell(ctx, tx, p, p.OfficeID, MayEdit, "年度计划变更已批准：%s"); err != nil {
		return err
	}
	if p.State != Filed && p.State != Received {
		return nil
	}
	city, err := org.SuperiorOf(ctx, tx, org.UnitID(p.OfficeID))
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, p, string(city.ID), MayReceive, "已报备的区年度计划有变更：%s")
}

// apply makes an approved change come true on the items as they stand now.
func (s *Service) apply(ctx context.Context, tx *db.Tx, p Plan, c Change) error {
	if c.Kind == AddKind {
		i := *c.New
		i.UnitPath = p.UnitPath
		return s.insert(ctx, tx, p, &i)
	}
	old, err := ItemByID(ctx, tx, c.ItemID)
	if err != nil {
		return err
	}
	i := old
	if c.Kind == EditKind {
		i = *c.New
		i.UnitPath, i.Number, i.CreatedAt, i.Removed = old.UnitPath, old.Number, old.CreatedAt, false
		if err := i.keepStarted(old); err != nil {
			return err
		}
	} else {
		if old.Begun() {
			return errs.New(errs.Conflict, "该事项的督导已经启动，不能移除")
		}
		i.Removed = true
	}
	if err := updateItem(ctx, tx, &i, old.Version); err != nil {
		return err
	}
	return recordItem(ctx, tx, "plan.item_"+string(c.Kind), i, c.Reason, old, i)
}

// changesOf returns the changes of a plan: what waits for a decision first, then the newest.
func changesOf(ctx context.Context, r db.Reader, planID string) ([]Change, error) {
	list, err := db.List[Change](ctx, r, `select `+changeColumns+` from plan_change where plan_id = $1 order by case when state = 'proposed' then 0 else 1 end, proposed_at desc, id desc`, planID)
	for n := range list {
		if err := list[n].unpack(); err != nil {
			return nil, err
		}
	}
	return list, err
}
