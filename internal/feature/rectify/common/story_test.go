package common_test

import (
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// raise stores the same finding at a unit.
func raise(w *testkit.World, who string, unit org.UnitID) rectify.Finding {
	f := rectify.Finding{Source: ident.Ref{Kind: "inspect.supervision", ID: "s-" + string(unit)}, SourceTitle: "2026 年秋季综合督导", UnitID: unit,
		Standard: "yw-school", Node: "3.2.1", Clause: "《义务教育法》第二十五条", Severity: rectify.General, Text: "公示栏缺少收费标准", Demand: "更正公示"}
	w.Must(w.DB.Write(w.As(who), func(tx *db.Tx) error { _, err := rectify.Raise(w.As(who), tx, f); return err }))
	return f
}

// The same clause at three schools of a district becomes a proposal for the district.
func TestDistrictIssue(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	for _, u := range []org.UnitID{"hd_school1", "hd_school2"} {
		raise(w, "hd_inspector1", u)
	}
	raise(w, "xc_inspector1", "xc_school1")
	if list, err := w.Issues.Issues(w.As("city_staff")); err != nil || len(list) != 0 {
		t.Fatalf("too early: %+v %v", list, err)
	}
	raise(w, "hd_inspector1", "hd_kg")
	list, err := w.Issues.Issues(w.As("city_staff"))
	w.Must(err)
	if len(list) != 1 || list[0].Units != 3 || list[0].State != string(ladder.Proposed) {
		t.Fatalf("issues = %+v", list)
	}
	if list, err := w.Issues.Issues(w.As("xc_staff")); err != nil || len(list) != 0 {
		t.Errorf("another district sees %+v %v", list, err)
	}
	w.WantKind(w.Issues.DecideIssue(w.As("city_staff"), list[0].ID, list[0].Version, false, ""), errs.Invalid)
	w.Must(w.Issues.DecideIssue(w.As("city_staff"), list[0].ID, list[0].Version, true, "请区政府统一规范收费公示"))
	waiting, err := w.Rectify.Waiting(w.As("city_staff"), page.Req{})
	w.Must(err)
	n := 0
	for _, f := range waiting.Rows {
		if f.UnitID == "110108" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d findings at the district government, want 1", n)
	}
}
