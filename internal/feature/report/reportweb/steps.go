package reportweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/report"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// asks are the steps this person can take now, each with the fields it needs.
func asks(r *http.Request, rep report.Report, refusedAction report.Action, refused error) []ui.Ask {
	ctx := r.Context()
	var out []ui.Ask
	for _, st := range rep.Possible() {
		if !report.CanStep(ctx, st, rep) {
			continue
		}
		f := ui.Form{Action: rep.URL() + "/" + string(st.Action), Submit: lang.T(ctx, st.Label), Fields: fields(ctx, st.Action, rep),
			Note: note(ctx, st.Action), Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(rep.Version)}}}
		if refused != nil && st.Action == refusedAction {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		out = append(out, ui.Ask{Label: lang.T(ctx, st.Label), Form: f, Plain: st.Action == report.Return})
	}
	return out
}

func asked(rep report.Report, a report.Action) bool {
	for _, st := range rep.Possible() {
		if st.Action == a {
			return true
		}
	}
	return false
}

func fields(ctx context.Context, a report.Action, rep report.Report) []ui.Field {
	t := func(s string) string { return lang.T(ctx, s) }
	switch a {
	case report.Return:
		return []ui.Field{{Name: "reason", Label: t("退回理由"), Type: "textarea", Rows: 3, Required: true}}
	case report.Approve:
		return []ui.Field{{Name: "number", Label: t("文号"), Hint: t("不填由平台按文号序列自动编号并生成公文；已有纸质文号的填写原文号")}}
	case report.File:
		return []ui.Field{{Name: "government", Label: t("报送的本级人民政府"), Required: true}, {Name: "on", Label: t("报送日期"), Type: "date", Required: true}}
	case report.Receive:
		return []ui.Field{{Name: "receipt", Label: t("回执编号"), Required: true}}
	}
	return nil
}

func note(ctx context.Context, a report.Action) string {
	switch a {
	case report.Submit:
		return lang.T(ctx, "提请本级负责人审定。没有依据的表述不能提交。")
	case report.Publish:
		return lang.T(ctx, "报告将以固定快照在公开网站公布，由组织督导的机构负责；公布后不能修改，只能说明理由撤回。")
	case report.File:
		return lang.T(ctx, "登记报送本级人民政府，并报上一级教育督导机构备案。")
	}
	return ""
}

func (h handler) compose(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "", h.s.Compose(r.Context(), r.PathValue("id")))
}

func (h handler) submit(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, report.Submit, h.s.Submit(r.Context(), r.PathValue("id"), version(r)))
}

func (h handler) sendBack(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, report.Return, h.s.Return(r.Context(), r.PathValue("id"), version(r), r.FormValue("reason")))
}

func (h handler) approve(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, report.Approve, h.s.Approve(r.Context(), r.PathValue("id"), version(r), r.FormValue("number")))
}

func (h handler) file(w http.ResponseWriter, r *http.Request) error {
	on, err := civil.ParseDate(r.FormValue("on"))
	if err != nil && r.FormValue("on") != "" {
		return h.done(w, r, report.File, errs.NewField("on", "请按 2026-09-01 的格式填写日期"))
	}
	return h.done(w, r, report.File, h.s.File(r.Context(), r.PathValue("id"), version(r), r.FormValue("government"), on))
}

func (h handler) receive(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, report.Receive, h.s.Receive(r.Context(), r.PathValue("id"), version(r), r.FormValue("receipt")))
}

func (h handler) publish(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, report.Publish, h.s.Publish(r.Context(), r.PathValue("id"), version(r)))
}

func (h handler) drop(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "", h.s.DropStatement(r.Context(), r.PathValue("id"), r.FormValue("id")))
}

// done shows the report again, with what was typed if the step was refused.
func (h handler) done(w http.ResponseWriter, r *http.Request, a report.Action, err error) error {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Stale, errs.Conflict:
		if err != nil {
			return h.page(w, r, web.Status(err), a, err)
		}
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, report.URLOf(r.PathValue("id")))
}

func version(r *http.Request) int {
	n, _ := strconv.Atoi(r.FormValue("version"))
	return n
}
