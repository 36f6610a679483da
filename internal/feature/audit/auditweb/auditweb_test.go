package auditweb_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// world has ten entries of Haidian, one of Xicheng and one of no unit.
func world(t testing.TB) *testkit.World {
	w := testkit.New(t)
	record := func(who, path, note string, i int) {
		w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error {
			return audit.Record(w.As(who), tx, audit.Entry{Action: "org.rename", Ref: ident.Ref{Kind: "org.unit", ID: fmt.Sprint("u", i)}, UnitPath: path, Note: note,
				Old: map[string]any{"name": "旧名", "kind": "school"}, New: map[string]any{"name": "新名", "kind": "school", "heads": []string{"甲"}}})
		}))
	}
	for i := range 10 {
		record("hd_staff", "/110000/110108/hd_school1/", "=cmd()", i)
	}
	w.Clock.Days(2)
	record("xc_staff", "/110000/110102/", "西城的", 11)
	record("system_admin", "", "设置", 12)
	_, err := w.Audit.Sequence(t.Context())
	w.Must(err)
	return w
}

var total = regexp.MustCompile(`共 (\d+) 项`)

func count(t *testing.T, w *testkit.World, who, query string) string {
	t.Helper()
	rec := w.Get(who, "/audit"+query)
	m := total.FindStringSubmatch(rec.Body.String())
	if m == nil {
		t.Fatalf("%s: %d %s", query, rec.Code, rec.Body)
	}
	return m[1]
}

func TestFilters(t *testing.T) {
	w := world(t)
	all := count(t, w, "auditor", "")
	for _, tt := range []struct{ query, want string }{
		{"?q=hd_staff", "10"}, {"?q=XC_", "1"}, {"?unit=" + url.QueryEscape("海淀区"), "10"}, {"?unit=" + url.QueryEscape("海淀第一初级中学"), "0"}, {"?record=org.unit/u3", "1"}, {"?record=u3", "1"},
		{"?action=org.rename&from=2026-09-02", "2"}, {"?action=org.&to=2026-09-01", "10"}, {"?action=org.rename&from=2026-09-01&to=2026-09-02", "10"}, {"?q=nobody", "0"},
	} {
		if got := count(t, w, "auditor", tt.query); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.query, got, tt.want)
		}
	}
	if again := count(t, w, "audit_admin", ""); again <= all { // looking is an entry, too
		t.Errorf("%s entries, then %s", all, again)
	}
	for query, want := range map[string]string{"?from=yesterday": "2026-09-01", "?unit=nowhere": "没有找到这个单位", "?from=2026-09-03&to=2026-09-01": "不能早于"} {
		if rec := w.Get("auditor", "/audit"+query); rec.Code != 422 || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s: %d", query, rec.Code)
		}
	}
}

// 三员分立: the log is for the auditor and the audit administrator, and only the latter signs.
func TestWhoReadsTheLog(t *testing.T) {
	w := world(t)
	for name, role := range map[string]access.Role{"auditor": access.Auditor, "audit_admin": access.AuditAdmin, "city_staff": access.CityStaff, "city_leader": access.CityLeader,
		"system_admin": access.SystemAdmin, "security_admin": access.SecurityAdmin, "hd_staff": access.DistrictStaff, "hd_head1": access.SchoolHead} {
		want := 403
		if role == access.Auditor || role == access.AuditAdmin {
			want = 200
		}
		for _, at := range []string{"/audit", "/audit/checkpoints", "/audit/export", "/api/v1/audit"} {
			if rec := w.Get(name, at); rec.Code != want {
				t.Errorf("%s gets %s: %d", name, at, rec.Code)
			}
		}
	}
	if rec := w.Post("auditor", "/audit/checkpoints", nil); rec.Code != 403 {
		t.Errorf("the auditor signs: %d", rec.Code)
	}
}

func TestEntryShowsChangesAndProof(t *testing.T) {
	w := world(t)
	if rec := w.Post("audit_admin", "/audit/checkpoints", nil); rec.Code != 303 {
		t.Fatalf("sign: %d %s", rec.Code, rec.Body)
	}
	id, err := db.Get[string](t.Context(), w.DB, `select id from audit_entry where ref_id = 'u3'`)
	w.Must(err)
	body := w.Get("auditor", "/audit/"+id).Body.String()
	for _, want := range []string{"旧名", "新名", "heads.0", "由检查点签名证明", "海淀第一小学", "hd_staff"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in %s", want, body)
		}
	}
	var one struct {
		Leaf  string
		Proof audit.Proof
		Entry struct{ Old map[string]string }
	}
	rec := w.Get("auditor", "/api/v1/audit/"+id)
	if err := json.Unmarshal(rec.Body.Bytes(), &one); err != nil || one.Proof.Checkpoint == nil || one.Proof.Problem != "" || one.Entry.Old["name"] != "旧名" || !strings.Contains(one.Leaf, id) {
		t.Errorf("%v %s", err, rec.Body)
	}
	w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `update audit_entry set note = '改了' where id = $1`, id)
		return err
	}))
	if body := w.Get("auditor", "/audit/"+id).Body.String(); !strings.Contains(body, "存证不成立") {
		t.Error("an altered entry is shown as proved")
	}
	list := w.Get("auditor", "/audit/checkpoints").Body.String()
	link := regexp.MustCompile(`/audit/checkpoints/\d+`).FindString(list)
	if note := w.Get("auditor", link).Body.String(); !strings.HasPrefix(note, "dudao-audit\n") || !strings.Contains(note, "— dudao-audit ") {
		t.Errorf("%s: %s", link, note)
	}
}

func TestExportIsFilteredSafeAndAudited(t *testing.T) {
	w := world(t)
	rec := w.Get("auditor", "/audit/export?q=hd_staff&format=csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(rec.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 11 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if note := rows[1][12]; note != "'=cmd()" {
		t.Errorf("formula: %q", note)
	}
	if rec := w.Get("auditor", "/audit/export?format=xlsx"); rec.Code != 200 || !strings.HasPrefix(rec.Body.String(), "PK") {
		t.Errorf("xlsx: %d", rec.Code)
	}
	n, err := db.Get[int](t.Context(), w.DB, `select count(*) from audit_entry where action = 'audit.export' and actor_id = 'auditor'`)
	w.Must(err)
	if n != 2 {
		t.Errorf("%d exports in the log", n)
	}
}
