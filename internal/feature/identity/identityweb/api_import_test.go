package identityweb_test

import (
	"encoding/json"
	"testing"

	"dudao/internal/testkit"
)

// Accounts are imported through the API as through the pages: a check that changes nothing, then all or none.
func TestAccountImportAPI(t *testing.T) {
	w := testkit.New(t)
	check := func(text string) (id string, bad int) {
		t.Helper()
		rec := w.API("hd_staff", "POST", "/account-imports", map[string]any{"name": "a.csv", "content": []byte(text)})
		var out struct {
			ID  string `json:"id"`
			Bad int    `json:"bad"`
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || rec.Code != 200 {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		return out.ID, out.Bad
	}
	id, bad := check("登录名,姓名,单位\nold.one,赵某,没有这所小学\n")
	if rec := w.API("hd_staff", "POST", "/account-imports/"+id+"/apply", nil); bad != 1 || rec.Code != 409 {
		t.Errorf("%d problems, %d %s", bad, rec.Code, rec.Body)
	}
	if id, bad = check("登录名,姓名,单位\nnew.one,赵某,海淀第一小学\n"); bad != 0 {
		t.Errorf("%d problems", bad)
	}
	if rec := w.API("xc_staff", "GET", "/account-imports/"+id, nil); rec.Code != 404 {
		t.Errorf("somebody else's file: %d", rec.Code)
	}
	rec := w.API("hd_staff", "POST", "/account-imports/"+id+"/apply", nil)
	has(t, rec.Body.String(), `"login":"new.one"`, `"password":"`)
	has(t, w.API("hd_staff", "GET", "/account-imports/"+id, nil).Body.String(), `"applied_at":"2`)
}
