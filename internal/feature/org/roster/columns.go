package roster

import (
	"iter"
	"strconv"
	"strings"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/org"
	"dudao/internal/platform/xlsx"
)

// column is one column of the file people send.
type column struct {
	Name     string   // in the stored row, and in English files
	Head     string   // in the template
	Also     []string // other heads people use
	Required bool
	Help     string
	Choices  []org.Word
	Width    float64
}

// Columns of the import file, in the order of the template.
const (
	colName = iota
	colShort
	colKind
	colDistrict
	colStreet
	colStage
	colOwnership
	colNature
	colStudents
	colCode
	colAddress
	colOpened
	colAliases
	colCount
)

var importColumns = [colCount]column{
	{Name: "name", Head: "单位名称", Also: []string{"名称", "学校名称", "校名"}, Required: true, Help: "全称，不超过 100 个字", Width: 36},
	{Name: "short_name", Head: "简称", Also: []string{"学校简称"}, Help: "日常叫法，可不填", Width: 16},
	{Name: "kind", Head: "单位类型", Also: []string{"类型"}, Help: "不填为学校", Choices: org.Kinds[1:], Width: 12},
	{Name: "district", Head: "所属区", Also: []string{"区", "区县", "所在区", "所属区县"}, Required: true, Help: "区的名称或代码；市属单位填市的名称", Width: 14},
	{Name: "street", Head: "街道（乡镇）", Also: []string{"街道", "乡镇", "街道乡镇", "街道（乡镇）", "镇街"}, Help: "名称、别称或代码，如“四季青镇”", Width: 16},
	{Name: "stage", Head: "学段", Also: []string{"办学类型", "学校类型"}, Help: "学校必填", Choices: org.Stages, Width: 16},
	{Name: "ownership", Head: "办学性质", Also: []string{"性质", "公办民办"}, Help: "公办或民办", Choices: org.Ownerships, Width: 10},
	{Name: "nature", Head: "举办方式", Also: []string{"举办者类型"}, Help: "可不填", Choices: org.Natures, Width: 12},
	{Name: "students", Head: "学生数", Also: []string{"在校生数", "在校学生数", "在园人数"}, Help: "整数，不知道可不填", Width: 10},
	{Name: "code", Head: "单位代码", Also: []string{"代码", "学校代码", "学校标识码", "统一社会信用代码"}, Help: "有代码的单位按代码对应", Width: 20},
	{Name: "address", Head: "地址", Also: []string{"学校地址", "详细地址"}, Help: "可不填", Width: 36},
	{Name: "opened_on", Head: "成立日期", Also: []string{"建校日期", "成立时间", "建校时间"}, Help: "如 2006-09-01", Width: 14},
	{Name: "aliases", Head: "别名", Also: []string{"曾用名", "其他名称"}, Help: "多个用顿号隔开", Width: 24},
}

// header maps the columns of a file to ours.
type header struct {
	at      [colCount]int // index in the file, -1 if it is not there
	unknown []string
}

// readHeader reads a row as the header; it reports false if it is not one.
func readHeader(cells []string) (header, bool) {
	h := header{}
	for i := range h.at {
		h.at[i] = -1
	}
	for i, cell := range cells {
		c := columnCalled(cell)
		switch {
		case c >= 0 && h.at[c] < 0:
			h.at[c] = i
		case cell != "":
			h.unknown = append(h.unknown, cell)
		}
	}
	return h, h.at[colName] >= 0
}

func columnCalled(head string) int {
	head = plain(head)
	for i, c := range importColumns {
		if strings.EqualFold(head, c.Name) || head == plain(c.Head) {
			return i
		}
		for _, also := range c.Also {
			if head == plain(also) {
				return i
			}
		}
	}
	return -1
}

// check says which columns the file lacks.
func (h header) check() error {
	var missing []string
	for i, c := range importColumns {
		if c.Required && h.at[i] < 0 {
			missing = append(missing, c.Head)
		}
	}
	if len(missing) > 0 {
		return errs.NewField("file", "缺少列：%s。请使用模板", strings.Join(missing, "、"))
	}
	return nil
}

// pick returns our columns of a row of the file.
func (h header) pick(cells []string) (out [colCount]string) {
	for i, at := range h.at {
		if at >= 0 && at < len(cells) {
			out[i] = cells[at]
		}
	}
	return out
}

// Template returns the rows of the template, and what each column means.
func Template() (table xlsx.Sheet, help xlsx.Sheet) {
	var heads []any
	table = xlsx.Sheet{Name: "单位", Choices: map[int][]string{}}
	notes := [][]any{{"列", "是否必填", "说明", "可填内容"}}
	for i, c := range importColumns {
		heads = append(heads, c.Head)
		table.Widths = append(table.Widths, c.Width)
		must := ""
		if c.Required {
			must = "必填"
		}
		var labels []string
		for _, w := range c.Choices {
			labels = append(labels, w.Label)
		}
		if len(labels) > 0 {
			table.Choices[i] = labels
		}
		notes = append(notes, []any{c.Head, must, c.Help, strings.Join(labels, "、")})
	}
	table.Rows = xlsx.Of(heads)
	return table, xlsx.Sheet{Name: "填写说明", Rows: xlsx.Of(notes...), Widths: []float64{14, 10, 40, 80}}
}

// ExportRows are the rows of an export, in the columns of the template, so that it can be imported again.
func ExportRows(units iter.Seq2[org.Row, error]) xlsx.Rows {
	return func(yield func([]any, error) bool) {
		var heads []any
		for _, c := range importColumns {
			heads = append(heads, c.Head)
		}
		if !yield(append(heads, "状态"), nil) {
			return
		}
		for u, err := range units {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(exportRow(u), nil) {
				return
			}
		}
	}
}

func exportRow(u org.Row) []any {
	state := "在办"
	if u.State() == org.Closed {
		state = "已撤销"
	}
	district := u.DistrictName
	if district == "" || u.Kind == org.District {
		district = u.CityName
	}
	var students any
	if u.Students > 0 {
		students = u.Students
	}
	return []any{u.Name, u.ShortName, org.LabelOf(org.Kinds, string(u.Kind)), district, u.PlaceName, org.LabelOf(org.Stages, u.Stage), org.LabelOf(org.Ownerships, u.Ownership),
		org.LabelOf(org.Natures, u.Nature), students, u.Code, u.Address, u.OpenedOn.String(), strings.Join(u.Aliases, "、"), state}
}

// valueOf returns the value of a word by its label or itself.
func valueOf(words []org.Word, text string) (string, bool) {
	for _, w := range words {
		if plain(text) == plain(w.Label) || text == w.Value {
			return w.Value, true
		}
	}
	return "", false
}

// stageCalled knows the words people use for stages besides ours.
var stageCalled = map[string]string{
	"初中": "junior", "高级中学": "senior", "普通高中": "senior", "九年一贯制": "nine_year", "十二年一贯制": "twelve_year", "完中": "complete",
	"中职": "vocational", "职业高中": "vocational", "特教": "special", "特殊教育": "special", "大学": "higher", "高校": "higher",
}

var dateLayouts = []string{"2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日", "20060102", "2006年1月", "2006-1", "2006/1", "2006.1", "2006年", "2006"}

// parseDate reads the dates people and spreadsheet programs write.
func parseDate(s string) (civil.Date, bool) {
	if n, err := strconv.ParseFloat(s, 64); err == nil && n >= 10_000 && n < 80_000 { // days since 1899-12-30
		return civil.NewDate(1899, 12, 30).AddDays(int(n)), true
	}
	s, _, _ = strings.Cut(s, " ")
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return civil.NewDate(t.Year(), t.Month(), t.Day()), true
		}
	}
	return civil.Date{}, false
}

// plain makes the ways of writing a word equal: wide and narrow brackets, marks of required columns, spaces.
func plain(s string) string { return narrow.Replace(s) }

var narrow = strings.NewReplacer("\uff08", "(", "\uff09", ")", "\uff0a", "", "*", "", " ", "", "\u3000", "")
