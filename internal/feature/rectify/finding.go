package rectify

import (
	"encoding/json"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/org"
)

// Finding is a problem a supervision found at a unit. Raise stores it.
type Finding struct {
	ID            string      // "" makes one; raising twice with the same id is raising once
	Source        ident.Ref   // the supervision, visit or complaint
	SourceTitle   string      // in Chinese: "2026 年秋季综合督导"
	UnitID        org.UnitID  // the responsible unit
	Standard      string      // code of the standard, "" if none
	Node          string      // code of the indicator in it
	Clause        string      // what was broken, with its article: "《义务教育法》第二十二条"
	Severity      Severity    // minor, general, serious
	Text          string      // what is wrong
	Demand        string      // what has to be done
	EvidenceRefs  []ident.Ref // what proves it
	Demo          bool        // demo data, marked wherever it shows
	RelapseOf     string      // set by Raise: the earlier finding this one repeats
	Version       int
	UnitPath      string
	UnitName      string
	OrderID       OrderID
	NoOrderReason string // why no order was issued, once recorded
	NoOrderBy     string
	RaisedBy      string
	RaisedOn      civil.Date
	RaisedAt      civil.Time
}

// FindingURL is where people find a finding.
func FindingURL(id string) string { return "/findings/" + id }

// valid checks what the caller filled in.
func (f *Finding) valid() error {
	var c errs.Check
	c.That(f.UnitID != "", "unit", "请选择责任单位")
	c.That(strings.TrimSpace(f.Text) != "", "text", "请写明问题")
	c.That(f.Severity.rank() >= 0, "severity", "请选择问题的严重程度")
	return c.Err()
}

// nodeKey and clauseKey are what makes two findings "the same clause": the same indicator of the
// same standard, or the same article. A document cited without an article is too wide to compare.
func (f *Finding) nodeKey() string {
	if f.Node == "" {
		return ""
	}
	return f.Standard + "/" + f.Node
}

func (f *Finding) clauseKey() string {
	c := strings.Join(strings.Fields(f.Clause), "")
	if !strings.ContainsRune(c, '条') || !strings.ContainsRune(c, '第') {
		return ""
	}
	return c
}

// Title is the beginning of the text, for lists and notices.
func (f *Finding) Title() string { return short(f.Text, 30) }

// SameClause reports whether two findings are about the same indicator or the same article.
func (f *Finding) SameClause(g *Finding) bool {
	return f.nodeKey() != "" && f.nodeKey() == g.nodeKey() || f.clauseKey() != "" && f.clauseKey() == g.clauseKey()
}

// RelapseFrom reports whether f repeats g: the same clause at the same unit within so many months
// (京教组发〔2020〕5号 (三) 健全复查制度: 防止问题反弹). Findings of the same supervision do not repeat each other.
func (f *Finding) RelapseFrom(g *Finding, months int) bool {
	return f.UnitID == g.UnitID && f.Source != g.Source && f.SameClause(g) && !f.RaisedOn.Before(g.RaisedOn) &&
		MonthsBefore(f.RaisedOn, months).Before(g.RaisedOn)
}

// MonthsBefore returns the day so many months before d; a day the month does not have becomes its last.
func MonthsBefore(d civil.Date, months int) civil.Date {
	t := civil.NewDate(d.Year(), d.Month(), 1).Time().AddDate(0, -months, 0)
	last := civil.DateOf(t.AddDate(0, 1, 0)).AddDays(-1)
	day := civil.DateOf(t).AddDays(d.Sub(civil.NewDate(d.Year(), d.Month(), 1)))
	if last.Before(day) {
		return last
	}
	return day
}

// findingRow is a finding as stored.
type findingRow struct {
	ID            string     `db:"id"`
	Version       int        `db:"version"`
	UnitPath      string     `db:"unit_path"`
	UnitID        org.UnitID `db:"unit_id"`
	UnitName      string     `db:"unit_name"`
	SourceKind    string     `db:"source_kind"`
	SourceID      string     `db:"source_id"`
	SourceTitle   string     `db:"source_title"`
	Standard      string     `db:"standard"`
	Node          string     `db:"node"`
	Clause        string     `db:"clause"`
	Severity      Severity   `db:"severity"`
	Text          string     `db:"text"`
	Demand        string     `db:"demand"`
	Evidence      string     `db:"evidence"`
	RelapseOf     string     `db:"relapse_of"`
	OrderID       OrderID    `db:"order_id"`
	NoOrderReason string     `db:"no_order_reason"`
	NoOrderBy     string     `db:"no_order_by"`
	Demo          bool       `db:"demo"`
	RaisedBy      string     `db:"raised_by"`
	RaisedOn      civil.Date `db:"raised_on"`
	RaisedAt      civil.Time `db:"raised_at"`
}

func (r findingRow) finding() Finding {
	f := Finding{
		ID: r.ID, Source: ident.Ref{Kind: r.SourceKind, ID: r.SourceID}, SourceTitle: r.SourceTitle, UnitID: r.UnitID,
		Standard: r.Standard, Node: r.Node, Clause: r.Clause, Severity: r.Severity, Text: r.Text, Demand: r.Demand,
		Demo: r.Demo, RelapseOf: r.RelapseOf, Version: r.Version, UnitPath: r.UnitPath, UnitName: r.UnitName,
		OrderID: r.OrderID, NoOrderReason: r.NoOrderReason, NoOrderBy: r.NoOrderBy, RaisedBy: r.RaisedBy, RaisedOn: r.RaisedOn, RaisedAt: r.RaisedAt,
	}
	var refs []string
	if json.Unmarshal([]byte(r.Evidence), &refs) == nil {
		for _, s := range refs {
			if kind, id, ok := strings.Cut(s, "/"); ok {
				f.EvidenceRefs = append(f.EvidenceRefs, ident.Ref{Kind: kind, ID: id})
			}
		}
	}
	return f
}
