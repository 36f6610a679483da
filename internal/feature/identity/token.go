package identity

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"unicode/utf8"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/platform/db"
)

// TokenKind names tokens in references.
const TokenKind = "identity.token"

// tokenPrefix lets people and scanners recognise a token that was left somewhere.
const tokenPrefix = "dudao_"

// Token lets a program act as its owner, in one of the owner's roles, with some of the permissions,
// until a day. The token itself is shown once; only its mark is kept.
type Token struct {
	Mark      string     `db:"mark"`
	ID        string     `db:"id"`
	AccountID string     `db:"account_id"`
	RoleID    string     `db:"role_id"`
	Name      string     `db:"name"`
	May       string     `db:"may"` // permissions, one a line
	ReadOnly  bool       `db:"read_only"`
	CreatedAt civil.Time `db:"created_at"`
	ExpiresOn civil.Date `db:"expires_on"` // the last day
	UsedAt    civil.Time `db:"used_at"`
	EndedAt   civil.Time `db:"ended_at"`
}

// On reports whether the token works on the day.
func (t Token) On(d civil.Date) bool { return t.EndedAt.IsZero() && !t.ExpiresOn.Before(d) }

const tokenColumns = `mark, id, account_id, role_id, name, may, read_only, created_at, expires_on, used_at, ended_at`

// NewToken is a token about to be made.
type NewToken struct {
	Name      string
	May       []access.Permission
	ReadOnly  bool
	ExpiresOn civil.Date
}

// MakeToken makes a token for the role acted in and returns it once.
func (s *Service) MakeToken(ctx context.Context, n NewToken) (token string, err error) {
	me := actor.From(ctx)
	if me.Session == "" || me.ForID != "" {
		return "", errs.New(errs.Denied, "请以自己的身份登录后再建立令牌")
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return "", err
	}
	n.Name = strings.TrimSpace(n.Name)
	token = tokenPrefix + rand.Text()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := n.check(me, rules, tx.Today()); err != nil {
			return err
		}
		hats, err := hatsOf(ctx, tx, me.ID, tx.Today())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(hats, func(h Hat) bool {
			return h.DelegationID == "" && string(h.Role) == me.Role && h.Scope == me.Scope && string(h.UnitID) == me.UnitID
		})
		if i < 0 {
			return errs.New(errs.Denied, "您现在没有可用的角色")
		}
		t := Token{Mark: s.mark(token), ID: tx.NewID(), AccountID: me.ID, RoleID: hats[i].RoleID, Name: n.Name, ReadOnly: n.ReadOnly, CreatedAt: tx.Now, ExpiresOn: n.ExpiresOn}
		for _, p := range n.May {
			t.May += string(p) + "\n"
		}
		if _, err := tx.Exec(ctx, `insert into api_token (`+tokenColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			t.Mark, t.ID, t.AccountID, t.RoleID, t.Name, t.May, t.ReadOnly, t.CreatedAt, t.ExpiresOn, t.UsedAt, t.EndedAt); err != nil {
			return err
		}
		return recordOn(ctx, tx, "make_token", ident.Ref{Kind: TokenKind, ID: t.ID}, me.Scope, t.Name, nil,
			map[string]any{"may": n.May, "read_only": t.ReadOnly, "expires_on": t.ExpiresOn.String()})
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// check lets a token have no more than its maker: GB/T 22239—2019 8.1.4.2 (least privilege).
func (n NewToken) check(me actor.Actor, r proof.Rules, today civil.Date) error {
	var c errs.Check
	c.That(n.Name != "" && utf8.RuneCountInString(n.Name) <= 50, "name", "请填写令牌用途（不超过 %d 个字）", 50)
	c.That(len(n.May) > 0, "may", "请至少选择一项权限")
	for _, p := range n.May {
		c.That(me.May(string(p)), "may", "令牌的权限不能超过您自己的权限")
	}
	c.That(!n.ExpiresOn.Before(today), "expires_on", "请填写有效期，不能早于今天")
	c.That(n.ExpiresOn.Sub(today) <= r["token_days"], "expires_on", "有效期最长 %d 天", r["token_days"])
	return c.Err()
}

// HoldToken returns who acts with a token; writing says whether the request changes anything.
func (s *Service) HoldToken(ctx context.Context, token, addr string, writing bool) (Acting, error) {
	refused := errs.New(errs.Unauthenticated, "令牌无效或已过期")
	if !strings.HasPrefix(token, tokenPrefix) || len(token) > 100 {
		return Acting{}, refused
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return Acting{}, err
	}
	mark, now := s.mark(token), s.db.Now()
	k := s.recall(mark, now, rules)
	if k == nil {
		if k, err = s.loadToken(ctx, mark, now); err != nil {
			return Acting{}, err
		}
		if k == nil {
			return Acting{}, refused
		}
		s.remember(mark, k)
	}
	if writing && k.readOnly {
		return Acting{}, errs.New(errs.Denied, "这个令牌只能读取")
	}
	a := k.Acting
	a.Addr = addr
	return a, nil
}

func (s *Service) loadToken(ctx context.Context, mark string, now civil.Time) (*known, error) {
	today := civil.DateOf(now.Time)
	list, err := db.List[Token](ctx, s.db, `select `+tokenColumns+` from api_token where mark = $1`, mark)
	if err != nil || len(list) == 0 || !list[0].On(today) {
		return nil, err
	}
	t := list[0]
	a, err := accountByID(ctx, s.db, t.AccountID)
	if err != nil || a.State != Active {
		return nil, err
	}
	hats, err := hatsOf(ctx, s.db, a.ID, today)
	if err != nil {
		return nil, err
	}
	h, ok := choose(hats, t.RoleID, "")
	if !ok || h.RoleID != t.RoleID {
		return nil, nil
	}
	k := &known{Acting: Acting{Actor: actor.Actor{ID: a.ID, Name: a.Name, Token: t.ID}, Stage: Full}, seen: now, at: now, readOnly: t.ReadOnly}
	k.Actor = s.wear(k.Actor, h)
	all := k.Grants
	k.Grants = map[string]bool{}
	for _, p := range strings.Fields(t.May) {
		if all[p] {
			k.Grants[p] = true
		}
	}
	if now.Sub(t.UsedAt.Time) >= touchAfter {
		_ = s.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update api_token set used_at = $1 where mark = $2`, now, mark)
			return err
		})
	}
	return k, nil
}

// Tokens lists the signed-in person's tokens, the newest first.
func (s *Service) Tokens(ctx context.Context) ([]Token, error) {
	return db.List[Token](ctx, s.db, `select `+tokenColumns+` from api_token where account_id = $1 order by created_at desc, id`, actor.From(ctx).ID)
}

// RevokeToken ends one of the signed-in person's tokens.
func (s *Service) RevokeToken(ctx context.Context, id string) error {
	me := actor.From(ctx)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `update api_token set ended_at = $1 where id = $2 and account_id = $3 and ended_at is null`, tx.Now, id, me.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		s.forget(tx)
		return recordOn(ctx, tx, "revoke_token", ident.Ref{Kind: TokenKind, ID: id}, me.Scope, "", nil, nil)
	})
}
