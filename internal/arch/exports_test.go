package arch

import (
	"os"
	"strings"
	"testing"
)

// Tables leave the program through platform/xlsx alone, which makes text of what a spreadsheet program
// would run as a formula: no other file writes CSV or a workbook, but for standards, which use its Safe.
func TestTablesAreWrittenInOnePlace(t *testing.T) {
	inside := 0
	walk(t, ".go", func(name, path string) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, writer := range []string{"csv.NewWriter(", "excelize.NewFile("} {
			switch {
			case !strings.Contains(string(b), writer):
			case strings.HasPrefix(name, "internal/platform/xlsx/"):
				inside++
			case strings.HasPrefix(name, "internal/platform/grid/") && strings.Contains(string(b), "xlsx.Safe(c.Text)"): // heads that span columns
			case strings.Contains(string(b), "SetCellStr(s.name, at, xlsx.Safe(cell))"): // a workbook of several tables, the same bytes each time
			default:
				t.Errorf("%s writes a table of its own with %s", name, writer)
			}
		}
	})
	if inside == 0 {
		t.Error("nobody writes tables; the names of the writers have changed")
	}
}
