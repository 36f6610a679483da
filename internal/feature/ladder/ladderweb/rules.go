package ladderweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

// rules lists when each rung is proposed, as it stands today.
func (h handler) rules(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	rows, changes, err := h.s.Rules(ctx, h.s.Today())
	if err != nil {
		return err
	}
	if done, err := ui.Export(w, r, lang.T(ctx, "督办规则"), func() xlsx.Rows { return exported(ctx, rows) }); done {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "督办规则"), ui.Link{Text: lang.T(ctx, "督办"), URL: "/escalations"})}
	v.Head.Tabs = tabs(ctx, "/ladder")
	v.Note = ui.Notice{Text: lang.T(ctx, "事项逾期后，提醒立即记录；督办单、约谈、通报、问责由系统按此提出建议，由上一级教育督导机构或其领导决定。文件没有规定天数，由市督导室核定。")}
	t := ui.Table{Caption: lang.T(ctx, "督办规则"), Columns: []ui.Column{{Label: lang.T(ctx, "措施")}, {Label: lang.T(ctx, "何时提出")}, {Label: lang.T(ctx, "给出的期限")}, {Label: lang.T(ctx, "依据")},
		{Label: lang.T(ctx, "证据等级")}, {Label: lang.T(ctx, "生效")}, {Label: lang.T(ctx, "修改")}}}
	for _, x := range rows {
		chip := evidence(ctx, x.Evidence)
		t.Rows = append(t.Rows, []ui.Cell{{Text: lang.T(ctx, x.Rung.Label()), URL: ruleURL(x.Rung)}, {Text: when(ctx, x)}, {Text: grace(ctx, x)}, {Text: lang.T(ctx, x.Basis)}, {Chip: &chip},
			{Text: x.ValidFrom.String()}, {Text: strconv.Itoa(changes[x.Rung]), Num: true}})
	}
	v.List = ui.List{Action: "/ladder", Total: len(rows), Table: t, Export: ui.Exports(r), Pager: ui.Pager{Now: 1, Last: 1}}
	return listPage.Render(w, r, http.StatusOK, v)
}

func exported(ctx context.Context, rows []ladder.Rule) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "措施"), lang.T(ctx, "何时提出"), lang.T(ctx, "给出的期限"), lang.T(ctx, "依据"), lang.T(ctx, "证据等级"), lang.T(ctx, "生效"), lang.T(ctx, "失效"), lang.T(ctx, "来源")}, nil) {
			return
		}
		for _, x := range rows {
			if !yield([]any{lang.T(ctx, x.Rung.Label()), when(ctx, x), grace(ctx, x), x.Basis, x.Evidence, x.ValidFrom.String(), x.ValidTo.String(), x.Source}, nil) {
				return
			}
		}
	}
}

func ruleURL(r ladder.Rung) string { return "/ladder/" + strconv.Itoa(int(r)) }

func when(ctx context.Context, x ladder.Rule) string {
	if x.Behind == ladder.Notice {
		return lang.T(ctx, "督办单逾期 %d 天", x.After)
	}
	return lang.T(ctx, "逾期 %d 天", x.After)
}

func grace(ctx context.Context, x ladder.Rule) string {
	if x.Grace == 0 {
		return "—"
	}
	return lang.T(ctx, "%d 天", x.Grace)
}

var grades = []struct {
	grade, label string
	tone         ui.Tone
}{{clock.Found, "C 查到来源", ui.Done}, {clock.SecondHand, "C-2nd 二手来源", ui.Soon}, {clock.Understood, "M 未查到原文", ui.Soon}}

func evidence(ctx context.Context, grade string) ui.Chip {
	for _, g := range grades {
		if g.grade == grade {
			return ui.Chip{Text: lang.T(ctx, g.label), Tone: g.tone}
		}
	}
	return ui.Chip{Text: grade}
}

// rule shows the rows of one rung, and the form for a new one.
func (h handler) rule(w http.ResponseWriter, r *http.Request) error {
	return h.showRule(w, r, http.StatusOK, nil)
}

func (h handler) showRule(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	n, _ := strconv.Atoi(r.PathValue("rung"))
	rows, err := h.s.History(ctx, ladder.Rung(n))
	if err != nil {
		return err
	}
	now, ok := ladder.InForce(rows, h.s.Today())[ladder.Rung(n)]
	if !ok {
		now = rows[len(rows)-1]
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, now.Rung.Label()), ui.Link{Text: lang.T(ctx, "督办规则"), URL: "/ladder"})}
	v.Head.Chips = []ui.Chip{evidence(ctx, now.Evidence)}
	v.Main = []ui.Card{{Title: lang.T(ctx, "现行规则"), Facts: []ui.Fact{{Label: lang.T(ctx, "何时提出"), Value: when(ctx, now)}, {Label: lang.T(ctx, "给出的期限"), Value: grace(ctx, now)},
		{Label: lang.T(ctx, "依据"), Value: lang.T(ctx, now.Basis)}, {Label: lang.T(ctx, "来源"), Value: lang.T(ctx, now.Source)}}}}
	t := ui.Table{Caption: lang.T(ctx, "历次规则"), Columns: []ui.Column{{Label: lang.T(ctx, "生效")}, {Label: lang.T(ctx, "失效")}, {Label: lang.T(ctx, "何时提出")}, {Label: lang.T(ctx, "给出的期限")},
		{Label: lang.T(ctx, "依据")}, {Label: lang.T(ctx, "理由")}, {Label: lang.T(ctx, "记录人")}}}
	for _, x := range rows {
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.ValidFrom.String()}, {Text: x.ValidTo.String()}, {Text: when(ctx, x)}, {Text: grace(ctx, x)}, {Text: lang.T(ctx, x.Basis)}, {Text: x.Reason}, {Text: lang.T(ctx, x.CreatedName)}})
	}
	v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "历次规则"), Note: lang.T(ctx, "后记录的行优先；任何一行都不会被改写"), Table: &t})
	if access.Can(ctx, ladder.MayManage, "/110000/") {
		f := h.ruleForm(ctx, now)
		if refused != nil {
			f.Hidden[0].Value = r.FormValue("id")
			f.Keep(r)
			f.Refuse(r, refused)
		}
		v.Side = []ui.Card{{Title: lang.T(ctx, "修改规则"), Form: &f}}
	}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) ruleForm(ctx context.Context, x ladder.Rule) ui.Form {
	f := ui.Form{Action: ruleURL(x.Rung), Submit: lang.T(ctx, "记录新规则"), Hidden: []ui.Hidden{{Name: "id", Value: h.s.NewID()}},
		Note:   lang.T(ctx, "将新增一行，自生效日期起适用；已经提出的建议不变，仍然逾期的事项在当晚按新规则再看一次。"),
		Fields: []ui.Field{{Name: "after", Label: lang.T(ctx, "逾期多少天提出"), Type: "number", Unit: lang.T(ctx, "天"), Min: "1", Max: "3650", Value: strconv.Itoa(x.After), Required: true}}}
	if x.Rung > ladder.Notice {
		f.Fields = append(f.Fields, ui.Field{Name: "behind", Label: lang.T(ctx, "自何时起算"), Type: "radio", Required: true, Options: []ui.Option{
			{Value: "0", Label: lang.T(ctx, "事项期限届满"), Chosen: x.Behind == 0}, {Value: "2", Label: lang.T(ctx, "督办单期限届满"), Chosen: x.Behind == ladder.Notice}}})
	}
	if x.Rung == ladder.Notice {
		f.Fields = append(f.Fields, ui.Field{Name: "grace", Label: lang.T(ctx, "给出的期限"), Type: "number", Unit: lang.T(ctx, "天"), Min: "1", Max: "3650", Value: strconv.Itoa(x.Grace), Required: true})
	}
	grade := ui.Field{Name: "evidence", Label: lang.T(ctx, "证据等级"), Type: "select", Required: true}
	for _, g := range grades {
		grade.Options = append(grade.Options, ui.Option{Value: g.grade, Label: lang.T(ctx, g.label), Chosen: g.grade == x.Evidence})
	}
	f.Fields = append(f.Fields, ui.Field{Name: "valid_from", Label: lang.T(ctx, "生效日期"), Type: "date", Value: h.s.Today().String(), Required: true},
		ui.Field{Name: "valid_to", Label: lang.T(ctx, "失效日期"), Type: "date", Hint: lang.T(ctx, "不填为长期有效；失效后恢复此前的规则")},
		ui.Field{Name: "basis", Label: lang.T(ctx, "依据"), Type: "textarea", Rows: 2, Value: x.Basis, Required: true}, ui.Field{Name: "source", Label: lang.T(ctx, "来源"), Value: x.Source}, grade,
		ui.Field{Name: "reason", Label: lang.T(ctx, "修改理由"), Type: "textarea", Rows: 2, Required: true})
	return f
}

func (h handler) change(w http.ResponseWriter, r *http.Request) error {
	number := func(name string) int { n, _ := strconv.Atoi(r.FormValue(name)); return n }
	rung, _ := strconv.Atoi(r.PathValue("rung"))
	n := ladder.Rule{ID: r.FormValue("id"), Rung: ladder.Rung(rung), After: number("after"), Behind: ladder.Rung(number("behind")), Grace: number("grace"),
		Basis: r.FormValue("basis"), Source: r.FormValue("source"), Evidence: r.FormValue("evidence"), Reason: r.FormValue("reason")}
	var err error
	if n.ValidFrom, err = date(r, "valid_from"); err == nil {
		n.ValidTo, err = date(r, "valid_to")
	}
	if err == nil {
		err = h.s.ChangeRule(r.Context(), n)
	}
	if err != nil && errs.KindOf(err) == errs.Invalid && n.Rung.Known() {
		return h.showRule(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, ruleURL(n.Rung))
}
