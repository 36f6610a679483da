package inspectweb

import (
	"context"
	"net/http"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspect"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// opinion shows the letters, the reply and its answers.
func (h handler) opinion(w http.ResponseWriter, r *http.Request) error {
	return h.opinionPage(w, r, "", nil)
}

func (h handler) opinionPage(w http.ResponseWriter, r *http.Request, form string, refused error) error {
	d, err := h.load(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := page{Frame: h.shell(r, d, "opinion")}
	for _, kind := range []string{inspect.LetterOpinion, inspect.LetterPreliminary} {
		c := letterCard(ctx, d, kind)
		if state, ok := map[string]inspect.State{inspect.LetterPreliminary: inspect.Review, inspect.LetterOpinion: inspect.Replied}[kind]; ok && d.May(inspect.MayManage, inspect.Office, state) {
			if c.Title == "" {
				c = ui.Card{Title: letterTitle(ctx, kind), Empty: &ui.Empty{Text: lang.T(ctx, "还没有起草。")}}
			}
			c.Do = append(c.Do, ui.Button{Label: lang.T(ctx, "起草"), URL: d.URL() + "/letters/" + kind, Plain: true})
		}
		if c.Title != "" {
			v.Main = append(v.Main, c)
		}
	}
	status := http.StatusOK
	if d.ReplyKind != "" {
		c := h.replyCard(r, d, form, refused)
		if refused != nil {
			status = web.Status(refused)
		}
		v.Main = append(v.Main, c)
	}
	if len(v.Main) == 0 {
		v.Main = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "还没有督导意见。")}}}
	}
	may := d.May(inspect.MayAnswer, inspect.Unit, inspect.Preliminary)
	if d.State.Reached(inspect.Preliminary) {
		b, show, err := h.files(r, lang.T(ctx, "申辩材料"), "reply", replyRef(d), d.URL()+"/opinion", may)
		if err != nil {
			return err
		}
		if show {
			v.Files = []fileBlock{b}
		}
	}
	if d.Viewer.Inside {
		v.Side = append(v.Side, hearingCard(ctx, d))
	}
	if len(d.Indicators) > 0 && d.Assessed() {
		v.Side = append(v.Side, resultCard(ctx, d))
	}
	return cardsPage.Render(w, r, status, v)
}

func letterTitle(ctx context.Context, kind string) string {
	if kind == inspect.LetterOpinion {
		return lang.T(ctx, "督导意见书")
	}
	return lang.T(ctx, "初步督导意见")
}

// replyCard shows the reply point by point; the office answers each.
func (h handler) replyCard(r *http.Request, d inspect.Dossier, form string, refused error) ui.Card {
	ctx := r.Context()
	c := ui.Card{ID: "reply", Title: lang.T(ctx, "申辩"), Note: d.RepliedOn.String()}
	switch inspect.Action(d.ReplyKind) {
	case inspect.Waive:
		c.Text = []string{lang.T(ctx, "单位表示不申辩。")}
	case inspect.Lapse:
		c.Text = []string{lang.T(ctx, "申辩期届满，单位没有提出申辩。")}
	}
	for _, p := range d.Points {
		about := lang.T(ctx, "总体")
		for n, f := range d.Findings {
			if f.ID == p.FindingID {
				about = lang.T(ctx, "问题 %d", n+1)
			}
		}
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "第 %d 点", p.Ord) + " · " + about, Value: p.Text})
		if p.Verdict != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "答复") + " · " + label(ctx, inspect.Verdicts, p.Verdict), Value: p.Answer})
		}
		if !d.May(inspect.MayManage, inspect.Office, inspect.Replied) {
			continue
		}
		f := ui.Form{ID: "point-" + p.ID, Action: d.URL() + "/points/" + p.ID, Submit: lang.T(ctx, "保存答复"), Fields: []ui.Field{
			{Name: "verdict", Label: lang.T(ctx, "是否采纳"), Type: "radio", Required: true}, {Name: "answer", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 3, Value: p.Answer, Required: true}}}
		for _, w := range inspect.Verdicts {
			f.Fields[0].Options = append(f.Fields[0].Options, ui.Option{Value: w.Value, Label: lang.T(ctx, w.Label), Chosen: w.Value == p.Verdict})
		}
		if refused != nil && form == f.ID {
			again(r, &f, refused)
		}
		c.Asks = append(c.Asks, ui.Ask{Label: lang.T(ctx, "答复第 %d 点", p.Ord), Form: f, Plain: p.Verdict != ""})
	}
	return c
}

func (h handler) answerPoint(w http.ResponseWriter, r *http.Request) error {
	p := r.PathValue("point")
	err := h.s.AnswerPoint(r.Context(), r.PathValue("id"), p, r.FormValue("verdict"), r.FormValue("answer"))
	if comesBack(err) {
		return h.opinionPage(w, r, "point-"+p, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, "/inspections/"+r.PathValue("id")+"/opinion")
}

// letter is the editor of the preliminary opinion or the opinion.
func (h handler) letter(w http.ResponseWriter, r *http.Request) error {
	d, err := h.inside(r)
	if err != nil {
		return err
	}
	return h.letterPage(w, r, d, nil)
}

func (h handler) letterPage(w http.ResponseWriter, r *http.Request, d inspect.Dossier, refused error) error {
	ctx := r.Context()
	kind := r.PathValue("kind")
	if kind != inspect.LetterPreliminary && kind != inspect.LetterOpinion {
		return errs.New(errs.NotFound, "没有这个页面：%s", r.URL.Path)
	}
	l := d.Letters[kind]
	f := ui.Form{ID: "letter", Action: d.URL() + "/letters/" + kind, Submit: lang.T(ctx, "保存草稿"), Draft: "letter-" + kind + "-" + d.ID, Hidden: lock(l.Version), Cancel: ui.Link{URL: d.URL() + "/opinion"}}
	f.Fields = []ui.Field{{Name: "text", Label: lang.T(ctx, "初步督导意见"), Type: "textarea", Rows: 14, Value: l.Text, Required: true, Hint: lang.T(ctx, "总体评价、主要成效；问题另在“问题”中逐条列出")}}
	if kind == inspect.LetterOpinion {
		text := l.Text
		if text == "" {
			text = d.Letters[inspect.LetterPreliminary].Text
		}
		f.Fields = []ui.Field{{Name: "text", Label: lang.T(ctx, "督导评价"), Type: "textarea", Rows: 14, Value: text, Required: true},
			{Name: "extra", Label: lang.T(ctx, "建议"), Type: "textarea", Rows: 5, Value: l.Extra},
			{Name: "due_on", Label: lang.T(ctx, "整改期限"), Type: "date", Value: l.DueOn.String(), Required: len(d.Findings) > 0}}
	}
	var side []ui.Card
	if len(d.Indicators) > 0 {
		side = append(side, resultCard(ctx, d))
	}
	for n, x := range d.Findings {
		side = append(side, findingCard(ctx, d, x, n+1))
	}
	return h.showForm(w, r, d, letterTitle(ctx, kind), f, refused, side...)
}

func (h handler) saveLetter(w http.ResponseWriter, r *http.Request) error {
	return h.change(w, r, "/opinion", func(id string, n int) error {
		due, err := date(r, "due_on")
		if err != nil {
			return err
		}
		return h.s.SaveDraft(r.Context(), id, r.PathValue("kind"), n, inspect.LetterDraft{Text: r.FormValue("text"), Extra: r.FormValue("extra"), DueOn: due})
	}, func(d inspect.Dossier, refused error) error { return h.letterPage(w, r, d, refused) })
}

func refusal(ctx context.Context, err error) string { return errs.TextIn(lang.From(ctx), err) }
