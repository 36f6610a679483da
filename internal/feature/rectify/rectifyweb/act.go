package rectifyweb

import (
	"net/http"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// form shows the page of an action.
func (h handler) form(a rectify.Action) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		o, err := h.s.Order(r.Context(), rectify.OrderID(r.PathValue("id")))
		if err != nil {
			return err
		}
		return h.showForm(w, r, http.StatusOK, &o, a, h.formOf(r, &o, a))
	}
}

func (h handler) showForm(w http.ResponseWriter, r *http.Request, status int, o *rectify.Full, a rectify.Action, f ui.Form) error {
	ctx := r.Context()
	step, _ := rectify.StepOf(a)
	v := cardsView{Frame: h.frame(r, o, ui.Link{Text: o.UnitName, URL: o.ID.URL()})}
	possible := false
	for _, s := range o.Possible() {
		possible = possible || s.Action == a
	}
	c := ui.Card{Title: lang.T(ctx, step.Label), Form: &f}
	if !possible {
		c.Form, c.Notice = nil, &ui.Notice{Text: lang.T(ctx, "整改处于“%s”状态，不能进行此操作", lang.T(ctx, o.State.Label())), Tone: ui.Soon, More: ui.Link{Text: lang.T(ctx, "返回"), URL: o.ID.URL()}}
	}
	v.Cards = []ui.Card{c}
	for _, i := range o.List {
		v.Sides = append(v.Sides, itemCard(ctx, o, i))
	}
	v.Sides = append(v.Sides, ui.Card{Title: lang.T(ctx, "依据"), Text: []string{lang.T(ctx, step.Clause)}})
	return cardsPage.Render(w, r, status, v)
}

// do performs an action. What breaks a rule, what the check of the letter refuses, or what somebody else
// changed meanwhile, comes back on the same page with everything that was typed.
func (h handler) do(a rectify.Action) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id := rectify.OrderID(r.PathValue("id"))
		err := h.perform(r, id, version(r), a)
		switch errs.KindOf(err) {
		case errs.Invalid, errs.Stale, errs.Conflict:
		default:
			if err != nil {
				return err
			}
		}
		if err == nil {
			return web.SeeOther(w, r, id.URL())
		}
		o, gone := h.s.Order(r.Context(), id)
		if gone != nil {
			return gone
		}
		f := h.formOf(r, &o, a)
		f.Keep(r)
		f.Refuse(r, err)
		if errs.KindOf(err) == errs.Stale {
			theirs(&f, h.formOf(r, &o, a))
		}
		return h.showForm(w, r, web.Status(err), &o, a, f)
	}
}

// theirs shows what is stored now beside what was typed, where they differ.
func theirs(f *ui.Form, stored ui.Form) {
	for i := range f.Fields {
		if now := stored.Fields[i].Value; now != "" && now != f.Fields[i].Value {
			f.Fields[i].Theirs = now
		}
	}
}

// perform reads the form of an action and calls the service.
func (h handler) perform(r *http.Request, id rectify.OrderID, n int, a rectify.Action) error {
	ctx := r.Context()
	switch a {
	case rectify.Add:
		return h.s.AddFinding(ctx, id, n, findingOf(r))
	case rectify.Issue:
		due, err := date(r, "due_on")
		if err != nil {
			return err
		}
		return h.s.IssueDraft(ctx, id, n, r.FormValue("number"), due)
	case rectify.Drop:
		return h.s.DropDraft(ctx, id, n, r.FormValue("reason"))
	case rectify.Approve:
		return h.s.ApprovePlan(ctx, id, n)
	case rectify.Reject:
		due, err := date(r, "due_on")
		if err != nil {
			return err
		}
		return h.s.RejectPlan(ctx, id, n, r.FormValue("reason"), due)
	case rectify.Accept:
		on, err := date(r, "recheck_on")
		if err != nil {
			return err
		}
		return h.s.AcceptResult(ctx, id, n, r.FormValue("opinion"), on)
	case rectify.Publish:
		return h.s.PublishResult(ctx, id, n)
	case rectify.Withhold:
		return h.s.WithholdResult(ctx, id, n, r.FormValue("reason"))
	case rectify.Recheck:
		return h.s.RecheckOrder(ctx, id, n, r.FormValue("note"), r.Form["item"])
	case rectify.Close:
		return h.s.CloseOrder(ctx, id, n)
	}
	return h.performItems(r, id, n, a)
}

// performItems reads the forms that ask something for each item.
func (h handler) performItems(r *http.Request, id rectify.OrderID, n int, a rectify.Action) error {
	ctx := r.Context()
	switch a {
	case rectify.Return:
		due, err := date(r, "due_on")
		if err != nil {
			return err
		}
		unmet := map[string]string{}
		for _, item := range r.Form["item"] {
			unmet[item] = ""
		}
		return h.s.ReturnResult(ctx, id, n, r.FormValue("reason"), unmet, due)
	case rectify.Note:
		on, err := date(r, "happened_on")
		if err != nil {
			return err
		}
		return h.s.AddEvidence(ctx, id, n, rectify.Evidence{ItemID: r.FormValue("item"), Title: r.FormValue("title"), Note: r.FormValue("note"), HappenedOn: on})
	}
	o, err := h.s.Order(ctx, id)
	if err != nil {
		return err
	}
	var plans []rectify.ItemPlan
	var results []rectify.ItemResult
	var evidence []rectify.Evidence
	for _, i := range o.List {
		by, err := date(r, "by_on-"+i.ID)
		if err != nil {
			return err
		}
		plans = append(plans, rectify.ItemPlan{ItemID: i.ID, Measures: r.FormValue("measures-" + i.ID), Lead: r.FormValue("lead-" + i.ID), ByOn: by})
		results = append(results, rectify.ItemResult{ItemID: i.ID, Result: r.FormValue("result-" + i.ID)})
		if title := r.FormValue("evidence-" + i.ID); title != "" {
			evidence = append(evidence, rectify.Evidence{ItemID: i.ID, Title: title, Note: r.FormValue("note-" + i.ID)})
		}
	}
	if a == rectify.Plan {
		return h.s.SendPlan(ctx, id, n, r.FormValue("text"), r.FormValue("lead"), plans)
	}
	return h.s.SubmitResult(ctx, id, n, r.FormValue("text"), results, evidence)
}

// findingOf reads a problem from a form.
func findingOf(r *http.Request) rectify.Finding {
	return rectify.Finding{ID: r.FormValue("id"), Text: r.FormValue("text"), Clause: r.FormValue("clause"), Severity: rectify.Severity(r.FormValue("severity")), Demand: r.FormValue("demand")}
}
