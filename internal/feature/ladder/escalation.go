package ladder

import (
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/org"
)

// State is where an escalation stands.
type State string

// The states of an escalation.
const (
	Recorded  State = "recorded"  // needs no decision
	Proposed  State = "proposed"  // waits for a person
	Confirmed State = "confirmed" // a person decided for it
	Declined  State = "declined"  // a person decided against it, with a reason
)

// States lists them for people, what waits first.
var States = []struct {
	State State
	Label string
}{{Proposed, "待决定"}, {Confirmed, "已决定"}, {Declined, "不采用"}, {Recorded, "已提醒"}}

// Label returns the Chinese name of a state.
func (s State) Label() string {
	for _, i := range States {
		if i.State == s {
			return i.Label
		}
	}
	return string(s)
}

// Ground is why a rung was reached.
type Ground string

// The grounds. Features that push proposals may have more of their own.
const (
	Late    Ground = "late"    // 不及时
	Poor    Ground = "poor"    // 不到位
	Relapse Ground = "relapse" // 反弹
)

// Label returns the Chinese name of a ground.
func (g Ground) Label() string {
	switch g {
	case Late:
		return "不及时"
	case Poor:
		return "不到位"
	case Relapse:
		return "问题反弹"
	}
	return string(g)
}

// RefKind is the kind of an escalation as a record of its own.
const RefKind = "ladder.escalation"

// Escalation is one rung reached by a unit about a record: recorded or proposed by the system or by a
// feature, decided by a person.
type Escalation struct {
	ID          string            `db:"id" json:"id"`
	Version     int               `db:"version" json:"version"`
	ident.Ref   `json:"-"`        // the record
	Step        string            `db:"step" json:"step"` // which clock of the record
	Rule        clock.Rule        `db:"rule" json:"rule"`
	UnitPath    string            `db:"unit_path" json:"unit_path"` // the unit that is late
	UnitID      org.UnitID        `db:"unit_id" json:"unit_id"`
	UnitName    string            `db:"unit_name" json:"unit_name"`
	SeatPath    string            `db:"seat_path" json:"seat_path"` // the level that decides
	OfficeID    org.UnitID        `db:"office_id" json:"office_id"` // who is asked to decide
	Need        access.Permission `db:"need" json:"-"`              // who in the unit is told
	Title       string            `db:"title" json:"title"`
	URL         string            `db:"url" json:"url"`
	Rung        Rung              `db:"rung" json:"rung"`
	Ground      Ground            `db:"ground" json:"ground"`
	Clause      string            `db:"clause" json:"clause"`
	Grounds     string            `db:"grounds" json:"grounds"` // what happened, in words
	FactsJSON   string            `db:"facts" json:"-"`
	MissedOn    civil.Date        `db:"missed_on" json:"missed_on"` // the deadline that passed
	DaysLate    int               `db:"days_late" json:"days_late"` // when it was recorded
	State       State             `db:"state" json:"state"`
	At          civil.Time        `db:"at" json:"at"`
	DecidedBy   string            `db:"decided_by" json:"decided_by"`
	DecidedName string            `db:"decided_name" json:"decided_name"`
	DecidedAt   civil.Time        `db:"decided_at" json:"decided_at"`
	Reason      string            `db:"reason" json:"reason"`
	Number      string            `db:"number" json:"number"` // 文号 of the 督办单, once decided
	Demand      string            `db:"demand" json:"demand"` // what it asks for
	DueOn       civil.Date        `db:"due_on" json:"due_on"` // its own last day
	MetOn       civil.Date        `db:"met_on" json:"met_on"` // when it was answered
}

// PageURL is where the escalation is shown and decided.
func (e Escalation) PageURL() string { return "/escalations/" + e.ID }

// Facts are what a proposal was made of, as it stood that day.
type Facts struct {
	Action   string     `json:"action,omitempty"`    // what was owed
	Article  string     `json:"article,omitempty"`   // of the deadline
	Evidence string     `json:"evidence,omitempty"`  // its grade
	From     civil.Date `json:"from,omitzero"`       // the clock started
	FirstDue civil.Date `json:"first_due,omitzero"`  // its last day before anybody changed it
	Due      civil.Date `json:"due,omitzero"`        // the day that was missed
	DaysLate int        `json:"days_late,omitempty"` // natural days
	Working  int        `json:"working,omitempty"`   // working days late
	After    int        `json:"after,omitempty"`     // the rule of the ladder: proposed after so many days
	Behind   Rung       `json:"behind,omitempty"`
	RuleID   string     `json:"rule_id,omitempty"`
	Changes  []Moved    `json:"changes,omitempty"` // more time, suspension
	Earlier  []Step     `json:"earlier,omitempty"` // rungs reached before
}

// Moved is one change of the days of the clock.
type Moved struct {
	On     civil.Date `json:"on"`
	Action string     `json:"action"`
	Reason string     `json:"reason"`
	Old    civil.Date `json:"old,omitzero"`
	New    civil.Date `json:"new,omitzero"`
}

// Step is an earlier rung.
type Step struct {
	Rung   Rung       `json:"rung"`
	State  State      `json:"state"`
	On     civil.Date `json:"on"`
	Number string     `json:"number,omitempty"`
	DueOn  civil.Date `json:"due_on,omitzero"`
}

// Decision is what a person fills in to confirm a rung. Number, Demand and DueOn are for a 督办单, and
// for a rung that sets a day of its own.
type Decision struct {
	Number string
	Demand string
	DueOn  civil.Date
	Reason string
}

// Missing says which rungs a clock that was due on due still has to climb today: have are the rungs its
// unit has reached about this clock. A rung is proposed once for each missed day; one that was declined
// is not proposed again for the same day (京教组发〔2020〕5号 (三)).
func Missing(due, today civil.Date, have []Escalation, rules map[Rung]Rule) []Rule {
	late := today.Sub(due)
	if due.IsZero() || late < 1 {
		return nil
	}
	had := map[Rung]bool{}
	behind := Rung(0)
	for _, e := range have {
		if e.MissedOn == due {
			had[e.Rung] = true
		}
		if e.Rung == Notice && e.State == Confirmed && e.DueOn == due {
			behind = Notice
		}
	}
	var out []Rule
	for _, i := range Rungs {
		r, ok := rules[i.Rung]
		if ok && late >= r.After && !had[i.Rung] && (i.Rung == Remind || r.Behind == behind) {
			out = append(out, r)
		}
	}
	return out
}

// next is the day after today on which a rung may be missing; zero if none will be.
func next(due, today civil.Date, have []Escalation, rules map[Rung]Rule) civil.Date {
	var at civil.Date
	for _, r := range rules {
		on := due.AddDays(r.After)
		if !today.Before(on) || !at.IsZero() && !on.Before(at) {
			continue
		}
		for _, m := range Missing(due, on, have, map[Rung]Rule{r.Rung: r}) {
			if m.Rung == r.Rung {
				at = on
			}
		}
	}
	return at
}

// decidable says why a person may not decide about the rung; nil means they may.
func (e Escalation) decidable(a actor.Actor) error {
	switch {
	case a.UnitID != "" && a.UnitID == string(e.UnitID):
		return errs.New(errs.Denied, "被督导单位不能决定对自己的督办")
	case !a.All && !access.Covers(a, e.SeatPath):
		return errs.New(errs.Denied, "由上一级教育督导机构决定")
	case e.State != Proposed:
		return errs.New(errs.Conflict, "这项建议已有决定")
	}
	return nil
}

// MayDecide reports whether a person may decide about the rung now.
func (e Escalation) MayDecide(a actor.Actor) bool {
	return a.May(string(MayDecide)) && e.decidable(a) == nil
}

// check holds what a decision must say.
func (d Decision) check(rung Rung, today civil.Date) error {
	if rung != Notice {
		return nil
	}
	var c errs.Check
	c.That(strings.TrimSpace(d.Demand) != "", "demand", "请写明督办要求")
	c.That(today.Before(d.DueOn), "due_on", "督办期限必须晚于今天")
	return c.Err()
}

// seatOf is the level that decides about a unit: its district, or the city for what lies directly
// below it and for the office of a district. "" for the city itself.
func seatOf(u org.Unit) string {
	root, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	district := org.DistrictPath(u.Path)
	switch {
	case rest == "":
		return ""
	case u.Kind == org.Office || district == u.Path:
		return "/" + root + "/"
	}
	return district
}
