package workbenchweb

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/workbench"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var searchPage = web.MustPage[searchView](ui.Layout, files, "search.html")

type searchView struct {
	ui.Frame
	Form  ui.Form
	Cards []ui.Card
	None  string
}

// result is one line for the palette (Ctrl-K).
type result struct {
	Kind string `json:"kind"`
	workbench.Hit
}

func (h handler) search(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), strings.TrimSpace(r.FormValue("q"))
	w.Header().Set("Vary", "Accept")
	asJSON := strings.Contains(r.Header.Get("Accept"), "application/json")
	limit := 10
	if asJSON {
		limit = 5
	}
	found, err := h.s.Search(ctx, q, limit)
	if err != nil && errs.KindOf(err) != errs.Invalid {
		return err
	}
	if asJSON {
		list := []result{}
		for _, f := range found {
			for _, hit := range f.Hits {
				list = append(list, result{lang.T(ctx, f.Label), hit})
			}
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		return json.NewEncoder(w).Encode(map[string]any{"results": list})
	}
	v := searchView{Frame: ui.NewFrame(r, lang.T(ctx, "搜索"))}
	v.Form = ui.Form{Get: true, Action: "/search", Submit: lang.T(ctx, "搜索"), Fields: []ui.Field{{Name: "q", Type: "search", Label: lang.T(ctx, "搜索内容"), Value: q,
		Hint: lang.T(ctx, "单位名称、简称、拼音或代码；督导、整改、计划、标准的名称或文号")}}}
	status := http.StatusOK
	if err != nil {
		v.Form.Refuse(r, err)
		status = web.Status(err)
	}
	for _, f := range found {
		v.Cards = append(v.Cards, cardOf(r, f, q))
	}
	if q != "" && len(found) == 0 && err == nil {
		v.None = lang.T(ctx, "在您的职责范围内没有找到“%s”。", q)
	}
	return searchPage.Render(w, r, status, v)
}

func cardOf(r *http.Request, f workbench.Found, q string) ui.Card {
	ctx := r.Context()
	c := ui.Card{Title: lang.T(ctx, f.Label), Note: lang.T(ctx, "共 %s 项", ui.Number(f.Total))}
	t := ui.Table{Caption: c.Title, Columns: []ui.Column{{Label: lang.T(ctx, "名称")}, {Label: lang.T(ctx, "说明")}}}
	for _, hit := range f.Hits {
		t.Rows = append(t.Rows, []ui.Cell{{Text: hit.Text, URL: hit.URL}, {Text: hit.Sub}})
	}
	c.Table = &t
	if f.Total > len(f.Hits) {
		c.More = []ui.Link{{Text: lang.T(ctx, "查看全部 %s 项", ui.Number(f.Total)), URL: f.URL + "?q=" + url.QueryEscape(q)}}
	}
	return c
}
