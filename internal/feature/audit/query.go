package audit

import (
	"context"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/platform/db"
)

// Scope is the half-open range of unit paths whose entries a reader may see. Whole adds the entries
// that belong to no unit: sign-ins, settings, jobs.
type Scope struct {
	From, To string
	Whole    bool
}

// Filter narrows the log.
type Filter struct {
	Who      string // id or part of the name, also of whom they acted for
	Action   string // the action, or with a dot at its end everything of a feature
	UnitPath string // the subtree of a unit
	Record   string // kind, id or kind/id
	From, To civil.Date
}

// Row is one entry of the log with its place in the tree.
type Row struct {
	Stored
	Index *int64 `db:"idx" json:"index"` // nil while it waits
}

const rowColumns = `e.id, e.at, e.actor_id, e.actor_name, e.role, e.for_id, e.for_name, e.addr, e.action, e.ref_kind, e.ref_id, e.unit_path, e.note, e.old_json, e.new_json, e.marks, l.idx`

func (f Filter) where(sc Scope) db.Where {
	var w db.Where
	switch {
	case sc.Whole:
		w.Add("(e.unit_path = '' or e.unit_path >= ? and e.unit_path < ?)", sc.From, sc.To)
	default:
		w.Add("e.unit_path >= ? and e.unit_path < ?", sc.From, sc.To)
	}
	if f.UnitPath != "" {
		w.Add("e.unit_path >= ? and e.unit_path < ?", f.UnitPath, strings.TrimSuffix(f.UnitPath, "/")+"0")
	}
	if ident.Valid(f.Who) {
		w.Add("e.actor_id = ?", f.Who)
	} else {
		w.AddText(f.Who, "e.actor_name", "e.for_name", "e.actor_id")
	}
	if strings.HasSuffix(f.Action, ".") {
		w.Add("e.action >= ? and e.action < ?", f.Action, strings.TrimSuffix(f.Action, ".")+"/") // "/" follows "."
	} else if f.Action != "" {
		w.Add("e.action = ?", f.Action)
	}
	if kind, id, both := strings.Cut(f.Record, "/"); both {
		w.Add("e.ref_kind = ? and e.ref_id = ?", kind, id)
	} else if f.Record != "" {
		w.Add("(e.ref_kind = ? or e.ref_id = ?)", f.Record, f.Record)
	}
	if !f.From.IsZero() {
		w.Add("e.id >= ?", firstID(f.From.Time()))
	}
	if !f.To.IsZero() {
		w.Add("e.id < ?", firstID(f.To.AddDays(1).Time()))
	}
	return w
}

// firstID returns the smallest id made at t or later: ids begin with their time.
func firstID(t time.Time) string {
	return ident.New(t, 0, zeros{})[:13] // "0198f0a1-2b3c": shorter sorts before every id of that millisecond
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// List returns one page of the log, the newest first.
func (s *Service) List(ctx context.Context, sc Scope, f Filter, p page.Req) (page.Of[Row], error) {
	w := f.where(sc)
	total, err := db.Get[int](ctx, s.db, `select count(*) from audit_entry e `+w.SQL(), w.Args()...)
	if err != nil {
		return page.Of[Row]{}, err
	}
	rows, err := db.List[Row](ctx, s.db, `select `+rowColumns+` from audit_entry e left join audit_leaf l on l.entry_id = e.id `+
		w.SQL()+` order by e.id desc `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return page.Of[Row]{Rows: rows, Total: total}, err
}

// Each calls f for every entry of the filter, the newest first, reading some at a time.
func (s *Service) Each(ctx context.Context, sc Scope, f Filter, do func(Row) error) error {
	last := ""
	for {
		w := f.where(sc)
		if last != "" {
			w.Add("e.id < ?", last)
		}
		rows, err := db.List[Row](ctx, s.db, `select `+rowColumns+` from audit_entry e left join audit_leaf l on l.entry_id = e.id `+
			w.SQL()+` order by e.id desc `+w.Page(1000, 0), w.Args()...)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			if err := do(r); err != nil {
				return err
			}
			last = r.ID
		}
	}
}

// ByID returns one entry in the reader's scope.
func (s *Service) ByID(ctx context.Context, sc Scope, id string) (Row, error) {
	w := Filter{}.where(sc)
	w.Add("e.id = ?", id)
	return db.Get[Row](ctx, s.db, `select `+rowColumns+` from audit_entry e left join audit_leaf l on l.entry_id = e.id `+w.SQL(), w.Args()...)
}

// Actions returns the actions that the log knows labels for.
func (s *Service) Actions() map[string]string { return s.labels }

// Event is one line of the timeline of a record.
type Event struct {
	ID      string
	At      civil.Time
	WhoID   string
	Who     string
	ForName string // under a delegation
	Role    string
	Action  string
	Note    string
	Old     string // JSON
	New     string // JSON
}

// Of returns who did what with a record, the oldest first. Ask whether the reader may see the record
// before. Reads of personal data (action *.read) are for the auditor and left out.
func Of(ctx context.Context, r db.Reader, ref ident.Ref) ([]Event, error) {
	rows, err := db.List[Stored](ctx, r, `select `+entryColumns+` from audit_entry where ref_kind = $1 and ref_id = $2 order by id`, ref.Kind, ref.ID)
	if err != nil {
		return nil, err
	}
	var out []Event
	for _, s := range rows {
		if strings.HasSuffix(s.Action, ".read") {
			continue
		}
		out = append(out, Event{ID: s.ID, At: s.Time(), WhoID: s.ActorID, Who: s.ActorName, ForName: s.ForName, Role: s.Role,
			Action: s.Action, Note: s.Note, Old: s.Old, New: s.New})
	}
	return out, nil
}

// Sealed returns what the latest entry about a record with this action says it became: for features
// that prove their content against the log. NotFound if there is none.
func Sealed(ctx context.Context, r db.Reader, ref ident.Ref, action string) (Stored, error) {
	return db.Get[Stored](ctx, r, `select `+entryColumns+` from audit_entry where ref_kind = $1 and ref_id = $2 and action = $3 order by id desc limit 1`, ref.Kind, ref.ID, action)
}

// Seals returns the entries about a record with this action, the newest first.
func Seals(ctx context.Context, r db.Reader, ref ident.Ref, action string) ([]Stored, error) {
	return db.List[Stored](ctx, r, `select `+entryColumns+` from audit_entry where ref_kind = $1 and ref_id = $2 and action = $3 order by id desc`, ref.Kind, ref.ID, action)
}

// EachSealed calls do for every entry about records of a kind with this action.
func EachSealed(ctx context.Context, r db.Reader, kind, action string, do func(Stored) error) error {
	last := ""
	for {
		rows, err := db.List[Stored](ctx, r, `select `+entryColumns+` from audit_entry where ref_kind = $1 and ref_id > $2 and action = $3 order by ref_id, id limit 1000`, kind, last, action)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, s := range rows {
			if err := do(s); err != nil {
				return err
			}
			last = s.RefID
		}
	}
}

// Proof shows that an entry stands in a signed state of the log.
type Proof struct {
	Index      int64       `json:"index"`
	Leaf       string      `json:"leaf"`
	Size       int64       `json:"size"` // of the tree the path leads to
	Root       string      `json:"root"`
	Path       []string    `json:"path"`
	Checkpoint *Checkpoint `json:"checkpoint"` // nil while the newest leaves are not signed yet
	Problem    string      `json:"problem"`    // why it does not hold, in Chinese; "" when it does
}

// Prove returns the proof of an entry, computed from the entry as it stands now.
func (s *Service) Prove(ctx context.Context, e Row) (Proof, error) {
	if e.Index == nil {
		return Proof{}, errs.New(errs.Conflict, "这条记录正在等待存证，请稍后再看")
	}
	leaf, err := e.Leaf()
	if err != nil {
		return Proof{Index: *e.Index, Problem: "内容与存证不符"}, nil
	}
	p := Proof{Index: *e.Index, Leaf: leaf.String()}
	points, err := db.List[Checkpoint](ctx, s.db, `select size, at, note from audit_checkpoint where size > $1 order by size limit 1`, p.Index)
	if err != nil {
		return p, err
	}
	var root tlog.Hash
	rd := reader(ctx, s.db)
	if len(points) > 0 {
		p.Checkpoint = &points[0]
		if p.Size, root, _, err = points[0].open(s.keys.Verifiers); err != nil {
			p.Problem = "检查点的签名不成立"
			return p, nil
		}
	} else {
		if p.Size, err = db.Get[int64](ctx, s.db, `select size from audit_tree where id = 1`); err != nil {
			return p, err
		}
		if root, err = tlog.TreeHash(p.Size, rd); err != nil {
			return p, err
		}
	}
	path, err := tlog.ProveRecord(p.Size, p.Index, rd)
	if err != nil {
		p.Problem = "哈希树不完整"
		return p, nil
	}
	p.Root = root.String()
	for _, h := range path {
		p.Path = append(p.Path, h.String())
	}
	if tlog.CheckRecord(path, p.Size, root, p.Index, leaf) != nil {
		p.Problem = "内容与存证不符"
	}
	return p, nil
}

// CheckpointAt returns the signed state of the log at one size.
func (s *Service) CheckpointAt(ctx context.Context, size int64) (Checkpoint, error) {
	return db.Get[Checkpoint](ctx, s.db, `select size, at, note from audit_checkpoint where size = $1`, size)
}

// Public returns the key that proves the checkpoints.
func (s *Service) Public() string { return s.keys.Public }

// Looked makes an entry about reading the log itself.
func (s *Service) Looked(ctx context.Context, e Entry) error { return RecordRead(ctx, s.db, e) }

// ProveSealed returns the latest entry about a record with this action and its proof. An entry that has no
// index yet is errs.Conflict, with the entry.
func (s *Service) ProveSealed(ctx context.Context, ref ident.Ref, action string) (Stored, Proof, error) {
	e, err := Sealed(ctx, s.db, ref, action)
	if err != nil {
		return e, Proof{}, err
	}
	row := Row{Stored: e}
	index, err := db.List[int64](ctx, s.db, `select idx from audit_leaf where entry_id = $1`, e.ID)
	if err != nil {
		return e, Proof{}, err
	}
	if len(index) > 0 {
		row.Index = &index[0]
	}
	p, err := s.Prove(ctx, row)
	return e, p, err
}
