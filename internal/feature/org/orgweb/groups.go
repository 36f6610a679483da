package orgweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// groups lists every way of grouping: stage and ownership, which every school has, and the groups people made.
func (h handler) groups(w http.ResponseWriter, r *http.Request) error {
	v, err := h.groupsView(r)
	if err != nil {
		return err
	}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func (h handler) groupsView(r *http.Request) (cardsView, error) {
	ctx := r.Context()
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "分组"), crumbs(ctx, ui.Link{Text: lang.T(ctx, "分组")})...)}
	v.Head.Tabs = tabs(ctx, "/units/groups")
	sets, err := h.s.GroupSets(ctx)
	if err != nil {
		return v, err
	}
	all, err := h.s.Groups(ctx, "")
	if err != nil {
		return v, err
	}
	for _, s := range sets {
		c := ui.Card{Title: lang.T(ctx, s.Name), Note: lang.T(ctx, s.Note), Table: &ui.Table{Caption: s.Name, Empty: lang.T(ctx, "还没有分组"),
			Columns: []ui.Column{{Label: lang.T(ctx, "分组名称")}, {Label: lang.T(ctx, "所属单位")}, {Label: lang.T(ctx, "成员数"), Num: true}}}}
		for _, g := range all {
			if g.SetCode == s.Code {
				c.Table.Rows = append(c.Table.Rows, []ui.Cell{{Text: g.Name, URL: "/unit-groups/" + g.ID, Sub: g.Note}, {Text: g.UnitName}, {Text: ui.Number(g.Members), Num: true}})
			}
		}
		v.Cards = append(v.Cards, c)
	}
	for _, x := range []struct {
		label, name string
		words       []org.Word
		pick        func(*org.Filter, string)
	}{
		{lang.T(ctx, "学段"), "stage", org.Stages, func(f *org.Filter, s string) { f.Stage = s }},
		{lang.T(ctx, "办学性质"), "ownership", org.Ownerships, func(f *org.Filter, s string) { f.Ownership = s }},
	} {
		c, err := h.wordsCard(ctx, x.label, x.name, x.words, x.pick)
		if err != nil {
			return v, err
		}
		v.Sides = append(v.Sides, c)
	}
	if access.Holds(ctx, org.MayManage) == nil {
		v.Head.Asks = []ui.Ask{{Label: lang.T(ctx, "新建分组"), Form: h.groupForm(ctx, sets)}}
	}
	return v, nil
}

// wordsCard counts the schools of each word of a column.
func (h handler) wordsCard(ctx context.Context, label, name string, words []org.Word, narrow func(*org.Filter, string)) (ui.Card, error) {
	c := ui.Card{Title: label, Note: lang.T(ctx, "按学校登记自动分组")}
	for _, w := range words {
		f := org.Filter{Kind: org.School}
		narrow(&f, w.Value)
		n, err := h.s.Count(ctx, f)
		if err != nil {
			return c, err
		}
		if n > 0 {
			c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, w.Label), Value: ui.Number(n), URL: "/units?kind=school&" + name + "=" + w.Value})
		}
	}
	return c, nil
}

func (h handler) groupForm(ctx context.Context, sets []org.GroupSet) ui.Form {
	f := ui.Form{ID: "group", Action: "/units/groups", Submit: lang.T(ctx, "保存"), Hidden: []ui.Hidden{{Name: "id", Value: h.s.NewID()}}}
	kind := ui.Field{Name: "set", Label: lang.T(ctx, "分组类别"), Type: "select", Required: true, Options: []ui.Option{{Label: lang.T(ctx, "请选择")}}}
	for _, s := range sets {
		kind.Options = append(kind.Options, ui.Option{Value: s.Code, Label: lang.T(ctx, s.Name)})
	}
	f.Fields = []ui.Field{kind, {Name: "name", Label: lang.T(ctx, "分组名称"), Required: true},
		{Name: "unit", Label: lang.T(ctx, "所属单位"), Required: true, Pick: pickURL(org.District), Hint: lang.T(ctx, "分组所在的区；全市的分组填市")}, {Name: "note", Label: lang.T(ctx, "说明")}}
	return f
}

func (h handler) addGroup(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := h.resolve(r, "unit", "")
	if err == nil {
		var g org.Group
		g, err = h.s.AddGroup(ctx, org.Group{ID: r.FormValue("id"), SetCode: r.FormValue("set"), UnitID: u.ID, Name: r.FormValue("name"), Note: r.FormValue("note")})
		if err == nil {
			return web.SeeOther(w, r, "/unit-groups/"+g.ID)
		}
	}
	if !shown(err) {
		return err
	}
	v, verr := h.groupsView(r)
	if verr != nil {
		return verr
	}
	f := &v.Head.Asks[0].Form
	f.Keep(r)
	f.Refuse(r, err)
	return cardsPage.Render(w, r, web.Status(err), v)
}

func (h handler) group(w http.ResponseWriter, r *http.Request) error {
	v, err := h.groupView(r)
	if err != nil {
		return err
	}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func (h handler) groupView(r *http.Request) (cardsView, error) {
	ctx := r.Context()
	g, members, err := h.s.Group(ctx, r.PathValue("group"))
	if err != nil {
		return cardsView{}, err
	}
	v := cardsView{Frame: ui.NewFrame(r, g.Name, crumbs(ctx, ui.Link{Text: lang.T(ctx, "分组"), URL: "/units/groups"}, ui.Link{Text: g.Name})...)}
	v.Head.Chips = []ui.Chip{{Text: lang.T(ctx, g.SetName)}}
	v.Head.Sub = g.UnitName
	if !g.ClosedOn.IsZero() {
		v.Head.Chips = append(v.Head.Chips, ui.Chip{Text: lang.T(ctx, "已解散")})
	}
	may := g.ClosedOn.IsZero() && access.Can(ctx, org.MayManage, g.UnitPath)
	version := []ui.Hidden{{Name: "version", Value: strconv.Itoa(g.Version)}}
	url := "/unit-groups/" + g.ID
	now := &ui.Table{Caption: lang.T(ctx, "成员"), Empty: lang.T(ctx, "还没有成员"), Columns: []ui.Column{{Label: lang.T(ctx, "单位名称")}, {Label: lang.T(ctx, "加入日期")}, {Label: lang.T(ctx, "退出日期")}, {}}}
	for _, m := range members {
		row := []ui.Cell{{Text: m.UnitName, URL: m.UnitID.URL()}, {Text: m.From.String()}, {Text: m.To.String()}, {}}
		if may && m.To.IsZero() {
			row[3].Buttons = []ui.Button{{Label: lang.T(ctx, "退出"), URL: url + "/leave", Post: true, Small: true, Plain: true, Hidden: append(version[:1:1], ui.Hidden{Name: "unit", Value: string(m.UnitID)})}}
		}
		now.Rows = append(now.Rows, row)
	}
	v.Cards = []ui.Card{{Title: lang.T(ctx, "成员"), Note: lang.T(ctx, "现有 %s 个", ui.Number(g.Members)), Table: now}}
	if may {
		v.Head.Asks = []ui.Ask{
			{Label: lang.T(ctx, "加入单位"), Form: ui.Form{Action: url + "/join", Submit: lang.T(ctx, "加入"), Hidden: version, Fields: []ui.Field{
				{Name: "unit", Label: lang.T(ctx, "单位名称"), Required: true, Pick: pickURL(org.School)}, {Name: "on", Label: lang.T(ctx, "生效日期"), Type: "date", Value: h.s.Today().String()}}}},
			{Label: lang.T(ctx, "修改信息"), Plain: true, Form: ui.Form{Action: url + "/edit", Submit: lang.T(ctx, "保存"), Hidden: version, Fields: []ui.Field{
				{Name: "name", Label: lang.T(ctx, "分组名称"), Value: g.Name, Required: true}, {Name: "note", Label: lang.T(ctx, "说明"), Value: g.Note}}}},
			{Label: lang.T(ctx, "解散"), Plain: true, Danger: true, Form: ui.Form{Action: url + "/close", Submit: lang.T(ctx, "解散"), Hidden: version, Danger: true, Note: lang.T(ctx, "解散后成员关系到今天为止，历史保留。")}},
		}
	}
	return v, nil
}

// inGroup does one change of a group and returns to its page, with the form again if it is refused.
func (h handler) inGroup(w http.ResponseWriter, r *http.Request, err error) error {
	if err == nil {
		return web.SeeOther(w, r, "/unit-groups/"+r.PathValue("group"))
	}
	if !shown(err) {
		return err
	}
	v, verr := h.groupView(r)
	if verr != nil {
		return verr
	}
	for i := range v.Head.Asks {
		if f := &v.Head.Asks[i].Form; f.Action == r.URL.Path {
			f.Keep(r)
			f.Refuse(r, err)
			return cardsPage.Render(w, r, web.Status(err), v)
		}
	}
	v.Error = message(r, err)
	return cardsPage.Render(w, r, web.Status(err), v)
}

func (h handler) editGroup(w http.ResponseWriter, r *http.Request) error {
	return h.inGroup(w, r, h.s.EditGroup(r.Context(), r.PathValue("group"), versionOf(r), r.FormValue("name"), r.FormValue("note")))
}

func (h handler) join(w http.ResponseWriter, r *http.Request) error {
	u, err := h.resolve(r, "unit", "")
	if err == nil {
		on, derr := dateOf(r, "on")
		if err = derr; err == nil {
			err = h.s.Join(r.Context(), r.PathValue("group"), versionOf(r), u.ID, on)
		}
	}
	return h.inGroup(w, r, err)
}

func (h handler) leave(w http.ResponseWriter, r *http.Request) error {
	return h.inGroup(w, r, h.s.Leave(r.Context(), r.PathValue("group"), versionOf(r), org.UnitID(r.FormValue("unit"))))
}

func (h handler) closeGroup(w http.ResponseWriter, r *http.Request) error {
	return h.inGroup(w, r, h.s.CloseGroup(r.Context(), r.PathValue("group"), versionOf(r)))
}
