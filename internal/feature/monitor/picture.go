package monitor

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"dudao/internal/feature/access"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/columns"
	"dudao/internal/platform/db"
)

// picture is everything in memory at one number of the clock. It never changes: a change makes another that shares
// all the rest.
type picture struct {
	seq   int64
	years columns.Years
	meta  map[int]map[columns.Key]Meta
	areas map[string]Area
	order []Area // areas in the order of their paths

	once    sync.Mutex
	judged  map[int][]balance.Result // by year, in the order of its blocks
	derived map[string]any           // what was computed of this picture, by name
}

// now brings the picture up to date and returns it: one small query when nothing changed.
func (s *Service) now(ctx context.Context) (*picture, error) {
	seq, err := db.Get[int64](ctx, s.db, `select seq from monitor_clock where id = 1`)
	if err != nil {
		return nil, err
	}
	if p := s.shown.Load(); p != nil && p.seq >= seq {
		return p, nil
	}
	s.bring.Lock()
	defer s.bring.Unlock()
	old := s.shown.Load()
	if old != nil && old.seq >= seq {
		return old, nil
	}
	p, err := s.read(ctx, old)
	if err == nil {
		s.shown.Store(p)
	}
	return p, err
}

// Warm reads everything before somebody asks.
func (s *Service) Warm(ctx context.Context) error {
	p, err := s.now(ctx)
	if err != nil {
		return err
	}
	for year := range p.years {
		p.verdicts(year)
	}
	return nil
}

// read makes a picture of the one before and the blocks that changed since.
func (s *Service) read(ctx context.Context, old *picture) (*picture, error) {
	p := &picture{years: columns.Years{}, meta: map[int]map[columns.Key]Meta{}, areas: map[string]Area{}, judged: map[int][]balance.Result{}, derived: map[string]any{}}
	if old != nil {
		p.seq, p.years, p.meta, p.areas = old.seq, maps.Clone(old.years), maps.Clone(old.meta), maps.Clone(old.areas)
	}
	from, changed := p.seq, map[int][]*columns.Block{}
	err := db.Each(ctx, s.db, func(r row) error {
		b, err := columns.Decode(r.key(), r.Data)
		if err != nil {
			return err
		}
		if changed[r.Year] == nil {
			p.meta[r.Year] = maps.Clone(p.meta[r.Year])
			if p.meta[r.Year] == nil {
				p.meta[r.Year] = map[columns.Key]Meta{}
			}
		}
		changed[r.Year] = append(changed[r.Year], b)
		p.meta[r.Year][b.Key] = Meta{r.Source, r.Demo}
		p.areas[r.AreaID] = Area{r.AreaID, r.AreaPath, r.AreaName}
		p.seq = max(p.seq, r.Seq)
		return nil
	}, `select `+rowColumns+` from monitor_block where seq > $1 order by year, area_id, stage`, from)
	if err != nil {
		return nil, err
	}
	for year, blocks := range changed {
		if p.years[year] == nil {
			p.years[year] = columns.NewYear(blocks)
		} else {
			p.years[year] = p.years[year].With(blocks...)
		}
	}
	p.order = slices.SortedFunc(maps.Values(p.areas), func(a, b Area) int { return strings.Compare(a.Path, b.Path) })
	p.inherit(old, changed)
	return p, nil
}

// inherit keeps the verdicts of years that did not change, and of areas that did not change in one where some did.
func (p *picture) inherit(old *picture, changed map[int][]*columns.Block) {
	if old == nil {
		return
	}
	old.once.Lock()
	defer old.once.Unlock()
	for year, results := range old.judged {
		blocks, before := changed[year], old.years[year]
		switch {
		case len(blocks) == 0:
			p.judged[year] = results
		case len(p.years[year].Blocks()) == len(before.Blocks()) && len(blocks) < 100:
			results = slices.Clone(results)
			for i, b := range p.years[year].Blocks() {
				if was := before.Blocks()[i]; was.Key != b.Key {
					return // other areas: judged anew when asked
				} else if was != b {
					results[i] = b.Judge(rules(), noRounding)
				}
			}
			p.judged[year] = results
		}
	}
}

// verdicts are the results of a year, computed once.
func (p *picture) verdicts(year int) []balance.Result {
	p.once.Lock()
	defer p.once.Unlock()
	if p.judged[year] == nil && p.years[year] != nil {
		p.judged[year] = p.years[year].Judge(rules(), noRounding)
	}
	return p.judged[year]
}

// derive computes something of this picture once.
func derive[T any](p *picture, name string, f func() (T, error)) (T, error) {
	p.once.Lock()
	if v, ok := p.derived[name]; ok {
		p.once.Unlock()
		return v.(T), nil
	}
	p.once.Unlock()
	v, err := f()
	if err == nil {
		p.once.Lock()
		p.derived[name] = v
		p.once.Unlock()
	}
	return v, err
}

// within are the areas in a range of paths.
func (p *picture) within(over access.Range) []Area {
	from, _ := slices.BinarySearchFunc(p.order, over.From, func(a Area, path string) int { return strings.Compare(a.Path, path) })
	to, _ := slices.BinarySearchFunc(p.order, over.To, func(a Area, path string) int { return strings.Compare(a.Path, path) })
	return p.order[from:max(from, to)]
}

// list are the years there are, the last first.
func (p *picture) list() []int {
	return slices.SortedFunc(maps.Keys(p.years), func(a, b int) int { return b - a })
}
