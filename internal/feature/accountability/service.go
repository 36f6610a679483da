package accountability

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/document"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Service performs the steps of every mechanism.
type Service struct {
	db      *db.DB
	flows   map[Kind]Flow
	letters *document.Service
}

// New returns the service; the mechanisms add their flows.
func New(d *db.DB) *Service { return &Service{db: d, flows: map[Kind]Flow{}} }

// Add makes a mechanism known, to the letters as well.
func (s *Service) Add(f Flow, letters *document.Service) {
	s.flows[f.Kind], s.letters = f, letters
	letters.Register(f.Kind.RefKind(), s.source(f))
	letters.Register(f.Kind.RefKind()+document.Personal, s.source(f))
}

// Flow returns a mechanism.
func (s *Service) Flow(k Kind) Flow { return s.flows[k] }

// DB is the database, for the mechanisms beside this package.
func (s *Service) DB() *db.DB { return s.db }

// NewID returns an id for a form.
func (s *Service) NewID() string { return s.db.NewID() }

// Today is the day of the program in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// NewRecord is what a record begins with.
type NewRecord struct {
	ID          string // "" makes one; the same id twice is the same record
	UnitID      org.UnitID
	OfficeID    org.UnitID // who runs it; "" is the acting person's office
	Title       string
	Grounds     []string
	Facts       string
	Source      ident.Ref
	SourceTitle string
	SourceURL   string
	Parent      string
	Personal    bool
	DueOn       civil.Date
	State       State // "" is the first of the mechanism
	Demo        bool
	Note        string
}

// Open begins a record in the caller's transaction. The caller has asked for its own permission.
func (s *Service) Open(ctx context.Context, tx *db.Tx, k Kind, n NewRecord, detail any) (Record, error) {
	if n.ID == "" {
		n.ID = tx.NewID()
	} else if !ident.Valid(n.ID) {
		return Record{}, errs.New(errs.Invalid, "表单已失效，请刷新页面后重新填写")
	} else if had, err := Load(ctx, tx, n.ID); err == nil || errs.KindOf(err) != errs.NotFound {
		return had, err
	}
	unit, err := org.OpenUnit(ctx, tx, n.UnitID, "", "unit")
	if err != nil {
		return Record{}, err
	}
	if n.OfficeID == "" {
		n.OfficeID = org.UnitID(actor.From(ctx).UnitID)
	}
	office, err := org.UnitByID(ctx, tx, n.OfficeID)
	if err != nil {
		return Record{}, err
	}
	if office.Kind != org.Office {
		if office, err = org.OfficeOf(ctx, tx, office.Path); err != nil {
			return Record{}, err
		}
	}
	place, err := org.UnitByID(ctx, tx, office.ParentID)
	if err != nil {
		return Record{}, err
	}
	f := s.flows[k]
	r := Record{ID: n.ID, Kind: k, State: n.State, UnitPath: unit.Path, UnitID: unit.ID, UnitName: unit.Name, SeatPath: place.Path, OfficeID: office.ID, OfficeName: office.Name,
		Title: n.Title, Grounds: strings.Join(n.Grounds, " "), Facts: strings.TrimSpace(n.Facts), SourceKind: n.Source.Kind, SourceID: n.Source.ID, SourceTitle: n.SourceTitle,
		SourceURL: n.SourceURL, ParentID: n.Parent, Personal: n.Personal, DueOn: n.DueOn, Demo: n.Demo}
	if r.State == "" {
		r.State = f.States[0].State
	}
	if err := r.Keep(detail); err != nil {
		return r, err
	}
	if err := insert(ctx, tx, &r); err != nil {
		return r, err
	}
	if err := Say(ctx, tx, r.ID, "open", n.Note, true); err != nil {
		return r, err
	}
	if err := s.owe(ctx, tx, &r); err != nil {
		return r, err
	}
	return r, audit.Record(ctx, tx, audit.Entry{Action: "accountability.open", Ref: r.Ref(), UnitPath: r.UnitPath, Note: f.Label, New: r.brief()})
}

// brief is a record in the log; of a person's case only that it is there.
func (r Record) brief() any {
	if r.Personal {
		return map[string]any{"id": r.ID, "kind": r.Kind, "state": r.State, "number": r.Number}
	}
	return r
}

// open is a text in the log, of a person's case none.
func (r Record) open(text string) any {
	if r.Personal {
		return nil
	}
	return text
}

// MayOpen asks whether the acting person may begin a record about a unit.
func MayOpen(ctx context.Context, unitPath string) error {
	return access.Require(ctx, MayRun, unitPath)
}

// Take performs a step: the rule changes the record, everything else follows from the table.
func (s *Service) Take(ctx context.Context, k Kind, id string, version int, a Action, note string, rule func(tx *db.Tx, r *Record) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := Visible(ctx, tx, k, id)
		if err != nil {
			return err
		}
		f := s.flows[k]
		any, known := f.StepOf(a, "")
		if !known || any.By == Paper {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		st, now := f.StepOf(a, r.State)
		if !now {
			st = any
		}
		if err := may(ctx, st, r); err != nil {
			return err
		}
		switch {
		case r.Version != version:
			return stale()
		case !now:
			return errs.New(errs.Conflict, "记录处于“%s”状态，不能进行此操作", f.Info(r.State).Label)
		case st.Reason && strings.TrimSpace(note) == "":
			return errs.NewField("reason", "请说明理由")
		}
		return s.apply(ctx, tx, st, r, note, rule)
	})
}

// apply is what a step does once it may be done.
func (s *Service) apply(ctx context.Context, tx *db.Tx, st Step, r Record, note string, rule func(*db.Tx, *Record) error) error {
	if st.Answered {
		points, err := reply.Of(ctx, tx, r.Ref())
		if err != nil {
			return err
		}
		if n := reply.Unanswered(points); n > 0 {
			return errs.New(errs.Conflict, "还有 %d 条意见没有答复", n)
		}
	}
	if st.Action == Recall {
		if err := inHouse(ctx, tx, r); err != nil {
			return err
		}
	}
	old := r
	if rule != nil {
		if err := rule(tx, &r); err != nil {
			return err
		}
	}
	if st.To != "" {
		r.State = st.To
	}
	if a := actor.From(ctx); st.By == Office {
		r.HandlerID, r.HandlerName = a.ID, a.Name
	}
	if err := save(ctx, tx, &r); err != nil {
		return err
	}
	if r.State != old.State || st.Named {
		if err := s.owe(ctx, tx, &r); err != nil {
			return err
		}
	}
	if st.Owed && r.State == old.State && !s.fits(r, st) { // done, while the record waits for another
		if err := clock.Stop(ctx, tx, r.Ref(), string(st.Action)); err != nil {
			return err
		}
	}
	if st.Drafts != "" {
		if err := s.draft(ctx, tx, r, st.Drafts); err != nil {
			return err
		}
	}
	if st.Tells != "" {
		if err := tell(ctx, tx, r, st.Tells, st.Label+"："+r.Title); err != nil {
			return err
		}
	}
	if err := Say(ctx, tx, r.ID, st.Action, note, st.Internal); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "accountability." + string(st.Action), Ref: r.Ref(), UnitPath: r.UnitPath, Note: s.flows[r.Kind].Label, Old: old.brief(), New: r.brief()})
}

// Answer answers one point of a reply to a record.
func (s *Service) Answer(ctx context.Context, k Kind, id, point string, v reply.Verdict, answer string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := Visible(ctx, tx, k, id)
		if err != nil {
			return err
		}
		if err := may(ctx, Step{By: Office}, r); err != nil {
			return err
		}
		if !slices.Contains(s.flows[k].Answers, r.State) {
			return errs.New(errs.Conflict, "记录处于“%s”状态，不能进行此操作", s.flows[k].Info(r.State).Label)
		}
		old, now, err := reply.Answer(ctx, tx, r.Ref(), point, v, answer)
		if err != nil {
			return err
		}
		if err := Say(ctx, tx, r.ID, "answer", now.Verdict.Label(), false); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "accountability.answer", Ref: r.Ref(), UnitPath: r.UnitPath, Old: r.open(old.Answer), New: r.open(now.Answer)})
	})
}

// Also changes a record outside its steps, in the transaction of another one, such as the case of a
// review. The caller has asked for its own permission.
func (s *Service) Also(ctx context.Context, tx *db.Tx, id string, a Action, note string, rule func(r *Record) error) error {
	r, err := Load(ctx, tx, id)
	if err != nil {
		return err
	}
	old := r
	if err := rule(&r); err != nil {
		return err
	}
	if err := save(ctx, tx, &r); err != nil {
		return err
	}
	if r.State != old.State {
		if err := s.owe(ctx, tx, &r); err != nil {
			return err
		}
	}
	if err := Say(ctx, tx, r.ID, a, note, false); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "accountability." + string(a), Ref: r.Ref(), UnitPath: r.UnitPath, Note: s.flows[r.Kind].Label, Old: old.brief(), New: r.brief()})
}

// may asks for the permission and the side of a step.
func may(ctx context.Context, st Step, r Record) error {
	a := actor.From(ctx)
	if a.All {
		return nil
	}
	if err := access.Holds(ctx, st.Need()); err != nil {
		return err
	}
	switch {
	case st.By == Office && a.UnitID != string(r.OfficeID):
		return errs.New(errs.Denied, "由%s办理", r.OfficeName)
	case st.By == Leader && a.Scope != r.SeatPath:
		return errs.New(errs.Denied, "由组织督导的同级领导审定")
	case st.By == Unit && (a.UnitID != string(r.UnitID) || r.Personal):
		return errs.New(errs.Denied, "由%s办理", r.UnitName)
	}
	return nil
}

// Can lists the steps the acting person can take now.
func (s *Service) Can(ctx context.Context, r Record) (out []Step) {
	for _, st := range s.flows[r.Kind].Possible(r.State) {
		if may(ctx, st, r) == nil && s.fits(r, st) {
			out = append(out, st)
		}
	}
	return out
}

func (s *Service) fits(r Record, st Step) bool {
	f := s.flows[r.Kind].Fits
	return f == nil || f(r, st.Action, s.Today())
}

// CanAnswer reports whether the acting person may answer points of the record now.
func (s *Service) CanAnswer(ctx context.Context, r Record) bool {
	return slices.Contains(s.flows[r.Kind].Answers, r.State) && may(ctx, Step{By: Office}, r) == nil
}

// On is the unit whose people are on a side of the record.
func (r Record) On(side Side) org.UnitID {
	switch side {
	case Leader:
		return r.Seat()
	case Unit:
		return r.UnitID
	}
	return r.OfficeID
}

// owe closes what was owed for the record and opens what is owed in its state, and tells them.
func (s *Service) owe(ctx context.Context, tx *db.Tx, r *Record) error {
	if err := clock.Stop(ctx, tx, r.Ref(), ""); err != nil {
		return err
	}
	for _, st := range s.flows[r.Kind].Steps {
		if !st.Owed || !slices.Contains(st.From, r.State) || st.By == Unit && r.Personal || !s.fits(*r, st) {
			continue
		}
		d := clock.Duty{Ref: r.Ref(), Step: string(st.Action), Rule: st.Clock, UnitPath: r.UnitPath, UnitID: string(r.On(st.By)), Need: st.Need(), Title: r.Title, Action: st.Label, URL: r.URL()}
		if st.Named {
			d.Due = r.DueOn
		}
		if err := s.start(ctx, tx, d, *r); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) start(ctx context.Context, tx *db.Tx, d clock.Duty, r Record) error {
	if _, err := clock.Start(ctx, tx, d); err != nil {
		return err
	}
	return notify.Tell(ctx, tx, notify.Message{UnitID: d.UnitID, Need: d.Need, Ref: r.Ref(), URL: d.URL, Subject: d.Action + "：" + r.Title})
}

// Owe opens one duty of a side beyond the table, such as the right to ask for a review.
func (s *Service) Owe(ctx context.Context, tx *db.Tx, r Record, side Side, action Action, label string, rule clock.Rule, from civil.Date) error {
	st := Step{By: side}
	return s.start(ctx, tx, clock.Duty{Ref: r.Ref(), Step: string(action), Rule: rule, From: from, UnitPath: r.UnitPath, UnitID: string(r.On(side)), Need: st.Need(),
		Title: r.Title, Action: label, URL: r.URL()}, r)
}

func tell(ctx context.Context, tx *db.Tx, r Record, side Side, subject string) error {
	if side == Unit && (r.Personal || r.ShownOn.IsZero()) {
		return nil
	}
	need := MayView
	if r.Personal {
		need = MayPersonal
	}
	return notify.Tell(ctx, tx, notify.Message{UnitID: string(r.On(side)), Need: need, Ref: r.Ref(), URL: r.URL(), Subject: subject})
}
