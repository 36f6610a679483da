package planweb

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
	"dudao/internal/feature/plan"
	"dudao/internal/ui"
)

// changeCards shows every change of an approved plan with old and new, and the decision to take.
func changeCards(r *http.Request, f plan.Full, no refusal) []ui.Card {
	ctx := r.Context()
	var out []ui.Card
	for n, c := range f.Changes {
		t := compare(ctx, c)
		card := ui.Card{Title: lang.T(ctx, "计划变更：%s", lang.T(ctx, c.Kind.Label())), Chips: []ui.Chip{changeChip(ctx, c.State)}, Table: &t,
			Facts: []ui.Fact{{Label: lang.T(ctx, "理由"), Value: c.Reason}, {Label: lang.T(ctx, "提出"), Value: lang.T(ctx, "%s，%s", c.ProposedName, at(c.ProposedAt))}}}
		if n == 0 {
			card.ID = "changes"
		}
		if c.State != plan.Proposed {
			said := lang.T(ctx, "%s，%s", c.DecidedName, at(c.DecidedAt))
			card.Facts = append(card.Facts, ui.Fact{Label: lang.T(ctx, "处理"), Value: strings.TrimSuffix(said+"："+c.Decision, "：")})
		} else if mayDecide(ctx, f.Plan) {
			card.Asks = decideAsks(r, f, c, no)
		}
		out = append(out, card)
	}
	return out
}

func decideAsks(r *http.Request, f plan.Full, c plan.Change, no refusal) []ui.Ask {
	ctx := r.Context()
	base := f.URL() + "/changes/" + c.ID
	agree := ui.Form{ID: "agree-" + c.ID, Action: base + "/agree", Submit: lang.T(ctx, "批准变更"), Note: lang.T(ctx, "批准后立即生效；原来的内容仍可查看。"),
		Fields: []ui.Field{{Name: "decision", Label: lang.T(ctx, "意见"), Type: "textarea", Rows: 2}}}
	refuse := ui.Form{ID: "refuse-" + c.ID, Action: base + "/refuse", Submit: lang.T(ctx, "不批准"), Danger: true,
		Fields: []ui.Field{{Name: "decision", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 2, Required: true}}}
	if no.err != nil && no.form == c.ID {
		refuse.Keep(r)
		refuse.Refuse(r, no.err)
	}
	return []ui.Ask{{Label: lang.T(ctx, "批准变更"), Form: agree}, {Label: lang.T(ctx, "不批准"), Form: refuse, Plain: true, Danger: true}}
}

func changeChip(ctx context.Context, s plan.ChangeState) ui.Chip {
	tone := ui.Soon
	switch s {
	case plan.Agreed:
		tone = ui.Done
	case plan.Refused:
		tone = ui.Late
	}
	return ui.Chip{Text: lang.T(ctx, s.Label()), Tone: tone}
}

// compare lists the fields of an item before and after; what stayed the same is left out of an
// adjustment.
func compare(ctx context.Context, c plan.Change) ui.Table {
	t := ui.Table{Caption: lang.T(ctx, "变更前后"), Columns: []ui.Column{{Label: lang.T(ctx, "字段")}, {Label: lang.T(ctx, "原来")}, {Label: lang.T(ctx, "现在")}}}
	old, now := texts(ctx, c.Old), texts(ctx, c.New)
	for i, f := range fieldLabels(ctx) {
		a, b := "", ""
		if old != nil {
			a = old[i]
		}
		if now != nil {
			b = now[i]
		}
		if a != b || c.Kind != plan.EditKind && i == 0 {
			t.Rows = append(t.Rows, []ui.Cell{{Text: f}, {Text: a}, {Text: b}})
		}
	}
	return t
}

func fieldLabels(ctx context.Context) []string {
	return []string{lang.T(ctx, "事项"), lang.T(ctx, "方式"), lang.T(ctx, "领域"), lang.T(ctx, "开始"), lang.T(ctx, "结束"), lang.T(ctx, "督导标准"),
		lang.T(ctx, "负责人"), lang.T(ctx, "依据"), lang.T(ctx, "备注"), lang.T(ctx, "督导对象")}
}

func texts(ctx context.Context, i *plan.Item) []string {
	if i == nil {
		return nil
	}
	var units []string
	for _, x := range i.Targets {
		units = append(units, x.UnitName)
	}
	return []string{i.Title, lang.T(ctx, i.Mode.Label()), lang.T(ctx, i.Field.Label()), i.From.String(), i.To.String(), i.StandardCode, i.LeadName, i.Basis, i.Note, strings.Join(units, "、")}
}

func at(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Beijing).Format("2006-01-02 15:04")
}
