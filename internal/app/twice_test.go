package app_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"dudao/internal/base/page"
	"dudao/internal/feature/plan"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// A form sent twice makes one record. Sent again from the back button with other content it is
// refused: what was typed stays on the page, with the ways to keep it.
func TestFormSentTwice(t *testing.T) {
	w := testkit.New(t)
	b := w.SignIn("hd_staff")
	form := url.Values{"id": {w.DB.NewID()}, "year": {"2026"}, "title": {"二〇二六年计划"}, "goal": {"第一稿"}}
	first := b.Post("/plans", form)
	second := b.Post("/plans", form)
	at := first.Header().Get("Location")
	if first.Code != 303 || second.Code != 303 || second.Header().Get("Location") != at {
		t.Fatalf("%d %d %s", first.Code, second.Code, second.Body)
	}
	form.Set("goal", "第二稿，重写了很多")
	form.Set("year", "2027")
	rec := b.Post("/plans", form)
	body := rec.Body.String()
	for _, want := range []string{"这份表单已经提交过", "readonly>第二稿，重写了很多", `href="` + at + `"`, "作为另一份提交", `name="goal" value="第二稿，重写了很多"`} {
		if rec.Code != 409 || !strings.Contains(body, want) {
			t.Errorf("%d, lacks %s: %s", rec.Code, want, body)
		}
	}
	if strings.Contains(body, `name="id"`) {
		t.Error("another one would have the id of the first")
	}
	count := func() int {
		list, err := w.Plan.List(w.As("hd_staff"), plan.Filter{}, page.Req{})
		w.Must(err)
		return list.Total
	}
	if n := count(); n != 1 {
		t.Errorf("%d plans, want 1", n)
	}
	form.Del("id")
	if rec := b.Post("/plans", form); rec.Code != 303 || count() != 2 {
		t.Errorf("as another one: %d, %d plans", rec.Code, count())
	}
	form.Set("id", w.DB.NewID())
	for _, year := range []string{"1900", "2028"} { // refused is not sent: it may be corrected
		form.Set("year", year)
		rec = b.Post("/plans", form)
	}
	if rec.Code != 303 || count() != 3 {
		t.Errorf("corrected: %d, %d plans", rec.Code, count())
	}
}

// The back button opens the form anew, with another id, and the browser fills in what was typed: the
// same content is not saved twice, unless the person wants that or an hour has passed.
func TestSameContentFromANewForm(t *testing.T) {
	w := testkit.New(t)
	b := w.SignIn("hd_staff")
	form := url.Values{"id": {w.DB.NewID()}, "unit": {"hd_school1"}, "text": {"消防通道堆放杂物"}, "clause": {"fire"}, "severity": {"general"}, "demand": {"清理通道"}}
	first := b.Post("/rectifications", form)
	if first.Code != 303 {
		t.Fatalf("%d %s", first.Code, first.Body)
	}
	count := func() int {
		n, err := db.Get[int](t.Context(), w.DB, `select count(*) from rectify_order`)
		w.Must(err)
		return n
	}
	form.Set("id", w.DB.NewID())
	rec := b.Post("/rectifications", form)
	if body := rec.Body.String(); rec.Code != 409 || count() != 1 || !strings.Contains(body, "已经提交过同样的内容") || !strings.Contains(body, `href="`+first.Header().Get("Location")+`"`) {
		t.Errorf("%d, %d orders: %s", rec.Code, count(), body)
	}
	form.Set("text", "另一个问题")
	if rec := b.Post("/rectifications", form); rec.Code != 303 || count() != 2 {
		t.Errorf("other content: %d, %d orders", rec.Code, count())
	}
	form.Del("id")
	if rec := b.Post("/rectifications", form); rec.Code != 303 || count() != 3 {
		t.Errorf("as another one: %d, %d orders", rec.Code, count())
	}
	w.Clock.Add(2 * time.Hour)
	b = w.SignIn("hd_staff")
	form.Set("id", w.DB.NewID())
	if rec := b.Post("/rectifications", form); rec.Code != 303 || count() != 4 {
		t.Errorf("later: %d, %d orders", rec.Code, count())
	}
}
