package roster

import (
	"context"
	"encoding/json"
	"hash/maphash"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/xlsx"
)

// ImportState is where an import is in its life:
//
//	checking ──▶ checked ── apply ──▶ applying ──▶ applied ── undo ──▶ undone
//	    │           ▲  │                  │
//	    ▼           │  └── discard ──▶ discarded   (from checking too)
//	  failed        └──── cancel ─────────┘
type ImportState string

// The states of an import.
const (
	Checking  ImportState = "checking"
	Checked   ImportState = "checked"
	Applying  ImportState = "applying"
	Applied   ImportState = "applied"
	Undone    ImportState = "undone"
	Discarded ImportState = "discarded"
	Failed    ImportState = "failed"
)

// Import is one file that was sent, and what became of it.
type Import struct {
	ID        string      `db:"id" json:"id"`
	Version   int         `db:"version" json:"version"`
	UnitPath  string      `db:"unit_path" json:"unit_path"`
	FileName  string      `db:"file_name" json:"file_name"`
	State     ImportState `db:"state" json:"state"`
	Total     int         `db:"total" json:"total"`
	Adds      int         `db:"adds" json:"adds"`
	Changes   int         `db:"changes" json:"changes"`
	Sames     int         `db:"sames" json:"sames"`
	Errors    int         `db:"errors" json:"errors"`
	Done      int         `db:"done" json:"done"`       // rows applied so far
	Message   string      `db:"message" json:"message"` // what went wrong, or columns that were not read
	ActorID   string      `db:"actor_id" json:"actor_id"`
	ActorName string      `db:"actor_name" json:"actor_name"`
	CreatedAt civil.Time  `db:"created_at" json:"created_at"`
	StartedAt civil.Time  `db:"started_at" json:"started_at"`
	AppliedAt civil.Time  `db:"applied_at" json:"applied_at"`
	UndoneAt  civil.Time  `db:"undone_at" json:"undone_at"`
}

// ImportRow is one row of a file after the dry run.
type ImportRow struct {
	Line     int        `json:"line"`
	Action   RowAction  `json:"action"`
	UnitID   org.UnitID `json:"unit_id"`
	Name     string     `json:"name"`
	Cells    []string   `json:"cells"` // in the order of the template
	Problems []Problem  `json:"problems"`
}

// ImportHeads are the heads of the columns of ImportRow.Cells.
func ImportHeads() []string {
	heads := make([]string, colCount)
	for i, c := range importColumns {
		heads[i] = c.Head
	}
	return heads
}

const importColumnsSQL = `id, version, unit_path, file_name, state, total, adds, changes, sames, errors, done, message, actor_id, actor_name, created_at, started_at, applied_at, undone_at`

// running is an import that is being applied on this node.
type running struct {
	done   atomic.Int64
	cancel context.CancelFunc
}

const checkChunk = 500

// Upload takes a file and checks every row without changing a unit (dry run): a small one at once, a
// large one as a job. Uploading twice with the same id returns the first.
func (s *Service) Upload(ctx context.Context, id, fileName string, file xlsx.File) (Import, error) {
	rg, err := access.Over(ctx, org.MayImport)
	if err != nil {
		return Import{}, err
	}
	if there, err := s.Import(ctx, id); err == nil {
		return there, nil
	}
	if id == "" {
		id = s.db.NewID()
	}
	weight, err := xlsx.Weigh(file, xlsx.Usual)
	if err != nil {
		return Import{}, err
	}
	k, err := s.checker(ctx)
	if err != nil {
		return Import{}, err
	}
	a := actor.From(ctx)
	im := Import{ID: id, Version: 1, FileName: shorten(fileName, 120), State: Checking, UnitPath: rg.From, ActorID: a.ID, ActorName: a.Name}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		im.CreatedAt = tx.Now
		_, err := tx.Exec(ctx, `insert into unit_import (id, version, unit_path, file_name, state, total, adds, changes, sames, errors, done, message, actor_id, actor_name, created_at)
			values ($1, 1, $2, $3, $4, 0, 0, 0, 0, 0, 0, '', $5, $6, $7)`, im.ID, im.UnitPath, im.FileName, im.State, im.ActorID, im.ActorName, im.CreatedAt)
		if err == nil && weight > inlineBytes {
			err = checkLater(ctx, tx, im, file)
		}
		return err
	}); err != nil {
		return im, err
	}
	if weight > inlineBytes {
		return s.Import(ctx, id)
	}
	if err := s.readFile(ctx, &im, k, file); err != nil {
		return im, s.dropImport(context.WithoutCancel(ctx), im.ID, err)
	}
	return s.Import(ctx, id)
}

// dropImport forgets a file that could not be read, and says why.
func (s *Service) dropImport(ctx context.Context, id string, why error) error {
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `delete from unit_import_row where import_id = $1`, id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `delete from unit_import where id = $1`, id)
		return err
	}); err != nil {
		return err
	}
	return why
}

func (s *Service) checker(ctx context.Context) (*checker, error) {
	places, err := org.ReadGazetteer(ctx, s.db)
	return &checker{places, maphash.MakeSeed(), map[uint64]int{}, civil.DateOf(s.db.Now().Time), s.db.NewID}, err
}

// readFile stages the rows of a file in chunks, so that nobody waits for it.
func (s *Service) readFile(ctx context.Context, im *Import, k *checker, file xlsx.File) error {
	var head *header
	var chunk []*checked
	flush := func() error {
		if err := s.stage(ctx, im, k, chunk); err != nil {
			return err
		}
		chunk = chunk[:0]
		return ctx.Err()
	}
	err := xlsx.Read(file, xlsx.Usual, func(line int, cells []string) error {
		if head == nil {
			if h, ok := readHeader(cells); ok {
				head = &h
				return h.check()
			}
			if line >= 10 {
				return errs.NewField("file", "前 10 行没有找到列“%s”。请使用模板", importColumns[colName].Head)
			}
			return nil
		}
		c := k.parse(line, head.pick(cells))
		k.twice(c)
		if chunk = append(chunk, c); len(chunk) < checkChunk {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	if head == nil {
		return errs.NewField("file", "前 10 行没有找到列“%s”。请使用模板", importColumns[colName].Head)
	}
	if err := flush(); err != nil {
		return err
	}
	if im.Total == 0 {
		return errs.NewField("file", "文件里没有数据行")
	}
	im.State = Checked
	if len(head.unknown) > 0 {
		im.Message = lang.T(ctx, "这些列没有读取：%s", shorten(strings.Join(head.unknown, "、"), 300))
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := saveImport(ctx, tx, im); err != nil {
			return err
		}
		return recordImport(ctx, tx, "org.import_check", *im)
	})
}

// stage checks a chunk of rows and stores them.
func (s *Service) stage(ctx context.Context, im *Import, k *checker, chunk []*checked) error {
	if err := k.compare(ctx, s.db, chunk); err != nil {
		return err
	}
	for _, c := range chunk {
		im.count(c.action, 1)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `update unit_import set done = $1 where id = $2 and state = $3`, im.Total, im.ID, Checking)
		if err != nil {
			return err
		}
		if n == 0 { // given up
			return staleImport()
		}
		_, err = tx.Insert(ctx, "unit_import_row", rowColumns, func(yield func([]any) bool) {
			for _, c := range chunk {
				if !yield(c.values(im.ID)) {
					return
				}
			}
		})
		return err
	})
}

// count adds n rows with an action to the totals.
func (im *Import) count(a RowAction, n int) {
	im.Total += n
	switch a {
	case RowAdd:
		im.Adds += n
	case RowChange:
		im.Changes += n
	case RowSame:
		im.Sames += n
	case RowError:
		im.Errors += n
	}
}

func saveImport(ctx context.Context, tx *db.Tx, im *Import) error {
	n, err := tx.Exec(ctx, `update unit_import set version = version + 1, state = $1, total = $2, adds = $3, changes = $4, sames = $5, errors = $6, done = $7, message = $8,
		started_at = $9, applied_at = $10, undone_at = $11 where id = $12 and version = $13`,
		im.State, im.Total, im.Adds, im.Changes, im.Sames, im.Errors, im.Done, im.Message, im.StartedAt, im.AppliedAt, im.UndoneAt, im.ID, im.Version)
	if err == nil && n == 0 {
		err = staleImport()
	}
	im.Version++
	return err
}

func staleImport() error {
	return errs.New(errs.Stale, "这次导入已被他人处理，请刷新后再试")
}

func recordImport(ctx context.Context, tx *db.Tx, action string, im Import) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: ident.Ref{Kind: "org.import", ID: im.ID}, UnitPath: im.UnitPath, Note: im.FileName, New: im})
}

// Imports lists what was sent, the latest first.
func (s *Service) Imports(ctx context.Context, p page.Req) (page.Of[Import], error) {
	rg, err := access.Over(ctx, org.MayImport)
	if err != nil {
		return page.Of[Import]{}, err
	}
	var w db.Where
	w.Add("unit_path >= ? and unit_path < ?", rg.From, rg.To)
	total, err := db.Get[int](ctx, s.db, `select count(*) from unit_import `+w.SQL(), w.Args()...)
	if err != nil {
		return page.Of[Import]{}, err
	}
	list, err := db.List[Import](ctx, s.db, `select `+importColumnsSQL+` from unit_import `+w.SQL()+` order by created_at desc, id desc `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return page.Of[Import]{Rows: list, Total: total}, err
}

// Import returns one import; while it is being applied here, Done counts along.
func (s *Service) Import(ctx context.Context, id string) (Import, error) {
	im, err := importIn(ctx, s.db, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.running[id]; r != nil && err == nil {
		im.Done = int(r.done.Load())
	}
	return im, err
}

func importIn(ctx context.Context, r db.Reader, id string) (Import, error) {
	rg, err := access.Over(ctx, org.MayImport)
	if err != nil {
		return Import{}, err
	}
	return db.Get[Import](ctx, r, `select `+importColumnsSQL+` from unit_import where id = $1 and unit_path >= $2 and unit_path < $3`, id, rg.From, rg.To)
}

// stagedRow is a row as it is stored.
type stagedRow struct {
	Line     int        `db:"line"`
	Action   RowAction  `db:"action"`
	UnitID   org.UnitID `db:"unit_id"`
	Name     string     `db:"name"`
	Cells    string     `db:"cells"`
	After    string     `db:"row_after"`
	Before   string     `db:"row_before"`
	Problems string     `db:"problems"`
}

const stagedColumns = `line, action, unit_id, name, cells, row_after, row_before, problems`

func (r stagedRow) open() (out ImportRow, err error) {
	out = ImportRow{Line: r.Line, Action: r.Action, UnitID: r.UnitID, Name: r.Name}
	if err = json.Unmarshal([]byte(r.Cells), &out.Cells); err == nil && r.Problems != "" {
		err = json.Unmarshal([]byte(r.Problems), &out.Problems)
	}
	return out, err
}

// ImportRows lists the rows of an import; action "" is all.
func (s *Service) ImportRows(ctx context.Context, id string, action RowAction, p page.Req) (page.Of[ImportRow], error) {
	out := page.Of[ImportRow]{}
	if _, err := s.Import(ctx, id); err != nil {
		return out, err
	}
	var w db.Where
	w.Add("import_id = ?", id)
	if action != "" {
		w.Add("action = ?", action)
	}
	var err error
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from unit_import_row `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	list, err := db.List[stagedRow](ctx, s.db, `select `+stagedColumns+` from unit_import_row `+w.SQL()+` order by line `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	for _, r := range list {
		row, err := r.open()
		if err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, row)
	}
	return out, err
}

// ImportRow returns one row of an import.
func (s *Service) ImportRow(ctx context.Context, id string, line int) (ImportRow, error) {
	if _, err := s.Import(ctx, id); err != nil {
		return ImportRow{}, err
	}
	r, err := db.Get[stagedRow](ctx, s.db, `select `+stagedColumns+` from unit_import_row where import_id = $1 and line = $2`, id, line)
	if err != nil {
		return ImportRow{}, err
	}
	return r.open()
}

// changeImport loads an import in one of the states, changes and saves it.
func (s *Service) changeImport(ctx context.Context, id string, version int, action string, from []ImportState, f func(*db.Tx, *Import) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		im, err := importIn(ctx, tx, id)
		if err != nil {
			return err
		}
		if !slices.Contains(from, im.State) {
			return errs.New(errs.Conflict, "这次导入已处理，请刷新后再试")
		}
		if version != im.Version {
			return staleImport()
		}
		if err := f(tx, &im); err != nil {
			return err
		}
		if err := saveImport(ctx, tx, &im); err != nil {
			return err
		}
		return recordImport(ctx, tx, action, im)
	})
}

func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
