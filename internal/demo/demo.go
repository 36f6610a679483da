package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"time"

	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/feature/org/seed"
	"dudao/internal/platform/db"
	"dudao/internal/schema"
)

// builder makes the year.
type builder struct {
	ctx    context.Context
	app    *app.App
	clock  *hand
	rng    *rand.Rand
	start  time.Time
	end    time.Time
	line   timeline
	people []Person
	heads  map[org.UnitID]actor.Actor

	city, office, member org.Unit
	leader, staff        actor.Actor
	inspectors           []inspector.Inspector
	members              []actor.Actor
	plans                map[int]string
	districts            []*district
	stories              []*story
}

// Built says what was made.
type Built struct {
	People       []Person
	Supervisions int
}

// Guide tells which accounts to try first.
var Guide = []struct{ Login, Does string }{
	{"shi.leader", "市级领导：批准市计划、审定意见书和报告 · city leader"},
	{"shi.staff", "市督导室经办：全市计划、备案回执、对区督导 · city staff"},
	{"hd.leader", "海淀区领导：批准区计划、审定意见书和报告 · district leader"},
	{"hd.staff", "海淀督导室经办：计划、督导、整改、公布 · district staff"},
	{"hd.ins1", "海淀督学：现场督导、核验、验收（hd.ins2、hd.ins3 同组） · inspector"},
	{"xiao01", "学校负责人：自评、申辩、整改 · school head"},
	{"xiao01.clerk", "学校经办 · school staff"},
	{"liaison", "成员单位联络员 · member-unit liaison"},
	{"expert", "专家 · expert"},
	{"sys.admin", "系统管理员：账号与系统设置 · system administrator"},
	{"sec.admin", "安全管理员：授权与口令策略 · security administrator"},
	{"aud.admin", "审计管理员：审计日志与检查点 · audit administrator"},
	{"auditor", "审计员：只读 · auditor"},
}

// Empty reports whether the database of c holds no account yet. It does not open the program: that
// would plan the jobs of the night by today's clock, and the year begins a year ago.
func Empty(ctx context.Context, c app.Config) (bool, error) {
	d, err := db.Open(c.Database, db.Options{})
	if err != nil {
		return false, err
	}
	defer d.Close()
	if err := d.Migrate(ctx, schema.Files); err != nil {
		return false, err
	}
	n, err := db.Get[int](ctx, d, `select count(*) from account`)
	if err != nil || n > 0 {
		return false, err
	}
	n, err = db.Get[int](ctx, d, `select count(*) from unit_import`)
	if err == nil && n > 0 { // somebody's work, though nobody can sign in yet
		err = errs.New(errs.Conflict, "数据库里已有导入的单位，演示数据只能建在空的数据库里，请另选一个数据库")
	}
	return n == 0, err
}

// Build makes the demo in the empty database of c, for the year that ends at end. The same end makes
// the same year, ids included.
func Build(ctx context.Context, c app.Config, end time.Time) (Built, error) {
	end = end.UTC().Truncate(time.Second)
	b := &builder{ctx: ctx, start: end.AddDate(-1, 0, 0), end: end, heads: map[org.UnitID]actor.Actor{}, plans: map[int]string{},
		rng: rand.New(rand.NewPCG(2020, 5))}
	b.clock = &hand{b.start}
	c.Now = b.clock.now
	final := c.Database
	if !db.IsPostgres(final) { // a demo that is interrupted leaves nothing half made
		c.Database, c.Fast = final+".building", true
		if err := removeSQLite(c.Database, final); err != nil {
			return Built{}, err
		}
	}
	c.Rand = rand.NewChaCha8([32]byte([]byte("dudao demo: the same year always")))
	a, err := app.New(ctx, c)
	if err != nil {
		return Built{}, err
	}
	b.app = a
	err = errors.Join(b.make(), a.Close())
	if err == nil && c.Database != final {
		err = os.Rename(c.Database, final)
	}
	return Built{b.people, len(b.stories)}, err
}

// removeSQLite removes empty or half-made databases.
func removeSQLite(files ...string) error {
	for _, f := range files {
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(f + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// make lets the year happen.
func (b *builder) make() error {
	if err := b.settle(); err != nil {
		return err
	}
	if err := b.planYear(b.start.In(civil.Beijing).Year()); err != nil {
		return err
	}
	if err := b.plot(); err != nil {
		return err
	}
	b.consequences()
	if err := b.collect(); err != nil {
		return err
	}
	if err := b.line.run(b.clock, b.end, b.night); err != nil {
		return err
	}
	if err := b.night(); err != nil {
		return err
	}
	if _, err := b.app.Audit.Sequence(b.ctx); err != nil {
		return err
	}
	_, err := b.app.Audit.Checkpoint(b.as(actor.System))
	return err
}

// settle brings in the units and makes the people.
func (b *builder) settle() error {
	ctx := b.as(actor.System)
	if _, err := seed.Store(ctx, b.app.DB, b.app.Org); err != nil {
		return fmt.Errorf("units: %w", err)
	}
	var err error
	if b.city, err = org.UnitByID(ctx, b.app.DB, "110000"); err != nil {
		return err
	}
	if b.office, err = org.OfficeOf(ctx, b.app.DB, b.city.Path); err != nil {
		return err
	}
	if b.member, err = b.app.Org.Resolve(ctx, "市财政局", ""); err != nil {
		return err
	}
	if err := b.cityPeople(); err != nil {
		return err
	}
	for _, p := range places {
		d := &district{short: p.short, letters: p.letters, plans: map[int]string{}}
		if d.unit, err = org.UnitByID(ctx, b.app.DB, org.UnitID(p.code)); err != nil {
			return fmt.Errorf("%s: %w", p.short, err)
		}
		if d.office, err = org.OfficeOf(ctx, b.app.DB, d.unit.Path); err != nil {
			return err
		}
		if err := b.districtPeople(d); err != nil {
			return err
		}
		if err := b.chooseSchools(d); err != nil {
			return err
		}
		b.districts = append(b.districts, d)
	}
	return b.moreOfHaidian()
}

// moreOfHaidian adds the roles that the district accounts lack: a clerk of a school, and the head
// whose login is easy to remember.
func (b *builder) moreOfHaidian() error {
	school := b.districts[0].schools[0]
	if _, err := b.head(school); err != nil {
		return err
	}
	_, err := b.person(b.as(actor.System), "xiao01.clerk", "演示·"+school.Name+"经办", "school_staff", school)
	return err
}

// night runs the jobs that are due, those of the night included.
func (b *builder) night() error {
	for {
		ran, err := b.app.Jobs.RunOne(b.ctx)
		if err != nil {
			return err
		}
		if !ran {
			return nil
		}
	}
}

// workday returns a time of the first working day so many days after t. What comes later in a story
// comes later in the day as well, so that steps pushed onto the same day by a holiday keep their order.
func workday(t time.Time, days, hour int) time.Time {
	d := civil.DateOf(t.AddDate(0, 0, days))
	for !isWorkday(d) {
		d = d.AddDays(1)
	}
	minutes := 2 * days
	if hour >= 12 {
		minutes++
	}
	return d.Time().Add(9*time.Hour + time.Duration(minutes)*time.Minute)
}
