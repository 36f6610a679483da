package documentweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/document"
	"dudao/internal/platform/web"
	"dudao/internal/platform/xlsx"
	"dudao/internal/ui"
)

var listPage = web.MustPage[listView](ui.Layout, files, "list.html")

type listView struct {
	ui.Frame
	List ui.List
}

// boxes are the tabs of the list.
var boxes = []struct {
	box   document.Box
	label string
	need  access.Permission
}{
	{document.All, "全部", document.MayView}, {document.ToDo, "待我办理", document.MaySign}, {document.In, "收到的公文", document.MayReceive},
	{document.Drawn, "办理中", document.MayInternal}, {document.Own, "本级公文", document.MayInternal},
}

func asked(r *http.Request) (document.Filter, page.Req) {
	q := r.URL.Query()
	year, _ := strconv.Atoi(q.Get("year"))
	return document.Filter{Box: document.Box(q.Get("box")), Kind: document.Kind(q.Get("kind")), State: document.State(q.Get("state")), Year: year, Text: q.Get("q")}, ui.Asked(r)
}

func (h handler) list(w http.ResponseWriter, r *http.Request) error {
	return h.showList(w, r, http.StatusOK, nil)
}

func (h handler) showList(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	f, p := asked(r)
	if done, err := ui.Export(w, r, lang.T(ctx, "公文"), func() xlsx.Rows { return h.rows(ctx, f, p) }); done {
		return err
	}
	list, err := h.s.List(ctx, f, p)
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "公文"))}
	v.Head.Tabs = tabs(ctx, r, f.Box)
	if access.Holds(ctx, document.MayDraft) == nil {
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "拟写公文"), URL: "/letters/new", Icon: "plus"}}
	}
	if refused != nil {
		v.Head.Notice = &ui.Notice{Text: text(ctx, refused), Tone: ui.Late}
	}
	v.List = ui.List{Action: "/letters", Search: &ui.Field{Name: "q", Label: lang.T(ctx, "查标题、文号、单位"), Value: f.Text}, Total: list.Total,
		Table: table(ctx, r, f, list.Rows), Pager: ui.PagerOf(r, list.Total, p), Export: ui.Exports(r), Filters: filters(r, f)}
	for _, name := range []string{"sort", "desc", "size", "box"} {
		if s := r.URL.Query().Get(name); s != "" {
			v.List.Hidden = append(v.List.Hidden, ui.Hidden{Name: name, Value: s})
		}
	}
	if f.Box == document.ToDo && access.Holds(ctx, document.MayApprove) == nil && list.Total > 0 {
		v.List.Bulk = &ui.Bulk{Hidden: []ui.Hidden{{Name: "batch", Value: h.s.NewID()}}, Buttons: []ui.Button{{Label: lang.T(ctx, "签发并发送选中的公文"), URL: "/letters/approve"}}}
	}
	return listPage.Render(w, r, status, v)
}

func tabs(ctx context.Context, r *http.Request, now document.Box) (out []ui.Tab) {
	for _, b := range boxes {
		if access.Holds(ctx, b.need) == nil {
			out = append(out, ui.Tab{Link: ui.Link{Text: lang.T(ctx, b.label), URL: "/letters?box=" + string(b.box)}, Current: b.box == now && r.URL.Path == "/letters"})
		}
	}
	if access.Holds(ctx, document.MayInternal) == nil {
		out = append(out, ui.Tab{Link: ui.Link{Text: lang.T(ctx, "文号登记"), URL: "/letter-numbers"}, Current: r.URL.Path == "/letter-numbers"},
			ui.Tab{Link: ui.Link{Text: lang.T(ctx, "机关代字"), URL: "/letter-words"}, Current: r.URL.Path == "/letter-words"},
			ui.Tab{Link: ui.Link{Text: lang.T(ctx, "公文模板"), URL: "/letter-templates"}, Current: r.URL.Path == "/letter-templates"})
	}
	return out
}

func chip(ctx context.Context, s document.State) ui.Chip {
	tone := ui.Act
	switch s {
	case document.Drafting:
		tone = ui.Quiet
	case document.Sent:
		tone = ui.Done
	case document.Withdrawn, document.Voided:
		tone = ui.Late
	case document.Approval, document.Countersign:
		tone = ui.Soon
	}
	return ui.Chip{Text: lang.T(ctx, s.Label()), Tone: tone}
}

func table(ctx context.Context, r *http.Request, f document.Filter, rows []document.Row) ui.Table {
	t := ui.Table{Caption: lang.T(ctx, "公文"), Empty: lang.T(ctx, "没有符合条件的公文。公文从督导、整改、约谈等记录生成，也可以直接拟写。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "标题")}, ui.Sortable(r, "number", lang.T(ctx, "文号")), {Label: lang.T(ctx, "文种")}, ui.Sortable(r, "unit", lang.T(ctx, "涉及单位")),
			{Label: lang.T(ctx, "状态")}, {Label: lang.T(ctx, "签收")}, ui.Sortable(r, "date", lang.T(ctx, "成文日期"))}}
	for _, l := range rows {
		state := chip(ctx, l.State)
		receipts := "—"
		if l.State.Out() {
			receipts = strconv.Itoa(l.Receipts) + "/" + strconv.Itoa(l.Recipients)
		}
		first := ui.Cell{Text: l.Title, URL: l.URL(), Sub: l.OfficeName}
		if f.Box == document.ToDo && l.State == document.Approval {
			first.Pick, first.PickLabel = string(l.ID), l.Title
		}
		t.Rows = append(t.Rows, []ui.Cell{first, {Text: dash(l.Number)}, {Text: lang.T(ctx, l.Kind.Label())}, {Text: l.UnitName}, {Chip: &state}, {Text: receipts}, {Text: dash(l.Date.String())}})
	}
	return t
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func filters(r *http.Request, f document.Filter) []ui.Filter {
	ctx := r.Context()
	var kinds, states []ui.Option
	for _, k := range document.Kinds {
		kinds = append(kinds, ui.Option{Value: string(k.Kind), Label: lang.T(ctx, k.Label)})
	}
	inside := access.Holds(ctx, document.MayInternal) == nil
	for _, s := range document.States {
		if inside || s.State.Out() {
			states = append(states, ui.Option{Value: string(s.State), Label: lang.T(ctx, s.Label)})
		}
	}
	return []ui.Filter{ui.Choice(r, "kind", lang.T(ctx, "文种"), kinds...), ui.Choice(r, "state", lang.T(ctx, "状态"), states...)}
}

// rows are what the filters leave, for the export.
func (h handler) rows(ctx context.Context, f document.Filter, p page.Req) xlsx.Rows {
	p.Size = page.Max
	return func(yield func([]any, error) bool) {
		head := []any{lang.T(ctx, "文号"), lang.T(ctx, "标题"), lang.T(ctx, "文种"), lang.T(ctx, "发文机关"), lang.T(ctx, "涉及单位"), lang.T(ctx, "状态"), lang.T(ctx, "拟稿人"),
			lang.T(ctx, "签发人"), lang.T(ctx, "成文日期"), lang.T(ctx, "发送日期"), lang.T(ctx, "收件单位"), lang.T(ctx, "已签收")}
		if !yield(head, nil) {
			return
		}
		for p.Number = 1; ; p.Number++ {
			list, err := h.s.List(ctx, f, p)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, l := range list.Rows {
				if !yield([]any{l.Number, l.Title, lang.T(ctx, l.Kind.Label()), l.OfficeName, l.UnitName, lang.T(ctx, l.State.Label()), l.AuthorName, l.ApproverName,
					l.Date.String(), l.SentOn.String(), l.Recipients, l.Receipts}, nil) {
					return
				}
			}
			if p.Number*page.Max >= list.Total {
				return
			}
		}
	}
}
