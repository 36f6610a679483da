//lang:document

package report

import (
	"context"
	"strings"

	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
)

// Snapshot is the report as the public reads it: the statements, the list of problems and how the
// indicators were verified; no names of people.
func Snapshot(r Report, list []Statement, m Material) portal.Item {
	item := portal.Item{
		Ref: r.Ref(), Kind: portal.Report, UnitID: string(r.UnitID), UnitPath: r.UnitPath, UnitName: r.UnitName,
		PublisherID: string(r.OfficeID), PublisherName: r.OfficeName, Title: r.Title, Number: r.Number, Year: r.Year, Demo: r.Demo,
	}
	for _, sec := range Sections {
		var paragraphs []string
		for _, s := range list {
			if s.Section == sec.Section {
				paragraphs = append(paragraphs, s.Text)
			}
		}
		if len(paragraphs) > 0 {
			item.Sections = append(item.Sections, portal.Section{Heading: sec.Heading, Paragraphs: paragraphs})
		}
	}
	if t := problemTable(m); len(t.Rows) > 0 {
		item.Sections = append(item.Sections, portal.Section{Heading: "附件一 问题清单", Table: &t})
	}
	if t := indicatorTable(m); len(t.Rows) > 0 {
		item.Sections = append(item.Sections, portal.Section{Heading: "附件二 指标核验结果", Table: &t})
	}
	return item
}

func problemTable(m Material) portal.Table {
	t := portal.Table{Head: []string{"问题", "依据", "责任单位", "整改要求", "期限"}}
	for _, f := range m.Raised {
		due := ""
		for _, o := range m.Orders {
			if o.ID == f.OrderID {
				due = o.DueOn.String()
			}
		}
		t.Rows = append(t.Rows, []string{f.Text, f.Clause, f.UnitName, f.Demand, due})
	}
	return t
}

func indicatorTable(m Material) portal.Table {
	t := portal.Table{Head: []string{"指标", "自评", "核验"}}
	for _, x := range m.Indicators {
		t.Rows = append(t.Rows, []string{m.nodeName(x.NodeCode), m.Standard.MarkLabel(x.Claim), m.Standard.MarkLabel(x.Verified)})
	}
	return t
}

// leaderUnit is the unit of the leader who approves: the seat itself.
func leaderUnit(r Report) string {
	path := strings.TrimSuffix(r.SeatPath, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// ask opens a duty of the people of a unit who hold a permission, and tells them.
func (s *Service) ask(ctx context.Context, tx *db.Tx, r *Report, unitID string, need access.Permission, step, action string) error {
	d := clock.Duty{Ref: r.Ref(), Step: step, UnitPath: r.UnitPath, UnitID: unitID, Need: need, Title: r.Title, Action: action, URL: r.URL()}
	if _, err := clock.Start(ctx, tx, d); err != nil {
		return err
	}
	return tell(ctx, tx, r, unitID, need, action+"："+r.UnitName)
}

// above asks the office above for its receipt; a city's report goes to the nation, outside the platform.
func (s *Service) above(ctx context.Context, tx *db.Tx, r *Report) error {
	if r.FromCity() {
		return nil
	}
	up, err := org.SuperiorOf(ctx, tx, r.OfficeID)
	if err != nil {
		return err
	}
	return s.ask(ctx, tx, r, string(up.ID), MayReceive, "receive", "出具备案回执")
}

func tell(ctx context.Context, tx *db.Tx, r *Report, unitID string, need access.Permission, subject string) error {
	return notify.Tell(ctx, tx, notify.Message{UnitID: unitID, Need: need, Ref: r.Ref(), URL: r.URL(), Subject: subject})
}

func inspectRef(r *Report) ident.Ref {
	return ident.Ref{Kind: inspect.RefKind, ID: r.InspectionID}
}
