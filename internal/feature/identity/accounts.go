package identity

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// NewAccount is what a new account begins with.
type NewAccount struct {
	ID string // made when the form is shown; "" makes one
	Particulars
	Password string // "" makes one that must be changed at the first sign-in
	Demo     bool
}

// Create stores an account and returns the password it begins with if it was made here; it is not
// shown again. Creating twice with the same id returns the first account and no password.
func (s *Service) Create(ctx context.Context, n NewAccount) (a Account, password string, err error) {
	n.Particulars = n.Particulars.Tidy()
	if err := n.Check(); err != nil {
		return Account{}, "", err
	}
	password, hash, err := s.firstPassword(ctx, n)
	if err != nil {
		return Account{}, "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if n.ID != "" {
			if there, err := accountByID(ctx, tx, n.ID); err == nil {
				a, password = there, ""
				return s.may(ctx, tx, there, MayManage)
			}
		}
		a = Account{
			ID: n.ID, Version: 1, State: Active, Demo: n.Demo, Hash: hash, PasswordAt: tx.Now, MustChange: n.Password == "",
			CreatedAt: tx.Now, CreatedBy: actor.From(ctx).ID,
		}
		if a.ID == "" {
			a.ID = tx.NewID()
		}
		if err := s.fill(ctx, tx, &a, n.Particulars); err != nil {
			return err
		}
		if err := s.may(ctx, tx, a, MayManage); err != nil {
			return err
		}
		if err := freeLogin(ctx, tx, a); err != nil {
			return err
		}
		if err := insertAccount(ctx, tx, a); err != nil {
			return err
		}
		return record(ctx, tx, "create", a, "", nil, shown(a))
	})
	return a, password, err
}

// firstPassword checks the given password or makes one.
func (s *Service) firstPassword(ctx context.Context, n NewAccount) (shown, hash string, err error) {
	rules, err := s.rules(ctx)
	if err != nil {
		return "", "", err
	}
	password := n.Password
	if password == "" {
		if password, err = proof.NewPassword(rules["password_min"]); err != nil {
			return "", "", err
		}
		shown = password
	} else if err := proof.CheckPassword(rules, n.Login, n.Name, password, s.common); err != nil {
		return "", "", err
	}
	hash, err = s.hasher.Hash(ctx, password)
	return shown, hash, err
}

// fill puts the particulars into the account; contacts are sealed to it.
func (s *Service) fill(ctx context.Context, tx *db.Tx, a *Account, p Particulars) (err error) {
	u, err := org.OpenUnit(ctx, tx, p.UnitID, a.UnitID, "unit")
	if err != nil {
		return err
	}
	a.Login, a.Name, a.UnitID, a.UnitPath = p.Login, p.Name, u.ID, u.Path
	a.PhoneSealed, a.PhoneMark, a.EmailSealed = "", "", ""
	if p.Phone != "" {
		a.PhoneMark = s.mark("phone " + p.Phone)
		if a.PhoneSealed, err = s.box.Seal(p.Phone, "account/"+a.ID+"/phone"); err != nil {
			return err
		}
	}
	if p.Email != "" {
		a.EmailSealed, err = s.box.Seal(p.Email, "account/"+a.ID+"/email")
	}
	return err
}

// may asks whether the actor has the permission over this account: it lies in their subtree, is not
// their own, and without MayAll belongs to somebody who works at a school and holds school roles only.
func (s *Service) may(ctx context.Context, r db.Reader, a Account, p access.Permission) error {
	if err := access.Require(ctx, p, a.UnitPath); err != nil {
		return err
	}
	me := actor.From(ctx)
	if me.ID == a.ID {
		return errs.New(errs.Denied, "不能管理自己的账号，请由其他管理员办理")
	}
	if me.May(string(MayAll)) {
		return nil
	}
	far := errs.New(errs.Denied, "您只能管理本区学校的账号")
	u, err := org.UnitByID(ctx, r, a.UnitID)
	if err != nil {
		return err
	}
	if u.Kind != org.School {
		return far
	}
	held, err := heldBy(ctx, r, a.ID)
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.EndedAt.IsZero() && !Local(h.Role) {
			return far
		}
	}
	return nil
}

// May reports whether the actor may do p to the account; for showing or hiding a button.
func (s *Service) May(ctx context.Context, a Account, p access.Permission) bool {
	return s.may(ctx, s.db, a, p) == nil
}

func freeLogin(ctx context.Context, tx *db.Tx, a Account) error {
	other, err := accountByLogin(ctx, tx, a.Login)
	if errs.KindOf(err) == errs.NotFound || err == nil && other.ID == a.ID {
		return nil
	}
	if err != nil {
		return err
	}
	return errs.NewField("login", "登录名“%s”已被使用", a.Login)
}

// shown is an account as the audit log shows it: without contacts and secrets.
func shown(a Account) map[string]any {
	return map[string]any{"login": a.Login, "name": a.Name, "unit_id": a.UnitID, "state": a.State, "phone": a.PhoneMark != "", "email": a.EmailSealed != ""}
}

// visible loads an account in the range of a permission; others are not found.
func visible(ctx context.Context, r db.Reader, id string, p access.Permission) (Account, error) {
	rg, err := access.Over(ctx, p)
	if err != nil {
		return Account{}, err
	}
	return db.Get[Account](ctx, r, `select `+accountColumns+` from account where id = $1 and unit_path >= $2 and unit_path < $3`, id, rg.From, rg.To)
}

// change is the shape of what is done to somebody's account: load, ask, apply, save, audit.
func (s *Service) change(ctx context.Context, id string, version int, p access.Permission, action, note string, rule func(*db.Tx, *Account) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := visible(ctx, tx, id, p)
		if err != nil {
			return err
		}
		if err := s.may(ctx, tx, a, p); err != nil {
			return err
		}
		if version == 0 {
			version = a.Version
		}
		before := shown(a)
		if err := rule(tx, &a); err != nil {
			return err
		}
		if err := saveAccount(ctx, tx, a, version); err != nil {
			return err
		}
		s.forget(tx)
		return record(ctx, tx, action, a, note, before, shown(a))
	})
}

// Edit changes the particulars.
func (s *Service) Edit(ctx context.Context, id string, version int, p Particulars) error {
	if _, err := visible(ctx, s.db, id, MayManage); err != nil {
		return err
	}
	p = p.Tidy()
	if err := p.Check(); err != nil {
		return err
	}
	return s.change(ctx, id, version, MayManage, "edit", "", func(tx *db.Tx, a *Account) error {
		if err := s.fill(ctx, tx, a, p); err != nil {
			return err
		}
		if err := s.may(ctx, tx, *a, MayManage); err != nil {
			return err
		}
		return freeLogin(ctx, tx, *a)
	})
}

// Disable ends every session of the account and lets it sign in no more.
func (s *Service) Disable(ctx context.Context, id string, version int, why string) error {
	return s.change(ctx, id, version, MayManage, "disable", why, func(tx *db.Tx, a *Account) error {
		if why == "" {
			return errs.NewField("reason", "请填写停用原因")
		}
		if a.State == Disabled {
			return errs.New(errs.Conflict, "账号已经停用")
		}
		a.State, a.Why = Disabled, why
		_, err := endSessions(ctx, tx, a.ID, "", "disabled")
		return err
	})
}

// Enable lets the account sign in again.
func (s *Service) Enable(ctx context.Context, id string, version int) error {
	return s.change(ctx, id, version, MayManage, "enable", "", func(_ *db.Tx, a *Account) error {
		if a.State == Active {
			return errs.New(errs.Conflict, "账号没有停用")
		}
		a.State, a.Why = Active, ""
		return nil
	})
}

// Reset gives the account a new password that must be changed, ends its sessions and returns it once.
func (s *Service) Reset(ctx context.Context, id string, version int) (password string, err error) {
	rules, err := s.rules(ctx)
	if err != nil {
		return "", err
	}
	if password, err = proof.NewPassword(rules["password_min"]); err != nil {
		return "", err
	}
	hash, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = s.change(ctx, id, version, MayManage, "reset", "", func(tx *db.Tx, a *Account) error {
		if err := keepOld(ctx, tx, *a); err != nil {
			return err
		}
		a.Hash, a.PasswordAt, a.MustChange = hash, tx.Now, true
		_, err := endSessions(ctx, tx, a.ID, "", "reset")
		return err
	})
	return password, err
}

// Unlock forgets the failed sign-ins of the account.
func (s *Service) Unlock(ctx context.Context, id string) error {
	return s.change(ctx, id, 0, MayUnlock, "unlock", "", func(tx *db.Tx, a *Account) error {
		if err := proof.ClearTry(ctx, tx, proof.LoginSource(a.Login)); err != nil {
			return err
		}
		return proof.ClearTry(ctx, tx, proof.SecondSource(a.Login))
	})
}

// Expel ends every session of the account.
func (s *Service) Expel(ctx context.Context, id, why string) error {
	return s.change(ctx, id, 0, MayUnlock, "expel", why, func(tx *db.Tx, a *Account) error {
		_, err := endSessions(ctx, tx, a.ID, "", "expelled")
		return err
	})
}

// DropFactor takes off an authenticator that was lost. It takes the security administrator, while a
// password is reset by the system administrator: neither can enter somebody's account alone.
func (s *Service) DropFactor(ctx context.Context, id, why string) error {
	return s.change(ctx, id, 0, MayUnlock, "drop_factor", why, func(tx *db.Tx, a *Account) error {
		if !a.HasTOTP() {
			return errs.New(errs.Conflict, "该账号没有启用动态口令")
		}
		if why == "" {
			return errs.NewField("reason", "请填写原因")
		}
		if _, err := endSessions(ctx, tx, a.ID, "", "factor"); err != nil {
			return err
		}
		return dropFactor(ctx, tx, a)
	})
}

// Contact is what is sealed about a person.
type Contact struct{ Phone, Email string }

func (s *Service) contact(a Account) (c Contact, err error) {
	if a.PhoneSealed != "" {
		if c.Phone, err = s.box.Open(a.PhoneSealed, "account/"+a.ID+"/phone"); err != nil {
			return c, err
		}
	}
	if a.EmailSealed != "" {
		c.Email, err = s.box.Open(a.EmailSealed, "account/"+a.ID+"/email")
	}
	return c, err
}

// Contact returns phone and e-mail in full; the reading is audited.
func (s *Service) Contact(ctx context.Context, id, purpose string) (c Contact, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := visible(ctx, tx, id, MayManage)
		if err != nil {
			return err
		}
		if purpose = strings.TrimSpace(purpose); purpose == "" {
			return errs.NewField("reason", "请填写查看事由")
		}
		if c, err = s.contact(a); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "identity.read_contact", Ref: ident.Ref{Kind: RefKind, ID: a.ID}, UnitPath: a.UnitPath, Note: purpose})
	})
	return c, err
}

// Address returns where mail reaches a person, "" if unknown; for delivery, never for a page.
func (s *Service) Address(ctx context.Context, r db.Reader, accountID string) (string, error) {
	a, err := accountByID(ctx, r, accountID)
	if err != nil || a.State != Active {
		return "", err
	}
	c, err := s.contact(a)
	return c.Email, err
}
