package identity

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// NewRole is a role about to be given.
type NewRole struct {
	ID        string // made when the form is shown; "" makes one
	AccountID string
	Role      access.Role
	UnitID    org.UnitID // where it is held
	Scope     string     // a smaller subtree than the role reaches by itself; "" is all of it
	FromOn    civil.Date // zero: today
	ToOn      civil.Date // the last day; zero: until ended
	Reason    string
}

// Grant gives a role. Who creates accounts does not grant, and nobody grants to themselves.
func (s *Service) Grant(ctx context.Context, n NewRole) (h Held, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if n.ID != "" {
			there, err := db.List[Held](ctx, tx, `select `+heldColumns+` from account_role where id = $1 and account_id = $2`, n.ID, n.AccountID)
			if err != nil || len(there) > 0 {
				h = firstOf(there)
				return err
			}
		}
		a, err := visible(ctx, tx, n.AccountID, MayGrant)
		if err != nil {
			return err
		}
		if err := s.may(ctx, tx, a, MayGrant); err != nil {
			return err
		}
		if h, err = s.held(ctx, tx, n); err != nil {
			return err
		}
		if err := s.addable(ctx, tx, h); err != nil {
			return err
		}
		if err := insertHeld(ctx, tx, h); err != nil {
			return err
		}
		s.forget(tx)
		return record(ctx, tx, "grant", a, h.Reason, nil, h)
	})
	return h, err
}

func firstOf(list []Held) Held {
	if len(list) == 0 {
		return Held{}
	}
	return list[0]
}

// held makes the role from what was filled in and checks that it fits the unit and the actor.
func (s *Service) held(ctx context.Context, tx *db.Tx, n NewRole) (Held, error) {
	u, err := org.OpenUnit(ctx, tx, n.UnitID, "", "unit")
	if err != nil {
		return Held{}, err
	}
	districtPath, rootPath, err := above(ctx, tx, u)
	if err != nil {
		return Held{}, err
	}
	if err := fits(n.Role, u.Kind, districtPath != ""); err != nil {
		return Held{}, err
	}
	full := scopeOf(n.Role, u.Path, districtPath, rootPath)
	h := Held{
		ID: n.ID, AccountID: n.AccountID, Role: n.Role, UnitID: u.ID, Scope: full, FromOn: n.FromOn, ToOn: n.ToOn,
		Reason: strings.TrimSpace(n.Reason), GrantedBy: actor.From(ctx).ID, GrantedAt: tx.Now,
	}
	if n.Scope != "" {
		h.Scope = n.Scope
	}
	if h.ID == "" {
		h.ID = tx.NewID()
	}
	if h.FromOn.IsZero() {
		h.FromOn = tx.Today()
	}
	var c errs.Check
	c.That(strings.HasPrefix(h.Scope, full) && strings.HasSuffix(h.Scope, "/"), "scope", "管辖范围超出了这个角色的范围")
	c.That(h.ToOn.IsZero() || !h.ToOn.Before(h.FromOn), "to_on", "结束日期不能早于开始日期")
	c.That(h.ToOn.IsZero() || !h.ToOn.Before(tx.Today()), "to_on", "结束日期不能早于今天")
	if err := c.Err(); err != nil {
		return Held{}, err
	}
	if err := access.Require(ctx, MayGrant, u.Path); err != nil {
		return Held{}, err
	}
	if !actor.From(ctx).May(string(MayAll)) && !Local(h.Role) {
		return Held{}, errs.New(errs.Denied, "您只能授予学校角色")
	}
	return h, nil
}

// above returns the paths of the district a unit lies in, "" at a unit of the city, and of the city.
func above(ctx context.Context, r db.Reader, u org.Unit) (districtPath, rootPath string, err error) {
	ids := strings.Split(strings.Trim(u.Path, "/"), "/")
	rootPath = "/" + ids[0] + "/"
	if len(ids) == 1 {
		return "", rootPath, nil
	}
	second, err := org.UnitByID(ctx, r, org.UnitID(ids[1]))
	if err != nil || second.Kind != org.District {
		return "", rootPath, err
	}
	return second.Path, rootPath, nil
}

// addable refuses what would join two of the three administrators, or the same role twice.
func (s *Service) addable(ctx context.Context, tx *db.Tx, h Held) error {
	// of two grants at the same moment the second waits here and sees the first
	if _, err := tx.Exec(ctx, `update account set version = version where id = $1`, h.AccountID); err != nil {
		return err
	}
	have, err := heldBy(ctx, tx, h.AccountID)
	if err != nil {
		return err
	}
	var roles []access.Role
	for _, x := range have {
		if !x.open(tx.Today()) {
			continue
		}
		if x.Role == h.Role && x.UnitID == h.UnitID && x.Scope == h.Scope {
			return errs.NewField("role", "该账号已有这个角色")
		}
		roles = append(roles, x.Role)
	}
	if err := Apart(roles, h.Role); err != nil {
		return err
	}
	if !IsAdministrator(h.Role) {
		return nil
	}
	lent, err := db.List[string](ctx, tx, `select id from delegation where to_id = $1 and ended_at is null and to_on >= $2`, h.AccountID, tx.Today())
	if err == nil && len(lent) > 0 {
		err = errs.NewField("role", "三员分立：该账号正在代理他人，不能担任管理员")
	}
	return err
}

// EndRole ends a role today.
func (s *Service) EndRole(ctx context.Context, accountID, roleID, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := visible(ctx, tx, accountID, MayGrant)
		if err != nil {
			return err
		}
		h, err := db.Get[Held](ctx, tx, `select `+heldColumns+` from account_role where id = $1 and account_id = $2`, roleID, accountID)
		if err != nil {
			return err
		}
		if err := s.may(ctx, tx, a, MayGrant); err != nil {
			return err
		}
		if !h.EndedAt.IsZero() {
			return errs.New(errs.Conflict, "这个角色已经收回")
		}
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请填写收回原因")
		}
		if err := s.keepOneAdmin(ctx, tx, h); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update account_role set ended_at = $1, ended_by = $2 where id = $3`, tx.Now, actor.From(ctx).ID, h.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update api_token set ended_at = $1 where role_id = $2 and ended_at is null`, tx.Now, h.ID); err != nil {
			return err
		}
		s.forget(tx)
		return record(ctx, tx, "end_role", a, reason, h, nil)
	})
}

// keepOneAdmin refuses to end the last role of one of the three administrators: nobody could give it
// back but the operator at the machine.
func (s *Service) keepOneAdmin(ctx context.Context, tx *db.Tx, h Held) error {
	if !IsAdministrator(h.Role) {
		return nil
	}
	others, err := db.List[Held](ctx, tx, `select h.id, h.from_on, h.to_on, h.ended_at from account_role h join account a on a.id = h.account_id
		where h.role = $1 and h.id <> $2 and h.ended_at is null and a.state = $3`, h.Role, h.ID, Active)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.On(tx.Today()) {
			return nil
		}
	}
	return errs.New(errs.Conflict, "这是最后一名“%s”，请先授予他人", h.Role.Label())
}

// recordOn is record for a reference of another kind.
func recordOn(ctx context.Context, tx *db.Tx, action string, ref ident.Ref, path, note string, before, after any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: "identity." + action, Ref: ref, UnitPath: path, Note: note, Old: before, New: after})
}
