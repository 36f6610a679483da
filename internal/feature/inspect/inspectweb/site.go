package inspectweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// site is the on-site work: what was recorded, and how much.
func (h handler) site(w http.ResponseWriter, r *http.Request) error {
	d, err := h.inside(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := page{Frame: h.shell(r, d, "site")}
	t := ui.Table{Caption: lang.T(ctx, "现场记录"), Empty: lang.T(ctx, "还没有现场记录。"), Columns: []ui.Column{{Label: lang.T(ctx, "记录")}, {Label: lang.T(ctx, "日期")}, {Label: lang.T(ctx, "地点")},
		{Label: lang.T(ctx, "数量")}, {Label: lang.T(ctx, "记录人")}, {Label: lang.T(ctx, "关联指标")}}}
	for _, x := range d.Records {
		t.Rows = append(t.Rows, []ui.Cell{{Text: recordTitle(ctx, x), URL: recordURL(d, x), Sub: clip(x.Text)}, {Text: x.On.String()}, {Text: x.Site, Sub: x.Place}, {Text: amount(ctx, x)},
			{Text: x.AuthorName}, {Text: nodeNames(ctx, d, x.Nodes)}})
	}
	c := ui.Card{Title: lang.T(ctx, "现场记录"), Note: lang.T(ctx, "%d 条", len(d.Records)), Table: &t}
	if d.May(inspect.MayWork, inspect.Team, inspect.Onsite) {
		for _, k := range fieldwork.RecordKinds {
			c.Do = append(c.Do, ui.Button{Label: lang.T(ctx, k.Label), URL: d.URL() + "/records/new?kind=" + k.Kind, Plain: true, Small: true, Icon: "plus"})
		}
	}
	v.Main = []ui.Card{c}
	v.Side = []ui.Card{workloadCard(ctx, d), hearingCard(ctx, d)}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

// inside loads a supervision for somebody who may read its internal notes.
func (h handler) inside(r *http.Request) (inspect.Dossier, error) {
	d, err := h.load(r)
	if err == nil && !d.Viewer.Inside {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return d, err
}

func recordURL(d inspect.Dossier, x fieldwork.Record) string { return d.URL() + "/records/" + x.ID }

func recordTitle(ctx context.Context, x fieldwork.Record) string {
	s := lang.T(ctx, fieldwork.KindOf(x.Kind).Label)
	if x.VoidReason != "" {
		s += "（" + lang.T(ctx, "已作废") + "）"
	}
	return s
}

func amount(ctx context.Context, x fieldwork.Record) string {
	k := fieldwork.KindOf(x.Kind)
	var out []string
	if x.Items > 0 && k.Items != "" {
		out = append(out, strconv.Itoa(x.Items)+" "+lang.T(ctx, k.Items))
	}
	if x.People > 0 {
		out = append(out, strconv.Itoa(x.People)+" "+lang.T(ctx, "人"))
	}
	return strings.Join(out, "，")
}

func nodeNames(ctx context.Context, d inspect.Dossier, nodes []string) string {
	var out []string
	for _, code := range nodes {
		if n, ok := d.Standard.Node(code); ok {
			out = append(out, lang.T(ctx, n.Name))
		}
	}
	return strings.Join(out, "、")
}

func clip(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return string(r)
}

func workloadCard(ctx context.Context, d inspect.Dossier) ui.Card {
	w := d.Work()
	c := ui.Card{Title: lang.T(ctx, "工作量"), Note: lang.T(ctx, "自动统计，写入报告")}
	for _, x := range []struct {
		label string
		n     int
	}{
		{lang.T(ctx, "小组"), w.Groups}, {lang.T(ctx, "成员"), w.People}, {lang.T(ctx, "学校（点位）"), w.Sites}, {lang.T(ctx, "座谈（场）"), w.Meetings}, {lang.T(ctx, "座谈（人次）"), w.MetPeople},
		{lang.T(ctx, "访谈（人次）"), w.Interviews}, {lang.T(ctx, "听课（节）"), w.Classes}, {lang.T(ctx, "查阅资料（卷件）"), w.Files}, {lang.T(ctx, "问卷（份）"), w.Forms}, {lang.T(ctx, "巡视（次）"), w.Tours},
	} {
		c.Facts = append(c.Facts, ui.Fact{Label: x.label, Value: ui.Number(x.n)})
	}
	return c
}

// hearingCard shows who was heard: 《教育督导条例》第十九条.
func hearingCard(ctx context.Context, d inspect.Dossier) ui.Card {
	heard := fieldwork.HearingOf(d.Records)
	c := ui.Card{Title: lang.T(ctx, "听取意见"), Note: "《教育督导条例》第十九条"}
	for _, g := range fieldwork.HeardGroups {
		chip := ui.Chip{Text: lang.T(ctx, "尚未听取"), Tone: ui.Soon}
		if heard[g.Value] {
			chip = ui.Chip{Text: lang.T(ctx, "已听取"), Tone: ui.Done}
		}
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, g.Label), Chip: &chip})
	}
	if d.HearingReason != "" {
		c.Text = []string{lang.T(ctx, "说明：%s", d.HearingReason)}
	}
	return c
}

// recordForm is the form of a record; on a phone it is one column.
func recordForm(r *http.Request, d inspect.Dossier, x fieldwork.Record) ui.Form {
	ctx := r.Context()
	k := fieldwork.KindOf(x.Kind)
	f := ui.Form{ID: "record", Action: d.URL() + "/records", Submit: lang.T(ctx, "保存记录"), Draft: "record-" + d.ID + "-" + x.Kind, Cancel: ui.Link{URL: d.URL() + "/site"},
		Hidden: []ui.Hidden{{Name: "id", Value: x.ID}, {Name: "kind", Value: x.Kind}}}
	if x.Version > 0 {
		f.Action, f.Draft = recordURL(d, x), ""
		f.Hidden = append(lock(x.Version), ui.Hidden{Name: "kind", Value: x.Kind})
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	f.Fields = []ui.Field{{Name: "on", Label: lang.T(ctx, "日期"), Type: "date", Value: x.On.String(), Required: true},
		{Name: "site", Label: lang.T(ctx, "学校（点位）"), Value: x.Site, Hint: lang.T(ctx, "不填则为被督导单位")},
		{Name: "place", Label: lang.T(ctx, "具体地点"), Value: x.Place, Hint: lang.T(ctx, "如：三年级（2）班、食堂")},
		{Name: "who", Label: lang.T(ctx, "对象"), Value: x.Who, Hint: lang.T(ctx, "如：语文、中层干部；不写学生姓名")}}
	if k.Items != "" {
		f.Fields = append(f.Fields, ui.Field{Name: "items", Label: lang.T(ctx, "数量"), Type: "number", Min: "1", InputMode: "numeric", Value: number(x.Items), Unit: lang.T(ctx, k.Items), Required: true})
	}
	if k.Items == "" || k.Kind == fieldwork.Questionnaire {
		f.Fields = append(f.Fields, ui.Field{Name: "people", Label: lang.T(ctx, "人数"), Type: "number", Min: "0", InputMode: "numeric", Value: number(x.People), Unit: lang.T(ctx, "人"), Required: k.People != ""})
	}
	heard := ui.Field{Name: "heard", Label: lang.T(ctx, "听取了谁的意见"), Type: "checkbox"}
	for _, g := range fieldwork.HeardGroups {
		heard.Options = append(heard.Options, ui.Option{Value: g.Value, Label: lang.T(ctx, g.Label), Chosen: slices.Contains(x.HeardList(), g.Value)})
	}
	f.Fields = append(f.Fields, heard, ui.Field{Name: "text", Label: lang.T(ctx, "记录内容"), Type: "textarea", Rows: 8, Value: x.Text, Required: true})
	if len(d.Indicators) > 0 {
		f.Fields = append(f.Fields, nodesField(ctx, d, x.Nodes))
	}
	return f
}

func nodesField(ctx context.Context, d inspect.Dossier, chosen []string) ui.Field {
	f := ui.Field{Name: "nodes", Label: lang.T(ctx, "关联指标"), Type: "checkbox"}
	for _, x := range d.Indicators {
		n, _ := d.Standard.Node(x.NodeCode)
		f.Options = append(f.Options, ui.Option{Value: n.Code, Label: lang.T(ctx, n.Name), Chosen: slices.Contains(chosen, n.Code)})
	}
	return f
}

// recordOf reads a record from its form.
func recordOf(r *http.Request) (fieldwork.Record, error) {
	on, err := date(r, "on")
	if err != nil {
		return fieldwork.Record{}, err
	}
	whole := func(name string) int {
		if r.FormValue(name) == "" {
			return 0
		}
		n, err := strconv.Atoi(r.FormValue(name))
		if err != nil {
			return -1
		}
		return n
	}
	return fieldwork.Record{ID: r.FormValue("id"), Kind: r.FormValue("kind"), On: on, Site: r.FormValue("site"), Place: r.FormValue("place"), Who: r.FormValue("who"),
		People: whole("people"), Items: whole("items"), Heard: strings.Join(r.Form["heard"], ","), Text: r.FormValue("text"), Nodes: r.Form["nodes"]}, nil
}

func (h handler) newRecord(w http.ResponseWriter, r *http.Request) error {
	d, err := h.inside(r)
	if err != nil {
		return err
	}
	kind := r.FormValue("kind")
	if kind == "" {
		kind = fieldwork.Interview
	}
	x := fieldwork.Record{ID: h.s.NewID(), Kind: kind, On: h.s.Today(), Nodes: r.Form["node"]}
	return h.showForm(w, r, d, lang.T(r.Context(), fieldwork.KindOf(kind).Label), recordForm(r, d, x), nil)
}

func (h handler) addRecord(w http.ResponseWriter, r *http.Request) error {
	x, err := recordOf(r)
	if err == nil {
		x, err = h.s.AddRecord(r.Context(), r.PathValue("id"), x)
	}
	if comesBack(err) {
		d, gone := h.inside(r)
		if gone != nil {
			return gone
		}
		blank := fieldwork.Record{ID: r.FormValue("id"), Kind: r.FormValue("kind")}
		return h.showForm(w, r, d, lang.T(r.Context(), fieldwork.KindOf(blank.Kind).Label), recordForm(r, d, blank), err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inspections/"+r.PathValue("id")+"/records/"+x.ID)
}

// findRecord loads the record of the URL.
func (h handler) findRecord(r *http.Request) (inspect.Dossier, fieldwork.Record, error) {
	d, err := h.inside(r)
	if err != nil {
		return d, fieldwork.Record{}, err
	}
	for _, x := range d.Records {
		if x.ID == r.PathValue("record") {
			return d, x, nil
		}
	}
	return d, fieldwork.Record{}, errs.New(errs.NotFound, "没有找到相应的记录")
}

func (h handler) record(w http.ResponseWriter, r *http.Request) error {
	return h.recordPage(w, r, "", nil)
}

// recordPage shows a record with its files; its author and the leader get the form.
func (h handler) recordPage(w http.ResponseWriter, r *http.Request, form string, refused error) error {
	d, x, err := h.findRecord(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := page{Frame: h.frame(r, d, of(d), ui.Link{Text: lang.T(ctx, "现场"), URL: d.URL() + "/site"})}
	open := d.May(inspect.MayWork, inspect.Team, inspect.Onsite) && x.VoidReason == ""
	mine := open && (x.AuthorID == d.Viewer.Actor.ID || d.Viewer.Member.Duty == fieldwork.DutyLeader)
	c := ui.Card{Title: recordTitle(ctx, x), Note: x.On.String(), Text: paragraphs(x.Text)}
	for _, f := range [][2]string{{lang.T(ctx, "学校（点位）"), x.Site}, {lang.T(ctx, "具体地点"), x.Place}, {lang.T(ctx, "对象"), x.Who}, {lang.T(ctx, "数量"), amount(ctx, x)},
		{lang.T(ctx, "记录人"), x.AuthorName}, {lang.T(ctx, "关联指标"), nodeNames(ctx, d, x.Nodes)}, {lang.T(ctx, "作废理由"), x.VoidReason}} {
		if f[1] != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: f[0], Value: f[1]})
		}
	}
	status := http.StatusOK
	if mine {
		edit := recordForm(r, d, x)
		void := ui.Form{ID: "void", Action: recordURL(d, x) + "/void", Submit: lang.T(ctx, "作废"), Danger: true, Hidden: lock(x.Version), Fields: []ui.Field{reasonField(r)}}
		for _, f := range []*ui.Form{&edit, &void} {
			if refused != nil && f.ID == form {
				again(r, f, refused)
				status = web.Status(refused)
			}
		}
		c.Asks = []ui.Ask{{Label: lang.T(ctx, "修改"), Form: edit, Plain: true}, {Label: lang.T(ctx, "作废"), Form: void, Plain: true, Danger: true}}
	}
	v.Main = []ui.Card{c}
	b, show, err := h.files(r, lang.T(ctx, "照片和材料"), "record", x.Ref(), recordURL(d, x), open)
	if err != nil {
		return err
	}
	if show {
		v.Files = []fileBlock{b}
	}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) recordDone(w http.ResponseWriter, r *http.Request, form string, err error) error {
	if comesBack(err) {
		return h.recordPage(w, r, form, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inspections/"+r.PathValue("id")+"/records/"+r.PathValue("record"))
}

func (h handler) editRecord(w http.ResponseWriter, r *http.Request) error {
	n := version(r)
	x, err := recordOf(r)
	if err == nil {
		x.ID = r.PathValue("record")
		err = h.s.EditRecord(r.Context(), r.PathValue("id"), n, x)
	}
	return h.recordDone(w, r, "record", err)
}

func (h handler) voidRecord(w http.ResponseWriter, r *http.Request) error {
	n := version(r)
	return h.recordDone(w, r, "void", h.s.VoidRecord(r.Context(), r.PathValue("id"), r.PathValue("record"), n, r.FormValue("reason")))
}
