package standard

import (
	"context"
	"fmt"
	"io/fs"

	"dudao/data"
	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// Service has the use cases of standards.
type Service struct{ db *db.DB }

// New returns the service and adds the shipped standards that the database does not have.
func New(ctx context.Context, d *db.DB) (*Service, error) {
	s := &Service{d}
	return s, s.seed(ctx)
}

// Shipped returns the standards of data/standards.
func Shipped() ([]Version, error) {
	names, err := fs.Glob(data.Standards, "standards/*.yaml")
	if err != nil {
		return nil, err
	}
	var out []Version
	for _, name := range names {
		text, err := data.Standards.ReadFile(name)
		if err != nil {
			return nil, err
		}
		v, problems := FromYAML(text)
		for _, p := range problems {
			return nil, fmt.Errorf("data/%s:%d: %s", name, p.Line, p.Text(context.Background()))
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Service) seed(ctx context.Context) error {
	type key struct {
		Code   string `db:"code"`
		Number int    `db:"number"`
	}
	have, err := db.List[key](ctx, s.db, `select code, number from standard_version`)
	if err != nil {
		return err
	}
	known := map[key]bool{}
	for _, k := range have {
		known[k] = true
	}
	shipped, err := Shipped()
	if err != nil {
		return err
	}
	ctx = actor.With(ctx, actor.System)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, v := range shipped {
			if known[key{v.Code, v.Number}] {
				continue
			}
			v.ID, v.State = fmt.Sprintf("%s@%d", v.Code, v.Number), Published
			if err := insert(ctx, tx, &v); err != nil {
				return err
			}
		}
		return nil
	})
}

// Import stores a checked version as a draft. A draft of the same code and number is replaced; a
// published version is not: take the next number.
func (s *Service) Import(ctx context.Context, v Version) (id string, err error) {
	if problems := v.check(nowhere); len(problems) > 0 {
		return "", errs.New(errs.Invalid, "文件有 %d 处错误，没有导入", len(problems))
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, MayManage, cityPath); err != nil {
			return err
		}
		old, found, err := byNumber(ctx, tx, v.Code, v.Number)
		if err != nil {
			return err
		}
		entry := audit.Entry{Action: "standard.import", UnitPath: cityPath, New: v}
		switch {
		case !found:
			v.ID, v.State, v.ValidTo = tx.NewID(), Draft, civil.Date{}
			err = insert(ctx, tx, &v)
		case same(old, v): // the same file twice
			id = old.ID
			return nil
		case old.State != Draft:
			return errs.New(errs.Conflict, "%s 已经发布，内容不能更改；请用下一个版次导入", old.Name())
		default:
			entry.Old = old
			v.ID, v.State, v.ValidTo = old.ID, Draft, civil.Date{}
			err = update(ctx, tx, &v, old.Lock)
		}
		if err != nil {
			return err
		}
		id = v.ID
		entry.Ref = ident.Ref{Kind: "standard.version", ID: id}
		return audit.Record(ctx, tx, entry)
	})
	return id, err
}

func nowhere(int, string) (int, string, string) { return 0, "", "" }

func same(a, b Version) bool {
	x, err := ToYAML(a)
	y, err2 := ToYAML(b)
	return err == nil && err2 == nil && string(x) == string(y)
}

// Publish puts a draft in force from its day on.
func (s *Service) Publish(ctx context.Context, id string, lock int) error {
	return s.change(ctx, id, lock, "standard.publish", "", func(tx *db.Tx, v *Version) error {
		if v.State != Draft {
			return errs.New(errs.Conflict, "当前状态不能进行此操作")
		}
		v.State = Published
		return nil
	})
}

// Retire ends a published version from a day on; supervisions that run keep it.
func (s *Service) Retire(ctx context.Context, id string, lock int, on civil.Date, reason string) error {
	return s.change(ctx, id, lock, "standard.retire", reason, func(tx *db.Tx, v *Version) error {
		if v.State != Published {
			return errs.New(errs.Conflict, "当前状态不能进行此操作")
		}
		var c errs.Check
		c.That(reason != "", "reason", "请说明理由")
		c.That(v.ValidFrom.Before(on), "on", "停用日期须晚于生效日期")
		if err := c.Err(); err != nil {
			return err
		}
		v.State, v.ValidTo = Retired, on
		return nil
	})
}

// Drop deletes a draft that nobody wants.
func (s *Service) Drop(ctx context.Context, id string, lock int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, MayManage, cityPath); err != nil {
			return err
		}
		v, err := ByID(ctx, tx, id)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `delete from standard_version where id = $1 and version = $2 and state = $3`, id, lock, Draft)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Stale, "记录已被他人修改，请核对后重试")
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "standard.drop", Ref: ident.Ref{Kind: "standard.version", ID: id}, UnitPath: cityPath, Old: v})
	})
}

func (s *Service) change(ctx context.Context, id string, lock int, action, reason string, rule func(*db.Tx, *Version) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, MayManage, cityPath); err != nil {
			return err
		}
		v, err := ByID(ctx, tx, id)
		if err != nil {
			return err
		}
		old := v.State
		if err := rule(tx, &v); err != nil {
			return err
		}
		if err := update(ctx, tx, &v, lock); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: ident.Ref{Kind: "standard.version", ID: id}, UnitPath: cityPath,
			Note: reason, Old: map[string]State{"state": old}, New: map[string]State{"state": v.State}})
	})
}

// cityPath is the unit whose office keeps the standards: 市定标准、区为主实施.
const cityPath = "/110000/"
