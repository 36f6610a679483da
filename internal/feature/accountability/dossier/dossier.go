//lang:document

// Package dossier is what supervision knows about a unit, or about a leader of it, over a period: what was
// found and how it was put right, talks, circulars, measures, commendations, each line with its source, for
// the department that decides about people (《教育督导条例》第二十四条, 京教组发〔2020〕5号（三）落实激励制度: 将教育督导
// 结果及整改情况作为领导干部考核、任免、奖惩的重要参考).
//
// It keeps nothing: it is read anew from the records, as far as the acting person may see them. Lines about
// a person are there only for those who may read records about persons. Exported as XLSX and as a letter.
package dossier

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/circular"
	"dudao/internal/feature/accountability/talk"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
	"dudao/internal/platform/paper"
)

// Service reads dossiers.
type Service struct{ db *db.DB }

// New returns the service.
func New(d *db.DB) *Service { return &Service{d} }

// Ask says what a dossier is about. Person "" is the unit itself; with a name it is the leader of that
// name: what happened at the unit over the period, and what concerns the person.
type Ask struct {
	UnitID org.UnitID
	Person string
	From   civil.Date
	To     civil.Date
}

// Line is one thing that supervision knows.
type Line struct {
	On     civil.Date `json:"on"`
	What   string     `json:"what"` // 督导问题, 约谈, …
	Text   string     `json:"text"`
	Result string     `json:"result"`
	Source string     `json:"source"`
	URL    string     `json:"url"`
	Person string     `json:"person,omitempty"` // whom it names
}

// Dossier is the answer.
type Dossier struct {
	Unit   org.Unit
	Person string
	From   civil.Date
	To     civil.Date
	Lines  []Line
	Made   civil.Date
}

// Title is what the dossier is called.
func (d Dossier) Title() string {
	if d.Person != "" {
		return d.Unit.Name + " " + d.Person + " 督导结果档案"
	}
	return d.Unit.Name + "督导结果档案"
}

// Make reads the dossier.
func (s *Service) Make(ctx context.Context, a Ask) (d Dossier, err error) {
	over, err := access.Over(ctx, accountability.MayDossier)
	if err != nil {
		return d, err
	}
	if d.Unit, err = org.UnitByID(ctx, s.db, a.UnitID); err != nil {
		return d, err
	}
	if !over.Has(d.Unit.Path) {
		return d, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	d.Made = civil.DateOf(s.db.Now().Time)
	if a.To.IsZero() {
		a.To = d.Made
	}
	if a.From.IsZero() {
		a.From = civil.DateOf(a.To.Time().AddDate(-3, 0, 0))
	}
	if a.To.Before(a.From) {
		return d, errs.NewField("to", "截止日期不能早于起始日期")
	}
	d.Person, d.From, d.To = strings.TrimSpace(a.Person), a.From, a.To
	for _, read := range []func(context.Context, *Dossier) error{s.findings, s.records, s.measures} {
		if err := read(ctx, &d); err != nil {
			return d, err
		}
	}
	slices.SortStableFunc(d.Lines, func(x, y Line) int { return strings.Compare(x.On.String(), y.On.String()) })
	return d, nil
}

// findings are what supervisions found and how it was put right.
func (s *Service) findings(ctx context.Context, d *Dossier) error {
	list, err := db.List[struct {
		ID     string           `db:"id"`
		On     civil.Date       `db:"raised_on"`
		Text   string           `db:"text"`
		Clause string           `db:"clause"`
		Source string           `db:"source_title"`
		Why    string           `db:"no_order_reason"`
		State  string           `db:"state"`
		Order  rectify.OrderID  `db:"order_id"`
		Late   int              `db:"late_days"`
		Held   rectify.Held     `db:"held"`
		Met    rectify.Outcome  `db:"outcome"`
		Bad    rectify.Severity `db:"severity"`
	}](ctx, s.db, `select f.id, f.raised_on, f.text, f.clause, f.source_title, f.no_order_reason, coalesce(o.state, '') as state, f.order_id, coalesce(o.late_days, 0) as late_days,
		coalesce(i.held, '') as held, coalesce(i.outcome, '') as outcome, f.severity
		from rectify_finding f left join rectify_order o on o.id = f.order_id left join rectify_item i on i.finding_id = f.id and i.order_id = f.order_id
		where f.unit_path = $1 and f.raised_on >= $2 and f.raised_on <= $3 order by f.raised_on, f.id`, d.Unit.Path, d.From, d.To)
	for _, f := range list {
		result := "未下达整改通知"
		switch {
		case f.State != "":
			result = "整改：" + rectify.State(f.State).Label()
		case f.Why != "":
			result = "未列入整改：" + f.Why
		}
		if f.Met == rectify.Met {
			result += "，已整改到位"
		}
		if f.Late > 0 {
			result += fmt.Sprintf("，迟报%d天", f.Late)
		}
		if f.Held == rectify.Relapsed {
			result += "，复查发现反弹"
		}
		d.Lines = append(d.Lines, Line{On: f.On, What: "督导问题（" + f.Bad.Label() + "）", Text: join(f.Text, f.Clause), Result: result, Source: f.Source, URL: rectify.FindingURL(f.ID)})
	}
	return err
}

// records are talks, circulars, and commendations of the unit that took effect in the period.
func (s *Service) records(ctx context.Context, d *Dossier) error {
	list, err := accountability.Between(ctx, s.db, d.Unit.Path, d.From, d.To)
	if err != nil {
		return err
	}
	for _, r := range list {
		l := Line{On: r.DoneOn, Text: join(r.Facts, accountability.GroundWords(r)), Source: join(r.OfficeName, r.Number), URL: r.URL()}
		switch r.Kind {
		case accountability.Talk:
			l.What = "约谈"
			err = talkLine(ctx, s.db, r, &l, d.Person)
		case accountability.Circular:
			l.What = "督导通报"
			err = circularLine(r, &l, d.Made)
		case accountability.Honour:
			l.What, l.Result = "表彰", "已表彰"
			if r.State == "revoked" {
				l.Result = "已撤销"
			}
		default:
			continue // cases are there with their measures
		}
		if err != nil {
			return err
		}
		d.Lines = append(d.Lines, l)
	}
	return nil
}

func talkLine(ctx context.Context, r db.Reader, rec accountability.Record, l *Line, person string) error {
	var t talk.Detail
	if err := rec.Read(&t); err != nil {
		return err
	}
	people, err := accountability.PersonsOf(ctx, r, rec.ID)
	for _, p := range people {
		if p.Name == person {
			l.Person = p.Line()
		}
	}
	l.Result = "要求：" + strings.Join(t.Demands, "；")
	switch {
	case t.Met == "yes":
		l.Result += "。已落实"
	case t.Result != "":
		l.Result += "。已报告落实情况"
	}
	return err
}

func circularLine(rec accountability.Record, l *Line, today civil.Date) error {
	var c circular.Detail
	if err := rec.Read(&c); err != nil {
		return err
	}
	l.Result = "未附建议"
	switch {
	case rec.State == circular.Withdrawn:
		l.Result = "通报已撤回"
	case !c.LiftedOn.IsZero():
		l.Result = "不得评优提拔的建议已于" + c.LiftedOn.String() + "解除"
	case c.Recommend && rec.InForce(today):
		l.Result = "建议领导班子成员不得评优评先、提拔使用或者转任重要职务，至" + c.RecUntil.String() + "止（执行中）"
	case c.Recommend:
		l.Result = "建议已于" + c.RecUntil.String() + "期满"
	}
	return nil
}

// measures are what cases decided, of the unit and of the person.
func (s *Service) measures(ctx context.Context, d *Dossier) error {
	list, err := accountability.MeasuresBetween(ctx, s.db, d.Unit.Path, d.From, d.To)
	for _, m := range list {
		if m.PersonID != "" && (d.Person == "" || m.Name != d.Person) {
			continue
		}
		l := Line{On: m.DecidedOn, What: "问责", Text: join(m.Label(), m.Text), Result: m.StateLabel(), Source: m.Number, URL: m.URL}
		if m.PersonID != "" {
			l.Person = m.Post + " " + m.Name
		}
		if m.Note != "" {
			l.Result += "：" + m.Note
		}
		d.Lines = append(d.Lines, l)
	}
	return err
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return strings.TrimRight(a, "。") + "（" + strings.TrimRight(b, "。") + "）"
}

// Letter is the dossier as a letter for the organisation department.
func (d Dossier) Letter() paper.Letter {
	counts := map[string]int{}
	for _, l := range d.Lines {
		what, _, _ := strings.Cut(l.What, "（")
		counts[what]++
	}
	sum := fmt.Sprintf("%s至%s，督导问题%d项，约谈%d次，督导通报%d次，问责方式%d项，表彰%d次。", accountability.Day(d.From), accountability.Day(d.To),
		counts["督导问题"], counts["约谈"], counts["督导通报"], counts["问责"], counts["表彰"])
	t := paper.Block{Kind: paper.Tabled, Cols: []paper.Column{{Head: "日期", Share: .13}, {Head: "类别", Share: .12}, {Head: "内容", Share: .35}, {Head: "结果", Share: .25}, {Head: "来源", Share: .15}}}
	for _, l := range d.Lines {
		text := l.Text
		if l.Person != "" {
			text = l.Person + "：" + text
		}
		t.Rows = append(t.Rows, []string{l.On.String(), l.What, text, l.Result, l.Source})
	}
	body := []paper.Block{{Kind: paper.Para, Text: "根据《教育督导条例》第二十四条和京教组发〔2020〕5号（三）落实激励制度，整理" + d.Title() + "，供考核、任免、奖惩参考。"}, {Kind: paper.Para, Text: sum}}
	if len(t.Rows) > 0 {
		body = append(body, t)
	}
	return paper.Letter{Form: paper.Plain, Title: d.Title(), Body: body, Date: accountability.Day(d.Made)}
}
