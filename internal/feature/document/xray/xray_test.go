package xray_test

import (
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/document/xray"
)

func day(s string) civil.Date { d, _ := civil.ParseDate(s); return d }

// sound is a report that breaks no rule.
func sound() xray.Subject {
	return xray.Subject{Kind: "report", Title: "关于甲校的督导报告", Body: "督导组由3名督学组成。共发现问题1个。", SeatPath: "/110000/110108/", UnitPath: "/110000/110108/a/", Team: 3,
		Findings:   []xray.Finding{{Text: "通道堵塞", Clause: "《消防法》第二十八条", Demand: "清理", Due: day("2026-11-30"), Evidence: 1}},
		Statements: []xray.Statement{{Text: "督导组由3名督学组成。", Grounds: 1}}, Totals: []xray.Total{{Label: "问题", Unit: "个", Count: 1}}}
}

// Every rule finds what it is for, with its level, and a sound letter breaks none (rules §8; issue of letters).
func TestEveryRuleFindsItsFault(t *testing.T) {
	if list := xray.Check(sound()); len(list) > 0 {
		t.Fatalf("a sound report: %v", list)
	}
	tried := map[string]bool{}
	for _, c := range []struct {
		rule   string
		level  xray.Level
		change func(*xray.Subject)
	}{
		{"clause", xray.Error, func(s *xray.Subject) { s.Findings[0].Clause = " " }},
		{"evidence", xray.Warning, func(s *xray.Subject) { s.Findings[0].Evidence = 0 }},
		{"statement", xray.Error, func(s *xray.Subject) { s.Statements[0].Grounds = 0 }},
		{"deadline", xray.Error, func(s *xray.Subject) { s.Kind, s.Findings[0].Due = "opinion", civil.Date{} }},
		{"short", xray.Warning, func(s *xray.Subject) { s.Due, s.Earliest = day("2026-10-01"), day("2026-10-15") }},
		{"person", xray.Error, func(s *xray.Subject) { s.Body += "王小明"; s.Persons = []string{"王小明"} }},
		{"person_like", xray.Warning, func(s *xray.Subject) { s.Body += "访谈了李小明同学。" }},
		{"identity", xray.Error, func(s *xray.Subject) { s.Body += "证件号110108199001011234。" }},
		{"phone", xray.Warning, func(s *xray.Subject) { s.Body += "电话13800138000。" }},
		{"body", xray.Error, func(s *xray.Subject) { s.UnitPath = "/110000/110102/b/" }},
		{"team", xray.Error, func(s *xray.Subject) { s.Team = 2 }},
		{"total", xray.Error, func(s *xray.Subject) { s.Body += "以上5个问题。" }},
		{"blank", xray.Error, func(s *xray.Subject) { s.Body += "［待填：整改截止］" }},
		{"table", xray.Error, func(s *xray.Subject) { s.MissingTables = []string{"问题清单"} }},
		{"changed", xray.Warning, func(s *xray.Subject) { s.Base = "于2026年9月1日前报送。" }},
		{"remedy", xray.Error, func(s *xray.Subject) { s.Kind, s.Remedies = "decision", []string{"复核"} }},
		{"remedy_review", xray.Error, func(s *xray.Subject) { s.Kind, s.Remedies = "review_decision", []string{"申诉"} }},
	} {
		s := sound()
		c.change(&s)
		tried[c.rule] = true
		list := xray.Check(s)
		if len(list) != 1 || list[0].Rule.ID != c.rule || list[0].Rule.Level != c.level || list[0].In(lang.En) == "" {
			t.Errorf("%s: %v", c.rule, list)
			continue
		}
		err := xray.Pass(list, "已核实")
		if (err != nil) != (c.level == xray.Error) {
			t.Errorf("%s with a reason: %v", c.rule, err)
		}
		if err := xray.Pass(list, ""); errs.KindOf(err) != errs.Invalid && errs.KindOf(err) != errs.Conflict {
			t.Errorf("%s without a reason: %v", c.rule, err)
		}
	}
	for _, r := range xray.Rules {
		if !tried[r.ID] {
			t.Errorf("rule %s is not tried", r.ID)
		}
	}
}

// Words that only look like a name are left alone, and what is found is not repeated in full.
func TestWordsThatLookLikeNames(t *testing.T) {
	s := sound()
	s.Body += "高年级学生、任课老师、各班家长、方面学生、文化老师、万名学生参加。学生用书编号1101081990010112345678。"
	if list := xray.Check(s); len(list) > 0 {
		t.Errorf("%v", list)
	}
	s.Body += "周小兰家长反映。周小兰家长补充。"
	list := xray.Check(s)
	if len(list) != 1 || strings.Contains(list[0].Text, "周小兰") {
		t.Errorf("%v", list)
	}
}

// Every article of a rule is said in English, too.
func TestArticlesHaveEnglish(t *testing.T) {
	for _, r := range xray.Rules {
		if lang.In(lang.En, r.Article) == r.Article {
			t.Errorf("%s: no English for %q", r.ID, r.Article)
		}
	}
}
