package identity

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/platform/db"
)

// Attempt is somebody at the sign-in page.
type Attempt struct{ Login, Password, Addr, Agent string }

// SignedIn is what a step of signing in led to. Token goes into the cookie.
type SignedIn struct {
	Token     string
	Stage     Stage
	AccountID string
	Lang      string
	Large     bool
}

// wrong is the one answer to a wrong login and a wrong password.
func wrong() error { return errs.New(errs.Invalid, "登录名或密码不正确") }

// SignIn proves the password. Every call ends whatever session it came with and starts a new one
// with a token of its own, so that a token put into the browser before means nothing.
func (s *Service) SignIn(ctx context.Context, t Attempt) (SignedIn, error) {
	login := strings.ToLower(strings.TrimSpace(t.Login))
	if login == "" || t.Password == "" || len(login) > 64 || len(t.Password) > 4*proof.PasswordMost {
		return SignedIn{}, wrong()
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.count(ctx, rules, proof.LoginSource(login), t.Addr); err != nil {
		return SignedIn{}, err
	}
	a, err := accountByLogin(ctx, s.db, login)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return SignedIn{}, err
	}
	right, err := s.hasher.Proves(ctx, a.Hash, t.Password)
	if err != nil {
		return SignedIn{}, err
	}
	if !right || a.State != Active {
		return SignedIn{}, s.refused(ctx, a, t)
	}
	return s.enter(ctx, a, t)
}

// count takes one try from a login and an address before the password is looked at, so that tries at
// the same moment count too; enter gives it back.
func (s *Service) count(ctx context.Context, rules proof.Rules, source, addr string) error {
	var wait time.Duration
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		byAddr, err := proof.LockTry(ctx, tx, proof.AddrSource(addr))
		if err != nil {
			return err
		}
		byLogin, err := proof.LockTry(ctx, tx, source)
		if err != nil {
			return err
		}
		if wait = max(byAddr.Wait(tx.Now), byLogin.Wait(tx.Now)); wait > 0 {
			return nil
		}
		if err := proof.SaveTry(ctx, tx, byAddr.FailAddr(rules, tx.Now)); err != nil {
			return err
		}
		return proof.SaveTry(ctx, tx, byLogin.Fail(rules, tx.Now))
	})
	if err != nil {
		return err
	}
	if wait > 0 {
		return errs.New(errs.TooMany, "失败次数过多，请在 %d 分钟后再试", int((wait+time.Minute-1)/time.Minute))
	}
	return nil
}

// refused records a failed sign-in: GB/T 22239—2019 8.1.4.3 (every user, with the result).
func (s *Service) refused(ctx context.Context, a Account, t Attempt) error {
	ctx = actor.With(ctx, actor.Actor{ID: a.ID, Name: a.Name, Addr: t.Addr})
	why := "密码不正确"
	switch {
	case a.ID == "":
		why = "没有这个登录名"
	case a.State != Active:
		why = "账号已停用"
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: "identity.sign_in_refused", Ref: ident.Ref{Kind: RefKind, ID: a.ID}, UnitPath: a.UnitPath, Note: why})
	})
	if err != nil {
		return err
	}
	return wrong()
}

// enter starts the session of somebody whose password was right.
func (s *Service) enter(ctx context.Context, a Account, t Attempt) (SignedIn, error) {
	out := SignedIn{Token: rand.Text(), Stage: Full, AccountID: a.ID, Lang: a.Lang, Large: a.Large}
	if a.HasTOTP() {
		out.Stage = AwaitsCode
	}
	ctx = actor.With(ctx, actor.Actor{ID: a.ID, Name: a.Name, Addr: t.Addr, Session: actor.From(ctx).Session})
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := proof.ClearTry(ctx, tx, proof.LoginSource(a.Login)); err != nil {
			return err
		}
		if err := proof.Forgive(ctx, tx, t.Addr); err != nil {
			return err
		}
		if err := s.endOld(ctx, tx); err != nil {
			return err
		}
		if out.Stage == Full {
			return s.start(ctx, tx, a, out.Token, t)
		}
		return insertSession(ctx, tx, Session{Mark: s.mark(out.Token), ID: tx.NewID(), AccountID: a.ID, Stage: AwaitsCode, Addr: t.Addr, Agent: shorten(t.Agent), CreatedAt: tx.Now, SeenAt: tx.Now})
	})
	return out, err
}

// endOld ends the session the request came with.
func (s *Service) endOld(ctx context.Context, tx *db.Tx) error {
	old := actor.From(ctx).Session
	if old == "" {
		return nil
	}
	s.forget(tx)
	_, err := tx.Exec(ctx, `update session set ended_at = $1, ended_why = 'again' where id = $2 and ended_at is null`, tx.Now, old)
	return err
}

// start stores a full session in the role the person last acted in.
func (s *Service) start(ctx context.Context, tx *db.Tx, a Account, token string, t Attempt) error {
	last, err := db.List[Session](ctx, tx, `select `+sessionColumns+` from session where account_id = $1 and stage = $2 order by created_at desc, id desc limit 1`, a.ID, Full)
	if err != nil {
		return err
	}
	x := Session{Mark: s.mark(token), ID: tx.NewID(), AccountID: a.ID, Stage: Full, Addr: t.Addr, Agent: shorten(t.Agent), CreatedAt: tx.Now, SeenAt: tx.Now}
	if len(last) > 0 {
		x.RoleID, x.DelegationID = last[0].RoleID, last[0].DelegationID
	}
	if err := insertSession(ctx, tx, x); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update account set signed_in_at = $1 where id = $2`, tx.Now, a.ID); err != nil {
		return err
	}
	return record(ctx, tx, "sign_in", a, "", nil, nil)
}

// Second proves the code of the authenticator, or a recovery code, for a session that awaits it.
func (s *Service) Second(ctx context.Context, token, code string, t Attempt) (SignedIn, error) {
	rules, err := s.rules(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	x, a, err := s.awaiting(ctx, token, rules)
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.count(ctx, rules, proof.SecondSource(a.Login), t.Addr); err != nil {
		return SignedIn{}, err
	}
	ctx = actor.With(ctx, actor.Actor{ID: a.ID, Name: a.Name, Addr: t.Addr, Session: x.ID})
	out := SignedIn{Token: rand.Text(), Stage: Full, AccountID: a.ID, Lang: a.Lang, Large: a.Large}
	var refusal error
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		refusal = s.proveCode(ctx, tx, a.ID, code)
		if refusal != nil {
			if errs.KindOf(refusal) != errs.Invalid {
				return refusal
			}
			return record(ctx, tx, "sign_in_refused", a, "动态口令不正确", nil, nil)
		}
		if err := proof.ClearTry(ctx, tx, proof.SecondSource(a.Login)); err != nil {
			return err
		}
		if err := proof.Forgive(ctx, tx, t.Addr); err != nil {
			return err
		}
		if err := s.endOld(ctx, tx); err != nil {
			return err
		}
		return s.start(ctx, tx, a, out.Token, t)
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// awaiting loads the session and account of somebody between the two steps.
func (s *Service) awaiting(ctx context.Context, token string, rules proof.Rules) (Session, Account, error) {
	gone := errs.New(errs.Unauthenticated, "登录已超时，请重新输入密码")
	list, err := db.List[Session](ctx, s.db, `select `+sessionColumns+` from session where mark = $1 and stage = $2`, s.mark(token), AwaitsCode)
	if err != nil {
		return Session{}, Account{}, err
	}
	if len(list) == 0 || !list[0].alive(rules, s.db.Now()) {
		return Session{}, Account{}, gone
	}
	a, err := accountByID(ctx, s.db, list[0].AccountID)
	if err == nil && (a.State != Active || !a.HasTOTP()) {
		err = gone
	}
	return list[0], a, err
}

// proveCode takes a code of the authenticator or a recovery code, each once.
func (s *Service) proveCode(ctx context.Context, tx *db.Tx, accountID, code string) error {
	if plain := proof.PlainCode(code); len(plain) > 6 {
		n, err := tx.Exec(ctx, `update recovery_code set used_at = $1 where account_id = $2 and mark = $3 and used_at is null`, tx.Now, accountID, s.mark("recovery "+accountID+" "+plain))
		if err == nil && n == 0 {
			err = errs.NewField("code", "恢复码不正确或已经用过")
		}
		return err
	}
	a, err := accountByID(ctx, tx, accountID)
	if err != nil {
		return err
	}
	secret, err := s.box.Open(a.TOTPSealed, "account/"+accountID+"/totp")
	if err != nil {
		return err
	}
	if a.TOTPStep, err = proof.TakeCode(a.TOTPStep, secret, code, tx.Now.Time); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update account set totp_step = $1 where id = $2 and totp_step < $1`, a.TOTPStep, a.ID)
	if err == nil && n == 0 {
		err = errs.NewField("code", "这个动态口令已经用过，请等下一个")
	}
	return err
}

// SignOut ends the session the request came with.
func (s *Service) SignOut(ctx context.Context) error {
	a := actor.From(ctx)
	if a.Session == "" {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		s.forget(tx)
		if _, err := tx.Exec(ctx, `update session set ended_at = $1, ended_why = 'out' where id = $2 and ended_at is null`, tx.Now, a.Session); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "identity.sign_out", Ref: ident.Ref{Kind: RefKind, ID: a.ID}})
	})
}

func (s *Service) mark(token string) string { return s.marks.Mark(token) }

func shorten(s string) string {
	s = strings.ToValidUTF8(s, "")
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "")
	}
	return s
}

// cleanUp is the daily job that removes what nobody needs any more: tries, sessions over for half a
// year (《网络安全法》第二十一条: logs at least six months; the audit log keeps the sign-ins).
func (s *Service) cleanUp(ctx context.Context, now civil.Time) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `delete from sign_in_try where last_at < $1`, civil.At(now.Add(-7*24*time.Hour))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `delete from session where created_at < $1`, civil.At(now.AddDate(0, -6, 0)))
		return err
	})
}
