package inspectweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func home(ctx context.Context) ui.Link {
	return ui.Link{Text: lang.T(ctx, "督导"), URL: "/inspections"}
}

// load returns the supervision of the URL as the acting person sees it.
func (h handler) load(r *http.Request) (inspect.Dossier, error) {
	return h.s.Show(r.Context(), r.PathValue("id"))
}

// record heads the record itself: state, clock, chain, what can be done now, tabs.
func (h handler) shell(r *http.Request, d inspect.Dossier, tab string) ui.Frame {
	ctx := r.Context()
	f := h.frame(r, d)
	f.Head.Steps = chain(ctx, d)
	for _, st := range d.Actions() {
		b := ui.Button{Label: lang.T(ctx, st.Label), URL: d.URL() + "/" + string(st.Action), Plain: st.Reason || st.Action == inspect.Waive || st.Action == inspect.Lapse}
		if h.act(st.Action).do == nil {
			b.URL = d.URL() + "/report"
		}
		b.Danger = st.Action == inspect.Cancel
		if len(f.Head.Actions) > 0 && !b.Plain && f.Head.Actions[0].Plain {
			f.Head.Actions = slices.Insert(f.Head.Actions, 0, b)
			continue
		}
		f.Head.Actions = append(f.Head.Actions, b)
	}
	f.Head.Tabs = tabs(ctx, d, tab)
	return f
}

// frame heads every page about a supervision.
func (h handler) frame(r *http.Request, d inspect.Dossier, crumbs ...ui.Link) ui.Frame {
	ctx := r.Context()
	f := ui.NewFrame(r, d.Title, append([]ui.Link{home(ctx)}, crumbs...)...)
	f.Head.Number, f.Head.Sub = d.OpinionNumber, d.UnitName
	f.Head.Chips = []ui.Chip{stateChip(ctx, d.State), {Text: lang.T(ctx, d.Mode.Label())}}
	if d.EvalLate > 0 {
		f.Head.Chips = append(f.Head.Chips, ui.Chip{Text: lang.T(ctx, "自评迟交 %d 天", d.EvalLate), Tone: ui.Late})
	}
	if d.Demo {
		f.Head.Chips = append(f.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	if len(d.Duties) > 0 && !d.Duties[0].Due.IsZero() {
		s := d.Duties[0].On(h.s.Today())
		f.Head.Clock = &ui.Clock{Text: s.Words(ctx), Tone: ui.Tone(s.Tone), Percent: s.Percent, Due: s.Due.String()}
	}
	return f
}

// of leads back to the record from a page below it.
func of(d inspect.Dossier) ui.Link { return ui.Link{Text: d.UnitName, URL: d.URL()} }

func stateChip(ctx context.Context, s inspect.State) ui.Chip {
	tone := ui.Act
	switch s {
	case inspect.Prepare, inspect.Cancelled:
		tone = ui.Quiet
	case inspect.Preliminary, inspect.Signing:
		tone = ui.Soon
	case inspect.Published, inspect.Closed:
		tone = ui.Done
	}
	return ui.Chip{Text: lang.T(ctx, s.Label()), Tone: tone}
}

// chain shows where the supervision stands, article by article.
func chain(ctx context.Context, d inspect.Dossier) []ui.Step {
	stations := []struct {
		label string
		until inspect.State // the last state at the station
	}{
		{lang.T(ctx, "准备"), inspect.Prepare}, {lang.T(ctx, "自评"), inspect.Evaluated}, {lang.T(ctx, "现场督导"), inspect.Onsite}, {lang.T(ctx, "评议"), inspect.Review},
		{lang.T(ctx, "申辩"), inspect.Preliminary}, {lang.T(ctx, "意见书"), inspect.Signing}, {lang.T(ctx, "报告"), inspect.Reported}, {lang.T(ctx, "公布"), inspect.Filed},
		{lang.T(ctx, "结案"), inspect.Published},
	}
	out := make([]ui.Step, len(stations))
	now := false
	for i, s := range stations {
		out[i].Text = s.label
		switch {
		case d.State == inspect.Cancelled:
		case !s.until.Reached(d.State) || d.State == inspect.Closed:
			out[i].State = "done"
		case !now:
			out[i].State, now = "now", true
		}
	}
	return out
}

func tabs(ctx context.Context, d inspect.Dossier, now string) []ui.Tab {
	tab := func(name, label string, n int) ui.Tab {
		t := ui.Tab{Link: ui.Link{Text: label, URL: d.URL() + "/" + name}, Current: name == now}
		if name == "" {
			t.URL = d.URL()
		}
		if n > 0 {
			t.Count = strconv.Itoa(n)
		}
		return t
	}
	out := []ui.Tab{tab("", lang.T(ctx, "概况"), 0)}
	if len(d.Indicators) > 0 && d.State.Reached(inspect.Noticed) {
		out = append(out, tab("evaluation", lang.T(ctx, "自评"), 0))
	}
	if d.Viewer.Inside && d.State.Reached(inspect.Onsite) {
		out = append(out, tab("site", lang.T(ctx, "现场"), len(d.Records)))
	}
	if len(d.Indicators) > 0 && (d.Viewer.Inside || d.Assessed()) {
		out = append(out, tab("indicators", lang.T(ctx, "指标核验"), len(d.Indicators)))
	}
	if d.Assessed() && d.State.Reached(inspect.Onsite) {
		out = append(out, tab("findings", lang.T(ctx, "问题"), len(d.Findings)))
		out = append(out, tab("opinion", lang.T(ctx, "意见与申辩"), 0))
	}
	if d.Viewer.Inside && d.State.Reached(inspect.Issued) || d.State.Reached(inspect.Published) {
		out = append(out, tab("report", lang.T(ctx, "报告"), 0))
	}
	return out
}

// version is the one a form was made with.
func version(r *http.Request) int {
	n, _ := strconv.Atoi(r.FormValue("version")) // none is as stale as an old one
	return n
}

func lock(n int) []ui.Hidden { return []ui.Hidden{{Name: "version", Value: strconv.Itoa(n)}} }

// date reads a day that a person typed; nothing typed is the zero day.
func date(r *http.Request, name string) (civil.Date, error) {
	s := r.FormValue(name)
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		return d, errs.NewField(name, "日期不正确，请按 2026-09-01 的样子填写")
	}
	return d, nil
}

// comesBack reports whether a refused form is shown again with what was typed.
func comesBack(err error) bool {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Stale, errs.Conflict:
		return err != nil
	}
	return false
}

// again fills a form that was refused with what was typed, and with what somebody else saved meanwhile.
func again(r *http.Request, f *ui.Form, err error) {
	stored := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		stored[i] = field.Shown()
	}
	f.Keep(r)
	f.Refuse(r, err)
	if errs.KindOf(err) != errs.Stale {
		return
	}
	for i := range f.Fields {
		if stored[i] != "" && stored[i] != f.Fields[i].Shown() {
			f.Fields[i].Theirs = stored[i]
		}
	}
}

// showForm shows a form on a page of its own, below the record.
func (h handler) showForm(w http.ResponseWriter, r *http.Request, d inspect.Dossier, title string, f ui.Form, refused error, side ...ui.Card) error {
	status := http.StatusOK
	if refused != nil {
		again(r, &f, refused)
		status = web.Status(refused)
	}
	if f.Cancel.URL == "" {
		f.Cancel = ui.Link{URL: d.URL()}
	}
	v := page{Frame: h.frame(r, d, of(d)), Main: []ui.Card{{Title: title, Form: &f}}, Side: side}
	return cardsPage.Render(w, r, status, v)
}

// markOptions are the grades and non-values of a standard.
func markOptions(ctx context.Context, v standard.Version, chosen string) []ui.Option {
	out := []ui.Option{{Label: lang.T(ctx, "请选择")}}
	for _, g := range v.Grades {
		out = append(out, ui.Option{Value: g.Code, Label: lang.T(ctx, g.Label), Chosen: g.Code == chosen, Group: lang.T(ctx, "等级")})
	}
	for _, n := range v.NonValues {
		out = append(out, ui.Option{Value: n.Code, Label: lang.T(ctx, n.Label), Chosen: n.Code == chosen, Group: lang.T(ctx, "不定等级")})
	}
	return out
}

// mark shows a grade or non-value as a chip.
func mark(ctx context.Context, v standard.Version, code string) ui.Chip {
	if code == "" {
		return ui.Chip{Text: "—"}
	}
	c := ui.Chip{Text: lang.T(ctx, v.MarkLabel(code))}
	if g, ok := v.Grade(code); ok {
		c.Tone = ui.Late
		if g.Met {
			c.Tone = ui.Done
		}
	}
	return c
}

// fileBlock shows the files of one thing, with a form to add while mayAdd.
func (h handler) files(r *http.Request, title, id string, ref ident.Ref, back string, mayAdd bool) (fileBlock, bool, error) {
	list, err := h.s.Files(r.Context(), ref)
	if errs.KindOf(err) == errs.NotFound {
		return fileBlock{}, false, nil
	}
	if err != nil {
		return fileBlock{}, false, err
	}
	f := ui.NewFiles(r, list, ui.FilesOptions{Ref: ref, Back: back, MayAdd: mayAdd, NewID: h.s.NewID()})
	if f.Add != nil {
		f.Add.ID = "file-" + id
	}
	return fileBlock{title, f}, len(list) > 0 || mayAdd, nil
}

func label(ctx context.Context, words []fieldwork.Word, value string) string {
	for _, w := range words {
		if w.Value == value {
			return lang.T(ctx, w.Label)
		}
	}
	return value
}

func at(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Beijing).Format("2006-01-02 15:04")
}

func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
