package inspectweb_test

import (
	"strings"
	"testing"

	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/testkit"
)

// Through the API too, only an expert's account becomes an expert of the team: nobody else comes to
// see a supervision by it. The account gives the name.
func TestOnlyAnExpertsAccountIsHired(t *testing.T) {
	w := testkit.New(t)
	at := browser{w, t}.begun()
	open := func(login string, role access.Role) string {
		a, _, err := w.Identity.Create(w.As("system_admin"), identity.NewAccount{Password: "Small-city-26", Particulars: identity.Particulars{Login: login, Name: "人" + login, UnitID: "city_office"}})
		w.Must(err)
		_, err = w.Identity.Grant(w.As("security_admin"), identity.NewRole{AccountID: a.ID, Role: role, UnitID: "city_office", Reason: "聘请"})
		w.Must(err)
		return a.ID
	}
	expert, staff := open("zhuanjia1", access.Expert), open("jingban1", access.CityStaff)
	hire := func(id string) (int, string) {
		rec := w.API("hd_staff", "POST", at+"/team", map[string]any{"in": map[string]any{"name": "别名", "account_id": id, "note": "高校 课程"}})
		return rec.Code, rec.Body.String()
	}
	for _, id := range []string{staff, "nobody"} {
		if code, body := hire(id); code != 422 || !strings.Contains(body, "的账号") {
			t.Errorf("%s: %d %s", id, code, body)
		}
	}
	if code, body := hire(expert); code != 200 || !strings.Contains(body, "人zhuanjia1") || strings.Contains(body, "别名") {
		t.Errorf("the expert: %d %s", code, body)
	}
}
