package monitorweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

// shares are the items that say how many children are served by whom: the columns of the list.
var shares = []string{"P1", "P2", "P3"}

// preschools lists the districts with what they reach (教督〔2020〕1号).
func (h handler) preschools(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	list, err := h.s.Preschools(ctx, yearOf(r))
	if err != nil {
		return err
	}
	name := lang.T(ctx, "学前普及普惠")
	v := view{Frame: ui.NewFrame(r, name)}
	v.Head.Sub = lang.T(ctx, "县域学前教育普及普惠：普及普惠水平、政府保障、保教质量（教督〔2020〕1号）")
	if len(list) == 0 {
		v.Main = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "还没有幼儿园或区县的学前教育填报。布置“幼儿园填报表”和“区县学前教育填报表”后，数据自动汇入这里。"), Do: &ui.Button{Label: lang.T(ctx, "数据填报"), URL: "/campaigns"}}}}
		return render(w, r, http.StatusOK, v)
	}
	year := list[0].Year
	done, err := ui.Export(w, r, name+strconv.Itoa(year), func() xlsx.Rows { return exportPreschools(ctx, list) })
	if done || err != nil {
		return err
	}
	columns := []ui.Column{{Label: lang.T(ctx, "地区")}, {Label: lang.T(ctx, "结论")}}
	for _, code := range shares {
		columns = append(columns, ui.Column{Label: itemName(ctx, list[0], code), Num: true})
	}
	columns = append(columns, ui.Column{Label: lang.T(ctx, "达标项"), Num: true}, ui.Column{Label: lang.T(ctx, "不达标项"), Num: true}, ui.Column{Label: lang.T(ctx, "无法判定"), Num: true}, ui.Column{Label: lang.T(ctx, "已报幼儿园"), Num: true})
	l := ui.List{ID: "preschools", Action: "/monitor/preschool", Total: len(list), Export: ui.Exports(r), Table: ui.Table{Caption: name, Columns: columns}}
	for _, x := range list {
		row := []ui.Cell{{Text: x.District.Name, URL: preschoolURL(x)}, {Chip: chipOf(ctx, x.Verdict)}}
		for _, code := range shares {
			row = append(row, ui.Cell{Text: places(shareOf(x, code), 1)})
		}
		gave := ui.Cell{Text: ui.Number(x.Gave)}
		if x.Lacking > 0 {
			gave.Sub = lang.T(ctx, "%d 所未报", x.Lacking)
		}
		l.Table.Rows = append(l.Table.Rows, append(row, ui.Cell{Text: strconv.Itoa(x.Count(balance.Met))}, ui.Cell{Text: strconv.Itoa(x.Count(balance.NotMet))}, ui.Cell{Text: strconv.Itoa(x.Count(balance.CannotTell))}, gave))
	}
	v.Lists = []ui.List{l}
	v.Side = []ui.Card{yearCard(r, year, list[0].Years)}
	return render(w, r, http.StatusOK, v)
}

func preschoolURL(x monitor.Preschool) string {
	return "/monitor/preschool/" + string(x.District.ID) + "?year=" + strconv.Itoa(x.Year)
}

func itemName(ctx context.Context, x monitor.Preschool, code string) string {
	for _, j := range x.Items {
		if j.Item.Code == code {
			return j.Item.Label(ctx) + " %"
		}
	}
	return code
}

// shareOf is the figure of an item in percent.
func shareOf(x monitor.Preschool, code string) float64 {
	for _, j := range x.Items {
		if j.Item.Code == code && len(j.Figures) > 0 {
			return j.Figures[0].Value
		}
	}
	return balance.Unknown
}

// preschool shows every item of a district with its figures and which kindergartens fail.
func (h handler) preschool(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	x, err := h.s.Preschool(ctx, r.PathValue("id"), yearOf(r))
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, x.District.Name, ui.Link{Text: lang.T(ctx, "学前普及普惠"), URL: "/monitor/preschool"})}
	if x.Year == 0 {
		v.Main = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "这个地区没有幼儿园或区县的学前教育填报。"), Do: &ui.Button{Label: lang.T(ctx, "数据填报"), URL: "/campaigns"}}}}
		return render(w, r, http.StatusOK, v)
	}
	v.Head.Sub = lang.T(ctx, "%d 年度县域学前教育普及普惠（教督〔2020〕1号）", x.Year)
	v.Head.Chips = []ui.Chip{*chipOf(ctx, x.Verdict)}
	if x.Demo {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	v.Figures = []ui.Figure{{Label: lang.T(ctx, "达标项"), Value: strconv.Itoa(x.Count(balance.Met)) + " / " + strconv.Itoa(len(x.Items))}, {Label: lang.T(ctx, "已报幼儿园"), Value: ui.Number(x.Gave)}}
	if x.Lacking > 0 {
		v.Figures = append(v.Figures, ui.Figure{Label: lang.T(ctx, "缺报"), Value: ui.Number(x.Lacking), Tone: ui.Late, Sub: lang.T(ctx, "结论暂定")})
	}
	v.Main = partCards(ctx, x.Items, part{"1", "普及普惠水平"}, part{"2", "政府保障情况"}, part{"3", "保教质量保障"}, part{"6", "社会认可度"})
	source := ui.Card{Title: lang.T(ctx, "数据来源"), Facts: []ui.Fact{{Label: lang.T(ctx, "来源"), Value: lang.T(ctx, "幼儿园填报表与区县学前教育填报表")}}}
	if x.ReturnID != "" {
		source.Facts = append(source.Facts, ui.Fact{Label: lang.T(ctx, "区县学前教育填报表"), Value: lang.T(ctx, "查看"), URL: "/returns/" + x.ReturnID})
	}
	source.Text = []string{lang.T(ctx, "北京的生均公用经费和普惠园补助标准由市另定，本表不设线。")}
	v.Side = []ui.Card{source, yearCard(r, x.Year, x.Years)}
	return render(w, r, http.StatusOK, v)
}

func exportPreschools(ctx context.Context, list []monitor.Preschool) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		head := []any{lang.T(ctx, "年度"), lang.T(ctx, "地区"), lang.T(ctx, "结论"), lang.T(ctx, "已报幼儿园"), lang.T(ctx, "缺报")}
		for _, j := range list[0].Items {
			head = append(head, j.Item.Label(ctx), lang.T(ctx, "结论"))
		}
		if !yield(head, nil) {
			return
		}
		for _, x := range list {
			row := []any{x.Year, x.District.Name, lang.T(ctx, x.Verdict.Label()), x.Gave, x.Lacking}
			for _, j := range x.Items {
				row = append(row, figuresOf(ctx, j), lang.T(ctx, j.Verdict.Label()))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}
