package identity

import (
	"context"
	"slices"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/platform/db"
)

// Me returns the signed-in person's own account and contacts.
func (s *Service) Me(ctx context.Context) (Account, Contact, error) {
	a := actor.From(ctx)
	if !a.Known() {
		return Account{}, Contact{}, errs.New(errs.Unauthenticated, "请先登录")
	}
	me, err := accountByID(ctx, s.db, a.ID)
	if err != nil {
		return Account{}, Contact{}, err
	}
	c, err := s.contact(me)
	return me, c, err
}

// mine changes the signed-in person's own account.
func (s *Service) mine(ctx context.Context, action string, rule func(*db.Tx, *Account) error) error {
	me := actor.From(ctx)
	if !me.Known() {
		return errs.New(errs.Unauthenticated, "请先登录")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := accountByID(ctx, tx, me.ID)
		if err != nil {
			return err
		}
		if err := rule(tx, &a); err != nil {
			return err
		}
		if err := saveAccount(ctx, tx, a, a.Version); err != nil {
			return err
		}
		s.forget(tx)
		return record(ctx, tx, action, a, "", nil, nil)
	})
}

// ChangePassword replaces the password by one of the person's own; the other sessions end.
func (s *Service) ChangePassword(ctx context.Context, old, password string) error {
	me, _, err := s.Me(ctx)
	if err != nil {
		return err
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return err
	}
	if err := s.proveOwn(ctx, rules, me, old, "old"); err != nil {
		return err
	}
	if err := proof.CheckPassword(rules, me.Login, me.Name, password, s.common); err != nil {
		return err
	}
	if err := s.fresh(ctx, rules, me, password); err != nil {
		return err
	}
	hash, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.mine(ctx, "change_password", func(tx *db.Tx, a *Account) error {
		if a.Hash != me.Hash {
			return errs.New(errs.Stale, "密码刚刚被修改过，请重新登录")
		}
		if err := keepOld(ctx, tx, *a); err != nil {
			return err
		}
		a.Hash, a.PasswordAt, a.MustChange = hash, tx.Now, false
		_, err := endSessions(ctx, tx, a.ID, actor.From(ctx).Session, "password")
		return err
	})
}

// proveOwn asks for the password once more before something weighty; wrong ones count like failed sign-ins.
func (s *Service) proveOwn(ctx context.Context, rules proof.Rules, me Account, password, field string) error {
	if err := s.count(ctx, rules, proof.LoginSource(me.Login), actor.From(ctx).Addr); err != nil {
		return err
	}
	right, err := s.hasher.Proves(ctx, me.Hash, password)
	if err != nil {
		return err
	}
	if !right {
		return errs.NewField(field, "当前密码不正确")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := proof.Forgive(ctx, tx, actor.From(ctx).Addr); err != nil {
			return err
		}
		return proof.ClearTry(ctx, tx, proof.LoginSource(me.Login))
	})
}

// fresh refuses the present password and the last few.
func (s *Service) fresh(ctx context.Context, rules proof.Rules, me Account, password string) error {
	n := rules["password_history"]
	if n == 0 {
		return nil
	}
	old, err := db.List[string](ctx, s.db, `select hash from password_old where account_id = $1 order by at desc, id desc limit $2`, me.ID, n)
	if err != nil {
		return err
	}
	for _, h := range slices.Concat([]string{me.Hash}, old)[:min(n, len(old)+1)] {
		same, err := s.hasher.Proves(ctx, h, password)
		if err != nil {
			return err
		}
		if same {
			return errs.NewField("password", "不能使用最近 %d 次用过的密码", n)
		}
	}
	return nil
}

// keepOld remembers the password that is about to be replaced.
func keepOld(ctx context.Context, tx *db.Tx, a Account) error {
	_, err := tx.Exec(ctx, `insert into password_old (id, account_id, hash, at) values ($1, $2, $3, $4)`, tx.NewID(), a.ID, a.Hash, tx.Now)
	return err
}

// OfferFactor makes the secret of an authenticator; nothing is stored before a code of it came back.
func (s *Service) OfferFactor(ctx context.Context) (proof.NewFactor, error) {
	me, _, err := s.Me(ctx)
	if err != nil {
		return proof.NewFactor{}, err
	}
	if me.HasTOTP() {
		return proof.NewFactor{}, errs.New(errs.Conflict, "动态口令已经启用")
	}
	f, err := proof.MakeFactor(me.Login)
	if err != nil {
		return proof.NewFactor{}, err
	}
	f.Sealed, err = s.box.Seal(f.URL, "account/"+me.ID+"/totp-offer")
	return f, err
}

// Reoffer shows the same authenticator again after a wrong code.
func (s *Service) Reoffer(ctx context.Context, sealed string) (proof.NewFactor, error) {
	me, _, err := s.Me(ctx)
	if err != nil {
		return proof.NewFactor{}, err
	}
	url, err := s.box.Open(sealed, "account/"+me.ID+"/totp-offer")
	if err != nil {
		return proof.NewFactor{}, errs.New(errs.Gone, "设置已失效，请重新开始")
	}
	f, err := proof.FactorOf(url)
	f.Sealed = sealed
	return f, err
}

// TakeFactor turns the authenticator on and returns recovery codes, which are shown once.
func (s *Service) TakeFactor(ctx context.Context, sealed, code string) (codes []string, err error) {
	f, err := s.Reoffer(ctx, sealed)
	if err != nil {
		return nil, err
	}
	if codes, err = proof.NewRecoveryCodes(); err != nil {
		return nil, err
	}
	err = s.mine(ctx, "factor_on", func(tx *db.Tx, a *Account) error {
		if a.HasTOTP() {
			return errs.New(errs.Conflict, "动态口令已经启用")
		}
		if a.TOTPStep, err = proof.TakeCode(0, f.Secret, code, tx.Now.Time); err != nil {
			return err
		}
		a.TOTPOnAt = tx.Now
		if a.TOTPSealed, err = s.box.Seal(f.Secret, "account/"+a.ID+"/totp"); err != nil {
			return err
		}
		return s.storeCodes(ctx, tx, a.ID, codes)
	})
	return codes, err
}

func (s *Service) storeCodes(ctx context.Context, tx *db.Tx, accountID string, codes []string) error {
	if _, err := tx.Exec(ctx, `delete from recovery_code where account_id = $1`, accountID); err != nil {
		return err
	}
	for _, c := range codes {
		if _, err := tx.Exec(ctx, `insert into recovery_code (account_id, mark) values ($1, $2)`, accountID, s.mark("recovery "+accountID+" "+proof.PlainCode(c))); err != nil {
			return err
		}
	}
	return nil
}

// DropOwnFactor turns the authenticator off; it takes the password.
func (s *Service) DropOwnFactor(ctx context.Context, password string) error {
	me, _, err := s.Me(ctx)
	if err != nil {
		return err
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return err
	}
	if err := s.proveOwn(ctx, rules, me, password, "password"); err != nil {
		return err
	}
	return s.mine(ctx, "factor_off", func(tx *db.Tx, a *Account) error {
		if !a.HasTOTP() {
			return errs.New(errs.Conflict, "动态口令没有启用")
		}
		return dropFactor(ctx, tx, a)
	})
}

func dropFactor(ctx context.Context, tx *db.Tx, a *Account) error {
	a.TOTPSealed, a.TOTPOnAt = "", civil.Time{}
	_, err := tx.Exec(ctx, `delete from recovery_code where account_id = $1`, a.ID)
	return err
}

// CodesLeft counts the recovery codes that were not used yet.
func (s *Service) CodesLeft(ctx context.Context) (int, error) {
	left, err := db.List[string](ctx, s.db, `select mark from recovery_code where account_id = $1 and used_at is null`, actor.From(ctx).ID)
	return len(left), err
}

// Prefer keeps the language and the size of text the person likes.
func (s *Service) Prefer(ctx context.Context, l string, large bool) error {
	if !slices.Contains(lang.All, lang.Lang(l)) {
		return errs.NewField("lang", "没有这种语言")
	}
	return s.mine(ctx, "prefer", func(_ *db.Tx, a *Account) error {
		a.Lang, a.Large = l, large
		return nil
	})
}
