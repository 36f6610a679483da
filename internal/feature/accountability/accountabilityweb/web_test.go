package accountabilityweb_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/testkit"
)

// A talk is opened and arranged by a program as by a person; what may not be is refused the same way.
func TestTalkThroughTheAPI(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	do := func(who, method, path string, body any, want int) (r accountability.Record) {
		t.Helper()
		rec := w.API(who, method, path, body)
		if rec.Code != want {
			t.Fatalf("%s %s as %s: %d, want %d\n%s", method, path, who, rec.Code, want, rec.Body)
		}
		if want == 200 {
			w.Must(json.Unmarshal(rec.Body.Bytes(), &r))
		}
		return r
	}
	in := map[string]any{"grounds": []string{"talk.safety"}, "facts": "疏散通道堆放杂物。"}
	do("hd_head1", "POST", "/talks", map[string]any{"unit_id": "hd_school1", "in": in}, 403)
	do("xc_staff", "POST", "/talks", map[string]any{"unit_id": "hd_school1", "in": in}, 403)
	do("hd_staff", "POST", "/talks", map[string]any{"unit_id": "hd_school1", "in": map[string]any{"grounds": []string{"circular.poor"}}}, 422)
	r := do("hd_staff", "POST", "/talks", map[string]any{"unit_id": "hd_school1", "in": in}, 200)
	do("hd_staff", "POST", "/talks/"+r.ID+"/notify", map[string]any{"version": r.Version}, 422)
	in["on"], in["time"], in["place"] = w.Rectify.Today().AddDays(3).String(), "9:30", "区督导室"
	in["speakers"] = []map[string]string{{"name": "甲某", "post": "主任"}, {"name": "乙某", "post": "督学"}}
	in["persons"] = []map[string]string{{"name": "丙某", "post": "校长"}}
	do("hd_staff", "POST", "/talks/"+r.ID+"/edit", map[string]any{"version": r.Version + 7, "in": in}, 409)
	r = do("hd_staff", "POST", "/talks/"+r.ID+"/edit", map[string]any{"version": r.Version, "in": in}, 200)
	if r = do("hd_staff", "POST", "/talks/"+r.ID+"/notify", map[string]any{"version": r.Version}, 200); r.State != "noticing" {
		t.Errorf("state %s", r.State)
	}
	do("hd_head1", "GET", "/talks/"+r.ID, nil, 404) // before the notice is out
	var list struct{ Total int }
	w.Must(json.Unmarshal(w.API("hd_staff", "GET", "/talks?state=noticing&ground=talk.safety", nil).Body.Bytes(), &list))
	if list.Total != 1 {
		t.Errorf("%d talks", list.Total)
	}
}

// A refused form keeps what was typed and says at the field what is wrong; a filter narrows page and export.
func TestFormsAndLists(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	form := url.Values{"id": {w.DB.NewID()}, "unit": {"海淀第一小学"}, "facts": {"写好的事实"}}
	rec := w.Post("hd_staff", "/talks", form)
	if rec.Code != 422 || !strings.Contains(rec.Body.String(), "写好的事实") || !strings.Contains(rec.Body.String(), "请至少选择一种情形") {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	form.Set("grounds", "talk.duty")
	form.Set("source_url", "https://elsewhere.example/")
	rec = w.Post("hd_staff", "/talks", form)
	at := rec.Header().Get("Location")
	if rec.Code != 303 || !strings.HasPrefix(at, "/talks/") {
		t.Fatalf("%d %s", rec.Code, at)
	}
	if again := w.Post("hd_staff", "/talks", form); again.Header().Get("Location") != at {
		t.Errorf("sent twice: %d %s", again.Code, again.Header().Get("Location"))
	}
	if body := w.Get("hd_staff", at).Body.String(); strings.Contains(body, "elsewhere") {
		t.Error("a record leads to another host")
	}
	rec = w.Post("hd_staff", at+"/drop", url.Values{"version": {"1"}})
	if rec.Code != 422 || !strings.Contains(rec.Body.String(), "请说明理由") {
		t.Errorf("%d", rec.Code)
	}
	for query, want := range map[string]bool{"?ground=talk.duty": true, "?ground=talk.safety": false, "?q=%E6%B5%B7%E6%B7%80": true, "?year=2019": false, "?format=csv": true, "?format=csv&state=done": false} {
		if body := w.Get("hd_staff", "/talks"+query).Body.String(); strings.Contains(body, "约谈海淀第一小学相关负责人") != want {
			t.Errorf("/talks%s: want %v", query, want)
		}
	}
	if rec := w.Get("hd_head1", at); rec.Code != 404 {
		t.Errorf("the unit reads a draft: %d", rec.Code)
	}
}

// What a member unit is asked, in the language of who reads it: grounds and measures are words of the program.
func TestAQuestionInEnglish(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	list, err := liability.ConsultsOf(t.Context(), w.DB, w.Consulting("hd"))
	w.Must(err)
	r := httptest.NewRequest("GET", "/consultations/"+list[0].ID, nil)
	rec := w.Do("liaison", r.WithContext(lang.With(r.Context(), lang.En)))
	for _, want := range []string{"Problems found by supervision not put right", "Public criticism"} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%d: no %q\n%s", rec.Code, want, rec.Body)
		}
	}
}
