package fieldwork

import (
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/org"
)

// RefRecord names records in references.
const RefRecord = "inspect.record"

// Word is a value with its Chinese name.
type Word = org.Word

// The kinds of on-site records.
const (
	ClassVisit    = "class"
	Interview     = "interview"
	DocReview     = "document"
	Tour          = "tour"
	Questionnaire = "questionnaire"
	Meeting       = "meeting"
)

// RecordKind describes a kind of record: what its two counts are.
type RecordKind struct {
	Kind, Label, People, Items string // "" where a count has no meaning
}

// RecordKinds lists them in the order of the form.
var RecordKinds = []RecordKind{
	{ClassVisit, "听课", "", "节"}, {Interview, "访谈", "人", ""}, {DocReview, "查阅资料", "", "卷（件）"},
	{Tour, "巡视", "", ""}, {Questionnaire, "问卷", "", "份"}, {Meeting, "座谈", "人", ""},
}

// KindOf returns the description of a kind.
func KindOf(kind string) RecordKind {
	for _, k := range RecordKinds {
		if k.Kind == kind {
			return k
		}
	}
	return RecordKind{Kind: kind, Label: kind}
}

// HeardGroups are the people whom article 19 wants heard.
var HeardGroups = []Word{{Value: "public", Label: "公众"}, {Value: "students", Label: "学生"}, {Value: "parents", Label: "家长"}, {Value: "teachers", Label: "教师"}}

// Record is one piece of on-site work.
type Record struct {
	ID           string     `db:"id" json:"id"`
	Version      int        `db:"version" json:"version"`
	InspectionID string     `db:"inspection_id" json:"-"`
	UnitPath     string     `db:"unit_path" json:"-"`
	Kind         string     `db:"kind" json:"kind"`
	On           civil.Date `db:"on_date" json:"on"`
	Site         string     `db:"site" json:"site"`     // the school it was at
	Place        string     `db:"place" json:"place"`   // 三年级（2）班
	Who          string     `db:"who" json:"who"`       // 语文 张老师; never a pupil's name
	People       int        `db:"people" json:"people"` // interviewed, met
	Items        int        `db:"items" json:"items"`   // classes, files, questionnaires
	Heard        string     `db:"heard" json:"heard"`   // HeardGroups, comma-separated
	Text         string     `db:"text" json:"text"`
	VoidReason   string     `db:"void_reason" json:"void_reason"` // why it no longer counts
	AuthorID     string     `db:"author_id" json:"-"`
	AuthorName   string     `db:"author_name" json:"author_name"`
	CreatedAt    civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt    civil.Time `db:"updated_at" json:"-"`
	Nodes        []string   `json:"nodes"` // indicators it speaks about
}

// Ref returns the record as a reference; photos and sheets belong to it.
func (r Record) Ref() ident.Ref { return ident.Ref{Kind: RefRecord, ID: r.ID} }

// HeardList splits the groups heard.
func (r Record) HeardList() []string {
	return strings.FieldsFunc(r.Heard, func(c rune) bool { return c == ',' })
}

// check: 《教育督导条例》第九条 (facts).
func (r Record) Check(began, today civil.Date) error {
	var c errs.Check
	k := KindOf(r.Kind)
	c.That(k.Label != r.Kind, "kind", "请选择记录类型")
	c.That(!r.On.IsZero(), "on", "请填写日期")
	c.That(r.On.IsZero() || !today.Before(r.On), "on", "日期不能晚于今天")
	c.That(r.On.IsZero() || began.IsZero() || !r.On.Before(began), "on", "日期不能早于现场督导开始之日（%s）", began.String())
	c.That(strings.TrimSpace(r.Text) != "", "text", "请填写记录内容")
	c.That(r.People >= 0 && r.People <= 1_000_000, "people", "人数不正确")
	c.That(r.Items >= 0 && r.Items <= 1_000_000, "items", "数量不正确")
	c.That(k.People == "" || r.People > 0, "people", "请填写人数")
	c.That(k.Items == "" || r.Items > 0, "items", "请填写数量")
	return c.Err()
}

// valid leaves out the records that were voided.
func Valid(list []Record) []Record {
	return slices.DeleteFunc(slices.Clone(list), func(r Record) bool { return r.VoidReason != "" })
}

// Hearing says who was heard: 《教育督导条例》第十九条.
type Hearing map[string]bool

// HearingOf reads it from the records. A questionnaire asks the public.
func HearingOf(records []Record) Hearing {
	h := Hearing{}
	for _, r := range Valid(records) {
		if r.Kind == Questionnaire {
			h["public"] = true
		}
		for _, g := range r.HeardList() {
			h[g] = true
		}
	}
	return h
}

// Missing names in Chinese who was not heard.
func (h Hearing) Missing() (out []string) {
	for _, g := range HeardGroups {
		if !h[g.Value] {
			out = append(out, g.Label)
		}
	}
	return out
}

// Workload counts what was done, for the report (rules §8).
type Workload struct {
	Groups     int `json:"groups"`
	People     int `json:"people"` // of the team
	Sites      int `json:"sites"`  // schools
	Meetings   int `json:"meetings"`
	MetPeople  int `json:"met_people"`
	Interviews int `json:"interviews"`
	Classes    int `json:"classes"`
	Files      int `json:"files"`
	Forms      int `json:"forms"`
	Tours      int `json:"tours"`
	Days       int `json:"days"`
}

// WorkloadOf counts team and records. Members who share sections are one group; without sections
// the team is one group.
func WorkloadOf(team []Member, records []Record) Workload {
	w := Workload{Groups: 1, People: len(team)}
	groups, sites, days := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range team {
		if len(m.Sections) > 0 {
			groups[strings.Join(slices.Sorted(slices.Values(m.Sections)), ",")] = true
		}
	}
	w.Groups = max(len(groups), min(len(team), 1))
	for _, r := range Valid(records) {
		if r.Site != "" {
			sites[r.Site] = true
		}
		days[r.On.String()] = true
		switch r.Kind {
		case Meeting:
			w.Meetings++
			w.MetPeople += r.People
		case Interview:
			w.Interviews += r.People
		case ClassVisit:
			w.Classes += r.Items
		case DocReview:
			w.Files += r.Items
		case Questionnaire:
			w.Forms += r.Items
		case Tour:
			w.Tours++
		}
	}
	w.Sites, w.Days = len(sites), len(days)
	return w
}

// ProofOf are the valid records about a node of the standard: what a finding rests on.
func ProofOf(node string, records []Record) (out []ident.Ref) {
	for _, r := range Valid(records) {
		if node != "" && slices.Contains(r.Nodes, node) {
			out = append(out, r.Ref())
		}
	}
	return out
}
