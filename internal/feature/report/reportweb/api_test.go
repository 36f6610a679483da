package reportweb_test

import (
	"encoding/json"
	"testing"

	"dudao/internal/feature/report"
	"dudao/internal/testkit"
)

// A report is written by a program as by a person: a statement without grounds blocks it until it is
// removed, and the author does not approve. 《教育督导条例》第二十三条
func TestReportThroughTheAPI(t *testing.T) {
	w := testkit.New(t)
	at := "/inspections/" + w.Opinion("hd_school1", "hd_head1") + "/report"
	do := func(who, method, path string, body any, want int) (full report.Full) {
		t.Helper()
		rec := w.API(who, method, at+path, body)
		if rec.Code != want {
			t.Fatalf("%s %s as %s: %d, want %d\n%s", method, path, who, rec.Code, want, rec.Body)
		}
		if want == 200 {
			w.Must(json.Unmarshal(rec.Body.Bytes(), &full))
		}
		return full
	}
	composed := do("hd_staff", "POST", "/compose", nil, 200)
	if len(composed.Statements) < 5 {
		t.Fatalf("%d statements", len(composed.Statements))
	}
	bare := do("hd_staff", "POST", "/statements", map[string]any{"section": composed.Statements[0].Section, "text": "各校普遍存在问题。"}, 200)
	added := ""
	for _, s := range bare.Statements {
		if s.Text == "各校普遍存在问题。" {
			added = s.ID
		}
	}
	do("hd_staff", "POST", "/submit", map[string]any{"version": bare.Version}, 409)
	do("hd_head1", "DELETE", "/statements/"+added, nil, 403)
	do("xc_staff", "DELETE", "/statements/"+added, nil, 404)
	left := do("hd_staff", "DELETE", "/statements/"+added, nil, 200)
	if len(left.Statements) != len(composed.Statements) {
		t.Fatalf("%d statements, want %d", len(left.Statements), len(composed.Statements))
	}
	do("hd_staff", "DELETE", "/statements/"+added, nil, 404)
	done := do("hd_staff", "POST", "/submit", map[string]any{"version": left.Version}, 200)
	do("hd_staff", "POST", "/approve", map[string]any{"version": done.Version, "number": "海教督报〔2026〕1号"}, 403)
	approved := do("hd_leader", "POST", "/approve", map[string]any{"version": done.Version, "number": "海教督报〔2026〕1号"}, 200)
	do("hd_staff", "DELETE", "/statements/"+approved.Statements[0].ID, nil, 409)
}
