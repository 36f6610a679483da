package workbenchweb_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

func start(t *testing.T) *testkit.World {
	w := testkit.New(t)
	ctx := w.As("hd_staff")
	w.Must(w.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := clock.Start(ctx, tx, clock.Duty{Ref: ident.Ref{Kind: "rectify.order", ID: "a"}, Step: "submit", From: tx.Today(), Due: civil.DateOf(w.Clock.Now()).AddDays(2),
			UnitPath: "/110000/110108/hd_school1/", UnitID: "hd_school1", Need: "rectify.submit", Title: "消防通道堵塞", Action: "提交整改结果", URL: "/rectifications/a"})
		return err
	}))
	return w
}

func TestDesk(t *testing.T) {
	w := start(t)
	for _, who := range []string{"city_leader", "city_staff", "hd_leader", "hd_staff", "hd_head1", "hd_clerk1", "hd_inspector1", "liaison", "expert", "auditor", "system_admin", "security_admin", "audit_admin"} {
		if rec := w.Get(who, "/workbench"); rec.Code != 200 {
			t.Errorf("%s: %d %s", who, rec.Code, rec.Body)
		}
	}
	text := w.Get("hd_head1", "/workbench").Body.String()
	for _, want := range []string{"消防通道堵塞", `class="btn small" href="/rectifications/a"`, "三日内到期", `href="/workbench/duties?whose=mine&amp;when=soon"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the head's desk lacks %s", want)
		}
	}
	if text := w.Get("hd_staff", "/workbench/duties?whose=others&when=soon").Body.String(); !strings.Contains(text, "消防通道堵塞") || !strings.Contains(text, "海淀第一小学") {
		t.Error("the office does not see what it waits for")
	}
	if text := w.Get("xc_staff", "/workbench/duties?whose=others").Body.String(); strings.Contains(text, "消防通道堵塞") {
		t.Error("another district sees the duty")
	}
	if rec := w.Get("", "/workbench"); rec.Code == 200 {
		t.Error("nobody has a desk")
	}
}

func TestExportOfDuties(t *testing.T) {
	w := start(t)
	if rec := w.Get("hd_head1", "/workbench/duties?format=csv"); rec.Code != 200 || !strings.Contains(rec.Body.String(), "消防通道堵塞") {
		t.Errorf("csv: %d %s", rec.Code, rec.Body)
	}
	if rec := w.Get("hd_head1", "/workbench/duties?format=xlsx"); rec.Code != 200 || !strings.HasPrefix(rec.Body.String(), "PK") {
		t.Errorf("xlsx: %d", rec.Code)
	}
}

func TestSearchForPeopleAndPalette(t *testing.T) {
	w := start(t)
	if rec := w.Get("hd_staff", "/search?q=第一小学"); rec.Code != 200 || !strings.Contains(rec.Body.String(), `href="/units/hd_school1"`) {
		t.Errorf("page: %d %s", rec.Code, rec.Body)
	}
	r := httptest.NewRequest("GET", "/search?q=第一小学", nil)
	r.Header.Set("Accept", "application/json")
	if rec := w.Do("hd_staff", r); rec.Code != 200 || !strings.Contains(rec.Body.String(), `{"kind":"单位","text":"海淀第一小学"`) {
		t.Errorf("palette: %d %s", rec.Code, rec.Body)
	}
	if rec := w.Get("hd_staff", "/search?q="+strings.Repeat("x", 101)); rec.Code != 422 {
		t.Errorf("too long: %d", rec.Code)
	}
}

func TestAPI(t *testing.T) {
	w := start(t)
	for path, want := range map[string]string{
		"/api/v1/workbench":                     `"soon":1`,
		"/api/v1/workbench/duties?when=soon":    `"title":"消防通道堵塞"`,
		"/api/v1/search?q=%E6%B5%B7%E6%B7%80":   `"/units/hd_school1"`,
		"/api/v1/workbench/duties?whose=others": `"rows":[]`,
	} {
		if rec := w.JSON("hd_head1", "GET", path, ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s: %d %s, want %s", path, rec.Code, rec.Body, want)
		}
	}
}
