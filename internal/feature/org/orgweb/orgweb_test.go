package orgweb_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"dudao/internal/feature/org"
	"dudao/internal/feature/org/seed"
	"dudao/internal/testkit"
)

func page(t *testing.T, w *testkit.World, who, path string, want ...string) string {
	t.Helper()
	rec := w.Get(who, path)
	if rec.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
	}
	text := rec.Body.String()
	for _, s := range want {
		if !strings.Contains(text, s) {
			t.Errorf("%s lacks %q", path, s)
		}
	}
	return text
}

func TestPagesShowWhatThereIs(t *testing.T) {
	w := testkit.Seeded(t)
	page(t, w, "city_staff", "/units", "共 1,6", "北京大学", "新增单位")
	page(t, w, "city_staff", "/units?kind=school&district=110108&stage=primary&sort=students&desc=yes&page=2", "小学", "去掉此条件")
	page(t, w, "city_staff", "/units?unplaced=yes", "区未定")
	page(t, w, "city_staff", "/units?as_of=2020-01-01&q=hdyx", "海淀")
	page(t, w, "city_staff", "/units?q=%E4%B8%8D%E5%AD%98%E5%9C%A8%E7%9A%84", "没有符合条件的单位")
	text := page(t, w, "hd_staff", "/units/hd_school1", "海淀第一小学", "1,200", "负责的督导机构", "更名", "撤销")
	if strings.Contains(text, "增设岗位") {
		t.Error("a district office may add posts")
	}
	if strings.Contains(page(t, w, "hd_head1", "/units/hd_school1"), "更名") {
		t.Error("a head may rename the school")
	}
	page(t, w, "hd_head1", "/units/chart", "分管教育工作的副市长", "共青团市委", "燕山")
	page(t, w, "city_staff", "/units/groups", "督学责任区", "新建分组")
	page(t, w, "city_staff", "/units/import", "上传并检查")
	page(t, w, "city_staff", "/units/"+seed.ID("committee", "110000"), "成员单位", "增设岗位")
	for who, path := range map[string]string{"xc_staff": "/units/hd_school1", "hd_head2": "/units/hd_school1"} {
		if rec := w.Get(who, path); rec.Code != http.StatusNotFound {
			t.Errorf("%s sees %s: %d", who, path, rec.Code)
		}
	}
	if rec := w.Get("system_admin", "/units"); rec.Code != http.StatusForbidden {
		t.Errorf("system_admin: %d", rec.Code)
	}
}

func TestPickOffersWhatResolveFindsAgain(t *testing.T) {
	w := testkit.Seeded(t)
	r := httptest.NewRequest("GET", "/units/pick?kind=school&q=bjdx", nil)
	r.Header.Set("Accept", "application/json")
	var got struct{ Results []struct{ ID, Value string } }
	w.Must(json.Unmarshal(w.Do("city_staff", r).Body.Bytes(), &got))
	if len(got.Results) == 0 {
		t.Fatal("nothing found")
	}
	for _, c := range got.Results {
		u, err := w.Org.Resolve(w.As("city_staff"), c.Value, org.School)
		w.Must(err)
		if string(u.ID) != c.ID {
			t.Errorf("%s is %s, offered for %s", c.Value, u.ID, c.ID)
		}
	}
	page(t, w, "city_staff", "/units/pick?q=sjq", `<option value="四季青地区"`)
}

func TestChangesByForm(t *testing.T) {
	w := testkit.Seeded(t)
	form := url.Values{"version": {"1"}, "name": {"海淀新名小学"}, "on": {"2026-09-01"}}
	rec := w.Post("hd_staff", "/units/hd_school1/rename", form)
	if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "请填写变更原因") || !strings.Contains(rec.Body.String(), "海淀新名小学") {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	form.Set("reason", "布局调整")
	if rec = w.Post("hd_staff", "/units/hd_school1/rename", form); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	page(t, w, "hd_staff", "/units/hd_school1", "海淀新名小学", "海淀第一小学 → 海淀新名小学", "布局调整")
	form.Set("name", "另一个人的名字")
	rec = w.Post("hd_staff2", "/units/hd_school1/rename", form)
	if rec.Code != http.StatusConflict || !strings.Contains(rec.Body.String(), "另一个人的名字") || !strings.Contains(rec.Body.String(), "他人已保存的内容") {
		t.Errorf("two editors: %d", rec.Code)
	}
	edit := url.Values{"version": {"1"}, "stage": {"junior"}, "ownership": {"public"}, "students": {"950"}, "place": {"四季青镇"}, "aliases": {"海一中、一中"}}
	if rec = w.Post("hd_staff", "/units/hd_school2/edit", edit); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	page(t, w, "hd_staff", "/units/hd_school2", "四季青地区", "海一中")
	edit.Set("version", "2")
	edit.Set("place", "西长安街街道")
	if rec = w.Post("hd_staff", "/units/hd_school2/edit", edit); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("a street elsewhere: %d", rec.Code)
	}
	add := url.Values{"id": {w.DB.NewID()}, "kind": {"school"}, "name": {"海淀新小学"}, "parent_id": {"海淀"}, "stage": {"primary"}}
	for range 2 {
		if rec = w.Post("hd_staff", "/units", add); rec.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
	}
	page(t, w, "hd_staff", "/units?q=%E6%B5%B7%E6%B7%80%E6%96%B0%E5%B0%8F%E5%AD%A6", "共 1 项")
	for path, form := range map[string]url.Values{
		"/units/hd_school1/split": {"version": {"2"}, "names": {"分立出的学校"}, "goes_on": {"yes"}, "reason": {"分立"}},
		"/units/hd_kg/merge":      {"version": {"1"}, "into": {"海淀新名小学"}, "reason": {"合并"}},
		"/units/hd_school2/close": {"version": {"2"}, "reason": {"停办"}},
	} {
		page(t, w, "hd_staff", path)
		if rec = w.Post("hd_staff", path, form); rec.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
	page(t, w, "hd_staff", "/units/hd_kg", "单位已撤销，现在是：海淀新名小学")
}

func upload(t *testing.T, w *testkit.World, name, text string) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", name)
	w.Must(err)
	_, err = part.Write([]byte(text))
	w.Must(err)
	w.Must(m.Close())
	r := httptest.NewRequest("POST", "/units/import", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return w.Do("city_staff", r)
}

func TestImportByForm(t *testing.T) {
	w := testkit.Seeded(t)
	rec := upload(t, w, "空.csv", "")
	if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "文件是空的") {
		t.Errorf("%d", rec.Code)
	}
	rec = upload(t, w, "学校.csv", "单位名称,所属区,街道,学段\n新一小学,海淀区,四季青镇,小学\n新二小学,海定区,,小学\n")
	if rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	at := rec.Header().Get("Location")
	page(t, w, "city_staff", at, "没有叫“海定区”的区", at+"/rows/3", "学校.csv")
	if rec = w.Post("city_staff", at+"/apply", url.Values{"version": {"2"}}); rec.Code != http.StatusConflict {
		t.Errorf("%d", rec.Code)
	}
	page(t, w, "city_staff", at+"/rows/3", "海定区")
	if rec = w.Post("city_staff", at+"/rows/3", url.Values{"c0": {"新二小学"}, "c3": {"还是错"}, "c5": {"小学"}}); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", rec.Code)
	}
	if rec = w.Post("city_staff", at+"/rows/3", url.Values{"c0": {"新二小学"}, "c3": {"海淀区"}, "c5": {"小学"}}); rec.Code != http.StatusSeeOther {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec = w.Post("city_staff", at+"/apply", url.Values{"version": {"4"}}); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	page(t, w, "city_staff", "/units?q=%E6%96%B0%E4%BA%8C%E5%B0%8F%E5%AD%A6", "共 1 项")
	if rec = w.Post("city_staff", at+"/undo", url.Values{"version": {"6"}}); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	page(t, w, "city_staff", at, "已撤回")
	page(t, w, "city_staff", "/units/import", "学校.csv")
	for _, path := range []string{"/units/import/template.csv", "/units/import/template.xlsx", at + "/errors.xlsx", "/units/export.csv?district=110108&kind=school", "/units/export.xlsx?stage=higher"} {
		if rec := w.Get("city_staff", path); rec.Code != http.StatusOK || rec.Body.Len() < 50 {
			t.Errorf("%s: %d, %d bytes", path, rec.Code, rec.Body.Len())
		}
	}
}

func TestGroupsAndPostsByForm(t *testing.T) {
	w := testkit.Seeded(t)
	rec := w.Post("hd_staff", "/units/groups", url.Values{"id": {w.DB.NewID()}, "set": {"zone"}, "name": {"第一责任区"}, "unit": {"海淀"}})
	if rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	at := rec.Header().Get("Location")
	if rec = w.Post("hd_staff", at+"/join", url.Values{"version": {"1"}, "unit": {"海淀第一小学"}}); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	page(t, w, "hd_staff", at, "海淀第一小学", "退出")
	if rec = w.Post("hd_staff", at+"/join", url.Values{"version": {"2"}, "unit": {"没有的学校"}}); rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "没有的学校") {
		t.Errorf("%d", rec.Code)
	}
	page(t, w, "hd_staff", "/units/hd_school1", "第一责任区")
	page(t, w, "hd_staff", "/units?group="+strings.TrimPrefix(at, "/unit-groups/"), "共 1 项")
	committee := "/units/" + seed.ID("committee", "110000")
	post := seed.ID("post", seed.ID("committee", "110000")+"|1")
	if rec = w.Post("city_staff", committee+"/posts/"+post+"/appoint", url.Values{"version": {"1"}, "name": {"张三"}}); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	page(t, w, "city_staff", committee, "张三")
	if rec = w.Post("city_staff", committee+"/posts", url.Values{"title": {""}}); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", rec.Code)
	}
}

func TestAPI(t *testing.T) {
	w := testkit.Seeded(t)
	for _, c := range []struct {
		who, method, path, body string
		code                    int
		want                    string
	}{
		{"hd_staff", "GET", "/api/v1/units?kind=school&stage=primary&size=1", "", 200, `"total":`},
		{"hd_staff", "GET", "/api/v1/units/hd_school1", "", 200, `"name":"海淀第一小学"`},
		{"xc_staff", "GET", "/api/v1/units/hd_school1", "", 404, "没有找到"},
		{"hd_staff", "GET", "/api/v1/org-chart", "", 200, "共青团市委"},
		{"hd_staff", "POST", "/api/v1/units/hd_school1/rename", `{"version":1,"name":"新名小学","reason":"调整"}`, 200, `"version":2`},
		{"hd_staff", "POST", "/api/v1/units/hd_school1/rename", `{"version":1,"name":"再改","reason":"调整"}`, 409, "他人修改"},
		{"hd_staff", "POST", "/api/v1/units", `{"parent_id":"110108","kind":"school","name":"接口小学","stage":"primary","code":"","ownership":"","nature":"","students":0,"place_id":"","address":"","opened_on":"","aliases":null}`, 200, "接口小学"},
		{"hd_staff", "GET", "/api/v1/unit-groups", "", 200, `"items":[]`},
		{"city_staff", "POST", "/api/v1/unit-imports", `{"name":"a.csv","content":"5Y2V5L2N5ZCN56ewLOaJgOWxnuWMuizlrabmrrUK5Y2V5bCP5a2mLOa1t+a3gOWMuizlsI/lraYK"}`, 200, `"adds":1`},
		{"hd_staff", "GET", "/api/v1/unit-imports", "", 403, ""},
	} {
		rec := w.JSON(c.who, c.method, c.path, c.body)
		if rec.Code != c.code || !strings.Contains(rec.Body.String(), c.want) {
			t.Errorf("%s %s: %d %s", c.method, c.path, rec.Code, rec.Body)
		}
	}
}

// What a picker offers for units that share a name says the district in full-width brackets, and is
// understood; a name alone is answered with the choices.
func TestUnitsThatShareAName(t *testing.T) {
	w := testkit.New(t)
	for _, d := range []string{"110108", "110102"} {
		_, err := w.Org.Add(w.As("city_staff"), org.Unit{ParentID: org.UnitID(d), Kind: org.School, Name: "同名小学", Stage: "primary", Ownership: "public"}, nil, org.Change{Reason: "新设"})
		w.Must(err)
	}
	text := page(t, w, "city_staff", "/units/pick?kind=school&q=%E5%90%8C%E5%90%8D%E5%B0%8F%E5%AD%A6", `value="同名小学（海淀`)
	if strings.Contains(text, `value="0`) {
		t.Error("an id is offered")
	}
	for name, district := range map[string]string{"同名小学（海淀）": "/110000/110108/", "同名小学(西城区)": "/110000/110102/"} {
		u, err := w.Org.Resolve(w.As("city_staff"), name, org.School)
		if err != nil || !strings.HasPrefix(u.Path, district) {
			t.Errorf("%s: %s %v", name, u.Path, err)
		}
	}
	rec := w.Post("city_staff", "/units/hd_school1/merge", url.Values{"version": {"1"}, "into": {"同名小学"}, "on": {"2026-09-01"}, "reason": {"布局调整"}})
	if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), `type="radio" name="into" value="同名小学（西城`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
