// Package differ marks where a letter says something else than its record.
package differ

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

// Paragraphs marks where a text differs from what the record said, paragraph by paragraph.
func Paragraphs(record, letter string) []Line {
	a, b := strings.Join(split(record), "\n")+"\n", strings.Join(split(letter), "\n")+"\n"
	edits := udiff.Strings(a, b)
	if len(edits) == 0 {
		return plain(split(letter))
	}
	u, err := udiff.ToUnifiedDiff("", "", a, edits, len(a))
	if err != nil {
		return plain(split(letter))
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

// split are the paragraphs of a text, without the blanks around them and without empty ones.
func split(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.Trim(line, " \t\r\u3000"); line != "" {
			out = append(out, line)
		}
	}
	return out
}
