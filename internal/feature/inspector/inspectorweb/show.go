package inspectorweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/inspector"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var cardsPage = web.MustPage[cardsView](ui.Layout, files, "cards.html")

// cardsView is a record, or a form beside what it is about.
type cardsView struct {
	ui.Frame
	Main, Side []ui.Card
}

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	i, ties, err := h.s.Show(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := cardsView{Frame: h.frame(r, i)}
	v.Head.Clock = termClock(ctx, i, h.s.Today())
	v.Head.Actions = actions(ctx, i)
	cards, err := h.ties(ctx, i, ties)
	if err != nil {
		return err
	}
	v.Main = append([]ui.Card{facts(ctx, i)}, cards...)
	work, err := h.work(ctx, i)
	if err != nil {
		return err
	}
	v.Side = []ui.Card{work, rules(ctx)}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

// frame heads every page of an inspector.
func (h handler) frame(r *http.Request, i inspector.Inspector, crumbs ...ui.Link) ui.Frame {
	ctx := r.Context()
	f := ui.NewFrame(r, i.Name, append([]ui.Link{home(ctx)}, crumbs...)...)
	f.Head.Number, f.Head.Sub = i.CertificateNo, i.UnitName
	f.Head.Chips = []ui.Chip{stateChip(ctx, i.State(h.s.Today())), {Text: word(ctx, inspector.Levels, string(i.Level))}, {Text: word(ctx, inspector.Kinds, i.Kind)}}
	return f
}

// actions are what this person may do with the record now.
func actions(ctx context.Context, i inspector.Inspector) (out []ui.Button) {
	manage := access.Can(ctx, inspector.MayManage, i.UnitPath) && i.EndedOn.IsZero()
	if manage {
		out = append(out, ui.Button{Label: lang.T(ctx, "修改或续聘"), URL: i.URL() + "/edit"})
	}
	if i.MayDeclareFor(ctx) {
		out = append(out, ui.Button{Label: lang.T(ctx, "申报回避关系"), URL: i.URL() + "/ties", Plain: manage})
	}
	if manage {
		out = append(out, ui.Button{Label: lang.T(ctx, "办理离任"), URL: i.URL() + "/end", Plain: true, Danger: true})
	}
	return out
}

func facts(ctx context.Context, i inspector.Inspector) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "聘任情况")}
	fact := func(label, value, url string) {
		if value != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: label, Value: value, URL: url})
		}
	}
	fact(lang.T(ctx, "聘任机构"), i.UnitName, "/units/"+string(i.UnitID))
	fact(lang.T(ctx, "领域"), word(ctx, inspector.Fields, i.Field), "")
	fact(lang.T(ctx, "原单位及职务"), i.Post, "")
	fact(lang.T(ctx, "督学证号"), i.CertificateNo, "")
	fact(lang.T(ctx, "聘期"), lang.T(ctx, "%s 至 %s", i.TermFrom.String(), i.TermTo.String()), "")
	fact(lang.T(ctx, "届次"), lang.T(ctx, "第 %d 届", i.Terms), "")
	fact(lang.T(ctx, "学段"), stages(ctx, i), "")
	if !i.EndedOn.IsZero() {
		fact(lang.T(ctx, "离任日期"), i.EndedOn.String(), "")
		fact(lang.T(ctx, "离任理由"), i.EndReason, "")
	}
	if i.CertificateNo == "" {
		c.Notice = &ui.Notice{Text: lang.T(ctx, "没有督学证号，不能加入督导小组。"), Tone: ui.Soon}
	}
	return c
}

// ties shows each tie with the article that makes it a reason to stay away.
func (h handler) ties(ctx context.Context, i inspector.Inspector, ties []inspector.Tie) ([]ui.Card, error) {
	if !i.TiesShown(ctx) {
		return []ui.Card{{Title: lang.T(ctx, "回避关系"), Text: []string{lang.T(ctx, "回避关系是个人信息，只有本人和管理督学名册的人员可以查看。")}}}, nil
	}
	if len(ties) == 0 {
		return []ui.Card{{Title: lang.T(ctx, "回避关系"), Empty: &ui.Empty{Text: lang.T(ctx, "没有申报过回避关系。与被督导单位有利害关系的，应当申报。")}}}, nil
	}
	holding, err := h.s.Holding(ctx, ties)
	if err != nil {
		return nil, err
	}
	var out []ui.Card
	for n, t := range ties {
		reason, holds := holding[t.ID]
		out = append(out, tieCard(ctx, i, t, n+1, reason, holds))
	}
	return out, nil
}

func tieCard(ctx context.Context, i inspector.Inspector, t inspector.Tie, n int, reason inspector.Recusal, holds bool) ui.Card {
	c := ui.Card{ID: "tie-" + strconv.Itoa(n), Title: lang.T(ctx, "回避关系 %d", n), Chips: []ui.Chip{{Text: lang.T(ctx, "不再回避")}}}
	if holds {
		c.Chips = []ui.Chip{{Text: lang.T(ctx, "应当回避"), Tone: ui.Soon}}
		c.Text = []string{reason.Text(ctx)}
	}
	c.Facts = []ui.Fact{{Label: lang.T(ctx, "单位"), Value: t.UnitName, URL: "/units/" + string(t.UnitID)}, {Label: lang.T(ctx, "关系"), Value: word(ctx, inspector.TieKinds, string(t.Kind))},
		{Label: lang.T(ctx, "依据"), Value: lang.T(ctx, t.Kind.Article())}}
	fact := func(label, value string) {
		if value != "" {
			c.Facts = append(c.Facts, ui.Fact{Label: label, Value: value})
		}
	}
	fact(lang.T(ctx, "说明"), t.Note)
	fact(lang.T(ctx, "开始日期"), t.From.String())
	fact(lang.T(ctx, "结束日期"), t.To.String())
	fact(lang.T(ctx, "申报"), t.DeclaredName+" · "+at(t.DeclaredAt))
	if !t.EndedAt.IsZero() {
		fact(lang.T(ctx, "解除"), at(t.EndedAt)+" · "+t.EndReason)
	} else if access.Can(ctx, inspector.MayManage, i.UnitPath) {
		c.Do = []ui.Button{{Label: lang.T(ctx, "解除回避关系"), URL: i.URL() + "/ties/" + t.ID + "/end", Plain: true}}
	}
	return c
}

// work counts the supervisions.
func (h handler) work(ctx context.Context, i inspector.Inspector) (ui.Card, error) {
	all, open, err := h.out.Work(ctx, i.ID)
	c := ui.Card{Title: lang.T(ctx, "参加的督导"), Facts: []ui.Fact{
		{Label: lang.T(ctx, "共计"), Value: lang.T(ctx, "%d 项", all)}, {Label: lang.T(ctx, "办理中"), Value: lang.T(ctx, "%d 项", open)}}}
	return c, err
}

// rules are the articles the record follows.
func rules(ctx context.Context) ui.Card {
	return ui.Card{Title: lang.T(ctx, "依据"), Facts: []ui.Fact{
		{Label: lang.T(ctx, "《教育督导条例》第六条"), Value: lang.T(ctx, "兼职督学的任期为 3 年，可以连续任职，连续任职不得超过 3 个任期。")},
		{Label: lang.T(ctx, "《教育督导条例》第十条"), Value: lang.T(ctx, "督学与被督导单位主要负责人有近亲属关系，或有其他可能影响客观公正的情形，应当回避。")},
		{Label: lang.T(ctx, "《浙江省教育督导条例》第二十条"), Value: lang.T(ctx, "列明配偶、父母或子女就业就读，以及离职不满三年等情形；本系统用作提示，由督导机构决定是否回避。")},
	}}
}
