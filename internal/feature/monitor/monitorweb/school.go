package monitorweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
	"dudao/internal/ui"
)

// school shows a school its place among its like, and from which cells every figure comes.
func (h handler) school(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p, err := h.s.Place(ctx, org.UnitID(r.PathValue("id")), yearOf(r))
	if err != nil {
		return err
	}
	ru := h.s.Rules()
	v := view{Frame: ui.NewFrame(r, p.Unit.Name, ui.Link{Text: lang.T(ctx, "单位"), URL: p.Unit.ID.URL()})}
	v.Head.Sub = lang.T(ctx, "%d 年度：在同类学校中的位置", p.Year)
	if p.Demo {
		v.Head.Chips = []ui.Chip{{Text: lang.T(ctx, "演示数据")}}
	}
	if len(p.Stages) == 0 {
		v.Main = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "%d 年度没有这所学校的监测数据。提交填报表后，这里会显示它在同类学校中的位置。", p.Year), Do: &ui.Button{Label: lang.T(ctx, "数据填报"), URL: "/campaigns"}}}}
	}
	for _, st := range p.Stages {
		v.Main = append(v.Main, placeCard(ctx, ru, p, st), whyCard(ctx, ru, p, st))
	}
	if len(p.Kept) > 0 {
		v.Main = append(v.Main, keptCard(ctx, p))
	}
	v.Side = append(v.Side, yearCard(r, p.Year, p.Years))
	if p.ReturnID != "" {
		v.Side = append(v.Side, ui.Card{Title: lang.T(ctx, "填报表"), More: []ui.Link{{Text: lang.T(ctx, "%d 年度填报表", p.Year), URL: "/returns/" + p.ReturnID}}})
	}
	return render(w, r, http.StatusOK, v)
}

func placeCard(ctx context.Context, ru balance.Rules, p monitor.Places, st monitor.Place) ui.Card {
	like := lang.T(ctx, "全市%s", lang.T(ctx, monitor.StageLabel(st.Stage)))
	for _, x := range []string{st.Kind, st.Like} {
		if x != "" {
			kinds := strings.Split(x, "·")
			for i := range kinds {
				kinds[i] = lang.T(ctx, kinds[i])
			}
			like += " · " + strings.Join(kinds, " · ")
		}
	}
	t := ui.Table{Caption: lang.T(ctx, monitor.StageLabel(st.Stage)), Columns: []ui.Column{{Label: lang.T(ctx, "指标")}, {Label: lang.T(ctx, "本校"), Num: true}, {Label: lang.T(ctx, "每校应达"), Num: true}, {Label: lang.T(ctx, "结论")}, {Label: lang.T(ctx, "位次"), Num: true},
		{Label: lang.T(ctx, "同类：低四分位、中位、高四分位"), Num: true}}}
	for c, item := range ru.Items {
		f := st.Figures[c]
		rank, spread := "—", lang.T(ctx, "同类不足 5 所，不比较")
		if f.Rank > 0 {
			rank, spread = strconv.Itoa(f.Rank)+" / "+strconv.Itoa(f.Of), places(f.Lower, 2)+" · "+places(f.Middle, 2)+" · "+places(f.Upper, 2)
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: item.Code + " " + lang.T(ctx, item.Name), Sub: lang.T(ctx, item.Unit)}, {Text: places(f.Value, 2), Sub: before(ctx, p, st.Stage, c)}, {Text: places(f.Line, 2)}, {Chip: chipOf(ctx, f.Met)}, {Text: rank}, {Text: spread}})
	}
	return ui.Card{Title: lang.T(ctx, monitor.StageLabel(st.Stage)), Chips: []ui.Chip{*chipOf(ctx, st.Verdict)}, Note: lang.T(ctx, "与%s比较；至少 6 项达标，其余不低于 85%%。不显示其他学校的名称和数据。", like), Table: &t}
}

// before says the figure of the year before.
func before(ctx context.Context, p monitor.Places, stage balance.Stage, c int) string {
	x, ok := p.Trend[p.Year-1][stage]
	if !ok || !balance.Known(x.Ratio[c]) {
		return ""
	}
	return lang.T(ctx, "上年 %s", places(x.Ratio[c], 2))
}

// whyCard leads from each figure to the cells it is made of.
func whyCard(ctx context.Context, ru balance.Rules, p monitor.Places, st monitor.Place) ui.Card {
	set := monitor.Set()
	form, _ := returns.FormOf(set.SchoolForm)
	combined := len(p.Stages) > 1
	var tree []ui.Node
	if p.ReturnID == "" {
		return ui.Card{Title: lang.T(ctx, "这个数从哪里来"), Empty: &ui.Empty{Text: lang.T(ctx, "这一年度的数据来自导入的学校表，没有填报单元格。")}}
	}
	for c, item := range ru.Items {
		n := ui.Node{Code: item.Code, Name: lang.T(ctx, item.Name), Text: lang.T(ctx, "%s ÷ 学生数，本校 %s", set.Formula(item.Code, st.Stage, combined), places(st.Figures[c].Value, 4))}
		for _, code := range set.Fields(item.Code, st.Stage, combined) {
			f, ok := form.Field(code)
			if !ok {
				continue
			}
			value := p.Values[code]
			if value == "" {
				value = "—"
			}
			n.Below = append(n.Below, ui.Node{Code: code, Name: f.Label(ctx), Text: value + " " + lang.T(ctx, f.Unit), URL: "/returns/" + p.ReturnID + "/cells/" + code})
		}
		tree = append(tree, n)
	}
	return ui.Card{Title: lang.T(ctx, "这个数从哪里来"), Note: lang.T(ctx, "指标 → 单元格 → 填写人、依据与历史"), Tree: tree}
}

// keptCard are the rules that every school keeps; those that do not concern it are left out.
func keptCard(ctx context.Context, p monitor.Places) ui.Card {
	t := ui.Table{Caption: lang.T(ctx, "每校应当满足的要求"), Columns: []ui.Column{{Label: lang.T(ctx, "要求")}, {Label: lang.T(ctx, "结论")}, {Label: lang.T(ctx, "说明")}}}
	kept := slices.Clone(p.Kept)
	for _, k := range kept {
		if !k.Applies {
			continue
		}
		note := ""
		if k.Transition {
			note = lang.T(ctx, "符合过渡口径")
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: k.Check.Label(ctx)}, {Chip: chipOf(ctx, k.Verdict)}, {Text: note}})
	}
	return ui.Card{Title: t.Caption, Table: &t}
}
