package clock

import (
	"context"
	"encoding/json"
	"strings"
	"sync"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// What a row of the office makes of a day. The row recorded last for a day holds; nothing is overwritten.
const (
	setHoliday = "holiday"
	setWorked  = "workday" // 调休上班
	setPlain   = "plain"   // as the week has it: takes back what was set before
	setYear    = "year"    // on 1 January: the arrangement of this year is complete
)

// SetDay is one row of the office.
type SetDay struct {
	ID          string     `db:"id" json:"id"`
	On          civil.Date `db:"on_day" json:"on"`
	Kind        string     `db:"kind" json:"kind"`
	Name        string     `db:"name" json:"name"`
	Source      string     `db:"source" json:"source"`
	Reason      string     `db:"reason" json:"reason"`
	CreatedBy   string     `db:"created_by" json:"-"`
	CreatedName string     `db:"created_name" json:"created_name"`
	CreatedAt   civil.Time `db:"created_at" json:"created_at"`
}

const setCols = `id, on_day, kind, name, source, reason, created_by, created_name, created_at`

// calendars keeps the calendar made of the rows of a database: rows are only ever added, and an id is
// used once in the world, so that the number of rows and the last id say which rows they are.
var calendars struct {
	sync.Mutex
	made map[stampOfDays]*Calendar
}

type stampOfDays struct {
	N    int    `db:"n"`
	Last string `db:"last"`
}

// CalendarOf returns the calendar as it is in the database now, on whichever node it was changed.
func CalendarOf(ctx context.Context, r db.Reader) (*Calendar, error) {
	now, err := db.Get[stampOfDays](ctx, r, `select count(*) as n, coalesce(max(id), '') as last from clock_day`)
	if err != nil {
		return nil, err
	}
	if now.N == 0 {
		return ShippedCalendar(), nil
	}
	calendars.Lock()
	c := calendars.made[now]
	calendars.Unlock()
	if c != nil {
		return c, nil
	}
	rows, err := db.List[SetDay](ctx, r, `select `+setCols+` from clock_day order by created_at, id`)
	if err != nil {
		return nil, err
	}
	c = ShippedCalendar().with(rows)
	calendars.Lock()
	defer calendars.Unlock()
	if calendars.made == nil || len(calendars.made) > 16 {
		calendars.made = map[stampOfDays]*Calendar{}
	}
	calendars.made[now] = c
	return c, nil
}

// with returns the calendar with rows of the office over it, in their order.
func (c *Calendar) with(rows []SetDay) *Calendar {
	days, years := make(map[civil.Date]Day, len(c.days)), map[int]bool{}
	for d, day := range c.days {
		days[d] = day
	}
	for y := range c.years {
		years[y] = true
	}
	for _, r := range rows {
		switch r.Kind {
		case setYear:
			years[r.On.Year()] = true
		case setPlain:
			delete(days, r.On)
		case setHoliday:
			days[r.On] = Day{r.On, Holiday, r.Name}
		case setWorked:
			days[r.On] = Day{r.On, MakeUp, r.Name}
		}
	}
	return newCalendar(days, years)
}

// Correction is what the city office adds to the calendar: days of a notice, with reason and source.
type Correction struct {
	Days     []SetDay // On, Kind and Name
	Complete []int    // years whose arrangement is complete with it
	Source   string
	Reason   string
}

func (n Correction) check() error {
	var c errs.Check
	c.That(len(n.Days)+len(n.Complete) > 0, "on", "没有要调整的日期")
	c.That(len(n.Days) <= 800, "on", "一次最多调整 %d 天", 800)
	for _, d := range n.Days {
		_, inside := at(d.On)
		c.That(inside && !d.On.IsZero(), "on", "日期须在 1990 年至 2100 年之间")
		c.That(d.Kind == setHoliday || d.Kind == setWorked || d.Kind == setPlain, "kind", "请选择放假、上班或恢复平日")
		c.That(d.Kind == setPlain || strings.TrimSpace(d.Name) != "", "name", "请填写节日名称")
	}
	c.That(strings.TrimSpace(n.Source) != "", "source", "请填写来源，例如国务院办公厅通知的文号")
	c.That(strings.TrimSpace(n.Reason) != "", "reason", "请说明理由")
	return c.Err()
}

// CorrectCalendar adds rows to the calendar, effective at once on every node, and starts the recount of
// the clocks that count working days or roll over holidays. It returns the id of the recount. What was
// set wrongly is set right by another correction. A change that changes nothing is refused.
func (s *Service) CorrectCalendar(ctx context.Context, n Correction) (id string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, MayManage, cityPath); err != nil {
			return err
		}
		if err := n.check(); err != nil {
			return err
		}
		cal, err := CalendarOf(ctx, tx)
		if err != nil {
			return err
		}
		rows := cal.news(n)
		if len(rows) == 0 {
			return errs.NewField("on", "日历已是如此，没有要调整的日期")
		}
		a := actor.From(ctx)
		for _, r := range rows {
			_, err := tx.Exec(ctx, `insert into clock_day (`+setCols+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
				tx.NewID(), r.On, r.Kind, r.Name, n.Source, n.Reason, a.ID, a.Name, tx.Now)
			if err != nil {
				return err
			}
		}
		days, err := json.Marshal(rows)
		if err != nil {
			return err
		}
		total, err := db.Get[int](ctx, tx, `select count(*) from clock_duty where `+recountable)
		if err != nil {
			return err
		}
		id = tx.NewID()
		_, err = tx.Exec(ctx, `insert into clock_recount (`+recountCols+`) values ($1, $2, $3, $4, $5, $6, $7, 'running', '', $8, 0, 0, null)`,
			id, tx.Now, a.ID, a.Name, strings.TrimSpace(n.Reason), strings.TrimSpace(n.Source), string(days), total)
		if err != nil {
			return err
		}
		if err := jobs.Enqueue(ctx, tx, Recount{id}, tx.Now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "clock.calendar", Ref: ident.Ref{Kind: "clock.recount", ID: id}, UnitPath: cityPath, Note: n.Reason, New: rows})
	})
	return id, err
}

// news are the rows of a correction that change something, in the order of days.
func (c *Calendar) news(n Correction) (out []SetDay) {
	for _, d := range n.Days {
		now, special := c.days[d.On]
		same := special && (d.Kind == setHoliday && now.Kind == Holiday || d.Kind == setWorked && now.Kind == MakeUp) || !special && d.Kind == setPlain
		if !same {
			out = append(out, SetDay{On: d.On, Kind: d.Kind, Name: strings.TrimSpace(d.Name)})
		}
	}
	for _, y := range n.Complete {
		if !c.years[y] {
			out = append(out, SetDay{On: civil.NewDate(y, 1, 1), Kind: setYear})
		}
	}
	return out
}

// Preview says what a CSV file would change: the rows that differ from the calendar now.
func (s *Service) Preview(ctx context.Context, text string) (Correction, []SetDay, error) {
	if err := access.Require(ctx, MayManage, cityPath); err != nil {
		return Correction{}, nil, err
	}
	list, err := readDays(strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\ufeff"))
	if err != nil {
		return Correction{}, nil, errs.NewField("text", "读不懂这份日历：%s", err.Error())
	}
	var n Correction
	names := map[int]map[string]bool{}
	for _, d := range list {
		kind := setHoliday
		if d.Kind == MakeUp {
			kind = setWorked
		}
		n.Days = append(n.Days, SetDay{On: d.Date, Kind: kind, Name: d.Name})
		y := d.Date.Year()
		if names[y] == nil {
			names[y] = map[string]bool{}
		}
		names[y][d.Name] = true
	}
	for y, have := range names {
		if complete(have) {
			n.Complete = append(n.Complete, y)
		}
	}
	if len(n.Days) == 0 {
		return n, nil, errs.NewField("text", "文件里没有日期")
	}
	cal, err := CalendarOf(ctx, s.db)
	if err != nil {
		return n, nil, err
	}
	return n, cal.news(n), nil
}

// statutory are the holidays that a complete arrangement of a year has (《全国年节及纪念日放假办法》第二条);
// a file that names them all is taken for the arrangement of the year.
var statutory = []string{"元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆"}

func complete(names map[string]bool) bool {
	for _, want := range statutory {
		found := false
		for n := range names {
			found = found || strings.Contains(n, want)
		}
		if !found {
			return false
		}
	}
	return true
}

// Corrections lists the rows of the office for a year, the newest first.
func (s *Service) Corrections(ctx context.Context, year int) ([]SetDay, error) {
	if err := access.Holds(ctx, MayView); err != nil {
		return nil, err
	}
	return db.List[SetDay](ctx, s.db, `select `+setCols+` from clock_day where on_day >= $1 and on_day < $2 order by created_at desc, id desc`,
		civil.NewDate(year, 1, 1), civil.NewDate(year+1, 1, 1))
}

// Calendar returns the calendar as it is now.
func (s *Service) Calendar(ctx context.Context) (*Calendar, error) { return CalendarOf(ctx, s.db) }

// WithCalendar gives duties the calendar they are counted by, if any counts working days or rolls: what reads
// duties with SQL of its own calls it before On.
func WithCalendar[T any](ctx context.Context, r db.Reader, list []T, duty func(*T) *Running) error {
	var cal *Calendar
	for i := range list {
		d := duty(&list[i])
		if d.Days != Working && !d.Roll {
			continue
		}
		if cal == nil {
			var err error
			if cal, err = CalendarOf(ctx, r); err != nil {
				return err
			}
		}
		d.cal = cal
	}
	return nil
}

// running reads duties with the calendar they are counted by.
func running(ctx context.Context, r db.Reader, rest string, args ...any) ([]Running, error) {
	list, err := db.List[Running](ctx, r, `select `+dutyColumns+` from clock_duty `+rest, args...)
	if err != nil {
		return list, err
	}
	return list, WithCalendar(ctx, r, list, func(d *Running) *Running { return d })
}
