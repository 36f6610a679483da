package inspect

import (
	"context"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/platform/db"
)

const columns = `id, version, unit_path, unit_id, unit_name, seat_path, office_id, office_name, plan_item_id, title, mode, field, basis, matters,
	standard_id, standard_code, standard_name, year, state, from_on, to_on, noticed_on, eval_text, evaluated_on, eval_late, site_began_on, site_ended_on,
	hearing_reason, prelim_on, reply_kind, reply_text, replied_on, opinion_number, opinion_on, report_number, outcome, closed_on, cancel_reason, search, demo,
	created_by, created_at, updated_at`

// values returns the values of columns in their order.
func (i *Inspection) values() []any {
	return []any{i.ID, i.Version, i.UnitPath, i.UnitID, i.UnitName, i.SeatPath, i.OfficeID, i.OfficeName, i.PlanItemID, i.Title, i.Mode, i.Field, i.Basis, i.Matters,
		i.StandardID, i.StandardCode, i.StandardName, i.Year, i.State, i.From, i.To, i.NoticedOn, i.EvalText, i.EvaluatedOn, i.EvalLate, i.SiteBeganOn, i.SiteEndedOn,
		i.HearingReason, i.PrelimOn, i.ReplyKind, i.ReplyText, i.RepliedOn, i.OpinionNumber, i.OpinionOn, i.ReportNumber, i.Outcome, i.ClosedOn, i.CancelReason, i.Search, i.Demo,
		i.CreatedBy, i.CreatedAt, i.UpdatedAt}
}

// insertSQL and updateSQL are written once from the columns; an update sets all of them.
var insertSQL, updateSQL = func() (string, string) {
	names := strings.Split(columns, ",")
	places, sets := make([]string, len(names)), make([]string, 0, len(names))
	for n, c := range names {
		places[n] = "$" + strconv.Itoa(n+1)
		sets = append(sets, strings.TrimSpace(c)+" = "+places[n])
	}
	return `insert into inspection (` + columns + `) values (` + strings.Join(places, ", ") + `)`,
		`update inspection set ` + strings.Join(sets, ", ") + ` where id = $1 and version = $` + strconv.Itoa(len(names)+1)
}()

// byID loads a supervision the acting person may see.
func byID(ctx context.Context, r db.Reader, id string) (Inspection, error) {
	var w db.Where
	w.Add("i.id = ?", id)
	if err := visible(ctx, &w); err != nil {
		return Inspection{}, err
	}
	return db.Get[Inspection](ctx, r, `select `+prefixed("i", columns)+` from inspection i `+w.SQL(), w.Args()...)
}

func insert(ctx context.Context, tx *db.Tx, i *Inspection) error {
	i.Version, i.CreatedAt, i.UpdatedAt, i.Search = 1, tx.Now, tx.Now, i.searchText()
	_, err := tx.Exec(ctx, insertSQL, i.values()...)
	return err
}

// update saves i if nobody changed it since version was read.
func update(ctx context.Context, tx *db.Tx, i *Inspection, version int) error {
	i.Version, i.UpdatedAt, i.Search = version+1, tx.Now, i.searchText()
	n, err := tx.Exec(ctx, updateSQL, append(i.values(), version)...)
	return stale(n, err)
}

func (i *Inspection) searchText() string {
	return strings.ToLower(strings.Join([]string{i.Title, i.UnitName, i.OpinionNumber, i.ReportNumber, i.OfficeName}, " "))
}

func stale(n int64, err error) error {
	if err == nil && n == 0 {
		return errs.New(errs.Stale, "记录已被他人修改，请核对后重试")
	}
	return err
}

const memberColumns = `id, inspection_id, unit_path, inspector_id, account_id, name, duty, note, joined_at, left_at, leave_reason`

// teamOf returns the present team with its sections, the leader first.
func teamOf(ctx context.Context, r db.Reader, id string) ([]fieldwork.Member, error) {
	team, err := db.List[fieldwork.Member](ctx, r, `select `+memberColumns+` from inspect_member where inspection_id = $1 and left_at is null
		order by case duty when 'leader' then 0 when 'member' then 1 else 2 end, joined_at, name, id`, id)
	if err != nil || len(team) == 0 {
		return team, err
	}
	rows, err := db.List[struct {
		Node   string `db:"node_code"`
		Member string `db:"member_id"`
	}](ctx, r, `select node_code, member_id from inspect_section where inspection_id = $1 order by node_code`, id)
	for n := range team {
		for _, row := range rows {
			if row.Member == team[n].ID {
				team[n].Sections = append(team[n].Sections, row.Node)
			}
		}
	}
	return team, err
}

func insertMember(ctx context.Context, tx *db.Tx, m fieldwork.Member) error {
	_, err := tx.Exec(ctx, `insert into inspect_member (`+memberColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		m.ID, m.InspectionID, m.UnitPath, m.InspectorID, m.AccountID, m.Name, m.Duty, m.Note, m.JoinedAt, m.LeftAt, m.LeaveReason)
	return err
}

const letterColumns = `id, version, inspection_id, unit_path, kind, number, text, extra, due_on, drafted_by, drafted_name, approved_by, approved_name, sent_on, updated_at`

// lettersOf returns the letters of a supervision by kind, drafts included.
func lettersOf(ctx context.Context, r db.Reader, id string) (map[string]Letter, error) {
	list, err := db.List[Letter](ctx, r, `select `+letterColumns+` from inspect_letter where inspection_id = $1`, id)
	out := map[string]Letter{}
	for _, l := range list {
		out[l.Kind] = l
	}
	return out, err
}

// saveLetter stores a letter if nobody changed it since version was read; version 0 is a new one.
func saveLetter(ctx context.Context, tx *db.Tx, l *Letter, version int) error {
	l.Version, l.UpdatedAt = version+1, tx.Now
	if version == 0 {
		l.ID = tx.NewID()
		n, err := tx.Exec(ctx, `insert into inspect_letter (`+letterColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
			on conflict (inspection_id, kind) do nothing`,
			l.ID, l.Version, l.InspectionID, l.UnitPath, l.Kind, l.Number, l.Text, l.Extra, l.DueOn, l.DraftedBy, l.DraftedName, l.ApprovedBy, l.ApprovedName, l.SentOn, l.UpdatedAt)
		return stale(n, err)
	}
	n, err := tx.Exec(ctx, `update inspect_letter set version = $1, number = $2, text = $3, extra = $4, due_on = $5, drafted_by = $6, drafted_name = $7,
		approved_by = $8, approved_name = $9, sent_on = $10, updated_at = $11 where id = $12 and version = $13`,
		l.Version, l.Number, l.Text, l.Extra, l.DueOn, l.DraftedBy, l.DraftedName, l.ApprovedBy, l.ApprovedName, l.SentOn, l.UpdatedAt, l.ID, version)
	return stale(n, err)
}

const indicatorColumns = `id, version, inspection_id, unit_path, node_code, top_code, ord, claim, claim_text, claimed_by, claimed_name, claimed_at, look, look_name,
	verified, reason, verified_by, verified_name, verified_at`

func indicatorsOf(ctx context.Context, r db.Reader, id string) ([]Indicator, error) {
	return db.List[Indicator](ctx, r, `select `+indicatorColumns+` from inspect_indicator where inspection_id = $1 order by ord`, id)
}

func insertIndicator(ctx context.Context, tx *db.Tx, x Indicator) error {
	_, err := tx.Exec(ctx, `insert into inspect_indicator (`+indicatorColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		x.ID, 1, x.InspectionID, x.UnitPath, x.NodeCode, x.TopCode, x.Ord, x.Claim, x.ClaimText, x.ClaimedBy, x.ClaimedName, x.ClaimedAt, x.Look, x.LookName,
		x.Verified, x.Reason, x.VerifiedBy, x.VerifiedName, x.VerifiedAt)
	return err
}

func updateIndicator(ctx context.Context, tx *db.Tx, x *Indicator, version int) error {
	x.Version = version + 1
	n, err := tx.Exec(ctx, `update inspect_indicator set version = $1, claim = $2, claim_text = $3, claimed_by = $4, claimed_name = $5, claimed_at = $6, look = $7,
		look_name = $8, verified = $9, reason = $10, verified_by = $11, verified_name = $12, verified_at = $13 where id = $14 and version = $15`,
		x.Version, x.Claim, x.ClaimText, x.ClaimedBy, x.ClaimedName, x.ClaimedAt, x.Look, x.LookName, x.Verified, x.Reason, x.VerifiedBy, x.VerifiedName,
		x.VerifiedAt, x.ID, version)
	return stale(n, err)
}

const recordColumns = `id, version, inspection_id, unit_path, kind, on_date, site, place, who, people, items, heard, text, void_reason, author_id, author_name, created_at, updated_at`

// recordsOf returns the records of a supervision with the indicators they speak about, oldest first.
func recordsOf(ctx context.Context, r db.Reader, id string) ([]fieldwork.Record, error) {
	list, err := db.List[fieldwork.Record](ctx, r, `select `+recordColumns+` from inspect_record where inspection_id = $1 order by on_date, id`, id)
	if err != nil || len(list) == 0 {
		return list, err
	}
	rows, err := db.List[struct {
		Record string `db:"record_id"`
		Node   string `db:"node_code"`
	}](ctx, r, `select record_id, node_code from inspect_record_node where inspection_id = $1 order by node_code`, id)
	at := map[string]int{}
	for n := range list {
		at[list[n].ID] = n
	}
	for _, row := range rows {
		if n, ok := at[row.Record]; ok {
			list[n].Nodes = append(list[n].Nodes, row.Node)
		}
	}
	return list, err
}

func insertRecord(ctx context.Context, tx *db.Tx, x *fieldwork.Record) error {
	x.Version, x.CreatedAt, x.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec(ctx, `insert into inspect_record (`+recordColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		x.ID, x.Version, x.InspectionID, x.UnitPath, x.Kind, x.On, x.Site, x.Place, x.Who, x.People, x.Items, x.Heard, x.Text, x.VoidReason, x.AuthorID, x.AuthorName, x.CreatedAt, x.UpdatedAt)
	return err
}

func updateRecord(ctx context.Context, tx *db.Tx, x *fieldwork.Record, version int) error {
	x.Version, x.UpdatedAt = version+1, tx.Now
	n, err := tx.Exec(ctx, `update inspect_record set version = $1, kind = $2, on_date = $3, site = $4, place = $5, who = $6, people = $7, items = $8, heard = $9,
		text = $10, void_reason = $11, updated_at = $12 where id = $13 and version = $14`,
		x.Version, x.Kind, x.On, x.Site, x.Place, x.Who, x.People, x.Items, x.Heard, x.Text, x.VoidReason, x.UpdatedAt, x.ID, version)
	return stale(n, err)
}

// tie links a record to indicators, keeping the links it has when add is true.
func tie(ctx context.Context, tx *db.Tx, x fieldwork.Record, nodes []string, add bool) error {
	if !add {
		if _, err := tx.Exec(ctx, `delete from inspect_record_node where record_id = $1`, x.ID); err != nil {
			return err
		}
	}
	for _, n := range nodes {
		_, err := tx.Exec(ctx, `insert into inspect_record_node (record_id, inspection_id, node_code) values ($1, $2, $3) on conflict (record_id, node_code) do nothing`, x.ID, x.InspectionID, n)
		if err != nil {
			return err
		}
	}
	return nil
}

const findingColumns = `id, version, inspection_id, unit_path, node_code, unit_id, unit_name, severity, clause, text, demand, withdraw_reason, raised_by, raised_name, created_at, updated_at`

func findingsOf(ctx context.Context, r db.Reader, id string) ([]Finding, error) {
	return db.List[Finding](ctx, r, `select `+findingColumns+` from inspect_finding where inspection_id = $1 order by created_at, id`, id)
}

func insertFinding(ctx context.Context, tx *db.Tx, f *Finding) error {
	f.Version, f.CreatedAt, f.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec(ctx, `insert into inspect_finding (`+findingColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		f.ID, f.Version, f.InspectionID, f.UnitPath, f.NodeCode, f.UnitID, f.UnitName, f.Severity, f.Clause, f.Text, f.Demand, f.WithdrawReason, f.RaisedBy, f.RaisedName, f.CreatedAt, f.UpdatedAt)
	return err
}

func updateFinding(ctx context.Context, tx *db.Tx, f *Finding, version int) error {
	f.Version, f.UpdatedAt = version+1, tx.Now
	n, err := tx.Exec(ctx, `update inspect_finding set version = $1, unit_id = $2, unit_name = $3, severity = $4, clause = $5, text = $6, demand = $7,
		withdraw_reason = $8, updated_at = $9 where id = $10 and version = $11`,
		f.Version, f.UnitID, f.UnitName, f.Severity, f.Clause, f.Text, f.Demand, f.WithdrawReason, f.UpdatedAt, f.ID, version)
	return stale(n, err)
}

const pointColumns = `id, inspection_id, ord, finding_id, text, verdict, answer, answered_by, answered_name, answered_at`

func pointsOf(ctx context.Context, r db.Reader, id string) ([]Point, error) {
	return db.List[Point](ctx, r, `select `+pointColumns+` from inspect_point where inspection_id = $1 order by ord`, id)
}

func insertPoint(ctx context.Context, tx *db.Tx, p Point) error {
	_, err := tx.Exec(ctx, `insert into inspect_point (`+pointColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		p.ID, p.InspectionID, p.Ord, p.FindingID, p.Text, p.Verdict, p.Answer, p.AnsweredBy, p.AnsweredName, p.AnsweredAt)
	return err
}

func paramOn(ctx context.Context, r db.Reader, code string, on civil.Date) (int, error) {
	list, err := db.List[int](ctx, r, `select value from inspect_param where code = $1 and valid_from <= $2 and (valid_to is null or valid_to > $3) order by valid_from desc limit 1`, code, on, on)
	if err == nil && len(list) == 0 {
		err = errs.New(errs.Internal, "系统内部错误，请稍后重试")
	}
	if err != nil {
		return 0, err
	}
	return list[0], nil
}
