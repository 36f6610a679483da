package orgweb

import (
	"net/http"

	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/ui"
)

// chart shows the committee, the offices and the districts.
func (h handler) chart(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, err := h.s.Chart(ctx)
	if err != nil {
		return err
	}
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "组织架构"), crumbs(ctx, ui.Link{Text: lang.T(ctx, "组织架构")})...)}
	v.Head.Tabs = tabs(ctx, "/units/chart")
	if c.City.ID == "" {
		v.Cards = []ui.Card{{Empty: &ui.Empty{Text: lang.T(ctx, "还没有单位。先导入市、区和学校。")}}}
		return cardsPage.Render(w, r, http.StatusOK, v)
	}
	url := func(u org.Unit) string {
		if u.ID != "" && access.Can(ctx, org.MayView, u.Path) {
			return u.ID.URL()
		}
		return ""
	}
	if c.Committee.ID != "" {
		card := ui.Card{Title: c.Committee.Name, More: []ui.Link{}}
		if u := url(c.Committee); u != "" {
			card.More = append(card.More, ui.Link{Text: lang.T(ctx, "打开单位页"), URL: u})
		}
		for _, p := range c.Posts {
			f := ui.Fact{Label: p.Title, Value: p.HeldBy}
			if p.HolderName != "" {
				f.Value = p.HolderName + " · " + p.HeldBy
			}
			card.Facts = append(card.Facts, f)
		}
		if c.Office.ID != "" {
			card.Facts = append(card.Facts, ui.Fact{Label: lang.T(ctx, "办公室设在"), Value: c.Office.Name, URL: url(c.Office)})
		}
		seats := seatsTable(ctx, c.Committee, c.Seats, false)
		if url(c.Committee) == "" {
			for i := range seats.Rows {
				seats.Rows[i][1].URL = ""
			}
		}
		v.Cards = append(v.Cards, card, ui.Card{Title: lang.T(ctx, "成员单位"), Note: lang.T(ctx, "共 %s 个", ui.Number(len(c.Seats))), Table: seats})
	}
	t := &ui.Table{Caption: lang.T(ctx, "各区督导机构"), Columns: []ui.Column{{Label: lang.T(ctx, "区")}, {Label: lang.T(ctx, "教育督导机构")},
		{Label: lang.T(ctx, "街道（乡镇）"), Num: true}, {Label: lang.T(ctx, "学校"), Num: true}}}
	for _, d := range c.Districts {
		schools := ui.Cell{Text: ui.Number(d.Schools), Num: true}
		if url(d.Unit) != "" {
			schools.URL = "/units?kind=school&district=" + string(d.Unit.ID)
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: d.Unit.Name, URL: url(d.Unit)}, {Text: d.Office.Name, URL: url(d.Office)}, {Text: ui.Number(d.Streets), Num: true}, schools})
	}
	v.Cards = append(v.Cards, ui.Card{Title: lang.T(ctx, "各区督导机构"), Note: lang.T(ctx, "共 %s 个", ui.Number(len(c.Districts))), Table: t})
	return cardsPage.Render(w, r, http.StatusOK, v)
}
