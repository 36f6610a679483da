package demo

import (
	"bytes"
	"testing"
)

// The files of the demo are the same each time, or the same year would have other hashes.
func TestPapersAreTheSameEachTime(t *testing.T) {
	for name, make := range map[string]func() ([]byte, error){
		"photo":    func() ([]byte, error) { return photo(3, false) },
		"sheet":    func() ([]byte, error) { return sheet("台账", []any{"序号", "事项"}, []any{1, "甲"}) },
		"document": func() ([]byte, error) { return document("题目", "正文 <甲>") },
		"report":   func() ([]byte, error) { return pdf("题目", "正文"), nil },
	} {
		one, err := make()
		two, again := make()
		if err != nil || again != nil || !bytes.Equal(one, two) || len(one) > 40<<10 {
			t.Errorf("%s: %v %v, %d bytes", name, err, again, len(one))
		}
	}
}
