package rectify

import (
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/ladder"
)

// Code names an invariant of the closed loop.
type Code string

// The invariants.
const (
	NotIndependent Code = "independent" // accepted without verification by somebody independent
	NoRung         Code = "rung"        // overdue, but nothing was recorded
	NoEvidence     Code = "evidence"    // accepted with an item without evidence
	NoRecheck      Code = "recheck"     // accepted, but no re-check scheduled
	NotAccepted    Code = "published"   // published or closed without acceptance
	NoItems        Code = "items"       // an order without a finding
	NoOrder        Code = "order"       // a finding without an order and without a reason for none
	NotDone        Code = "closed"      // closed without a re-check
)

// Codes lists the invariants for people.
var Codes = []struct {
	Code  Code
	Label string
}{
	{NotIndependent, "未经他人独立验收"},
	{NoRung, "逾期而没有督办记录"},
	{NoEvidence, "验收项没有证据"},
	{NoRecheck, "验收后没有安排回头看"},
	{NotAccepted, "未验收而公布或办结"},
	{NoItems, "整改通知没有对应问题"},
	{NoOrder, "问题没有整改通知，也没有不下达的理由"},
	{NotDone, "未复查而办结"},
}

// Label returns the Chinese name of an invariant.
func (c Code) Label() string {
	for _, i := range Codes {
		if i.Code == c {
			return i.Label
		}
	}
	return string(c)
}

// Loop is an order with everything its invariants look at.
type Loop struct {
	Order    Order
	Items    []Item
	Evidence map[string]int // per item
	Rungs    []ladder.Escalation
}

// Violations lists the broken invariants of the closed loop (京教组发〔2020〕5号 (三): 问题必整改,整改必到位).
func (l Loop) Violations(today civil.Date) []Code {
	var out []Code
	add := func(bad bool, c Code) {
		if bad {
			out = append(out, c)
		}
	}
	o := &l.Order
	accepted := in(o.State, []State{Accepted, Published, Withheld, Rechecked, Closed})
	add(o.State != Draft && o.State != Dropped && len(l.Items) == 0, NoItems)
	add(o.Late(today) > 0 && !l.answered(), NoRung)
	if !accepted {
		return out
	}
	add(o.VerifiedBy == "" || o.VerifiedBy == o.AuthorID || o.VerifiedBy == o.IssuedBy || o.VerifiedBy == o.SubmittedBy ||
		o.VerifiedUnit == o.UnitID, NotIndependent)
	bare := false
	for _, i := range l.Items {
		bare = bare || l.Evidence[i.ID] == 0
	}
	add(bare, NoEvidence)
	add(o.RecheckOn.IsZero(), NoRecheck)
	add(o.State != Accepted && o.VerifiedOn.IsZero(), NotAccepted)
	add(o.State == Closed && o.RecheckedOn.IsZero(), NotDone)
	return out
}

// answered reports whether the present lateness of the unit has its record on the ladder.
func (l Loop) answered() bool {
	for _, e := range l.Rungs {
		if e.UnitID == l.Order.UnitID && e.MissedOn == l.Order.NextOn {
			return true
		}
	}
	return false
}

// Unanswered reports whether a finding older than the limit has neither an order nor a reason for none.
func (f *Finding) Unanswered(today civil.Date, days int) bool {
	return f.OrderID == "" && f.NoOrderReason == "" && f.RaisedOn.AddDays(days).Before(today)
}

// sound refuses a write that would break the loop. Lateness has its record by then.
func (l Loop) sound(today civil.Date) error {
	bad := l.Violations(today)
	if len(bad) == 0 {
		return nil
	}
	return errs.New(errs.Conflict, "闭环核验未通过：%s", bad[0].Label())
}
