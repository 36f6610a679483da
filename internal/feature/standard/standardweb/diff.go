package standardweb

import (
	"net/http"

	"dudao/internal/base/lang"
	"dudao/internal/feature/standard"
	"dudao/internal/ui"
)

// diff shows what changed from one version to another.
func (h handler) diff(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	from, err := h.s.Version(ctx, r.FormValue("from"))
	if err != nil {
		return err
	}
	to, err := h.s.Version(ctx, r.FormValue("to"))
	if err != nil {
		return err
	}
	if from.Code == to.Code && from.Number > to.Number {
		from, to = to, from
	}
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, "版次比较"), ui.Link{Text: lang.T(ctx, "督导标准"), URL: "/standards"}, ui.Link{Text: lang.T(ctx, to.Title), URL: to.URL()})}
	v.Head.Sub = lang.T(ctx, "%s → %s", from.Name(), to.Name())
	t := diffTable(r, standard.Diff(from, to))
	v.Main = []ui.Card{{Title: lang.T(ctx, "不同之处"), Note: lang.T(ctx, "共 %d 处", len(t.Rows)), Table: &t}}
	v.Side = []ui.Card{{Title: lang.T(ctx, "比较的版次"), More: []ui.Link{{Text: from.Name(), URL: from.URL()}, {Text: to.Name(), URL: to.URL()}}}}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func diffTable(r *http.Request, all []standard.Difference) ui.Table {
	ctx := r.Context()
	t := ui.Table{Caption: lang.T(ctx, "不同之处"), Empty: lang.T(ctx, "两个版次的内容相同"), Columns: []ui.Column{{Label: lang.T(ctx, "指标")}, {Label: lang.T(ctx, "字段")},
		{Label: lang.T(ctx, "原来")}, {Label: lang.T(ctx, "现在")}}}
	for _, d := range all {
		what := lang.T(ctx, d.Field)
		switch {
		case d.Field == "" && d.Old == "":
			what = lang.T(ctx, "新增指标")
		case d.Field == "":
			what = lang.T(ctx, "删除指标")
		}
		name := lang.T(ctx, "标准本身")
		if d.Code != "" {
			name = d.Code + " " + d.Name
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: name}, {Text: what}, {Text: d.Old}, {Text: d.New}})
	}
	return t
}
