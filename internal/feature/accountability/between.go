package accountability

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/platform/db"
)

// Between lists the records of exactly one unit that took effect in a period and that the acting person
// may see.
func Between(ctx context.Context, r db.Reader, unitPath string, from, to civil.Date) ([]Record, error) {
	var w db.Where
	w.Add("r.unit_path = ?", unitPath)
	w.Add("r.done_on >= ? and r.done_on <= ?", from, to)
	if err := narrow(ctx, &w); err != nil {
		return nil, err
	}
	return db.List[Record](ctx, r, `select `+columns+` from accountability_record r `+w.SQL()+` order by r.done_on, r.id`, w.Args()...)
}

// Decided is a measure with the case it belongs to and the person it concerns.
type Decided struct {
	Applied
	Number string `db:"number"`
	Name   string `db:"name"`
	Post   string `db:"post"`
	URL    string
}

// MeasuresBetween lists the measures decided about a unit and its people in a period, as far as the acting
// person may see them.
func MeasuresBetween(ctx context.Context, r db.Reader, unitPath string, from, to civil.Date) ([]Decided, error) {
	var w db.Where
	w.Add("m.unit_path = ?", unitPath)
	w.Add("m.decided_on >= ? and m.decided_on <= ?", from, to)
	if err := narrow(ctx, &w); err != nil {
		return nil, err
	}
	list, err := db.List[Decided](ctx, r, `select m.id, m.record_id, m.unit_path, m.person_id, m.code, m.text, m.refer_to, m.until_on, m.state, m.decided_on, m.effective_on, m.done_on,
		m.receipt, m.note, r.number, coalesce(p.name, '') as name, coalesce(p.post, '') as post
		from accountability_measure m join accountability_record r on r.id = m.record_id left join accountability_person p on p.id = m.person_id `+w.SQL()+` order by m.decided_on, m.id`, w.Args()...)
	for i := range list {
		list[i].URL = Paths[Case] + "/" + list[i].RecordID
	}
	return list, err
}

// From lists the records that came of a record, as far as the acting person may see them, the first first.
func From(ctx context.Context, r db.Reader, ref ident.Ref) ([]Record, error) {
	var w db.Where
	w.Add("r.source_kind = ? and r.source_id = ? and r.parent_id = ''", ref.Kind, ref.ID)
	return listed(ctx, r, w)
}

// Children lists the reviews and appeals of a case, as far as the acting person may see them.
func Children(ctx context.Context, r db.Reader, id string) ([]Record, error) {
	var w db.Where
	w.Add("r.parent_id = ?", id)
	return listed(ctx, r, w)
}

// Opened lists the records of exactly one unit that began in a period and that the acting person may see.
func Opened(ctx context.Context, r db.Reader, unitPath string, from, to civil.Date) ([]Record, error) {
	var w db.Where
	w.Add("r.unit_path = ? and r.created_on >= ? and r.created_on <= ?", unitPath, from, to)
	return listed(ctx, r, w)
}

func listed(ctx context.Context, r db.Reader, w db.Where) ([]Record, error) {
	if err := narrow(ctx, &w); err != nil {
		return nil, err
	}
	return db.List[Record](ctx, r, `select `+columns+` from accountability_record r `+w.SQL()+` order by r.created_at, r.id`, w.Args()...)
}
