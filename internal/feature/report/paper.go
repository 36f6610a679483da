//lang:document

package report

import (
	"context"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/feature/document"
	"dudao/internal/feature/document/xray"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// letter makes the official letter of an approved report without the number of one on paper: it goes to the
// government of the level that organised (《教育督导条例》第二十三条第一款).
func (r *Report) letter(ctx context.Context, tx *db.Tx, list []Statement, m Material) error {
	if r.Number != "" {
		return document.PaperNumber(ctx, tx, r.Number)
	}
	f := r.facts(list, m)
	seat := strings.TrimSuffix(r.SeatPath, "/")
	government, err := org.UnitByID(ctx, tx, org.UnitID(seat[strings.LastIndexByte(seat, '/')+1:]))
	if err != nil {
		return err
	}
	f.To = []document.Party{{UnitID: government.ID, Name: government.Name + "人民政府", Why: "《教育督导条例》第二十三条第一款"}}
	l, err := document.Issue(document.Excused(ctx, r.Excuse), tx, f, r.Ref(), document.Report, r.content(list))
	r.Number = l.Number
	return err
}

// facts are what the record says, for the letter and for the check before issue.
func (r *Report) facts(list []Statement, m Material) document.Facts {
	f := document.Facts{UnitID: r.UnitID, UnitName: r.UnitName, UnitPath: r.UnitPath, OfficeID: r.OfficeID, OfficeName: r.OfficeName, SeatPath: r.SeatPath, Title: r.Title, URL: r.URL(), Demo: r.Demo, AuthorID: r.AuthorID, AuthorName: r.AuthorName,
		Totals: []document.Total{{Label: "问题", Unit: "个", Count: len(m.Raised)}}}
	for _, g := range m.Raised {
		f.Findings = append(f.Findings, document.FindingFact{Text: g.Text, Clause: g.Clause, Demand: g.Demand, Evidence: len(g.EvidenceRefs)})
	}
	for _, s := range list {
		f.Statements = append(f.Statements, document.StatementFact{Text: s.Text, Grounds: len(s.Grounds)})
	}
	if m.Formal() {
		for _, x := range m.Team {
			if x.InspectorID != "" {
				f.Team++
			}
		}
	}
	return f
}

// content is the report as a text: its sections numbered, a statement a paragraph.
func (r *Report) content(list []Statement) document.Content {
	var body []string
	n := 0
	for _, x := range Sections {
		first := true
		for _, s := range list {
			if s.Section != x.Section {
				continue
			}
			if first {
				n++
				body = append(body, ordinal(n)+"、"+x.Heading)
				first = false
			}
			body = append(body, s.Text)
		}
	}
	return document.Content{Title: r.Title, Body: strings.Join(body, "\n")}
}

// Problems is the check before issue of a report as it stands.
func (s *Service) Problems(ctx context.Context, f Full) ([]xray.Problem, error) {
	m, err := material(ctx, s.db, f.InspectionID)
	if err != nil {
		return nil, err
	}
	return f.problems(ctx, s.db, f.Statements, m, civil.DateOf(s.db.Now().Time))
}

func (r *Report) problems(ctx context.Context, rd db.Reader, list []Statement, m Material, today civil.Date) ([]xray.Problem, error) {
	return document.Look(ctx, rd, r.facts(list, m), document.Report, r.content(list), today)
}

// pass refuses a report that breaks a rule of the check before issue: errors block, warnings need a reason.
func (r *Report) pass(ctx context.Context, tx *db.Tx, list []Statement) error {
	m, err := material(ctx, tx, r.InspectionID)
	if err != nil {
		return err
	}
	found, err := r.problems(ctx, tx, list, m, tx.Today())
	if err != nil {
		return err
	}
	return xray.Pass(found, r.Excuse)
}

// ordinal numbers the sections: 一, 二, … 十.
func ordinal(n int) string {
	r := []rune("一二三四五六七八九十")
	return string(r[min(max(n-1, 0), len(r)-1)])
}

// Renumber gives a report the number of the letter that was issued anew for it.
func Renumber(ctx context.Context, tx *db.Tx, l document.Letter) error {
	_, err := tx.Exec(ctx, `update report set number = $1, version = version + 1 where id = $2 and number = $3`, l.Number, l.RefID, l.Facts.Replaces)
	return err
}
