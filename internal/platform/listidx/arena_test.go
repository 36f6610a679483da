package listidx

import (
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
