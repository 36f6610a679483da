package report

import (
	"strings"

	"dudao/internal/base/errs"
)

// Section is a part of a report.
type Section string

// The sections in their order, rules §8 督导报告结构.
const (
	Basis     Section = "basis"
	Work      Section = "work"
	Situation Section = "situation"
	Merits    Section = "merits"
	Problems  Section = "problems"
	Demands   Section = "demands"
)

// Sections lists the sections with their headings.
var Sections = []struct {
	Section Section
	Heading string
}{
	{Basis, "依据与范围"}, {Work, "组织与工作量"}, {Situation, "工作情况"}, {Merits, "主要成效"},
	{Problems, "存在问题"}, {Demands, "意见建议与整改要求"},
}

// Heading is the Chinese heading of a section.
func (s Section) Heading() string {
	for _, x := range Sections {
		if x.Section == s {
			return x.Heading
		}
	}
	return string(s)
}

// Ground is something a statement rests on: a record, an indicator, a finding, a letter. Label and
// Said are kept as they were when it was bound.
type Ground struct {
	StatementID string `db:"statement_id" json:"-"`
	Kind        string `db:"kind" json:"kind"`
	RefID       string `db:"ref_id" json:"ref_id"`
	Label       string `db:"label" json:"label"`
	Said        string `db:"said" json:"said"`
	URL         string `db:"url" json:"url"`
}

// Key names a ground in forms.
func (g Ground) Key() string { return g.Kind + "/" + g.RefID }

// Statement is one paragraph of a report with its grounds.
type Statement struct {
	ID       string   `db:"id" json:"id"`
	Version  int      `db:"version" json:"version"`
	ReportID string   `db:"report_id" json:"-"`
	Section  Section  `db:"section" json:"section"`
	Ord      int      `db:"ord" json:"ord"`
	Text     string   `db:"text" json:"text"`
	Edited   bool     `db:"edited" json:"edited"` // by a person, after it was composed
	Grounds  []Ground `json:"grounds"`
}

// Write gives the statement its text and grounds; the grounds must be of this supervision.
func (s *Statement) Write(text string, keys []string, from []Ground) error {
	text = strings.TrimSpace(text)
	if text == "" {
		return errs.NewField("text", "请填写内容")
	}
	var grounds []Ground
	for _, k := range keys {
		found := false
		for _, g := range from {
			if g.Key() == k {
				g.StatementID = s.ID
				grounds, found = append(grounds, g), true
				break
			}
		}
		if !found {
			return errs.NewField("grounds", "所选依据不属于这次督导")
		}
	}
	s.Edited = s.Edited || text != s.Text
	s.Text, s.Grounds = text, grounds
	return nil
}

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}
