package report

import (
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/document/xray"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/standard"
)

var today = civil.NewDate(2026, 9, 20)

func supported() []Statement {
	return []Statement{{ID: "1", Section: Basis, Text: "依据。", Grounds: []Ground{{Kind: GroundLetter, RefID: "n"}}}}
}

// 《教育督导条例》第二十三条: a report goes draft → submitted → approved → filed → published, no step is skipped.
func TestArticle23StepsInOrder(t *testing.T) {
	r := Report{State: Draft, SeatPath: "/110000/110108/", AuthorID: "writer"}
	if err := r.Publish(today); errs.KindOf(err) != errs.Conflict {
		t.Errorf("a draft was published: %v", err)
	}
	if err := r.Submit(supported()); err != nil {
		t.Fatal(err)
	}
	if err := r.Approve(supported(), "海教督报〔2026〕1号", "writer", today); errs.KindOf(err) != errs.Denied {
		t.Errorf("the author approved: %v", err)
	}
	if err := r.Approve(supported(), "海教督报〔2026〕1号", "leader", today); err != nil {
		t.Fatal(err)
	}
	if err := r.File("海淀区人民政府", today.AddDays(1), today); errs.KindOf(err) != errs.Invalid {
		t.Errorf("filed tomorrow: %v", err)
	}
	if err := r.File("海淀区人民政府", today, today); err != nil {
		t.Fatal(err)
	}
	if err := r.Publish(today); err != nil || r.State != Published {
		t.Fatalf("%v %s", err, r.State)
	}
	if err := r.Receive("备1号", today); err != nil || r.State != Published {
		t.Errorf("a receipt may come after publication: %v %s", err, r.State)
	}
	if err := r.Receive("备2号", today); errs.KindOf(err) != errs.Conflict {
		t.Errorf("a second receipt: %v", err)
	}
}

// A city's report has nobody in the city above it: no receipt is waited for.
func TestCityReportWaitsForNoReceipt(t *testing.T) {
	r := Report{State: Filed, SeatPath: "/110000/"}
	for _, s := range r.Possible() {
		if s.Action == Receive {
			t.Error("the city would give itself a receipt")
		}
	}
}

// Rules §8: a statement that rests on nothing blocks the report, and is named.
func TestUnsupportedStatementBlocks(t *testing.T) {
	list := append(supported(), Statement{ID: "2", Section: Merits, Text: "全区第一。"})
	r := Report{State: Draft, UnitPath: "/110000/110108/a/", SeatPath: "/110000/110108/"}
	found, err := r.problems(t.Context(), nil, list, Material{}, today)
	if err != nil {
		t.Fatal(err)
	}
	err = xray.Pass(found, "已核实")
	if errs.KindOf(err) != errs.Conflict || !strings.Contains(errs.TextOf(err), "全区第一") {
		t.Errorf("err = %v", err)
	}
	if found, err = r.problems(t.Context(), nil, supported(), Material{}, today); err != nil || len(found) > 0 {
		t.Errorf("what is supported: %v %v", found, err)
	}
}

// Errors block whatever is said; warnings pass with a reason (rules §8).
func TestWarningsWantAReason(t *testing.T) {
	m := Material{Raised: []rectify.Finding{{Text: "通道堵塞", Clause: "《未成年人保护法》第三十五条"}}}
	r := Report{UnitPath: "/110000/110108/a/", SeatPath: "/110000/110108/"}
	found, err := r.problems(t.Context(), nil, supported(), m, today)
	if err != nil || len(found) != 1 || found[0].Rule.ID != "evidence" {
		t.Fatalf("%v %v", found, err)
	}
	if err := xray.Pass(found, " "); errs.KindOf(err) != errs.Invalid || errs.FieldsIn(lang.Zh, err)[0].Name != "excuse" {
		t.Errorf("without a reason: %v", err)
	}
	if err := xray.Pass(found, "证据在现场记录中"); err != nil {
		t.Error(err)
	}
}

// Grounds of another supervision are refused, and what was typed is not taken.
func TestForeignGroundIsRefused(t *testing.T) {
	s := Statement{Text: "原文"}
	err := s.Write("新文", []string{"record/other"}, []Ground{{Kind: GroundRecord, RefID: "mine"}})
	if errs.KindOf(err) != errs.Invalid || s.Text != "原文" {
		t.Errorf("%v %q", err, s.Text)
	}
}

// The first draft says each problem to the unit and the clause, each demand with its day, counts the
// workload, and rests every statement on the record.
func TestComposeSaysWhatTheRecordSays(t *testing.T) {
	m := Material{Dossier: inspect.Dossier{
		Inspection: inspect.Inspection{ID: "i", UnitName: "第一小学", OfficeName: "海淀区督导室", Matters: "安全", StandardName: "标准",
			SiteBeganOn: today.AddDays(-9), SiteEndedOn: today.AddDays(-7), Outcome: "良好"},
		Team: []fieldwork.Member{{ID: "m1", Name: "甲"}, {ID: "m2", Name: "乙"}, {ID: "m3", Name: "丙"}},
		Standard: standard.Version{Grades: []standard.Grade{{Code: "A", Label: "优秀"}, {Code: "B", Label: "良好"}},
			Nodes: []standard.Node{{Code: "1", Name: "安全"}, {Code: "1.1", ParentCode: "1", Name: "消防"}}},
		Indicators: []inspect.Indicator{{ID: "x", NodeCode: "1.1", TopCode: "1", Claim: "A", Verified: "B", Reason: "记录不全"}},
		Records: []fieldwork.Record{
			{ID: "r1", Kind: fieldwork.ClassVisit, On: today.AddDays(-9), Items: 6, Text: "听课", Nodes: []string{"1.1"}},
			{ID: "r2", Kind: fieldwork.ClassVisit, On: today.AddDays(-9), Items: 4, Text: "作废", VoidReason: "重复"},
		},
		Letters: map[string]inspect.Letter{inspect.LetterNotice: {ID: "n", Kind: inspect.LetterNotice, Number: "1号", SentOn: today.AddDays(-30)}},
		Orders:  []rectify.Order{{ID: "o", DueOn: today.AddDays(40)}},
	}, Raised: []rectify.Finding{{ID: "f", OrderID: "o", UnitName: "第一小学", Clause: "《未成年人保护法》第三十五条", Severity: "serious", Text: "通道堵塞", Demand: "清空通道", Node: "1.1"}}}
	list := m.Compose()
	for _, x := range list {
		if len(x.Grounds) == 0 {
			t.Errorf("%q rests on nothing", x.Text)
		}
	}
	var all strings.Builder
	for _, s := range list {
		all.WriteString(string(s.Section) + ":" + s.Text + "\n")
	}
	for _, want := range []string{"work:督导小组由3人组成", "听课6节", "良好1项", "通道堵塞。（责任单位：第一小学；依据：《未成年人保护法》第三十五条", "demands:第一小学于2026年10月30日前完成：清空通道"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no %q in\n%s", want, all.String())
		}
	}
}
