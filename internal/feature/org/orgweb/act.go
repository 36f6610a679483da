package orgweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// act is a change of a unit that has a page with a form.
type act struct {
	action org.Action
	note   string // what will happen
	fields func(ctx context.Context, h handler, u org.Unit) ([]ui.Field, error)
	do     func(h handler, r *http.Request, u org.Unit, c org.Change) error
}

var acts = []act{
	{org.Editing, "", editFields, doEdit},
	{org.Renaming, "更名后代码和历史不变，旧名仍可查到。", renameFields, doRename},
	{org.Moving, "下属单位随之调整；已有的督导和整改记录仍归原单位路径。", moveFields, doMove},
	{org.Merging, "本单位将撤销，下属单位转入并入的单位。此操作会留下沿革。", mergeFields, doMerge},
	{org.Split, "将新设分立出的单位，并与本单位建立沿革。", splitFields, doSplit},
	{org.Closing, "单位将撤销，不再出现在在办名录中；历史记录保留。", nil, doClose},
}

func (a act) label() string {
	for _, s := range org.Steps {
		if s.Action == a.action {
			return s.Label
		}
	}
	return string(a.action)
}

// page builds the page of a change with the unit as it is.
func (h handler) actView(r *http.Request, a act, u org.Unit) (cardsView, error) {
	ctx := r.Context()
	label := lang.T(ctx, a.label())
	f := ui.Form{Action: u.ID.URL() + "/" + string(a.action), Submit: label, Cancel: ui.Link{Text: lang.T(ctx, "取消"), URL: u.ID.URL()},
		Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(u.Version)}}, Danger: a.action == org.Closing || a.action == org.Merging}
	if a.note != "" {
		f.Note = lang.T(ctx, a.note)
	}
	if a.fields != nil {
		fields, err := a.fields(ctx, h, u)
		if err != nil {
			return cardsView{}, err
		}
		f.Fields = fields
	}
	must := a.action != org.Editing
	f.Fields = append(f.Fields,
		ui.Field{Name: "on", Label: lang.T(ctx, "生效日期"), Type: "date", Value: h.s.Today().String(), Required: must, Hint: lang.T(ctx, "从这一天起，报表按变更后统计")},
		ui.Field{Name: "reason", Label: lang.T(ctx, "变更原因"), Type: "textarea", Rows: 3, Required: must},
		ui.Field{Name: "basis", Label: lang.T(ctx, "依据文号")})
	v := cardsView{Frame: ui.NewFrame(r, label+" · "+u.Name, crumbs(ctx, ui.Link{Text: u.Label(), URL: u.ID.URL()}, ui.Link{Text: label})...)}
	v.Cards = []ui.Card{{Form: &f}}
	return v, nil
}

func (h handler) form(a act) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		u, err := h.s.Unit(r.Context(), org.UnitID(r.PathValue("id")))
		if err != nil {
			return err
		}
		v, err := h.actView(r, a, u)
		if err != nil {
			return err
		}
		return cardsPage.Render(w, r, http.StatusOK, v)
	}
}

func (h handler) do(a act) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		u, err := h.s.Unit(ctx, org.UnitID(r.PathValue("id")))
		if err != nil {
			return err
		}
		c := org.Change{Reason: r.FormValue("reason"), Basis: r.FormValue("basis")}
		if c.On, err = dateOf(r, "on"); err == nil {
			err = a.do(h, r, u, c)
		}
		if err == nil {
			return web.SeeOther(w, r, u.ID.URL())
		}
		if !shown(err) {
			return err
		}
		v, verr := h.actView(r, a, u)
		if verr != nil {
			return verr
		}
		f := v.Cards[0].Form
		now := slices.Clone(f.Fields)
		f.Keep(r)
		if errs.KindOf(err) == errs.Stale { // what was typed stays, beside what somebody else saved
			for i := range f.Fields {
				if x := now[i]; x.Name != "on" && x.Value != f.Fields[i].Value {
					f.Fields[i].Theirs = x.Shown()
				}
			}
		}
		f.Refuse(r, err)
		return cardsPage.Render(w, r, web.Status(err), v)
	}
}

func editFields(ctx context.Context, h handler, u org.Unit) ([]ui.Field, error) {
	aliases, err := h.s.GivenAliases(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	place := ""
	if u.PlaceID != "" {
		if p, err := h.s.PlaceName(ctx, u.PlaceID); err == nil {
			place = p
		}
	}
	fields := []ui.Field{{Name: "code", Label: lang.T(ctx, "单位代码"), Value: u.Code}}
	if u.Kind == org.School {
		students := ""
		if u.Students > 0 {
			students = strconv.Itoa(u.Students)
		}
		fields = append(fields, choice1(ctx, "stage", lang.T(ctx, "学段"), org.Stages, u.Stage), choice1(ctx, "ownership", lang.T(ctx, "办学性质"), org.Ownerships, u.Ownership),
			choice1(ctx, "nature", lang.T(ctx, "举办方式"), org.Natures, u.Nature),
			ui.Field{Name: "students", Label: lang.T(ctx, "学生数"), Value: students, InputMode: "numeric", Unit: lang.T(ctx, "人")},
			ui.Field{Name: "place", Label: lang.T(ctx, "所在街道（乡镇）或区"), Value: place, Hint: lang.T(ctx, "名称、别称或代码，如“四季青镇”")})
	}
	return append(fields, ui.Field{Name: "address", Label: lang.T(ctx, "地址"), Value: u.Address},
		ui.Field{Name: "opened_on", Label: lang.T(ctx, "成立日期"), Type: "date", Value: u.OpenedOn.String()},
		ui.Field{Name: "aliases", Label: lang.T(ctx, "别名"), Value: strings.Join(aliases, "、"), Hint: lang.T(ctx, "多个用顿号隔开")}), nil
}

// choice1 is a select of words with an empty first choice.
func choice1(ctx context.Context, name, label string, words []org.Word, chosen string) ui.Field {
	return ui.Field{Name: name, Label: label, Type: "select", Value: chosen, Options: append([]ui.Option{{Label: lang.T(ctx, "请选择")}}, options(ctx, words, chosen)...)}
}

func studentsOf(r *http.Request) (int, error) {
	s := strings.ReplaceAll(strings.TrimSpace(r.FormValue("students")), ",", "")
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, errs.NewField("students", "学生数应为 0 到 %d 的整数", 1_000_000)
	}
	return n, nil
}

func aliasesOf(r *http.Request) []string {
	return strings.FieldsFunc(r.FormValue("aliases"), func(c rune) bool { return strings.ContainsRune("\u3001,\uff0c;\uff1b\n", c) })
}

func doEdit(h handler, r *http.Request, u org.Unit, c org.Change) (err error) {
	f := org.Facts{Code: r.FormValue("code"), Stage: r.FormValue("stage"), Ownership: r.FormValue("ownership"), Nature: r.FormValue("nature"),
		Address: r.FormValue("address"), Aliases: aliasesOf(r)}
	if f.Students, err = studentsOf(r); err != nil {
		return err
	}
	if f.OpenedOn, err = dateOf(r, "opened_on"); err != nil {
		return err
	}
	if f.PlaceID, err = h.s.Place(r.Context(), u.Path, strings.TrimSpace(r.FormValue("place"))); err != nil {
		return err
	}
	return h.s.Edit(r.Context(), u.ID, versionOf(r), f, c)
}

func renameFields(ctx context.Context, _ handler, u org.Unit) ([]ui.Field, error) {
	return []ui.Field{{Name: "name", Label: lang.T(ctx, "新名称"), Value: u.Name, Required: true}, {Name: "short_name", Label: lang.T(ctx, "新简称"), Value: u.ShortName}}, nil
}

func doRename(h handler, r *http.Request, u org.Unit, c org.Change) error {
	return h.s.Rename(r.Context(), u.ID, versionOf(r), strings.TrimSpace(r.FormValue("name")), strings.TrimSpace(r.FormValue("short_name")), c)
}

func moveFields(ctx context.Context, _ handler, _ org.Unit) ([]ui.Field, error) {
	return []ui.Field{{Name: "parent_id", Label: lang.T(ctx, "新的上级单位"), Required: true, Pick: pickURL(""), Hint: lang.T(ctx, "输入名称、简称、拼音或代码")}}, nil
}

func doMove(h handler, r *http.Request, u org.Unit, c org.Change) error {
	parent, err := h.resolve(r, "parent_id", "")
	if err != nil {
		return err
	}
	return h.s.Move(r.Context(), u.ID, versionOf(r), parent.ID, c)
}

func mergeFields(ctx context.Context, _ handler, u org.Unit) ([]ui.Field, error) {
	return []ui.Field{{Name: "into", Label: lang.T(ctx, "并入的单位"), Required: true, Pick: pickURL(u.Kind), Hint: lang.T(ctx, "输入名称、简称、拼音或代码")}}, nil
}

func doMerge(h handler, r *http.Request, u org.Unit, c org.Change) error {
	into, err := h.resolve(r, "into", u.Kind)
	if err != nil {
		return err
	}
	return h.s.Merge(r.Context(), u.ID, versionOf(r), into.ID, c)
}

func splitFields(ctx context.Context, _ handler, _ org.Unit) ([]ui.Field, error) {
	return []ui.Field{
		{Name: "names", Label: lang.T(ctx, "分立出的单位"), Type: "textarea", Rows: 4, Required: true, Hint: lang.T(ctx, "每行一个单位名称")},
		{Name: "goes_on", Label: lang.T(ctx, "本单位"), Type: "radio", Value: "yes", Options: []ui.Option{
			{Value: "yes", Label: lang.T(ctx, "继续存在"), Chosen: true}, {Value: "no", Label: lang.T(ctx, "同时撤销")}}},
	}, nil
}

func doSplit(h handler, r *http.Request, u org.Unit, c org.Change) error {
	var parts []org.Unit
	for line := range strings.Lines(r.FormValue("names")) {
		if name := strings.TrimSpace(line); name != "" {
			parts = append(parts, org.Unit{Name: name})
		}
	}
	_, err := h.s.Split(r.Context(), u.ID, versionOf(r), parts, r.FormValue("goes_on") != "no", c)
	if e := errs.FieldsIn(lang.Zh, err); len(e) == 1 && e[0].Name == "name" {
		return errs.NewField("names", "%s", e[0].Text)
	}
	return err
}

func doClose(h handler, r *http.Request, u org.Unit, c org.Change) error {
	return h.s.Close(r.Context(), u.ID, versionOf(r), c)
}

// resolve finds the unit that was typed into a field.
func (h handler) resolve(r *http.Request, field string, kind org.Kind) (org.Unit, error) {
	u, err := h.s.Resolve(r.Context(), r.FormValue(field), kind)
	return u, errs.Rename(err, field)
}

// newForm is the form of a new unit.
func (h handler) newForm(r *http.Request) (cardsView, error) {
	ctx := r.Context()
	id := r.FormValue("id")
	if id == "" {
		id = h.s.NewID()
	}
	kinds := org.Kinds[1:]
	if access.Holds(ctx, org.MayStructure) != nil {
		kinds = []org.Word{{Value: string(org.School), Label: org.LabelOf(org.Kinds, string(org.School))}, {Value: string(org.Other), Label: org.LabelOf(org.Kinds, string(org.Other))}}
	}
	fields, err := editFields(ctx, h, org.Unit{Kind: org.School})
	if err != nil {
		return cardsView{}, err
	}
	f := ui.Form{Action: "/units", Submit: lang.T(ctx, "新增单位"), Cancel: ui.Link{Text: lang.T(ctx, "取消"), URL: "/units"}, Hidden: []ui.Hidden{{Name: "id", Value: id}}, Draft: "unit"}
	f.Fields = append([]ui.Field{
		{Name: "kind", Label: lang.T(ctx, "单位类型"), Type: "select", Value: string(org.School), Required: true, Options: options(ctx, kinds, string(org.School))},
		{Name: "name", Label: lang.T(ctx, "单位名称"), Required: true, Hint: lang.T(ctx, "全称，不超过 100 个字")}, {Name: "short_name", Label: lang.T(ctx, "简称")},
		{Name: "parent_id", Label: lang.T(ctx, "上级单位"), Required: true, Pick: pickURL(""), Hint: lang.T(ctx, "学校填所属的区；市属单位填市")},
	}, fields...)
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "新增单位"), crumbs(ctx, ui.Link{Text: lang.T(ctx, "新增单位")})...)}
	v.Cards = []ui.Card{{Form: &f}}
	return v, nil
}

func (h handler) new(w http.ResponseWriter, r *http.Request) error {
	v, err := h.newForm(r)
	if err != nil {
		return err
	}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func (h handler) create(w http.ResponseWriter, r *http.Request) error {
	u, err := h.add(r)
	if err == nil {
		return web.SeeOther(w, r, u.ID.URL())
	}
	if !shown(err) {
		return err
	}
	v, verr := h.newForm(r)
	if verr != nil {
		return verr
	}
	v.Cards[0].Form.Keep(r)
	v.Cards[0].Form.Refuse(r, err)
	return cardsPage.Render(w, r, web.Status(err), v)
}

func (h handler) add(r *http.Request) (u org.Unit, err error) {
	u = org.Unit{ID: org.UnitID(r.FormValue("id")), Kind: org.Kind(r.FormValue("kind")), Name: r.FormValue("name"), ShortName: r.FormValue("short_name"),
		Code: r.FormValue("code"), Stage: r.FormValue("stage"), Ownership: r.FormValue("ownership"), Nature: r.FormValue("nature"), Address: r.FormValue("address")}
	parent, err := h.resolve(r, "parent_id", "")
	if err != nil {
		return u, err
	}
	u.ParentID = parent.ID
	if u.Students, err = studentsOf(r); err != nil {
		return u, err
	}
	if u.OpenedOn, err = dateOf(r, "opened_on"); err != nil {
		return u, err
	}
	if u.PlaceID, err = h.s.Place(r.Context(), parent.Path, strings.TrimSpace(r.FormValue("place"))); err != nil {
		return u, err
	}
	return h.s.Add(r.Context(), u, aliasesOf(r), org.Change{})
}

func message(r *http.Request, err error) string {
	l := lang.From(r.Context())
	text := errs.TextIn(l, err)
	for _, f := range errs.FieldsIn(l, err) {
		text += " " + f.Text
	}
	return text
}
