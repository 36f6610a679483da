// Package dropoutweb serves the pages of the ledger of pupils who left school.
package dropoutweb

import (
	"context"
	"embed"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	paging "dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/dropout"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

//go:embed *.html
var pages embed.FS

type handler struct{ s *dropout.Service }

type view struct {
	ui.Frame
	Figures    []ui.Figure
	Lists      []ui.List
	Main, Side []ui.Card
}

var page = web.MustPage[view](ui.Layout, pages, "cards.html")

// Routes adds every URL of the ledger.
func Routes(rt *web.Router, s *dropout.Service) {
	h := handler{s}
	rt.Feature("dropout")
	rt.AddNav(web.NavItem{Group: "监测", Label: "控辍保学", URL: "/dropouts", Permission: string(dropout.MayView), Order: 280})
	rt.Handle("GET /dropouts", string(dropout.MayView), h.list)
	rt.Handle("GET /dropouts/new", string(dropout.MayRegister), h.newForm)
	rt.Handle("POST /dropouts", string(dropout.MayRegister), h.register)
	rt.Handle("GET /dropouts/{id}", string(dropout.MayView), h.show)
	rt.Handle("POST /dropouts/{id}/reveal", string(dropout.MayReveal), h.reveal)
	rt.Handle("POST /dropouts/{id}/visits", string(dropout.MayHandle), h.visit)
	for _, st := range dropout.Steps {
		rt.Handle("POST /dropouts/{id}/"+string(st.Action), string(st.Need), h.step(st))
	}
}

func options(ctx context.Context, list []dropout.Word) (out []ui.Option) {
	for _, w := range list {
		out = append(out, ui.Option{Value: w.Value, Label: lang.T(ctx, w.Label)})
	}
	return out
}

var stages = []dropout.Word{{Value: "primary", Label: "小学"}, {Value: "junior", Label: "初中"}}

func chip(ctx context.Context, c dropout.Case) *ui.Chip {
	switch c.State {
	case dropout.Closed:
		return &ui.Chip{Text: lang.T(ctx, dropout.LabelOf(dropout.Outcomes, c.Outcome)), Tone: ui.Done}
	case dropout.Escalated:
		return &ui.Chip{Text: lang.T(ctx, c.State.Label()), Tone: ui.Late}
	}
	return &ui.Chip{Text: lang.T(ctx, c.State.Label()), Tone: ui.Soon}
}

func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx, q, p := r.Context(), r.URL.Query(), ui.Asked(r)
	f := dropout.Filter{State: q.Get("state"), Reason: q.Get("reason"), Stage: q.Get("stage"), Text: q.Get("q")}
	done, err := ui.Export(w, r, lang.T(ctx, "控辍保学台账"), func() xlsx.Rows { return h.exported(ctx, f) })
	if done || err != nil {
		return err
	}
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	counts, err := h.s.Counts(ctx)
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "控辍保学"))}
	v.Head.Sub = lang.T(ctx, "列表和导出不含学生个人信息；查看个人信息会留下记录")
	at := func(state string) string { return "/dropouts?state=" + state }
	v.Figures = []ui.Figure{{Label: lang.T(ctx, "劝返中"), Value: ui.Number(counts["open"]), URL: at("open"), Tone: ui.Soon}, {Label: lang.T(ctx, "已报区和街道"), Value: ui.Number(counts["escalated"]), URL: at("escalated"), Tone: ui.Late},
		{Label: lang.T(ctx, "已复学"), Value: ui.Number(counts["returned"]), Tone: ui.Done}, {Label: lang.T(ctx, "已转学"), Value: ui.Number(counts["transferred"])}, {Label: lang.T(ctx, "缓学、休学或免学"), Value: ui.Number(counts["exempt"])}}
	var states []ui.Option
	for _, s := range dropout.States {
		states = append(states, ui.Option{Value: string(s), Label: lang.T(ctx, s.Label())})
	}
	l := ui.List{Action: "/dropouts", Search: ui.SearchBox(r, lang.T(ctx, "查编号、学校或街道")), Total: list.Total, Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r),
		Filters: []ui.Filter{ui.Choice(r, "state", lang.T(ctx, "状态"), states...), ui.Choice(r, "stage", lang.T(ctx, "学段"), options(ctx, stages)...), ui.Choice(r, "reason", lang.T(ctx, "原因"), options(ctx, dropout.Reasons)...)}}
	l.Table = ui.Table{Caption: lang.T(ctx, "控辍保学台账"), Empty: lang.T(ctx, "没有符合条件的台账"), Columns: []ui.Column{{Label: lang.T(ctx, "编号")}, {Label: lang.T(ctx, "学校")}, {Label: lang.T(ctx, "年级"), Num: true}, {Label: lang.T(ctx, "原因")},
		{Label: lang.T(ctx, "离校天数"), Num: true}, {Label: lang.T(ctx, "劝返次数"), Num: true}, {Label: lang.T(ctx, "状态")}}}
	if access.Holds(ctx, dropout.MayRegister) == nil {
		do := ui.Button{Label: lang.T(ctx, "登记流失学生"), URL: "/dropouts/new", Icon: "plus"}
		v.Head.Actions, l.Table.EmptyDo = []ui.Button{do}, &do
	}
	for _, c := range list.Rows {
		l.Table.Rows = append(l.Table.Rows, []ui.Cell{{Text: c.Number, URL: c.URL()}, {Text: c.UnitName}, {Text: strconv.Itoa(c.Grade)}, {Text: lang.T(ctx, dropout.LabelOf(dropout.Reasons, c.Reason))},
			{Text: ui.Number(c.Days(h.s.Today()))}, {Text: ui.Number(c.Visits)}, {Chip: chip(ctx, c)}})
	}
	v.Lists = []ui.List{l}
	card, err := h.retention(r)
	if err != nil {
		return err
	}
	v.Main = []ui.Card{card}
	return page.Render(w, r, http.StatusOK, v)
}

// retention is the rate of every district in the last year with returns, or the one asked for.
func (h handler) retention(r *http.Request) (ui.Card, error) {
	ctx := r.Context()
	c := ui.Card{ID: "retention", Title: lang.T(ctx, "初中三年巩固率"), Note: lang.T(ctx, "（毕业 − 转入 + 转出）÷（三年前入学 − 死亡），不低于 95%；取自学校填报表，教督〔2017〕6号")}
	years, err := h.s.Years(ctx)
	if err != nil {
		return c, err
	}
	if len(years) == 0 {
		c.Empty = &ui.Empty{Text: lang.T(ctx, "还没有学校提交填报表。")}
		return c, nil
	}
	year := years[0]
	if asked, _ := strconv.Atoi(r.URL.Query().Get("year")); asked != 0 {
		for _, y := range years {
			if y == asked {
				year = y
			}
		}
	}
	list, err := h.s.Retention(ctx, year)
	if err != nil {
		return c, err
	}
	t := ui.Table{Caption: lang.T(ctx, "初中三年巩固率"), Empty: lang.T(ctx, "没有初中学段的学校"), Columns: []ui.Column{{Label: lang.T(ctx, "地区")}, {Label: lang.T(ctx, "学校"), Num: true}, {Label: lang.T(ctx, "巩固率"), Num: true}, {Label: lang.T(ctx, "结论")}}}
	for _, x := range list {
		rate, said := "—", ui.Chip{Text: lang.T(ctx, "无法判定")}
		if x.Known {
			rate = strconv.FormatFloat(x.Rate, 'f', 1, 64) + " %"
		}
		if x.Whole() && x.Met {
			said = ui.Chip{Text: lang.T(ctx, "达标"), Tone: ui.Done}
		} else if x.Whole() {
			said = ui.Chip{Text: lang.T(ctx, "不达标"), Tone: ui.Late}
		}
		var less []string
		if x.Missing > 0 {
			less = append(less, lang.T(ctx, "%d 所缺数", x.Missing))
		}
		if x.Waiting > 0 {
			less = append(less, lang.T(ctx, "%d 所未报", x.Waiting))
		}
		sub := strings.Join(less, " · ")
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.Name}, {Text: ui.Number(x.Schools), Sub: sub}, {Text: rate}, {Chip: &said}})
	}
	c.Chips, c.Table = []ui.Chip{{Text: strconv.Itoa(year)}}, &t
	for _, y := range years {
		if y != year {
			c.More = append(c.More, ui.Link{Text: strconv.Itoa(y), URL: ui.With(r, "year", strconv.Itoa(y), "page", "") + "#retention"})
		}
	}
	return c, nil
}

func (h handler) exported(ctx context.Context, f dropout.Filter) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		if !yield([]any{lang.T(ctx, "编号"), lang.T(ctx, "学校"), lang.T(ctx, "学段"), lang.T(ctx, "年级"), lang.T(ctx, "原因"), lang.T(ctx, "最后到校"), lang.T(ctx, "离校天数"), lang.T(ctx, "劝返次数"), lang.T(ctx, "街道（乡镇）"), lang.T(ctx, "状态")}, nil) {
			return
		}
		for n := 1; ; n++ {
			list, err := h.s.List(ctx, f, paging.Req{Number: n, Size: paging.Max})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, c := range list.Rows {
				if !yield([]any{c.Number, c.UnitName, lang.T(ctx, dropout.LabelOf(stages, c.Stage)), c.Grade, lang.T(ctx, dropout.LabelOf(dropout.Reasons, c.Reason)), c.SinceOn.String(), c.Days(h.s.Today()), c.Visits, c.Street, chip(ctx, c).Text}, nil) {
					return
				}
			}
			if n*paging.Max >= list.Total {
				return
			}
		}
	}
}

func (h handler) newForm(w http.ResponseWriter, r *http.Request) error {
	return h.newPage(w, r, http.StatusOK, nil)
}

func (h handler) newPage(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	var grades []ui.Option
	for n := 1; n <= 9; n++ {
		grades = append(grades, ui.Option{Value: strconv.Itoa(n), Label: lang.T(ctx, "%d 年级", n)})
	}
	f := ui.Form{ID: "new", Action: "/dropouts", Submit: lang.T(ctx, "登记"), Cancel: ui.Link{URL: "/dropouts"}, Note: lang.T(ctx, "只填劝返需要的信息。姓名和联系方式加密保存，只有本校和区督导室能看，每次查看都有记录；办结一年后自动删除。"), Fields: []ui.Field{
		{Name: "grade", Label: lang.T(ctx, "年级"), Type: "select", Options: grades, Required: true}, {Name: "since_on", Label: lang.T(ctx, "最后到校日期"), Type: "date", Required: true},
		{Name: "reason", Label: lang.T(ctx, "原因"), Type: "select", Options: options(ctx, dropout.Reasons), Required: true}, {Name: "name", Label: lang.T(ctx, "学生姓名"), Required: true, Autocomplete: "off", MaxLength: 100},
		{Name: "guardian", Label: lang.T(ctx, "监护人"), Autocomplete: "off", MaxLength: 100}, {Name: "contact", Label: lang.T(ctx, "联系方式"), Required: true, Autocomplete: "off", MaxLength: 100}}}
	if refused != nil {
		f.Keep(r)
		f.Refuse(r, refused)
	}
	v := view{Frame: ui.NewFrame(r, lang.T(ctx, "登记流失学生"), ui.Link{Text: lang.T(ctx, "控辍保学"), URL: "/dropouts"})}
	v.Main = []ui.Card{{Form: &f}}
	return page.Render(w, r, status, v)
}

// day reads a date; what is none is the zero date, which every check refuses with its own words.
func day(s string) civil.Date {
	d, _ := civil.ParseDate(s)
	return d
}

func (h handler) register(w http.ResponseWriter, r *http.Request) error {
	grade, _ := strconv.Atoi(r.FormValue("grade"))
	c, err := h.s.Register(r.Context(), dropout.NewCase{Grade: grade, Reason: r.FormValue("reason"), SinceOn: day(r.FormValue("since_on")),
		Pupil: dropout.Pupil{Name: r.FormValue("name"), Guardian: r.FormValue("guardian"), Contact: r.FormValue("contact")}})
	if errs.KindOf(err) == errs.Invalid {
		return h.newPage(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, c.URL())
}

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.casePage(w, r, http.StatusOK, nil, nil)
}

// reveal shows the same page with who it is and what was said.
func (h handler) reveal(w http.ResponseWriter, r *http.Request) error {
	_, p, visits, err := h.s.Reveal(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return h.casePage(w, r, http.StatusOK, nil, &opened{p, visits})
}

type opened struct {
	pupil  dropout.Pupil
	visits []dropout.Visit
}

func (h handler) casePage(w http.ResponseWriter, r *http.Request, status int, refused error, open *opened) error {
	ctx := r.Context()
	c, visits, err := h.s.Get(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := view{Frame: ui.NewFrame(r, c.Number, ui.Link{Text: lang.T(ctx, "控辍保学"), URL: "/dropouts"})}
	v.Head.Sub = lang.T(ctx, "%s · %d 年级 · 离校 %d 天", c.UnitName, c.Grade, c.Days(h.s.Today()))
	v.Head.Chips = []ui.Chip{*chip(ctx, c)}
	if c.Demo {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	h.asks(r, &v, c, refused)
	facts := []ui.Fact{{Label: lang.T(ctx, "学校"), Value: c.UnitName, URL: c.UnitID.URL()}, {Label: lang.T(ctx, "原因"), Value: lang.T(ctx, dropout.LabelOf(dropout.Reasons, c.Reason))}, {Label: lang.T(ctx, "最后到校"), Value: c.SinceOn.String()},
		{Label: lang.T(ctx, "街道（乡镇）"), Value: c.Street}, {Label: lang.T(ctx, "依据与说明"), Value: c.Note}}
	v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "情况"), Facts: facts}, person(r, c, open))
	if open != nil {
		visits = open.visits
	}
	trips := ui.Card{Title: lang.T(ctx, "劝返记录")}
	for _, x := range visits {
		trips.Events = append(trips.Events, ui.Event{What: lang.T(ctx, dropout.LabelOf(dropout.Ways, x.Way)), Who: x.Who, When: x.On.String(), Note: x.Said})
	}
	if len(visits) == 0 {
		trips.Empty = &ui.Empty{Text: lang.T(ctx, "还没有劝返记录。")}
	}
	v.Main = append(v.Main, trips)
	v.Side = ui.Follow(ctx, ui.About{UnitPath: c.UnitPath, Unit: c.UnitName, Kind: "dropout.case", ID: c.ID, Title: c.Number, URL: c.URL()})
	return page.Render(w, r, status, v)
}

// person is who it is, or the button that opens it.
func person(r *http.Request, c dropout.Case, open *opened) ui.Card {
	ctx := r.Context()
	card := ui.Card{Title: lang.T(ctx, "个人信息")}
	switch {
	case open != nil:
		card.Facts = []ui.Fact{{Label: lang.T(ctx, "学生姓名"), Value: open.pupil.Name}, {Label: lang.T(ctx, "监护人"), Value: open.pupil.Guardian}, {Label: lang.T(ctx, "联系方式"), Value: open.pupil.Contact}}
		card.Note = lang.T(ctx, "这次查看已经记录")
	case c.Gone():
		card.Text = []string{lang.T(ctx, "个人信息已按期删除。")}
	case access.Can(ctx, dropout.MayReveal, c.UnitPath):
		card.Text = []string{lang.T(ctx, "姓名、监护人、联系方式和劝返情况加密保存。")}
		card.Do = []ui.Button{{Label: lang.T(ctx, "查看个人信息"), URL: c.URL() + "/reveal", Post: true, Plain: true}}
	default:
		card.Text = []string{lang.T(ctx, "只有学校和区督导室能够查看。")}
	}
	return card
}

func (h handler) asks(r *http.Request, v *view, c dropout.Case, refused error) {
	ctx := r.Context()
	lock := []ui.Hidden{{Name: "version", Value: strconv.Itoa(c.Version)}}
	add := func(label string, f ui.Form, plain bool) {
		if refused != nil && r.URL.Path == f.Action {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		v.Head.Asks = append(v.Head.Asks, ui.Ask{Label: label, Plain: plain, Form: f})
	}
	if c.State != dropout.Closed && access.Can(ctx, dropout.MayHandle, c.UnitPath) {
		add(lang.T(ctx, "记录劝返"), ui.Form{ID: "visit", Action: c.URL() + "/visits", Submit: lang.T(ctx, "记录劝返"), Fields: []ui.Field{{Name: "on", Label: lang.T(ctx, "日期"), Type: "date", Value: h.s.Today().String(), Required: true},
			{Name: "way", Label: lang.T(ctx, "方式"), Type: "select", Options: options(ctx, dropout.Ways), Required: true}, {Name: "who", Label: lang.T(ctx, "劝返人"), Required: true}, {Name: "said", Label: lang.T(ctx, "情况"), Type: "textarea", Rows: 3, Required: true, Hint: lang.T(ctx, "加密保存")}}}, false)
	}
	for _, st := range c.Possible() {
		if !access.Can(ctx, st.Need, c.UnitPath) {
			continue
		}
		f := ui.Form{ID: string(st.Action), Action: c.URL() + "/" + string(st.Action), Hidden: lock, Submit: lang.T(ctx, st.Label), Note: lang.T(ctx, "依据：%s", lang.T(ctx, st.Clause))}
		field := ui.Field{Name: "text", Label: lang.T(ctx, "依据与说明"), Type: "textarea", Rows: 2, Required: true, Hint: lang.T(ctx, "不要写学生姓名")}
		if st.Asks == "street" {
			field = ui.Field{Name: "text", Label: lang.T(ctx, "街道（乡镇）"), Required: true}
		}
		f.Fields = []ui.Field{field}
		add(lang.T(ctx, st.Label), f, true)
	}
}

func (h handler) visit(w http.ResponseWriter, r *http.Request) error {
	err := h.s.Call(r.Context(), r.PathValue("id"), dropout.Visit{On: day(r.FormValue("on")), Who: r.FormValue("who"), Way: r.FormValue("way"), Said: r.FormValue("said")})
	return h.done(w, r, err)
}

func (h handler) step(st dropout.Step) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		version, _ := strconv.Atoi(r.FormValue("version"))
		return h.done(w, r, h.s.Step(r.Context(), r.PathValue("id"), version, st.Action, r.FormValue("text")))
	}
}

func (h handler) done(w http.ResponseWriter, r *http.Request, err error) error {
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Stale || k == errs.Conflict) {
		return h.casePage(w, r, web.Status(err), err, nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/dropouts/"+r.PathValue("id"))
}
