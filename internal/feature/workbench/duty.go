package workbench

import (
	"context"
	"slices"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/db"
)

// Whose says on whose desk duties lie.
type Whose string

// The two desks of a workbench.
const (
	Mine   Whose = "mine"
	Others Whose = "others"
)

// Urgency is how a duty stands with its deadline.
type Urgency string

// The urgencies a list can be narrowed to. They exclude each other and add up to all.
const (
	Late     Urgency = "late"     // the last day has passed
	Soon     Urgency = "soon"     // at most SoonDays ahead
	Later    Urgency = "later"    // farther ahead, or suspended
	Dateless Urgency = "dateless" // no deadline
)

// SoonDays is how many days ahead counts as soon in the figures.
const SoonDays = 3

// Item is one duty with the names a person reads.
type Item struct {
	clock.Running
	UnitName  string `db:"unit_name"`  // whose record it is, "" if it is no unit
	OwnerName string `db:"owner_name"` // which unit owes it, "" if a person does
}

// answers are the steps of the office that a supervised unit may see waiting: they answer what the
// unit handed in.
var answers = []string{"rectify.decide", "rectify.verify", "rectify.recheck"}

// inner are the kinds of records that not everybody who supervises may open, with what it takes.
var inner = map[string]string{"document": "document.view_internal", "accountability": "accountability.view_internal"}

// mine adds the condition that a duty waits for the acting person.
func mine(w *db.Where, a actor.Actor) {
	needs := []any{""}
	for p := range a.Grants {
		needs = append(needs, p)
	}
	slices.SortFunc(needs, func(x, y any) int { return compare(x.(string), y.(string)) })
	w.Add("(d.account_id = ? or d.account_id = '' and d.unit_id = ? and d.need in (?"+repeat(", ?", len(needs)-1)+"))", append([]any{a.ID, a.UnitID}, needs...)...)
}

// Waits reports whether the acting person waits for others: an expert comes for one supervision and
// supervises nobody.
func Waits(ctx context.Context) bool {
	a := actor.From(ctx)
	return a.May(string(clock.MayView)) && access.Role(a.Role) != access.Expert
}

// others adds the condition that a duty lies in the range and waits for somebody else.
func others(w *db.Where, a actor.Actor, rg access.Range) {
	w.Add("d.unit_path >= ? and d.unit_path < ?", rg.From, rg.To)
	needs := []any{""}
	for p := range a.Grants {
		needs = append(needs, p)
	}
	w.Add("d.account_id <> ?", a.ID)
	w.Add("not (d.account_id = '' and d.unit_id = ? and d.need in (?"+repeat(", ?", len(needs)-1)+"))", append([]any{a.UnitID}, needs...)...)
	for kind, need := range inner {
		if !a.May(need) {
			w.Add("not (d.ref_kind >= ? and d.ref_kind < ?)", kind+".", kind+"/")
		}
	}
	if inside(a) {
		return
	}
	shown := []any{a.UnitID}
	for _, p := range answers {
		shown = append(shown, p)
	}
	w.Add("(d.unit_id = ? or d.need in (?"+repeat(", ?", len(answers)-1)+"))", shown...)
}

// inside reports whether the actor belongs to those who supervise, and may see their inner duties.
func inside(a actor.Actor) bool {
	switch access.Role(a.Role) {
	case access.SchoolHead, access.SchoolStaff, access.Liaison, access.Expert:
		return false
	}
	return true
}

// when adds the condition of an urgency on a day.
func when(w *db.Where, u Urgency, today civil.Date) {
	switch u {
	case Late:
		w.Add("d.suspended_on is null and d.due_on < ?", today)
	case Soon:
		w.Add("d.suspended_on is null and d.due_on >= ? and d.due_on <= ?", today, today.AddDays(SoonDays))
	case Later:
		w.Add("d.due_on is not null and (d.suspended_on is not null or d.due_on > ?)", today.AddDays(SoonDays))
	case Dateless:
		w.Add("d.due_on is null")
	}
}
