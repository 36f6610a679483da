package planweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// Two lines that are not understood are named with their numbers, and each offers what it may mean;
// the choice is sent without a script, and nothing else is lost.
func TestTargetsNameTheLine(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error {
		for _, u := range []org.Unit{{ID: "gx1", ParentID: "110108", Kind: org.School, Name: "共享小学", Stage: "primary", Code: "G1"},
			{ID: "gx2", ParentID: "110108", Kind: org.School, Name: "共享小学", Stage: "junior", Code: "G2"}} {
			if err := org.AddUnit(t.Context(), tx, u); err != nil {
				return err
			}
		}
		return nil
	}))
	at := post(t, w, "hd_staff", "/plans", url.Values{"id": {w.DB.NewID()}, "year": {"2026"}})
	has(t, w.Get("hd_staff", at+"/items/new").Body.String(), `data-pick="/units/pick"`, `data-pick="/people/pick"`)
	form := itemForm()
	form.Set("targets", "海淀第一小学\r\n\r\n共享小学、不存在的地方\r\n")
	res := w.Post("hd_staff", at+"/items", form)
	if res.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d", res.Code)
	}
	body := res.Body.String()
	has(t, body, "第 2 行：有 2 个单位叫“共享小学”", "第 3 行：没有找到单位“不存在的地方”", `name="targets.2" value="共享小学（G2）"`, "海淀第一小学\n共享小学\n不存在的地方</textarea>", "张组长")
	lacks(t, body, `name="targets.1"`, `name="targets.3"`, "gx1")
	form.Set("targets", "海淀第一小学\n共享小学")
	form.Set("targets.2", "共享小学（G2）")
	post(t, w, "hd_staff", at+"/items", form)
	full, err := w.Plan.Plan(w.As("hd_staff"), strings.TrimPrefix(at, "/plans/"))
	w.Must(err)
	if got := full.Items[0].Targets; len(got) != 2 || got[0].UnitID != "gx2" || got[1].UnitID != "hd_school1" {
		t.Errorf("%+v", got)
	}
}

// Who leads an item is chosen by name; a name that two people have is asked back, one without an
// account stays a name.
func TestLeadIsAPerson(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	for _, login := range []string{"li.one", "li.two"} {
		_, _, err := w.Identity.Create(w.As("system_admin"), identity.NewAccount{Particulars: identity.Particulars{Login: login, Name: "李督学", UnitID: "hd_office"}})
		w.Must(err)
	}
	at := post(t, w, "hd_staff", "/plans", url.Values{"id": {w.DB.NewID()}, "year": {"2026"}})
	form := itemForm()
	form.Set("lead_name", "李督学")
	res := w.Post("hd_staff", at+"/items", form)
	if res.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d", res.Code)
	}
	has(t, res.Body.String(), "有 2 人叫“李督学”", `name="lead_name" value="李督学（li.two）"`)
	form["lead_name"] = []string{"李督学（li.two）", "李督学"} // the choice comes before the text
	post(t, w, "hd_staff", at+"/items", form)
	full, err := w.Plan.Plan(w.As("hd_staff"), strings.TrimPrefix(at, "/plans/"))
	w.Must(err)
	i := full.Items[0]
	who, err := people.New(w.DB).Named(w.As("hd_staff"), "li.two", "")
	w.Must(err)
	if i.LeadName != "李督学" || i.LeadAccountID != who.ID {
		t.Errorf("%q %q", i.LeadName, i.LeadAccountID)
	}
	rec := w.API("hd_staff", "POST", "/plans/"+strings.TrimPrefix(at, "/plans/")+"/items", map[string]any{"title": "又一项", "mode": "special", "field": "school", "from": "2026-09-01", "to": "2026-09-30",
		"lead_account_id": "nobody", "basis": "《教育督导条例》第十四条", "targets": []string{"hd_school1"}})
	if rec.Code != 422 || !strings.Contains(rec.Body.String(), "没有找到“nobody”的账号") {
		t.Errorf("an account that is not there leads: %d %s", rec.Code, rec.Body)
	}
	edit := itemForm()
	edit.Set("version", "1")
	edit.Set("lead_name", "李督学") // unchanged: still the same person
	post(t, w, "hd_staff", at+"/items/"+i.ID, edit)
	full, err = w.Plan.Plan(w.As("hd_staff"), strings.TrimPrefix(at, "/plans/"))
	w.Must(err)
	if full.Items[0].LeadAccountID != who.ID {
		t.Errorf("after an edit: %q", full.Items[0].LeadAccountID)
	}
	edit.Set("version", "2")
	edit.Set("lead_name", "王处长")
	post(t, w, "hd_staff", at+"/items/"+i.ID, edit)
	full, err = w.Plan.Plan(w.As("hd_staff"), strings.TrimPrefix(at, "/plans/"))
	w.Must(err)
	if i := full.Items[0]; i.LeadName != "王处长" || i.LeadAccountID != "" {
		t.Errorf("%q %q", i.LeadName, i.LeadAccountID)
	}
}

// The picker of people shows those of one's own subtree, experts of the city, and no administrator.
func TestPeopleAreThoseOfOnesOwn(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	for login, unit := range map[string]org.UnitID{"hd_one": "hd_office", "xc_one": "xc_office", "an_expert": "city_office"} {
		a, _, err := w.Identity.Create(w.As("system_admin"), identity.NewAccount{Particulars: identity.Particulars{Login: login, Name: login, UnitID: unit}})
		w.Must(err)
		if login == "an_expert" {
			_, err = w.Identity.Grant(w.As("security_admin"), identity.NewRole{AccountID: a.ID, Role: access.Expert, UnitID: unit, Reason: "聘请"})
			w.Must(err)
		}
	}
	if at := w.Get("hd_staff", "/people/pick?q=an_expert").Body.String(); strings.Contains(at, "<option") {
		t.Errorf("somebody of the city: %s", at)
	}
	mine := w.Get("hd_staff", "/people/pick?q=hd_").Body.String()
	has(t, mine, "<option", "海淀区人民政府教育督导室")
	if other := w.Get("hd_staff", "/people/pick?q=xc_").Body.String(); strings.Contains(other, "<option") {
		t.Errorf("another district: %s", other)
	}
	if admin := w.Get("city_staff", "/people/pick?q=system_admin").Body.String(); strings.Contains(admin, "<option") {
		t.Errorf("an administrator: %s", admin)
	}
	has(t, w.Get("hd_staff", "/people/pick?q=expert&role=expert").Body.String(), "<option")
	if code := w.Get("system_admin", "/people/pick?q=a").Code; code != http.StatusForbidden {
		t.Errorf("system administrator: %d", code)
	}
}
