package inspector

import (
	"context"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/org"
)

// Level is whose inspector somebody is.
type Level string

// The levels.
const (
	City     Level = "city"
	District Level = "district"
)

// Word is a value with its Chinese name.
type Word = org.Word

// The words an inspector is described with.
var (
	Levels = []Word{{Value: string(City), Label: "市级督学"}, {Value: string(District), Label: "区级督学"}}
	Kinds  = []Word{{Value: "full", Label: "专职"}, {Value: "part", Label: "兼职"}}
	Fields = []Word{{Value: "government", Label: "督政"}, {Value: "school", Label: "督学"}, {Value: "both", Label: "督政与督学"}}
)

// Inspector is one person of the register.
type Inspector struct {
	ID            string     `db:"id" json:"id"`
	Version       int        `db:"version" json:"version"`
	UnitPath      string     `db:"unit_path" json:"unit_path"` // the city or district whose office sends them
	UnitID        org.UnitID `db:"unit_id" json:"unit_id"`     // the office
	UnitName      string     `db:"unit_name" json:"unit_name"`
	AccountID     string     `db:"account_id" json:"account_id"`
	Name          string     `db:"name" json:"name"`
	Level         Level      `db:"level" json:"level"`
	Kind          string     `db:"kind" json:"kind"`   // full or part
	Field         string     `db:"field" json:"field"` // government, school or both
	Post          string     `db:"post" json:"post"`   // unit and post of a part-time inspector
	CertificateNo string     `db:"certificate_no" json:"certificate_no"`
	TermFrom      civil.Date `db:"term_from" json:"term_from"`
	TermTo        civil.Date `db:"term_to" json:"term_to"` // last day
	Terms         int        `db:"terms" json:"terms"`     // which term in a row
	Stages        string     `db:"stages" json:"stages"`   // stages of schools, comma-separated
	EndedOn       civil.Date `db:"ended_on" json:"ended_on"`
	EndReason     string     `db:"end_reason" json:"end_reason"`
	CreatedBy     string     `db:"created_by" json:"-"`
	CreatedAt     civil.Time `db:"created_at" json:"-"`
	UpdatedAt     civil.Time `db:"updated_at" json:"-"`
}

// RefKind names inspectors in references.
const RefKind = "inspector.inspector"

// Ref returns the inspector as a reference.
func (i Inspector) Ref() ident.Ref { return ident.Ref{Kind: RefKind, ID: i.ID} }

// URL is where people find the record.
func (i Inspector) URL() string { return "/inspectors/" + i.ID }

// States are where somebody stands with the term of appointment.
var States = []Word{{Value: "valid", Label: "在聘"}, {Value: "upcoming", Label: "聘期未开始"}, {Value: "expired", Label: "聘期已满"}, {Value: "ended", Label: "已离任"}}

// State returns where the inspector stands on a day, one of States.
func (i Inspector) State(on civil.Date) string {
	switch {
	case !i.EndedOn.IsZero():
		return "ended"
	case i.TermTo.Before(on):
		return "expired"
	case on.Before(i.TermFrom):
		return "upcoming"
	}
	return "valid"
}

// StageList splits the stages.
func (i Inspector) StageList() []string {
	return strings.FieldsFunc(i.Stages, func(r rune) bool { return r == ',' })
}

// check holds what a record must be: 《教育督导条例》第六条 (terms of part-time inspectors).
func (i Inspector) check(p Params) error {
	var c errs.Check
	c.That(strings.TrimSpace(i.Name) != "", "name", "请填写姓名")
	c.That(org.LabelOf(Levels, string(i.Level)) != string(i.Level), "level", "请选择督学级别")
	c.That(org.LabelOf(Kinds, i.Kind) != i.Kind, "kind", "请选择专职或兼职")
	c.That(org.LabelOf(Fields, i.Field) != i.Field, "field", "请选择督政或督学")
	c.That(!i.TermFrom.IsZero(), "term_from", "请填写聘期开始日期")
	c.That(!i.TermTo.IsZero(), "term_to", "请填写聘期结束日期")
	c.That(i.TermFrom.IsZero() || i.TermTo.IsZero() || i.TermFrom.Before(i.TermTo), "term_to", "聘期结束须晚于开始")
	if i.Kind == "part" {
		years, most := p["term_years"], p["terms_max"]
		c.That(i.TermTo.IsZero() || years == 0 || i.TermTo.Before(yearsAfter(i.TermFrom, years)), "term_to", "兼职督学每届任期为 %d 年（《教育督导条例》第六条）", years)
		c.That(most == 0 || i.Terms <= most, "terms", "兼职督学连续任职不得超过 %d 个任期（《教育督导条例》第六条）", most)
	}
	c.That(i.Terms >= 1, "terms", "请填写届次")
	return c.Err()
}

// yearsAfter returns the day so many years after d: the first day that is too late.
func yearsAfter(d civil.Date, years int) civil.Date {
	return civil.DateOf(d.Time().AddDate(years, 0, 1))
}

// TieKind is what ties an inspector to a unit.
type TieKind string

// The ties: 《教育督导条例》第十条; 《浙江省教育督导条例》第二十条 for the finer ones.
const (
	NearRelative TieKind = "near_relative"
	FamilyAt     TieKind = "family_at"
	Employed     TieKind = "employed"
	OtherTie     TieKind = "other"
	SelfDeclared TieKind = "self_declared"
)

// TieKinds lists them with their Chinese names.
var TieKinds = []Word{
	{Value: string(NearRelative), Label: "单位主要负责人是本人近亲属"},
	{Value: string(FamilyAt), Label: "配偶、父母或子女在该单位就业或就读"},
	{Value: string(Employed), Label: "在该单位任职，或离职不满三年"},
	{Value: string(OtherTie), Label: "其他可能影响客观公正的情形"},
	{Value: string(SelfDeclared), Label: "本人申请回避"},
}

// Article says where the reason comes from: the national regulation names the near relative and "other
// circumstances", the finer ones follow 浙江.
func (k TieKind) Article() string {
	if k == FamilyAt || k == Employed {
		return zhejiang
	}
	return national
}

// Tie is a declared relation to a unit.
type Tie struct {
	ID           string     `db:"id" json:"id"`
	InspectorID  string     `db:"inspector_id" json:"inspector_id"`
	UnitID       org.UnitID `db:"unit_id" json:"unit_id"`
	UnitPath     string     `db:"unit_path" json:"-"`
	UnitName     string     `db:"unit_name" json:"unit_name"`
	Kind         TieKind    `db:"kind" json:"kind"`
	Note         string     `db:"note" json:"note"`
	From         civil.Date `db:"from_on" json:"from"`
	To           civil.Date `db:"to_on" json:"to"` // last day of an employment; zero while it lasts
	DeclaredBy   string     `db:"declared_by" json:"-"`
	DeclaredName string     `db:"declared_name" json:"declared_name"`
	DeclaredAt   civil.Time `db:"declared_at" json:"-"`
	EndedAt      civil.Time `db:"ended_at" json:"-"`
	EndReason    string     `db:"end_reason" json:"end_reason"`
}

func (t Tie) check(today civil.Date) error {
	var c errs.Check
	c.That(org.LabelOf(TieKinds, string(t.Kind)) != string(t.Kind), "kind", "请选择关系类型")
	c.That(t.Kind != OtherTie && t.Kind != SelfDeclared || strings.TrimSpace(t.Note) != "", "note", "请说明情形")
	c.That(t.From.IsZero() || t.To.IsZero() || !t.To.Before(t.From), "to", "结束日期不能早于开始日期")
	c.That(t.From.IsZero() || !today.Before(t.From), "from", "开始日期不能晚于今天")
	return c.Err()
}

// Recusal is one reason why an inspector must stay away from a unit.
type Recusal struct {
	Kind     string `json:"kind"`    // a TieKind, or "term", "certificate", "ended", "own_unit"
	Article  string `json:"article"` // where the reason comes from
	Evidence string `json:"evidence"`
	TieID    string `json:"tie_id,omitempty"`
	format   string
	args     []any
}

// Text says the reason in the reader's language.
func (r Recusal) Text(ctx context.Context) string { return lang.T(ctx, r.format, r.args...) }

// Chinese says the reason in Chinese, for what is stored.
func (r Recusal) Chinese() string { return lang.In(lang.Zh, r.format, r.args...) }

const (
	national = "《教育督导条例》第十条"
	zhejiang = "《浙江省教育督导条例》第二十条"
	interim  = "《督学管理暂行办法》（教督〔2016〕2号）"
)

// Recusals returns why an inspector may not supervise a unit on a day; none means they may:
// 《教育督导条例》第十条, rules §4.
func Recusals(i Inspector, ties []Tie, u org.Unit, on civil.Date, p Params) []Recusal {
	var out []Recusal
	add := func(kind, article, evidence, format string, args ...any) {
		out = append(out, Recusal{Kind: kind, Article: article, Evidence: evidence, format: format, args: args})
	}
	switch {
	case !i.EndedOn.IsZero() && !on.Before(i.EndedOn):
		add("ended", "《教育督导条例》第七条", "C", "已不再担任督学（%s）", i.EndedOn.String())
	case i.TermTo.IsZero() || i.TermTo.Before(on) || on.Before(i.TermFrom):
		add("term", "《教育督导条例》第六条", "C", "不在聘期内（%s 至 %s）", i.TermFrom.String(), i.TermTo.String())
	}
	if strings.TrimSpace(i.CertificateNo) == "" {
		add("certificate", interim, "C", "没有督学证号")
	}
	if i.UnitID == u.ID {
		add("own_unit", national, "C", "本人在该单位任职")
	}
	for _, t := range ties {
		if !t.EndedAt.IsZero() || !t.touches(u) {
			continue
		}
		if r, ok := t.recusal(on, p); ok {
			out = append(out, r)
		}
	}
	return out
}

// touches reports whether the tie is to the unit or to a branch of the school.
func (t Tie) touches(u org.Unit) bool {
	return t.UnitID == u.ID || u.Kind == org.School && u.Path != "" && strings.HasPrefix(t.UnitPath, u.Path)
}

// recusal judges one tie on a day.
func (t Tie) recusal(on civil.Date, p Params) (Recusal, bool) {
	r := Recusal{Kind: string(t.Kind), Article: t.Kind.Article(), Evidence: "C", TieID: t.ID}
	switch t.Kind {
	case NearRelative:
		r.format = "%s主要负责人是本人近亲属"
	case FamilyAt:
		r.format, r.Evidence = "配偶、父母或子女在%s就业或就读", "C-2nd"
	case Employed:
		r.Evidence = "C-2nd"
		if t.To.IsZero() || on.Before(t.To) {
			r.format = "在%s任职"
			break
		}
		years := p["employed_years"]
		if !on.Before(yearsAfter(t.To, years)) {
			return r, false
		}
		r.format, r.args = "%s：%s 离职，不满 %d 年", []any{t.UnitName, t.To.String(), years}
		return r, true
	case SelfDeclared:
		r.format, r.args = "本人申请回避%s：%s", []any{t.UnitName, t.Note}
		return r, true
	default:
		r.format, r.args = "与%s有其他可能影响公正的情形：%s", []any{t.UnitName, t.Note}
		return r, true
	}
	r.args = []any{t.UnitName}
	return r, true
}
