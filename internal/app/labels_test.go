package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/circular"
	"dudao/internal/feature/accountability/honour"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/feature/accountability/talk"
	"dudao/internal/feature/document"
	"dudao/internal/feature/dropout"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/report"
	"dudao/internal/feature/returns"
	"dudao/internal/feature/visit"
	"dudao/internal/testkit"
)

func steps[S any](all []S, name func(S) string) (out []string) {
	for _, s := range all {
		out = append(out, name(s))
	}
	return out
}

func follow(f accountability.Flow) []string {
	return steps(f.Steps, func(s accountability.Step) string { return string(s.Action) })
}

// computed lists what may follow the beginnings of actions that the source puts together.
var computed = map[string][]string{
	"document.":       steps(document.Steps, func(s document.Step) string { return string(s.Action) }),
	"accountability.": slices.Concat(follow(talk.Flow), follow(circular.Flow), follow(liability.Flow), follow(liability.ReviewFlow), follow(honour.Flow), []string{"apply", "remedied", "remedy_void"}),
	"clock.":          {"extend", "suspend", "resume"},
	"identity.":       {"create", "edit", "disable", "enable", "reset", "unlock", "expel", "drop_factor", "grant", "end_role", "sign_in", "sign_in_refused", "wear", "end_session", "end_sessions", "change_password", "factor_on", "factor_off", "prefer", "delegate", "end_delegation", "make_token", "revoke_token", "import"},
	"ladder.":         {"recorded", "proposed", "confirmed", "declined"},
	"inspect.":        append(steps(inspect.Steps, func(s inspect.Step) string { return string(s.Action) }), "edit", "finding_edit", "finding_withdraw"),
	"org.":            append(steps(org.Steps, func(s org.Step) string { return string(s.Action) }), "add"),
	"plan.":           steps(plan.Steps, func(s plan.Step) string { return string(s.Action) }),
	"dropout.":        steps(dropout.Steps, func(s dropout.Step) string { return string(s.Action) }),
	"visit.":          append(steps(visit.Steps, func(s visit.Step) string { return string(s.Action) }), steps(visit.FollowSteps, func(s visit.FollowStep) string { return s.Action })...),
	"returns.":        steps(returns.Steps, func(s returns.Step) string { return string(s.Action) }),
	"plan.item_": {
		string(plan.AddKind), string(plan.EditKind), string(plan.RemoveKind)},
	"rectify.":       steps(rectify.Steps, func(s rectify.Step) string { return string(s.Action) }),
	"rectify.issue_": {"confirmed", "declined"},
	"report.":        steps(report.Steps, func(s report.Step) string { return string(s.Action) }),
}

var (
	actionName = regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)
	recorder   = regexp.MustCompile(`^(record|change|handle)`) // functions that take an action and write it into the log
)

// TestEveryActionOfTheLogHasALabel reads the source: what is written into the log by its name or as
// a beginning with something after it. That what runs has labels, every World asks at its end.
func TestEveryActionOfTheLogHasALabel(t *testing.T) {
	w := testkit.New(t)
	check := func(where, action string) {
		t.Helper()
		if label := w.Audit.Label(action); label == action {
			t.Errorf("%s: %s has no label", where, action)
		} else if !lang.Has(label) {
			t.Errorf("%s: the label of %s has no English: %s", where, action, label)
		}
	}
	for action := range w.Audit.Actions() {
		check("Actions", action)
	}
	found := 0
	written(t, func(where string, x ast.Expr) {
		switch x := x.(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(x.Value); err == nil && actionName.MatchString(s) {
				found++
				check(where, s)
			}
		case *ast.BinaryExpr:
			head, ok := x.X.(*ast.BasicLit)
			if !ok || x.Op != token.ADD {
				return
			}
			s, err := strconv.Unquote(head.Value)
			if err != nil || !strings.Contains(s, ".") || strings.Contains(s, " ") {
				return
			}
			if len(computed[s]) == 0 {
				t.Errorf("%s: nothing says what may follow %q", where, s)
			}
			for _, rest := range computed[s] {
				found++
				check(where, s+rest)
			}
		}
	})
	if found < 100 {
		t.Errorf("only %d actions found", found)
	}
}

// written calls f for every expression that may be an action about to be written into the log.
func written(t *testing.T, f func(where string, x ast.Expr)) {
	for _, root := range []string{"../feature", "."} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.KeyValueExpr:
					if k, ok := n.Key.(*ast.Ident); ok && k.Name == "Action" {
						f(set.Position(n.Pos()).String(), n.Value)
					}
				case *ast.CallExpr:
					if recorder.MatchString(callee(n)) {
						for _, x := range n.Args {
							f(set.Position(x.Pos()).String(), x)
						}
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func callee(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// TestShippedLegalDataHasEnglish: what the forms of the mechanisms and the clocks show out of data/, not out of the source.
func TestShippedLegalDataHasEnglish(t *testing.T) {
	w := testkit.New(t)
	texts := map[string]string{}
	for _, g := range accountability.Grounds {
		texts[g.Label], texts[g.Article] = g.Code, g.Code
	}
	for _, m := range accountability.Measures {
		texts[m.Label], texts[m.Article], texts[m.Refer] = m.Code, m.Code, m.Code
	}
	rules, err := w.App.Clock.Rules(w.As("city_staff"), civil.DateOf(w.Clock.Now()))
	w.Must(err)
	for _, d := range rules {
		texts[d.Label], texts[d.Article] = string(d.Rule), string(d.Rule)
	}
	if len(rules) < 20 {
		t.Errorf("only %d deadlines", len(rules))
	}
	for zh, of := range texts {
		if zh != "" && !lang.Has(zh) {
			t.Errorf("%s: no English for %s", of, zh)
		}
	}
}
