package orgweb

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/ui"
)

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	asOf, err := dateOf(r, "as_of")
	if err != nil {
		return err
	}
	d, err := h.s.Dossier(r.Context(), org.UnitID(r.PathValue("id")), asOf)
	if err != nil {
		return err
	}
	return cardsPage.Render(w, r, http.StatusOK, h.showView(r, d))
}

func (h handler) showView(r *http.Request, d org.Dossier) cardsView {
	ctx, u := r.Context(), d.Unit
	v := cardsView{Frame: ui.NewFrame(r, u.Name, crumbs(ctx, parentLinks(ctx, d)...)...)}
	v.Head.Number = u.Code
	if u.ShortName != u.Name {
		v.Head.Sub = u.ShortName
	}
	v.Head.Chips = []ui.Chip{{Text: word(ctx, org.Kinds, string(u.Kind))}, *stateChip(ctx, u)}
	if u.Unplaced() {
		v.Head.Chips = append(v.Head.Chips, unplaced(ctx))
	}
	if !d.AsOf.IsZero() {
		v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "这是 %s 的样子", d.AsOf), More: ui.Link{Text: lang.T(ctx, "看现在的样子"), URL: u.ID.URL()}}
	} else if len(d.Successors) > 0 {
		v.Head.Notice = &ui.Notice{Text: lang.T(ctx, "单位已撤销，现在是：%s", names(d.Successors)), Tone: ui.Soon, More: ui.Link{Text: d.Successors[0].Label(), URL: d.Successors[0].ID.URL()}}
	}
	for i, s := range d.Steps {
		b := ui.Button{Label: lang.T(ctx, s.Label), URL: u.ID.URL() + "/" + string(s.Action), Plain: i > 0, Danger: s.Action == org.Closing}
		v.Head.Actions = append(v.Head.Actions, b)
	}
	v.Cards = append(v.Cards, ui.Card{Title: lang.T(ctx, "基本情况"), Facts: h.facts(ctx, d)})
	if u.Kind == org.Committee {
		v.Cards = append(v.Cards, h.seatsCard(ctx, d))
	}
	if len(d.Posts) > 0 || access.Can(ctx, org.MayStructure, u.Path) && u.Kind != org.School && u.Kind != org.Street {
		v.Cards = append(v.Cards, h.postsCard(ctx, d))
	}
	if d.ChildCount > 0 {
		v.Cards = append(v.Cards, childrenCard(ctx, d))
	}
	if len(d.Groups) > 0 {
		v.Sides = append(v.Sides, groupsCard(ctx, d))
	}
	v.Sides = append(v.Sides, ui.Follow(ctx, ui.About{UnitPath: d.Unit.Path, Unit: d.Unit.Name, UnitID: string(d.Unit.ID)})...)
	v.Sides = append(v.Sides, historyCard(ctx, d), asOfCard(ctx, d))
	return v
}

// parentLinks are the superiors of a unit the reader may open.
func parentLinks(ctx context.Context, d org.Dossier) (out []ui.Link) {
	if d.Parent.ID != "" {
		l := ui.Link{Text: d.Parent.Label()}
		if access.Can(ctx, org.MayView, d.Parent.Path) {
			l.URL = d.Parent.ID.URL()
		}
		out = append(out, l)
	}
	return append(out, ui.Link{Text: d.Unit.Label()})
}

func (h handler) facts(ctx context.Context, d org.Dossier) (out []ui.Fact) {
	u := d.Unit
	add := func(label, value string) {
		if value != "" {
			out = append(out, ui.Fact{Label: label, Value: value})
		}
	}
	link := func(label string, x org.Unit) {
		if x.ID == "" || x.ID == u.ID {
			return
		}
		f := ui.Fact{Label: label, Value: x.Name}
		if access.Can(ctx, org.MayView, x.Path) {
			f.URL = x.ID.URL()
		}
		out = append(out, f)
	}
	link(lang.T(ctx, "上级单位"), d.Parent)
	link(lang.T(ctx, "负责的督导机构"), d.Office)
	link(lang.T(ctx, "所在街道（乡镇）或区"), d.Place)
	add(lang.T(ctx, "学段"), word(ctx, org.Stages, u.Stage))
	own := word(ctx, org.Ownerships, u.Ownership)
	if u.Nature != "" {
		own = strings.TrimSpace(own + " " + word(ctx, org.Natures, u.Nature))
	}
	if u.Kind == org.School && own == "" {
		own = lang.T(ctx, "未登记")
	}
	add(lang.T(ctx, "办学性质"), own)
	if u.Students > 0 {
		f := ui.Fact{Label: lang.T(ctx, "学生数"), Value: ui.Number(u.Students)}
		if u.Demo {
			f.Chip = &ui.Chip{Text: lang.T(ctx, "演示数据"), Tone: ui.Soon}
		}
		out = append(out, f)
	}
	add(lang.T(ctx, "单位代码"), u.Code)
	add(lang.T(ctx, "地址"), u.Address)
	add(lang.T(ctx, "成立日期"), u.OpenedOn.String())
	add(lang.T(ctx, "撤销日期"), u.ClosedOn.String())
	add(lang.T(ctx, "别名"), strings.Join(d.Aliases, "、"))
	return out
}

func childrenCard(ctx context.Context, d org.Dossier) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "下属单位"), Note: lang.T(ctx, "共 %s 个", ui.Number(d.ChildCount))}
	t := ui.Table{Caption: c.Title, Columns: []ui.Column{{Label: lang.T(ctx, "单位名称")}, {Label: lang.T(ctx, "单位类型")}, {Label: lang.T(ctx, "学段")}}}
	for _, x := range d.Children[:min(len(d.Children), 12)] {
		t.Rows = append(t.Rows, []ui.Cell{{Text: x.Name, URL: x.ID.URL()}, {Text: word(ctx, org.Kinds, string(x.Kind))}, {Text: word(ctx, org.Stages, x.Stage)}})
	}
	c.Table = &t
	switch {
	case d.Unit.Kind == org.District:
		c.More = []ui.Link{{Text: lang.T(ctx, "全部下属单位"), URL: "/units?district=" + string(d.Unit.ID)}}
	case d.Unit.Kind == org.City:
		c.More = []ui.Link{{Text: lang.T(ctx, "全部下属单位"), URL: "/units"}}
	}
	return c
}

func groupsCard(ctx context.Context, d org.Dossier) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "分组")}
	for _, m := range d.Groups {
		until := lang.T(ctx, "%s 起", m.From)
		if !m.To.IsZero() {
			until = m.From.String() + " — " + m.To.String()
		}
		c.Facts = append(c.Facts, ui.Fact{Label: m.SetName, Links: []ui.Link{{Text: m.GroupName, URL: "/unit-groups/" + m.GroupID}, {Text: until}}})
	}
	return c
}

// historyCard tells what happened to the unit, the latest first.
func historyCard(ctx context.Context, d org.Dossier) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "沿革")}
	for _, l := range d.Lineage {
		e := ui.Event{What: actLabel(ctx, l.Action), Who: l.ActorName, When: l.On.String(), Note: l.Note}
		for _, s := range []string{l.Reason, l.Basis} {
			if s != "" {
				e.Note = strings.TrimSpace(e.Note + " · " + s)
			}
		}
		other := l.To
		if other == d.Unit.ID {
			other = l.From
		}
		if other != d.Unit.ID {
			e.URL = other.URL()
		}
		c.Events = append(c.Events, e)
	}
	if len(d.Lineage) == 0 {
		c.Empty = &ui.Empty{Text: lang.T(ctx, "没有变更记录")}
	}
	for _, era := range d.Eras[1:] {
		c.More = append(c.More, ui.Link{Text: lang.T(ctx, "%s 之前：%s", era.Until, era.Name), URL: d.Unit.ID.URL() + "?as_of=" + era.Until.AddDays(-1).String()})
	}
	return c
}

func actLabel(ctx context.Context, a org.Action) string {
	if a == org.Adding {
		return lang.T(ctx, "新增")
	}
	for _, s := range org.Steps {
		if s.Action == a {
			return lang.T(ctx, s.Label)
		}
	}
	return string(a)
}

// asOfCard asks for a day to see the unit as it was.
func asOfCard(ctx context.Context, d org.Dossier) ui.Card {
	return ui.Card{Title: lang.T(ctx, "某日的样子"), Form: &ui.Form{ID: "asof", Action: d.Unit.ID.URL(), Get: true, Submit: lang.T(ctx, "查看"),
		Fields: []ui.Field{{Name: "as_of", Label: lang.T(ctx, "日期"), Type: "date", Value: d.AsOf.String()}}}}
}

func names(units []org.Unit) string {
	var out []string
	for _, u := range units {
		out = append(out, u.Name)
	}
	return strings.Join(out, "、")
}
