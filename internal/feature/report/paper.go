//lang:document

package report

import (
	"context"
	"strings"

	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// letter makes the official letter of an approved report without the number of one on paper: it goes to the
// government of the level that organised (《教育督导条例》第二十三条第一款).
func (r *Report) letter(ctx context.Context, tx *db.Tx, list []Statement, m Material) error {
	if r.Number != "" {
		return document.PaperNumber(ctx, tx, r.Number)
	}
	seat := strings.TrimSuffix(r.SeatPath, "/")
	government, err := org.UnitByID(ctx, tx, org.UnitID(seat[strings.LastIndexByte(seat, '/')+1:]))
	if err != nil {
		return err
	}
	f := document.Facts{UnitID: r.UnitID, UnitName: r.UnitName, UnitPath: r.UnitPath, OfficeID: r.OfficeID, OfficeName: r.OfficeName, SeatPath: r.SeatPath, Title: r.Title, URL: r.URL(), Demo: r.Demo, AuthorID: r.AuthorID, AuthorName: r.AuthorName,
		To: []document.Party{{UnitID: government.ID, Name: government.Name + "人民政府", Why: "《教育督导条例》第二十三条第一款"}}}
	for _, g := range m.Raised {
		f.Findings = append(f.Findings, document.FindingFact{Text: g.Text, Clause: g.Clause, Demand: g.Demand, Evidence: max(len(g.EvidenceRefs), 1)})
	}
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
	l, err := document.Issue(ctx, tx, f, r.Ref(), document.Report, document.Content{Title: r.Title, Body: strings.Join(body, "\n")})
	r.Number = l.Number
	return err
}

// ordinal numbers the sections: 一, 二, … 十.
func ordinal(n int) string {
	r := []rune("一二三四五六七八九十")
	return string(r[min(max(n-1, 0), len(r)-1)])
}
