// Package actor says who is acting. Every service reads it from the context.
package actor

import "context"

// Actor is a signed-in person in one of their roles, or the system itself when a job runs.
type Actor struct {
	ID     string // the account
	Name   string
	Role   string // the role the person acts in, such as "district_staff"
	UnitID string // the unit the person works for
	Scope  string // the subtree the role reaches, as a unit path such as "/110000/110108/"
	// ForID and ForName are set while acting under a delegation: who handed the role over.
	ForID, ForName string
	Session        string          // the session, "" for jobs and tokens
	Token          string          // the API token, "" for people at a browser
	Addr           string          // where the request came from
	Grants         map[string]bool // permission names of the role; shared, never written to
	All            bool            // the system may do everything
}

// May reports whether the actor holds the permission somewhere.
func (a Actor) May(permission string) bool { return a.All || a.Grants[permission] }

// Known reports whether somebody is signed in.
func (a Actor) Known() bool { return a.ID != "" }

// System is the actor of background jobs.
var System = Actor{ID: "system", Name: "系统", Role: "system", Scope: "/", All: true}

type key struct{}

// With returns a context in which a acts.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From returns the acting person; the zero Actor if nobody is signed in.
func From(ctx context.Context) Actor { a, _ := ctx.Value(key{}).(Actor); return a }
