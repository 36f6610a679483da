package returns

import (
	"context"

	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/file"
	"dudao/internal/platform/db"
)

// Progress is how far a campaign is.
type Progress struct {
	Total     int `db:"total" json:"total"`
	Filling   int `db:"filling" json:"filling"`
	Submitted int `db:"submitted" json:"submitted"`
	Checked   int `db:"checked" json:"checked"`
	Accepted  int `db:"accepted" json:"accepted"`
	Returned  int `db:"returned" json:"returned"`
	Waived    int `db:"waived" json:"waived"`
	OnTime    int `db:"on_time" json:"on_time"`
	Full      int `db:"complete" json:"complete"` // everything required is filled in
	Asked     int `db:"asked" json:"asked"`
	Filled    int `db:"filled" json:"filled"`
}

const progressColumns = `count(*) as total,
	coalesce(sum(case when x.state = 'filling' then 1 else 0 end), 0) as filling, coalesce(sum(case when x.state = 'submitted' then 1 else 0 end), 0) as submitted,
	coalesce(sum(case when x.state = 'checked' then 1 else 0 end), 0) as checked, coalesce(sum(case when x.state = 'accepted' then 1 else 0 end), 0) as accepted,
	coalesce(sum(case when x.state = 'returned' then 1 else 0 end), 0) as returned, coalesce(sum(case when x.state = 'waived' then 1 else 0 end), 0) as waived,
	coalesce(sum(case when x.submitted_at is not null and x.late = false then 1 else 0 end), 0) as on_time,
	coalesce(sum(case when x.filled = x.asked then 1 else 0 end), 0) as complete, coalesce(sum(x.asked), 0) as asked, coalesce(sum(x.filled), 0) as filled`

// CampaignRow is one line of the list of campaigns.
type CampaignRow struct {
	Campaign
	Progress Progress
}

// CampaignFilter narrows the list; zero fields do not narrow.
type CampaignFilter struct {
	Text  string
	Year  int
	Form  string
	State string
}

// Campaigns lists the campaigns that reach the acting person's units, with how far these units are.
func (s *Service) Campaigns(ctx context.Context, f CampaignFilter, p page.Req) (out page.Of[CampaignRow], err error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	var w db.Where
	reaches(&w, over)
	w.AddText(f.Text, "title")
	if f.Year != 0 {
		w.Add("year = ?", f.Year)
	}
	if f.Form != "" {
		w.Add("form_code = ?", f.Form)
	}
	if f.State != "" {
		w.Add("state = ?", f.State)
	}
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from returns_campaign `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	list, err := db.List[Campaign](ctx, s.db, `select `+campaignColumns+` from returns_campaign `+w.SQL()+` order by year desc, created_at desc, id `+
		w.Page(p.Limit(), p.Offset()), w.Args()...)
	if err != nil {
		return out, err
	}
	for _, c := range list {
		pr, err := s.Progress(ctx, c.ID)
		if err != nil {
			return out, err
		}
		out.Rows = append(out.Rows, CampaignRow{c, pr})
	}
	return out, nil
}

// Progress counts the returns of a campaign that the acting person may see.
func (s *Service) Progress(ctx context.Context, campaign string) (Progress, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return Progress{}, err
	}
	return db.Get[Progress](ctx, s.db, `select `+progressColumns+` from returns_return x where x.campaign_id = $1 and x.unit_path >= $2 and x.unit_path < $3`,
		campaign, over.From, over.To)
}

// Campaign returns a campaign that reaches the acting person's units.
func (s *Service) Campaign(ctx context.Context, id string) (Campaign, error) {
	return s.campaign(ctx, s.db, id)
}

// Filter narrows the list of returns; zero fields do not narrow.
type Filter struct {
	Campaign string
	Text     string
	State    State
	Year     int
	Doubtful bool // only with breaches or warnings
	Unit     string
}

// List returns the returns the acting person may see.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (out page.Of[Return], err error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	var w db.Where
	w.Add("unit_path >= ? and unit_path < ?", over.From, over.To)
	if f.Campaign != "" {
		w.Add("campaign_id = ?", f.Campaign)
	}
	if f.Unit != "" {
		w.Add("unit_id = ?", f.Unit)
	}
	if f.State != "" {
		w.Add("state = ?", f.State)
	}
	if f.Year != 0 {
		w.Add("year = ?", f.Year)
	}
	if f.Doubtful {
		w.Add("(wrong > 0 or doubts > 0)")
	}
	w.AddText(f.Text, "unit_name")
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from returns_return `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	order := map[string]string{"unit": "unit_name", "state": "state", "filled": "filled", "wrong": "wrong", "submitted": "submitted_at"}[p.Sort]
	switch {
	case order == "":
		order = "year desc, unit_path"
	case p.Desc:
		order += " desc"
	}
	out.Rows, err = db.List[Return](ctx, s.db, `select `+returnColumns+` from returns_return `+w.SQL()+` order by `+order+`, id `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}

// Full is a return with all that belongs to it.
type Full struct {
	Return
	Form     *Form
	Campaign Campaign
	Cells    map[string]Cell
	Before   map[string]string
	Problems []Problem
	Marked   []string       // fields to be corrected
	Proof    map[string]int // files by field
}

// Values are the values of the cells.
func (f Full) Values() map[string]string { return valuesOf(f.Cells) }

// Get returns a return with its cells and everything that is wrong with them.
func (s *Service) Get(ctx context.Context, id string) (f Full, err error) {
	if f.Return, f.Form, f.Cells, err = s.load(ctx, s.db, id); err != nil {
		return f, err
	}
	if f.Campaign, err = s.campaign(ctx, s.db, f.CampaignID); err != nil {
		return f, err
	}
	k, err := s.known(ctx, s.db, f.Return)
	if err != nil {
		return f, err
	}
	f.Before, f.Problems, f.Marked = k.Before, f.Form.Check(f.Values(), k), marked(f.Form, f.Cells)
	refs := make([]string, len(f.Form.Fields))
	for i, x := range f.Form.Fields {
		refs[i] = CellRef(id, x.Code).ID
	}
	counts, err := file.Counts(ctx, s.db, "returns.cell", refs)
	f.Proof = map[string]int{}
	for i, x := range f.Form.Fields {
		if n := counts[refs[i]]; n > 0 {
			f.Proof[x.Code] = n
		}
	}
	return f, err
}

// Try says what would be wrong if the entries were saved; nothing is stored.
func (s *Service) Try(ctx context.Context, id string, entries []Entry) ([]Problem, error) {
	f, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	values := f.Values()
	var out []Problem
	for _, e := range entries {
		x, ok := f.Form.Field(e.Field)
		if !ok {
			continue
		}
		v, err := x.Tidy(e.Value)
		if err != nil {
			out = append(out, Problem{Code: "value", Grade: Wrong, Field: x.Code, text: "“%s”不能作为这一项的值", args: []any{e.Value}})
			continue
		}
		values[x.Code] = v
	}
	k, err := s.known(ctx, s.db, f.Return)
	return append(out, f.Form.Check(values, k)...), err
}

// History returns what a cell was before, the newest first.
func (s *Service) History(ctx context.Context, id, field string) ([]Change, error) {
	if _, err := byID(ctx, s.db, id); err != nil {
		return nil, err
	}
	return db.List[Change](ctx, s.db, `select `+changeColumns+` from returns_change where return_id = $1 and field = $2 order by at desc, id desc`, id, field)
}
