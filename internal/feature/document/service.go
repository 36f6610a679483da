package document

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/notify"
	"dudao/internal/platform/blob"
	"dudao/internal/platform/crypto"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Service has the use cases of letters.
type Service struct {
	db       *db.DB
	audit    *audit.Service
	people   *people.Service
	store    blob.Store
	staging  *blob.Staging
	signer   crypto.Signer
	base     string // the address of the site, for QR codes: https://dudao.example
	sources  map[string]Source
	replaced map[Kind]func(context.Context, *db.Tx, Letter) error
}

// Config is what letters need from outside.
type Config struct {
	Store   blob.Store
	Staging *blob.Staging
	Signer  crypto.Signer
	Base    string // address of the site, without a slash at the end
}

// New returns the service and registers its jobs with q.
func New(d *db.DB, q *jobs.Queue, log *audit.Service, p *people.Service, c Config) *Service {
	s := &Service{db: d, audit: log, people: p, store: c.Store, staging: c.Staging, signer: c.Signer, base: strings.TrimSuffix(c.Base, "/"), sources: map[string]Source{}, replaced: map[Kind]func(context.Context, *db.Tx, Letter) error{}}
	jobs.Handle(q, s.seal)
	jobs.Handle(q, s.runBatch)
	return s
}

// Register says what a kind of record gives to its letters. Only the wiring of the program calls it.
func (s *Service) Register(refKind string, src Source) { s.sources[refKind] = src }

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// NewID returns an id for a form.
func (s *Service) NewID() string { return s.db.NewID() }

// Full is a letter with its recipients and countersigners.
type Full struct {
	Letter
	Deliveries []Delivery `json:"deliveries"`
	Signers    []Signer   `json:"signers"`
}

// Letter returns a letter the acting person may see. A recipient learns nothing of who countersigned.
func (s *Service) Letter(ctx context.Context, id LetterID) (Full, error) {
	l, err := byID(ctx, s.db, id)
	if err != nil {
		return Full{}, err
	}
	f := Full{Letter: l}
	if f.Deliveries, err = deliveriesOf(ctx, s.db, id); err != nil {
		return f, err
	}
	if Inside(ctx, l) || !l.State.Out() {
		f.Signers, err = signersOf(ctx, s.db, id)
		return f, err
	}
	own := f.Deliveries[:0:0]
	for _, d := range f.Deliveries { // to whom it went stands on the letter; how they received it is theirs
		if string(d.UnitID) != actor.From(ctx).UnitID {
			d = Delivery{ID: d.ID, Ord: d.Ord, UnitID: d.UnitID, Name: d.Name, Copy: d.Copy, State: d.State}
		}
		own = append(own, d)
	}
	f.Deliveries = own
	return f, nil
}

// Inside reports whether the acting person belongs to the side that issues.
func Inside(ctx context.Context, l Letter) bool {
	a := actor.From(ctx)
	return a.All || a.May(string(MayInternal)) && access.Covers(a, l.SeatPath)
}

// may asks whether the acting person may take a step with the letter, whatever its state.
func may(ctx context.Context, st Step, l Letter, signers []Signer) error {
	a := actor.From(ctx)
	if a.All {
		return nil
	}
	if st.By == Asked || st.Action == Return && l.State == Countersign {
		if mine(ctx, signers) == nil {
			return errs.New(errs.Denied, "还没有轮到您会签，或您不在会签人之列")
		}
		return access.Holds(ctx, MaySign)
	}
	need, by := st.Need, st.By
	if st.Action == Return {
		need, by = MayApprove, Leader
	}
	if err := access.Require(ctx, need, l.SeatPath); err != nil {
		return err
	}
	switch {
	case a.Scope != l.SeatPath:
		return errs.New(errs.Denied, "由%s办理", l.OfficeName)
	case by == Leader && st.Action == Approve && a.ID == l.AuthorID:
		return errs.New(errs.Denied, "拟稿人不能签发自己的公文")
	}
	return nil
}

// mine is the line of the countersigner who is asked now and is the acting person, or whom they act for.
func mine(ctx context.Context, signers []Signer) *Signer {
	a := actor.From(ctx)
	for i, s := range signers {
		if s.State == SignerAsked && (s.AccountID == a.ID || s.AccountID == forID(a)) {
			return &signers[i]
		}
	}
	return nil
}

// CanStep reports whether the acting person may take a step now; for showing its button.
func CanStep(ctx context.Context, st Step, f Full) bool {
	return may(ctx, st, f.Letter, f.Signers) == nil
}

// Draft starts a letter of a record in the caller's transaction: what the record says is filled into the
// template of the kind. A record has one open draft of a kind: drafted again, it is the same.
func Draft(ctx context.Context, tx *db.Tx, f Facts, ref ident.Ref, k Kind) (LetterID, error) {
	if open, err := openDraft(ctx, tx, ref, k); err != nil || open != "" {
		return open, err
	}
	l, err := begin(ctx, tx, f, ref, k)
	if err != nil {
		return "", err
	}
	if err := insertAll(ctx, tx, &l, f.To); err != nil {
		return "", err
	}
	err = audit.Record(ctx, tx, audit.Entry{Action: "document.draft", Ref: l.Ref(), UnitPath: l.SeatPath, New: l.brief()})
	return l.ID, err
}

// openDraft is the letter of a kind that a record has on the way, "" for none.
func openDraft(ctx context.Context, tx *db.Tx, ref ident.Ref, k Kind) (LetterID, error) {
	open, err := db.List[LetterID](ctx, tx, `select id from doc_letter where ref_kind = $1 and ref_id = $2 and kind = $3
		and state in ('draft', 'countersign', 'approval', 'approved', 'numbered', 'signed')`, ref.Kind, ref.ID, k)
	if err != nil || len(open) == 0 {
		return "", err
	}
	return open[0], nil
}

// begin makes a draft of what a record says.
func begin(ctx context.Context, tx *db.Tx, f Facts, ref ident.Ref, k Kind) (Letter, error) {
	if !k.Known() {
		return Letter{}, errs.New(errs.Invalid, "没有这个文种：%s", string(k))
	}
	a := actor.From(ctx)
	if f.AuthorID != "" {
		a.ID, a.Name = f.AuthorID, f.AuthorName
	}
	own, err := templateOf(ctx, tx, f.SeatPath, k)
	if err != nil {
		return Letter{}, err
	}
	c := templates[k].fill(f)
	return Letter{TemplateID: own, ID: LetterID(tx.NewID()), Kind: k, State: Drafting, SeatPath: f.SeatPath, OfficeID: f.OfficeID, OfficeName: f.OfficeName, UnitPath: f.UnitPath,
		UnitID: f.UnitID, UnitName: f.UnitName, RefKind: ref.Kind, RefID: ref.ID, RecordTitle: f.Title, RecordURL: f.URL, Title: oneLine(c.Title), Content: c, Base: c,
		Facts: f, AuthorID: a.ID, AuthorName: a.Name, Demo: f.Demo}, nil
}

func insertAll(ctx context.Context, tx *db.Tx, l *Letter, to []Party) error {
	if err := insertLetter(ctx, tx, l); err != nil {
		return err
	}
	for i, p := range to {
		if err := formal(ctx, tx, &p); err != nil {
			return err
		}
		d := Delivery{LetterID: l.ID, Ord: i + 1, UnitID: p.UnitID, Name: p.Name, Copy: p.Copy, Why: p.Why}
		if err := insertDelivery(ctx, tx, &d); err != nil {
			return err
		}
	}
	return nil
}

// oneLine is a title for lists: the breaks an author put into it are for paper.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\n", "")), " ")
}

// brief is what the log keeps of a letter's text: enough to know it, without its content twice.
func (l *Letter) brief() map[string]any {
	return map[string]any{"kind": l.Kind, "state": l.State, "title": l.Title, "number": l.Number, "unit_name": l.UnitName, "content_sm3": l.contentHash()}
}

// change is the shape of every step: load, ask, apply, save, record.
func (s *Service) change(ctx context.Context, id LetterID, version int, a Action, note string, rule func(*db.Tx, *Full) error) error {
	st, _ := StepOf(a)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		f := Full{Letter: l}
		if f.Signers, err = signersOf(ctx, tx, id); err != nil {
			return err
		}
		if f.Deliveries, err = deliveriesOf(ctx, tx, id); err != nil {
			return err
		}
		if err := may(ctx, st, l, f.Signers); err != nil {
			return err
		}
		if err := f.step(a, note); err != nil {
			return err
		}
		if src := s.sources[l.RefKind]; src.Guard != nil {
			if err := src.Guard(ctx, tx, f.Letter, a); err != nil {
				return err
			}
		}
		if err := rule(tx, &f); err != nil {
			return err
		}
		if err := update(ctx, tx, &f.Letter, version); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "document." + string(a), Ref: l.Ref(), UnitPath: l.SeatPath, Note: note, Old: l.brief(), New: f.brief()})
	})
}

// Edit is what a person writes in a draft.
func (s *Service) Edit(ctx context.Context, id LetterID, version int, c Content) error {
	return s.change(ctx, id, version, Edit, "", func(_ *db.Tx, f *Full) error {
		if err := c.check(); err != nil {
			return err
		}
		f.Content, f.Title = c, oneLine(c.Title)
		return nil
	})
}

// Refresh takes over what the record says now: all of the text, or only what the text is compared with.
func (s *Service) Refresh(ctx context.Context, id LetterID, version int, text bool) error {
	return s.change(ctx, id, version, Edit, "", func(tx *db.Tx, f *Full) error {
		src, ok := s.sources[f.RefKind]
		if !ok || src.Facts == nil {
			return errs.New(errs.Conflict, "这份公文没有可以取数的记录")
		}
		facts, err := src.Facts(ctx, tx, f.RefID, f.Kind)
		if err != nil {
			return err
		}
		c := templates[f.Kind].fill(facts)
		f.Facts, f.Base = facts, c
		if text {
			c.Note, c.Urgency, c.Attached, c.With, c.Signers = f.Content.Note, f.Content.Urgency, f.Content.Attached, f.Content.With, f.Content.Signers
			f.Content, f.Title = c, oneLine(c.Title)
		}
		return nil
	})
}

// Drop gives a draft up.
func (s *Service) Drop(ctx context.Context, id LetterID, version int, reason string) error {
	return s.change(ctx, id, version, Drop, reason, func(tx *db.Tx, f *Full) error {
		f.EndedOn, f.EndReason = tx.Today(), reason
		return clock.Stop(ctx, tx, f.Ref(), "")
	})
}

// Submit hands the draft to the countersigners, or to the leader when there are none.
func (s *Service) Submit(ctx context.Context, id LetterID, version int, excuse string) error {
	return s.change(ctx, id, version, Submit, "", func(tx *db.Tx, f *Full) error {
		f.ReturnReason, f.Excuse = "", strings.TrimSpace(excuse)
		if err := f.pass(ctx, tx, tx.Today()); err != nil {
			return err
		}
		if len(f.Deliveries) == 0 {
			return errs.New(errs.Conflict, "请先填写主送单位")
		}
		if err := clock.Stop(ctx, tx, f.Ref(), "rewrite"); err != nil {
			return err
		}
		for i := range f.Signers { // whoever sent it back is asked again
			if f.Signers[i].State == SignerBack {
				f.Signers[i].State = SignerWaits
			}
		}
		return s.onward(ctx, tx, f)
	})
}

// onward asks the next turn of countersigners, or the leader when all have agreed.
func (s *Service) onward(ctx context.Context, tx *db.Tx, f *Full) error {
	turn := nextTurn(f.Signers)
	if turn == 0 {
		f.State = Approval
		return s.owe(ctx, tx, f, clock.Duty{Step: "approve", UnitID: s.leaderUnit(f.SeatPath), Need: MayApprove, Action: "签发公文"})
	}
	f.State = Countersign
	for i := range f.Signers {
		g := &f.Signers[i]
		if g.Turn != turn || g.State != SignerWaits {
			continue
		}
		g.State = SignerAsked
		if err := updateSigner(ctx, tx, g); err != nil {
			return err
		}
		if err := s.owe(ctx, tx, f, clock.Duty{Step: "sign:" + g.ID, AccountID: g.AccountID, Action: "会签公文"}); err != nil {
			return err
		}
	}
	return nil
}

// owe opens the duty of a step and tells who owes it.
func (s *Service) owe(ctx context.Context, tx *db.Tx, f *Full, d clock.Duty) error {
	d.Ref, d.UnitPath, d.URL, d.Title = f.Ref(), f.SeatPath, f.URL(), f.Kind.Label()+"："+f.Title
	if _, err := clock.Start(ctx, tx, d); err != nil {
		return err
	}
	return notify.Tell(ctx, tx, notify.Message{AccountID: d.AccountID, UnitID: d.UnitID, Need: d.Need, Ref: f.Ref(), URL: f.URL(), Subject: lang.In(lang.Zh, "请%s：%s", d.Action, f.Title)})
}

// leaderUnit is the unit whose leaders approve at a place.
func (s *Service) leaderUnit(seatPath string) string {
	path := strings.TrimSuffix(seatPath, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// Agree countersigns.
func (s *Service) Agree(ctx context.Context, id LetterID, version int, opinion string) error {
	return s.change(ctx, id, version, Agree, opinion, func(tx *db.Tx, f *Full) error {
		g := mine(ctx, f.Signers)
		if g == nil {
			return errs.New(errs.Denied, "还没有轮到您会签，或您不在会签人之列")
		}
		g.State, g.Opinion, g.ByName, g.At = SignerAgreed, strings.TrimSpace(opinion), actor.From(ctx).Name, tx.Now
		if err := updateSigner(ctx, tx, g); err != nil {
			return err
		}
		if err := clock.Stop(ctx, tx, f.Ref(), "sign:"+g.ID); err != nil {
			return err
		}
		for _, o := range f.Signers {
			if o.Turn == g.Turn && o.State != SignerAgreed { // others of the same turn have not answered yet
				return nil
			}
		}
		return s.onward(ctx, tx, f)
	})
}

// Return sends the letter back to its author: by a countersigner in their turn, or by the leader.
func (s *Service) Return(ctx context.Context, id LetterID, version int, reason string) error {
	return s.change(ctx, id, version, Return, reason, func(tx *db.Tx, f *Full) error {
		f.ReturnReason = reason
		if g := mine(ctx, f.Signers); g != nil {
			g.State, g.Opinion, g.ByName, g.At = SignerBack, reason, actor.From(ctx).Name, tx.Now
		}
		for i := range f.Signers { // whoever countersigned sees the new text again
			g := &f.Signers[i]
			if g.State != SignerBack {
				g.State = SignerWaits
			}
			if err := updateSigner(ctx, tx, g); err != nil {
				return err
			}
		}
		if err := clock.Stop(ctx, tx, f.Ref(), ""); err != nil {
			return err
		}
		return s.owe(ctx, tx, f, clock.Duty{Step: "rewrite", UnitID: string(f.OfficeID), Need: MayDraft, Action: "修改公文"})
	})
}
