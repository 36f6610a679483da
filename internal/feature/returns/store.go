package returns

import (
	"context"
	"slices"

	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

const campaignColumns = `id, version, form, form_code, year, title, note, unit_path, state, due_on, created_by, created_name, created_at, updated_at`

const returnColumns = `id, version, campaign_id, form, form_code, year, unit_id, unit_path, unit_name, kind, state, asked, filled, wrong, doubts,
	ratios, due_on, late, demo, submitted_name, submitted_at, checked_name, checked_at, accepted_name, accepted_at, reason, created_at, updated_at`

const cellColumns = `return_id, field, version, value, note, mark, comment, origin, author, author_name, at`

const changeColumns = `id, return_id, field, what, old_value, new_value, note, origin, author, author_name, at`

func (s *Service) campaign(ctx context.Context, r db.Reader, id string) (Campaign, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return Campaign{}, err
	}
	var w db.Where
	w.Add("id = ?", id)
	reaches(&w, over)
	return db.Get[Campaign](ctx, r, `select `+campaignColumns+` from returns_campaign `+w.SQL(), w.Args()...)
}

// reaches narrows to campaigns for units of the range, or for a wider circle that has returns in it.
func reaches(w *db.Where, over access.Range) {
	w.Add(`(unit_path >= ? and unit_path < ? or exists (select 1 from returns_return x where x.campaign_id = returns_campaign.id
		and x.unit_path >= ? and x.unit_path < ?))`, over.From, over.To, over.From, over.To)
}

func insertCampaign(ctx context.Context, tx *db.Tx, c *Campaign) error {
	c.Version, c.CreatedAt, c.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec(ctx, `insert into returns_campaign (`+campaignColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		c.ID, c.Version, c.Form, c.FormCode, c.Year, c.Title, c.Note, c.UnitPath, c.State, c.DueOn, c.CreatedBy, c.CreatedName, c.CreatedAt, c.UpdatedAt)
	return err
}

func updateCampaign(ctx context.Context, tx *db.Tx, c *Campaign, version int) error {
	c.Version, c.UpdatedAt = version+1, tx.Now
	n, err := tx.Exec(ctx, `update returns_campaign set version = $1, title = $2, note = $3, state = $4, due_on = $5, updated_at = $6 where id = $7 and version = $8`,
		c.Version, c.Title, c.Note, c.State, c.DueOn, c.UpdatedAt, c.ID, version)
	return stale(n, err)
}

func stale(n int64, err error) error {
	if err == nil && n == 0 {
		return errs.New(errs.Stale, "记录已被他人修改，请核对后重试")
	}
	return err
}

// byID loads a return the acting person may see.
func byID(ctx context.Context, r db.Reader, id string) (Return, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return Return{}, err
	}
	return db.Get[Return](ctx, r, `select `+returnColumns+` from returns_return where id = $1 and unit_path >= $2 and unit_path < $3`, id, over.From, over.To)
}

func insertReturns(ctx context.Context, tx *db.Tx, list []Return) error {
	_, err := tx.Insert(ctx, "returns_return", returnColumns, func(yield func([]any) bool) {
		for _, x := range list {
			if !yield([]any{x.ID, 1, x.CampaignID, x.Form, x.FormCode, x.Year, x.UnitID, x.UnitPath, x.UnitName, x.Kind, x.State, x.Asked, x.Filled,
				x.Wrong, x.Doubts, x.Ratios, x.DueOn, x.Late, x.Demo, "", x.SubmittedAt, "", x.CheckedAt, "", x.AcceptedAt, "", tx.Now, tx.Now}) {
				return
			}
		}
	})
	return err
}

func updateReturn(ctx context.Context, tx *db.Tx, x *Return, version int) error {
	x.Version, x.UpdatedAt = version+1, tx.Now
	n, err := tx.Exec(ctx, `update returns_return set version = $1, kind = $2, state = $3, asked = $4, filled = $5, wrong = $6, doubts = $7, ratios = $8,
		due_on = $9, submitted_name = $10, submitted_at = $11, checked_name = $12, checked_at = $13, accepted_name = $14, accepted_at = $15,
		reason = $16, updated_at = $17, unit_name = $18, late = $19 where id = $20 and version = $21`,
		x.Version, x.Kind, x.State, x.Asked, x.Filled, x.Wrong, x.Doubts, x.Ratios, x.DueOn, x.SubmittedName, x.SubmittedAt, x.CheckedName, x.CheckedAt,
		x.AcceptedName, x.AcceptedAt, x.Reason, x.UpdatedAt, x.UnitName, x.Late, x.ID, version)
	return stale(n, err)
}

func cellsOf(ctx context.Context, r db.Reader, id string) (map[string]Cell, error) {
	list, err := db.List[Cell](ctx, r, `select `+cellColumns+` from returns_cell where return_id = $1`, id)
	out := make(map[string]Cell, len(list))
	for _, c := range list {
		out[c.Field] = c
	}
	return out, err
}

// valuesOf are the values of cells by their field.
func valuesOf(cells map[string]Cell) map[string]string {
	out := make(map[string]string, len(cells))
	for k, c := range cells {
		if c.Value != "" {
			out[k] = c.Value
		}
	}
	return out
}

// keep stores cells, each a new version of what was there.
func keep(ctx context.Context, tx *db.Tx, cells []Cell) error {
	for _, c := range cells {
		if c.Version > 1 {
			n, err := tx.Exec(ctx, `update returns_cell set version = $1, value = $2, note = $3, mark = $4, comment = $5, origin = $6, author = $7, author_name = $8, at = $9
				where return_id = $10 and field = $11 and version = $12`,
				c.Version, c.Value, c.Note, c.Mark, c.Comment, c.Origin, c.Author, c.AuthorName, c.At, c.ReturnID, c.Field, c.Version-1)
			if err := stale(n, err); err != nil {
				return err
			}
			continue
		}
		_, err := tx.Exec(ctx, `insert into returns_cell (`+cellColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			c.ReturnID, c.Field, c.Version, c.Value, c.Note, c.Mark, c.Comment, c.Origin, c.Author, c.AuthorName, c.At)
		if err != nil {
			return err
		}
	}
	return nil
}

func remember(ctx context.Context, tx *db.Tx, list []Change) error {
	_, err := tx.Insert(ctx, "returns_change", changeColumns, func(yield func([]any) bool) {
		for _, h := range list {
			if !yield([]any{tx.NewID(), h.ReturnID, h.Field, h.What, h.Old, h.New, h.Note, h.Origin, h.Author, h.AuthorName, tx.Now}) {
				return
			}
		}
	})
	return err
}

// yearBefore are the values the unit gave for the year before.
func yearBefore(ctx context.Context, r db.Reader, x Return) (map[string]string, error) {
	list, err := db.List[Cell](ctx, r, `select c.return_id, c.field, c.version, c.value, c.note, c.mark, c.comment, c.origin, c.author, c.author_name, c.at
		from returns_cell c join returns_return b on b.id = c.return_id
		where b.form_code = $1 and b.year = $2 and b.unit_id = $3 and b.state in ('submitted', 'checked', 'accepted')`, x.FormCode, x.Year-1, x.UnitID)
	out := map[string]string{}
	for _, c := range list {
		out[c.Field] = c.Value
	}
	return out, err
}

// peersOf are the ratios of like units of the same year, the unit itself left out.
func peersOf(ctx context.Context, r db.Reader, x Return) (map[string][]float64, error) {
	list, err := db.List[db.JSON[map[string]float64]](ctx, r, `select ratios from returns_return where form_code = $1 and year = $2 and kind = $3 and id <> $4
		and state in ('submitted', 'checked', 'accepted') order by id limit 5000`, x.FormCode, x.Year, x.Kind, x.ID)
	out := map[string][]float64{}
	for _, ratios := range list {
		for code, v := range ratios.V {
			out[code] = append(out[code], v)
		}
	}
	for code := range out {
		slices.Sort(out[code])
	}
	return out, err
}
