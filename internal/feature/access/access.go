// Package access decides who may do what, and where: a role holds permissions, an account holds a
// role over a subtree of units, and every list and every use case asks here.
package access

import (
	"context"
	"fmt"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
)

// Permission is the name of something an actor may do, such as "rectify.issue".
type Permission string

// Def declares a permission and the roles that hold it. Each feature has one table of them.
type Def struct {
	Permission Permission
	Label      string // what it allows, in Chinese
	Roles      []Role
}

// Policy is what every role may do: the tables of all features together.
type Policy struct {
	Defs   []Def
	grants map[Role]map[string]bool
}

// NewPolicy joins the tables of the features; a permission declared twice is a mistake of ours.
func NewPolicy(tables ...[]Def) *Policy {
	p := &Policy{grants: map[Role]map[string]bool{}}
	for _, r := range Roles {
		p.grants[r.Role] = map[string]bool{}
	}
	seen := map[Permission]bool{}
	for _, table := range tables {
		for _, d := range table {
			if seen[d.Permission] {
				panic("access: permission declared twice: " + d.Permission)
			}
			seen[d.Permission] = true
			p.Defs = append(p.Defs, d)
			for _, r := range d.Roles {
				g, ok := p.grants[r]
				if !ok {
					panic(fmt.Sprintf("access: %s names unknown role %s", d.Permission, r))
				}
				g[string(d.Permission)] = true
			}
		}
	}
	return p
}

// Grants returns the permissions of a role; the map is shared and must not be written to.
func (p *Policy) Grants(r Role) map[string]bool { return p.grants[r] }

// Knows reports whether some feature declares the permission.
func (p *Policy) Knows(name Permission) bool {
	for _, d := range p.Defs {
		if d.Permission == name {
			return true
		}
	}
	return false
}

// Holds returns an error unless the actor holds p somewhere.
func Holds(ctx context.Context, p Permission) error {
	a := actor.From(ctx)
	switch {
	case !a.Known():
		return errs.New(errs.Unauthenticated, "请先登录")
	case !a.May(string(p)):
		return errs.New(errs.Denied, "您没有此项权限")
	}
	return nil
}

// Require returns an error unless the actor holds p over the unit at path. Use it in a use case on
// an object whose existence the actor may know; lists and loads use Over, so that others' records
// are not found rather than denied.
func Require(ctx context.Context, p Permission, unitPath string) error {
	if err := Holds(ctx, p); err != nil {
		return err
	}
	if !Covers(actor.From(ctx), unitPath) {
		return errs.New(errs.Denied, "您没有此项权限")
	}
	return nil
}

// Can reports whether Require would pass; for showing or hiding a button.
func Can(ctx context.Context, p Permission, unitPath string) bool {
	return Require(ctx, p, unitPath) == nil
}

// Covers reports whether the unit at path lies in the actor's subtree.
func Covers(a actor.Actor, unitPath string) bool {
	return a.Scope != "" && unitPath != "" && strings.HasPrefix(unitPath, a.Scope)
}

// Range is the half-open range of unit paths an actor may act on. SQL compares with >= and <, which
// both engines answer from an index; like does not.
type Range struct{ From, To string }

// Over returns where the actor holds p. It is the only way to get a Range, so no list can be read
// without naming a permission.
func Over(ctx context.Context, p Permission) (Range, error) {
	if err := Holds(ctx, p); err != nil {
		return Range{}, err
	}
	return rangeOf(actor.From(ctx).Scope), nil
}

// Within narrows the range to the subtree of path; outside the range nothing is left.
func (r Range) Within(path string) Range {
	if path == "" {
		return r
	}
	s := rangeOf(path)
	if s.From < r.From {
		s.From = r.From
	}
	if s.To > r.To {
		s.To = r.To
	}
	return s
}

// Has reports whether the path lies in the range.
func (r Range) Has(path string) bool { return path >= r.From && path < r.To }

func rangeOf(path string) Range { return Range{path, strings.TrimSuffix(path, "/") + "0"} } // "0" follows "/"
