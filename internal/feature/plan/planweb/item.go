package planweb

import (
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	paging "dudao/internal/base/page"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func crumbs(r *http.Request, p plan.Plan) []ui.Link {
	return []ui.Link{{Text: lang.T(r.Context(), "年度计划"), URL: "/plans"}, {Text: p.Title, URL: p.URL()}}
}

// item shows one item with its targets and the supervisions that came of it.
func (h handler) item(w http.ResponseWriter, r *http.Request) error {
	return h.showItem(w, r, http.StatusOK, nil)
}

func (h handler) showItem(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	i, p, err := h.loadItem(r)
	if err != nil {
		return err
	}
	v := page{Frame: ui.NewFrame(r, i.Title, crumbs(r, p)...)}
	v.Head.Sub = lang.T(ctx, "%s 至 %s", i.From.String(), i.To.String())
	v.Head.Chips = []ui.Chip{{Text: lang.T(ctx, i.Mode.Label()), Tone: ui.Act}, {Text: lang.T(ctx, i.Field.Label())}}
	if i.Removed {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "已移除"), Tone: ui.Late})
	}
	targets := ui.Table{Caption: lang.T(ctx, "督导对象"), Columns: []ui.Column{{Label: lang.T(ctx, "单位")}, {Label: lang.T(ctx, "督导")}}}
	mayStart := p.InForce() && !i.Removed && actor.From(ctx).UnitID == string(p.OfficeID) && actor.From(ctx).May("inspect.manage")
	for _, t := range i.Targets {
		cell := ui.Cell{Text: lang.T(ctx, "未启动")}
		if mayStart && t.StartedID == "" {
			cell = ui.Cell{Buttons: []ui.Button{{Label: lang.T(ctx, "开始督导"), URL: "/inspections/new?item=" + i.ID + "&unit=" + string(t.UnitID), Small: true, Plain: true}}}
		}
		if t.StartedID != "" {
			cell = ui.Cell{Text: lang.T(ctx, "查看督导"), URL: "/inspections/" + t.StartedID, Sub: at(t.StartedAt)}
		}
		targets.Rows = append(targets.Rows, []ui.Cell{{Text: t.UnitName, URL: "/units/" + string(t.UnitID)}, cell})
	}
	facts := []ui.Fact{{Label: lang.T(ctx, "依据"), Value: i.Basis}, {Label: lang.T(ctx, "负责人"), Value: i.LeadName}}
	if i.StandardCode != "" {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "督导标准"), Value: i.StandardCode, URL: "/standards?q=" + i.StandardCode})
	}
	if i.Note != "" {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "备注"), Value: i.Note})
	}
	v.Main = []ui.Card{{Title: lang.T(ctx, "督导对象"), Note: lang.T(ctx, "%d 个", len(i.Targets)), Table: &targets}}
	v.Side = []ui.Card{{Title: lang.T(ctx, "基本情况"), Facts: facts}}
	if plan.CanEdit(ctx, p) && p.State != plan.Submitted && !i.Removed {
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "修改事项"), URL: itemURL(i) + "/edit"}}
		if !i.Begun() {
			v.Head.Asks = []ui.Ask{removeAsk(r, p, i, refused)}
		}
	}
	return cardsPage.Render(w, r, status, v)
}

func removeAsk(r *http.Request, p plan.Plan, i plan.Item, refused error) ui.Ask {
	ctx := r.Context()
	f := ui.Form{Action: itemURL(i) + "/remove", Submit: lang.T(ctx, "移除事项"), Danger: true, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(i.Version)}}}
	if p.InForce() {
		f.Note = lang.T(ctx, "计划已经批准：移除须由领导批准后生效。")
		f.Fields = []ui.Field{{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 2, Required: true}}
	}
	if refused != nil {
		f.Keep(r)
		f.Refuse(r, refused)
	}
	return ui.Ask{Label: lang.T(ctx, "移除事项"), Form: f, Plain: true, Danger: true}
}

// loadItem loads the item of the URL; it must be one of the plan of the URL.
func (h handler) loadItem(r *http.Request) (plan.Item, plan.Plan, error) {
	i, p, err := h.s.Item(r.Context(), r.PathValue("item"))
	if err == nil && p.ID != r.PathValue("id") {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return i, p, err
}

func (h handler) newItem(w http.ResponseWriter, r *http.Request) error {
	f, err := h.s.Plan(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return h.itemForm(w, r, http.StatusOK, f.Plan, plan.Item{ID: h.s.NewID(), PlanID: f.ID, Mode: plan.Comprehensive, Field: plan.Schooling}, true, nil)
}

func (h handler) editItemForm(w http.ResponseWriter, r *http.Request) error {
	i, p, err := h.loadItem(r)
	if err != nil {
		return err
	}
	return h.itemForm(w, r, http.StatusOK, p, i, false, nil)
}

// itemForm is the form of a new or a changed item.
func (h handler) itemForm(w http.ResponseWriter, r *http.Request, status int, p plan.Plan, i plan.Item, fresh bool, refused error) error {
	ctx := r.Context()
	f, err := h.itemFields(r, p, i)
	if err != nil {
		return err
	}
	title := lang.T(ctx, "修改事项")
	f.Action, f.Submit = itemURL(i), lang.T(ctx, "保存")
	f.Hidden = []ui.Hidden{{Name: "version", Value: strconv.Itoa(i.Version)}}
	f.Cancel = ui.Link{URL: itemURL(i)}
	if fresh {
		title = lang.T(ctx, "添加事项")
		f.Action, f.Hidden, f.Cancel = p.URL()+"/items", []ui.Hidden{{Name: "id", Value: i.ID}}, ui.Link{URL: p.URL()}
	}
	if p.InForce() {
		f.Note, f.Submit = lang.T(ctx, "计划已经批准：变更须说明理由，由领导批准后生效。"), lang.T(ctx, "提出变更")
		f.Fields = append(f.Fields, ui.Field{Name: "reason", Label: lang.T(ctx, "变更理由"), Type: "textarea", Rows: 2, Required: true})
	}
	if refused != nil {
		f.Keep(r)
		if errs.KindOf(refused) == errs.Stale {
			theirs(r, &f, i)
		}
		f.Refuse(r, refused)
	}
	v := page{Frame: ui.NewFrame(r, title, crumbs(r, p)...)}
	v.Main = []ui.Card{{Form: &f}}
	v.Side = []ui.Card{{Title: lang.T(ctx, "检查内容"), Text: []string{lang.T(ctx, "时间须在计划年度内，结束不早于开始；须有法规或文件依据；督导对象须在本单位范围内且未撤销。"),
		lang.T(ctx, "同一对象同期另有督导的，保存后会提示合并为联合督导。")}}}
	return cardsPage.Render(w, r, status, v)
}

// theirs puts what somebody else saved beside what was typed.
func theirs(r *http.Request, f *ui.Form, now plan.Item) {
	saved := map[string]string{"title": now.Title, "basis": now.Basis, "from": now.From.String(), "to": now.To.String(), "lead_name": now.LeadName, "note": now.Note, "targets": targetLines(now)}
	for n := range f.Fields {
		if s, ok := saved[f.Fields[n].Name]; ok {
			f.Fields[n].Theirs = differs(r, f.Fields[n].Name, s)
		}
	}
}

func targetLines(i plan.Item) string {
	var lines []string
	for _, t := range i.Targets {
		lines = append(lines, t.UnitName)
	}
	return strings.Join(lines, "\n")
}

func (h handler) itemFields(r *http.Request, p plan.Plan, i plan.Item) (ui.Form, error) {
	ctx := r.Context()
	list, err := h.standards.List(ctx, standard.Filter{State: standard.Published}, paging.Req{Size: paging.Max})
	if err != nil {
		return ui.Form{}, err
	}
	std := ui.Field{Name: "standard_code", Label: lang.T(ctx, "督导标准"), Type: "select", Options: []ui.Option{{Label: lang.T(ctx, "不适用")}}}
	seen := map[string]bool{}
	for _, s := range list.Rows {
		if !seen[s.Code] {
			std.Options = append(std.Options, ui.Option{Value: s.Code, Label: lang.T(ctx, s.Title), Chosen: s.Code == i.StandardCode})
		}
		seen[s.Code] = true
	}
	mode := ui.Field{Name: "mode", Label: lang.T(ctx, "督导方式"), Type: "radio", Required: true}
	for _, m := range plan.Modes {
		mode.Options = append(mode.Options, ui.Option{Value: string(m), Label: lang.T(ctx, m.Label()), Chosen: m == i.Mode})
	}
	field := ui.Field{Name: "field", Label: lang.T(ctx, "督导领域"), Type: "radio", Required: true}
	for _, x := range plan.Fields {
		field.Options = append(field.Options, ui.Option{Value: string(x), Label: lang.T(ctx, x.Label()), Chosen: x == i.Field})
	}
	year := strconv.Itoa(p.Year)
	return ui.Form{ID: "item", Fields: []ui.Field{
		{Name: "title", Label: lang.T(ctx, "督导事项"), Value: i.Title, Required: true}, mode, field,
		{Name: "from", Label: lang.T(ctx, "开始日期"), Type: "date", Value: i.From.String(), Min: year + "-01-01", Max: year + "-12-31", Required: true},
		{Name: "to", Label: lang.T(ctx, "结束日期"), Type: "date", Value: i.To.String(), Min: year + "-01-01", Max: year + "-12-31", Required: true},
		{Name: "targets", Label: lang.T(ctx, "督导对象"), Type: "textarea", Rows: 6, Value: targetLines(i), Required: true, Pick: "/units/pick", Hint: lang.T(ctx, "每行一个单位：全称、简称或代码")},
		std,
		{Name: "lead_name", Label: lang.T(ctx, "负责人"), Value: i.LeadName, Pick: "/people/pick", Hint: lang.T(ctx, "填姓名或登录名；没有账号的写姓名")},
		{Name: "basis", Label: lang.T(ctx, "法规或文件依据"), Type: "textarea", Rows: 2, Value: i.Basis, Required: true, Hint: lang.T(ctx, "写明文件和条款，如：《教育督导条例》第十四条")},
		{Name: "note", Label: lang.T(ctx, "备注"), Type: "textarea", Rows: 2, Value: i.Note}}}, nil
}

// inputOf reads the form of an item; now is what is saved.
func (h handler) inputOf(r *http.Request, now plan.Item) (plan.ItemInput, error) {
	var c errs.Check
	in := plan.ItemInput{ID: r.FormValue("id"), Title: r.FormValue("title"), Mode: plan.Mode(r.FormValue("mode")), Field: plan.Field(r.FormValue("field")),
		StandardCode: r.FormValue("standard_code"), LeadName: r.FormValue("lead_name"), Basis: r.FormValue("basis"), Note: r.FormValue("note"), Reason: r.FormValue("reason"),
		Targets: ui.Lines(r, "targets")}
	in.From = dateText(&c, "from", r.FormValue("from"))
	in.To = dateText(&c, "to", r.FormValue("to"))
	if in.LeadName != "" && in.LeadName == now.LeadName {
		in.LeadAccountID = now.LeadAccountID
	} else if err := h.lead(r, &in); err != nil {
		if err = c.Add(errs.Rename(err, "lead_name")); err != nil {
			return in, err
		}
	}
	return in, c.Err()
}

// lead finds the account of who leads an item; somebody without an account is only a name.
func (h handler) lead(r *http.Request, in *plan.ItemInput) error {
	if strings.TrimSpace(in.LeadName) == "" {
		return nil
	}
	p, err := h.people.Named(r.Context(), in.LeadName, "")
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	in.LeadAccountID, in.LeadName = p.ID, p.Name
	return err
}

func dateText(c *errs.Check, name, text string) civil.Date {
	var d civil.Date
	err := d.UnmarshalText([]byte(text))
	c.That(err == nil, name, "日期格式应为 2026-09-01")
	return d
}

func (h handler) addItem(w http.ResponseWriter, r *http.Request) error {
	in, err := h.inputOf(r, plan.Item{})
	if err == nil {
		_, _, err = h.s.AddItem(r.Context(), r.PathValue("id"), in)
	}
	if err == nil {
		return web.SeeOther(w, r, "/plans/"+r.PathValue("id"))
	}
	if errs.KindOf(err) != errs.Invalid {
		return err
	}
	f, e := h.s.Plan(r.Context(), r.PathValue("id"))
	if e != nil {
		return e
	}
	return h.itemForm(w, r, web.Status(err), f.Plan, plan.Item{ID: in.ID, PlanID: f.ID}, true, err)
}

func (h handler) editItem(w http.ResponseWriter, r *http.Request) error {
	i, p, err := h.loadItem(r)
	if err != nil {
		return err
	}
	in, err := h.inputOf(r, i)
	if err == nil {
		var proposed bool
		if proposed, err = h.s.EditItem(r.Context(), i.ID, versionOf(r), in); err == nil {
			to := itemURL(i)
			if proposed {
				to = p.URL() + "#changes"
			}
			return web.SeeOther(w, r, to)
		}
	}
	if k := errs.KindOf(err); k != errs.Invalid && k != errs.Stale {
		return err
	}
	return h.itemForm(w, r, web.Status(err), p, i, false, err)
}

func (h handler) removeItem(w http.ResponseWriter, r *http.Request) error {
	i, p, err := h.loadItem(r)
	if err != nil {
		return err
	}
	_, err = h.s.RemoveItem(r.Context(), i.ID, versionOf(r), r.FormValue("reason"))
	if k := errs.KindOf(err); err != nil && (k == errs.Invalid || k == errs.Stale) {
		return h.showItem(w, r, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, p.URL())
}
