package identity

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/platform/db"
)

// DelegationKind names delegations in references.
const DelegationKind = "identity.delegation"

// NewDelegation is a role about to be handed over.
type NewDelegation struct {
	ID           string // made when the form is shown; "" makes one
	RoleID       string // one of my own roles
	ToLogin      string
	FromOn, ToOn civil.Date
	Reason       string
}

// Delegate hands one of the signed-in person's own roles to a colleague for a period. Whoever acts
// under it acts as themselves for the other: the log names both.
func (s *Service) Delegate(ctx context.Context, n NewDelegation) (id string, err error) {
	me := actor.From(ctx)
	rules, err := s.rules(ctx)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if n.ID != "" {
			there, err := db.List[string](ctx, tx, `select id from delegation where id = $1 and from_id = $2`, n.ID, me.ID)
			if err != nil || len(there) > 0 {
				id = n.ID
				return err
			}
		}
		held, err := db.Get[Held](ctx, tx, `select `+heldColumns+` from account_role where id = $1 and account_id = $2`, n.RoleID, me.ID)
		if err != nil {
			return errs.NewField("role", "请选择您自己的角色")
		}
		to, err := s.delegate(ctx, tx, n.ToLogin, held)
		if err != nil {
			return err
		}
		g := Delegation{ID: n.ID, RoleID: held.ID, FromID: me.ID, ToID: to.ID, FromOn: n.FromOn, ToOn: n.ToOn, Reason: strings.TrimSpace(n.Reason), CreatedAt: tx.Now}
		if g.ID == "" {
			g.ID = tx.NewID()
		}
		if err := g.check(rules, held, me.ID, tx.Today()); err != nil {
			return err
		}
		id = g.ID
		if err := insertDelegation(ctx, tx, g); err != nil {
			return err
		}
		s.forget(tx)
		return recordOn(ctx, tx, "delegate", ident.Ref{Kind: DelegationKind, ID: g.ID}, held.Scope, g.Reason, nil,
			map[string]any{"role": held.Role, "to": to.Login, "from_on": g.FromOn.String(), "to_on": g.ToOn.String()})
	})
	return id, err
}

// check applies the rules of handing a role over: a period, a reason, none of the three administrators.
func (g Delegation) check(r proof.Rules, h Held, me string, today civil.Date) error {
	var c errs.Check
	c.That(!IsAdministrator(h.Role), "role", "三员分立：“%s”不能委托他人代理", h.Role.Label())
	c.That(g.ToID != me, "to", "不能委托给自己")
	c.That(g.Reason != "", "reason", "请填写代理原因")
	c.That(!g.FromOn.IsZero(), "from_on", "请填写开始日期")
	c.That(!g.ToOn.IsZero(), "to_on", "请填写结束日期")
	if !g.FromOn.IsZero() && !g.ToOn.IsZero() {
		c.That(!g.FromOn.Before(today), "from_on", "开始日期不能早于今天")
		c.That(!g.ToOn.Before(g.FromOn), "to_on", "结束日期不能早于开始日期")
		c.That(g.ToOn.Sub(g.FromOn) < r["delegation_days"], "to_on", "代理最长 %d 天", r["delegation_days"])
		c.That(h.On(g.FromOn) && (h.ToOn.IsZero() || !h.ToOn.Before(g.ToOn)), "role", "这个角色在代理期内已经到期")
	}
	return c.Err()
}

// delegate finds the colleague: somebody who works at the same unit or holds a role over the same
// subtree, and is no administrator.
func (s *Service) delegate(ctx context.Context, tx *db.Tx, login string, h Held) (Account, error) {
	to, err := accountByLogin(ctx, tx, strings.ToLower(strings.TrimSpace(login)))
	if errs.KindOf(err) == errs.NotFound || err == nil && to.State != Active {
		return to, errs.NewField("to", "没有这个登录名，或账号已停用")
	}
	if err != nil {
		return to, err
	}
	if _, err := tx.Exec(ctx, `update account set version = version where id = $1`, to.ID); err != nil { // see addable
		return to, err
	}
	roles, err := heldBy(ctx, tx, to.ID)
	if err != nil {
		return to, err
	}
	roles = slices.DeleteFunc(roles, func(x Held) bool { return !x.open(tx.Today()) })
	for _, x := range roles {
		if IsAdministrator(x.Role) {
			return to, errs.NewField("to", "三员分立：管理员不能代理业务角色")
		}
	}
	if to.UnitID == h.UnitID || slices.ContainsFunc(roles, func(x Held) bool { return x.Scope == h.Scope }) {
		return to, nil
	}
	return to, errs.NewField("to", "只能委托给同一单位或同一管辖范围的同事")
}

// EndDelegation ends it now: who gave it, who received it, or the security administrator.
func (s *Service) EndDelegation(ctx context.Context, id string) error {
	me := actor.From(ctx)
	if !me.Known() {
		return errs.New(errs.Unauthenticated, "请先登录")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		g, err := db.Get[Delegation](ctx, tx, `select `+delegationColumns+` from delegation where id = $1`, id)
		if err != nil {
			return err
		}
		if g.FromID != me.ID && g.ToID != me.ID && access.Holds(ctx, MayRule) != nil {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		if !g.EndedAt.IsZero() {
			return errs.New(errs.Conflict, "代理已经结束")
		}
		if _, err := tx.Exec(ctx, `update delegation set ended_at = $1, ended_by = $2 where id = $3`, tx.Now, me.ID, id); err != nil {
			return err
		}
		s.forget(tx)
		return recordOn(ctx, tx, "end_delegation", ident.Ref{Kind: DelegationKind, ID: id}, "", "", nil, nil)
	})
}

// DelegationRow is a delegation for people.
type DelegationRow struct {
	Delegation
	Role     access.Role `db:"role"`
	FromName string      `db:"from_name"`
	ToName   string      `db:"to_name"`
	UnitName *string     `db:"unit_name"`
}

const delegationRows = `select g.id, g.role_id, g.from_id, g.to_id, g.from_on, g.to_on, g.reason, g.created_at, g.ended_at, g.ended_by, h.role,
	f.name as from_name, t.name as to_name, u.name as unit_name
	from delegation g join account_role h on h.id = g.role_id join account f on f.id = g.from_id join account t on t.id = g.to_id left join unit u on u.id = h.unit_id `

// MyDelegations lists what the signed-in person gave and received, the newest first.
func (s *Service) MyDelegations(ctx context.Context) ([]DelegationRow, error) {
	return db.List[DelegationRow](ctx, s.db, delegationRows+`where g.from_id = $1 or g.to_id = $1 order by g.created_at desc, g.id limit 100`, actor.From(ctx).ID)
}

// Delegations lists everybody's for the security administrator, those still open first.
func (s *Service) Delegations(ctx context.Context) ([]DelegationRow, error) {
	if err := access.Holds(ctx, MayRule); err != nil {
		return nil, err
	}
	return db.List[DelegationRow](ctx, s.db, delegationRows+`order by case when g.ended_at is null then 0 else 1 end, g.created_at desc, g.id limit 500`)
}
