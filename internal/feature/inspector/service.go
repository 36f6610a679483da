package inspector

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Service has the use cases of the register.
type Service struct{ db *db.DB }

// New returns the service.
func New(d *db.DB) *Service { return &Service{d} }

// Add registers an inspector at an office. Adding twice with the same id returns the first.
func (s *Service) Add(ctx context.Context, i Inspector) (Inspector, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if i.ID != "" {
			had, err := byID(ctx, tx, MayView, i.ID)
			if errs.KindOf(err) != errs.NotFound {
				i = had
				return err
			}
		}
		office, err := seat(ctx, tx, &i)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, MayManage, office.Path); err != nil {
			return err
		}
		p, err := paramsOn(ctx, tx, tx.Today())
		if err != nil {
			return err
		}
		i.tidy()
		if err := i.check(p); err != nil {
			return err
		}
		if err := uniqueAccount(ctx, tx, i); err != nil {
			return err
		}
		if i.ID == "" {
			i.ID = tx.NewID()
		}
		i.Version, i.CreatedBy, i.CreatedAt, i.UpdatedAt = 1, actor.From(ctx).ID, tx.Now, tx.Now
		if err := insert(ctx, tx, i); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "inspector.add", Ref: i.Ref(), UnitPath: i.UnitPath, New: i})
	})
	return i, err
}

// seat finds the office of a record and the city or district it lies in.
func seat(ctx context.Context, tx *db.Tx, i *Inspector) (org.Unit, error) {
	if i.UnitID == "" {
		i.UnitID = org.UnitID(actor.From(ctx).UnitID)
	}
	office, err := org.UnitByID(ctx, tx, i.UnitID)
	if err != nil {
		return office, err
	}
	if office.Kind != org.Office {
		return office, errs.NewField("unit", "督学由教育督导机构聘任，请选择教育督导机构")
	}
	place, err := org.UnitByID(ctx, tx, office.ParentID)
	if err != nil {
		return office, err
	}
	i.UnitName, i.UnitPath, i.Level = office.Name, place.Path, District
	if place.Kind == org.City {
		i.Level = City
	}
	return office, nil
}

func (i *Inspector) tidy() {
	i.Name, i.CertificateNo, i.Post, i.AccountID = strings.TrimSpace(i.Name), strings.TrimSpace(i.CertificateNo), strings.TrimSpace(i.Post), strings.TrimSpace(i.AccountID)
	if i.Terms == 0 {
		i.Terms = 1
	}
}

// uniqueAccount keeps one open record an account.
func uniqueAccount(ctx context.Context, tx *db.Tx, i Inspector) error {
	if i.AccountID == "" {
		return nil
	}
	had, err := ByAccount(ctx, tx, i.AccountID)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err == nil && had.ID != i.ID {
		err = errs.NewField("account_id", "这个账号已登记为督学：%s", had.Name)
	}
	return err
}

// Edit changes a record: renewal of the term, certificate, stages.
func (s *Service) Edit(ctx context.Context, id string, version int, n Inspector) (Inspector, error) {
	return s.change(ctx, id, version, "inspector.edit", "", func(tx *db.Tx, i *Inspector, p Params) error {
		if !i.EndedOn.IsZero() {
			return errs.New(errs.Conflict, "已不再担任督学（%s）", i.EndedOn.String())
		}
		i.Name, i.AccountID, i.Kind, i.Field, i.Post = n.Name, n.AccountID, n.Kind, n.Field, n.Post
		i.CertificateNo, i.TermFrom, i.TermTo, i.Terms, i.Stages = n.CertificateNo, n.TermFrom, n.TermTo, n.Terms, n.Stages
		i.tidy()
		if err := i.check(p); err != nil {
			return err
		}
		return uniqueAccount(ctx, tx, *i)
	})
}

// End takes somebody off the register from today, with a reason.
func (s *Service) End(ctx context.Context, id string, version int, reason string) (Inspector, error) {
	return s.change(ctx, id, version, "inspector.end", reason, func(tx *db.Tx, i *Inspector, _ Params) error {
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明理由")
		}
		if !i.EndedOn.IsZero() {
			return errs.New(errs.Conflict, "已不再担任督学（%s）", i.EndedOn.String())
		}
		i.EndedOn, i.EndReason = tx.Today(), strings.TrimSpace(reason)
		return nil
	})
}

func (s *Service) change(ctx context.Context, id string, version int, action, note string, rule func(*db.Tx, *Inspector, Params) error) (i Inspector, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if i, err = byID(ctx, tx, MayManage, id); err != nil {
			return err
		}
		p, err := paramsOn(ctx, tx, tx.Today())
		if err != nil {
			return err
		}
		old := i
		if err := rule(tx, &i, p); err != nil {
			return err
		}
		if err := update(ctx, tx, &i, version); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: i.Ref(), UnitPath: i.UnitPath, Note: note, Old: old, New: i})
	})
	return i, err
}

// NewTie is what somebody declares about an inspector and a unit.
type NewTie struct {
	ID     string
	UnitID org.UnitID
	Kind   TieKind
	Note   string
	From   civil.Date
	To     civil.Date
}

// Declare records a tie to a unit: an inspector their own, the office anybody's
// (《教育督导条例》第十条; 浙江 20: 本人申请、单位可提、机构可直接决定).
func (s *Service) Declare(ctx context.Context, id string, n NewTie) (Tie, error) {
	var t Tie
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := s.own(ctx, tx, id)
		if err != nil {
			return err
		}
		u, err := org.UnitByID(ctx, tx, n.UnitID)
		if err != nil {
			return errs.NewField("unit", "请填写单位名称")
		}
		a := actor.From(ctx)
		t = Tie{ID: n.ID, InspectorID: i.ID, UnitID: u.ID, UnitPath: u.Path, UnitName: u.Name, Kind: n.Kind, Note: strings.TrimSpace(n.Note),
			From: n.From, To: n.To, DeclaredBy: a.ID, DeclaredName: a.Name, DeclaredAt: tx.Now}
		if err := t.check(tx.Today()); err != nil {
			return err
		}
		if t.ID == "" {
			t.ID = tx.NewID()
		}
		added, err := insertTie(ctx, tx, t)
		if err != nil || !added {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "inspector.declare", Ref: i.Ref(), UnitPath: i.UnitPath, Note: u.Name, New: t})
	})
	return t, err
}

// EndTie records that a tie no longer holds, with a reason; only the office may.
func (s *Service) EndTie(ctx context.Context, id, tieID, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := byID(ctx, tx, MayManage, id)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明理由")
		}
		n, err := tx.Exec(ctx, `update inspector_tie set ended_at = $1, end_reason = $2 where id = $3 and inspector_id = $4 and ended_at is null`, tx.Now, reason, tieID, i.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "inspector.end_tie", Ref: i.Ref(), UnitPath: i.UnitPath, Note: reason})
	})
}

// own loads a record that the acting person may declare ties for.
func (s *Service) own(ctx context.Context, r db.Reader, id string) (Inspector, error) {
	i, err := byID(ctx, r, MayDeclare, id)
	if err != nil {
		return i, err
	}
	a := actor.From(ctx)
	if !a.May(string(MayManage)) && i.AccountID != a.ID {
		return i, errs.New(errs.Denied, "只能申报本人的回避关系")
	}
	return i, nil
}

// Show returns a record with its ties; ties are shown to the office, the auditor, leaders and to
// the inspector alone, and their reading is recorded.
func (s *Service) Show(ctx context.Context, id string) (Inspector, []Tie, error) {
	i, err := byID(ctx, s.db, MayView, id)
	if err != nil {
		return i, nil, err
	}
	if !i.TiesShown(ctx) {
		return i, nil, nil
	}
	ties, err := tiesOf(ctx, s.db, i.ID)
	if err != nil || len(ties) == 0 || i.AccountID == actor.From(ctx).ID {
		return i, ties, err
	}
	return i, ties, audit.RecordRead(ctx, s.db, audit.Entry{Action: "inspector.read", Ref: i.Ref(), UnitPath: i.UnitPath})
}

// TiesShown reports whether the acting person may see the ties: among inspectors only one's own.
func (i Inspector) TiesShown(ctx context.Context) bool {
	a := actor.From(ctx)
	return a.Role != string(access.Inspector) || i.AccountID == a.ID
}

// MayDeclareFor reports whether the acting person may declare ties of the inspector.
func (i Inspector) MayDeclareFor(ctx context.Context) bool {
	a := actor.From(ctx)
	return i.EndedOn.IsZero() && access.Can(ctx, MayDeclare, i.UnitPath) && (a.May(string(MayManage)) || i.AccountID == a.ID)
}

// Holding returns which of the ties keep the inspector away today, with the reason, by their ids.
func (s *Service) Holding(ctx context.Context, ties []Tie) (map[string]Recusal, error) {
	today := s.Today()
	p, err := paramsOn(ctx, s.db, today)
	out := map[string]Recusal{}
	for _, t := range ties {
		if r, ok := t.recusal(today, p); ok && t.EndedAt.IsZero() {
			out[t.ID] = r
		}
	}
	return out, err
}

func insert(ctx context.Context, tx *db.Tx, i Inspector) error {
	_, err := tx.Exec(ctx, `insert into inspector (`+columns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		i.ID, i.Version, i.UnitPath, i.UnitID, i.UnitName, i.AccountID, i.Name, i.Level, i.Kind, i.Field, i.Post, i.CertificateNo, i.TermFrom, i.TermTo, i.Terms,
		i.Stages, i.EndedOn, i.EndReason, i.CreatedBy, i.CreatedAt, i.UpdatedAt)
	return err
}

func update(ctx context.Context, tx *db.Tx, i *Inspector, version int) error {
	i.Version, i.UpdatedAt = version+1, tx.Now
	n, err := tx.Exec(ctx, `update inspector set version = $1, account_id = $2, name = $3, kind = $4, field = $5, post = $6, certificate_no = $7, term_from = $8,
		term_to = $9, terms = $10, stages = $11, ended_on = $12, end_reason = $13, updated_at = $14 where id = $15 and version = $16`,
		i.Version, i.AccountID, i.Name, i.Kind, i.Field, i.Post, i.CertificateNo, i.TermFrom, i.TermTo, i.Terms, i.Stages, i.EndedOn, i.EndReason, i.UpdatedAt, i.ID, version)
	if err == nil && n == 0 {
		err = errs.New(errs.Stale, "记录已被他人修改，请核对后重试")
	}
	return err
}

// insertTie stores a tie once.
func insertTie(ctx context.Context, tx *db.Tx, t Tie) (bool, error) {
	n, err := tx.Exec(ctx, `insert into inspector_tie (`+tieColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		on conflict (id) do nothing`,
		t.ID, t.InspectorID, t.UnitID, t.UnitPath, t.UnitName, t.Kind, t.Note, t.From, t.To, t.DeclaredBy, t.DeclaredName, t.DeclaredAt, t.EndedAt, t.EndReason)
	return n > 0, err
}
