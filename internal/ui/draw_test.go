package ui_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"dudao/internal/base/lang"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// What people typed cannot become markup, and no link runs a script.
func TestDrawnTextIsText(t *testing.T) {
	const evil = `"><script>alert('x')</script>&` + "\x00"
	row := []ui.Cell{{Text: evil, Sub: evil, URL: "javascript:alert(1)"}, {Chip: &ui.Chip{evil, ui.Tone(evil)}}, {Clock: &ui.Clock{Text: evil, Due: evil, Tone: ui.Tone(evil)}},
		{Buttons: []ui.Button{{Label: evil, URL: " data:text/html,x"}, {Label: evil, URL: "java\nscript:x", Post: true, Hidden: []ui.Hidden{{evil, evil}}}}}, {Text: evil, Pick: evil, PickLabel: evil}}
	head := []ui.Column{{Label: evil, Sort: ui.Link{URL: "vbscript:x"}}, {Label: evil}}
	everything := components{
		Table: ui.Table{Caption: evil, Columns: head, Rows: [][]ui.Cell{row}}, Empty: ui.Table{Empty: evil, EmptyDo: &row[3].Buttons[0]},
		Facts:    []ui.Fact{{Label: evil, Value: evil, URL: "JavaScript:x", Chip: &ui.Chip{evil, ""}}, {Label: evil, Links: []ui.Link{{evil, evil}}}},
		Timeline: []ui.Event{{What: evil, Who: evil, When: evil, Note: evil, Tone: ui.Tone(evil)}},
		Nav:      []ui.NavGroup{{Head: evil, Items: []ui.NavLink{{Link: ui.Link{evil, evil}, Icon: evil, Count: evil, Late: true}}}},
		Card: ui.Card{ID: evil, Title: evil, Chips: []ui.Chip{{evil, ui.Tone(evil)}}, Note: evil, Notice: &ui.Notice{evil, ui.Tone(evil), ui.Link{evil, evil}}, Text: []string{evil},
			More: []ui.Link{{evil, "javascript:x"}}, Do: row[3].Buttons, Empty: &ui.Empty{Text: evil}},
		Options: ui.Field{Options: []ui.Option{{Value: evil, Label: evil, Group: evil}}},
	}
	for _, l := range lang.All {
		html := draw(t, l, everything)
		if n := strings.Count(html, "<script") + strings.Count(html, "script:") + strings.Count(html, "data:") + strings.Count(html, "alert('"); n > 0 || strings.Contains(html, "\x00") {
			t.Errorf("%s: %s", l, html)
		}
		if strings.Count(html, "&lt;script") < 30 {
			t.Errorf("%s: not everything was drawn: %s", l, html)
		}
	}
	for _, url := range []string{"/units/1?q=a:b", "#x", "?page=2", "https://example.org", "mailto:a@example.org", "../x"} {
		if html := draw(t, lang.Zh, components{Facts: []ui.Fact{{Label: "x", Value: "y", URL: url}}}); !strings.Contains(html, `href="`+url+`"`) {
			t.Errorf("%s is refused: %s", url, html)
		}
	}
}

type components struct {
	Table, Empty ui.Table
	Facts        []ui.Fact
	Timeline     []ui.Event
	Nav          []ui.NavGroup
	Card         ui.Card
	Options      ui.Field
}

// drawing is a page of components and nothing around them.
var drawing = web.MustPage[components](ui.Layout, fstest.MapFS{"page.html": {Data: []byte(`{{define "layout"}}{{drawTable .Table}}{{drawTable .Empty}}{{drawFacts .Facts}}
	{{drawTimeline .Timeline}}{{drawNav .Nav}}{{drawCard .Card}}{{drawOptions .Options}}{{end}}`)}}, "page.html")

func draw(t *testing.T, l lang.Lang, c components) string {
	t.Helper()
	w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
	if err := drawing.Render(w, r.WithContext(lang.With(r.Context(), l)), 200, c); err != nil {
		t.Fatal(err)
	}
	return w.Body.String()
}
