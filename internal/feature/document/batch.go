package document

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
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

// Batch is letters that a leader approved together. Each is issued by itself: numbered, made, signed and
// sent, or not begun. Cancelling stops what is not begun, which goes back to the leader's desk.
type Batch struct {
	ID       string     `db:"id" json:"id"`
	Version  int        `db:"version" json:"version"`
	SeatPath string     `db:"seat_path" json:"-"`
	MadeBy   string     `db:"made_by" json:"-"`
	MadeName string     `db:"made_name" json:"made_name"`
	State    string     `db:"state" json:"state"`
	Total    int        `db:"total" json:"total"`
	MadeAt   civil.Time `db:"made_at" json:"made_at"`
	EndedAt  civil.Time `db:"ended_at" json:"ended_at"`
}

// The states of a batch.
const (
	Running   = "running"
	Cancelled = "cancelled"
	Finished  = "finished"
)

// Progress is how far a batch is.
type Progress struct {
	Batch
	Waiting int `json:"waiting"` // approved, not begun
	Making  int `json:"making"`  // numbered, files being made
	Done    int `json:"done"`
}

// maxBatch is the most letters of one batch.
const maxBatch = 5000

const batchColumns = `id, version, seat_path, made_by, made_name, state, total, made_at, ended_at`

// batchJob issues the letters of a batch one after the other.
type batchJob struct {
	ID string `json:"id"`
}

// Kind names the job.
func (batchJob) Kind() string { return "document.batch" }

// ApproveMany approves letters together; one that may not be approved refuses them all, named with its
// title, and nothing has happened.
func (s *Service) ApproveMany(ctx context.Context, batchID string, ids []LetterID) (string, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 || len(ids) > maxBatch {
		return "", errs.New(errs.Invalid, "请选择 1 至 %d 份公文", maxBatch)
	}
	st, _ := StepOf(Approve)
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a := actor.From(ctx)
		if !ident.Valid(batchID) {
			batchID = tx.NewID()
		}
		if n, err := db.Get[int](ctx, tx, `select count(*) from doc_batch where id = $1`, batchID); err != nil || n > 0 { // sent twice
			return err
		}
		for _, id := range ids {
			l, err := byID(ctx, tx, id)
			if err == nil {
				f := Full{Letter: l}
				err = s.approveInto(ctx, tx, &f, st, batchID)
			}
			if err != nil {
				return errs.New(errs.KindOf(err), "“%s”不能签发：%s", l.Title, errs.TextOf(err))
			}
		}
		_, err := tx.Exec(ctx, `insert into doc_batch (`+batchColumns+`) values ($1, 1, $2, $3, $4, $5, $6, $7, $8)`, batchID, a.Scope, a.ID, a.Name, Running, len(ids), tx.Now, civil.Time{})
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Entry{Action: "document.batch", Ref: ident.Ref{Kind: "document.batch", ID: batchID}, UnitPath: a.Scope, Note: fmt.Sprint(len(ids))}); err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, batchJob{batchID}, tx.Now)
	})
	return batchID, err
}

func (s *Service) approveInto(ctx context.Context, tx *db.Tx, f *Full, st Step, batchID string) error {
	if err := may(ctx, st, f.Letter, nil); err != nil {
		return err
	}
	if err := f.step(Approve, ""); err != nil {
		return err
	}
	if src := s.sources[f.RefKind]; src.Guard != nil {
		if err := src.Guard(ctx, tx, f.Letter, Approve); err != nil {
			return err
		}
	}
	f.AutoSend, f.BatchID = true, batchID
	if err := s.approve(ctx, tx, f); err != nil {
		return err
	}
	if err := update(ctx, tx, &f.Letter, f.Version); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "document.approve", Ref: f.Ref(), UnitPath: f.SeatPath, New: f.brief()})
}

// runBatch issues what is left of a batch. Taken up again after a crash, it goes on with letters that have
// a number and no files yet.
func (s *Service) runBatch(ctx context.Context, j batchJob) error {
	ctx = actor.With(ctx, actor.System)
	for {
		ids, err := db.List[LetterID](ctx, s.db, `select id from doc_letter where batch_id = $1 and state in ('approved', 'numbered') order by id limit 20`, j.ID)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return s.db.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `update doc_batch set state = $1, ended_at = $2, version = version + 1 where id = $3 and state = 'running'`, Finished, tx.Now, j.ID)
				return err
			})
		}
		if err := s.issueSome(ctx, j.ID, ids); err != nil {
			return err
		}
	}
}

// issueSome numbers letters in their order, then makes, signs and sends them one processor beside the other. Each
// step is one letter's own, so that stopping anywhere leaves none half issued.
func (s *Service) issueSome(ctx context.Context, batch string, ids []LetterID) error {
	for _, id := range ids {
		if err := s.number(ctx, batch, id); err != nil {
			return err
		}
	}
	var wg sync.WaitGroup
	failed := make([]error, runtime.GOMAXPROCS(0))
	for i := range failed {
		wg.Go(func() {
			for k := i; k < len(ids) && failed[i] == nil; k += len(failed) {
				failed[i] = s.seal(ctx, sealJob{ids[k]})
			}
		})
	}
	wg.Wait()
	return errors.Join(failed...)
}

// number gives a letter of a batch its number, unless the batch was cancelled.
func (s *Service) number(ctx context.Context, batch string, id LetterID) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := load(ctx, tx, id)
		if err != nil || l.State != Approved || l.BatchID != batch {
			return err
		}
		l.State = Numbered
		if err := take(ctx, tx, &l); err != nil {
			return err
		}
		return update(ctx, tx, &l, l.Version)
	})
}

// CancelBatch stops a batch: what is not begun goes back to be approved.
func (s *Service) CancelBatch(ctx context.Context, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := batchByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, MayApprove, b.SeatPath); err != nil {
			return err
		}
		if b.State != Running {
			return errs.New(errs.Conflict, "这批公文已经处理完毕")
		}
		if _, err := tx.Exec(ctx, `update doc_batch set state = $1, ended_at = $2, version = version + 1 where id = $3`, Cancelled, tx.Now, id); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `update doc_letter set state = 'approval', batch_id = '', approver_id = '', approver_name = '', dated_on = null, auto_send = $1, version = version + 1
			where batch_id = $2 and state = 'approved'`, false, id)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "document.cancel_batch", Ref: ident.Ref{Kind: "document.batch", ID: id}, UnitPath: b.SeatPath, Note: fmt.Sprint(n)})
	})
}

func batchByID(ctx context.Context, r db.Reader, id string) (Batch, error) {
	rg, err := access.Over(ctx, MayInternal)
	if err != nil {
		return Batch{}, err
	}
	return db.Get[Batch](ctx, r, `select `+batchColumns+` from doc_batch where id = $1 and seat_path >= $2 and seat_path < $3`, id, rg.From, rg.To)
}

// Batch returns a batch with its progress.
func (s *Service) Batch(ctx context.Context, id string) (p Progress, err error) {
	if p.Batch, err = batchByID(ctx, s.db, id); err != nil {
		return p, err
	}
	type count struct {
		State State `db:"state"`
		N     int   `db:"n"`
	}
	list, err := db.List[count](ctx, s.db, `select state, count(*) as n from doc_letter where batch_id = $1 group by state`, id)
	for _, c := range list {
		switch c.State {
		case Approved:
			p.Waiting += c.N
		case Numbered:
			p.Making += c.N
		default:
			p.Done += c.N
		}
	}
	return p, err
}
