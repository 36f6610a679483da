package visitweb

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// Every text of the phone has its words in the page, so that it says them in English without a network.
func TestTextsOfThePhone(t *testing.T) {
	files, err := filepath.Glob("../../../ui/src/visit/*.ts")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	quoted, comment := regexp.MustCompile(`["\x60]([^"\x60\n]*\p{Han}[^"\x60\n]*)["\x60]`), regexp.MustCompile(`(?m)//.*$`)
	used := map[string]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quoted.FindAllSubmatch(comment.ReplaceAll(text, nil), -1) {
			used[string(m[1])] = true
			if !slices.Contains(appTexts, string(m[1])) {
				t.Errorf("%s: %q is not in appTexts", filepath.Base(name), m[1])
			}
		}
	}
	for _, x := range appTexts {
		if x != "；" && !used[x] {
			t.Errorf("the phone does not say %q", x)
		}
	}
}
