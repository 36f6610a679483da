package inspectweb

import (
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspect"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// evaluation is the self-evaluation: the form of one section while the unit may write, else the
// whole to read.
func (h handler) evaluation(w http.ResponseWriter, r *http.Request) error {
	d, err := h.load(r)
	if err != nil {
		return err
	}
	return h.evaluationPage(w, r, d, nil)
}

func (h handler) evaluationPage(w http.ResponseWriter, r *http.Request, d inspect.Dossier, refused error) error {
	ctx := r.Context()
	v := page{Frame: h.shell(r, d, "evaluation")}
	status := http.StatusOK
	writing := d.May(inspect.MayAnswer, inspect.Unit, inspect.Noticed)
	section := section(r, d)
	if writing {
		f := claimForm(r, d, section)
		if refused != nil {
			clash(r, d, &f, refused)
			status = web.Status(refused)
		}
		if n := h.lateNotice(r, d); n != nil {
			v.Head.Notice = n
		}
		n, _ := d.Standard.Node(section)
		v.Main = []ui.Card{{Title: lang.T(ctx, n.Name), Note: d.StandardName, Form: &f}}
	} else {
		if d.EvalText != "" {
			v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "自评报告概述"), Note: d.EvaluatedOn.String(), Text: paragraphs(d.EvalText)})
		}
		v.Main = append(v.Main, claimsCard(r, d, section))
	}
	v.Side = []ui.Card{sectionsCard(r, d, section)}
	for _, x := range d.Indicators {
		if x.TopCode != section {
			continue
		}
		n, _ := d.Standard.Node(x.NodeCode)
		b, show, err := h.files(r, lang.T(ctx, "%s：佐证材料", lang.T(ctx, n.Name)), x.NodeCode, x.Ref(), d.URL()+"/evaluation?section="+section, writing)
		if err != nil {
			return err
		}
		if show {
			v.Files = append(v.Files, b)
		}
	}
	return cardsPage.Render(w, r, status, v)
}

// section is the part of the standard the page is about: the one of the URL or the first.
func section(r *http.Request, d inspect.Dossier) string {
	tops := d.Standard.Children("")
	for _, n := range tops {
		if n.Code == r.FormValue("section") {
			return n.Code
		}
	}
	if len(tops) > 0 {
		return tops[0].Code
	}
	return ""
}

// sectionsCard leads to the parts, with how many indicators are filled in.
func sectionsCard(r *http.Request, d inspect.Dossier, now string) ui.Card {
	ctx := r.Context()
	c := ui.Card{Title: lang.T(ctx, "各部分")}
	for _, n := range d.Standard.Children("") {
		done, all := 0, 0
		for _, x := range d.Indicators {
			if x.TopCode == n.Code {
				if all++; x.Claim != "" {
					done++
				}
			}
		}
		text := lang.T(ctx, n.Name) + " " + strconv.Itoa(done) + "/" + strconv.Itoa(all)
		l := ui.Link{Text: text, URL: d.URL() + "/evaluation?section=" + n.Code}
		if n.Code == now {
			l.URL = ""
		}
		c.More = append(c.More, l)
	}
	return c
}

// claimForm asks a grade and a text for each indicator of a section.
func claimForm(r *http.Request, d inspect.Dossier, section string) ui.Form {
	ctx := r.Context()
	f := ui.Form{ID: "claims", Action: d.URL() + "/evaluation", Submit: lang.T(ctx, "保存草稿"), Draft: "claims-" + d.ID + "-" + section, Cancel: ui.Link{URL: d.URL()},
		Hidden: []ui.Hidden{{Name: "section", Value: section}}}
	for _, x := range d.Indicators {
		if x.TopCode != section {
			continue
		}
		n, _ := d.Standard.Node(x.NodeCode)
		hint := ""
		for _, c := range n.Checks {
			hint += lang.T(ctx, c) + "；"
		}
		f.Hidden = append(f.Hidden, ui.Hidden{Name: "version-" + x.NodeCode, Value: strconv.Itoa(x.Version)})
		f.Fields = append(f.Fields,
			ui.Field{Name: "grade-" + x.NodeCode, Label: lang.T(ctx, "%s：自评等级", lang.T(ctx, n.Name)), Type: "select", Value: x.Claim, Options: markOptions(ctx, d.Standard, x.Claim), Hint: hint},
			ui.Field{Name: "text-" + x.NodeCode, Label: lang.T(ctx, "%s：自评说明", lang.T(ctx, n.Name)), Type: "textarea", Rows: 4, Value: x.ClaimText})
	}
	return f
}

// clash shows a refused form again with everything that was typed. Where somebody else saved an
// indicator meanwhile, and only there, their answer stands beside.
func clash(r *http.Request, d inspect.Dossier, f *ui.Form, refused error) {
	f.Keep(r)
	f.Refuse(r, refused)
	if errs.KindOf(refused) != errs.Stale {
		return
	}
	ctx := r.Context()
	theirs := map[string]string{}
	for _, x := range d.Indicators {
		if r.FormValue("version-"+x.NodeCode) == strconv.Itoa(x.Version) {
			continue
		}
		if x.Claim != r.FormValue("grade-"+x.NodeCode) && x.Claim != "" {
			theirs["grade-"+x.NodeCode] = lang.T(ctx, d.Standard.MarkLabel(x.Claim)) + " · " + x.ClaimedName
		}
		if x.ClaimText != strings.TrimSpace(r.FormValue("text-"+x.NodeCode)) && x.ClaimText != "" {
			theirs["text-"+x.NodeCode] = x.ClaimText
		}
	}
	for n := range f.Fields {
		f.Fields[n].Theirs = theirs[f.Fields[n].Name]
	}
}

// lateNotice says that the day of the self-evaluation is over; it may still be handed in and is marked.
func (h handler) lateNotice(r *http.Request, d inspect.Dossier) *ui.Notice {
	for _, x := range d.Duties {
		if late := h.s.Today().Sub(x.Due); x.Step == string(inspect.Submit) && !x.Due.IsZero() && late > 0 {
			text := lang.T(r.Context(), "自评截止日期（%s）已过 %d 天，仍可填写和提交，提交后注明迟交天数。", x.Due.String(), late)
			return &ui.Notice{Text: text, Tone: ui.Late}
		}
	}
	return nil
}

func (h handler) saveClaims(w http.ResponseWriter, r *http.Request) error {
	d, err := h.load(r)
	if err != nil {
		return err
	}
	now := section(r, d)
	var claims []inspect.Claim
	for _, x := range d.Indicators {
		if x.TopCode != now || !r.Form.Has("grade-"+x.NodeCode) {
			continue
		}
		n, _ := strconv.Atoi(r.FormValue("version-" + x.NodeCode))
		claims = append(claims, inspect.Claim{Node: x.NodeCode, Version: n, Grade: r.FormValue("grade-" + x.NodeCode), Text: r.FormValue("text-" + x.NodeCode)})
	}
	err = h.s.SaveClaims(r.Context(), d.ID, claims)
	if comesBack(err) {
		if d, gone := h.load(r); gone == nil { // as somebody else saved it meanwhile
			return h.evaluationPage(w, r, d, err)
		}
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, d.URL()+"/evaluation?section="+now)
}

// claimsCard shows the claims of a section to readers.
func claimsCard(r *http.Request, d inspect.Dossier, section string) ui.Card {
	ctx := r.Context()
	n, _ := d.Standard.Node(section)
	t := ui.Table{Caption: lang.T(ctx, "自评"), Columns: []ui.Column{{Label: lang.T(ctx, "指标")}, {Label: lang.T(ctx, "自评等级")}, {Label: lang.T(ctx, "自评说明")}}}
	for _, x := range d.Indicators {
		if x.TopCode != section {
			continue
		}
		leaf, _ := d.Standard.Node(x.NodeCode)
		chip := mark(ctx, d.Standard, x.Claim)
		t.Rows = append(t.Rows, []ui.Cell{{Text: lang.T(ctx, leaf.Name), URL: d.URL() + "/indicators/" + x.NodeCode}, {Chip: &chip}, {Text: x.ClaimText}})
	}
	return ui.Card{Title: lang.T(ctx, n.Name), Table: &t}
}
