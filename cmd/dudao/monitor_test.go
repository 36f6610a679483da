package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const schools = `county,stage,school,students,students_primary,students_junior,students_senior,r1,r2,r3,r4,r5,r6,r7
海淀区,primary,甲小学,1000,,,,42,10,9,4500,7500,2000000,23
海淀区,primary,乙小学,500,,,,25,6,5,2400,3900,1100000,12
海淀区,primary,丙小学,400,,,,10,2,2,900,1500,400000,4
海淀区,nine_year,丁学校,900,600,300,,50,9,9,6000,9000,2700000,30
`

func balanceJSON(t *testing.T, text string, flags ...string) ([]map[string]any, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "schools.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := run(t.Context(), append([]string{"monitor", "balance", "--in", file, "--json"}, flags...), &out)
	if err != nil {
		if out.Len() > 0 {
			t.Errorf("a table with errors still printed %s", out.String())
		}
		return nil, err
	}
	var list []map[string]any
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err, out.String())
	}
	return list, nil
}

// The command judges a table without a server: an object per county and stage, null where it cannot be told.
func TestBalanceOfATable(t *testing.T) {
	list, err := balanceJSON(t, schools)
	if err != nil || len(list) != 2 {
		t.Fatal(err, list)
	}
	p := list[0]
	if p["county"] != "海淀区" || p["stage"] != "primary" || p["schools"] != 4.0 || p["students"] != 2500.0 || p["verdict"] != "not_met" {
		t.Errorf("%v", p)
	}
	cv := p["cv"].([]any)
	if len(cv) != 7 || cv[0] != nil || cv[5] == nil || p["met"].([]any)[0] != nil {
		t.Errorf("teachers of a combined school cannot be told: %v", cv)
	}
	if got := p["not_met"].([]any); len(got) != 1 || got[0] != "丙小学" {
		t.Errorf("not met: %v", got)
	}
	if j := list[1]; j["stage"] != "junior" || j["cv"].([]any)[5] != 0.0 || len(j["not_met"].([]any)) != 0 {
		t.Errorf("%v", j)
	}
	old, err := balanceJSON(t, schools, "--rules", "2012")
	if err != nil || old[0]["met"].([]any)[0] != nil {
		t.Error(err, old)
	}
}

// Errors are on no result and end with another code than 0.
func TestBalanceOfAWrongTable(t *testing.T) {
	for name, text := range map[string]string{"negative": strings.Replace(schools, "42", "-42", 1), "column": strings.Replace(schools, "r7", "r8", 1), "empty": ""} {
		if _, err := balanceJSON(t, text); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := balanceJSON(t, schools, "--rules", "1999"); err == nil {
		t.Error("unknown rules are taken")
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"monitor", "balance", "--json"}, &out); err == nil {
		t.Error("no table is taken")
	}
}
