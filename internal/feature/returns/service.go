package returns

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/file"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Service has the use cases of returns.
type Service struct {
	db    *db.DB
	org   *org.Service
	given []func(ctx context.Context, tx *db.Tx, r Return) error
}

// New returns the service.
func New(d *db.DB, units *org.Service) *Service { return &Service{db: d, org: units} }

// OnGiven calls f in the transaction in which a return is submitted, checked, accepted, sent back or reopened:
// whoever keeps figures made from returns follows.
func (s *Service) OnGiven(f func(ctx context.Context, tx *db.Tx, r Return) error) {
	s.given = append(s.given, f)
}

// Today is the day the service lives in.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// NewID makes the id of a record before its form is sent.
func (s *Service) NewID() string { return s.db.NewID() }

// Entry is one cell as a person typed it.
type Entry struct {
	Field string `json:"field"`
	Value string `json:"value"`
	Note  string `json:"note,omitempty"`
	Base  int    `json:"version"` // the version of the cell the person saw; 0 was empty, below 0 is whatever there is
}

// Conflict is a cell that somebody else changed meanwhile.
type Conflict struct {
	Field  Field
	Theirs Cell
	Mine   string
}

// Saved says what became of entries.
type Saved struct {
	Return    Return
	Changed   int
	Conflicts []Conflict
}

// Save stores entries cell by cell. Cells that somebody else changed since they were read are left as they are
// and come back as conflicts; what cannot be a value of its field is an error that names every such field, and
// nothing is stored.
func (s *Service) Save(ctx context.Context, id string, entries []Entry, origin Origin) (out Saved, err error) {
	for try := 0; ; try++ {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			out = Saved{}
			return s.save(ctx, tx, id, entries, origin, &out)
		})
		if errs.KindOf(err) != errs.Stale || try == 5 { // another cell of the return was saved at the same moment
			return out, err
		}
	}
}

func (s *Service) save(ctx context.Context, tx *db.Tx, id string, entries []Entry, origin Origin, out *Saved) error {
	x, form, cells, err := s.load(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := s.mayFill(ctx, tx, x); err != nil {
		return err
	}
	before := valuesOf(cells)
	kept, history, err := merge(ctx, tx, x, form, cells, entries, origin, out)
	if err != nil {
		return err
	}
	if len(kept) == 0 {
		out.Return = x
		return nil
	}
	if err := keep(ctx, tx, kept); err != nil {
		return err
	}
	if err := remember(ctx, tx, history); err != nil {
		return err
	}
	if err := s.recount(ctx, tx, &x, form, cells); err != nil {
		return err
	}
	if err := updateReturn(ctx, tx, &x, x.Version); err != nil {
		return err
	}
	out.Return, out.Changed = x, len(kept)
	old, now := map[string]string{}, map[string]string{}
	for _, c := range kept {
		old[c.Field], now[c.Field] = before[c.Field], c.Value
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "returns.save", Ref: x.Ref(), UnitPath: x.UnitPath, Old: old, New: now, Note: string(origin)})
}

// merge puts entries into cells and returns those that changed, with their history.
func merge(ctx context.Context, tx *db.Tx, x Return, form *Form, cells map[string]Cell, entries []Entry, origin Origin, out *Saved) (kept []Cell, history []Change, err error) {
	a := actor.From(ctx)
	var bad errs.Check
	for _, e := range entries {
		f, ok := form.Field(e.Field)
		if !ok {
			return nil, nil, errs.New(errs.Invalid, "填报表没有 %s 这一项", e.Field)
		}
		value, err := f.Tidy(e.Value)
		if err != nil {
			if err := bad.Add(err); err != nil {
				return nil, nil, err
			}
			continue
		}
		now := cells[f.Code]
		note := strings.TrimSpace(e.Note)
		if now.Value == value && now.Note == note {
			continue
		}
		if e.Base >= 0 && e.Base != now.Version {
			if now.Value != value {
				out.Conflicts = append(out.Conflicts, Conflict{f, now, value})
			}
			continue
		}
		if now.Origin == Register && f.From != "" && now.Value != "" && now.Value != value {
			bad.That(false, f.Code, "这一项取自单位名录，不能在这里更改")
			continue
		}
		if !x.Editable(now) {
			bad.That(false, f.Code, "这一项没有退回，不能更改")
			continue
		}
		h := Change{ReturnID: x.ID, Field: f.Code, What: "value", Old: now.Value, New: value, Note: note, Origin: origin, Author: a.ID, AuthorName: a.Name}
		if now.Value == value {
			h.What, h.Old, h.New = "note", now.Note, note
		}
		now.ReturnID, now.Field, now.Value, now.Note, now.Origin = x.ID, f.Code, value, note, origin
		now.Version, now.Author, now.AuthorName, now.At = now.Version+1, a.ID, a.Name, tx.Now
		cells[f.Code] = now
		kept, history = append(kept, now), append(history, h)
	}
	return kept, history, bad.Err()
}

// load returns a return with its form and its cells.
func (s *Service) load(ctx context.Context, r db.Reader, id string) (Return, *Form, map[string]Cell, error) {
	x, err := byID(ctx, r, id)
	if err != nil {
		return x, nil, nil, err
	}
	form, ok := FormOf(x.Form)
	if !ok {
		return x, nil, nil, errs.New(errs.NotFound, "没有找到填报表 %s", x.Form)
	}
	cells, err := cellsOf(ctx, r, id)
	return x, form, cells, err
}

// mayFill asks whether the acting person may change cells now.
func (s *Service) mayFill(ctx context.Context, r db.Reader, x Return) error {
	if err := access.Require(ctx, MayFill, x.UnitPath); err != nil {
		return err
	}
	switch x.State {
	case Filling, Returned:
	case Waived:
		return errs.New(errs.Conflict, "该单位本年度免报：%s", x.Reason)
	default:
		return errs.New(errs.Conflict, "数据已经提交，不能再改；需要更正的，请联系审核单位退回")
	}
	c, err := db.Get[Campaign](ctx, r, `select `+campaignColumns+` from returns_campaign where id = $1`, x.CampaignID)
	if err != nil {
		return err
	}
	own := actor.From(ctx).Scope == x.UnitPath
	if x.State == Filling && (c.State == Closed || own && c.DueOn.Before(civil.DateOf(s.db.Now().Time))) {
		return errs.New(errs.Conflict, "%d 年度的填报已于 %s 截止，请联系布置填报的督导室延期", x.Year, c.DueOn.String())
	}
	return nil
}

// CanFill reports whether the acting person may change cells now, and why not.
func (s *Service) CanFill(ctx context.Context, x Return) error { return s.mayFill(ctx, s.db, x) }

// recount brings the figures of a return up to date with its cells.
func (s *Service) recount(ctx context.Context, r db.Reader, x *Return, form *Form, cells map[string]Cell) error {
	values := valuesOf(cells)
	if form.TypeOf != "" {
		x.Kind = values[form.TypeOf]
	}
	k, err := s.known(ctx, r, *x)
	if err != nil {
		return err
	}
	x.count(form, values, k, cells)
	ratios, err := json.Marshal(form.Ratios(values))
	x.Ratios = string(ratios)
	return err
}

// known is what a return is compared with.
func (s *Service) known(ctx context.Context, r db.Reader, x Return) (k Known, err error) {
	if k.Before, err = yearBefore(ctx, r, x); err != nil {
		return k, err
	}
	k.Peers, err = peersOf(ctx, r, x)
	return k, err
}

// count says how far the values are; a warning with a note at its cell is answered.
func (r *Return) count(form *Form, values map[string]string, k Known, cells map[string]Cell) {
	r.Asked, r.Filled, r.Wrong, r.Doubts = 0, 0, 0, 0
	for _, f := range form.Fields {
		if f.Required && form.Applies(f, values) {
			r.Asked++
			if values[f.Code] != "" {
				r.Filled++
			}
		}
	}
	for _, p := range form.Check(values, k) {
		switch p.Grade {
		case Wrong:
			r.Wrong++
		case Doubt:
			if cells[p.Field].Note == "" {
				r.Doubts++
			}
		}
	}
}

// Complete reports whether everything required is there.
func (r Return) Complete() bool { return r.Filled == r.Asked }

// CellRights says who may read and add the proof of a cell: whoever sees the return reads, who may fill in adds.
func (s *Service) CellRights() (kind string, rights file.Rights) {
	of := func(ctx context.Context, r db.Reader, id string) (Return, error) {
		id, _, _ = strings.Cut(id, ".")
		return byID(ctx, r, id)
	}
	return "returns.cell", file.Rights{
		Read: func(ctx context.Context, r db.Reader, id string) error {
			_, err := of(ctx, r, id)
			return err
		},
		Write: func(ctx context.Context, r db.Reader, id string) error {
			x, err := of(ctx, r, id)
			if err != nil {
				return err
			}
			return s.mayFill(ctx, r, x)
		},
		Path: func(ctx context.Context, r db.Reader, id string) (string, error) {
			x, err := of(ctx, r, id)
			return x.UnitPath, err
		},
	}
}

// marked are the fields of cells to be corrected, in their order.
func marked(form *Form, cells map[string]Cell) (out []string) {
	for _, f := range form.Fields {
		if cells[f.Code].Mark != "" {
			out = append(out, f.Code)
		}
	}
	return slices.Clip(out)
}

func itoa(n int) string { return strconv.Itoa(n) }
