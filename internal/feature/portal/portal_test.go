package portal_test

import (
	"encoding/xml"
	"io"
	"net/url"
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

func item(title string) portal.Item {
	return portal.Item{Ref: ident.Ref{Kind: "inspect.report", ID: "r1"}, Kind: portal.Report, UnitID: "hd_school1", UnitPath: "/110000/110108/hd_school1/", UnitName: "海淀第一小学",
		PublisherID: "hd_office", PublisherName: "海淀区人民政府教育督导室", Title: title, Number: "海教督〔2026〕7号", Demo: true,
		Sections: []portal.Section{{Heading: "督导结论", Paragraphs: []string{"总体良好 <b>"}, Table: &portal.Table{Head: []string{"指标", "等级"}, Rows: [][]string{{"办学方向", "A"}}}}}}
}

func publish(t *testing.T, w *testkit.World, i portal.Item) (id string) {
	t.Helper()
	w.Must(w.DB.Write(w.As("hd_staff"), func(tx *db.Tx) (err error) { id, err = portal.Publish(w.As("hd_staff"), tx, i); return err }))
	return id
}

// What is published stays as it was; a newer one takes its place and the old one says so.
func TestSnapshotsAreFrozen(t *testing.T) {
	w := testkit.New(t)
	first := publish(t, w, item("督导报告"))
	body, err := w.Portal.Body(t.Context(), first)
	w.Must(err)
	s, i, err := w.Portal.Item(t.Context(), first)
	w.Must(err)
	if portal.Hash(body) != s.Hash || i.Sections[0].Table.Rows[0][1] != "A" || i.PublishedOn.String() != "2026-09-01" {
		t.Errorf("snapshot %+v of %s", s, body)
	}
	w.Clock.Days(3)
	second := publish(t, w, item("督导报告（修订）"))
	if s, _, err := w.Portal.Item(t.Context(), first); err != nil || s.State != "superseded" {
		t.Errorf("first: %s %v", s.State, err)
	}
	list, err := w.Portal.List(t.Context(), portal.Filter{Text: "修订", Kind: portal.Report, Year: 2026}, page.Req{})
	w.Must(err)
	if list.Total != 1 || list.Rows[0].ID != second {
		t.Errorf("list = %+v", list)
	}
	altered := func() (n int) {
		looked, err := portal.Verifier().Check(t.Context(), w.DB, func(audit.Problem) { n++ })
		if err != nil || looked != 2 {
			t.Errorf("looked at %d: %v", looked, err)
		}
		return n
	}
	w.RunJobs()
	if n := altered(); n != 0 {
		t.Errorf("%d altered before anything was", n)
	}
	for _, q := range []string{`update portal_item set body = replace(body, '良好', '优秀') where id = $1`, `update portal_item set publisher_name = '他人' where id = $1`} {
		w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), q, second); return err }))
		if n := altered(); n != 1 {
			t.Errorf("%s: %d altered", q, n)
		}
	}
}

// 谁组织、谁发布、谁负责: an item without a publisher is refused; only the publisher withdraws, with a reason.
func TestPublisherIsAnswerable(t *testing.T) {
	w := testkit.New(t)
	i := item("督导报告")
	i.PublisherID = ""
	err := w.DB.Write(w.As("hd_staff"), func(tx *db.Tx) error { _, err := portal.Publish(w.As("hd_staff"), tx, i); return err })
	w.WantKind(err, errs.Invalid)
	id := publish(t, w, item("督导报告"))
	w.WantKind(w.Portal.WithdrawItem(w.As("city_staff"), id, "有误"), errs.Denied)
	w.WantKind(w.Portal.WithdrawItem(w.As("xc_staff"), id, "有误"), errs.NotFound)
	w.WantKind(w.Portal.WithdrawItem(w.As("hd_staff"), id, " "), errs.Invalid)
	if rec := w.Post("hd_staff", "/publications/"+id+"/withdraw", url.Values{"reason": {"数据有误，更正后再公布"}}); rec.Code != 303 {
		t.Fatalf("withdraw: %d %s", rec.Code, rec.Body)
	}
	rec := w.Get("", "/public/items/"+id)
	if body := rec.Body.String(); rec.Code != 410 || !strings.Contains(body, "数据有误") || strings.Contains(body, "总体良好") {
		t.Errorf("withdrawn page: %d\n%s", rec.Code, body)
	}
	if rec := w.Get("", "/public/items/"+id+"/frozen.json"); rec.Code != 404 {
		t.Errorf("withdrawn bytes: %d", rec.Code)
	}
}

// The public site needs nobody to sign in, escapes what it shows, marks demo data, and leads nowhere internal.
func TestPublicPages(t *testing.T) {
	w := testkit.New(t)
	id := publish(t, w, item("督导报告"))
	for path, want := range map[string][]string{
		"/": {"督导报告", "/public/items/" + id}, "/public?q=办学方向": {id}, "/public?kind=rectification": {"没有符合条件"},
		"/public/units/hd_school1": {"海淀第一小学", id}, "/public/items/" + id: {"海淀区人民政府教育督导室", "2026-09-01", "SHA-256", "演示数据", "总体良好 &lt;b&gt;"},
		"/robots.txt": {"Disallow: /"},
	} {
		rec := w.Get("", path)
		for _, s := range want {
			if rec.Code != 200 || !strings.Contains(rec.Body.String(), s) {
				t.Errorf("%s: %d, without %q\n%s", path, rec.Code, s, rec.Body)
			}
		}
		for _, internal := range []string{"/rectifications", "/workbench", "/units/hd"} {
			if strings.Contains(strings.ReplaceAll(rec.Body.String(), "/public/units/", ""), internal) {
				t.Errorf("%s leads to %s", path, internal)
			}
		}
	}
	for _, path := range []string{"/public/feed.xml", "/sitemap.xml"} {
		d := xml.NewDecoder(w.Get("", path).Body)
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Errorf("%s: %v", path, err)
				break
			}
		}
	}
	if rec := w.Get("", "/public/units/hd_school2"); rec.Code != 404 {
		t.Errorf("a unit without anything public: %d", rec.Code)
	}
	if rec := w.Get("hd_staff", "/"); rec.Code != 303 {
		t.Errorf("signed in: %d", rec.Code)
	}
	if rec := w.Get("", "/publications"); rec.Code != 401 && rec.Code != 303 {
		t.Errorf("publications for nobody: %d", rec.Code)
	}
	if rec := w.JSON("", "GET", "/api/v1/public/items/"+id, ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), `"hash"`) {
		t.Errorf("API: %d %s", rec.Code, rec.Body)
	}
}
