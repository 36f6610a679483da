package auditweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var listPage = web.MustPage[listView](ui.Layout, files, "list.html")

type listView struct {
	ui.Frame
	List ui.List
}

// names of the filters in the address.
var names = []string{"q", "action", "unit", "record", "from", "to"}

// filterOf reads the filters of an address; a broken one is said beside its field.
func (h handler) filterOf(r *http.Request) (audit.Filter, error) {
	get := func(n string) string { return strings.TrimSpace(r.FormValue(n)) }
	f := audit.Filter{Who: get("q"), Action: get("action"), Record: get("record")}
	var c errs.Check
	day := func(n string) civil.Date {
		if get(n) == "" {
			return civil.Date{}
		}
		d, err := civil.ParseDate(get(n))
		c.That(err == nil, n, "请按 2026-09-01 的样子填写日期")
		return d
	}
	f.From, f.To = day("from"), day("to")
	c.That(f.From.IsZero() || f.To.IsZero() || !f.To.Before(f.From), "to", "结束日期不能早于开始日期")
	if unit := get("unit"); unit != "" {
		path, err := h.units.Find(r.Context(), unit)
		c.That(err == nil, "unit", "没有找到这个单位")
		f.UnitPath = path
	}
	return f, c.Err()
}

func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	sc, err := scope(ctx, MayView)
	if err != nil {
		return err
	}
	f, bad := h.filterOf(r)
	number, _ := strconv.Atoi(r.FormValue("page"))
	req := page.Req{Number: max(number, 1)}
	var rows page.Of[audit.Row]
	if bad == nil {
		if rows, err = h.log.List(ctx, sc, f, req); err != nil {
			return err
		}
		if err := h.looked(ctx, "audit.read", r.URL.Query()); err != nil {
			return err
		}
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "审计日志")), List: h.listOf(r, rows, req)}
	v.Head.Tabs = tabs(ctx, "/audit")
	v.Head.Sub = lang.T(ctx, "每一次写入和对个人信息的查看都在这里，按哈希树存证，只增不改，长期保存（网络安全法第二十一条要求不少于六个月）。")
	status := http.StatusOK
	if bad != nil {
		v.Head.Notice = &ui.Notice{Text: errs.FieldsIn(lang.From(ctx), bad)[0].Text, Tone: ui.Late}
		status = http.StatusUnprocessableEntity
	}
	return listPage.Render(w, r, status, v)
}

// looked makes an entry about reading the log.
func (h handler) looked(ctx context.Context, action string, q url.Values) error {
	sent := map[string]string{}
	for _, n := range names {
		if v := q.Get(n); v != "" {
			sent[n] = v
		}
	}
	return h.log.Looked(ctx, audit.Entry{Action: action, Ref: ident.Ref{Kind: "audit", ID: "log"}, UnitPath: actor.From(ctx).Scope, New: sent})
}

func (h handler) listOf(r *http.Request, rows page.Of[audit.Row], req page.Req) ui.List {
	ctx, q := r.Context(), r.URL.Query()
	q.Del("page")
	l := ui.List{Action: "/audit", Total: rows.Total, Filters: h.filters(r, q),
		Search: &ui.Field{Name: "q", Label: lang.T(ctx, "人员"), Value: q.Get("q"), Placeholder: lang.T(ctx, "姓名或账号")},
		Table: ui.Table{Caption: lang.T(ctx, "审计日志"), Empty: lang.T(ctx, "没有符合条件的记录，请放宽条件。"), Columns: []ui.Column{
			{Label: lang.T(ctx, "时间")}, {Label: lang.T(ctx, "人员")}, {Label: lang.T(ctx, "做了什么")}, {Label: lang.T(ctx, "单位")}, {Label: lang.T(ctx, "来源地址")}, {Label: lang.T(ctx, "存证")}}},
		Export: []ui.Link{{Text: "CSV", URL: with("/audit/export", q, "format", "csv")}, {Text: "XLSX", URL: with("/audit/export", q, "format", "xlsx")}},
	}
	if !access.Can(ctx, MayExport, actor.From(ctx).Scope) {
		l.Export = nil
	}
	seen := map[string]string{}
	for _, e := range rows.Rows {
		l.Table.Rows = append(l.Table.Rows, h.row(ctx, e, seen))
	}
	last := max((rows.Total+req.Limit()-1)/req.Limit(), 1)
	at := func(n int) string { return with("/audit", q, "page", strconv.Itoa(n)) }
	l.Pager = ui.Pager{Now: req.Number, Last: last}
	if req.Number > 1 {
		l.Pager.First, l.Pager.Prev = at(1), at(req.Number-1)
	}
	if req.Number < last {
		l.Pager.Next, l.Pager.End = at(req.Number+1), at(last)
	}
	return l
}

func (h handler) row(ctx context.Context, e audit.Row, seen map[string]string) []ui.Cell {
	proof := ui.Chip{Text: lang.T(ctx, "等待存证"), Tone: ui.Soon}
	if e.Index != nil {
		proof = ui.Chip{Text: "#" + strconv.FormatInt(*e.Index, 10), Tone: ui.Done}
	}
	return []ui.Cell{
		{Text: clock(e.Time()), URL: "/audit/" + e.ID},
		{Text: who(ctx, e), Sub: role(ctx, e.Role)},
		{Text: lang.T(ctx, h.log.Label(e.Action)), Sub: about(e)},
		{Text: h.unit(ctx, e.UnitPath, seen)},
		{Text: e.Addr},
		{Chip: &proof},
	}
}

func about(e audit.Row) string {
	text := e.Action
	if e.RefKind != "" {
		text += " · " + e.Ref().String()
	}
	return text
}

func who(ctx context.Context, e audit.Row) string {
	name := e.ActorName
	if name == "" {
		name = e.ActorID
	}
	if e.ForID != "" {
		return lang.T(ctx, "%s（代 %s）", name, e.ForName)
	}
	return name
}

func role(ctx context.Context, name string) string {
	if name == "" {
		return ""
	}
	return lang.T(ctx, access.Role(name).Label())
}

func (h handler) unit(ctx context.Context, path string, seen map[string]string) string {
	if path == "" {
		return ""
	}
	name, ok := seen[path]
	if !ok {
		if name = h.units.Name(ctx, path); name == "" {
			name = path
		}
		seen[path] = name
	}
	return name
}

func clock(t civil.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(civil.Beijing).Format("2006-01-02 15:04:05")
}

func (h handler) filters(r *http.Request, q url.Values) []ui.Filter {
	ctx := r.Context()
	f := []ui.Filter{
		{Field: ui.Field{Name: "action", Label: lang.T(ctx, "做了什么"), Type: "select", In: "list", Value: q.Get("action"), Options: h.actions(ctx, q.Get("action"))}},
		{Field: ui.Field{Name: "unit", Label: lang.T(ctx, "单位"), In: "list", Value: q.Get("unit"), Pick: "/units/pick"}},
		{Field: ui.Field{Name: "record", Label: lang.T(ctx, "记录"), In: "list", Value: q.Get("record"), Placeholder: lang.T(ctx, "类别/编号")}},
		{Field: ui.Field{Name: "from", Label: lang.T(ctx, "开始日期"), Type: "date", In: "list", Value: q.Get("from")}},
		{Field: ui.Field{Name: "to", Label: lang.T(ctx, "结束日期"), Type: "date", In: "list", Value: q.Get("to")}},
	}
	for i := range f {
		if f[i].Value == "" {
			continue
		}
		f[i].Remove, f[i].Shown = with("/audit", q, f[i].Name, ""), f[i].Value
		for _, o := range f[i].Options {
			if o.Chosen {
				f[i].Shown = o.Label
			}
		}
	}
	return f
}

// actions offers every action by its feature; the feature itself is everything below it.
func (h handler) actions(ctx context.Context, chosen string) []ui.Option {
	var keys []string
	for a := range h.log.Actions() {
		keys = append(keys, a)
	}
	slices.Sort(keys)
	out := []ui.Option{{Label: lang.T(ctx, "全部"), Chosen: chosen == ""}}
	last := ""
	for _, a := range keys {
		feature, _, _ := strings.Cut(a, ".")
		if feature != last {
			out = append(out, ui.Option{Value: feature + ".", Label: lang.T(ctx, "%s：全部", feature), Group: feature, Chosen: chosen == feature+"."})
			last = feature
		}
		out = append(out, ui.Option{Value: a, Label: lang.T(ctx, h.log.Label(a)), Group: feature, Chosen: chosen == a})
	}
	return out
}

func tabs(ctx context.Context, current string) []ui.Tab {
	return []ui.Tab{
		{Link: ui.Link{Text: lang.T(ctx, "记录"), URL: "/audit"}, Current: current == "/audit"},
		{Link: ui.Link{Text: lang.T(ctx, "检查点"), URL: "/audit/checkpoints"}, Current: current == "/audit/checkpoints"},
	}
}
