package clockweb

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// dayKinds are what the office may make of a day.
var dayKinds = []struct{ kind, label string }{{"holiday", "放假"}, {"workday", "上班"}, {"plain", "恢复平日"}, {"year", "全年安排齐全"}}

func kindLabel(ctx context.Context, kind string) string {
	for _, k := range dayKinds {
		if k.kind == kind {
			return lang.T(ctx, k.label)
		}
	}
	return kind
}

// corrections are the rows of the office for a year, the recounts they led to, and the forms.
func (h handler) corrections(r *http.Request, year int, action string, refused error) (out []ui.Card, err error) {
	ctx := r.Context()
	if access.Can(ctx, clock.MayManage, "/110000/") {
		one, file := dayForm(ctx, h.s.Today()), fileForm(ctx)
		for name, f := range map[string]*ui.Form{"day": &one, "file": &file} {
			if refused != nil && action == name {
				f.Keep(r)
				f.Refuse(r, refused)
			}
		}
		out = append(out, ui.Card{Title: lang.T(ctx, "调整日历"), Note: lang.T(ctx, "立即在全市生效，正在计时的工作日期限随之重算"),
			Asks: []ui.Ask{{Label: lang.T(ctx, "调整一天或几天"), Form: one, Plain: true}, {Label: lang.T(ctx, "导入一年的安排"), Form: file, Plain: true}}})
	}
	runs, err := h.s.Recounts(ctx, 5)
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Corrections(ctx, year)
	if err != nil || len(rows)+len(runs) == 0 {
		return out, err
	}
	c := ui.Card{Title: lang.T(ctx, "市督导室的调整")}
	for _, x := range runs {
		c.Events = append(c.Events, ui.Event{What: runWords(ctx, x), Who: x.ByName, When: x.At.In(beijing).Format("2006-01-02 15:04"), Note: x.Reason + "（" + x.Source + "）", URL: "/calendar/recounts/" + x.ID})
	}
	for _, d := range rows {
		c.Facts = append(c.Facts, ui.Fact{Label: d.On.String(), Value: strings.TrimSpace(kindLabel(ctx, d.Kind) + " " + d.Name + "（" + d.Source + "）")})
	}
	return append(out, c), nil
}

func runWords(ctx context.Context, x clock.Recounted) string {
	if x.State == "done" {
		return lang.T(ctx, "重算 %d 项期限，改变 %d 项", x.Done, x.Changed)
	}
	return lang.T(ctx, "正在重算：%d / %d", x.Done, x.Total)
}

func dayForm(ctx context.Context, today civil.Date) ui.Form {
	kind := ui.Field{Name: "kind", Label: lang.T(ctx, "改为"), Type: "radio", Required: true}
	for _, k := range dayKinds[:3] {
		kind.Options = append(kind.Options, ui.Option{Value: k.kind, Label: lang.T(ctx, k.label)})
	}
	return ui.Form{ID: "day", Action: "/calendar", Submit: lang.T(ctx, "调整并重算"), Fields: []ui.Field{
		{Name: "on", Label: lang.T(ctx, "日期"), Type: "date", Required: true, Value: ""}, {Name: "to", Label: lang.T(ctx, "至"), Type: "date", Hint: lang.T(ctx, "不填只调整一天")}, kind,
		{Name: "name", Label: lang.T(ctx, "节日名称"), Placeholder: lang.T(ctx, "春节")},
		{Name: "source", Label: lang.T(ctx, "来源"), Required: true, Hint: lang.T(ctx, "例如国务院办公厅通知的文号")},
		{Name: "reason", Label: lang.T(ctx, "理由"), Required: true, Placeholder: lang.T(ctx, "%d 年春节放假调整", today.Year()+1)}}}
}

func fileForm(ctx context.Context) ui.Form {
	return ui.Form{ID: "file", Action: "/calendar/preview", Multipart: true, Submit: lang.T(ctx, "预览"), Note: lang.T(ctx, "三列：date、kind、name；kind 为 holiday（放假）或 workday（调休上班）。先预览，确认后才生效。"),
		Fields: []ui.Field{{Name: "file", Label: lang.T(ctx, "CSV 文件"), Type: "file", Accept: ".csv,text/csv"}, {Name: "text", Label: lang.T(ctx, "或粘贴内容"), Type: "textarea", Rows: 5, Placeholder: "date,kind,name"}}}
}

// correct changes one day, or the days up to another.
func (h handler) correct(w http.ResponseWriter, r *http.Request) error {
	var c errs.Check
	from, to := dateOf(r, &c, "on"), dateOf(r, &c, "to")
	n := clock.Correction{Source: r.FormValue("source"), Reason: r.FormValue("reason")}
	c.That(!from.IsZero(), "on", "请填写日期")
	if to.IsZero() {
		to = from
	}
	c.That(!to.Before(from) && to.Sub(from) < 366, "to", "截止日期不能早于起始日期，一次不超过一年")
	err := c.Err()
	if err == nil {
		for d := from; !to.Before(d); d = d.AddDays(1) {
			n.Days = append(n.Days, clock.SetDay{On: d, Kind: r.FormValue("kind"), Name: r.FormValue("name")})
		}
		var id string
		if id, err = h.s.CorrectCalendar(r.Context(), n); err == nil {
			return web.SeeOther(w, r, "/calendar/recounts/"+id)
		}
	}
	if errs.KindOf(err) == errs.Invalid {
		return h.showCalendar(w, r, web.Status(err), "day", err)
	}
	return err
}

// preview shows what a file would change before it is applied.
func (h handler) preview(w http.ResponseWriter, r *http.Request) error {
	text := r.FormValue("text")
	if f, _, err := r.FormFile("file"); err == nil {
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, 1<<20))
		if err != nil {
			return err
		}
		text = string(b)
	}
	return h.showPreview(w, r, http.StatusOK, text, nil)
}

func (h handler) showPreview(w http.ResponseWriter, r *http.Request, status int, text string, refused error) error {
	ctx := r.Context()
	n, rows, err := h.s.Preview(ctx, text)
	if errs.KindOf(err) == errs.Invalid && err != nil {
		return h.showCalendar(w, r, web.Status(err), "file", err)
	}
	if err != nil {
		return err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "导入工作日历：预览"), ui.Link{Text: lang.T(ctx, "工作日历"), URL: "/calendar"})}
	t := ui.Table{Caption: lang.T(ctx, "将要改变的日期"), Empty: lang.T(ctx, "与现在的日历相同，没有要改变的日期"), Columns: []ui.Column{{Label: lang.T(ctx, "日期")}, {Label: lang.T(ctx, "改为")}, {Label: lang.T(ctx, "节日名称")}}}
	for _, d := range rows {
		t.Rows = append(t.Rows, []ui.Cell{{Text: d.On.String()}, {Text: kindLabel(ctx, d.Kind)}, {Text: lang.T(ctx, d.Name)}})
	}
	v.Main = []ui.Card{{Title: lang.T(ctx, "将要改变的日期"), Note: lang.T(ctx, "文件中 %d 天，改变 %d 天", len(n.Days), len(rows)), Table: &t}}
	for _, y := range n.Complete {
		v.Main[0].Chips = append(v.Main[0].Chips, ui.Chip{Text: lang.T(ctx, "%d 年安排齐全", y), Tone: ui.Done})
	}
	if len(rows) > 0 {
		f := ui.Form{Action: "/calendar/import", Submit: lang.T(ctx, "确认导入并重算"), Hidden: []ui.Hidden{{Name: "text", Value: text}}, Cancel: ui.Link{URL: "/calendar"},
			Note:   lang.T(ctx, "立即在全市生效；正在计时的工作日期限和节假日顺延的期限随之重算，并告知承担单位和督导机构。文书写明的日期不变。"),
			Fields: []ui.Field{{Name: "source", Label: lang.T(ctx, "来源"), Required: true, Hint: lang.T(ctx, "例如国务院办公厅通知的文号")}, {Name: "reason", Label: lang.T(ctx, "理由"), Required: true}}}
		if refused != nil {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		v.Side = []ui.Card{{Title: lang.T(ctx, "确认导入"), Form: &f}}
	}
	return cardsPage.Render(w, r, status, v)
}

// apply imports a file that was previewed.
func (h handler) apply(w http.ResponseWriter, r *http.Request) error {
	n, _, err := h.s.Preview(r.Context(), r.FormValue("text"))
	if err != nil {
		return err
	}
	n.Source, n.Reason = r.FormValue("source"), r.FormValue("reason")
	id, err := h.s.CorrectCalendar(r.Context(), n)
	switch {
	case err == nil:
		return web.SeeOther(w, r, "/calendar/recounts/"+id)
	case errs.KindOf(err) == errs.Invalid:
		return h.showPreview(w, r, web.Status(err), r.FormValue("text"), err)
	}
	return err
}

// recount shows how far the recount of a correction is, and which clocks it moved.
func (h handler) recount(w http.ResponseWriter, r *http.Request) error {
	ctx, p := r.Context(), ui.Asked(r)
	run, list, err := h.s.Recounted(ctx, r.PathValue("id"), p)
	if err != nil {
		return err
	}
	var days []clock.SetDay
	if err := json.Unmarshal([]byte(run.DaysJSON), &days); err != nil {
		return err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "日历调整与重算"), ui.Link{Text: lang.T(ctx, "工作日历"), URL: "/calendar"})}
	tone, percent := ui.Act, 100
	if run.State == "done" {
		tone = ui.Done
	} else if run.Total > 0 {
		percent = min(run.Done*100/run.Total, 100)
	}
	v.Head.Clock = &ui.Clock{Text: runWords(ctx, run), Tone: tone, Percent: percent}
	c := ui.Card{Title: lang.T(ctx, "结果"), Facts: []ui.Fact{{Label: lang.T(ctx, "受影响的期限"), Value: strconv.Itoa(run.Total)}, {Label: lang.T(ctx, "已重算"), Value: strconv.Itoa(run.Done)},
		{Label: lang.T(ctx, "期限改变"), Value: strconv.Itoa(run.Changed)}, {Label: lang.T(ctx, "理由"), Value: run.Reason}, {Label: lang.T(ctx, "来源"), Value: run.Source},
		{Label: lang.T(ctx, "办理人"), Value: run.ByName}, {Label: lang.T(ctx, "时间"), Value: run.At.In(beijing).Format("2006-01-02 15:04")}}}
	if run.State != "done" {
		c.More = []ui.Link{{Text: lang.T(ctx, "刷新进度"), URL: "/calendar/recounts/" + run.ID}}
	}
	t := ui.Table{Caption: lang.T(ctx, "改变的期限"), Empty: lang.T(ctx, "您所辖范围内没有期限改变"), Columns: []ui.Column{{Label: lang.T(ctx, "事项")}, {Label: lang.T(ctx, "原期限")}, {Label: lang.T(ctx, "新期限")}}}
	for _, x := range list.Rows {
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.Title, Sub: lang.T(ctx, x.Doing), URL: "/duties/" + x.DutyID}, {Text: x.OldDue.String()}, {Text: x.NewDue.String()}})
	}
	shown := ui.Card{Title: lang.T(ctx, "改变的期限"), Note: lang.T(ctx, "您所辖范围内 %d 项", list.Total), Table: &t}
	if pg := ui.PagerOf(r, list.Total, p); pg.Last > 1 {
		for n := 1; n <= pg.Last; n++ {
			shown.More = append(shown.More, ui.Link{Text: strconv.Itoa(n), URL: ui.With(r, "page", strconv.Itoa(n))})
		}
	}
	v.Main = []ui.Card{shown}
	set := ui.Card{Title: lang.T(ctx, "调整的日期")}
	for _, d := range days {
		set.Facts = append(set.Facts, ui.Fact{Label: d.On.String(), Value: strings.TrimSpace(kindLabel(ctx, d.Kind) + " " + d.Name)})
	}
	v.Side = []ui.Card{c, set}
	return cardsPage.Render(w, r, http.StatusOK, v)
}
