package workbenchweb

import (
	"context"
	"net/http"
	"strings"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/workbench"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var deskPage = web.MustPage[deskView](ui.Layout, files, "desk.html")

type deskView struct {
	ui.Frame
	Figures []ui.Figure
	Main    []ui.Card
	Side    []ui.Card
}

// shown is how many duties a desk lists before it leads to the whole list.
const shown = 8

func (h handler) desk(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := deskView{Frame: ui.NewFrame(r, lang.T(ctx, "工作台"))}
	v.Head.Sub = dayIn(ctx, h.s.Today())
	mine, err := h.card(ctx, workbench.Mine, &v.Figures)
	if err != nil {
		return err
	}
	v.Main = append(v.Main, mine)
	if workbench.Waits(ctx) {
		others, err := h.card(ctx, workbench.Others, &v.Figures)
		if err != nil {
			return err
		}
		v.Main = append(v.Main, others)
	}
	changes, err := h.s.Changes(ctx, shown)
	if err != nil {
		return err
	}
	v.Side = append(v.Side, h.changes(ctx, changes))
	return deskPage.Render(w, r, http.StatusOK, v)
}

// card is one desk: its first duties and its figures, counted by the same conditions as the lists
// they lead to.
func (h handler) card(ctx context.Context, whose workbench.Whose, figures *[]ui.Figure) (ui.Card, error) {
	f := workbench.Filter{Whose: whose}
	n, err := h.s.Count(ctx, f)
	if err != nil {
		return ui.Card{}, err
	}
	list, err := h.s.Duties(ctx, f, page.Req{Size: shown})
	if err != nil {
		return ui.Card{}, err
	}
	title, url := lang.T(ctx, "等我办理"), "/workbench/duties?whose="+string(whose)
	empty := lang.T(ctx, "没有等您办理的事项。")
	if whose == workbench.Others {
		title, empty = lang.T(ctx, "等别人办理"), lang.T(ctx, "没有等别人办理的事项。")
	}
	c := ui.Card{Title: title, Note: lang.T(ctx, "按期限排序 · 共 %s 项", ui.Number(n.All))}
	*figures = append(*figures, ui.Figure{Label: title, Value: ui.Number(n.All), URL: url, Tone: ui.Act})
	if n.Late > 0 {
		c.Chips = append(c.Chips, ui.Chip{Text: lang.T(ctx, "逾期 %s", ui.Number(n.Late)), Tone: ui.Late})
	}
	*figures = append(*figures, ui.Figure{Label: lang.T(ctx, "其中逾期"), Value: ui.Number(n.Late), URL: url + "&when=late", Tone: toneIf(n.Late, ui.Late)})
	*figures = append(*figures, ui.Figure{Label: lang.T(ctx, "三日内到期"), Value: ui.Number(n.Soon), URL: url + "&when=soon", Tone: toneIf(n.Soon, ui.Soon)})
	t := table(ctx, whose, list.Rows, h.s.Today())
	t.Caption, t.Empty = title, empty
	c.Table = &t
	if n.All > shown {
		c.More = []ui.Link{{Text: lang.T(ctx, "查看全部 %s 项", ui.Number(n.All)), URL: url}}
	}
	return c, nil
}

func toneIf(n int, t ui.Tone) ui.Tone {
	if n == 0 {
		return ui.Quiet
	}
	return t
}

// table shows duties: what, of whom, by when, and for my own the next action as a button.
func table(ctx context.Context, whose workbench.Whose, items []workbench.Item, today civil.Date) ui.Table {
	t := ui.Table{Columns: []ui.Column{{Label: lang.T(ctx, "事项")}, {Label: lang.T(ctx, "单位")}, {Label: lang.T(ctx, "期限")}, {Label: lang.T(ctx, "下一步")}}}
	if whose == workbench.Others {
		t.Columns[3].Label = lang.T(ctx, "等谁办理")
	}
	for _, i := range items {
		c := clockOf(ctx, i, today)
		row := []ui.Cell{{Text: what(i), URL: i.URL, Sub: kindIn(ctx, i.Kind)}, {Text: i.UnitName}, {Clock: &c}}
		if whose == workbench.Others {
			row = append(row, ui.Cell{Text: i.OwnerName, Sub: lang.T(ctx, i.Action)})
		} else {
			row = append(row, ui.Cell{Buttons: []ui.Button{{Label: lang.T(ctx, i.Action), URL: i.URL, Small: true, Plain: c.Tone != ui.Late && c.Tone != ui.Soon}}})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// what is the title without the name of the unit, which has its own column.
func what(i workbench.Item) string {
	for _, colon := range []string{"：", ":"} {
		if rest, ok := strings.CutPrefix(i.Title, i.UnitName+colon); ok && i.UnitName != "" && rest != "" {
			return rest
		}
	}
	return i.Title
}

func clockOf(ctx context.Context, i workbench.Item, today civil.Date) ui.Clock {
	s := i.On(today)
	return ui.Clock{Text: s.Words(ctx), Tone: ui.Tone(s.Tone), Percent: s.Percent, Due: i.Due.String()}
}

func (h handler) changes(ctx context.Context, list []workbench.Change) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "最近变动")}
	for _, x := range list {
		e := ui.Event{What: lang.T(ctx, x.What), Who: x.Who, When: whenIn(ctx, x.At, h.s.Today()), URL: x.URL, Tone: ui.Act}
		if x.What == "" {
			e.What = lang.T(ctx, "%s有变动", kindIn(ctx, x.Kind))
		}
		if x.UnitName != "" {
			e.What = lang.T(ctx, "%s：%s", x.UnitName, e.What)
		}
		if x.Urgent {
			e.Tone = ui.Late
		}
		c.Events = append(c.Events, e)
	}
	if len(list) == 0 {
		c.Empty = &ui.Empty{Text: lang.T(ctx, "最近没有变动。")}
	}
	return c
}

var weekdays = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

func dayIn(ctx context.Context, d civil.Date) string {
	return d.String() + " " + lang.T(ctx, weekdays[d.Weekday()])
}

// whenIn says an instant as people do: the time today, the day before.
func whenIn(ctx context.Context, t civil.Time, today civil.Date) string {
	local := t.In(civil.Beijing)
	switch day := civil.DateOf(t.Time); today.Sub(day) {
	case 0:
		return lang.T(ctx, "今天 %s", local.Format("15:04"))
	case 1:
		return lang.T(ctx, "昨天 %s", local.Format("15:04"))
	}
	return local.Format(time.DateOnly + " 15:04")
}
