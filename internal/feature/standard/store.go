package standard

import (
	"context"
	"encoding/json"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
)

const columns = `id, version, state, valid_to, body`

// row is how a version is stored: what never changes is one text.
type row struct {
	ID      string     `db:"id"`
	Lock    int        `db:"version"`
	State   State      `db:"state"`
	ValidTo civil.Date `db:"valid_to"`
	Body    string     `db:"body"`
}

func (r row) version() (Version, error) {
	var v Version
	if err := json.Unmarshal([]byte(r.Body), &v); err != nil {
		return v, err
	}
	v.ID, v.Lock, v.State, v.ValidTo = r.ID, r.Lock, r.State, r.ValidTo
	v.settle()
	return v, nil
}

// ByID returns a version; a running supervision reads the one it started with.
func ByID(ctx context.Context, r db.Reader, id string) (Version, error) {
	one, err := db.Get[row](ctx, r, `select `+columns+` from standard_version where id = $1`, id)
	if err != nil {
		return Version{}, err
	}
	return one.version()
}

// Current returns the version of a standard that a supervision starting on a day uses.
func Current(ctx context.Context, r db.Reader, code string, on civil.Date) (Version, error) {
	list, err := db.List[row](ctx, r, `select `+columns+` from standard_version where code = $1 and state <> $2 and valid_from <= $3
		and (valid_to is null or valid_to > $3) order by valid_from desc, number desc limit 1`, code, Draft, on)
	if err != nil {
		return Version{}, err
	}
	if len(list) == 0 {
		return Version{}, errs.New(errs.NotFound, "没有适用于 %s 的督导标准：%s", on.String(), code)
	}
	return list[0].version()
}

func byNumber(ctx context.Context, r db.Reader, code string, number int) (v Version, found bool, err error) {
	list, err := db.List[row](ctx, r, `select `+columns+` from standard_version where code = $1 and number = $2`, code, number)
	if err != nil || len(list) == 0 {
		return v, false, err
	}
	v, err = list[0].version()
	return v, true, err
}

func insert(ctx context.Context, tx *db.Tx, v *Version) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	v.Lock = 1
	_, err = tx.Exec(ctx, `insert into standard_version (id, version, code, number, title, state, valid_from, valid_to, body, leaves, created_by, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		v.ID, v.Lock, v.Code, v.Number, v.Title, v.State, v.ValidFrom, v.ValidTo, string(body), len(v.Leaves()), actor.From(ctx).ID, tx.Now, tx.Now)
	return err
}

// update saves v if nobody changed it since lock was read; only a draft changes its body.
func update(ctx context.Context, tx *db.Tx, v *Version, lock int) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	v.Lock = lock + 1
	n, err := tx.Exec(ctx, `update standard_version set version = $1, title = $2, state = $3, valid_from = $4, valid_to = $5, body = $6, leaves = $7, updated_at = $8
		where id = $9 and version = $10`, v.Lock, v.Title, v.State, v.ValidFrom, v.ValidTo, string(body), len(v.Leaves()), tx.Now, v.ID, lock)
	if err == nil && n == 0 {
		err = errs.New(errs.Stale, "记录已被他人修改，请核对后重试")
	}
	return err
}
