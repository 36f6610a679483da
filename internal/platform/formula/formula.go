// Package formula evaluates the formulas of indicators over fields and other indicators.
//
//	definitions ── Compile ──▶ Set, in an order in which each needs only what stands before it
//	values ── Set.Eval ──▶ a figure for each, or why it cannot be told
//
// A formula is arithmetic: + − × ÷, brackets, figures, names, and min, max, sum, abs of such. It cannot compare,
// choose or call anything else, so that a value that is missing reaches the end: what needs it cannot be told,
// and is never 0. The same holds for a division by zero. The language is that of github.com/expr-lang/expr
// (docs/decisions/0009-formulas.md); names may be Chinese.
package formula

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// Def is a formula with the name under which others may use it.
type Def struct {
	Name    string
	Formula string
}

// Problem is a definition that cannot be used.
type Problem struct {
	Name string
	Text string
}

// Error says the problem with its definition.
func (p Problem) Error() string { return p.Name + ": " + p.Text }

// Set is compiled definitions.
type Set struct {
	order []compiled
}

type compiled struct {
	name    string
	program *vm.Program
	needs   []string // names of fields and of definitions
}

// Needs are the names that a definition uses, fields and definitions, in their order.
func (s *Set) Needs(name string) []string {
	for _, c := range s.order {
		if c.name == name {
			return slices.Clone(c.needs)
		}
	}
	return nil
}

// Result is a figure, or what it lacks.
type Result struct {
	Value   float64
	Known   bool
	Missing []string // fields without a value that it needs, itself or through others
	Zero    bool     // nothing is missing, and something was divided by zero
}

// functions are what a formula may call; each is Unknown with an Unknown argument.
var functions = map[string]func(...float64) float64{
	"min": func(x ...float64) float64 { return fold(x, math.Min) },
	"max": func(x ...float64) float64 { return fold(x, math.Max) },
	"sum": func(x ...float64) float64 { return fold(x, func(a, b float64) float64 { return a + b }) },
	"abs": func(x ...float64) float64 {
		if len(x) != 1 {
			return math.NaN()
		}
		return math.Abs(x[0])
	},
	divide: func(x ...float64) float64 {
		if x[1] == 0 {
			return math.NaN()
		}
		return x[0] / x[1]
	},
}

// divide stands for ÷ once a formula is read: a name nobody can write.
const divide = "divide__"

func fold(x []float64, f func(a, b float64) float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	out := x[0]
	for _, v := range x[1:] {
		if math.IsNaN(v) || math.IsNaN(out) {
			return math.NaN()
		}
		out = f(out, v)
	}
	return out
}

// Compile reads definitions over fields. Every definition with a fault is a Problem; with problems there is no set.
func Compile(defs []Def, fields []string) (*Set, []Problem) {
	env, known := map[string]any{}, map[string]bool{}
	for _, f := range fields {
		env[f], known[f] = 0.0, true
	}
	var problems []Problem
	byName := map[string]Def{}
	for _, d := range defs {
		if _, twice := byName[d.Name]; twice || known[d.Name] {
			problems = append(problems, Problem{d.Name, "the name is taken"})
		}
		byName[d.Name], env[d.Name] = d, 0.0
	}
	made := map[string]compiled{}
	for _, d := range defs {
		c, err := compile(d, env)
		if err != nil {
			problems = append(problems, Problem{d.Name, err.Error()})
			continue
		}
		made[d.Name] = c
	}
	if len(problems) > 0 {
		return nil, problems
	}
	s, at := &Set{}, map[string]int{} // 1 on the way, 2 done
	var visit func(name string, way []string)
	visit = func(name string, way []string) {
		switch at[name] {
		case 1:
			problems = append(problems, Problem{name, "it needs itself: " + strings.Join(append(way, name), " → ")})
			return
		case 2:
			return
		}
		at[name] = 1
		for _, n := range made[name].needs {
			if _, def := made[n]; def {
				visit(n, append(slices.Clip(way), name))
			}
		}
		at[name] = 2
		s.order = append(s.order, made[name])
	}
	for _, d := range defs {
		visit(d.Name, nil)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return s, nil
}

func compile(d Def, env map[string]any) (compiled, error) {
	r := &reader{needs: map[string]bool{}}
	options := []expr.Option{expr.Env(env), expr.DisableAllBuiltins(), expr.AsFloat64(), expr.Patch(r)}
	for name, f := range functions {
		options = append(options, expr.Function(name, func(args ...any) (any, error) {
			x := make([]float64, len(args))
			for i, a := range args {
				x[i] = number(a)
			}
			return f(x...), nil
		}, new(func(...any) float64)))
	}
	p, err := expr.Compile(d.Formula, options...)
	if r.refused != "" {
		return compiled{}, fmt.Errorf("%s is not arithmetic", r.refused)
	}
	if err != nil {
		return compiled{}, err
	}
	for n := range r.needs { // the compiler lets a name through that stands in a division
		if _, known := env[n]; !known {
			return compiled{}, fmt.Errorf("unknown name %s", n)
		}
	}
	return compiled{d.Name, p, slices.Sorted(maps.Keys(r.needs))}, nil
}

func number(a any) float64 {
	switch v := a.(type) {
	case float64:
		return v
	case int:
		return float64(v)
	}
	return math.NaN()
}

// reader lets arithmetic through, gathers the names and makes ÷ safe.
type reader struct {
	needs   map[string]bool
	refused string
}

// Visit is called for every part of a formula, the inner ones first.
func (r *reader) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IntegerNode, *ast.FloatNode:
	case *ast.IdentifierNode:
		if functions[n.Value] == nil {
			r.needs[n.Value] = true
		}
	case *ast.UnaryNode:
		if n.Operator != "-" && n.Operator != "+" {
			r.refuse(n.Operator)
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "+", "-", "*":
		case "/":
			ast.Patch(node, &ast.CallNode{Callee: &ast.IdentifierNode{Value: divide}, Arguments: []ast.Node{n.Left, n.Right}})
		default:
			r.refuse(n.Operator)
		}
	case *ast.CallNode:
		if c, ok := n.Callee.(*ast.IdentifierNode); !ok || functions[c.Value] == nil || c.Value == divide {
			r.refuse("the call")
		}
	default:
		r.refuse(fmt.Sprintf("%T", n))
	}
}

func (r *reader) refuse(what string) {
	if r.refused == "" {
		r.refused = what
	}
}

// Eval computes every definition from the values of fields; one that is not there, or NaN, is missing.
func (s *Set) Eval(values map[string]float64) (map[string]Result, error) {
	env, out := map[string]any{}, map[string]Result{}
	for name, v := range values {
		env[name] = v
	}
	var machine vm.VM
	for _, c := range s.order {
		missing, zero := map[string]bool{}, false
		for _, n := range c.needs {
			if r, def := out[n]; def {
				for _, m := range r.Missing {
					missing[m] = true
				}
				zero = zero || r.Zero
				continue
			}
			if v, ok := env[n].(float64); !ok || math.IsNaN(v) {
				missing[n] = true
				env[n] = math.NaN()
			}
		}
		v, err := machine.Run(c.program, env)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		x := number(v)
		r := Result{Value: x, Known: !math.IsNaN(x) && !math.IsInf(x, 0)}
		if !r.Known {
			r.Value, r.Missing = 0, slices.Sorted(maps.Keys(missing))
			r.Zero = zero || len(missing) == 0
			x = math.NaN()
		}
		out[c.name], env[c.name] = r, x
	}
	return out, nil
}
