package accountability

import (
	"context"
	"strconv"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

const (
	columns = `id, version, kind, state, unit_path, unit_id, unit_name, seat_path, office_id, office_name, number, title, grounds, facts, source_kind, source_id,
	source_title, source_url, parent_id, personal, shown_on, due_on, done_on, until_on, portal_id, published_on, detail, demo, handler_id, handler_name, created_by, created_name, created_on, created_at, updated_at`
	personCols  = `id, record_id, unit_path, ord, name, post, unit_name`
	measureCols = `id, record_id, unit_path, person_id, code, text, refer_to, until_on, state, decided_on, effective_on, done_on, receipt, note`
	eventCols   = `id, record_id, at, actor_id, actor_name, action, note, internal`
)

// narrow leaves the records that the acting person may see: those of units in their range, drafts only
// within their level, and those about persons only as doc.go says.
func narrow(ctx context.Context, w *db.Where) error {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return err
	}
	a := actor.From(ctx)
	w.Add("r.unit_path >= ? and r.unit_path < ?", over.From, over.To)
	if a.All {
		return nil
	}
	if a.May(string(MayInternal)) {
		w.Add("(r.shown_on is not null or r.seat_path >= ? and r.seat_path < ?)", over.From, over.To)
	} else {
		w.Add("r.shown_on is not null")
	}
	if a.May(string(MayConsult)) { // a liaison of a member unit reaches the whole city, and answers for one unit
		w.Add("r.unit_id = ?", a.UnitID)
	}
	own := "r.unit_id = ? and r.shown_on is not null"
	switch {
	case a.May(string(MayPersonal)):
		w.Add(`(r.personal = false or r.seat_path = ? or `+own+` or exists (select 1 from accountability_record p where p.parent_id = r.id and p.seat_path = ?))`, a.Scope, a.UnitID, a.Scope)
	case a.May(string(MayHead)):
		w.Add("(r.personal = false or "+own+")", a.UnitID)
	default:
		w.Add("r.personal = false")
	}
	return nil
}

// Visible loads a record that the acting person may see; kind "" is any.
func Visible(ctx context.Context, r db.Reader, kind Kind, id string) (Record, error) {
	var w db.Where
	w.Add("r.id = ?", id)
	if kind != "" {
		w.Add("r.kind = ?", kind)
	}
	if err := narrow(ctx, &w); err != nil {
		return Record{}, err
	}
	return db.Get[Record](ctx, r, `select `+columns+` from accountability_record r `+w.SQL(), w.Args()...)
}

// Load reads a record without asking anybody: for what follows inside the program, such as a letter.
func Load(ctx context.Context, r db.Reader, id string) (Record, error) {
	return db.Get[Record](ctx, r, `select `+columns+` from accountability_record where id = $1`, id)
}

// Below lists the reviews and appeals of a case, oldest first. Whoever may read the case may read them.
func Below(ctx context.Context, r db.Reader, id string) ([]Record, error) {
	return db.List[Record](ctx, r, `select `+columns+` from accountability_record where parent_id = $1 order by created_at, id`, id)
}

// PersonsOf lists the people of a record.
func PersonsOf(ctx context.Context, r db.Reader, id string) ([]Persons, error) {
	return db.List[Persons](ctx, r, `select `+personCols+` from accountability_person where record_id = $1 order by ord, id`, id)
}

// MeasuresOf lists the measures of a record.
func MeasuresOf(ctx context.Context, r db.Reader, id string) ([]Applied, error) {
	return db.List[Applied](ctx, r, `select `+measureCols+` from accountability_measure where record_id = $1 order by id`, id)
}

func (r *Record) values() []any {
	return []any{r.ID, r.Version, r.Kind, r.State, r.UnitPath, r.UnitID, r.UnitName, r.SeatPath, r.OfficeID, r.OfficeName, r.Number, r.Title, r.Grounds, r.Facts,
		r.SourceKind, r.SourceID, r.SourceTitle, r.SourceURL, r.ParentID, r.Personal, r.ShownOn, r.DueOn, r.DoneOn, r.UntilOn, r.PortalID, r.PublishedOn, r.Detail,
		r.Demo, r.HandlerID, r.HandlerName, r.CreatedBy, r.CreatedName, r.CreatedOn, r.CreatedAt, r.UpdatedAt}
}

func insert(ctx context.Context, tx *db.Tx, r *Record) error {
	a := actor.From(ctx)
	r.Version, r.CreatedBy, r.CreatedName, r.CreatedOn, r.CreatedAt, r.UpdatedAt = 1, a.ID, a.Name, tx.Today(), tx.Now, tx.Now
	_, err := tx.Exec(ctx, `insert into accountability_record (`+columns+`) values (`+places(len(r.values()))+`)`, r.values()...)
	return err
}

// save stores the record if nobody changed it since it was read.
func save(ctx context.Context, tx *db.Tx, r *Record) error {
	was := r.Version
	r.Version, r.UpdatedAt = was+1, tx.Now
	names := strings.Split(columns, ",")
	set := make([]string, len(names))
	for i, n := range names {
		set[i] = strings.TrimSpace(n) + " = $" + strconv.Itoa(i+1)
	}
	args := append(r.values(), was)
	n, err := tx.Exec(ctx, `update accountability_record set `+strings.Join(set, ", ")+` where id = $1 and version = $`+strconv.Itoa(len(args)), args...)
	if err == nil && n == 0 {
		err = stale()
	}
	return err
}

func stale() error {
	return errs.New(errs.Stale, "记录已被他人修改，请核对后重新提交")
}

func places(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = "$" + strconv.Itoa(i+1)
	}
	return strings.Join(list, ", ")
}

// SetPersons replaces the people of a record.
func SetPersons(ctx context.Context, tx *db.Tx, r *Record, list []Persons) error {
	if _, err := tx.Exec(ctx, `delete from accountability_person where record_id = $1`, r.ID); err != nil {
		return err
	}
	for i, p := range list {
		if _, err := tx.Exec(ctx, `insert into accountability_person (`+personCols+`) values ($1, $2, $3, $4, $5, $6, $7)`,
			tx.NewID(), r.ID, r.UnitPath, i+1, p.Name, p.Post, p.UnitName); err != nil {
			return err
		}
	}
	return nil
}

// AddMeasure adds a proposed measure to a record.
func AddMeasure(ctx context.Context, tx *db.Tx, r *Record, m Applied) error {
	m.ID, m.RecordID, m.UnitPath, m.State = tx.NewID(), r.ID, r.UnitPath, MeasureProposed
	_, err := tx.Exec(ctx, `insert into accountability_measure (`+measureCols+`) values (`+places(14)+`)`, m.ID, m.RecordID, m.UnitPath, m.PersonID, m.Code, m.Text, m.ReferTo,
		m.UntilOn, m.State, m.DecidedOn, m.EffectiveOn, m.DoneOn, m.Receipt, m.Note)
	return err
}

// SaveMeasure stores what became of a measure.
func SaveMeasure(ctx context.Context, tx *db.Tx, m Applied) error {
	_, err := tx.Exec(ctx, `update accountability_measure set state = $1, text = $2, refer_to = $3, until_on = $4, decided_on = $5, effective_on = $6, done_on = $7, receipt = $8, note = $9 where id = $10`,
		m.State, m.Text, m.ReferTo, m.UntilOn, m.DecidedOn, m.EffectiveOn, m.DoneOn, m.Receipt, m.Note, m.ID)
	return err
}

// DropMeasure removes a measure that was only proposed.
func DropMeasure(ctx context.Context, tx *db.Tx, r *Record, id string) error {
	n, err := tx.Exec(ctx, `delete from accountability_measure where id = $1 and record_id = $2 and state = 'proposed'`, id, r.ID)
	if err == nil && n == 0 {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return err
}

// Say writes a line of the story of a record.
func Say(ctx context.Context, tx *db.Tx, id string, a Action, note string, internal bool) error {
	who := actor.From(ctx)
	name := who.Name
	if who.ForName != "" {
		name = lang.In(lang.Zh, "%s（代 %s）", name, who.ForName)
	}
	_, err := tx.Exec(ctx, `insert into accountability_event (`+eventCols+`) values ($1, $2, $3, $4, $5, $6, $7, $8)`, tx.NewID(), id, tx.Now, who.ID, name, a, note, internal)
	return err
}
