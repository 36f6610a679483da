package identity

import (
	"context"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Acting is a request's person with what they have to do first.
type Acting struct {
	actor.Actor
	Gate  Gate
	Stage Stage
}

// known is a session or token kept for a few seconds, so that a request costs no query.
type known struct {
	Acting
	seen     civil.Time
	at       civil.Time // when it was read
	readOnly bool       // of a token
}

const (
	knownFor   = 5 * time.Second // how long another node's sign-out may go unnoticed
	knownMost  = 100_000
	touchAfter = time.Minute // how exact the idle limit is
)

// Hold returns who acts in the session with this token; ok is false when there is none.
func (s *Service) Hold(ctx context.Context, token, addr string) (a Acting, ok bool, err error) {
	if token == "" || len(token) > 100 {
		return Acting{}, false, nil
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return Acting{}, false, err
	}
	mark, now := s.mark(token), s.db.Now()
	k := s.recall(mark, now, rules)
	if k == nil {
		if k, err = s.load(ctx, mark, now, rules); err != nil || k == nil {
			return Acting{}, false, err
		}
		s.remember(mark, k)
	}
	a = k.Acting
	a.Addr = addr
	return a, true, nil
}

// recall returns what was read a moment ago, if it still holds.
func (s *Service) recall(mark string, now civil.Time, rules proof.Rules) *known {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.known[mark]
	if k == nil {
		return nil
	}
	if age := now.Sub(k.at.Time); age < 0 || age >= knownFor || now.Sub(k.seen.Time) >= rules.Minutes("idle_minutes") {
		delete(s.known, mark)
		return nil
	}
	return k
}

func (s *Service) remember(mark string, k *known) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= knownMost {
		clear(s.known)
	}
	s.known[mark] = k
}

// forget drops what is kept in memory once tx is in the database: a role that ended, a session that
// was signed out, a rule that changed.
func (s *Service) forget(tx *db.Tx) {
	tx.AfterCommit(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		clear(s.known)
		s.ruleCache = nil
	})
}

// touch notes that the session is in use. It does not fail the request: a database that is busy or
// read-only still shows pages.
func (s *Service) touch(ctx context.Context, mark string, now civil.Time) {
	_ = s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update session set seen_at = $1 where mark = $2 and seen_at < $1`, now, mark)
		return err
	})
}

// load reads a session with its account and the role acted in; nil when there is none.
func (s *Service) load(ctx context.Context, mark string, now civil.Time, rules proof.Rules) (*known, error) {
	list, err := db.List[Session](ctx, s.db, `select `+sessionColumns+` from session where mark = $1`, mark)
	if err != nil || len(list) == 0 || !list[0].alive(rules, now) {
		return nil, err
	}
	x := list[0]
	a, err := accountByID(ctx, s.db, x.AccountID)
	if err != nil || a.State != Active {
		return nil, err
	}
	k := &known{Acting: Acting{Actor: actor.Actor{Session: x.ID}, Stage: x.Stage}, seen: x.SeenAt, at: now}
	if x.Stage != Full {
		return k, nil // nobody yet
	}
	if now.Sub(x.SeenAt.Time) >= touchAfter {
		k.seen = now
		s.touch(ctx, mark, now)
	}
	hats, err := hatsOf(ctx, s.db, a.ID, civil.DateOf(now.Time))
	if err != nil {
		return nil, err
	}
	k.Actor.ID, k.Actor.Name = a.ID, a.Name
	k.Gate = a.gate(rules, hats, now)
	if h, ok := choose(hats, x.RoleID, x.DelegationID); ok {
		k.Actor = s.wear(k.Actor, h)
	} else {
		k.Actor.UnitID = string(a.UnitID)
	}
	return k, nil
}

// choose returns the hat that was chosen if it can still be worn, else the first.
func choose(hats []Hat, roleID, delegationID string) (Hat, bool) {
	for _, h := range hats {
		if h.RoleID == roleID && h.DelegationID == delegationID {
			return h, true
		}
	}
	if len(hats) == 0 {
		return Hat{}, false
	}
	return hats[0], true
}

// wear lets the actor act in the role.
func (s *Service) wear(a actor.Actor, h Hat) actor.Actor {
	a.Role, a.UnitID, a.Scope, a.ForID, a.ForName = string(h.Role), string(h.UnitID), h.Scope, h.ForID, h.ForName
	a.Grants = s.policy.Grants(h.Role)
	return a
}

// hatsOf lists the roles an account can act in on a day: its own first, then those handed to it.
func hatsOf(ctx context.Context, r db.Reader, accountID string, on civil.Date) ([]Hat, error) {
	held, err := db.List[heldRow](ctx, r, `select h.id, h.account_id, h.role, h.unit_id, h.unit_path, h.from_on, h.to_on, h.ended_at, u.name as unit_name
		from account_role h left join unit u on u.id = h.unit_id where h.account_id = $1 order by h.granted_at, h.id`, accountID)
	if err != nil {
		return nil, err
	}
	var hats []Hat
	for _, h := range held {
		if h.On(on) {
			hats = append(hats, h.hat())
		}
	}
	lent, err := db.List[lentRow](ctx, r, `select h.id, h.account_id, h.role, h.unit_id, h.unit_path, h.from_on, h.to_on, h.ended_at, u.name as unit_name,
		g.id as delegation_id, g.from_on as lent_from, g.to_on as lent_to, a.id as for_id, a.name as for_name, a.state as for_state
		from delegation g join account_role h on h.id = g.role_id join account a on a.id = g.from_id left join unit u on u.id = h.unit_id
		where g.to_id = $1 and g.ended_at is null order by g.created_at, g.id`, accountID)
	if err != nil {
		return nil, err
	}
	for _, l := range lent {
		if l.On(on) && within(on, l.LentFrom, l.LentTo) && l.ForState == Active {
			h := l.hat()
			h.DelegationID, h.ForID, h.ForName, h.ToOn = l.DelegationID, l.ForID, l.ForName, l.LentTo
			hats = append(hats, h)
		}
	}
	return hats, nil
}

type heldRow struct {
	Held
	UnitName *string `db:"unit_name"`
}

type lentRow struct {
	heldRow
	DelegationID string     `db:"delegation_id"`
	LentFrom     civil.Date `db:"lent_from"`
	LentTo       civil.Date `db:"lent_to"`
	ForID        string     `db:"for_id"`
	ForName      string     `db:"for_name"`
	ForState     State      `db:"for_state"`
}

func (h heldRow) hat() Hat {
	out := Hat{RoleID: h.ID, Role: h.Role, UnitID: h.UnitID, Scope: h.Scope, ToOn: h.ToOn}
	if h.UnitName != nil {
		out.UnitName = *h.UnitName
	}
	return out
}

// Hats lists the roles the signed-in person can act in now.
func (s *Service) Hats(ctx context.Context) ([]Hat, error) {
	a := actor.From(ctx)
	if !a.Known() {
		return nil, errs.New(errs.Unauthenticated, "请先登录")
	}
	return hatsOf(ctx, s.db, a.ID, civil.DateOf(s.db.Now().Time))
}

// Wear changes the role the session acts in (切换身份).
func (s *Service) Wear(ctx context.Context, roleID, delegationID string) error {
	a := actor.From(ctx)
	if a.Session == "" {
		return errs.New(errs.Unauthenticated, "请先登录")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		hats, err := hatsOf(ctx, tx, a.ID, tx.Today())
		if err != nil {
			return err
		}
		h, ok := choose(hats, roleID, delegationID)
		if !ok || h.RoleID != roleID || h.DelegationID != delegationID {
			return errs.New(errs.Denied, "您不能使用这个身份，它可能已经到期")
		}
		s.forget(tx)
		if _, err := tx.Exec(ctx, `update session set role_id = $1, delegation_id = $2 where id = $3 and account_id = $4`, roleID, delegationID, a.Session, a.ID); err != nil {
			return err
		}
		me := Account{ID: a.ID, UnitPath: h.Scope}
		return record(ctx, tx, "wear", me, "", map[string]string{"role": a.Role, "for": a.ForID}, map[string]string{"role": string(h.Role), "for": h.ForID})
	})
}

// NameOf returns the name of an account for people; an id nobody has stays as it is.
func NameOf(ctx context.Context, r db.Reader, accountID string) string {
	if accountID == actor.System.ID {
		return actor.System.Name
	}
	names, err := db.List[string](ctx, r, `select name from account where id = $1`, accountID)
	if err != nil || len(names) == 0 {
		return accountID
	}
	return names[0]
}

// AccountsAt lists the accounts with a role at the unit that holds need, and those it was handed to;
// need "" takes every role.
func (s *Service) AccountsAt(ctx context.Context, r db.Reader, unitID org.UnitID, need access.Permission) ([]string, error) {
	return AccountsAt(ctx, r, s.policy, civil.DateOf(s.db.Now().Time), unitID, need)
}

// AccountsAt is Service.AccountsAt for a day.
func AccountsAt(ctx context.Context, r db.Reader, p *access.Policy, on civil.Date, unitID org.UnitID, need access.Permission) ([]string, error) {
	held, err := db.List[Held](ctx, r, `select h.id, h.account_id, h.role, h.from_on, h.to_on, h.ended_at from account_role h
		join account a on a.id = h.account_id where h.unit_id = $1 and a.state = $2 order by h.granted_at, h.id`, unitID, Active)
	if err != nil {
		return nil, err
	}
	var out []string
	seen := map[string]bool{}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	for _, h := range held {
		if !h.On(on) || need != "" && !p.Grants(h.Role)[string(need)] {
			continue
		}
		add(h.AccountID)
		lent, err := db.List[Delegation](ctx, r, `select `+delegationColumns+` from delegation where role_id = $1 and ended_at is null order by id`, h.ID)
		if err != nil {
			return nil, err
		}
		for _, g := range lent {
			if g.On(on) {
				add(g.ToID)
			}
		}
	}
	return out, nil
}
