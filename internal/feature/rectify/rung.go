package rectify

import (
	"dudao/internal/base/civil"
)

// The rungs of the ladder 提醒 → 督办单 → 约谈 → 通报 → 问责.
const (
	RungRemind = iota + 1
	RungNotice
	RungTalk
	RungCircular
	RungAccount
)

// Rung is one rung for people.
type Rung struct {
	Rung   int
	Label  string
	Clause string
}

// Ladder lists the rungs from the ground up. The days that lead to each are parameters.
var Ladder = []Rung{
	{RungRemind, "逾期提醒", "京教组发〔2020〕5号（三）强化整改制度"},
	{RungNotice, "督办单", "京教组发〔2020〕5号（三）强化整改制度"},
	{RungTalk, "约谈", "京教组发〔2020〕5号（三）严肃约谈制度"},
	{RungCircular, "通报", "京教组发〔2020〕5号（三）建立通报制度"},
	{RungAccount, "问责", "京教组发〔2020〕5号（三）压实问责制度"},
}

// RungLabel returns the Chinese name of a rung.
func RungLabel(n int) string {
	if n < 1 || n > len(Ladder) {
		return ""
	}
	return Ladder[n-1].Label
}

// Grounds of an escalation.
const (
	GroundLate = "late" // 不及时
	GroundPoor = "poor" // 不到位
)

// States of an escalation.
const (
	EscRecorded  = "recorded"  // needs no decision
	EscProposed  = "proposed"  // waits for a person
	EscConfirmed = "confirmed" // a person decided for it
	EscDeclined  = "declined"  // a person decided against it, with a reason
)

// Escalation is one rung reached by an order: recorded by the system, decided by a person.
type Escalation struct {
	ID        string     `db:"id" json:"id"`
	Version   int        `db:"version" json:"version"`
	OrderID   OrderID    `db:"order_id" json:"order_id"`
	UnitPath  string     `db:"unit_path" json:"unit_path"`
	Rung      int        `db:"rung" json:"rung"`
	Ground    string     `db:"ground" json:"ground"`
	MissedOn  civil.Date `db:"missed_on" json:"missed_on"` // the deadline that passed
	DaysLate  int        `db:"days_late" json:"days_late"` // when it was recorded
	State     string     `db:"state" json:"state"`
	At        civil.Time `db:"at" json:"at"`
	DecidedBy string     `db:"decided_by" json:"decided_by"`
	DecidedAt civil.Time `db:"decided_at" json:"decided_at"`
	Reason    string     `db:"reason" json:"reason"`
}

// SupervisionNotice is a 督办单 with its own deadline, visible to the unit and published with the result.
type SupervisionNotice struct {
	ID       string     `db:"id" json:"id"`
	OrderID  OrderID    `db:"order_id" json:"order_id"`
	UnitPath string     `db:"unit_path" json:"unit_path"`
	Number   string     `db:"number" json:"number"`
	Text     string     `db:"text" json:"text"`
	DueOn    civil.Date `db:"due_on" json:"due_on"`
	IssuedOn civil.Date `db:"issued_on" json:"issued_on"`
	IssuedBy string     `db:"issued_by" json:"issued_by"`
	MetOn    civil.Date `db:"met_on" json:"met_on"`
}

// Params are the numbers of the loop as they stand on a day: rows of rectify_param.
type Params map[string]int

// Missing says which rungs an order that is late today still has to climb: the reminder and the
// proposal of a 督办单 as soon as a deadline is missed; after the deadline of a confirmed 督办单 the
// proposals 约谈, 通报, 问责 one after the other (京教组发〔2020〕5号 (三)). A declined rung is not
// proposed again for the same deadline.
func (l Loop) Missing(today civil.Date, p Params) []int {
	late := l.Order.Late(today)
	if late == 0 {
		return nil
	}
	have := map[int]bool{}
	for _, e := range l.Rungs {
		if same(e.MissedOn, l.Order.NextOn) {
			have[e.Rung] = true
		}
	}
	afterNotice := !l.Order.NoticeDueOn.IsZero() && same(l.Order.NextOn, l.Order.NoticeDueOn)
	var out []int
	want := func(rung, after int, when bool) {
		if when && late >= after && !have[rung] {
			out = append(out, rung)
		}
	}
	want(RungRemind, 1, true)
	want(RungNotice, p["notice_after"], !afterNotice)
	want(RungTalk, p["talk_after"], afterNotice)
	want(RungCircular, p["circular_after"], afterNotice)
	want(RungAccount, p["account_after"], afterNotice)
	return out
}
