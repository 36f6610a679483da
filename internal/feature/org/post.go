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

// Post is a position at a unit: it exists whether or not somebody holds it.
type Post struct {
	ID      string     `db:"id" json:"id"`
	Version int        `db:"version" json:"version"`
	UnitID  UnitID     `db:"unit_id" json:"unit_id"`
	Title   string     `db:"title" json:"title"`     // 主任
	HeldBy  string     `db:"held_by" json:"held_by"` // who holds it by office: 分管教育工作的副市长
	Duty    string     `db:"duty" json:"duty"`
	Rank    int        `db:"rank" json:"rank"`
	From    civil.Date `db:"from_on" json:"from"` // zero: ever since
	To      civil.Date `db:"to_on" json:"to"`     // zero: still there
	// Who holds it on the day asked for; "" if it is vacant.
	HolderName string     `db:"holder_name" json:"holder_name"`
	AccountID  string     `db:"account_id" json:"account_id"`
	HeldSince  civil.Date `db:"held_since" json:"held_since"`
}

const postColumns = `p.id, p.version, p.unit_id, p.title, p.held_by, p.duty, p.rank, p.from_on, p.to_on,
	coalesce(h.name, '') as holder_name, coalesce(h.account_id, '') as account_id, h.from_on as held_since`

// PostsOf lists the posts of a unit as they were on the day, with who held them.
func PostsOf(ctx context.Context, r db.Reader, id UnitID, on civil.Date) ([]Post, error) {
	return db.List[Post](ctx, r, `select `+postColumns+` from post p
		left join post_holding h on h.post_id = p.id and h.from_on <= $1 and (h.to_on is null or h.to_on > $2)
		where p.unit_id = $3 and (p.from_on is null or p.from_on <= $4) and (p.to_on is null or p.to_on > $5) order by p.rank, p.id`, on, on, id, on, on)
}

// AddPost sets up a post at a unit.
func (s *Service) AddPost(ctx context.Context, p Post) (Post, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := visible(ctx, tx, p.UnitID, MayStructure)
		if err != nil {
			return err
		}
		p.Title, p.Version = strings.TrimSpace(p.Title), 1
		var c errs.Check
		c.That(p.Title != "", "title", "请填写岗位名称")
		c.That(u.State() == Open, "title", "单位已撤销，不能再变更")
		c.That(p.From.IsZero() || !tx.Today().Before(p.From), "from", "生效日期不能晚于今天")
		if err := c.Err(); err != nil {
			return err
		}
		if err := u.after("from", p.From); err != nil {
			return err
		}
		if p.ID == "" {
			p.ID = tx.NewID()
		}
		if n, err := db.Get[int](ctx, tx, `select count(*) from post where id = $1`, p.ID); err != nil || n > 0 {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into post (id, version, unit_id, title, held_by, duty, rank, from_on) values ($1, 1, $2, $3, $4, $5, $6, $7)`,
			p.ID, p.UnitID, p.Title, p.HeldBy, p.Duty, p.Rank, p.From); err != nil {
			return err
		}
		return recordPost(ctx, tx, "org.post_add", u, p.ID, nil, p)
	})
	return p, err
}

// Appoint says who holds a post from a day on; name "" leaves it vacant.
func (s *Service) Appoint(ctx context.Context, postID string, version int, name, accountID string, on civil.Date) error {
	return s.changePost(ctx, postID, version, "org.post_appoint", func(tx *db.Tx, p Post) error {
		if on.IsZero() {
			on = tx.Today()
		}
		if tx.Today().Before(on) {
			return errs.NewField("on", "生效日期不能晚于今天")
		}
		if on.Before(p.From) {
			return errs.NewField("on", "该岗位自 %s 起设立，生效日期不能更早", p.From)
		}
		if on.Before(p.HeldSince) {
			return errs.NewField("on", "生效日期不能早于现任者的任职日期 %s", p.HeldSince)
		}
		if _, err := tx.Exec(ctx, `delete from post_holding where post_id = $1 and from_on = $2`, p.ID, on); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update post_holding set to_on = $1 where post_id = $2 and to_on is null`, on, p.ID); err != nil {
			return err
		}
		if name = strings.TrimSpace(name); name == "" {
			return nil
		}
		_, err := tx.Exec(ctx, `insert into post_holding (id, post_id, account_id, name, from_on) values ($1, $2, $3, $4, $5)`, tx.NewID(), p.ID, accountID, name, on)
		return err
	})
}

// EndPost abolishes a post from today on.
func (s *Service) EndPost(ctx context.Context, postID string, version int) error {
	return s.changePost(ctx, postID, version, "org.post_end", func(tx *db.Tx, p Post) error {
		if _, err := tx.Exec(ctx, `update post_holding set to_on = $1 where post_id = $2 and to_on is null`, tx.Today(), p.ID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update post set to_on = $1 where id = $2`, tx.Today(), p.ID)
		return err
	})
}

// changePost loads a post, asks for permission, lets f change it and moves its version.
func (s *Service) changePost(ctx context.Context, id string, version int, action string, f func(*db.Tx, Post) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := postByID(ctx, tx, id)
		if err != nil {
			return err
		}
		u, err := visible(ctx, tx, p.UnitID, MayStructure)
		if err != nil {
			return err
		}
		if p.Version != version {
			return stale()
		}
		if !p.To.IsZero() {
			return errs.New(errs.Conflict, "岗位已撤销")
		}
		if err := f(tx, p); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update post set version = version + 1 where id = $1`, id); err != nil {
			return err
		}
		now, err := postByID(ctx, tx, id)
		if err != nil {
			return err
		}
		return recordPost(ctx, tx, action, u, id, p, now)
	})
}

// postByID returns a post with who holds it at last.
func postByID(ctx context.Context, r db.Reader, id string) (Post, error) {
	return db.Get[Post](ctx, r, `select `+postColumns+` from post p left join post_holding h on h.post_id = p.id and h.to_on is null where p.id = $1`, id)
}

func recordPost(ctx context.Context, tx *db.Tx, action string, u Unit, id string, before, after any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: ident.Ref{Kind: "org.post", ID: id}, UnitPath: u.Path, Old: before, New: after})
}

// Seat is the place of a member unit in a committee.
type Seat struct {
	ID         string     `db:"id" json:"id"`
	UnitID     UnitID     `db:"unit_id" json:"unit_id"`
	Name       string     `db:"name" json:"name"`
	ShortName  string     `db:"short_name" json:"short_name"`
	Rank       int        `db:"rank" json:"rank"`
	Liaison    string     `db:"liaison" json:"liaison"` // who keeps contact, "" if nobody is named
	From       civil.Date `db:"from_on" json:"from"`
	To         civil.Date `db:"to_on" json:"to"`
	SeatPostID string     `db:"post_id" json:"post_id"`
}

// SeatsOf lists the member units of a committee on the day, in the order of the opinion.
// 京教组发〔2020〕5号 二(一):成员单位名单;各成员单位要安排专门人员负责联系教育督导工作。
func SeatsOf(ctx context.Context, r db.Reader, committee UnitID, on civil.Date) ([]Seat, error) {
	return db.List[Seat](ctx, r, `select s.id, s.unit_id, u.name, u.short_name, s.rank, s.from_on, s.to_on, coalesce(h.name, '') as liaison, coalesce(p.id, '') as post_id
		from committee_seat s join unit u on u.id = s.unit_id
		left join post p on p.unit_id = s.unit_id and p.rank = 1 and p.to_on is null
		left join post_holding h on h.post_id = p.id and h.to_on is null
		where s.committee_id = $1 and (s.from_on is null or s.from_on <= $2) and (s.to_on is null or s.to_on > $3) order by s.rank, s.id`, committee, on, on)
}

// AddSeat makes a unit a member of a committee from today on.
func (s *Service) AddSeat(ctx context.Context, committee, unit UnitID) error {
	return s.seats(ctx, committee, func(tx *db.Tx, c Unit) error {
		m, err := visible(ctx, tx, unit, MayStructure)
		if err != nil {
			return err
		}
		seats, err := SeatsOf(ctx, tx, committee, tx.Today())
		if err != nil {
			return err
		}
		for _, x := range seats {
			if x.UnitID == unit {
				return errs.NewField("unit", "“%s”已是成员单位", m.Name)
			}
		}
		_, err = tx.Exec(ctx, `insert into committee_seat (id, committee_id, unit_id, rank, from_on) values ($1, $2, $3, $4, $5)`, tx.NewID(), committee, unit, len(seats)+1, tx.Today())
		return err
	})
}

// EndSeat ends a membership of a committee from today on.
func (s *Service) EndSeat(ctx context.Context, committee UnitID, seat string) error {
	return s.seats(ctx, committee, func(tx *db.Tx, c Unit) error {
		n, err := tx.Exec(ctx, `update committee_seat set to_on = $1 where id = $2 and committee_id = $3 and to_on is null`, tx.Today(), seat, committee)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "没有找到相应的记录")
		}
		return err
	})
}

func (s *Service) seats(ctx context.Context, committee UnitID, f func(*db.Tx, Unit) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := visible(ctx, tx, committee, MayStructure)
		if err != nil {
			return err
		}
		if c.Kind != Committee {
			return errs.New(errs.Invalid, "“%s”不是教育督导委员会", c.Name)
		}
		before, err := SeatsOf(ctx, tx, committee, tx.Today())
		if err != nil {
			return err
		}
		if err := f(tx, c); err != nil {
			return err
		}
		after, err := SeatsOf(ctx, tx, committee, tx.Today())
		if err != nil {
			return err
		}
		return recordPost(ctx, tx, "org.seats", c, string(committee), before, after)
	})
}

// Chart is who stands where: the committee, the offices, the districts.
type Chart struct {
	City      Unit       `json:"city"`
	Committee Unit       `json:"committee"`
	Posts     []Post     `json:"posts"` // of the committee
	Seats     []Seat     `json:"seats"`
	Office    Unit       `json:"office"`
	Districts []Division `json:"districts"`
}

// Division is a district in the chart.
type Division struct {
	Unit    Unit `json:"unit"`
	Office  Unit `json:"office"` // zero if it has none
	Streets int  `json:"streets"`
	Schools int  `json:"schools"`
}

// Chart returns the org chart on the day. It shows names of units, which are no secret.
func (s *Service) Chart(ctx context.Context) (c Chart, err error) {
	if err := access.Holds(ctx, MayView); err != nil {
		return c, err
	}
	today := civil.DateOf(s.db.Now().Time)
	top, err := db.List[Unit](ctx, s.db, `select `+columns+` from unit where kind in ('city', 'committee', 'office', 'district') and closed_on is null order by path`)
	if err != nil {
		return c, err
	}
	counts, err := db.List[struct {
		Parent UnitID `db:"parent_id"`
		Kind   Kind   `db:"kind"`
		N      int    `db:"n"`
	}](ctx, s.db, `select parent_id, kind, count(*) as n from unit where kind in ('street', 'school') and closed_on is null group by parent_id, kind`)
	if err != nil {
		return c, err
	}
	n := map[string]int{}
	for _, x := range counts {
		n[string(x.Parent)+string(x.Kind)] = x.N
	}
	offices := map[UnitID]Unit{}
	for _, u := range top {
		switch {
		case u.Kind == City && c.City.ID == "":
			c.City = u
		case u.Kind == Committee && u.ParentID == c.City.ID:
			c.Committee = u
		case u.Kind == Office:
			offices[u.ParentID] = u
		}
	}
	c.Office = offices[c.City.ID]
	for _, u := range top {
		if u.Kind == District && u.ParentID == c.City.ID {
			c.Districts = append(c.Districts, Division{u, offices[u.ID], n[string(u.ID)+"street"], n[string(u.ID)+"school"]})
		}
	}
	if c.Committee.ID == "" {
		return c, nil
	}
	if c.Posts, err = PostsOf(ctx, s.db, c.Committee.ID, today); err != nil {
		return c, err
	}
	c.Seats, err = SeatsOf(ctx, s.db, c.Committee.ID, today)
	return c, err
}
