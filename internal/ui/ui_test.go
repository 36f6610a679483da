package ui_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/testkit"
	"dudao/internal/ui"
)

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1286000: "1,286,000", -1500: "-1,500"} {
		if got := ui.Number(n); got != want {
			t.Errorf("Number(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestFormKeepsWhatWasTypedAndSaysWhatIsWrong(t *testing.T) {
	r := httptest.NewRequest("POST", "/x", strings.NewReader(url.Values{"title": {"消防"}, "level": {"b"}, "sure": {"true"}, "secret": {"x"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := r.ParseForm(); err != nil {
		t.Fatal(err)
	}
	f := ui.Form{Action: "/orders/1/accept", Fields: []ui.Field{
		{Name: "title"}, {Name: "level", Type: "select", Options: []ui.Option{{Value: "a", Chosen: true}, {Value: "b"}}},
		{Name: "sure", Type: "checkbox"}, {Name: "other", Type: "checkbox", Value: "true"}, {Name: "secret", Type: "password"},
	}}
	f.Keep(r)
	f.Refuse(r, errs.NewField("title", "请更正标出的内容"))
	if f.Fields[0].Value != "消防" || f.Fields[1].Options[0].Chosen || !f.Fields[1].Options[1].Chosen || f.Fields[2].Value != "true" || f.Fields[3].Value != "" || f.Fields[4].Value != "" {
		t.Errorf("kept %+v", f.Fields)
	}
	if bad := f.Problems(); !f.Failed() || len(bad) != 1 || bad[0].ID() != "f-accept-title" {
		t.Errorf("problems %+v", bad)
	}
}

func TestPreferences(t *testing.T) {
	w := testkit.New(t)
	rec := w.Post("", "/preferences", url.Values{"lang": {"en"}, "text": {"huge"}, "back": {"//evil.example/"}})
	if rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/" {
		t.Errorf("answer %d to %s", rec.Code, rec.Header().Get("Location"))
	}
	if c := rec.Header().Values("Set-Cookie"); len(c) != 1 || !strings.HasPrefix(c[0], "lang=en;") {
		t.Errorf("cookies %v", c)
	}
	r := httptest.NewRequest("GET", "/design", nil)
	r.AddCookie(&http.Cookie{Name: "text", Value: "large"})
	if rec := w.Do("", r); !strings.Contains(rec.Body.String(), `<html lang="zh-CN" class="large">`) {
		t.Error("large text is not kept")
	}
}

// Static files live under the hash of their content: kept for ever there, never under another.
func TestAssets(t *testing.T) {
	w := testkit.New(t)
	text := w.Get("", "/design").Body.String()
	if len(text) > 60<<10 {
		t.Errorf("page of %d bytes", len(text))
	}
	_, link, _ := strings.Cut(text, `rel="stylesheet" href="`)
	link, _, _ = strings.Cut(link, `"`)
	rec := w.Get("", link)
	if rec.Code != 200 || !strings.Contains(rec.Header().Get("Cache-Control"), "immutable") || !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/css") {
		t.Errorf("%s: %d %v", link, rec.Code, rec.Header())
	}
	if rec := w.Get("", "/static/0/dudao.css"); strings.Contains(rec.Header().Get("Cache-Control"), "immutable") {
		t.Error("an old name must not be kept")
	}
	if rec := w.Get("", "/static/0/nothing.css"); rec.Code != 404 {
		t.Errorf("unknown file: %d", rec.Code)
	}
}

// An error says what happened and what to do, in the reader's language, and never the cause.
func TestErrorPage(t *testing.T) {
	w := testkit.New(t)
	rec := w.Get("hd_staff", "/nowhere")
	if text := rec.Body.String(); rec.Code != 404 || !strings.Contains(text, "没有找到") || !strings.Contains(text, "/nowhere") {
		t.Errorf("%d %s", rec.Code, text)
	}
	out := httptest.NewRecorder()
	if err := ui.ShowError(out, httptest.NewRequest("GET", "/", nil), errs.New(errs.Internal, "系统内部错误，请稍后重试").Because(http.ErrBodyNotAllowed), "abc"); err != nil {
		t.Fatal(err)
	}
	if text := out.Body.String(); out.Code != 500 || !strings.Contains(text, "abc") || strings.Contains(text, "body") && strings.Contains(text, http.ErrBodyNotAllowed.Error()) {
		t.Errorf("%d %s", out.Code, text)
	}
}

// The buttons of a form stay in view on a phone only where the form is longer than the phone: two bars
// of short forms would cover one another.
func TestOnlyLongFormsKeepTheirButtonsInView(t *testing.T) {
	short, long := ui.Form{Fields: make([]ui.Field, 3)}, ui.Form{Fields: make([]ui.Field, 8)}
	if short.Long() || !long.Long() {
		t.Errorf("short %v, long %v", short.Long(), long.Long())
	}
	for _, file := range []string{"css/6-list.css", "css/5-forms.css"} {
		css, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range strings.Split(string(css), "}") {
			if strings.Contains(rule, ".bar") && strings.Contains(rule, "sticky") && !strings.Contains(rule, ".form.long .bar {") {
				t.Errorf("%s: %s", file, rule)
			}
		}
	}
}

// A photo no browser shows has a sign and its name instead of a broken picture.
func TestPhotoWithoutPreview(t *testing.T) {
	if ui.Previewable("image/heic") {
		t.Error("image/heic is no picture for most browsers")
	}
}

// A value chooses its option where none is chosen, so that a form that shows a record keeps it when it is sent again.
func TestValueChoosesItsOption(t *testing.T) {
	options := []ui.Option{{}, {Value: "a", Label: "甲"}, {Value: "b", Label: "乙", Chosen: true}}
	chosen := func(f ui.Field) (out []string) {
		for _, g := range f.Grouped() {
			for _, o := range g.Options {
				if o.Chosen {
					out = append(out, o.Value)
				}
			}
		}
		return out
	}
	for _, c := range []struct {
		f    ui.Field
		want string
	}{{ui.Field{Value: "a", Options: options[:2]}, "a"}, {ui.Field{Value: "a", Options: options}, "b"}, {ui.Field{Options: options[:2]}, ""}, {ui.Field{Value: "c", Options: options[:2]}, ""}} {
		if got := strings.Join(chosen(c.f), ","); got != c.want {
			t.Errorf("%+v: %q", c.f, got)
		}
	}
	if options[1].Chosen {
		t.Error("the options themselves were changed")
	}
}
