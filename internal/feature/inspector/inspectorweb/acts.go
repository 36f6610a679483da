package inspectorweb

import (
	"net/http"
	"slices"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspector"
	"dudao/internal/ui"
)

func (h handler) editing(r *http.Request, i inspector.Inspector) (string, ui.Form, error) {
	ctx := r.Context()
	fields, err := h.fields(ctx, i)
	return lang.T(ctx, "修改或续聘"), ui.Form{Action: i.URL() + "/edit", Hidden: lock(i.Version), Fields: fields, Submit: lang.T(ctx, "保存"), Draft: "inspector-" + i.ID,
		Note: lang.T(ctx, "续聘时填写新的聘期，届次加一。原来的聘期留存在审计记录中。")}, err
}

func (h handler) editForm(w http.ResponseWriter, r *http.Request) error {
	return h.showForm(w, r, h.editing, nil)
}

func (h handler) edit(w http.ResponseWriter, r *http.Request) error {
	n, err := version(r)
	if err == nil {
		var i inspector.Inspector
		if i, err = read(r); err == nil {
			_, err = h.s.Edit(r.Context(), r.PathValue("id"), n, i)
		}
	}
	return h.after(w, r, h.editing, err)
}

func (h handler) ending(r *http.Request, i inspector.Inspector) (string, ui.Form, error) {
	ctx := r.Context()
	return lang.T(ctx, "办理离任"), ui.Form{Action: i.URL() + "/end", Hidden: lock(i.Version), Submit: lang.T(ctx, "办理离任"), Danger: true,
		Note:   lang.T(ctx, "从今天起不再担任督学，不能再加入督导小组。办理后不能恢复，需要时重新登记。"),
		Fields: []ui.Field{{Name: "reason", Label: lang.T(ctx, "离任理由"), Type: "textarea", Rows: 3, Required: true}}}, nil
}

func (h handler) endForm(w http.ResponseWriter, r *http.Request) error {
	return h.showForm(w, r, h.ending, nil)
}

func (h handler) end(w http.ResponseWriter, r *http.Request) error {
	n, err := version(r)
	if err == nil {
		_, err = h.s.End(r.Context(), r.PathValue("id"), n, r.FormValue("reason"))
	}
	return h.after(w, r, h.ending, err)
}

func (h handler) declaring(r *http.Request, i inspector.Inspector) (string, ui.Form, error) {
	ctx := r.Context()
	if !i.MayDeclareFor(ctx) && i.EndedOn.IsZero() {
		return "", ui.Form{}, errs.New(errs.Denied, "只能申报本人的回避关系")
	}
	id := r.FormValue("id")
	if id == "" {
		id = h.s.NewID()
	}
	kinds := options(ctx, inspector.TieKinds, "")
	for n := range kinds {
		kinds[n].Hint = lang.T(ctx, inspector.TieKind(kinds[n].Value).Article())
	}
	return lang.T(ctx, "申报回避关系"), ui.Form{Action: i.URL() + "/ties", Hidden: []ui.Hidden{{Name: "id", Value: id}}, Submit: lang.T(ctx, "申报"), Draft: "tie-" + i.ID,
		Note: lang.T(ctx, "申报后，组成督导小组时会提示应当回避的单位和依据。内容是个人信息，查看会留下记录。"),
		Fields: []ui.Field{
			{Name: "unit", Label: lang.T(ctx, "单位"), Required: true, Pick: "/units/pick", Hint: lang.T(ctx, "填写单位名称、简称或代码")},
			{Name: "kind", Label: lang.T(ctx, "关系"), Type: "radio", Options: kinds, Required: true},
			{Name: "note", Label: lang.T(ctx, "说明"), Type: "textarea", Rows: 3, Hint: lang.T(ctx, "其他情形和本人申请回避的必须说明；不写亲属姓名")},
			{Name: "from", Label: lang.T(ctx, "开始日期"), Type: "date"},
			{Name: "to", Label: lang.T(ctx, "结束日期"), Type: "date", Hint: lang.T(ctx, "离职日期；仍在任职或就读的不填")},
		}}, nil
}

func (h handler) declareForm(w http.ResponseWriter, r *http.Request) error {
	return h.showForm(w, r, h.declaring, nil)
}

func (h handler) declare(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n := inspector.NewTie{ID: r.FormValue("id"), Kind: inspector.TieKind(r.FormValue("kind")), Note: r.FormValue("note")}
	err := dates(r, map[string]*civil.Date{"from": &n.From, "to": &n.To})
	if err == nil {
		unit, wrong := h.units.Resolve(ctx, r.FormValue("unit"), "")
		if err = wrong; err == nil {
			n.UnitID = unit.ID
			_, err = h.s.Declare(ctx, r.PathValue("id"), n)
		}
	}
	return h.after(w, r, h.declaring, err)
}

func (h handler) untying(r *http.Request, i inspector.Inspector) (string, ui.Form, error) {
	ctx := r.Context()
	_, ties, err := h.s.Show(ctx, i.ID)
	if err == nil && !slices.ContainsFunc(ties, func(t inspector.Tie) bool { return t.ID == r.PathValue("tie") }) {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return lang.T(ctx, "解除回避关系"), ui.Form{Action: i.URL() + "/ties/" + r.PathValue("tie") + "/end", Submit: lang.T(ctx, "解除回避关系"),
		Note:   lang.T(ctx, "解除后可以参加对该单位的督导；原申报和理由留存。"),
		Fields: []ui.Field{{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 3, Required: true}}}, err
}

func (h handler) endTieForm(w http.ResponseWriter, r *http.Request) error {
	return h.showForm(w, r, h.untying, nil)
}

func (h handler) endTie(w http.ResponseWriter, r *http.Request) error {
	return h.after(w, r, h.untying, h.s.EndTie(r.Context(), r.PathValue("id"), r.PathValue("tie"), r.FormValue("reason")))
}
