package orgweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// postsCard shows the posts of a unit; whoever may changes them in place.
func (h handler) postsCard(ctx context.Context, d org.Dossier) ui.Card {
	c := ui.Card{ID: "posts", Title: lang.T(ctx, "岗位")}
	may := d.AsOf.IsZero() && access.Can(ctx, org.MayStructure, d.Unit.Path) && d.Unit.State() == org.Open
	for _, p := range d.Posts {
		f := ui.Fact{Label: p.Title, Value: p.HeldBy}
		if p.HolderName != "" {
			f.Value = lang.T(ctx, "%s（%s 起）", p.HolderName, p.HeldSince)
			if p.HeldBy != "" {
				f.Value += " · " + p.HeldBy
			}
		} else {
			f.Chip = &ui.Chip{Text: lang.T(ctx, "未登记任职人")}
		}
		c.Facts = append(c.Facts, f)
		if may {
			c.Asks = append(c.Asks, ui.Ask{Label: lang.T(ctx, "任职：%s", p.Title), Plain: true, Form: appointForm(ctx, d.Unit, p)})
		}
	}
	if len(d.Posts) == 0 {
		c.Empty = &ui.Empty{Text: lang.T(ctx, "没有岗位")}
	}
	if may {
		c.Asks = append(c.Asks, ui.Ask{Label: lang.T(ctx, "增设岗位"), Plain: true, Form: ui.Form{ID: "post", Action: d.Unit.ID.URL() + "/posts", Submit: lang.T(ctx, "保存"),
			Hidden: []ui.Hidden{{Name: "id", Value: h.s.NewID()}},
			Fields: []ui.Field{{Name: "title", Label: lang.T(ctx, "岗位名称"), Required: true}, {Name: "held_by", Label: lang.T(ctx, "由谁担任"), Hint: lang.T(ctx, "按职务，如“分管教育工作的副市长”")},
				{Name: "duty", Label: lang.T(ctx, "职责")}}}})
	}
	return c
}

func appointForm(ctx context.Context, u org.Unit, p org.Post) ui.Form {
	return ui.Form{ID: "p" + strconv.Itoa(p.Rank) + p.ID[:4], Action: u.ID.URL() + "/posts/" + p.ID + "/appoint", Submit: lang.T(ctx, "保存"),
		Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(p.Version)}},
		Fields: []ui.Field{{Name: "name", Label: lang.T(ctx, "姓名"), Value: p.HolderName, Hint: lang.T(ctx, "不填表示空缺")},
			{Name: "on", Label: lang.T(ctx, "生效日期"), Type: "date", Hint: lang.T(ctx, "不填为今天")}},
		Also: []ui.Button{{Label: lang.T(ctx, "撤销岗位"), URL: u.ID.URL() + "/posts/" + p.ID + "/end", Plain: true, Danger: true}}}
}

func (h handler) seatsCard(ctx context.Context, d org.Dossier) ui.Card {
	c := ui.Card{ID: "seats", Title: lang.T(ctx, "成员单位"), Note: lang.T(ctx, "共 %s 个", ui.Number(len(d.Seats)))}
	may := d.AsOf.IsZero() && access.Can(ctx, org.MayStructure, d.Unit.Path)
	c.Table = seatsTable(ctx, d.Unit, d.Seats, may)
	if may {
		c.Asks = []ui.Ask{{Label: lang.T(ctx, "增加成员单位"), Plain: true, Form: ui.Form{ID: "seat", Action: d.Unit.ID.URL() + "/seats", Submit: lang.T(ctx, "保存"),
			Fields: []ui.Field{{Name: "unit", Label: lang.T(ctx, "单位名称"), Required: true, Pick: pickURL(org.Member)}}}}}
	}
	return c
}

func seatsTable(ctx context.Context, committee org.Unit, seats []org.Seat, may bool) *ui.Table {
	t := &ui.Table{Caption: lang.T(ctx, "成员单位"), Columns: []ui.Column{{Label: lang.T(ctx, "序号"), Num: true}, {Label: lang.T(ctx, "单位名称")}, {Label: lang.T(ctx, "联络员")}},
		Empty: lang.T(ctx, "没有成员单位")}
	if may {
		t.Columns = append(t.Columns, ui.Column{})
	}
	for i, s := range seats {
		name := s.ShortName
		if name == "" {
			name = s.Name
		}
		liaison := s.Liaison
		if liaison == "" {
			liaison = lang.T(ctx, "未登记")
		}
		row := []ui.Cell{{Text: strconv.Itoa(i + 1), Num: true}, {Text: name, Sub: s.Name, URL: s.UnitID.URL()}, {Text: liaison}}
		if may {
			row = append(row, ui.Cell{Buttons: []ui.Button{{Label: lang.T(ctx, "退出"), URL: committee.ID.URL() + "/seats/" + s.ID + "/end", Post: true, Small: true, Plain: true}}})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (h handler) addPost(w http.ResponseWriter, r *http.Request) error {
	id := org.UnitID(r.PathValue("id"))
	_, err := h.s.AddPost(r.Context(), org.Post{ID: r.FormValue("id"), UnitID: id, Title: r.FormValue("title"), HeldBy: r.FormValue("held_by"), Duty: r.FormValue("duty"), Rank: 5})
	return h.back(w, r, "posts", err)
}

func (h handler) appoint(w http.ResponseWriter, r *http.Request) error {
	on, err := dateOf(r, "on")
	if err == nil {
		err = h.s.Appoint(r.Context(), r.PathValue("post"), versionOf(r), r.FormValue("name"), "", on)
	}
	return h.back(w, r, "posts", err)
}

func (h handler) endPost(w http.ResponseWriter, r *http.Request) error {
	return h.back(w, r, "posts", h.s.EndPost(r.Context(), r.PathValue("post"), versionOf(r)))
}

func (h handler) addSeat(w http.ResponseWriter, r *http.Request) error {
	u, err := h.s.Resolve(r.Context(), r.FormValue("unit"), "")
	if err == nil {
		err = h.s.AddSeat(r.Context(), org.UnitID(r.PathValue("id")), u.ID)
	}
	return h.back(w, r, "seats", err)
}

func (h handler) endSeat(w http.ResponseWriter, r *http.Request) error {
	return h.back(w, r, "seats", h.s.EndSeat(r.Context(), org.UnitID(r.PathValue("id")), r.PathValue("seat")))
}

// back returns to the unit, or shows its page again with what went wrong in the form it came from.
func (h handler) back(w http.ResponseWriter, r *http.Request, card string, err error) error {
	id := org.UnitID(r.PathValue("id"))
	if err == nil {
		return web.SeeOther(w, r, id.URL()+"#"+card)
	}
	if !shown(err) {
		return err
	}
	d, derr := h.s.Dossier(r.Context(), id, civil.Date{})
	if derr != nil {
		return derr
	}
	v := h.showView(r, d)
	found := false
	for i := range v.Cards {
		for j := range v.Cards[i].Asks {
			f := &v.Cards[i].Asks[j].Form
			if f.Action == r.URL.Path {
				found = true
				f.Keep(r)
				f.Refuse(r, err)
			}
		}
	}
	if !found {
		v.Error = message(r, err)
	}
	return cardsPage.Render(w, r, web.Status(err), v)
}
