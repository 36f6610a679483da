package demo

import (
	"bytes"
	"testing"

	"dudao/internal/feature/monitor/balance"
)

// The country has exactly its schools, the same ones each time; the table of a year can be read.
func TestNationIsTheSameEachTime(t *testing.T) {
	list, provinces, err := counties()
	if err != nil || len(list) != 2851 || len(provinces) != 31 {
		t.Fatalf("%d counties, %d provinces, %v", len(list), len(provinces), err)
	}
	n := 0
	for _, c := range list {
		n += c.schools
	}
	if n != nationSchools {
		t.Errorf("%d schools", n)
	}
	var a, b bytes.Buffer
	if err := write(&a, list[:20], 2023); err != nil {
		t.Fatal(err)
	}
	if err := write(&b, list[:20], 2023); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two times are not the same")
	}
	ru, _ := balance.RulesOf("2017")
	read, problems, err := balance.Read(bytes.NewReader(a.Bytes()), ru)
	if err != nil || len(problems) > 0 || len(read) != 20 {
		t.Errorf("%d counties, %v, %v", len(read), problems, err)
	}
}
