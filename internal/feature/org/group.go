package org

import (
	"context"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// GroupSet is one way of grouping units: zones, education groups.
type GroupSet struct {
	Code      string `db:"code" json:"code"`
	Name      string `db:"name" json:"name"`
	Note      string `db:"note" json:"note"`
	Exclusive bool   `db:"exclusive" json:"exclusive"` // a unit is in one group of the set at a time
}

// Group is one named group of a set, kept by an office or a district.
type Group struct {
	ID       string     `db:"id" json:"id"`
	Version  int        `db:"version" json:"version"`
	SetCode  string     `db:"set_code" json:"set_code"`
	SetName  string     `db:"set_name" json:"set_name"`
	UnitID   UnitID     `db:"unit_id" json:"unit_id"` // the district or city it belongs to
	UnitPath string     `db:"unit_path" json:"unit_path"`
	UnitName string     `db:"unit_name" json:"unit_name"`
	Name     string     `db:"name" json:"name"`
	Note     string     `db:"note" json:"note"`
	ClosedOn civil.Date `db:"closed_on" json:"closed_on"`
	Members  int        `db:"members" json:"members"`
}

// Membership is a unit's time in a group.
type Membership struct {
	ID        string     `db:"id" json:"id"`
	GroupID   string     `db:"group_id" json:"group_id"`
	GroupName string     `db:"group_name" json:"group_name"`
	SetName   string     `db:"set_name" json:"set_name"`
	UnitID    UnitID     `db:"unit_id" json:"unit_id"`
	UnitName  string     `db:"unit_name" json:"unit_name"`
	From      civil.Date `db:"from_on" json:"from"`
	To        civil.Date `db:"to_on" json:"to"`
}

const groupColumns = `g.id, g.version, g.set_code, s.name as set_name, g.unit_id, g.unit_path, u.name as unit_name, g.name, g.note, g.closed_on,
	(select count(*) from unit_group_member m where m.group_id = g.id and m.to_on is null) as members`

const groupFrom = ` from unit_group g join unit_group_set s on s.code = g.set_code join unit u on u.id = g.unit_id `

// GroupSets lists the ways of grouping.
func (s *Service) GroupSets(ctx context.Context) ([]GroupSet, error) {
	return db.List[GroupSet](ctx, s.db, `select code, name, note, exclusive from unit_group_set order by rank, code`)
}

// Groups lists the open groups in the actor's subtree; set "" is all.
func (s *Service) Groups(ctx context.Context, set string) ([]Group, error) {
	rg, err := access.Over(ctx, MayView)
	if err != nil {
		return nil, err
	}
	var w db.Where
	w.Add("g.unit_path >= ? and g.unit_path < ? and g.closed_on is null", rg.From, rg.To)
	if set != "" {
		w.Add("g.set_code = ?", set)
	}
	return db.List[Group](ctx, s.db, `select `+groupColumns+groupFrom+w.SQL()+` order by s.rank, g.unit_path, g.name`, w.Args()...)
}

// Group returns a group with its members, those of the past included.
func (s *Service) Group(ctx context.Context, id string) (Group, []Membership, error) {
	g, err := groupIn(ctx, s.db, id, MayView)
	if err != nil {
		return g, nil, err
	}
	members, err := memberships(ctx, s.db, "m.group_id = $1", id)
	return g, members, err
}

// GroupsOf lists the groups a unit is and was in, the present ones first.
func GroupsOf(ctx context.Context, r db.Reader, id UnitID) ([]Membership, error) {
	return memberships(ctx, r, "m.unit_id = $1", id)
}

func memberships(ctx context.Context, r db.Reader, cond string, arg any) ([]Membership, error) {
	return db.List[Membership](ctx, r, `select m.id, m.group_id, g.name as group_name, s.name as set_name, m.unit_id, u.name as unit_name, m.from_on, m.to_on
		from unit_group_member m join unit_group g on g.id = m.group_id join unit_group_set s on s.code = g.set_code join unit u on u.id = m.unit_id
		where `+cond+` order by case when m.to_on is null then 0 else 1 end, s.rank, g.name, u.search_key`, arg)
}

func groupIn(ctx context.Context, r db.Reader, id string, p access.Permission) (Group, error) {
	rg, err := access.Over(ctx, p)
	if err != nil {
		return Group{}, err
	}
	return db.Get[Group](ctx, r, `select `+groupColumns+groupFrom+`where g.id = $1 and g.unit_path >= $2 and g.unit_path < $3`, id, rg.From, rg.To)
}

// AddGroup makes a group of a set for a district or the city. Adding twice with the same id returns the first.
func (s *Service) AddGroup(ctx context.Context, g Group) (Group, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if there, err := groupIn(ctx, tx, g.ID, MayManage); err == nil {
			g = there
			return nil
		}
		u, err := visible(ctx, tx, g.UnitID, MayManage)
		if errs.KindOf(err) == errs.NotFound {
			return errs.NewField("unit", "没有这个单位，或不在您的管辖范围内")
		}
		if err != nil {
			return err
		}
		if g.Name = strings.TrimSpace(g.Name); g.Name == "" {
			return errs.NewField("name", "请填写分组名称")
		}
		set, err := db.List[GroupSet](ctx, tx, `select code, name, note, exclusive from unit_group_set where code = $1`, g.SetCode)
		if err != nil {
			return err
		}
		if len(set) == 0 {
			return errs.NewField("set", "请选择分组类别")
		}
		same, err := db.Get[int](ctx, tx, `select count(*) from unit_group where set_code = $1 and unit_id = $2 and name = $3 and closed_on is null`, g.SetCode, u.ID, g.Name)
		if err != nil {
			return err
		}
		if same > 0 {
			return errs.NewField("name", "已有同名分组“%s”", g.Name)
		}
		if g.ID == "" {
			g.ID = tx.NewID()
		}
		g.Version, g.UnitPath, g.UnitName, g.SetName = 1, u.Path, u.Name, set[0].Name
		if _, err := tx.Exec(ctx, `insert into unit_group (unit_path, id, version, set_code, unit_id, name, note) values ($1, $2, 1, $3, $4, $5, $6)`,
			g.UnitPath, g.ID, g.SetCode, u.ID, g.Name, g.Note); err != nil {
			return err
		}
		return recordGroup(ctx, tx, "org.group_add", g, nil, g)
	})
	return g, err
}

// EditGroup renames a group.
func (s *Service) EditGroup(ctx context.Context, id string, version int, name, note string) error {
	return s.changeGroup(ctx, id, version, "org.group_edit", func(tx *db.Tx, g Group) error {
		if name = strings.TrimSpace(name); name == "" {
			return errs.NewField("name", "请填写分组名称")
		}
		_, err := tx.Exec(ctx, `update unit_group set name = $1, note = $2 where id = $3`, name, note, id)
		return err
	})
}

// CloseGroup dissolves a group from today on.
func (s *Service) CloseGroup(ctx context.Context, id string, version int) error {
	return s.changeGroup(ctx, id, version, "org.group_close", func(tx *db.Tx, g Group) error {
		if _, err := tx.Exec(ctx, `update unit_group_member set to_on = $1 where group_id = $2 and to_on is null`, tx.Today(), id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update unit_group set closed_on = $1 where id = $2`, tx.Today(), id)
		return err
	})
}

// Join puts a unit into a group from a day on; from an exclusive set it leaves the group it was in.
func (s *Service) Join(ctx context.Context, id string, version int, unit UnitID, on civil.Date) error {
	return s.changeGroup(ctx, id, version, "org.group_join", func(tx *db.Tx, g Group) error {
		if on.IsZero() {
			on = tx.Today()
		}
		u, err := visible(ctx, tx, unit, MayManage)
		if errs.KindOf(err) == errs.NotFound || err == nil && !strings.HasPrefix(u.Path, g.UnitPath) {
			return errs.NewField("unit", "该单位不属于“%s”", g.UnitName)
		}
		if err != nil {
			return err
		}
		var c errs.Check
		c.That(u.State() == Open, "unit", "单位已撤销，不能再变更")
		c.That(!tx.Today().Before(on), "on", "生效日期不能晚于今天")
		if err := c.Err(); err != nil {
			return err
		}
		if err := u.after("on", on); err != nil {
			return err
		}
		in, err := db.List[Membership](ctx, tx, `select m.id, m.group_id, m.unit_id, m.from_on, m.to_on, g.name as group_name from unit_group_member m
			join unit_group g on g.id = m.group_id join unit_group_set s on s.code = g.set_code
			where m.unit_id = $1 and m.to_on is null and (m.group_id = $2 or g.set_code = $3 and s.exclusive)`, unit, id, g.SetCode)
		if err != nil {
			return err
		}
		for _, m := range in {
			if m.GroupID == id {
				return errs.NewField("unit", "“%s”已在本组", u.Name)
			}
			if on.Before(m.From) {
				return errs.NewField("on", "该单位自 %s 起在“%s”，生效日期不能更早", m.From, m.GroupName)
			}
			if _, err := tx.Exec(ctx, `update unit_group_member set to_on = $1 where id = $2`, on, m.ID); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `insert into unit_group_member (id, group_id, unit_id, from_on) values ($1, $2, $3, $4)`, tx.NewID(), id, unit, on)
		return err
	})
}

// Leave takes a unit out of a group from today on.
func (s *Service) Leave(ctx context.Context, id string, version int, unit UnitID) error {
	return s.changeGroup(ctx, id, version, "org.group_leave", func(tx *db.Tx, g Group) error {
		n, err := tx.Exec(ctx, `update unit_group_member set to_on = $1 where group_id = $2 and unit_id = $3 and to_on is null`, tx.Today(), id, unit)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "没有找到相应的记录")
		}
		return err
	})
}

func (s *Service) changeGroup(ctx context.Context, id string, version int, action string, f func(*db.Tx, Group) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		g, err := groupIn(ctx, tx, id, MayManage)
		if err != nil {
			return err
		}
		if g.Version != version {
			return errs.New(errs.Stale, "分组已被他人修改，请核对后重新提交")
		}
		if !g.ClosedOn.IsZero() {
			return errs.New(errs.Conflict, "分组已解散")
		}
		before, err := memberships(ctx, tx, "m.group_id = $1", id)
		if err != nil {
			return err
		}
		if err := f(tx, g); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update unit_group set version = version + 1 where id = $1`, id); err != nil {
			return err
		}
		after, err := memberships(ctx, tx, "m.group_id = $1", id)
		if err != nil {
			return err
		}
		return recordGroup(ctx, tx, action, g, before, after)
	})
}

func recordGroup(ctx context.Context, tx *db.Tx, action string, g Group, before, after any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: ident.Ref{Kind: "org.group", ID: g.ID}, UnitPath: g.UnitPath, Note: g.Name, Old: before, New: after})
}
