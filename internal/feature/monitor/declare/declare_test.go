package declare_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/declare"
	"dudao/internal/platform/grid"
)

func rules(t *testing.T) balance.Rules {
	t.Helper()
	ru, ok := balance.RulesOf("2017")
	if !ok {
		t.Fatal("no rules")
	}
	return ru
}

var dashes = regexp.MustCompile(`_+`)

// tidy takes the noise of the transcription away: blanks between characters, marks of half width.
func tidy(s string) string {
	s = strings.NewReplacer("(", "（", ")", "）", ";", "；", "Ⅱ", "II", "Ⅰ", "I").Replace(strings.Join(strings.Fields(s), ""))
	return dashes.ReplaceAllString(strings.ReplaceAll(s, "＿", "_"), "＿＿")
}

// The blank tables hold every text of the official forms, in its order (教督〔2017〕6号 申报表Ⅰ–Ⅵ).
func TestBlankTablesAreTheOfficialForms(t *testing.T) {
	tables := declare.Input{Rules: rules(t)}.Tables()
	for i, file := range []string{"1", "2-1", "2-2", "3", "4", "5", "6"} {
		f, err := os.Open(filepath.Join("testdata", "balanced-form-"+file+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(f)
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for n, row := range rows {
			for _, x := range row {
				x = tidy(x)
				switch {
				case n == 0:
					x = strings.TrimSuffix(x, "指标指标") // the heading 指标名称, broken in the transcription
				case x == "名称":
					x = "指标名称"
				case regexp.MustCompile(`^[123]$|^…$|^(小学|初中)[123]$`).MatchString(x) && file == "2-2":
					continue // its sample rows
				}
				if x != "" {
					want = append(want, x)
				}
			}
		}
		want = seen(want)
		got := []string{tidy(tables[i].Title)}
		for _, c := range tables[i].Places() {
			if c.Text != "" {
				got = append(got, tidy(c.Text))
			}
		}
		got = append(got, tidy(strings.Join(tables[i].Notes, "")))
		for _, x := range want {
			if !strings.Contains("\n"+strings.Join(got, "\n")+"\n", x) {
				t.Errorf("table %s lacks %q", file, x)
			}
		}
		if len(got)-1 > len(want)+6 {
			t.Errorf("table %s has %d texts, the form %d", file, len(got), len(want))
		}
	}
}

// seen drops the heading that a form repeats on its second page.
func seen(list []string) (out []string) {
	had := map[string]bool{}
	for _, x := range list {
		if strings.HasPrefix(x, "指标") && had[x] {
			continue
		}
		had[x] = true
		out = append(out, x)
	}
	return out
}

func filled(t *testing.T, schools int) declare.Input {
	ru := rules(t)
	in := declare.Input{County: "海淀区", Year: 2025, Demo: true, Rules: ru, Stages: map[balance.Stage]declare.Stage{},
		District: map[string]string{"D21": "313.2", "D22": "6.123", "D25": "180000", "D10": "1800", "D11": "240", "D12": "60", "A1": "600", "A2": "580", "A3": "551", "D08": "15.8"}}
	for _, stage := range balance.Stages {
		st := declare.Stage{}
		var plain []balance.School
		for i := range schools {
			x := declare.School{School: balance.School{Name: fmt.Sprintf("第%d学校", i+1), Students: 1000}, Founder: "7", Grades: "6", Classes: "28", Verdict: balance.Met}
			for c, item := range ru.Items {
				line, _ := item.Line(stage)
				x.Totals[c] = line * 1000 / item.Per * (1 + 0.01*float64(i%20))
			}
			if i == 0 {
				x.Totals[6], x.Totals[5] = math.NaN(), x.Totals[5]*0.9
			}
			st.Schools, plain = append(st.Schools, x), append(plain, x.School)
		}
		st.Result = ru.Judge(stage, plain, -1)
		in.Stages[stage] = st
	}
	in.Returns = []map[string]string{{"S02": "小学", "S10": "2001", "S15": "40"}, {"S02": "初中", "S11": "900", "S15": "20"}}
	return in
}

func TestFiguresHaveTheDecimalsOfTheForm(t *testing.T) {
	tables := filled(t, 3).Tables()
	var b bytes.Buffer
	if err := grid.WriteXLSX(&b, tables); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ sheet, cell, want string }{
		{"表Ⅰ", "A7", "313.20"}, {"表Ⅰ", "B7", "6.12"}, {"表Ⅰ", "E7", "180000"}, {"表Ⅰ", "F7", ""}, {"表Ⅰ", "I7", "1"}, {"表Ⅰ", "Q7", "40"},
		{"表Ⅱ-1", "C5", "3"}, {"表Ⅱ-1", "C6", "100.0"}, {"表Ⅱ-1", "I5", ""}, {"表Ⅱ-1", "H6", "66.7"},
		{"表Ⅱ-2", "G5", "4.20"}, {"表Ⅱ-2", "L5", "1800.00"}, {"表Ⅱ-2", "M5", ""}, {"表Ⅱ-2", "O5", "第1-5项达标；第6项达到85%"},
		{"表Ⅲ", "C6", "0.008"}, {"表Ⅲ", "C5", "4.24"}, {"表Ⅲ", "I6", ""},
		{"表Ⅵ", "E7", "95.0"}, {"表Ⅵ", "H7", ""}, {"表Ⅲ", "A2", "县（市、区）：海淀区　　年度：2025　　演示数据"},
	} {
		if got, err := book.GetCellValue(c.sheet, c.cell); err != nil || got != c.want {
			t.Errorf("%s %s = %q, want %q %v", c.sheet, c.cell, got, c.want, err)
		}
	}
	text := ""
	for _, x := range tables[4].Places() {
		text += x.Text + "\n"
	}
	for _, want := range []string{"超过2000人的小学1所，初中0所，超过2500人的一贯制学校0所", "占符合交流轮岗条件教师总数的比例13.3%", "当地公务员年平均工资收入＿＿元", "158000元"} {
		if !strings.Contains(text, want) {
			t.Errorf("table Ⅳ lacks %q", want)
		}
	}
}

// LibreOffice opens both files, one page wide, with 300 schools.
func TestTablesInLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not here")
	}
	dir := t.TempDir()
	tables := filled(t, 150).Tables()
	for name, write := range map[string]func(*os.File) error{"t.xlsx": func(f *os.File) error { return grid.WriteXLSX(f, tables) }, "t.docx": func(f *os.File) error { return grid.WriteDOCX(f, tables) }} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := write(f); err != nil {
			t.Fatal(err)
		}
		f.Close()
		to := filepath.Join(dir, name+".d")
		cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", "--outdir", to, filepath.Join(dir, name))
		cmd.Env = append(os.Environ(), "HOME="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v %s", name, err, out)
		} else if strings.Contains(string(out), "could not be loaded") && name == "t.xlsx" {
			t.Log("LibreOffice has no Calc here: the workbook was not opened")
			continue
		}
		info, err := exec.Command("pdfinfo", filepath.Join(to, "t.pdf")).Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !strings.Contains(string(info), "841") || !strings.Contains(string(info), "595") {
			t.Errorf("%s: %s", name, info)
		}
		if keep := os.Getenv("KEEP_TABLES"); keep != "" {
			b, err := os.ReadFile(filepath.Join(to, "t.pdf"))
			if err == nil {
				err = os.WriteFile(filepath.Join(keep, name+".pdf"), b, 0o600)
			}
			if err != nil {
				t.Error(err)
			}
		}
	}
}
