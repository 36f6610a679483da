package portal

import (
	"context"
	"encoding/json"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

const snapshotCols = `id, ref_kind, ref_id, seq, kind, unit_id, unit_path, unit_name, publisher_id, publisher_name, title, number, year, hash, demo, state,
	published_on, published_at, withdrawn_on, withdraw_reason`

// Snapshot is a published item without its body.
type Snapshot struct {
	ID             string     `db:"id" json:"id"`
	RefKind        string     `db:"ref_kind" json:"-"`
	RefID          string     `db:"ref_id" json:"-"`
	Seq            int        `db:"seq" json:"seq"`
	Kind           string     `db:"kind" json:"kind"`
	UnitID         string     `db:"unit_id" json:"unit_id"`
	UnitPath       string     `db:"unit_path" json:"-"`
	UnitName       string     `db:"unit_name" json:"unit_name"`
	PublisherID    string     `db:"publisher_id" json:"publisher_id"`
	PublisherName  string     `db:"publisher_name" json:"publisher_name"`
	Title          string     `db:"title" json:"title"`
	Number         string     `db:"number" json:"number"`
	Year           int        `db:"year" json:"year"`
	Hash           string     `db:"hash" json:"hash"`
	Demo           bool       `db:"demo" json:"demo"`
	State          string     `db:"state" json:"state"` // current, superseded, withdrawn
	PublishedOn    civil.Date `db:"published_on" json:"published_on"`
	PublishedAt    civil.Time `db:"published_at" json:"published_at"`
	WithdrawnOn    civil.Date `db:"withdrawn_on" json:"withdrawn_on"`
	WithdrawReason string     `db:"withdraw_reason" json:"withdraw_reason"`
}

// Withdrawn reports whether the item was taken back.
func (s Snapshot) Withdrawn() bool { return s.State == "withdrawn" }

// URL is where the public finds the item.
func (s Snapshot) URL() string { return "/public/items/" + s.ID }

// Filter narrows the public list; zero fields do not.
type Filter struct {
	Text   string
	Kind   string
	Year   int
	UnitID string
}

// List returns one page of what is public now, newest first.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (page.Of[Snapshot], error) {
	var w db.Where
	w.Add("state = 'current'")
	if f.Kind != "" {
		w.Add("kind = ?", f.Kind)
	}
	if f.Year != 0 {
		w.Add("year = ?", f.Year)
	}
	if f.UnitID != "" {
		w.Add("unit_id = ?", f.UnitID)
	}
	w.AddText(f.Text, "search")
	total, err := db.Get[int](ctx, s.db, `select count(*) from portal_item `+w.SQL(), w.Args()...)
	if err != nil {
		return page.Of[Snapshot]{}, err
	}
	rows, err := db.List[Snapshot](ctx, s.db, `select `+snapshotCols+` from portal_item `+w.SQL()+` order by published_at desc, id desc `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return page.Of[Snapshot]{Rows: rows, Total: total}, err
}

// Unit returns the whole public history of a unit, newest first: what is current, what was replaced
// and the notices of what was withdrawn. A unit with none is not found.
func (s *Service) Unit(ctx context.Context, id string) ([]Snapshot, error) {
	rows, err := db.List[Snapshot](ctx, s.db, `select `+snapshotCols+` from portal_item where unit_id = $1 order by published_at desc, id desc limit 500`, id)
	if err == nil && len(rows) == 0 {
		err = errs.New(errs.NotFound, "没有这个单位的公开内容")
	}
	return rows, err
}

// Item returns one item as it was frozen; of a withdrawn one only the notice.
func (s *Service) Item(ctx context.Context, id string) (Snapshot, Item, error) {
	row, err := db.Get[struct {
		Snapshot
		Body string `db:"body"`
	}](ctx, s.db, `select `+snapshotCols+`, body from portal_item where id = $1`, id)
	if err != nil {
		return Snapshot{}, Item{}, err
	}
	if row.Withdrawn() {
		return row.Snapshot, Item{}, nil
	}
	var i Item
	err = json.Unmarshal([]byte(row.Body), &i)
	return row.Snapshot, i, err
}

// Current returns what is public of a record now, false if nothing is.
func Current(ctx context.Context, r db.Reader, ref ident.Ref) (Snapshot, Item, bool, error) {
	type row struct {
		Snapshot
		Body string `db:"body"`
	}
	list, err := db.List[row](ctx, r, `select `+snapshotCols+`, body from portal_item where ref_kind = $1 and ref_id = $2 and state = 'current'`, ref.Kind, ref.ID)
	if err != nil || len(list) == 0 {
		return Snapshot{}, Item{}, false, err
	}
	var i Item
	err = json.Unmarshal([]byte(list[0].Body), &i)
	return list[0].Snapshot, i, err == nil, err
}

// Years lists the years that have something public, newest first.
func (s *Service) Years(ctx context.Context) ([]int, error) {
	return db.List[int](ctx, s.db, `select year from portal_item where state = 'current' group by year order by year desc`)
}

// Body returns the frozen bytes of an item, for whoever wants to check its hash.
func (s *Service) Body(ctx context.Context, id string) (string, error) {
	return db.Get[string](ctx, s.db, `select body from portal_item where id = $1 and state <> 'withdrawn'`, id)
}

// Own returns one page of what the acting person's office published, newest first.
func (s *Service) Own(ctx context.Context, p page.Req) (page.Of[Snapshot], error) {
	if err := access.Holds(ctx, MayWithdraw); err != nil {
		return page.Of[Snapshot]{}, err
	}
	unit := actor.From(ctx).UnitID
	total, err := db.Get[int](ctx, s.db, `select count(*) from portal_item where publisher_id = $1 and state <> 'superseded'`, unit)
	if err != nil {
		return page.Of[Snapshot]{}, err
	}
	rows, err := db.List[Snapshot](ctx, s.db, `select `+snapshotCols+` from portal_item where publisher_id = $1 and state <> 'superseded'
		order by published_at desc, id desc limit $2 offset $3`, unit, p.Limit(), p.Offset())
	return page.Of[Snapshot]{Rows: rows, Total: total}, err
}
