// Package clock keeps the time of supervision: working days, deadlines as rows of data, and duties:
// who owes what by when. The workbench is the list of open duties.
//
//	Start ──▶ running ── Stop ──▶ closed
//	           │  ▲  └─ Extend (later day, with a reason)
//	   Suspend ▼  │ Resume (the days lost are added)
//	         suspended
//
// Each night Tick looks at the duties that reach their warning day or their last day, or pass it. Each
// of the three is raised once: the hook OnTick tells people, the handler a feature registered with
// OnLate does what follows from being late. What follows for a unit (提醒 → 督办单 → 约谈 → …) is the
// feature ladder above this one; a row of deadlines says with Ladder whether being late is a failing:
// not the days in which somebody may use a right, and not those of a public notice.
//
// The day after the clock starts is the first day counted; days are natural or working days. The day it
// is suspended is not counted any more, the day it goes on is counted again. Working days know the State
// Council's holidays and make-up days: the shipped file, and over it what the city office corrected
// (days.go), which holds at once on every node; open clocks that count working days or roll are then
// counted anew (recount.go), but never a day that a letter gave. A year without data is counted by
// weekdays and marked as not sure. Statutory lengths are rows (Deadline) with article, evidence
// grade and effective interval; a change is a new row with a reason, nothing is overwritten, and a
// duty keeps the figures it was computed with. National law names no days for most steps
// (《教育督导条例》第十七条至第二十三条), which is why they are rows.
//
// Everybody with business reads deadlines and the calendar; the city office changes deadlines; the
// offices extend and suspend duties within their range, on their own or because whoever owes a duty asked
// (request.go): never what they owe themselves. The three administrators see neither.
//
// Read calendar.go, deadline.go, duty.go and recount.go for the rules, start.go for what other features call,
// service.go for what people do, jobs.go for the night.
package clock
