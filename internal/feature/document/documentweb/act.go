package documentweb

import (
	"net/http"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/document"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func id(r *http.Request) document.LetterID { return document.LetterID(r.PathValue("id")) }

func version(r *http.Request) int { n, _ := strconv.Atoi(r.FormValue("version")); return n }

func unitOf(r *http.Request) string { return actor.From(r.Context()).UnitID }

func stamp(t civil.Time) string { return t.In(civil.Beijing).Format("2006-01-02 15:04") }

// done shows the letter again, with what was typed if the step was refused.
func (h handler) done(w http.ResponseWriter, r *http.Request, action string, err error) error {
	switch k := errs.KindOf(err); {
	case err == nil:
		return web.SeeOther(w, r, id(r).URL())
	case k == errs.Invalid || k == errs.Stale || k == errs.Conflict:
		return h.page(w, r, web.Status(err), action, err)
	}
	return err
}

func (h handler) submit(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "submit", h.s.Submit(r.Context(), id(r), version(r), r.FormValue("excuse")))
}

func (h handler) agree(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "agree", h.s.Agree(r.Context(), id(r), version(r), r.FormValue("reason")))
}

func (h handler) sendBack(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "return", h.s.Return(r.Context(), id(r), version(r), r.FormValue("reason")))
}

func (h handler) approve(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "approve", h.s.Approve(r.Context(), id(r), version(r), r.FormValue("send") != "no"))
}

func (h handler) send(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "send", h.s.Send(r.Context(), id(r), version(r)))
}

func (h handler) void(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "void", h.s.Void(r.Context(), id(r), version(r), r.FormValue("reason")))
}

func (h handler) withdraw(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "withdraw", h.s.Withdraw(r.Context(), id(r), version(r), r.FormValue("reason")))
}

func (h handler) drop(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "drop", h.s.Drop(r.Context(), id(r), version(r), r.FormValue("reason")))
}

// anew leads to the draft that takes the place of a letter.
func (h handler) anew(w http.ResponseWriter, r *http.Request) error {
	draft, err := h.s.Anew(r.Context(), id(r), version(r))
	if err != nil {
		return h.done(w, r, "anew", err)
	}
	return web.SeeOther(w, r, draft.URL())
}

func (h handler) refresh(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "refresh", h.s.Refresh(r.Context(), id(r), version(r), r.FormValue("text") == "yes"))
}

func (h handler) addSigner(w http.ResponseWriter, r *http.Request) error {
	turn, _ := strconv.Atoi(r.FormValue("turn"))
	return h.done(w, r, "signers", h.s.AddSigner(r.Context(), id(r), version(r), r.FormValue("who"), turn))
}

func (h handler) dropSigner(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "signers/"+r.PathValue("signer")+"/drop", h.s.DropSigner(r.Context(), id(r), version(r), r.PathValue("signer")))
}

// addRecipient takes a unit of the platform by its name; any other name is a body that gets paper.
func (h handler) addRecipient(w http.ResponseWriter, r *http.Request) error {
	p := document.Party{Name: r.FormValue("name"), Copy: r.FormValue("copy") == "yes"}
	u, err := h.units.Resolve(r.Context(), p.Name, "")
	switch {
	case err == nil:
		p.UnitID, p.Name = u.ID, u.Name
	case errs.KindOf(err) == errs.Invalid && len(errs.FieldsIn("", err)) > 0 && len(errs.FieldsIn("", err)[0].Choices) > 1:
		return h.done(w, r, "recipients", errs.Rename(err, "name"))
	}
	return h.done(w, r, "recipients", h.s.AddRecipient(r.Context(), id(r), version(r), p))
}

func (h handler) dropRecipient(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "recipients/"+r.PathValue("delivery")+"/drop", h.s.DropRecipient(r.Context(), id(r), version(r), r.PathValue("delivery"), r.FormValue("reason")))
}

func (h handler) receive(w http.ResponseWriter, r *http.Request) error {
	action := "recipients/" + r.PathValue("delivery") + "/receive"
	d := document.Delivered{By: r.FormValue("by"), Note: r.FormValue("note"), Refused: r.FormValue("refused") == "yes"}
	if s := r.FormValue("on"); s != "" {
		var err error
		if d.On, err = civil.ParseDate(s); err != nil {
			return h.done(w, r, action, errs.NewField("on", "请按 2026-09-01 的格式填写日期"))
		}
	}
	return h.done(w, r, action, h.s.Receive(r.Context(), id(r), r.PathValue("delivery"), version(r), d))
}

// file sends the letter as PDF or DOCX.
func (h handler) file(k document.Format) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		l, err := h.s.Letter(r.Context(), id(r))
		if err != nil {
			return err
		}
		name, kind := l.Title+".pdf", "application/pdf"
		if k == document.DOCX {
			name, kind = l.Title+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		}
		ui.Attach(w, name, kind)
		return h.s.File(r.Context(), id(r), k, w)
	}
}
