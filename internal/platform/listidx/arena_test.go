package listidx

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

// What goes into an arena comes out of it, over the end of a block too.
func TestArena(t *testing.T) {
	var a arena
	var want []string
	for i := range 5000 {
		want = append(want, strings.Repeat("校", i%977), "")
	}
	want = append(want, strings.Repeat("x", chunkSize), "", "y")
	for _, s := range want {
		a.add(s)
	}
	for i, s := range want {
		if got := string(a.at(int32(i))); got != s {
			t.Fatalf("%d: %d bytes, want %d", i, len(got), len(s))
		}
	}
	if len(a.chunks) < 3 {
		t.Errorf("%d blocks: the test does not reach the end of one", len(a.chunks))
	}
}

// Ids and paths come out as they went in, and sort as they are written, whatever their form.
func TestKeysAndPaths(t *testing.T) {
	ids := []string{"0198f000-0000-7000-8000-000000000012", "0198f000-0000-7000-8000-000000000002", "0198F000-0000-7000-8000-000000000012", "110000", "c1-x"}
	paths := []string{"/110000/%/", "/%/", "/110000/110108/", "/", "/a/%/b/", "/a/b-c/", "/a/b/"}
	b := newBuilder(Spec{})
	var want []Row
	for _, id := range ids {
		for _, path := range paths {
			want = append(want, Row{ID: id, Path: strings.ReplaceAll(path, "%", id)})
		}
	}
	for _, r := range want {
		_ = b.add(r)
	}
	got := b.done()
	slices.SortFunc(want, func(x, y Row) int { return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.ID, y.ID)) })
	for i, r := range want {
		if g := got.get(int32(i)); g.ID != r.ID || g.Path != r.Path {
			t.Errorf("%d: %q %q, want %q %q", i, g.ID, g.Path, r.ID, r.Path)
		}
	}
}
