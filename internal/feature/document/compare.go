package document

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Line is one paragraph of a letter beside what the record says.
type Line struct {
	Text  string
	Added bool // in the letter, not from the record
	Gone  bool // from the record, not in the letter
}

// Compare marks where a text differs from what the record said, paragraph by paragraph.
func Compare(record, letter string) []Line {
	a, b := strings.Join(lines(record), "\n")+"\n", strings.Join(lines(letter), "\n")+"\n"
	edits := udiff.Strings(a, b)
	if len(edits) == 0 {
		return plain(lines(letter))
	}
	u, err := udiff.ToUnifiedDiff("", "", a, edits, len(a))
	if err != nil {
		return plain(lines(letter))
	}
	var out []Line
	for _, h := range u.Hunks {
		for _, l := range h.Lines {
			out = append(out, Line{Text: strings.TrimSuffix(l.Content, "\n"), Added: l.Kind == udiff.Insert, Gone: l.Kind == udiff.Delete})
		}
	}
	return out
}

func plain(list []string) []Line {
	out := make([]Line, len(list))
	for i, s := range list {
		out[i].Text = s
	}
	return out
}

// Differs reports whether the letter says something else than the record did.
func (l Letter) Differs() bool {
	return l.Content.Title != l.Base.Title || strings.Join(lines(l.Content.Body), "\n") != strings.Join(lines(l.Base.Body), "\n")
}
