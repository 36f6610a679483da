package ui

import (
	"strings"
	"testing"

	"dudao/internal/base/lang"
)

// What people typed cannot become markup, and no link runs a script.
func TestDrawnTextIsText(t *testing.T) {
	const evil = `"><script>alert('x')</script>&` + "\x00"
	row := []Cell{{Text: evil, Sub: evil, URL: "javascript:alert(1)"}, {Chip: &Chip{evil, Tone(evil)}}, {Clock: &Clock{Text: evil, Due: evil, Tone: Tone(evil)}},
		{Buttons: []Button{{Label: evil, URL: " data:text/html,x"}, {Label: evil, URL: "java\nscript:x", Post: true, Hidden: []Hidden{{evil, evil}}}}}, {Text: evil, Pick: evil, PickLabel: evil}}
	head := []Column{{Label: evil, Sort: Link{URL: "vbscript:x"}}, {Label: evil}}
	html := func(name string, v string) string {
		if n := strings.Count(v, "<script") + strings.Count(v, "script:") + strings.Count(v, "data:") + strings.Count(v, "alert('"); n > 0 || strings.Contains(v, "\x00") {
			t.Errorf("%s: %s", name, v)
		}
		return v
	}
	for _, l := range lang.All {
		html("table", string(drawn(l, (*pen).table)(Table{Caption: evil, Columns: head, Rows: [][]Cell{row}})))
		html("empty", string(drawn(l, (*pen).table)(Table{Empty: evil, EmptyDo: &row[3].Buttons[0]})))
		html("facts", string(drawn(l, (*pen).facts)([]Fact{{Label: evil, Value: evil, URL: "JavaScript:x", Chip: &Chip{evil, ""}}, {Label: evil, Links: []Link{{evil, evil}}}})))
		html("timeline", string(drawn(l, (*pen).timeline)([]Event{{What: evil, Who: evil, When: evil, Note: evil, Tone: Tone(evil)}})))
		html("nav", string(drawn(l, (*pen).nav)([]NavGroup{{Head: evil, Items: []NavLink{{Link: Link{evil, evil}, Icon: evil, Count: evil, Late: true}}}})))
		html("card", string(drawn(l, (*pen).card)(Card{ID: evil, Title: evil, Chips: []Chip{{evil, Tone(evil)}}, Note: evil, Notice: &Notice{evil, Tone(evil), Link{evil, evil}}, Text: []string{evil},
			More: []Link{{evil, "javascript:x"}}, Do: row[3].Buttons, Empty: &Empty{Text: evil}})))
		html("options", string(drawn(l, (*pen).options)(Field{Options: []Option{{Value: evil, Label: evil, Group: evil}}})))
	}
	for _, url := range []string{"/units/1?q=a:b", "#x", "?page=2", "https://example.org", "mailto:a@example.org", "", "../x"} {
		if !safe(url) {
			t.Errorf("%s is refused", url)
		}
	}
}
