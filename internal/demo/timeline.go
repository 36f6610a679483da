package demo

import (
	"container/heap"
	"time"
)

// timeline runs what happens in the demo's year in the order of time, whoever planned it.
type timeline struct {
	events events
	seq    int
}

type event struct {
	at  time.Time
	seq int // equal times keep the order in which they were planned
	do  func() error
}

// at plans do for the instant t.
func (l *timeline) at(t time.Time, do func() error) {
	l.seq++
	heap.Push(&l.events, event{t, l.seq, do})
}

// run moves the clock from event to event until the end; each midnight passed runs nightly.
func (l *timeline) run(clock *hand, end time.Time, nightly func() error) error {
	for l.events.Len() > 0 && !l.events[0].at.After(end) {
		e := heap.Pop(&l.events).(event)
		if err := nights(clock, e.at, nightly); err != nil {
			return err
		}
		clock.set(e.at)
		if err := e.do(); err != nil {
			return err
		}
	}
	if err := nights(clock, end, nightly); err != nil {
		return err
	}
	clock.set(end)
	return nil
}

// nights runs nightly at 03:00 Beijing time (19:00 UTC) of every day between the clock and t.
func nights(clock *hand, t time.Time, nightly func() error) error {
	for {
		now := clock.now()
		night := time.Date(now.Year(), now.Month(), now.Day(), 19, 0, 0, 0, time.UTC)
		if !night.After(now) {
			night = night.AddDate(0, 0, 1)
		}
		if !night.Before(t) {
			return nil
		}
		clock.set(night)
		if err := nightly(); err != nil {
			return err
		}
	}
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if !e[i].at.Equal(e[j].at) {
		return e[i].at.Before(e[j].at)
	}
	return e[i].seq < e[j].seq
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	old := *e
	x := old[len(old)-1]
	*e = old[:len(old)-1]
	return x
}

// hand is the demo's own time; it only moves forward.
type hand struct{ t time.Time }

func (c *hand) now() time.Time { return c.t }

func (c *hand) set(t time.Time) {
	if t.After(c.t) {
		c.t = t
	}
}
