package arch

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "dudao/"

// floors, from the ground up: a package may import packages of lower floors only.
var floors = []string{
	"internal/base/",
	"internal/schema",
	"internal/platform/",
	"internal/ui",
	"internal/feature/",
	"internal/app",
	"internal/demo",
	"internal/testkit",
	"internal/e2e",
	"internal/bench",
	"cmd/",
}

// order lists the features from the ground up: a feature may import those before it.
var order = []string{
	"audit", "access", "org", "identity", "file", "clock", "notify", "library", "document", "ladder", "portal",
	"standard", "draw", "inspector", "rectify", "accountability", "committee", "plan", "returns", "dropout",
	"monitor", "inspect", "report", "casefile", "visit", "hotline", "survey", "thesis", "ledger", "workbench",
}

func TestImports(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports, Dir: "../.."}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		from := strings.TrimPrefix(p.PkgPath, module)
		for path := range p.Imports {
			if why := forbidden(from, path); why != "" {
				t.Errorf("%s imports %s: %s", from, path, why)
			}
		}
	}
}

// forbidden says why package from may not import path; "" means it may.
func forbidden(from, path string) string {
	to, ours := strings.CutPrefix(path, module)
	inFeature := strings.HasPrefix(from, "internal/feature/")
	if !ours {
		if inFeature && !isWeb(from) && (path == "net/http" || path == "html/template") {
			return "HTTP and HTML belong in the web package"
		}
		return ""
	}
	a, b := floor(from), floor(to)
	switch {
	case b > a:
		return "imports go down, not up"
	case isWeb(to) && from != "internal/app":
		return "only app imports web packages"
	case inFeature && !isWeb(from) && (to == "internal/ui" || to == "internal/platform/web"):
		return "only web packages make pages"
	case inFeature && strings.HasPrefix(to, "internal/feature/") && feature(from) != feature(to) && !before(feature(to), feature(from)) &&
		!(isWeb(from) && feature(to) == "access"): // the pages of what lies below access have permissions, too
		return "not before it in the order of features"
	}
	return ""
}

func before(a, b string) bool {
	i, j := slices.Index(order, a), slices.Index(order, b)
	return i >= 0 && j >= 0 && i < j
}

func isWeb(p string) bool {
	return strings.HasPrefix(p, "internal/feature/") && strings.HasSuffix(p, "web")
}

func floor(p string) int {
	for i, f := range floors {
		if strings.HasPrefix(p, f) {
			return i
		}
	}
	return -1
}

func feature(p string) string {
	return strings.Split(strings.TrimPrefix(p, "internal/feature/"), "/")[0]
}

// The dialect may be asked for in the platform only.
func TestFeaturesSpeakPortableSQL(t *testing.T) {
	var walk func(dir string)
	walk = func(dir string) {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			name := dir + "/" + e.Name()
			if e.IsDir() {
				walk(name)
				continue
			}
			if !strings.HasSuffix(name, ".go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, bad := range []string{".Dialect()", "ilike", "skip locked", "greatest(", "any($"} {
				if strings.Contains(strings.ToLower(string(text)), strings.ToLower(bad)) {
					t.Errorf("%s contains %q", name, bad)
				}
			}
		}
	}
	walk("../feature")
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func unquote(s string) string {
	if out, err := strconv.Unquote(s); err == nil {
		return out
	}
	return s
}

// The catalogue has no text twice: the second would hide the first.
func TestCatalogue(t *testing.T) {
	names, err := filepath.Glob("../base/lang/en/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	seen := map[string][2]string{}
	for _, name := range names {
		var texts map[string]string
		if err := json.Unmarshal([]byte(read(t, name)), &texts); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for zh, en := range texts {
			if strings.Count(zh, "%") != strings.Count(en, "%") {
				t.Errorf("%s: %q and %q have different places for values", name, zh, en)
			}
			if strings.TrimSpace(en) == "" {
				t.Errorf("%s: %q is empty", name, zh)
			}
			if chinese(en) {
				t.Logf("%s: the English %q is Chinese", name, en)
			}
			if other, ok := seen[zh]; ok && other[1] != en {
				t.Logf("%q is %q in %s and %q in %s", zh, other[1], other[0], en, name)
			}
			seen[zh] = [2]string{name, en}
		}
	}
}
