package rectifyweb

import (
	"net/http"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/rectify/ladder"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// escalation shows a proposed rung with its two ways out: confirm or decline.
func (h handler) escalation(w http.ResponseWriter, r *http.Request) error {
	return h.showEscalation(w, r, http.StatusOK, nil, false)
}

func (h handler) showEscalation(w http.ResponseWriter, r *http.Request, status int, bad error, declined bool) error {
	ctx := r.Context()
	e, o, err := h.ladder.Escalation(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	rung := lang.T(ctx, rectify.RungLabel(e.Rung))
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "建议%s：%s", rung, o.Title), home(ctx), ui.Link{Text: lang.T(ctx, "督办"), URL: "/escalations"}, ui.Link{Text: o.UnitName, URL: o.ID.URL()})}
	v.Head.Number, v.Head.Sub, v.Head.Chips = o.Number, o.UnitName, []ui.Chip{{Text: lang.T(ctx, escLabels[e.State])}}
	v.Sides = []ui.Card{{Title: lang.T(ctx, "依据"), Text: []string{lang.T(ctx, rectify.Ladder[e.Rung-1].Clause)},
		Facts: []ui.Fact{{Label: lang.T(ctx, "原因"), Value: groundIn(ctx, e)}, {Label: lang.T(ctx, "原期限"), Value: e.MissedOn.String()}}}}
	if e.State != rectify.EscProposed {
		v.Cards = []ui.Card{{Notice: &ui.Notice{Text: lang.T(ctx, "这项建议已有决定"), More: ui.Link{Text: lang.T(ctx, "返回"), URL: o.ID.URL()}}, Text: some(e.Reason)}}
		return cardsPage.Render(w, r, status, v)
	}
	yes := ui.Form{ID: "confirm", Action: "/escalations/" + e.ID + "/confirm", Hidden: versionOf(e.Version), Submit: lang.T(ctx, "决定%s", rung),
		Note: lang.T(ctx, "责任单位将收到通知，主管部门收到抄送；督办单与整改结果一并公布。")}
	if e.Rung == rectify.RungNotice {
		yes.Fields = []ui.Field{{Name: "number", Label: lang.T(ctx, "文号"), Required: true}, {Name: "text", Label: lang.T(ctx, "督办要求"), Type: "textarea", Required: true}, day(ctx, "due_on", lang.T(ctx, "督办期限"))}
	}
	no := ui.Form{ID: "decline", Action: "/escalations/" + e.ID + "/decline", Hidden: versionOf(e.Version), Submit: lang.T(ctx, "不采用建议"), Fields: []ui.Field{reason(ctx, lang.T(ctx, "理由"))}}
	if bad != nil {
		f := &yes
		if declined {
			f = &no
		}
		f.Keep(r)
		f.Refuse(r, bad)
	}
	v.Cards = []ui.Card{{Title: rung, Form: &yes}, {Title: lang.T(ctx, "不采用"), Form: &no}}
	return cardsPage.Render(w, r, status, v)
}

func (h handler) confirm(w http.ResponseWriter, r *http.Request) error {
	due, err := date(r, "due_on")
	if err == nil {
		d := ladder.NoticeDraft{Number: r.FormValue("number"), Text: r.FormValue("text"), DueOn: due}
		err = h.ladder.Confirm(r.Context(), r.PathValue("id"), version(r), d, r.FormValue("reason"))
	}
	return h.decided(w, r, err, false)
}

func (h handler) decline(w http.ResponseWriter, r *http.Request) error {
	return h.decided(w, r, h.ladder.Decline(r.Context(), r.PathValue("id"), version(r), r.FormValue("reason")), true)
}

func (h handler) decided(w http.ResponseWriter, r *http.Request, err error, declined bool) error {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Stale:
		return h.showEscalation(w, r, web.Status(err), err, declined)
	}
	if err != nil {
		return err
	}
	e, _, err := h.ladder.Escalation(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, e.OrderID.URL())
}

func (h handler) grant(w http.ResponseWriter, r *http.Request) error  { return h.extend(w, r, true) }
func (h handler) refuse(w http.ResponseWriter, r *http.Request) error { return h.extend(w, r, false) }

func (h handler) extend(w http.ResponseWriter, r *http.Request, grant bool) error {
	id, err := h.s.DecideExtension(r.Context(), r.PathValue("id"), grant, r.FormValue("note"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, id.URL())
}
