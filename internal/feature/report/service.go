package report

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/document"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/portal"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// Service has the use cases of reports.
type Service struct{ db *db.DB }

// New returns the service.
func New(d *db.DB) *Service { return &Service{d} }

// NewID returns an id for a form that will add a statement.
func (s *Service) NewID() string { return s.db.NewID() }

// CanCompose reports whether the acting person may start the report of a supervision now.
func CanCompose(ctx context.Context, m Material) bool {
	return m.State == inspect.Issued && may(ctx, MayEdit, true, Report{UnitPath: m.UnitPath, SeatPath: m.SeatPath}) == nil
}

// Full is a report with its statements.
type Full struct {
	Report
	Statements []Statement `json:"statements"`
}

// Load returns the report of a supervision, if it is there for the acting person.
func (s *Service) Load(ctx context.Context, inspectionID string) (Full, error) {
	r, err := byInspection(ctx, s.db, inspectionID)
	if err != nil {
		return Full{}, err
	}
	if !r.ReadableBy(inside(ctx, r)) {
		return Full{}, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	list, err := statementsOf(ctx, s.db, r.ID)
	return Full{r, list}, err
}

// Material returns what the report is written from.
func (s *Service) Material(ctx context.Context, inspectionID string) (Material, error) {
	return material(ctx, s.db, inspectionID)
}

func material(ctx context.Context, r db.Reader, inspectionID string) (m Material, err error) {
	if m.Dossier, err = inspect.Material(ctx, r, inspectionID); err != nil {
		return m, err
	}
	m.Raised, err = rectify.FindingsOf(ctx, r, m.Ref())
	return m, err
}

// Compose starts the report of a supervision whose opinion is out, with a first draft. Twice is once.
func (s *Service) Compose(ctx context.Context, inspectionID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := byInspection(ctx, tx, inspectionID); errs.KindOf(err) != errs.NotFound {
			return err
		}
		m, err := material(ctx, tx, inspectionID)
		if err != nil {
			return err
		}
		if m.State != inspect.Issued {
			return errs.New(errs.Conflict, "督导意见书发出后才能撰写督导报告")
		}
		a := actor.From(ctx)
		r := Report{
			ID: tx.NewID(), InspectionID: m.ID, UnitPath: m.UnitPath, UnitID: m.UnitID, UnitName: m.UnitName, SeatPath: m.SeatPath,
			OfficeID: m.OfficeID, OfficeName: m.OfficeName, Title: m.title(), Year: m.Year, State: Draft,
			AuthorID: a.ID, AuthorName: a.Name, Demo: m.Demo,
		}
		if err := may(ctx, MayEdit, true, r); err != nil {
			return err
		}
		if err := insert(ctx, tx, &r); err != nil {
			return err
		}
		for _, st := range m.Compose() {
			st.ReportID = r.ID
			if err := insertStatement(ctx, tx, &st); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "report.compose", Ref: r.Ref(), UnitPath: r.UnitPath, New: r})
	})
}

// Write is a statement as a person writes it. ID "" adds one at the end of its section, an ID that
// is new too: sent twice, such a form adds one statement.
type Write struct {
	ID      string
	Version int
	Section Section
	Text    string
	Grounds []string // keys of grounds
}

// WriteStatement adds or changes a statement of a draft.
func (s *Service) WriteStatement(ctx context.Context, inspectionID string, in Write) error {
	return s.edit(ctx, inspectionID, func(tx *db.Tx, r *Report, list []Statement) (any, any, error) {
		m, err := material(ctx, tx, inspectionID)
		if err != nil {
			return nil, nil, err
		}
		st, isNew := Statement{ReportID: r.ID, Section: in.Section, Edited: true}, true
		for _, x := range list {
			if x.ID == in.ID {
				st, isNew = x, false
			}
			st.Ord = max(st.Ord, x.Ord)
			if x.ID == in.ID {
				st.Ord = x.Ord
				break
			}
		}
		old := st
		if in.Section != "" {
			st.Section = in.Section
		}
		if st.Section.Heading() == string(st.Section) {
			return nil, nil, errs.NewField("section", "请选择所属部分")
		}
		if err := st.Write(in.Text, in.Grounds, m.Grounds()); err != nil {
			return nil, nil, err
		}
		if in.ID == "" {
			in.ID = tx.NewID()
		}
		if isNew && !ident.Valid(in.ID) {
			return nil, nil, errs.New(errs.Invalid, "表单已失效，请刷新页面后重新填写")
		}
		if isNew {
			st.ID, st.Ord = in.ID, st.Ord+1
			return nil, st, insertStatement(ctx, tx, &st)
		}
		return old, st, updateStatement(ctx, tx, &st, in.Version)
	})
}

// DropStatement takes a statement out of a draft.
func (s *Service) DropStatement(ctx context.Context, inspectionID, id string) error {
	return s.edit(ctx, inspectionID, func(tx *db.Tx, _ *Report, list []Statement) (any, any, error) {
		for _, x := range list {
			if x.ID == id {
				return x, nil, deleteStatement(ctx, tx, id)
			}
		}
		return nil, nil, errs.New(errs.NotFound, "没有找到相应的记录")
	})
}

// edit is the shape of what changes a draft.
func (s *Service) edit(ctx context.Context, inspectionID string, rule func(*db.Tx, *Report, []Statement) (old, now any, err error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, list, err := s.load(ctx, tx, inspectionID, MayEdit, true)
		if err != nil {
			return err
		}
		if r.State != Draft {
			return errs.New(errs.Conflict, "督导报告处于“%s”状态，不能修改", r.State.Label())
		}
		old, now, err := rule(tx, &r, list)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "report.edit", Ref: r.Ref(), UnitPath: r.UnitPath, Old: old, New: now})
	})
}

// Submit hands the draft to the leader.
func (s *Service) Submit(ctx context.Context, inspectionID string, version int) error {
	return s.change(ctx, inspectionID, version, Submit, "", func(tx *db.Tx, r *Report, list []Statement) error {
		if err := r.Submit(list); err != nil {
			return err
		}
		r.Excuse = document.Reason(ctx)
		if err := r.pass(ctx, tx, list); err != nil {
			return err
		}
		if err := clock.Stop(ctx, tx, r.Ref(), "rewrite"); err != nil {
			return err
		}
		if err := clock.Stop(ctx, tx, inspectRef(r), string(inspect.Report)); err != nil {
			return err
		}
		return s.ask(ctx, tx, r, leaderUnit(*r), MayApprove, "approve", "审定督导报告")
	})
}

// Return sends it back to its author.
func (s *Service) Return(ctx context.Context, inspectionID string, version int, reason string) error {
	return s.change(ctx, inspectionID, version, Return, reason, func(tx *db.Tx, r *Report, _ []Statement) error {
		if err := r.take(Return, reason); err != nil {
			return err
		}
		r.ReturnReason = reason
		if err := clock.Stop(ctx, tx, r.Ref(), "approve"); err != nil {
			return err
		}
		if err := s.ask(ctx, tx, r, string(r.OfficeID), MayEdit, "rewrite", "修改督导报告"); err != nil {
			return err
		}
		return tell(ctx, tx, r, string(r.OfficeID), MayEdit, lang.In(lang.Zh, "督导报告被退回修改：%s", r.UnitName))
	})
}

// Approve is the leader's.
func (s *Service) Approve(ctx context.Context, inspectionID string, version int, number string) error {
	return s.change(ctx, inspectionID, version, Approve, "", func(tx *db.Tx, r *Report, list []Statement) error {
		a := actor.From(ctx)
		if err := r.Approve(list, number, a.ID, tx.Today()); err != nil {
			return err
		}
		r.ApprovedBy, r.ApprovedName = a.ID, a.Name
		if err := r.pass(ctx, tx, list); err != nil {
			return err
		}
		m, err := material(ctx, tx, inspectionID)
		if err != nil {
			return err
		}
		if err := r.letter(ctx, tx, list, m); err != nil {
			return err
		}
		if err := inspect.Advance(ctx, tx, inspectionID, inspect.Report, r.Number); err != nil {
			return err
		}
		return clock.Stop(ctx, tx, r.Ref(), "approve")
	})
}

// File records the handing over to the government and to the office above.
func (s *Service) File(ctx context.Context, inspectionID string, version int, government string, on civil.Date) error {
	return s.change(ctx, inspectionID, version, File, government, func(tx *db.Tx, r *Report, _ []Statement) error {
		if err := r.File(government, on, tx.Today()); err != nil {
			return err
		}
		if err := inspect.Advance(ctx, tx, inspectionID, inspect.File, ""); err != nil {
			return err
		}
		return s.above(ctx, tx, r)
	})
}

// Receive gives the receipt of the office above.
func (s *Service) Receive(ctx context.Context, inspectionID string, version int, receipt string) error {
	return s.change(ctx, inspectionID, version, Receive, receipt, func(tx *db.Tx, r *Report, _ []Statement) error {
		if err := r.Receive(receipt, tx.Today()); err != nil {
			return err
		}
		if err := clock.Stop(ctx, tx, r.Ref(), "receive"); err != nil {
			return err
		}
		return tell(ctx, tx, r, string(r.OfficeID), MayFile, lang.In(lang.Zh, "督导报告已备案：%s", r.UnitName))
	})
}

// Publish puts a frozen snapshot on the public site, in the name of who organised it.
func (s *Service) Publish(ctx context.Context, inspectionID string, version int) error {
	return s.change(ctx, inspectionID, version, Publish, "", func(tx *db.Tx, r *Report, list []Statement) error {
		if err := r.Publish(tx.Today()); err != nil {
			return err
		}
		m, err := material(ctx, tx, inspectionID)
		if err != nil {
			return err
		}
		if r.PortalID, err = portal.Publish(ctx, tx, Snapshot(*r, list, m)); err != nil {
			return err
		}
		return inspect.Advance(ctx, tx, inspectionID, inspect.Publish, "")
	})
}

func (s *Service) load(ctx context.Context, tx *db.Tx, inspectionID string, need access.Permission, own bool) (Report, []Statement, error) {
	r, err := byInspection(ctx, tx, inspectionID)
	if err != nil {
		return r, nil, err
	}
	if err := may(ctx, need, own, r); err != nil {
		return r, nil, err
	}
	list, err := statementsOf(ctx, tx, r.ID)
	return r, list, err
}

// change is the shape of every step: load, ask permission, apply the rule, save, audit.
func (s *Service) change(ctx context.Context, inspectionID string, version int, a Action, note string, rule func(*db.Tx, *Report, []Statement) error) error {
	st, _ := StepOf(a)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, list, err := s.load(ctx, tx, inspectionID, st.Need, st.Own)
		if err != nil {
			return err
		}
		old := r
		if err := rule(tx, &r, list); err != nil {
			return err
		}
		if err := update(ctx, tx, &r, version); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "report." + string(a), Ref: r.Ref(), UnitPath: r.UnitPath, Note: note, Old: old, New: r})
	})
}

// may asks for the permission and for the level: a report is written, approved and published at the
// level that organised the supervision, and received above it (谁组织、谁发布、谁负责).
func may(ctx context.Context, need access.Permission, own bool, r Report) error {
	if err := access.Require(ctx, need, r.UnitPath); err != nil {
		return err
	}
	if a := actor.From(ctx); !a.All && (a.Scope == r.SeatPath) != own {
		return errs.New(errs.Denied, "您没有此项权限")
	}
	return nil
}

// CanStep reports whether the acting person may take a step now; for showing its button.
func CanStep(ctx context.Context, st Step, r Report) bool { return may(ctx, st.Need, st.Own, r) == nil }

// CanEdit reports whether the acting person may change the draft.
func CanEdit(ctx context.Context, r Report) bool {
	return r.State == Draft && may(ctx, MayEdit, true, r) == nil
}

// SeesRecords reports whether the acting person may open the records of the site behind the report.
func SeesRecords(ctx context.Context, r Report) bool {
	a := actor.From(ctx)
	return a.All || a.May("inspect.view_internal") && access.Covers(a, r.SeatPath)
}

// inside reports whether the acting person belongs to the side that supervises: their reach is not
// below the level that organised it, or the supervised unit is not theirs alone.
func inside(ctx context.Context, r Report) bool {
	a := actor.From(ctx)
	return a.All || len(a.Scope) <= len(r.SeatPath)
}
