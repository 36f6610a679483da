package plan

import (
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/org"
)

// Mode is how a supervision is done: the four modes of 京教组发〔2020〕5号（二）.
type Mode string

const (
	Comprehensive Mode = "comprehensive" // 综合
	Special       Mode = "special"       // 专项
	Routine       Mode = "routine"       // 经常性
	Internal      Mode = "internal"      // 内部
)

// Modes lists the modes in their usual order.
var Modes = []Mode{Comprehensive, Special, Routine, Internal}

// Label is the mode in Chinese.
func (m Mode) Label() string {
	switch m {
	case Comprehensive:
		return "综合督导"
	case Special:
		return "专项督导"
	case Routine:
		return "经常性督导"
	case Internal:
		return "内部督导"
	}
	return string(m)
}

// Field is what a supervision looks at.
type Field string

const (
	Government Field = "government" // 督政
	Schooling  Field = "school"     // 督学
	Monitoring Field = "monitoring" // 评估监测
)

// Fields lists the fields in their usual order.
var Fields = []Field{Government, Schooling, Monitoring}

// Label is the field in Chinese.
func (f Field) Label() string {
	switch f {
	case Government:
		return "督政"
	case Schooling:
		return "督学"
	case Monitoring:
		return "评估监测"
	}
	return string(f)
}

// Target is a unit that an item is about, and the supervision that came of it.
type Target struct {
	ItemID      string     `db:"item_id" json:"-"`
	UnitID      org.UnitID `db:"unit_id" json:"unit_id"`
	UnitPath    string     `db:"unit_path" json:"unit_path"`
	UnitName    string     `db:"unit_name" json:"unit_name"`
	StartedKind string     `db:"started_kind" json:"started_kind,omitempty"`
	StartedID   string     `db:"started_id" json:"started_id,omitempty"`
	StartedAt   civil.Time `db:"started_at" json:"-"`
}

// Started returns the supervision of the unit; the zero Ref if none started.
func (t Target) Started() ident.Ref { return ident.Ref{Kind: t.StartedKind, ID: t.StartedID} }

// Item is one supervision or series of supervisions in a plan.
type Item struct {
	ID            string     `db:"id" json:"id"`
	Version       int        `db:"version" json:"version"`
	PlanID        string     `db:"plan_id" json:"plan_id"`
	UnitPath      string     `db:"unit_path" json:"-"` // of the plan
	Number        int        `db:"number" json:"number"`
	Title         string     `db:"title" json:"title"`
	Mode          Mode       `db:"mode" json:"mode"`
	Field         Field      `db:"field" json:"field"`
	From          civil.Date `db:"from_on" json:"from"`
	To            civil.Date `db:"to_on" json:"to"`
	StandardCode  string     `db:"standard_code" json:"standard_code"`
	LeadAccountID string     `db:"lead_id" json:"lead_account_id"`
	LeadName      string     `db:"lead_name" json:"lead_name"`
	Basis         string     `db:"basis" json:"basis"`
	Note          string     `db:"note" json:"note"`
	Removed       bool       `db:"removed" json:"-"`
	CreatedAt     civil.Time `db:"created_at" json:"-"`
	UpdatedAt     civil.Time `db:"updated_at" json:"-"`
	Targets       []Target   `json:"targets"`
}

// RefItem names items in references.
const RefItem = "plan.item"

// TargetUnitIDs returns the units of the item.
func (i Item) TargetUnitIDs() []org.UnitID {
	out := make([]org.UnitID, len(i.Targets))
	for n, t := range i.Targets {
		out[n] = t.UnitID
	}
	return out
}

// Target returns the unit of the item with an id.
func (i Item) Target(id org.UnitID) (Target, bool) {
	for _, t := range i.Targets {
		if t.UnitID == id {
			return t, true
		}
	}
	return Target{}, false
}

// Begun reports whether a supervision came of the item.
func (i Item) Begun() bool {
	for _, t := range i.Targets {
		if t.StartedID != "" {
			return true
		}
	}
	return false
}

// check holds what an item of a plan must be: 《教育督导条例》第十三条、第十六条 (matters are settled
// beforehand), 京教组发〔2020〕5号（二）(modes).
func (i Item) check(p Plan, units []org.Unit, standard bool) error {
	var c errs.Check
	c.That(strings.TrimSpace(i.Title) != "", "title", "请填写督导事项")
	c.That(i.Mode == Comprehensive || i.Mode == Special || i.Mode == Routine || i.Mode == Internal, "mode", "请选择督导方式")
	c.That(i.Field == Government || i.Field == Schooling || i.Field == Monitoring, "field", "请选择督导领域")
	c.That(strings.TrimSpace(i.Basis) != "", "basis", "请填写法规或文件依据")
	c.That(!i.From.IsZero(), "from", "请填写开始日期")
	c.That(!i.To.IsZero(), "to", "请填写结束日期")
	dated := !i.From.IsZero() && !i.To.IsZero()
	c.That(!dated || !i.To.Before(i.From), "to", "结束日期不能早于开始日期")
	c.That(!dated || i.From.Year() == p.Year && i.To.Year() == p.Year, "from", "时间须在 %d 年内", p.Year)
	c.That(i.StandardCode == "" || standard, "standard_code", "没有适用的督导标准：%s", i.StandardCode)
	c.That(i.StandardCode != "" || i.Mode == Routine || i.Mode == Internal || i.Field == Monitoring, "standard_code", "综合督导和专项督导须选定督导标准")
	c.That(len(units) > 0, "targets", "请填写督导对象")
	for _, u := range units {
		c.That(strings.HasPrefix(u.Path, p.UnitPath), "targets", "%s不在本单位的督导范围内", u.Name)
		c.That(u.ClosedOn.IsZero() || i.To.Before(u.ClosedOn), "targets", "%s已撤销", u.Name)
		c.That(u.OpenedOn.IsZero() || !i.To.Before(u.OpenedOn), "targets", "%s届时尚未设立", u.Name)
	}
	return c.Err()
}
