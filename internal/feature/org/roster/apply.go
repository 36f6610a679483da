package roster

import (
	"context"
	"encoding/json"
	"errors"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// inline is how many rows are applied while the person waits; more go to a job with progress.
const inline = 2000

// applyJob applies an import for the person who asked for it.
type applyJob struct {
	Import string
	Actor  actor.Actor
}

// Kind names the job.
func (applyJob) Kind() string { return "org.import_apply" }

// Apply carries out an import as one transaction: all rows or none. Rows with errors must be
// corrected first, or left out with skip. Long imports go on as a job.
func (s *Service) Apply(ctx context.Context, id string, version int, skip bool) (Import, error) {
	a := actor.From(ctx)
	later := false
	err := s.changeImport(ctx, id, version, "org.import_apply", []ImportState{Checked}, func(tx *db.Tx, im *Import) error {
		switch {
		case im.Errors > 0 && !skip:
			return errs.New(errs.Conflict, "还有 %d 行有错，请更正或选择跳过", im.Errors)
		case im.Adds+im.Changes == 0:
			return errs.New(errs.Conflict, "没有要新增或变更的单位")
		}
		im.State, im.StartedAt, im.Done = Applying, tx.Now, 0
		if later = im.Adds+im.Changes > inline; later {
			a.Grants = nil
			return jobs.Enqueue(ctx, tx, applyJob{id, a}, tx.Now)
		}
		return nil
	})
	if err == nil && !later {
		err = s.apply(ctx, id)
	}
	if err != nil {
		return Import{}, err
	}
	return s.Import(ctx, id)
}

// runApply is the job: it acts for the person, whose right was checked when they asked.
func (s *Service) runApply(ctx context.Context, j applyJob) error {
	j.Actor.Grants = map[string]bool{string(org.MayImport): true, string(org.MayStructure): true, string(org.MayManage): true}
	err := s.apply(actor.With(ctx, j.Actor), j.Import)
	if errs.KindOf(err) != errs.Internal { // what a person must settle is said on the page: trying again does not help
		return nil
	}
	return err
}

// apply writes the units; what goes wrong is said on the import, which can then be applied again.
func (s *Service) apply(ctx context.Context, id string) error {
	run, done := s.start(ctx, id)
	defer done()
	err := s.db.Write(run.ctx, func(tx *db.Tx) error {
		im, err := importIn(ctx, tx, id)
		if err != nil || im.State != Applying {
			return err
		}
		if err := s.applyRows(run.ctx, tx, im, run.running); err != nil {
			return err
		}
		im.State, im.AppliedAt, im.Done = Applied, tx.Now, im.Adds+im.Changes
		if err := saveImport(ctx, tx, &im); err != nil {
			return err
		}
		if err := s.units.Changed(ctx, tx); err != nil {
			return err
		}
		return recordImport(ctx, tx, "org.import_applied", im)
	})
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) || run.ctx.Err() != nil {
		err = errs.New(errs.Conflict, "已取消，没有改动任何单位").Because(err)
	}
	text := errs.TextOf(err)
	if back := s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update unit_import set version = version + 1, state = $1, message = $2, done = 0 where id = $3 and state = $4`, Checked, text, id, Applying)
		return err
	}); back != nil {
		return back
	}
	return err
}

// run is an import under way with the context that ends it.
type run struct {
	*running
	ctx context.Context
}

func (s *Service) start(ctx context.Context, id string) (run, func()) {
	c, cancel := context.WithCancel(ctx)
	r := &running{cancel: cancel}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running[id] = r
	return run{r, c}, func() {
		cancel()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.running, id)
	}
}

// Cancel stops an import that is being applied; no unit was changed then.
func (s *Service) Cancel(ctx context.Context, id string) error {
	im, err := s.Import(ctx, id)
	if err != nil {
		return err
	}
	s.mu.Lock()
	r := s.running[id]
	s.mu.Unlock()
	if r != nil {
		r.cancel()
		return nil
	}
	// not started yet, or on another node: the state it looks for is gone, so it will not commit
	return s.changeImport(ctx, id, im.Version, "org.import_cancel", []ImportState{Applying}, func(tx *db.Tx, im *Import) error {
		im.State = Checked
		return nil
	})
}

// applyRows writes the rows in the order of the file.
func (s *Service) applyRows(ctx context.Context, tx *db.Tx, im Import, r *running) error {
	for after := 0; ; {
		rows, err := db.List[stagedRow](ctx, tx, `select `+stagedColumns+` from unit_import_row
			where import_id = $1 and line > $2 and action in ('add', 'change') order by line limit `+limitText, im.ID, after)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return ctx.Err()
		}
		after = rows[len(rows)-1].Line
		if err := s.applyChunk(ctx, tx, im, rows); err != nil {
			return err
		}
		r.done.Add(int64(len(rows)))
	}
}

// limitText is how many rows are read from the stage at a time.
const limitText = "2000"

func (s *Service) applyChunk(ctx context.Context, tx *db.Tx, im Import, rows []stagedRow) error {
	var adds []org.Named
	for _, r := range rows {
		after, before, err := r.units()
		if err != nil {
			return err
		}
		if r.Action == RowAdd {
			x := org.Named{Unit: after.Unit, Aliases: map[string]string{}}
			for _, a := range after.Aliases {
				x.Aliases[a] = org.AliasGiven
			}
			adds = append(adds, x)
			continue
		}
		if err := s.applyChange(ctx, tx, im, r.Line, before.Unit, after); err != nil {
			return err
		}
	}
	if err := stillNew(ctx, tx, adds); err != nil {
		return err
	}
	_, err := org.AddAll(ctx, tx, adds, &org.Lineage{Reason: im.FileName, ActorName: im.ActorName})
	return err
}

func (r stagedRow) units() (after, before storedRow, err error) {
	if err = json.Unmarshal([]byte(r.After), &after); err == nil && r.Before != "" {
		err = json.Unmarshal([]byte(r.Before), &before)
	}
	return after, before, err
}

// stillNew refuses units that somebody added since the rows were checked.
func stillNew(ctx context.Context, tx *db.Tx, adds []org.Named) error {
	want := map[string]bool{}
	names := make([]string, 0, len(adds))
	for _, u := range adds {
		want[string(u.ParentID)+"|"+string(u.Kind)+"|"+u.Name] = true
		names = append(names, u.Name)
	}
	for len(names) > 0 {
		n := min(len(names), checkChunk)
		list, err := org.OpenWith(ctx, tx, "name", names[:n])
		if err != nil {
			return err
		}
		names = names[n:]
		for _, u := range list {
			if want[string(u.ParentID)+"|"+string(u.Kind)+"|"+u.Name] {
				return errs.New(errs.Conflict, "检查之后有人新增了“%s”，请重新上传检查", u.Name)
			}
		}
	}
	return nil
}

// applyChange changes one unit, if nobody else did since the rows were checked.
func (s *Service) applyChange(ctx context.Context, tx *db.Tx, im Import, line int, before org.Unit, after storedRow) error {
	now, err := org.UnitByID(ctx, tx, before.ID)
	if err != nil {
		return err
	}
	if now.Version != before.Version {
		return errs.New(errs.Conflict, "第 %d 行：“%s”在检查之后又有变更，请重新上传检查", line, now.Name)
	}
	return org.Replace(ctx, tx, now, after.Unit, after.Aliases, org.Lineage{Reason: im.FileName, ActorName: im.ActorName})
}
