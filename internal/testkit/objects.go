package testkit

import (
	"maps"
	"slices"
	"strings"
)

// Pair is one record inside 海淀 and one inside 西城: the values of the wildcards of a route, such as
// {"id": "hd_school1"}.
type Pair struct{ HD, XC map[string]string }

// IDs is the Pair of a route with one wildcard {id}.
func IDs(hd, xc string) Pair {
	return Pair{map[string]string{"id": hd}, map[string]string{"id": xc}}
}

// Objects makes the records for the permission matrix of internal/app. The key is the beginning of a
// route without method and /api/v1, such as "/rectifications/{id}"; the longest that fits is used.
// Each feature adds its records here: through its services, in any state that its pages show.
var Objects = map[string]func(w *World) Pair{
	"/units/{id}":            func(*World) Pair { return IDs("hd_school1", "xc_school1") },
	"/units/{id}/posts":      orgPosts,
	"/posts/{post}":          orgPosts,
	"/unit-groups/{group}":   orgGroups,
	"/unit-imports/{import}": orgImports,
}

// Unscoped lists beginnings of routes whose wildcard names something that belongs to no unit, with
// what it is: whoever holds the permission may see all of it.
var Unscoped = map[string]string{
	"/lang/{lang}":   "a language",
	"/static/{hash}": "a file of the program",
	"/jobs/{id}":     "a background job",
}

// ObjectKey returns which entry of Objects serves the path of a route, "" if none does.
func ObjectKey(path string) string { return longest(slices.Collect(maps.Keys(Objects)), path) }

// IsUnscoped reports whether the wildcards of the path belong to no unit.
func IsUnscoped(path string) bool { return longest(slices.Collect(maps.Keys(Unscoped)), path) != "" }

func longest(prefixes []string, path string) (found string) {
	for _, p := range prefixes {
		if (path == p || strings.HasPrefix(path, p+"/") || strings.HasPrefix(path, p+".")) && len(p) > len(found) {
			found = p
		}
	}
	return found
}
