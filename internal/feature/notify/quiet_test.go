package notify_test

import (
	"testing"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/feature/notify"
)

// No pushes from 20:00 to 07:30, at weekends and on holidays; a make-up working day is a working day.
func TestQuietHours(t *testing.T) {
	q := notify.Quiet{From: 20 * 60, To: 7*60 + 30, Rest: true}
	for now, want := range map[string]string{
		"2026-09-01 10:00": "2026-09-01 10:00", // Tuesday
		"2026-09-01 07:30": "2026-09-01 07:30",
		"2026-09-01 07:29": "2026-09-01 07:30",
		"2026-09-01 00:10": "2026-09-01 07:30",
		"2026-09-01 20:00": "2026-09-02 07:30",
		"2026-09-01 19:59": "2026-09-01 19:59",
		"2026-09-04 23:00": "2026-09-07 07:30", // Friday night → Monday
		"2026-09-05 10:00": "2026-09-07 07:30", // Saturday
		"2026-09-30 21:00": "2026-10-08 07:30", // National Day
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", now, civil.Beijing)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Next(at).In(civil.Beijing).Format("2006-01-02 15:04"); got != want {
			t.Errorf("from %s: %s, want %s", now, got, want)
		}
	}
	if at := time.Date(2026, 9, 5, 2, 0, 0, 0, civil.Beijing); (notify.Quiet{From: 24 * 60}).Next(at) != at {
		t.Error("without quiet hours something waits")
	}
}
