package document

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

const letterColumns = `l.id, l.version, l.kind, l.state, l.seat_path, l.office_id, l.office_name, l.unit_path, l.unit_id, l.unit_name, l.ref_kind, l.ref_id,
	l.record_title, l.record_url, l.title, l.content, l.base, l.facts, l.search, l.number, l.series_id, l.seq, l.dated_on, l.author_id, l.author_name, l.approver_id,
	l.approver_name, l.return_reason, l.excuse, l.statement, l.signature, l.key_id, l.pdf, l.docx, l.auto_send, l.direct, l.batch_id, l.sent_on, l.ended_on, l.end_reason,
	l.template_id, l.demo, l.created_at, l.updated_at`

var letterInsert = strings.ReplaceAll(letterColumns, "l.", "")

// visible is the condition under which the acting person finds a letter: their own level's, those they
// were asked to countersign, and those sent to their unit.
func visible(ctx context.Context) (db.Where, error) {
	var w db.Where
	rg, err := access.Over(ctx, MayView)
	if err != nil {
		return w, err
	}
	a := actor.From(ctx)
	inside := access.Range{}
	if a.May(string(MayInternal)) {
		inside = rg
	}
	w.Add(`(l.seat_path >= ? and l.seat_path < ? or l.state in ('sent', 'withdrawn') and exists (select 1 from doc_delivery d where d.letter_id = l.id and d.unit_id = ? and d.unit_id <> '')
		or exists (select 1 from doc_signer s where s.letter_id = l.id and s.account_id in (?, ?)))`, inside.From, inside.To, a.UnitID, a.ID, forID(a))
	w.Add(`(l.ref_kind not like '%`+Personal+`' or l.seat_path = ? and 1 = ? or l.state in ('sent', 'withdrawn') and exists (select 1 from doc_delivery d where d.letter_id = l.id and d.unit_id = ? and d.unit_id <> '')
		or exists (select 1 from doc_signer s where s.letter_id = l.id and s.account_id in (?, ?)))`, a.Scope, one(a.May(string(MayDraft)) || a.May(string(MayApprove))), a.UnitID, a.ID, forID(a))
	return w, nil
}

// forID is the account somebody acts for under a delegation, or their own.
func forID(a actor.Actor) string {
	if a.ForID != "" {
		return a.ForID
	}
	return a.ID
}

// byID returns a letter the acting person may see.
func byID(ctx context.Context, r db.Reader, id LetterID) (Letter, error) {
	w, err := visible(ctx)
	if err != nil {
		return Letter{}, err
	}
	w.Add("l.id = ?", id)
	return db.Get[Letter](ctx, r, `select `+letterColumns+` from doc_letter l `+w.SQL(), w.Args()...)
}

// load returns a letter whoever asks: for jobs, hooks and the public proof.
func load(ctx context.Context, r db.Reader, id LetterID) (Letter, error) {
	return db.Get[Letter](ctx, r, `select `+letterColumns+` from doc_letter l where l.id = $1`, id)
}

func insertLetter(ctx context.Context, tx *db.Tx, l *Letter) error {
	l.Version, l.CreatedAt, l.UpdatedAt = 1, tx.Now, tx.Now
	l.Search = l.searchText()
	_, err := tx.Exec(ctx, `insert into doc_letter (`+letterInsert+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
		$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44)`,
		l.ID, l.Version, l.Kind, l.State, l.SeatPath, l.OfficeID, l.OfficeName, l.UnitPath, l.UnitID, l.UnitName, l.RefKind, l.RefID,
		l.RecordTitle, l.RecordURL, l.Title, l.Content, l.Base, l.Facts, l.Search, l.Number, l.SeriesID, l.Seq, l.Date, l.AuthorID, l.AuthorName, l.ApproverID,
		l.ApproverName, l.ReturnReason, l.Excuse, l.Statement, l.Signature, l.KeyID, l.PDF, l.DOCX, l.AutoSend, l.Direct, l.BatchID, l.SentOn, l.EndedOn, l.EndReason,
		l.TemplateID, l.Demo, l.CreatedAt, l.UpdatedAt)
	return err
}

// update saves the letter if nobody changed it since version was read.
func update(ctx context.Context, tx *db.Tx, l *Letter, version int) error {
	l.Version, l.UpdatedAt, l.Search = version+1, tx.Now, l.searchText()
	n, err := tx.Exec(ctx, `update doc_letter set version = $1, state = $2, title = $3, content = $4, base = $5, facts = $6, search = $7, number = $8, series_id = $9, seq = $10,
		dated_on = $11, approver_id = $12, approver_name = $13, return_reason = $14, excuse = $15, statement = $16, signature = $17, key_id = $18, pdf = $19, docx = $20,
		auto_send = $21, batch_id = $22, sent_on = $23, ended_on = $24, end_reason = $25, template_id = $26, updated_at = $27 where id = $28 and version = $29`,
		l.Version, l.State, l.Title, l.Content, l.Base, l.Facts, l.Search, l.Number, l.SeriesID, l.Seq, l.Date, l.ApproverID, l.ApproverName, l.ReturnReason, l.Excuse,
		l.Statement, l.Signature, l.KeyID, l.PDF, l.DOCX, l.AutoSend, l.BatchID, l.SentOn, l.EndedOn, l.EndReason, l.TemplateID, l.UpdatedAt, l.ID, version)
	if err == nil && n == 0 {
		err = errs.New(errs.Stale, "记录已被他人修改，请核对后重新提交")
	}
	return err
}

func (l *Letter) searchText() string {
	return strings.ToLower(l.Title + " " + l.Number + " " + l.UnitName + " " + l.OfficeName + " " + l.RecordTitle)
}

const deliveryColumns = `id, version, letter_id, ord, unit_id, name, copy, why, state, sent_on, received_on, received_by, note`

func deliveriesOf(ctx context.Context, r db.Reader, id LetterID) ([]Delivery, error) {
	return db.List[Delivery](ctx, r, `select `+deliveryColumns+` from doc_delivery where letter_id = $1 order by ord, id`, id)
}

func insertDelivery(ctx context.Context, tx *db.Tx, d *Delivery) error {
	d.ID, d.Version, d.State = tx.NewID(), 1, Waiting
	_, err := tx.Exec(ctx, `insert into doc_delivery (`+deliveryColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		d.ID, d.Version, d.LetterID, d.Ord, d.UnitID, d.Name, d.Copy, d.Why, d.State, d.SentOn, d.ReceivedOn, d.ReceivedBy, d.Note)
	return err
}

func updateDelivery(ctx context.Context, tx *db.Tx, d *Delivery, version int) error {
	d.Version = version + 1
	n, err := tx.Exec(ctx, `update doc_delivery set version = $1, state = $2, sent_on = $3, received_on = $4, received_by = $5, note = $6 where id = $7 and version = $8`,
		d.Version, d.State, d.SentOn, d.ReceivedOn, d.ReceivedBy, d.Note, d.ID, version)
	if err == nil && n == 0 {
		err = errs.New(errs.Stale, "记录已被他人修改，请核对后重新提交")
	}
	return err
}

const signerColumns = `id, version, letter_id, turn, account_id, name, unit_name, state, opinion, by_name, at, added_by`

func signersOf(ctx context.Context, r db.Reader, id LetterID) ([]Signer, error) {
	return db.List[Signer](ctx, r, `select `+signerColumns+` from doc_signer where letter_id = $1 order by turn, id`, id)
}

func insertSigner(ctx context.Context, tx *db.Tx, s *Signer) error {
	s.ID, s.Version = tx.NewID(), 1
	_, err := tx.Exec(ctx, `insert into doc_signer (`+signerColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		s.ID, s.Version, s.LetterID, s.Turn, s.AccountID, s.Name, s.UnitName, s.State, s.Opinion, s.ByName, s.At, s.AddedBy)
	return err
}

func updateSigner(ctx context.Context, tx *db.Tx, s *Signer) error {
	n, err := tx.Exec(ctx, `update doc_signer set version = version + 1, turn = $1, state = $2, opinion = $3, by_name = $4, at = $5 where id = $6 and version = $7`,
		s.Turn, s.State, s.Opinion, s.ByName, s.At, s.ID, s.Version)
	if err == nil && n == 0 {
		err = errs.New(errs.Stale, "记录已被他人修改，请核对后重新提交")
	}
	return err
}

// Of returns the letters of a record, the newest first, whoever asks: the caller has asked whether the
// record may be read, and shows content only of those that Shown lets pass.
func Of(ctx context.Context, r db.Reader, ref ident.Ref) ([]Letter, error) {
	return db.List[Letter](ctx, r, `select `+letterColumns+` from doc_letter l where l.ref_kind = $1 and l.ref_id = $2 and l.state <> 'dropped' order by l.id desc`, ref.Kind, ref.ID)
}
