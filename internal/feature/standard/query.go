package standard

import (
	"context"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// Filter narrows the list of versions; zero fields do not narrow.
type Filter struct {
	Text  string
	State State
	Code  string
}

// Row is one line of the list.
type Row struct {
	ID        string     `db:"id" json:"id"`
	Code      string     `db:"code" json:"code"`
	Number    int        `db:"number" json:"number"`
	Title     string     `db:"title" json:"title"`
	State     State      `db:"state" json:"state"`
	ValidFrom civil.Date `db:"valid_from" json:"valid_from"`
	ValidTo   civil.Date `db:"valid_to" json:"valid_to"`
	Leaves    int        `db:"leaves" json:"leaves"`
}

// List returns the versions the acting person may see: drafts only for who manages them.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (page.Of[Row], error) {
	var out page.Of[Row]
	if err := access.Holds(ctx, MayView); err != nil {
		return out, err
	}
	var w db.Where
	w.AddText(f.Text, "title", "code")
	if f.Code != "" {
		w.Add("code = ?", f.Code)
	}
	if f.State != "" {
		w.Add("state = ?", f.State)
	}
	if !access.Can(ctx, MayManage, cityPath) {
		w.Add("state <> ?", Draft)
	}
	total, err := db.Get[int](ctx, s.db, `select count(*) from standard_version `+w.SQL(), w.Args()...)
	if err != nil {
		return out, err
	}
	order := " order by code, number desc "
	switch {
	case p.Sort == "title" && p.Desc:
		order = " order by title desc, number desc "
	case p.Sort == "title":
		order = " order by title, number desc "
	case p.Sort == "valid_from" && p.Desc:
		order = " order by valid_from desc, code "
	case p.Sort == "valid_from":
		order = " order by valid_from, code "
	}
	sql := w.SQL() + order + w.Page(p.Limit(), p.Offset())
	out.Total = total
	out.Rows, err = db.List[Row](ctx, s.db, `select id, code, number, title, state, valid_from, valid_to, leaves from standard_version `+sql, w.Args()...)
	return out, err
}

// List returns every published version, the newest of each standard first; for choices in forms.
func List(ctx context.Context, r db.Reader, on civil.Date) ([]Row, error) {
	return db.List[Row](ctx, r, `select id, code, number, title, state, valid_from, valid_to, leaves from standard_version
		where state <> $1 and valid_from <= $2 and (valid_to is null or valid_to > $2) order by code, number desc`, Draft, on)
}

// Version returns one version for reading.
func (s *Service) Version(ctx context.Context, id string) (Version, error) {
	if err := access.Holds(ctx, MayView); err != nil {
		return Version{}, err
	}
	v, err := ByID(ctx, s.db, id)
	if err == nil && v.State == Draft && !access.Can(ctx, MayManage, cityPath) {
		return Version{}, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return v, err
}

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// Find returns the version that "code" (the one in force) or "code@number" names.
func (s *Service) Find(ctx context.Context, name string) (Version, error) {
	if err := access.Holds(ctx, MayView); err != nil {
		return Version{}, err
	}
	code, number, exact := strings.Cut(name, "@")
	if !exact {
		return Current(ctx, s.db, code, s.Today())
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return Version{}, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	v, found, err := byNumber(ctx, s.db, code, n)
	if err == nil && (!found || v.State == Draft && !access.Can(ctx, MayManage, cityPath)) {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return v, err
}

// Editions returns the versions of a standard that the acting person may see, the newest first.
func (s *Service) Editions(ctx context.Context, code string) ([]Row, error) {
	list, err := s.List(ctx, Filter{Code: code}, page.Req{Size: page.Max})
	return list.Rows, err
}
