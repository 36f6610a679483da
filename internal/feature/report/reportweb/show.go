package reportweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/document/xray"
	"dudao/internal/feature/report"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var showPage = web.MustPage[showView](ui.Layout, files, "show.html")

type showView struct {
	ui.Frame
	Start    []ui.Card // while there is no report
	Notices  []ui.Notice
	Sections []section
	Side     []ui.Card
}

type section struct {
	Heading    string
	Add        *ui.Link
	Statements []statement
}

type statement struct {
	ID, Text, EditURL, DropURL string
	Count                      string
	Grounds                    []ground
}

type ground struct{ Label, Said, URL string }

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	return h.page(w, r, http.StatusOK, "", nil)
}

// page shows the report; action and refused put a refused step back into its form.
func (h handler) page(w http.ResponseWriter, r *http.Request, status int, action report.Action, refused error) error {
	ctx, id := r.Context(), r.PathValue("id")
	full, err := h.s.Load(ctx, id)
	if errs.KindOf(err) == errs.NotFound {
		return h.start(w, r, status, refused)
	}
	if err != nil {
		return err
	}
	v := showView{Frame: frame(r, full.Title)}
	v.Head = ui.Head{Number: full.Number, Sub: full.OfficeName, Chips: []ui.Chip{chip(ctx, full.State)}, Steps: steps(ctx, full.State)}
	v.Head.Asks = asks(r, full.Report, action, refused)
	if refused != nil && !asked(full.Report, action) {
		v.Notices = append(v.Notices, ui.Notice{Text: errs.TextIn(v.Lang, refused), Tone: ui.Late})
	}
	if full.ReturnReason != "" && full.State == report.Draft {
		v.Notices = append(v.Notices, ui.Notice{Text: lang.T(ctx, "退回修改：%s", full.ReturnReason), Tone: ui.Soon})
	}
	v.Sections = sections(ctx, full)
	v.Side = []ui.Card{{Title: lang.T(ctx, "概况"), Facts: facts(ctx, full.Report)}}
	if !full.State.Reached(report.Approved) {
		card, err := h.checked(ctx, full)
		if err != nil {
			return err
		}
		v.Side = append(v.Side, card)
	}
	return showPage.Render(w, r, status, v)
}

// checked is the check before issue: what must be put right, and what wants a reason.
func (h handler) checked(ctx context.Context, full report.Full) (ui.Card, error) {
	c := ui.Card{ID: "check", Title: lang.T(ctx, "发文前检查")}
	list, err := h.s.Problems(ctx, full)
	for _, p := range list {
		x := ui.Event{What: p.In(lang.From(ctx)), Note: lang.T(ctx, p.Rule.Article), Tone: ui.Soon, Who: lang.T(ctx, "提醒，说明理由后可以放行")}
		if p.Rule.Level == xray.Error {
			x.Tone, x.Who = ui.Late, lang.T(ctx, "错误，须改正")
		}
		c.Events = append(c.Events, x)
	}
	if len(list) == 0 {
		c.Notice = &ui.Notice{Tone: ui.Done, Text: lang.T(ctx, "没有发现问题")}
	}
	if full.Excuse != "" {
		c.Facts = []ui.Fact{{Label: lang.T(ctx, "放行的理由"), Value: full.Excuse}}
	}
	return c, err
}

// start offers to compose the report; who may not see the supervision finds nothing.
func (h handler) start(w http.ResponseWriter, r *http.Request, status int, refused error) error {
	ctx := r.Context()
	m, err := h.s.Material(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := showView{Frame: frame(r, lang.T(ctx, "督导报告"))}
	c := ui.Card{Title: m.Title, Empty: &ui.Empty{Text: lang.T(ctx, "督导意见书发出后，由组织督导的机构撰写督导报告。")}}
	if report.CanCompose(ctx, m) {
		c.Empty = &ui.Empty{Text: lang.T(ctx, "还没有督导报告。将根据通知、现场记录、指标核验、问题和申辩答复生成初稿，每处表述都标明依据。"),
			Do: &ui.Button{Label: lang.T(ctx, "生成报告初稿"), URL: report.URLOf(m.ID) + "/compose", Post: true}}
	}
	if refused != nil {
		v.Notices = append(v.Notices, ui.Notice{Text: errs.TextIn(v.Lang, refused), Tone: ui.Late})
	}
	v.Start = []ui.Card{c}
	return showPage.Render(w, r, status, v)
}

func frame(r *http.Request, title string) ui.Frame {
	ctx := r.Context()
	return ui.NewFrame(r, title, ui.Link{Text: lang.T(ctx, "督导"), URL: "/inspections"},
		ui.Link{Text: lang.T(ctx, "督导记录"), URL: "/inspections/" + r.PathValue("id")})
}

func chip(ctx context.Context, s report.State) ui.Chip {
	tone := ui.Act
	switch s {
	case report.Draft:
		tone = ui.Quiet
	case report.Published:
		tone = ui.Done
	}
	return ui.Chip{Text: lang.T(ctx, s.Label()), Tone: tone}
}

func steps(ctx context.Context, now report.State) []ui.Step {
	var out []ui.Step
	for _, x := range report.States {
		st := ui.Step{Text: lang.T(ctx, x.Label)}
		switch {
		case x.State == now && now != report.Published:
			st.State = "now"
		case now.Reached(x.State):
			st.State = "done"
		}
		out = append(out, st)
	}
	return out
}

func sections(ctx context.Context, full report.Full) []section {
	edit, inner := report.CanEdit(ctx, full.Report), report.SeesRecords(ctx, full.Report)
	var out []section
	for _, x := range report.Sections {
		s := section{Heading: lang.T(ctx, x.Heading)}
		if edit {
			s.Add = &ui.Link{Text: lang.T(ctx, "添加表述"), URL: full.URL() + "/write?section=" + string(x.Section)}
		}
		for _, st := range full.Statements {
			if st.Section != x.Section {
				continue
			}
			line := statement{ID: st.ID, Text: st.Text, Count: strconv.Itoa(len(st.Grounds))}
			if edit {
				line.EditURL, line.DropURL = full.URL()+"/write?statement="+st.ID, full.URL()+"/drop"
			}
			for _, g := range st.Grounds {
				if g.Kind == report.GroundRecord && !inner {
					g.URL = "" // what was said is part of the report, the record is not
				}
				line.Grounds = append(line.Grounds, ground{g.Label, g.Said, g.URL})
			}
			s.Statements = append(s.Statements, line)
		}
		if edit || len(s.Statements) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func facts(ctx context.Context, r report.Report) []ui.Fact {
	out := []ui.Fact{
		{Label: lang.T(ctx, "被督导单位"), Value: r.UnitName, URL: "/units/" + string(r.UnitID)},
		{Label: lang.T(ctx, "组织并负责"), Value: r.OfficeName},
		{Label: lang.T(ctx, "撰写"), Value: r.AuthorName},
	}
	add := func(label, value string) {
		if value != "" {
			out = append(out, ui.Fact{Label: lang.T(ctx, label), Value: value})
		}
	}
	add("审定", joined(r.ApprovedName, r.ApprovedOn.String()))
	add("报送政府", joined(r.Government, r.FiledOn.String()))
	add("备案回执", joined(r.Receipt, r.ReceiptOn.String()))
	if r.PortalID != "" {
		out = append(out, ui.Fact{Label: lang.T(ctx, "公布"), Value: r.PublishedOn.String(), URL: "/public/items/" + r.PortalID})
	}
	return append(out, ui.Fact{Label: lang.T(ctx, "条款"), Value: lang.T(ctx, "《教育督导条例》第二十三条")})
}

func joined(a, b string) string {
	if a == "" {
		return ""
	}
	return a + " " + b
}
