package standardweb

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.showVersion(w, r, http.StatusOK, nil)
}

// showVersion is the tree of a version with its grades and its other editions.
func (h handler) showVersion(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	s, err := h.s.Version(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	editions, err := h.s.Editions(ctx, s.Code)
	if err != nil {
		return err
	}
	v := page{Frame: ui.NewFrame(r, lang.T(ctx, s.Title), ui.Link{Text: lang.T(ctx, "督导标准"), URL: "/standards"})}
	v.Head.Number = s.Code
	v.Head.Sub = lang.T(ctx, "第 %d 版，自 %s 起施行", s.Number, s.ValidFrom.String())
	v.Head.Chips = []ui.Chip{stateChip(ctx, s.State), {Text: methodLabel(ctx, s.Method)}, evidenceChip(ctx, s.Evidence)}
	if access.Can(ctx, standard.MayManage, "/110000/") {
		actions(r, &v, s, h.s.Today().AddDays(1).String(), refused)
	}
	v.Main = []ui.Card{{Title: lang.T(ctx, "指标"), Note: lang.T(ctx, "%d 项末级指标", len(s.Leaves())), Tree: tree(ctx, s, "")}}
	facts := []ui.Fact{{Label: lang.T(ctx, "依据"), Value: lang.T(ctx, s.Basis)}, {Label: lang.T(ctx, "来源"), Value: lang.T(ctx, s.Source)}}
	if s.Note != "" {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "备注"), Value: lang.T(ctx, s.Note)})
	}
	facts = append(facts, ui.Fact{Label: lang.T(ctx, "层级"), Value: strings.Join(s.Levels, " → ")})
	if !s.ValidTo.IsZero() {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "停用日期"), Value: s.ValidTo.String()})
	}
	export := "/standards/" + s.ID + "/export?format="
	v.Side = []ui.Card{{Title: lang.T(ctx, "说明"), Facts: facts, More: []ui.Link{{Text: lang.T(ctx, "导出 YAML"), URL: export + "yaml"}, {Text: lang.T(ctx, "导出 XLSX"), URL: export + "xlsx"}}},
		gradesCard(ctx, s), editionsCard(ctx, s, editions)}
	return cardsPage.Render(w, r, status, v)
}

// actions puts what may be done with the version into the head.
func actions(r *http.Request, v *page, s standard.Version, tomorrow string, refused error) {
	ctx := r.Context()
	lock := []ui.Hidden{{Name: "version", Value: strconv.Itoa(s.Lock)}}
	at := "/standards/" + s.ID
	switch s.State {
	case standard.Draft:
		v.Head.Asks = []ui.Ask{{Label: lang.T(ctx, "发布"), Form: ui.Form{Action: at + "/publish", Hidden: lock, Submit: lang.T(ctx, "确认发布"),
			Note: lang.T(ctx, "发布后内容不能更改，自生效日期起新启动的督导使用本版次；正在进行的督导不受影响。")}},
			{Label: lang.T(ctx, "删除草稿"), Plain: true, Danger: true, Form: ui.Form{Action: at + "/drop", Hidden: lock, Submit: lang.T(ctx, "确认删除"), Danger: true,
				Note: lang.T(ctx, "草稿将被删除，操作会留痕。")}}}
	case standard.Published:
		f := ui.Form{Action: at + "/retire", Hidden: lock, Submit: lang.T(ctx, "确认停用"), Danger: true,
			Note: lang.T(ctx, "停用后新启动的督导不再使用本版次；正在进行的督导沿用到结束。"), Fields: []ui.Field{
				{Name: "on", Label: lang.T(ctx, "停用日期"), Type: "date", Value: tomorrow, Required: true},
				{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 2, Required: true}}}
		if refused != nil {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		v.Head.Asks = []ui.Ask{{Label: lang.T(ctx, "停用"), Plain: true, Form: f}}
	}
}

// tree turns the nodes below a code into what the component shows.
func tree(ctx context.Context, s standard.Version, code string) []ui.Node {
	var out []ui.Node
	for _, n := range s.Children(code) {
		x := ui.Node{Code: n.Code, Name: lang.T(ctx, n.Name), Text: n.Text, Below: tree(ctx, s, n.Code), Open: n.Level == 1}
		if n.Points > 0 {
			x.Chips = append(x.Chips, ui.Chip{Text: lang.T(ctx, "%s 分", points(n.Points))})
		}
		if n.Veto {
			x.Chips = append(x.Chips, ui.Chip{Text: lang.T(ctx, "一票否决"), Tone: ui.Late})
		}
		if n.Evidence != "" && n.Evidence != "C" {
			x.Chips = append(x.Chips, evidenceChip(ctx, n.Evidence))
		}
		if len(n.Checks) > 0 {
			x.Facts = append(x.Facts, ui.Fact{Label: lang.T(ctx, "考查要点"), Value: strings.Join(n.Checks, "；")})
		}
		if len(n.Proofs) > 0 {
			x.Facts = append(x.Facts, ui.Fact{Label: lang.T(ctx, "佐证"), Value: strings.Join(n.Proofs, "；")})
		}
		if n.Basis != "" {
			x.Facts = append(x.Facts, ui.Fact{Label: lang.T(ctx, "依据"), Value: n.Basis})
		}
		out = append(out, x)
	}
	return out
}

// points writes hundredths: 850 → 8.50, 800 → 8.
func points(n int) string {
	if n%100 == 0 {
		return strconv.Itoa(n / 100)
	}
	return fmt.Sprintf("%d.%02d", n/100, n%100)
}

func methodLabel(ctx context.Context, m standard.Method) string {
	switch m {
	case standard.ByRule:
		return lang.T(ctx, "达标制")
	case standard.ByGrade:
		return lang.T(ctx, "等级制")
	}
	return lang.T(ctx, "分值制")
}

func evidenceChip(ctx context.Context, e string) ui.Chip {
	switch e {
	case "C":
		return ui.Chip{Text: lang.T(ctx, "C 查到来源"), Tone: ui.Done}
	case "C-2nd":
		return ui.Chip{Text: lang.T(ctx, "C-2nd 二手来源"), Tone: ui.Soon}
	}
	return ui.Chip{Text: lang.T(ctx, "M 未查到原文"), Tone: ui.Soon}
}

// gradesCard shows the grades, the answers that are none, and what the whole takes.
func gradesCard(ctx context.Context, s standard.Version) ui.Card {
	t := ui.Table{Caption: lang.T(ctx, "等级与非等级"), Columns: []ui.Column{{Label: lang.T(ctx, "等级")}, {Label: lang.T(ctx, "计算")}}}
	for _, g := range s.Grades {
		how := lang.T(ctx, "未达标")
		if g.Met {
			how = lang.T(ctx, "达标")
		}
		if s.Method == standard.ByPoints {
			how += " · " + lang.T(ctx, "得 %d%%", g.Share)
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: lang.T(ctx, g.Label)}, {Text: how}})
	}
	for _, n := range s.NonValues {
		how := lang.T(ctx, "无法判定")
		if n.Counts == standard.Skip {
			how = lang.T(ctx, "不计入")
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: lang.T(ctx, n.Label)}, {Text: how}})
	}
	var facts []ui.Fact
	for _, o := range s.Results {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, o.Label), Value: needs(ctx, s, o)})
	}
	return ui.Card{Title: lang.T(ctx, "等级与总评"), Facts: facts, Table: &t}
}

// needs says what a grade of the whole takes.
func needs(ctx context.Context, s standard.Version, o standard.Outcome) string {
	if o.Code == s.Results[len(s.Results)-1].Code {
		return lang.T(ctx, "其余情形")
	}
	switch s.Method {
	case standard.ByPoints:
		return lang.T(ctx, "得分率不低于 %s%%", points(o.Points))
	case standard.ByGrade:
		text := lang.T(ctx, "“%s”以上不少于 %d%%", s.MarkLabel(o.Grade), o.Share)
		if o.Floor != "" {
			text += lang.T(ctx, "，且没有低于“%s”的指标", s.MarkLabel(o.Floor))
		}
		return text
	}
	return lang.T(ctx, "未达标不超过 %d 项，且无一票否决", s.Unmet)
}

func editionsCard(ctx context.Context, s standard.Version, editions []standard.Row) ui.Card {
	t := ui.Table{Caption: lang.T(ctx, "各版次"), Columns: []ui.Column{{Label: lang.T(ctx, "版次")}, {Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "生效")}, {}}}
	for _, e := range editions {
		chip := stateChip(ctx, e.State)
		row := []ui.Cell{{Text: lang.T(ctx, "第 %d 版", e.Number), URL: "/standards/" + e.ID}, {Chip: &chip}, {Text: e.ValidFrom.String()}, {}}
		if e.ID != s.ID {
			row[3] = ui.Cell{Text: lang.T(ctx, "比较"), URL: "/standards/diff?from=" + e.ID + "&to=" + s.ID}
		}
		t.Rows = append(t.Rows, row)
	}
	return ui.Card{Title: lang.T(ctx, "各版次"), Table: &t}
}

func (h handler) export(w http.ResponseWriter, r *http.Request) error {
	v, err := h.s.Version(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	ext, kind, write := "yaml", "application/yaml; charset=utf-8", standard.ToYAML
	if r.FormValue("format") == "xlsx" {
		ext, kind, write = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", standard.ToXLSX
	}
	file, err := write(v)
	if err != nil {
		return err
	}
	ui.Attach(w, v.FileName(ext), kind)
	_, err = w.Write(file)
	return err
}

func (h handler) publish(w http.ResponseWriter, r *http.Request) error {
	return h.then(w, r, h.s.Publish(r.Context(), r.PathValue("id"), lockOf(r)), "/standards/"+r.PathValue("id"))
}

func (h handler) drop(w http.ResponseWriter, r *http.Request) error {
	return h.then(w, r, h.s.Drop(r.Context(), r.PathValue("id"), lockOf(r)), "/standards")
}

func (h handler) retire(w http.ResponseWriter, r *http.Request) error {
	on, err := dateOf("on", r.FormValue("on"))
	if err == nil {
		err = h.s.Retire(r.Context(), r.PathValue("id"), lockOf(r), on, strings.TrimSpace(r.FormValue("reason")))
	}
	return h.then(w, r, err, "/standards/"+r.PathValue("id"))
}

func (h handler) then(w http.ResponseWriter, r *http.Request, err error, to string) error {
	if err == nil {
		return web.SeeOther(w, r, to)
	}
	if k := errs.KindOf(err); k == errs.Invalid || k == errs.Stale {
		return h.showVersion(w, r, web.Status(err), err)
	}
	return err
}

func lockOf(r *http.Request) int { n, _ := strconv.Atoi(r.FormValue("version")); return n }
