package identity

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
)

const accountColumns = `id, version, login, name, unit_id, unit_path, state, why, phone_sealed, phone_mark, email_sealed, password_hash, password_at, must_change,
	totp_sealed, totp_on_at, totp_step, lang, large, demo, created_at, created_by, signed_in_at`

func accountByID(ctx context.Context, r db.Reader, id string) (Account, error) {
	return db.Get[Account](ctx, r, `select `+accountColumns+` from account where id = $1`, id)
}

func accountByLogin(ctx context.Context, r db.Reader, login string) (Account, error) {
	return db.Get[Account](ctx, r, `select `+accountColumns+` from account where login = $1`, login)
}

func insertAccount(ctx context.Context, tx *db.Tx, a Account) error {
	_, err := tx.Exec(ctx, `insert into account (`+accountColumns+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		a.ID, a.Version, a.Login, a.Name, a.UnitID, a.UnitPath, a.State, a.Why, a.PhoneSealed, a.PhoneMark, a.EmailSealed, a.Hash, a.PasswordAt, a.MustChange,
		a.TOTPSealed, a.TOTPOnAt, a.TOTPStep, a.Lang, a.Large, a.Demo, a.CreatedAt, a.CreatedBy, a.SignedInAt)
	return err
}

// saveAccount stores what may change if nobody else changed it since version was read.
func saveAccount(ctx context.Context, tx *db.Tx, a Account, version int) error {
	n, err := tx.Exec(ctx, `update account set version = version + 1, login = $1, name = $2, unit_id = $3, unit_path = $4, state = $5, why = $6,
		phone_sealed = $7, phone_mark = $8, email_sealed = $9, password_hash = $10, password_at = $11, must_change = $12,
		totp_sealed = $13, totp_on_at = $14, totp_step = $15, lang = $16, large = $17, signed_in_at = $18 where id = $19 and version = $20`,
		a.Login, a.Name, a.UnitID, a.UnitPath, a.State, a.Why, a.PhoneSealed, a.PhoneMark, a.EmailSealed, a.Hash, a.PasswordAt, a.MustChange,
		a.TOTPSealed, a.TOTPOnAt, a.TOTPStep, a.Lang, a.Large, a.SignedInAt, a.ID, version)
	if err == nil && n == 0 {
		return errs.New(errs.Stale, "账号信息已被他人修改，请核对后重新提交")
	}
	return err
}

const heldColumns = `id, account_id, role, unit_id, unit_path, from_on, to_on, reason, granted_by, granted_at, ended_by, ended_at`

func heldBy(ctx context.Context, r db.Reader, accountID string) ([]Held, error) {
	return db.List[Held](ctx, r, `select `+heldColumns+` from account_role where account_id = $1 order by granted_at, id`, accountID)
}

func insertHeld(ctx context.Context, tx *db.Tx, h Held) error {
	_, err := tx.Exec(ctx, `insert into account_role (`+heldColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		h.ID, h.AccountID, h.Role, h.UnitID, h.Scope, h.FromOn, h.ToOn, h.Reason, h.GrantedBy, h.GrantedAt, h.EndedBy, h.EndedAt)
	return err
}

const sessionColumns = `mark, id, account_id, stage, role_id, delegation_id, addr, agent, created_at, seen_at, ended_at, ended_why`

func insertSession(ctx context.Context, tx *db.Tx, x Session) error {
	_, err := tx.Exec(ctx, `insert into session (`+sessionColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		x.Mark, x.ID, x.AccountID, x.Stage, x.RoleID, x.DelegationID, x.Addr, x.Agent, x.CreatedAt, x.SeenAt, x.EndedAt, x.EndedWhy)
	return err
}

// endSessions ends those of an account, all but the one with the id except.
func endSessions(ctx context.Context, tx *db.Tx, accountID, except, why string) (int64, error) {
	return tx.Exec(ctx, `update session set ended_at = $1, ended_why = $2 where account_id = $3 and ended_at is null and id <> $4`, tx.Now, why, accountID, except)
}

const delegationColumns = `id, role_id, from_id, to_id, from_on, to_on, reason, created_at, ended_at, ended_by`

// Delegation hands a role to a colleague for a period.
type Delegation struct {
	ID        string     `db:"id"`
	RoleID    string     `db:"role_id"`
	FromID    string     `db:"from_id"`
	ToID      string     `db:"to_id"`
	FromOn    civil.Date `db:"from_on"`
	ToOn      civil.Date `db:"to_on"` // the last day
	Reason    string     `db:"reason"`
	CreatedAt civil.Time `db:"created_at"`
	EndedAt   civil.Time `db:"ended_at"`
	EndedBy   string     `db:"ended_by"`
}

// On reports whether the delegation counts on the day.
func (g Delegation) On(d civil.Date) bool { return g.EndedAt.IsZero() && within(d, g.FromOn, g.ToOn) }

func insertDelegation(ctx context.Context, tx *db.Tx, g Delegation) error {
	_, err := tx.Exec(ctx, `insert into delegation (`+delegationColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		g.ID, g.RoleID, g.FromID, g.ToID, g.FromOn, g.ToOn, g.Reason, g.CreatedAt, g.EndedAt, g.EndedBy)
	return err
}
