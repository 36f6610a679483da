package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// open is how many clocks run at once: two a school of the country.
const open = 1_000_000

// clocks measures what a night has to do with a million open clocks: how each stands and which rung of
// the ladder is next, in memory and read from the database, and the jobs of the night themselves.
func (b *bench) clocks(ctx context.Context) error {
	name := b.database
	if name == "" {
		name = filepath.Join(b.dir, "clocks.db")
	}
	a, err := app.New(ctx, app.Config{Database: name, Data: filepath.Join(b.dir, "clockdata")})
	if err != nil {
		return err
	}
	defer a.Close()
	ctx = actor.With(ctx, actor.System)
	begin := time.Now()
	if err := seedClocks(ctx, a); err != nil {
		return err
	}
	row("harness: %d open clocks inserted", "%.0f s", open, time.Since(begin).Seconds())
	today := a.Clock.Today()
	rows, err := ladder.Shipped()
	if err != nil {
		return err
	}
	rules := ladder.InForce(rows, today)

	all := make([]clock.Running, 0, open)
	for i := range open {
		all = append(all, openClock(i, today))
	}
	var t tally
	best := time.Hour
	for range 3 {
		t, begin = tally{}, time.Now()
		t = evaluate(all, today, rules)
		best = min(best, time.Since(begin))
	}
	row("clocks: %d evaluated in memory", "%.2f s (%d late, %d soon, %d rungs)", open, best.Seconds(), t.late, t.soon, t.rungs)
	all = nil
	runtime.GC()

	begin = time.Now()
	t, n, err := scanned(ctx, a.DB, today, rules)
	if err != nil {
		return err
	}
	row("clocks: %d read and evaluated", "%.2f s (%d late, %d soon, %d rungs)", n, time.Since(begin).Seconds(), t.late, t.soon, t.rungs)
	return b.night(ctx, a)
}

// night measures the two jobs: finding what is due, and doing it.
func (b *bench) night(ctx context.Context, a *app.App) error {
	today := a.Clock.Today()
	begin := time.Now()
	if _, err := clock.Climbing(ctx, a.DB, today, 500); err != nil {
		return err
	}
	n, err := db.Get[int](ctx, a.DB, `select count(*) from clock_duty where remind_on <= $1 or climb_on <= $2`, today, today)
	if err != nil {
		return err
	}
	row("night: clocks to look at found among %d", "%.3f s (%d)", open, time.Since(begin).Seconds(), n)
	begin = time.Now()
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := jobs.Enqueue(ctx, tx, clock.Tick{}, tx.Now); err != nil {
			return err
		}
		return ladder.EnqueueNightly(ctx, tx)
	})
	for ran := true; ran && err == nil; {
		ran, err = a.Jobs.RunOne(ctx)
	}
	if err != nil {
		return err
	}
	rungs, err := db.Get[int](ctx, a.DB, `select count(*) from ladder_escalation`)
	if err != nil {
		return err
	}
	row("night: reminders told and rungs put on record", "%.1f s (%d rungs, %.0f clocks/s)", time.Since(begin).Seconds(), rungs, float64(n)/time.Since(begin).Seconds())
	return nil
}

// openClock is one of the clocks: a third natural, a third rolled, a third in working days; their last
// days spread over fifteen months, a tenth of them past and put on record.
func openClock(i int, today civil.Date) clock.Running {
	d := clock.Deadline{ID: "bench", Length: 10 + i%80, Days: clock.Natural, Roll: i%3 == 1, Warn: 5, Ladder: true}
	if i%3 == 2 {
		d.Days = clock.Working
	}
	from := today.AddDays(i/1000%450 - 45 - d.Length)
	r := d.Run(clock.ShippedCalendar(), clock.Duty{From: from, UnitID: "u"})
	if i%50 == 7 {
		r.SuspendedOn = from.AddDays(1)
	}
	return r
}

type tally struct{ late, soon, standing, rungs int }

func (t *tally) add(o tally) {
	t.late, t.soon, t.standing, t.rungs = t.late+o.late, t.soon+o.soon, t.standing+o.standing, t.rungs+o.rungs
}

func (t *tally) look(r *clock.Running, today civil.Date, rules map[ladder.Rung]ladder.Rule) {
	s := r.On(today) // due, days left, early warning, late, percent
	switch {
	case s.Suspended:
		t.standing++
		return
	case s.Late:
		t.late++
	case s.Soon:
		t.soon++
	}
	if s.Late && r.Ladder {
		t.rungs += len(ladder.Missing(r.Due, today, nil, rules))
	}
}

// evaluate looks at every clock, on all processors.
func evaluate(all []clock.Running, today civil.Date, rules map[ladder.Rung]ladder.Rule) (sum tally) {
	var wait sync.WaitGroup
	parts := make([]tally, runtime.NumCPU())
	for p := range parts {
		wait.Go(func() {
			for i := p * len(all) / len(parts); i < (p+1)*len(all)/len(parts); i++ {
				parts[p].look(&all[i], today, rules)
			}
		})
	}
	wait.Wait()
	for _, p := range parts {
		sum.add(p)
	}
	return sum
}

// standing is what the standing of a clock needs of its row.
type standing struct {
	From      civil.Date    `db:"from_on"`
	Due       civil.Date    `db:"due_on"`
	Days      clock.DayUnit `db:"days"`
	Warn      int           `db:"warn"`
	Ladder    bool          `db:"ladder"`
	Suspended civil.Date    `db:"suspended_on"`
}

// scanned reads what a standing needs of every open clock and evaluates it on the way, each processor a
// part of the ids.
func scanned(ctx context.Context, d *db.DB, today civil.Date, rules map[ladder.Rung]ladder.Rule) (sum tally, n int, err error) {
	parts := make([]tally, runtime.NumCPU())
	counts, failed := make([]int, len(parts)), make([]error, len(parts))
	edge := []string{""}
	for p := 1; p < len(parts); p++ {
		id, err := db.Get[string](ctx, d, `select id from clock_duty order by id limit 1 offset $1`, open*p/len(parts))
		if err != nil {
			return sum, 0, err
		}
		edge = append(edge, id)
	}
	edge = append(edge, "~")
	var wait sync.WaitGroup
	for p := range parts {
		wait.Go(func() {
			failed[p] = db.Each(ctx, d, func(s standing) error {
				counts[p]++
				r := clock.Running{Duty: clock.Duty{From: s.From, Due: s.Due}, Days: s.Days, Warn: s.Warn, Ladder: s.Ladder, SuspendedOn: s.Suspended, Sure: true}
				parts[p].look(&r, today, rules)
				return nil
			}, `select from_on, due_on, days, warn, ladder, suspended_on from clock_duty where id >= $1 and id < $2 and closed_at is null`, edge[p], edge[p+1])
		})
	}
	wait.Wait()
	for p := range parts {
		sum.add(parts[p])
		n += counts[p]
	}
	return sum, n, errors.Join(failed...)
}

// seedClocks inserts the clocks, owed by the schools of one district; those of past nights have been
// looked at, tonight's have not.
func seedClocks(ctx context.Context, a *app.App) error {
	if n, err := db.Get[int](ctx, a.DB, `select count(*) from clock_duty`); err != nil || n >= open {
		return err
	}
	today := a.Clock.Today()
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		units := []org.Unit{{ID: root, Kind: org.City, Name: "北京市", Code: root}, {ID: "o", ParentID: root, Kind: org.Office, Name: "市督导室"}, {ID: "110108", ParentID: root, Kind: org.District, Name: "海淀区", Code: "110108"}}
		for i := range 1000 {
			units = append(units, org.Unit{ID: org.UnitID(fmt.Sprintf("s%03d", i)), ParentID: "110108", Kind: org.School, Name: fmt.Sprintf("第%d小学", i), Stage: "primary", Ownership: "public"})
		}
		for _, u := range units {
			if n, err := db.Get[int](ctx, tx, `select count(*) from unit where id = $1`, u.ID); err != nil || n > 0 {
				if err != nil {
					return err
				}
				continue
			}
			if err := org.AddUnit(ctx, tx, u); err != nil {
				return err
			}
		}
		_, err := tx.Insert(ctx, "clock_duty", `id, version, ref_kind, ref_id, step, rule, unit_path, account_id, unit_id, need, title, action, url, from_on, due_on, deadline_id, length, days,
			article, evidence, warn, sure, roll, ladder, suspended_on, remind_on, climb_on, counted_on, opened_at, closed_at`, func(yield func([]any) bool) {
			for i := range open {
				r := openClock(i, today)
				unit := fmt.Sprintf("s%03d", i%1000)
				r.RemindOn, r.ClimbOn = r.Due.AddDays(1), r.Due.AddDays(1)
				if r.ClimbOn.Before(today) || !r.SuspendedOn.IsZero() {
					r.RemindOn, r.ClimbOn = civil.Date{}, civil.Date{}
				}
				id := fmt.Sprintf("0198f002-0000-7000-8000-%012d", i)
				if !yield([]any{id, 1, "bench.record", id, "do", "inspect.self_eval", "/" + root + "/110108/" + unit + "/", "", unit, "", "第一小学：综合督导", "提交自评报告", "/x", r.From, r.Due, r.DeadlineID,
					r.Length, r.Days, "", "M", r.Warn, true, r.Roll, true, r.SuspendedOn, r.RemindOn, r.ClimbOn, r.Counted, tx.Now, nil}) {
					return
				}
			}
		})
		return err
	})
}
