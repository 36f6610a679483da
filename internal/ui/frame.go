package ui

import (
	"context"
	"net/http"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/lang"
	"dudao/internal/platform/web"
)

// Frame is what every page shows around its content. Embed it in the page's view and define a
// template "content". Fill Head with what stands beside the title: state, clock, actions.
type Frame struct {
	Title  string
	Lang   lang.Lang
	User   string // name and role of who is signed in, "" if nobody
	Nav    []NavGroup
	Crumbs []Link
	Error  string // what went wrong with the form on this page
	Path   string // of the request, for the language switch and the current entry of the navigation
	Bare   bool   // without navigation: sign-in, print
	Shell  Shell
	Head   Head
}

// Shell is what the frame shows by itself.
type Shell struct {
	Role   string // the role in words, "" if nobody
	Large  bool   // 适老化: large text
	Demo   bool   // figures are demo data
	Search bool   // may look for anything by the field in the head
}

// Head is the head of a record or a list, beside its title: all may be empty.
type Head struct {
	Number  string // 文号 or number of the record
	Sub     string // one quiet line below the title
	Chips   []Chip
	Clock   *Clock
	Actions []Button // what this person can do now, the main one first
	Asks    []Ask    // what needs a reason or a few fields first
	Steps   []Step   // the life cycle
	Tabs    []Tab
	Notice  *Notice
}

// NavGroup is one headed part of the main navigation.
type NavGroup struct {
	Head  string
	Items []NavLink
}

// NavLink is one entry of the main navigation.
type NavLink struct {
	Link
	Icon    string
	Current bool
	Count   string // "" or a number
	Late    bool
}

// Count is a number beside an entry of the main navigation.
type Count struct {
	N    int
	Late bool // some of them are overdue
}

// Site is what the frame knows beyond the request; app puts it into the context with WithSite.
type Site struct {
	Demo   bool                                          // every figure is demo data
	Counts func(ctx context.Context) map[string]Count    // by URL of the entry; nil shows none
	Roles  func(ctx context.Context, role string) string // the role in words; nil shows none
	Follow func(ctx context.Context, a About) []Card     // what may follow from a record; nil shows nothing
	Search string                                        // permission of the search in the head; "" is everybody who is signed in
}

// About is a record that a page shows, for what may follow from it elsewhere.
type About struct {
	UnitPath, Unit       string // whom it is about
	UnitID               string // of a unit itself
	Kind, ID, Title, URL string // the record; of a unit itself ""
	Facts                string
}

// Follow is what the acting person may begin from a record, such as a talk from a finding.
func Follow(ctx context.Context, a About) []Card {
	if f := siteOf(ctx).Follow; f != nil {
		return f(ctx, a)
	}
	return nil
}

type siteKey struct{}

// WithSite returns a context whose frames know s.
func WithSite(ctx context.Context, s *Site) context.Context {
	return context.WithValue(ctx, siteKey{}, s)
}

func siteOf(ctx context.Context) *Site {
	if s, ok := ctx.Value(siteKey{}).(*Site); ok {
		return s
	}
	return &Site{}
}

// NewFrame returns the frame of a page for who is signed in. title is in the reader's language.
func NewFrame(r *http.Request, title string, crumbs ...Link) Frame {
	ctx := r.Context()
	a, site := actor.From(ctx), siteOf(ctx)
	f := Frame{Title: title, Lang: lang.From(ctx), Crumbs: crumbs, Path: r.URL.RequestURI(), Shell: Shell{Large: isLarge(r), Demo: site.Demo}}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		f.Path = r.URL.Path // what a form was sent to; may not answer GET, see Preferences
	}
	if a.Known() {
		f.User = a.Name
		f.Shell.Search = site.Search == "" || a.May(site.Search)
		if a.ForName != "" {
			f.User = lang.T(ctx, "%s（代 %s）", a.Name, a.ForName)
		}
		if site.Roles != nil {
			f.Shell.Role = site.Roles(ctx, a.Role)
		}
		f.Nav = nav(r, a, site)
	}
	return f
}

func nav(r *http.Request, a actor.Actor, site *Site) (groups []NavGroup) {
	rt := web.RouterOf(r.Context())
	if rt == nil {
		return nil
	}
	var counts map[string]Count
	if site.Counts != nil {
		counts = site.Counts(r.Context())
	}
	current := currentNav(rt.Nav, r.URL.Path)
	for _, n := range rt.Nav {
		if n.Permission != web.SignedIn && n.Permission != web.Public && !a.May(n.Permission) {
			continue
		}
		head := ""
		if n.Group != "" {
			head = lang.T(r.Context(), n.Group)
		}
		if len(groups) == 0 || groups[len(groups)-1].Head != head {
			groups = append(groups, NavGroup{Head: head})
		}
		l := NavLink{Link: Link{Text: lang.T(r.Context(), n.Label), URL: n.URL}, Icon: iconOf(n), Current: n.URL == current}
		if c := counts[n.URL]; c.N > 0 {
			l.Count, l.Late = Number(c.N), c.Late
		}
		g := &groups[len(groups)-1]
		g.Items = append(g.Items, l)
	}
	return groups
}

// currentNav returns the URL of the entry that leads closest to path.
func currentNav(items []web.NavItem, path string) string {
	best := ""
	for _, n := range items {
		u, _, _ := strings.Cut(n.URL, "?")
		if (path == u || strings.HasPrefix(path, u+"/")) && len(n.URL) > len(best) {
			best = n.URL
		}
	}
	return best
}

var iconByURL = map[string]string{
	"/workbench": "home", "/inbox": "bell", "/plans": "plan", "/inspections": "clipboard", "/rectifications": "loop",
	"/units": "building", "/standards": "tree", "/inspectors": "badge", "/deadlines": "clock", "/calendar": "calendar", "/public": "globe",
	"/accounts": "users", "/roles": "shield", "/audit": "log", "/jobs": "gear", "/files": "file",
}

func iconOf(n web.NavItem) string {
	if iconNames[n.Icon] {
		return n.Icon
	}
	return iconByURL[n.URL]
}
