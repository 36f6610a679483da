package report

import (
	"context"

	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

const columns = `id, version, inspection_id, unit_path, unit_id, unit_name, seat_path, office_id, office_name, title, number, year, state,
	author_id, author_name, return_reason, approved_by, approved_name, approved_on, government, filed_on, receipt, receipt_on,
	published_on, portal_id, demo, created_at, updated_at, excuse`

// byInspection returns the report of a supervision in the actor's range.
func byInspection(ctx context.Context, r db.Reader, id string) (Report, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return Report{}, err
	}
	return db.Get[Report](ctx, r, `select `+columns+` from report where inspection_id = $1 and unit_path >= $2 and unit_path < $3`, id, over.From, over.To)
}

func insert(ctx context.Context, tx *db.Tx, r *Report) error {
	r.Version, r.CreatedAt, r.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec(ctx, `insert into report (`+columns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
		$17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)`,
		r.ID, r.Version, r.InspectionID, r.UnitPath, r.UnitID, r.UnitName, r.SeatPath, r.OfficeID, r.OfficeName, r.Title, r.Number, r.Year, r.State,
		r.AuthorID, r.AuthorName, r.ReturnReason, r.ApprovedBy, r.ApprovedName, r.ApprovedOn, r.Government, r.FiledOn, r.Receipt, r.ReceiptOn,
		r.PublishedOn, r.PortalID, r.Demo, r.CreatedAt, r.UpdatedAt, r.Excuse)
	return err
}

// update saves the report if nobody changed it since version was read.
func update(ctx context.Context, tx *db.Tx, r *Report, version int) error {
	r.Version, r.UpdatedAt = version+1, tx.Now
	n, err := tx.Exec(ctx, `update report set version = $1, title = $2, number = $3, state = $4, return_reason = $5, approved_by = $6,
		approved_name = $7, approved_on = $8, government = $9, filed_on = $10, receipt = $11, receipt_on = $12, published_on = $13,
		portal_id = $14, updated_at = $15, excuse = $16 where id = $17 and version = $18`,
		r.Version, r.Title, r.Number, r.State, r.ReturnReason, r.ApprovedBy, r.ApprovedName, r.ApprovedOn, r.Government, r.FiledOn,
		r.Receipt, r.ReceiptOn, r.PublishedOn, r.PortalID, r.UpdatedAt, r.Excuse, r.ID, version)
	if err == nil && n == 0 {
		err = errs.New(errs.Stale, "记录已被他人修改，请核对后重新提交")
	}
	return err
}

func statementsOf(ctx context.Context, r db.Reader, reportID string) ([]Statement, error) {
	list, err := db.List[Statement](ctx, r, `select id, version, report_id, section, ord, text, edited from report_statement where report_id = $1 order by ord, id`, reportID)
	if err != nil {
		return nil, err
	}
	grounds, err := db.List[Ground](ctx, r, `select g.statement_id, g.kind, g.ref_id, g.label, g.said, g.url from report_ground g
		join report_statement s on s.id = g.statement_id where s.report_id = $1 order by g.statement_id, g.kind, g.ref_id`, reportID)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, s := range list {
		at[s.ID] = i
	}
	for _, g := range grounds {
		s := &list[at[g.StatementID]]
		s.Grounds = append(s.Grounds, g)
	}
	return list, nil
}

func insertStatement(ctx context.Context, tx *db.Tx, s *Statement) error {
	if s.ID == "" {
		s.ID = tx.NewID()
	}
	s.Version = 1
	if _, err := tx.Exec(ctx, `insert into report_statement (id, version, report_id, section, ord, text, edited) values ($1, $2, $3, $4, $5, $6, $7)`,
		s.ID, s.Version, s.ReportID, s.Section, s.Ord, s.Text, s.Edited); err != nil {
		return err
	}
	return insertGrounds(ctx, tx, s)
}

func insertGrounds(ctx context.Context, tx *db.Tx, s *Statement) error {
	for _, g := range s.Grounds {
		if _, err := tx.Exec(ctx, `insert into report_ground (statement_id, kind, ref_id, label, said, url) values ($1, $2, $3, $4, $5, $6)`,
			s.ID, g.Kind, g.RefID, g.Label, g.Said, g.URL); err != nil {
			return err
		}
	}
	return nil
}

func updateStatement(ctx context.Context, tx *db.Tx, s *Statement, version int) error {
	n, err := tx.Exec(ctx, `update report_statement set version = $1, section = $2, ord = $3, text = $4, edited = $5 where id = $6 and version = $7`,
		version+1, s.Section, s.Ord, s.Text, s.Edited, s.ID, version)
	if err == nil && n == 0 {
		err = errs.New(errs.Stale, "这段表述已被他人修改，请核对后重新提交")
	}
	if err != nil {
		return err
	}
	s.Version = version + 1
	if _, err := tx.Exec(ctx, `delete from report_ground where statement_id = $1`, s.ID); err != nil {
		return err
	}
	return insertGrounds(ctx, tx, s)
}

func deleteStatement(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `delete from report_ground where statement_id = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from report_statement where id = $1`, id)
	return err
}
