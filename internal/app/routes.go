package app

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"dudao/internal/platform/web"
)

// WriteRoutes prints the route table, sorted by address: address, permission, feature.
func (a *App) WriteRoutes(w io.Writer, asJSON bool) error {
	list := slices.Clone(a.Web.Routes)
	slices.SortFunc(list, func(x, y web.Route) int {
		mx, px, _ := strings.Cut(x.Pattern, " ")
		my, py, _ := strings.Cut(y.Pattern, " ")
		return cmp.Or(cmp.Compare(px, py), cmp.Compare(mx, my))
	})
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(list)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range list {
		permission := r.Permission
		switch permission {
		case web.Public:
			permission = "(public)"
		case web.SignedIn:
			permission = "(signed in)"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", r.Pattern, permission, r.Feature)
	}
	return t.Flush()
}
