//lang:document

package papertest

import (
	"encoding/xml"
	"fmt"
	"math"
	"os/exec"
	"strings"
	"testing"

	"dudao/internal/platform/paper"
)

// Line is a line of text on a page, in millimetres from the upper left corner.
type Line struct {
	Page           int
	Text           string
	X1, X2, Y1, Y2 float64
}

// Middle is the middle of the characters of a line.
func (l Line) Middle() float64 { return (l.Y1 + l.Y2) / 2 }

type word struct {
	XMin float64 `xml:"xMin,attr"`
	XMax float64 `xml:"xMax,attr"`
	YMin float64 `xml:"yMin,attr"`
	YMax float64 `xml:"yMax,attr"`
	Text string  `xml:",chardata"`
}

// Read returns the lines of a PDF, words on one base line joined, from top to bottom.
func Read(t testing.TB, file string) []Line {
	t.Helper()
	out, err := exec.Command("pdftotext", "-bbox", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Pages []struct {
			Words []word `xml:"word"`
		} `xml:"body>doc>page"`
	}
	d := xml.NewDecoder(strings.NewReader(string(out)))
	d.Strict, d.Entity = false, xml.HTMLEntity
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	const mm = 25.4 / 72
	var lines []Line
	for i, p := range doc.Pages {
		for _, w := range p.Words {
			l := Line{i + 1, strings.TrimSpace(w.Text), w.XMin * mm, w.XMax * mm, w.YMin * mm, w.YMax * mm}
			if n := len(lines) - 1; n >= 0 && lines[n].Page == l.Page && math.Abs(lines[n].Middle()-l.Middle()) < 1 && l.X1 >= lines[n].X1 {
				lines[n].Text += l.Text
				lines[n].X2 = max(lines[n].X2, l.X2)
				continue
			}
			lines = append(lines, l)
		}
	}
	return lines
}

// near checks a length against the standard, within a millimetre.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1 {
		t.Errorf("%s: %.2f mm, want %.2f", what, got, want)
	}
}

// Measure compares a rendered letter with GB/T 9704-2012: head, number, title, addressee, text, grid, date,
// page numbers. Tolerance: 1 mm.
func Measure(t *testing.T, l paper.Letter, lines []Line) {
	t.Helper()
	find := func(part string) (Line, bool) {
		for _, x := range lines {
			if strings.Contains(strings.ReplaceAll(x.Text, " ", ""), part) {
				return x, true
			}
		}
		t.Errorf("%q is not on paper", part)
		return Line{}, false
	}
	centre := paper.MarginLeft + paper.TextWidth/2
	right := paper.MarginLeft + paper.TextWidth
	if l.Form == paper.Official {
		size, pitch := paper.HeadType(l.Heads, l.HeadWord)
		top := paper.MarginTop + paper.HeadTop
		if h, ok := find(strings.ReplaceAll(l.Heads[0], "文件", "")); ok {
			near(t, "upper edge of the head (7.2.4)", h.Middle()-paper.MM(size)/2, top)
		}
		if n, ok := find(l.Number); ok {
			want := top + float64(len(l.Heads)-1)*pitch + paper.MM(size) + (paper.NumberGap+0.5)*paper.Pitch
			near(t, "number below the head (7.2.5)", n.Middle(), want)
			if title, ok := find(paper.TitleLines(l.Title, paper.TitleLimit)[0]); ok {
				rule := want + paper.MM(paper.Body)/2 + paper.RuleGap
				near(t, "title two lines below the red line (7.3.1)", title.Middle(), rule+(paper.TitleGap+0.5)*paper.Pitch)
			}
			if len(l.Signers) == 0 {
				near(t, "number in the middle (7.2.5)", (n.X1+n.X2)/2, centre)
			} else {
				near(t, "number one character in (7.2.5)", n.X1, paper.MarginLeft+paper.Cell)
			}
		}
	}
	if l.Form == paper.Missive {
		size, _ := paper.HeadType(l.Heads[:1], "")
		if h, ok := find(l.Heads[0]); ok {
			near(t, "upper edge of the head (10.1)", h.Middle()-paper.MM(size)/2, paper.MissiveHead)
		}
		if n, ok := find(l.Number); ok {
			near(t, "number on the right (10.1)", n.X2, right)
		}
	}
	if title, ok := find(paper.TitleLines(l.Title, paper.TitleLimit)[0]); ok {
		near(t, "title in the middle (7.3.1)", (title.X1+title.X2)/2, centre)
	}
	if to, ok := find(l.To + "："); ok {
		near(t, "addressee at the left edge (7.3.2)", to.X1, paper.MarginLeft)
	}
	measureText(t, lines)
	for _, d := range lines {
		if strings.ReplaceAll(d.Text, " ", "") != l.Date {
			continue
		}
		_, day := paper.SignatureIndent(l.Signature[len(l.Signature)-1], l.Date, l.Sealed)
		near(t, "date from the right edge (7.3.5)", d.X2, right-day*paper.Cell)
	}
	measureNumbers(t, l, lines)
}

// measureText: the first line two characters in, lines of 28 characters, ten and a quarter millimetres apart,
// never more than 22 on a page.
func measureText(t *testing.T, lines []Line) {
	t.Helper()
	r := []rune(Sentence)
	first, rest := string(r[:26]), string(r[26:])+string(r[:26])
	one, two := -1, -1
	for i, x := range lines {
		text := strings.ReplaceAll(x.Text, " ", "")
		if one < 0 && strings.HasPrefix(text, first) {
			one = i
		}
		if one >= 0 && two < 0 && strings.HasPrefix(text, rest) {
			two = i
		}
	}
	if one < 0 || two < 0 {
		t.Errorf("a line has not 28 characters (5.2.3): first %d, second %d", one, two)
		return
	}
	near(t, "first line two characters in (7.3.3)", lines[one].X1, paper.MarginLeft+2*paper.Cell)
	near(t, "second line at the left edge (7.3.3)", lines[two].X1, paper.MarginLeft)
	near(t, "right edge of a full line (5.2.1)", lines[two].X2, paper.MarginLeft+paper.TextWidth)
	if lines[one].Page == lines[two].Page {
		if gap := lines[two].Middle() - lines[one].Middle(); math.Abs(gap-paper.Pitch) > 0.2 {
			t.Errorf("lines are %.2f mm apart, want %.2f (5.2.3)", gap, paper.Pitch)
		}
	}
	count := map[int]int{}
	for _, x := range lines {
		if x.Y1 > paper.MarginTop-2 && x.Y2 < paper.MarginTop+paper.TextHeight+2 {
			count[x.Page]++
		}
	}
	full := 0
	for _, n := range count {
		full = max(full, n)
	}
	if full > paper.LinesPage && len(count) > 2 {
		t.Logf("%d lines on a page", full) // tables have closer lines
	}
	if len(count) > 6 && full < paper.LinesPage {
		t.Errorf("no page has %d lines (5.2.3), at most %d", paper.LinesPage, full)
	}
}

// measureNumbers: the dash 7 mm below the type area, right on odd pages, left on even ones.
func measureNumbers(t *testing.T, l paper.Letter, lines []Line) {
	t.Helper()
	foot := paper.MarginTop + paper.TextHeight + paper.FooterGap
	for page := 1; page <= 2; page++ {
		if page == 1 && l.Form == paper.Missive {
			continue
		}
		found := false
		for _, x := range lines {
			if x.Page != page || strings.ReplaceAll(x.Text, " ", "") != fmt.Sprintf("—%d—", page) {
				continue
			}
			found = true
			near(t, fmt.Sprintf("number of page %d below the type area (7.5)", page), x.Middle(), foot)
			if page%2 == 1 {
				near(t, "odd page, one character from the right (7.5)", x.X2, paper.MarginLeft+paper.TextWidth-paper.Cell)
			} else {
				near(t, "even page, one character from the left (7.5)", x.X1, paper.MarginLeft+paper.Cell)
			}
		}
		if !found && page == 1 {
			t.Errorf("page %d has no number", page)
		}
	}
}
