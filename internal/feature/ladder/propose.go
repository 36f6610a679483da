package ladder

import (
	"context"
	"encoding/json"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Proposal is a rung that a feature proposes for a reason of its own, or the night for lateness.
type Proposal struct {
	ident.Ref        // the record
	Step      string // which clock of it a 督办单 would move; "" none
	Rule      clock.Rule
	UnitID    org.UnitID        // who it is about
	OfficeID  org.UnitID        // who organised and is asked to decide; "" is the office of the level
	Need      access.Permission // who in the unit is told of the decision
	Title     string            // what the record is, in Chinese
	URL       string
	Rung      Rung
	Ground    Ground
	Clause    string // the article; "" is that of the rung
	Grounds   string // what happened, in Chinese
	Facts     Facts
	MissedOn  civil.Date // the deadline it is about; zero is today
	DaysLate  int
}

// Propose stores a rung once for a record, a ground and a missed day, and tells who decides. It returns
// the escalation and whether it is new. The caller has asked for its own permission. A unit with
// nobody above it gets none: the zero Escalation.
func Propose(ctx context.Context, tx *db.Tx, p Proposal) (Escalation, bool, error) {
	unit, err := org.UnitByID(ctx, tx, p.UnitID)
	if err != nil {
		return Escalation{}, false, err
	}
	e := Escalation{ID: tx.NewID(), Version: 1, Ref: p.Ref, Step: p.Step, Rule: p.Rule, UnitPath: unit.Path, UnitID: unit.ID, UnitName: unit.Name,
		SeatPath: seatOf(unit), Need: p.Need, Title: p.Title, URL: p.URL, Rung: p.Rung, Ground: p.Ground, Clause: p.Clause, Grounds: p.Grounds,
		MissedOn: p.MissedOn, DaysLate: p.DaysLate, State: Proposed, At: tx.Now}
	if e.SeatPath == "" || !p.Rung.Known() {
		return Escalation{}, false, nil
	}
	if p.Rung == Remind {
		e.State = Recorded
	}
	if e.Clause == "" {
		e.Clause = p.Rung.Clause()
	}
	if e.MissedOn.IsZero() {
		e.MissedOn = tx.Today()
	}
	if e.OfficeID, err = deciding(ctx, tx, e, p.OfficeID); err != nil {
		return e, false, err
	}
	have, err := Of(ctx, tx, p.Ref)
	if err != nil {
		return e, false, err
	}
	for _, had := range have {
		p.Facts.Earlier = append(p.Facts.Earlier, Step{had.Rung, had.State, civil.DateOf(had.At.Time), had.Number, had.DueOn})
	}
	facts, err := json.Marshal(p.Facts)
	if err != nil {
		return e, false, err
	}
	e.FactsJSON = string(facts)
	fresh, err := insert(ctx, tx, &e)
	if err != nil || !fresh {
		return e, false, err
	}
	return e, true, announce(ctx, tx, e)
}

// deciding is the unit whose people are asked: the office that organised if it stands at the level or
// above it, else the office of the level; of the city's own office the city itself, whose leaders decide.
func deciding(ctx context.Context, tx *db.Tx, e Escalation, named org.UnitID) (org.UnitID, error) {
	if named != "" && named != e.UnitID {
		office, err := org.UnitByID(ctx, tx, named)
		if err != nil && errs.KindOf(err) != errs.NotFound {
			return "", err
		}
		if err == nil && strings.HasPrefix(e.SeatPath, parentOf(office.Path)) {
			return office.ID, nil
		}
	}
	office, err := org.OfficeOf(ctx, tx, e.SeatPath)
	if errs.KindOf(err) == errs.NotFound || err == nil && office.ID == e.UnitID {
		return org.UnitID(lastOf(e.SeatPath)), nil
	}
	return office.ID, err
}

// announce tells who decides about a proposal, and puts the new rung into the log.
func announce(ctx context.Context, tx *db.Tx, e Escalation) error {
	if e.State == Proposed {
		err := notify.Tell(ctx, tx, notify.Message{UnitID: string(e.OfficeID), Need: MayDecide, Ref: e.Ref, URL: e.PageURL(),
			Subject: lang.In(lang.Zh, "建议%s：%s", e.Rung.Label(), named(e))})
		if err != nil {
			return err
		}
	}
	return audit.Record(actor.With(ctx, actor.System), tx, audit.Entry{Action: "ladder." + string(e.State), Ref: e.Self(), UnitPath: e.UnitPath, Note: e.Rung.Label(), New: e})
}

// named is the unit and the record in one line; many titles begin with the unit already.
func named(e Escalation) string {
	if strings.HasPrefix(e.Title, e.UnitName) {
		return e.Title
	}
	return e.UnitName + " " + e.Title
}

// Self names the escalation as a record of its own.
func (e Escalation) Self() ident.Ref { return ident.Ref{Kind: RefKind, ID: e.ID} }

func parentOf(path string) string {
	path = strings.TrimSuffix(path, "/")
	return path[:strings.LastIndexByte(path, '/')+1]
}

func lastOf(path string) string {
	path = strings.TrimSuffix(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}
