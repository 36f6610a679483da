package visit

import (
	"regexp"
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/org"
)

// State is where a visit stands.
type State string

// The states.
const (
	Draft     State = "draft"
	Sent      State = "sent"
	Signed    State = "signed"
	Discarded State = "discarded"
)

// States in the order people expect.
var States = []State{Draft, Sent, Signed, Discarded}

// Label is the state in Chinese.
func (s State) Label() string {
	return map[State]string{Draft: "记录中", Sent: "待学校签收", Signed: "学校已签收", Discarded: "已作废"}[s]
}

// RefKind names visits in references.
const RefKind = "visit.visit"

// Visit is one visit of a school.
type Visit struct {
	ID            string     `db:"id" json:"id"`
	Version       int        `db:"version" json:"version"`
	State         State      `db:"state" json:"state"`
	Receipt       string     `db:"receipt" json:"receipt"` // GD2026-000123, given when it is sent; before that the id
	UnitID        org.UnitID `db:"unit_id" json:"unit_id"`
	UnitPath      string     `db:"unit_path" json:"unit_path"`
	UnitName      string     `db:"unit_name" json:"unit_name"`
	InspectorID   string     `db:"inspector_id" json:"inspector_id"`
	InspectorName string     `db:"inspector_name" json:"inspector_name"`
	AccountID     string     `db:"account_id" json:"-"`
	On            civil.Date `db:"on_date" json:"on"`
	Theme         string     `db:"theme" json:"theme"`
	Findings      int        `db:"findings" json:"findings"`
	SentAt        civil.Time `db:"sent_at" json:"sent_at"`
	SignedName    string     `db:"signed_name" json:"signed_name"`
	SignedAt      civil.Time `db:"signed_at" json:"signed_at"`
	Reply         string     `db:"reply" json:"reply"` // what the school says to it (right of reply)
	RepliedName   string     `db:"replied_name" json:"replied_name"`
	RepliedAt     civil.Time `db:"replied_at" json:"replied_at"`
	Demo          bool       `db:"demo" json:"demo"`
	CreatedAt     civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt     civil.Time `db:"updated_at" json:"updated_at"`
}

const visitColumns = `id, version, state, receipt, unit_id, unit_path, unit_name, inspector_id, inspector_name, account_id, on_date, theme, findings, sent_at, signed_name, signed_at,
	reply, replied_name, replied_at, demo, created_at, updated_at`

// URL is where people find it.
func (v Visit) URL() string { return "/visits/" + v.ID }

// Ref is the visit as a record.
func (v Visit) Ref() ident.Ref { return ident.Ref{Kind: RefKind, ID: v.ID} }

// Given reports whether the visit took place and was sent.
func (v Visit) Given() bool { return v.State == Sent || v.State == Signed }

// Value is a property of a visit.
type Value struct {
	VisitID string     `db:"visit_id" json:"-"`
	Name    string     `db:"name" json:"-"`
	Value   string     `db:"value" json:"value"`
	Version int        `db:"version" json:"version"`
	ByName  string     `db:"by_name" json:"by"`
	At      civil.Time `db:"at" json:"-"`
}

// Word is a value with its words.
type Word = org.Word

// What an answer may be, when a visit takes place, how it was announced, what follows a finding.
var (
	Answers  = []Word{{Value: "ok", Label: "符合"}, {Value: "bad", Label: "不符"}, {Value: "unseen", Label: "未看"}, {Value: "na", Label: "不适用"}}
	Parts    = []Word{{Value: "am", Label: "上午"}, {Value: "pm", Label: "下午"}, {Value: "day", Label: "全天"}}
	Outcomes = []Word{{Value: "advice", Label: "当场反馈建议"}, {Value: "notice", Label: "整改通知"}, {Value: "report", Label: "上报督导室"}, {Value: "consult", Label: "科室协商"}}
	Rechecks = []Word{{Value: "fixed", Label: "已改"}, {Value: "part", Label: "部分整改"}, {Value: "open", Label: "未改"}}
)

// text is a property of words: its name in Chinese and how many characters it takes at most.
type text struct {
	Label string
	Most  int
}

// Texts are the properties of words of a visit, in the order of the form (rules §3 表单).
var Texts = []struct {
	Name string
	text
}{
	{"with", text{"随行督学", 100}}, {"purpose", text{"随访主题与计划", 1000}}, {"classes", text{"听课", 500}}, {"talks", text{"座谈走访", 500}}, {"documents", text{"查阅资料", 500}}, {"tour", text{"校园巡视", 500}},
	{"process", text{"过程记录", 10000}}, {"highlights", text{"亮点", 2000}}, {"summary", text{"随访小结", 2000}},
}

var (
	findingName = regexp.MustCompile(`^f\.([0-9a-f-]{36})\.(text|item|outcome|days|dept|dropped)$`)
	recheckName = regexp.MustCompile(`^r\.([0-9a-f-]{36})$`)
	strokes     = regexp.MustCompile(`^[ML0-9 .]*$`) // a signature as a path: M12 30L14 33…
)

// checkValue says whether a value fits its property. The phone's names are as much input as its values.
func checkValue(name, value string) error {
	in := func(list []Word) error {
		if value == "" || org.LabelOf(list, value) != value {
			return nil
		}
		return errs.NewField(name, "不认识的选项")
	}
	most := func(n int) error {
		if len([]rune(value)) > n {
			return errs.NewField(name, "不能超过 %d 个字", n)
		}
		return nil
	}
	kind, rest, _ := strings.Cut(name, ".")
	switch kind {
	case "on":
		if _, err := civil.ParseDate(value); value != "" && err != nil {
			return errs.NewField(name, "日期格式应为 2026-09-01")
		}
		return nil
	case "part":
		return in(Parts)
	case "i", "n":
		item, question, _ := strings.Cut(rest, ".")
		x, ok := ItemOf(item)
		if !ok || !slices.ContainsFunc(x.Questions, func(q Question) bool { return q.Code == question }) {
			return errs.NewField(name, "没有这个督导事项")
		}
		if kind == "i" {
			return in(Answers)
		}
		return most(1000)
	case "f":
		return checkFinding(name, value, in, most)
	case "r":
		if !recheckName.MatchString(name) {
			return errs.NewField(name, "没有这一项")
		}
		return in(Rechecks)
	case "s":
		if rest == "head.name" {
			return most(30)
		}
		if rest != "head.sign" && rest != "mine.sign" || len(value) > 40000 || !strokes.MatchString(value) {
			return errs.NewField(name, "签名无法识别，请重新签名")
		}
		return nil
	}
	for _, t := range Texts {
		if t.Name == name {
			return most(t.Most)
		}
	}
	return errs.NewField(name, "没有这一项")
}

func checkFinding(name, value string, in func([]Word) error, most func(int) error) error {
	m := findingName.FindStringSubmatch(name)
	if m == nil {
		return errs.NewField(name, "没有这一项")
	}
	switch m[2] {
	case "outcome":
		return in(Outcomes)
	case "item":
		if _, ok := ItemOf(value); value != "" && !ok {
			return errs.NewField(name, "没有这个督导事项")
		}
		return nil
	case "days":
		if value != "" && !regexp.MustCompile(`^([1-9]|[1-9][0-9])$`).MatchString(value) {
			return errs.NewField(name, "天数应为 1 到 99")
		}
		return nil
	case "dropped":
		if value != "" && value != "yes" {
			return errs.NewField(name, "不认识的选项")
		}
		return nil
	case "dept":
		return most(60)
	}
	return most(2000)
}

// Problem is a finding as the properties of a visit say it.
type Problem struct {
	ID      string
	Text    string
	Item    string
	Outcome string
	Days    string
	Dept    string
}

// Problems gathers the findings that were not dropped, in the order they were made.
func Problems(values map[string]Value) (out []Problem) {
	at := map[string]int{}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names) // ids rise with time
	for _, name := range names {
		m := findingName.FindStringSubmatch(name)
		if m == nil || values["f."+m[1]+".dropped"].Value == "yes" {
			continue
		}
		i, ok := at[m[1]]
		if !ok {
			i = len(out)
			at[m[1]], out = i, append(out, Problem{ID: m[1]})
		}
		v := values[name].Value
		switch m[2] {
		case "text":
			out[i].Text = v
		case "item":
			out[i].Item = v
		case "outcome":
			out[i].Outcome = v
		case "days":
			out[i].Days = v
		case "dept":
			out[i].Dept = v
		}
	}
	return out
}

// ready says what is missing before a visit can be sent.
func ready(values map[string]Value, today civil.Date) (on civil.Date, err error) {
	var c errs.Check
	on, bad := civil.ParseDate(values["on"].Value)
	c.That(bad == nil, "on", "请填写随访日期")
	c.That(bad != nil || !today.Before(on), "on", "随访日期 %s 晚于今天，请核对手机的日期", values["on"].Value)
	c.That(strings.TrimSpace(values["summary"].Value) != "", "summary", "请写随访小结")
	seen := false
	for name, v := range values {
		seen = seen || strings.HasPrefix(name, "i.") && (v.Value == "ok" || v.Value == "bad")
	}
	c.That(seen, "items", "至少核对一个督导事项")
	for _, p := range Problems(values) {
		c.That(strings.TrimSpace(p.Text) != "", "f."+p.ID+".text", "请写明问题")
		c.That(p.Outcome != "", "f."+p.ID+".outcome", "请选择怎样处理")
		c.That(p.Outcome != "consult" || strings.TrimSpace(p.Dept) != "", "f."+p.ID+".dept", "请写明需要协商的科室")
	}
	return on, c.Err()
}
