package liability_test

import (
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/file"
	"dudao/internal/testkit"
)

// The office keeps what it found, for itself; the unit hands in material with its statement, for both. Nobody of
// another district or unit reads or adds any.
func TestMaterialOfACase(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := w.Decided("hd") // the object has been heard and may still ask for a review
	c := w.Record("hd_staff", accountability.Case, id).Record
	add := func(who string, kind string) (file.Item, error) {
		ref := c.Found()
		if kind == accountability.StatedFiles {
			ref = c.Stated()
		}
		return w.Files.Add(w.As(who), file.Upload{Ref: ref, Name: "笔录.pdf"}, strings.NewReader("%PDF-1.4\n%%EOF\n"))
	}
	found, err := add("hd_staff", accountability.FoundFiles)
	w.Must(err)
	stated, err := add("hd_head1", accountability.StatedFiles)
	w.Must(err)
	for _, x := range []struct {
		who, kind string
		want      errs.Kind
	}{
		{"hd_head1", accountability.FoundFiles, errs.NotFound}, {"hd_staff", accountability.StatedFiles, errs.Denied}, {"city_staff", accountability.FoundFiles, errs.Denied},
		{"xc_staff", accountability.FoundFiles, errs.NotFound}, {"hd_head2", accountability.StatedFiles, errs.NotFound},
	} {
		if _, err := add(x.who, x.kind); errs.KindOf(err) != x.want {
			t.Errorf("%s adds to %s: %v", x.who, x.kind, err)
		}
	}
	for who, want := range map[string][2]bool{"hd_staff": {true, true}, "hd_leader": {true, true}, "hd_head1": {false, true}, "xc_staff": {false, false}, "hd_head2": {false, false}} {
		for i, it := range []file.Item{found, stated} {
			_, err := w.Files.List(w.As(who), it.Ref)
			if (err == nil) != want[i] {
				t.Errorf("%s reads %s: %v", who, it.Title, err)
			}
		}
	}
	page := w.Get("hd_head1", c.URL()).Body.String()
	if strings.Contains(page, "调查核实材料") || !strings.Contains(page, "单位提交的材料") {
		t.Error("the unit's page shows the wrong files")
	}
	if page := w.Get("hd_staff", c.URL()).Body.String(); !strings.Contains(page, "调查核实材料") || strings.Count(page, "笔录") < 2 {
		t.Error("the office's page does not show both bundles")
	}
}
