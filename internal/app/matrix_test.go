package app_test

import (
	"maps"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dudao/internal/feature/access"
	"dudao/internal/platform/web"
	"dudao/internal/testkit"
)

// somebody of each role; those of a district and of a school belong to 海淀.
var somebody = map[access.Role]string{
	access.CityLeader: "city_leader", access.CityStaff: "city_staff", access.SystemAdmin: "system_admin",
	access.SecurityAdmin: "security_admin", access.AuditAdmin: "audit_admin", access.DistrictLead: "hd_leader",
	access.DistrictStaff: "hd_staff", access.Liaison: "liaison", access.SchoolHead: "hd_head1",
	access.SchoolStaff: "hd_clerk1", access.Inspector: "hd_inspector1", access.Expert: "expert", access.Auditor: "auditor",
}

// line is one line of the matrix: a route with the records its wildcards may name.
type line struct {
	web.Route
	method, path string
	api          bool
	body         string        // a complete one, of the API
	pair         *testkit.Pair // nil for a route without a record
}

var wildcard = regexp.MustCompile(`\{([a-z_]+)(\.\.\.)?\}`)

// at returns the address with the wildcards filled.
func (l line) at(values map[string]string) string {
	return strings.ReplaceAll(wildcard.ReplaceAllStringFunc(l.path, func(s string) string {
		name := strings.TrimSuffix(strings.Trim(s, "{}"), "...")
		if v, ok := values[name]; ok {
			return v
		}
		return "x"
	}), "{$}", "")
}

func lines(t *testing.T, w *testkit.World) []line {
	t.Helper()
	made := map[string]*testkit.Pair{}
	samples := samplesOf(t, w)
	var all []line
	for _, r := range w.Web.Routes {
		l := line{Route: r}
		l.method, l.path, _ = strings.Cut(r.Pattern, " ")
		bare := strings.TrimPrefix(l.path, web.API)
		l.api = bare != l.path
		l.body = samples.body(l.method, l.path)
		if wildcard.MatchString(bare) && r.Permission != web.Public && !testkit.IsUnscoped(bare) {
			key := testkit.ObjectKey(bare)
			if key == "" {
				t.Errorf("%s: no records for the matrix; add them to testkit.Objects, or say in testkit.Unscoped why it has none", r.Pattern)
			} else {
				if made[key] == nil {
					p := testkit.Objects[key](w)
					made[key] = &p
				}
				l.pair = made[key]
			}
		}
		all = append(all, l)
	}
	return all
}

func (l line) ask(w *testkit.World, who string, values map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(l.method, l.at(values), strings.NewReader(""))
	switch {
	case l.api:
		r = httptest.NewRequest(l.method, l.at(values), strings.NewReader(l.body))
		r.Header.Set("Content-Type", "application/json")
	case l.method == "POST":
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return w.Do(who, r)
}

// TestMatrix asks every route as every role, about a record inside and one outside its subtree.
func TestMatrix(t *testing.T) {
	w := testkit.New(t)
	all := lines(t, w)
	for _, l := range all {
		l.nobody(t, w)
		l.withoutPermission(t, w)
		if l.pair != nil {
			l.outside(t, w)
			l.mixed(t, w)
		}
	}
	for _, l := range all { // those that change something come last
		if l.method == "GET" {
			l.allowed(t, w)
		}
	}
	for _, l := range all {
		if l.method != "GET" {
			l.allowed(t, w)
		}
	}
}

func (l line) nobody(t *testing.T, w *testkit.World) {
	if l.Permission == web.Public {
		return
	}
	rec := l.ask(w, "", nil)
	ok := rec.Code == 401 || l.method == "GET" && !l.api && rec.Code == 303 && strings.HasPrefix(rec.Header().Get("Location"), "/sign-in")
	if !ok {
		t.Errorf("%s as nobody: %d", l.Pattern, rec.Code)
	}
}

func (l line) withoutPermission(t *testing.T, w *testkit.World) {
	if l.Permission == web.Public || l.Permission == web.SignedIn {
		return
	}
	for role, who := range somebody {
		if w.Policy.Grants(role)[l.Permission] {
			continue
		}
		var values map[string]string
		if l.pair != nil {
			values = l.pair.HD
		}
		if rec := l.ask(w, who, values); rec.Code != 403 {
			t.Errorf("%s as %s, who lacks %s: %d", l.Pattern, role, l.Permission, rec.Code)
		}
	}
}

// outside: the record of another district is not found, or refused; nothing of it comes back.
func (l line) outside(t *testing.T, w *testkit.World) {
	for role, who := range somebody {
		if strings.HasPrefix("/110000/110102/", w.Actor(who).Scope) { // the whole city is inside
			continue
		}
		if rec := l.ask(w, who, l.pair.XC); rec.Code != 404 && rec.Code != 403 {
			t.Errorf("%s as %s of 海淀 about a record of 西城: %d", l.Pattern, role, rec.Code)
		}
	}
}

// mixed: a part of another district's record is not reached through one's own record.
func (l line) mixed(t *testing.T, w *testkit.World) {
	names := wildcard.FindAllStringSubmatch(l.path, -1)
	if len(names) < 2 {
		return
	}
	values := maps.Clone(l.pair.XC)
	values[names[0][1]] = l.pair.HD[names[0][1]]
	if last := names[len(names)-1][1]; values[last] == "" || values[last] == l.pair.HD[last] { // a code, the same in both
		return
	}
	for role, who := range somebody {
		if strings.HasPrefix("/110000/110102/", w.Actor(who).Scope) {
			continue
		}
		if rec := l.ask(w, who, values); rec.Code < 400 {
			t.Errorf("%s as %s of 海淀 about a part of a record of 西城: %d", l.Pattern, role, rec.Code)
		}
	}
}

// allowed: who holds the permission is let in; a page about a record opens for at least one role.
func (l line) allowed(t *testing.T, w *testkit.World) {
	opened, asked := false, false
	var values map[string]string
	if l.pair != nil {
		values = l.pair.HD
	}
	for role, who := range somebody {
		if l.Permission != web.Public && l.Permission != web.SignedIn && !w.Policy.Grants(role)[l.Permission] {
			continue
		}
		asked = true
		rec := l.ask(w, who, values)
		opened = opened || rec.Code < 400
		named := l.Permission != web.Public && l.Permission != web.SignedIn
		if rec.Code == 401 && named || rec.Code >= 500 && l.path != "/readyz" || rec.Code == 403 && l.method == "GET" && named && !wildcard.MatchString(l.path) {
			t.Errorf("%s as %s, who holds %q: %d", l.Pattern, role, l.Permission, rec.Code)
		}
	}
	switch {
	case !asked:
		t.Errorf("%s: no role holds %s", l.Pattern, l.Permission)
	case l.method == "GET" && l.pair != nil && !opened:
		t.Errorf("%s opens for no role: the records of testkit.Objects do not fit it", l.Pattern)
	}
}

// 三员分立 (GB/T 22239—2019 8.1.4): what changes something is held by one administrator at most, and
// no administrator holds a permission of the supervision work.
func TestThreeAdministratorsAreApart(t *testing.T) {
	w := testkit.New(t)
	administration := []string{"identity", "access", "audit", "job", "notify"} // notify: deliveries, without what they say
	changes := map[string]bool{}
	for _, r := range w.Web.Routes {
		if !strings.HasPrefix(r.Pattern, "GET ") && !strings.HasPrefix(r.Pattern, "HEAD ") {
			changes[r.Permission] = true
		}
	}
	for _, d := range w.Policy.Defs {
		feature, _, _ := strings.Cut(string(d.Permission), ".")
		var held []access.Role
		for _, r := range []access.Role{access.SystemAdmin, access.SecurityAdmin, access.AuditAdmin} {
			if slices.Contains(d.Roles, r) {
				held = append(held, r)
			}
		}
		if len(held) > 1 && changes[string(d.Permission)] {
			t.Errorf("%s, which changes something, is held by %v together", d.Permission, held)
		}
		if len(held) > 0 && !slices.Contains(administration, feature) {
			t.Errorf("%s is supervision work and held by %v", d.Permission, held)
		}
	}
	if len(somebody) != len(access.Roles) {
		t.Errorf("the matrix knows %d roles of %d", len(somebody), len(access.Roles))
	}
}

// The auditor reads and never writes: no route that changes something is behind a permission of his.
func TestAuditorNeverWrites(t *testing.T) {
	w := testkit.New(t)
	grants := w.Policy.Grants(access.Auditor)
	for _, r := range w.Web.Routes {
		method, _, _ := strings.Cut(r.Pattern, " ")
		if method != "GET" && method != "HEAD" && grants[r.Permission] {
			t.Errorf("%s is behind %s, which the auditor holds", r.Pattern, r.Permission)
		}
	}
}
