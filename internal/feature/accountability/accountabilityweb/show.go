package accountabilityweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var showPage = web.MustPage[showView](ui.Layout, files, "show.html")

type showView struct {
	ui.Frame
	Notices    []ui.Notice
	Main, Side []ui.Card
	Proofs     []proofs
}

// proofs are the files of a bundle.
type proofs struct {
	Title string
	Files ui.Files
}

// bundles show what the office found and what the unit handed in, and take new files from whoever may add them.
func (h handler) bundles(r *http.Request, f accountability.Full) (out []proofs, err error) {
	ctx := r.Context()
	for _, b := range []struct {
		ref   ident.Ref
		title string
	}{{f.Found(), "调查核实材料"}, {f.Stated(), "单位提交的材料"}} {
		list, err := h.All.Files(ctx, f.Record, b.ref.Kind)
		if err != nil {
			return nil, err
		}
		may := h.All.MayAdd(ctx, f.Record, b.ref.Kind) == nil
		if len(list) == 0 && !may {
			continue
		}
		files := ui.NewFiles(r, list, ui.FilesOptions{Ref: b.ref, Back: f.URL(), MayAdd: may, NewID: h.All.NewID()})
		if files.Add != nil {
			files.Add.ID = "file-" + b.ref.Kind[len("accountability."):]
		}
		out = append(out, proofs{lang.T(ctx, b.title), files})
	}
	return out, nil
}

func (h handler) show(m mech) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error { return h.page(w, r, http.StatusOK, m, "", nil) }
}

// page shows a record; form and refused put a refused step back into its form.
func (h handler) page(w http.ResponseWriter, r *http.Request, status int, m mech, form string, refused error) error {
	ctx := r.Context()
	f, err := h.All.Show(ctx, m.kind, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := showView{Frame: ui.NewFrame(r, f.Title, ui.Link{Text: lang.T(ctx, m.title), URL: accountability.Paths[m.kind]})}
	v.Head.Number, v.Head.Sub, v.Head.Chips = f.Number, f.OfficeName, []ui.Chip{stateChip(ctx, m.flow, f.State)}
	if f.Personal {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "涉及个人，限范围查看")})
	}
	if f.Demo {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	v.Head.Steps = chain(ctx, m.flow, f.State)
	shown := false
	for _, st := range h.All.Can(ctx, f.Record) {
		ask, err := h.ask(r, m, f, st)
		if err != nil {
			return err
		}
		if refused != nil && form == string(st.Action) {
			ask.Form.Keep(r)
			ask.Form.Refuse(r, refused)
			shown = true
		}
		v.Head.Asks = append(v.Head.Asks, ask)
	}
	if v.Main, v.Side, err = m.cards(ctx, f); err != nil {
		return err
	}
	if c := h.pointCard(r, f, form, refused); c != nil {
		v.Main = append(v.Main, *c)
		shown = shown || form != "" && slices.ContainsFunc(c.Asks, func(a ui.Ask) bool { return a.Form.Failed() })
	}
	if refused != nil && !shown {
		v.Notices = append(v.Notices, ui.Notice{Text: errs.TextIn(v.Lang, refused), Tone: ui.Late})
	}
	if v.Proofs, err = h.bundles(r, f); err != nil {
		return err
	}
	v.Side = append(v.Side, h.sides(ctx, m, f)...)
	v.Side = append(v.Side, ui.Follow(ctx, ui.About{UnitPath: f.UnitPath, Unit: f.UnitName, Kind: f.Ref().Kind, ID: f.ID, Title: f.Title, URL: f.URL()})...)
	return showPage.Render(w, r, status, v)
}

// ask is the form of a step: what it needs, and the clause it follows.
func (h handler) ask(r *http.Request, m mech, f accountability.Full, st accountability.Step) (ui.Ask, error) {
	ctx := r.Context()
	fields, err := m.fields(ctx, f, st.Action)
	if st.Reason && !slices.ContainsFunc(fields, func(x ui.Field) bool { return x.Name == "reason" }) {
		fields = append(fields, reasonField(ctx)...)
	}
	form := ui.Form{ID: "step-" + string(st.Action), Action: f.URL() + "/" + string(st.Action), Submit: lang.T(ctx, st.Label), Fields: fields, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}},
		Note: lang.T(ctx, "依据：%s", lang.T(ctx, st.Clause))}
	if len(fields) > 2 {
		form.Draft = f.ID + "-" + string(st.Action)
	}
	if st.Drafts != "" {
		form.Note = lang.T(ctx, "将起草%s；会签、签发、编号后发出。依据：%s", lang.T(ctx, st.Drafts.Label()), lang.T(ctx, st.Clause))
	}
	return ui.Ask{Label: lang.T(ctx, st.Label), Form: form, Plain: st.Plain}, err
}

// do takes a step; what is refused comes back on the page with everything that was typed.
func (h handler) do(m mech, a accountability.Action) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return h.done(w, r, m, string(a), m.do(r, r.PathValue("id"), version(r), a))
	}
}

func (h handler) done(w http.ResponseWriter, r *http.Request, m mech, form string, err error) error {
	if err == nil {
		return web.SeeOther(w, r, accountability.Paths[m.kind]+"/"+r.PathValue("id"))
	}
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Stale, errs.Conflict:
		return h.page(w, r, web.Status(err), m, form, err)
	}
	return err
}

// answer answers one point of a reply.
func (h handler) answer(m mech) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := r.PathValue("point")
		return h.done(w, r, m, "point-"+p, h.All.Answer(r.Context(), m.kind, r.PathValue("id"), p, reply.Verdict(r.FormValue("verdict")), r.FormValue("answer")))
	}
}

// pointCard shows what the unit said, point by point, with the answers; the office answers here.
func (h handler) pointCard(r *http.Request, f accountability.Full, form string, refused error) *ui.Card {
	if len(f.Points) == 0 {
		return nil
	}
	ctx := r.Context()
	c := ui.Card{ID: "points", Title: lang.T(ctx, f.Points[0].Purpose)}
	for _, p := range f.Points {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "第 %d 点", p.Ord), Value: joined(p.Text, p.ByName)})
		if p.Verdict != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "答复") + " · " + lang.T(ctx, p.Verdict.Label()), Value: p.Answer})
		}
		if !h.All.CanAnswer(ctx, f.Record) {
			continue
		}
		x := ui.Form{ID: "point-" + p.ID, Action: f.URL() + "/points/" + p.ID, Submit: lang.T(ctx, "保存答复")}
		var options []ui.Option
		for _, v := range reply.Verdicts {
			options = append(options, ui.Option{Value: string(v.Verdict), Label: lang.T(ctx, v.Label), Chosen: v.Verdict == p.Verdict})
		}
		x.Fields = []ui.Field{choose(ctx, "verdict", "是否采纳", "radio", options, true), area(ctx, "answer", "理由", p.Answer, true)}
		if refused != nil && form == x.ID {
			x.Keep(r)
			x.Refuse(r, refused)
		}
		c.Asks = append(c.Asks, ui.Ask{Label: lang.T(ctx, "答复第 %d 点", p.Ord), Form: x, Plain: p.Verdict != ""})
	}
	return &c
}

// chain is the life cycle as stations: those on the straight way, and the present one.
func chain(ctx context.Context, f accountability.Flow, now accountability.State) (out []ui.Step) {
	at := slices.IndexFunc(f.States, func(s accountability.StateInfo) bool { return s.State == now })
	for i, s := range f.States {
		side := s.Tone == "" && i > 0 || s.Tone == "late" && i > 0 || s.State == "correcting"
		if side && i != at && !(s.State == "decided" && f.Kind == accountability.Case) {
			continue
		}
		st := ui.Step{Text: lang.T(ctx, s.Label)}
		switch {
		case i < at:
			st.State = "done"
		case i == at && s.Tone == "done":
			st.State = "done"
		case i == at:
			st.State = "now"
		}
		out = append(out, st)
	}
	return out
}

// sides are the clocks, the letters, what it is about, and the story.
func (h handler) sides(ctx context.Context, m mech, f accountability.Full) (out []ui.Card) {
	for _, c := range f.Clocks {
		s := c.On(h.All.Today())
		card := ui.Card{Title: lang.T(ctx, c.Action)}
		if c.Due.IsZero() {
			card.Text = []string{lang.T(ctx, "没有法定期限，请尽快办理。")}
		} else {
			card.Clock = &ui.Clock{Text: s.Words(ctx), Tone: ui.Tone(s.Tone), Percent: s.Percent, Due: s.Due.String()}
		}
		if c.Article != "" {
			card.Facts = []ui.Fact{{Label: lang.T(ctx, "期限依据"), Value: lang.T(ctx, c.Article), URL: "/deadlines"}, {Label: lang.T(ctx, "证据等级"), Value: c.Evidence}}
		}
		out = append(out, card)
	}
	if len(f.Letters) > 0 {
		c := ui.Card{Title: lang.T(ctx, "公文")}
		for _, l := range f.Letters {
			x := ui.Fact{Label: lang.T(ctx, l.Kind.Label()), Value: joined(lang.T(ctx, l.State.Label()), l.Number), URL: l.URL()}
			if f.Closed[l.ID] {
				x.URL = ""
			}
			c.Facts = append(c.Facts, x)
		}
		out = append(out, c)
	}
	about := ui.Card{Title: lang.T(ctx, "概况"), Facts: []ui.Fact{{Label: lang.T(ctx, "单位"), Value: f.UnitName, URL: f.UnitID.URL()}, {Label: lang.T(ctx, "办理机构"), Value: f.OfficeName},
		{Label: lang.T(ctx, "立项"), Value: joined(f.CreatedOn.String(), f.CreatedName)}}}
	if f.SourceTitle != "" {
		about.Facts = append(about.Facts, ui.Fact{Label: lang.T(ctx, "来源"), Value: f.SourceTitle, URL: f.SourceURL})
	}
	if f.PortalID != "" {
		about.Facts = append(about.Facts, ui.Fact{Label: lang.T(ctx, "公布"), Value: f.PublishedOn.String(), URL: "/public/items/" + f.PortalID})
	}
	return append(out, about, story(ctx, m.flow, f))
}

// said are the lines of the story that are not steps.
var said = map[accountability.Action]string{"open": "立项", "answer": "答复意见", "letter_withdrawn": "公文已撤回", "apply": "受理申请", "remedied": "复核申诉已有决定", "remedy_void": "原决定已撤回，申请终止"}

func story(ctx context.Context, flow accountability.Flow, f accountability.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "经过")}
	for _, e := range f.Events {
		what, note := said[e.Action], e.Note
		if e.Action == "answer" {
			note = lang.T(ctx, note) // a verdict
		}
		if st, ok := flow.StepOf(e.Action, ""); ok {
			what = st.Label
		}
		c.Events = append(c.Events, ui.Event{What: lang.T(ctx, what), Who: lang.T(ctx, e.ActorName), When: stamp(e.At), Note: note})
	}
	return c
}

func stamp(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Beijing).Format("2006-01-02 15:04")
}

// facts adds those that are not empty.
func facts(ctx context.Context, pairs ...string) (out []ui.Fact) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, ui.Fact{Label: lang.T(ctx, pairs[i]), Value: pairs[i+1]})
		}
	}
	return out
}

// why is the card of grounds and facts, first on every record.
func why(ctx context.Context, f accountability.Full) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "情形与事实")}
	if f.Facts != "" {
		c.Text = []string{f.Facts}
	}
	for _, g := range accountability.GroundsOf(accountability.Codes(f.Grounds)) {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "情形"), Value: lang.T(ctx, g.Label)}, ui.Fact{Label: lang.T(ctx, "依据"), Value: lang.T(ctx, g.Article) + " · " + lang.T(ctx, "证据等级 %s", g.Evidence)})
	}
	for _, p := range f.Persons {
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "相关人员"), Value: p.Line()})
	}
	return c
}
