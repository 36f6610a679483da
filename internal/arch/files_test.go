package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"dudao/internal/base/lang"
)

// source is one Go file of ours.
type source struct {
	name string // from the root of the module
	file *ast.File
	set  *token.FileSet
}

func (s source) line(p token.Pos) int { return s.set.Position(p).Line }
func (s source) test() bool           { return strings.HasSuffix(s.name, "_test.go") }

// says reports whether the file carries the directive.
func (s source) says(directive string) bool {
	return slices.ContainsFunc(s.file.Comments, func(g *ast.CommentGroup) bool { return g.List[0].Text == directive })
}

func walk(t *testing.T, ext string, f func(name, path string)) {
	t.Helper()
	for _, top := range []string{"internal", "cmd", "data"} {
		err := filepath.WalkDir("../../"+top, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ext) {
				f(strings.TrimPrefix(filepath.ToSlash(path), "../../"), path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func sources(t *testing.T) (all []source) {
	t.Helper()
	walk(t, ".go", func(name, path string) {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, source{name, file, set})
	})
	return all
}

// House rule: what does not fit on a few screens has two names.
func TestSizes(t *testing.T) {
	const mostLines, mostInFunc = 400, 60
	for _, s := range sources(t) {
		if n := s.line(s.file.FileEnd); n > mostLines+1 {
			t.Errorf("%s: %d lines, more than %d", s.name, n, mostLines)
		}
		if s.test() {
			continue
		}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				if n := s.line(f.End()) - s.line(f.Pos()) + 1; n > mostInFunc {
					t.Errorf("%s: func %s has %d lines, more than %d", s.name, f.Name.Name, n, mostInFunc)
				}
			}
		}
	}
}

// House rule: a feature package of more than 3,000 lines has two names.
func TestFeaturePackagesHaveOneSubject(t *testing.T) {
	const most = 3000
	lines := map[string]int{}
	for _, s := range sources(t) {
		if strings.HasPrefix(s.name, "internal/feature/") && !s.test() {
			lines[filepath.ToSlash(filepath.Dir(s.name))] += s.line(s.file.FileEnd) - 1
		}
	}
	if len(lines) < 20 {
		t.Fatalf("only %d packages", len(lines))
	}
	for dir, n := range lines {
		if n > most {
			t.Errorf("%s: %d lines, more than %d", dir, n, most)
		}
	}
}

// A test inside its package makes the go tool compile everything between that package and the testkit
// a second time: beside a test with a whole program, every test goes through the public surface.
func TestTestsBesideTheTestkitAreOutside(t *testing.T) {
	const testkit = `"dudao/internal/testkit"`
	inside, whole := map[string]string{}, map[string]bool{}
	for _, s := range sources(t) {
		if !s.test() || floor(s.name) > floor("internal/feature/") { // the testkit stands on what is below
			continue
		}
		dir := filepath.Dir(s.name)
		if !strings.HasSuffix(s.file.Name.Name, "_test") {
			inside[dir] = s.name
		}
		whole[dir] = whole[dir] || slices.ContainsFunc(s.file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == testkit })
	}
	for dir, name := range inside {
		if whole[dir] {
			t.Errorf("%s is inside its package: move it to package …_test or to the package that it really tests", name)
		}
	}
}

// House rule: at least 95 of 100 exported names of a package say what they are.
func TestExportedNamesAreDocumented(t *testing.T) {
	type count struct {
		all     int
		missing []string
	}
	by := map[string]*count{}
	for _, s := range sources(t) {
		dir := filepath.ToSlash(filepath.Dir(s.name))
		if s.test() || dir == "cmd/dudao" {
			continue
		}
		if by[dir] == nil {
			by[dir] = &count{}
		}
		c := by[dir]
		exported(s.file, func(name string, documented bool) {
			if c.all++; !documented {
				c.missing = append(c.missing, name)
			}
		})
	}
	for dir, c := range by {
		if 20*len(c.missing) > c.all {
			t.Errorf("%s: %d of %d exported names lack a comment: %s", dir, len(c.missing), c.all, strings.Join(c.missing, " "))
		}
	}
}

// obvious methods say with their name what they are.
var obvious = []string{"String", "Error", "Unwrap", "Value", "Scan", "MarshalText", "UnmarshalText", "ServeHTTP", "Kind", "Close"}

func exported(file *ast.File, f func(name string, documented bool)) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && (d.Recv == nil || exportedReceiver(d.Recv)) && !(d.Recv != nil && slices.Contains(obvious, d.Name.Name)) {
				f(d.Name.Name, d.Doc != nil)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					if s.Name.IsExported() {
						f(s.Name.Name, d.Doc != nil || s.Doc != nil || s.Comment != nil)
					}
				case *ast.ValueSpec:
					for _, n := range s.Names {
						if n.IsExported() {
							f(n.Name, d.Doc != nil || s.Doc != nil || s.Comment != nil)
						}
					}
				}
			}
		}
	}
}

func exportedReceiver(recv *ast.FieldList) bool {
	t := recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// wordless are the folders whose Chinese is data or for the operator, in both languages at once.
var wordless = []string{"internal/testkit", "internal/demo", "internal/e2e", "internal/bench", "cmd/", "data/", "internal/arch"}

// document marks a file whose Chinese is the text of official documents, which have one language:
// what it says goes into the record of the document.
const document = "//lang:document"

// bilingual stands in what the program says to the operator on the terminal, where nobody chose a
// language: "找不到 x · x is missing".
const bilingual = " · "

func isWordless(name string) bool {
	return slices.ContainsFunc(wordless, func(p string) bool { return strings.HasPrefix(name, p) })
}

// Every Chinese text of the program is in the English catalogue.
func TestTextsInGoHaveEnglish(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || isWordless(s.name) || s.says(document) {
			continue
		}
		tags := map[ast.Node]bool{}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Field:
				if n.Tag != nil {
					tags[n.Tag] = true
				}
			case *ast.BasicLit:
				if n.Kind != token.STRING || tags[n] || !chinese(n.Value) {
					return true
				}
				if text := unquote(n.Value); !lang.Has(text) && !strings.Contains(text, bilingual) {
					t.Errorf("%s: line %d: no English for %q", s.name, s.line(n.Pos()), text)
				}
			}
			return true
		})
	}
}

var (
	action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	quoted = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`")
)

// A template says Chinese through {{t "…"}} only.
func TestTextsInTemplatesHaveEnglish(t *testing.T) {
	walk(t, ".html", func(name, path string) {
		if isWordless(name) {
			return
		}
		text := read(t, path)
		for _, a := range action.FindAllString(text, -1) {
			if strings.HasPrefix(a, "{{/*") || strings.HasPrefix(a, "{{- /*") {
				continue
			}
			for _, q := range quoted.FindAllString(a, -1) {
				if s := unquote(q); chinese(s) && !lang.Has(s) {
					t.Errorf("%s: no English for %q", name, s)
				}
			}
		}
		for i, line := range strings.Split(action.ReplaceAllString(text, ""), "\n") {
			if chinese(line) {
				t.Errorf("%s: line %d: Chinese outside {{t …}}: %s", name, i+1, strings.TrimSpace(line))
			}
		}
	})
}

// Strict CSP: no inline script or style, nothing from another host.
func TestTemplatesHaveNothingInline(t *testing.T) {
	bad := regexp.MustCompile(`(?i)<style|\sstyle="|\son[a-z]+="|<script(?:\s+[a-z]+(?:="[^"]*")?)*\s*>\s*[^<\s]|(?:src|href)="(?:https?:)?//`)
	walk(t, ".html", func(name, path string) {
		for i, line := range strings.Split(read(t, path), "\n") {
			if m := bad.FindString(line); m != "" {
				t.Errorf("%s: line %d: %q does not go with the content policy", name, i+1, m)
			}
		}
	})
}

// Time comes from the transaction, so that tests and the demo can move it, and no test sleeps.
func TestTimeIsTheProgramsTime(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" {
				switch {
				case sel.Sel.Name == "Now" && strings.HasPrefix(s.name, "internal/feature/") && !s.test():
					t.Errorf("%s: line %d: time.Now in a feature", s.name, s.line(n.Pos()))
				case sel.Sel.Name == "Sleep" && s.test():
					t.Errorf("%s: line %d: a test that sleeps", s.name, s.line(n.Pos()))
				}
			}
			return true
		})
	}
}
