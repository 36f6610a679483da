package arch

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// halfWidth is a western mark beside a Chinese character: GB/T 15834—2011 writes ，：；？！（）。 and ……
var halfWidth = regexp.MustCompile(`[\p{Han}》”）。][,:;?!]|[,:;?!][\p{Han}《“]|[\p{Han}》”] ?[()]|[()] ?[\p{Han}《“]|[\p{Han}》”]\.(?:\.|\s|$)`)

// columns are the folders whose Chinese is made of files with commas between cells.
var columns = []string{"internal/testkit", "internal/e2e", "internal/bench", "internal/arch"}

// wrongMark returns the place of a western mark in a Chinese text, "" if there is none.
func wrongMark(text string) string {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, bilingual) // the English of a text for the terminal has its own
		if m := halfWidth.FindString(line); m != "" {
			return m
		}
	}
	return ""
}

func TestChineseHasChineseMarks(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || slices.ContainsFunc(columns, func(p string) bool { return strings.HasPrefix(s.name, p) }) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if n, ok := n.(*ast.BasicLit); ok && n.Kind == token.STRING {
				if m := wrongMark(unquote(n.Value)); m != "" {
					t.Errorf("%s: line %d: %q in %s", s.name, s.line(n.Pos()), m, n.Value)
				}
			}
			return true
		})
	}
	walk(t, ".html", func(name, path string) {
		for _, q := range quoted.FindAllString(strings.Join(action.FindAllString(read(t, path), -1), " "), -1) {
			if m := wrongMark(unquote(q)); m != "" {
				t.Errorf("%s: %q in %s", name, m, q)
			}
		}
	})
}

func TestCatalogueHasChineseMarks(t *testing.T) {
	names, err := filepath.Glob("../base/lang/en/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	for _, name := range names {
		var texts map[string]string
		if err := json.Unmarshal([]byte(read(t, name)), &texts); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for zh := range texts {
			if m := wrongMark(zh); m != "" {
				t.Errorf("%s: %q in %q", name, m, zh)
			}
		}
	}
}

func TestWrongMark(t *testing.T) {
	for text, want := range map[string]string{
		"请稍后,再试": "后,", "没有这个页面:%s": "面:", "超过 %d MB,请减少": ",请", "请稍后，再试": "", "https://example.cn/：甲": "", "a, b: c": "",
		"找不到 x · not found: 甲": "", "启动服务(默认) · serve (default)": "务(", "口令 %s) 。(均为": "(均", "某校 (海淀": "校 (", "稍候...": "候..", "完成.": "成.", "启动服务（默认） · serve (default)": "", "文件.xlsx": "", "用法 · usage\n建立账号;首次登录须修改": "号;", "2026-09-01 09:00": "",
	} {
		if got := wrongMark(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
