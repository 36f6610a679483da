package testkit

import (
	"maps"

	"dudao/internal/feature/dropout"
)

func init() {
	maps.Copy(Objects, map[string]func(*World) Pair{
		"/dropouts/{id}": func(w *World) Pair { return IDs(w.Left("hd_head1").ID, w.Left("xc_head1").ID) },
		"/dropouts/{id}/reopen": func(w *World) Pair {
			hd, xc := w.Left("hd_head1"), w.Left("xc_head1")
			w.Must(w.Dropout.Step(w.As("hd_head1"), hd.ID, -1, "return", "9 月 1 日到校"))
			w.Must(w.Dropout.Step(w.As("xc_head1"), xc.ID, -1, "return", "9 月 1 日到校"))
			return IDs(hd.ID, xc.ID)
		},
	})
}

// Left registers a pupil who left the school of a head.
func (w *World) Left(head string) dropout.Case {
	c, err := w.Dropout.Register(w.As(head), dropout.NewCase{Grade: 5, Reason: "tired", SinceOn: w.Dropout.Today().AddDays(-8), Pupil: dropout.Pupil{Name: "欧阳甲乙", Guardian: "欧阳丙", Contact: "13800001234"}})
	w.Must(err)
	return c
}
