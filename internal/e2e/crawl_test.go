package e2e_test

import (
	"cmp"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dudao/internal/demo"
	"dudao/internal/e2e"
	"dudao/internal/platform/db"
)

func TestMain(m *testing.M) { e2e.Main(m) }

// Whoever walks the demo, as anybody, finds no dead link, no error, nothing that scrolls sideways on a
// phone and no barrier. DUDAO_WALK names the accounts of a quicker walk, "-" is nobody.
func TestWalkDemo(t *testing.T) {
	t.Parallel()
	s := e2e.StartDemo(t)
	opened := map[string]int{}
	for _, who := range walkers() {
		t.Run(who, func(t *testing.T) {
			b := s.Browser(t)
			start := "/"
			if who != "-" {
				b.SignIn(who, demo.Password)
				b.Wait("main h1")
				start = "/workbench"
			}
			c := &e2e.Crawl{Browser: b, Pattern: s.Pattern(), Each: 2, Opened: opened}
			switch who {
			case "hd.staff", "xiao01", "hd.ins1":
				c.Seeds = everyState(t, s, "110108")
			case "shi.staff":
				c.Seeds = everyState(t, s, "")
			}
			t.Log(c.Run(start), "pages")
		})
	}
}

// chinese are the words of the frame that are left in Chinese; what is quoted is data.
const chinese = `[...document.querySelectorAll(".nav a, .do .btn, main form button, main .list th, .tabs a, dt, .field > label, .hint, .empty")]
	.filter(e => !e.closest("[lang], .official, article").matches("[lang=zh-CN]:not(html), .official, article"))
	.map(e => e.textContent.replace(/“[^”]*”/g, "").trim()).filter(t => /[\u4e00-\u9fff]/.test(t))`

// In English no word of the frame, no button and no head of a table is Chinese.
func TestWalkDemoInEnglish(t *testing.T) {
	t.Parallel()
	s := e2e.StartDemo(t)
	b := s.Browser(t)
	b.SignIn("hd.staff", demo.Password)
	b.Wait("main h1")
	b.English()
	c := &e2e.Crawl{Browser: b, Pattern: s.Pattern(), Each: 1, Opened: map[string]int{}}
	data := names(t, s)
	c.Look = func(path string) {
		left := slices.DeleteFunc(e2e.Eval[[]string](b, chinese), func(text string) bool { return !isChinese.MatchString(data.Replace(text)) })
		if len(left) > 0 && path != "/units/chart" { // its labels are posts: data
			t.Errorf("%s in English still says: %s", path, strings.Join(left[:min(len(left), 6)], " | "))
		}
	}
	t.Log(c.Run("/workbench"), "pages")
}

var isChinese = regexp.MustCompile(`\p{Han}`)

// names takes the names of units and people out of a text: they are data.
func names(t *testing.T, s *e2e.Demo) *strings.Replacer {
	list, err := db.List[string](t.Context(), s.DB, `select name from unit union select name from account`)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var pairs []string
	for _, name := range list {
		pairs = append(pairs, name, "")
	}
	return strings.NewReplacer(pairs...)
}

func walkers() []string {
	if only := os.Getenv("DUDAO_WALK"); only != "" {
		return strings.Split(only, ",")
	}
	out := []string{"-"}
	for _, a := range demo.Guide {
		out = append(out, a.Login)
	}
	return out
}

// everyState are one supervision and one order in each state, below a unit.
func everyState(t *testing.T, s *e2e.Demo, district string) []string {
	ids, err := db.List[string](t.Context(), s.DB, `select '/inspections/' || min(id) from inspection where unit_path like '%' || $1 || '%' group by state
		union all select '/rectifications/' || min(id) from rectify_order where unit_path like '%' || $1 || '%' group by state
		union all select case kind when 'talk' then '/talks/' when 'circular' then '/circulars/' when 'case' then '/accountability-cases/' when 'review' then '/accountability-reviews/'
			when 'appeal' then '/accountability-appeals/' else '/commendations/' end || min(id) from accountability_record where unit_path like '%' || $1 || '%' and personal = false and shown_on is not null group by kind, state`, district)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}
