//lang:document

package office

import (
	"dudao/internal/feature/document"
	"dudao/internal/platform/docx/fill"
	"dudao/internal/platform/paper"
)

// mark lies across a sample.
const mark = "样张"

// notInWord are marks of a number that no word may have.
const notInWord = "〔〕（）第号" + "()[] 0123456789"

// Example is the content of the sample of a kind: every part has something, so that each is seen.
func Example(k document.Kind, office string) map[string]fill.Field {
	info := k.Info()
	l := paper.Letter{Form: info.Form, Title: "关于某某学校（样张）的" + info.Label, To: "某某学校", Signature: []string{office}, Date: "2026年9月1日", Sealed: true,
		Attached: []string{"问题清单", "整改方案样式"}, Note: "联系人：某某，电话：010-00000000", Copies: "某某区人民政府", PrintedBy: office, PrintedOn: "2026年9月1日", Urgency: "加急",
		Proof: paper.Proof{URL: "https://example.invalid/public/proof/sample"}, Body: []paper.Block{
			{Kind: paper.Para, Text: "这是模板的样张，用来核对各部分的位置和字体，不是公文。以下各段依次为正文、各级标题和表格。"},
			{Kind: paper.H1, Text: "一、一级标题"}, {Kind: paper.H2, Text: "（一）二级标题"}, {Kind: paper.H3, Text: "1. 三级标题"},
			{Kind: paper.Para, Text: "正文每行二十八个字，每页二十二行，首行缩进两个字。这一段比较长，用来看清换行的位置和行距是否合适，并且看清右边是否对齐。"},
			{Kind: paper.Tabled, Cols: []paper.Column{{Head: "序号", Share: 0.15}, {Head: "问题", Share: 0.55}, {Head: "期限"}}, Rows: [][]string{{"1", "某项问题", "2026年9月30日"}, {"2", "另一项问题", "2026年10月15日"}}}}}
	if info.Form != paper.Plain {
		l.Heads = []string{office}
	}
	if info.Form == paper.Official {
		l.HeadWord = "文件"
	}
	if info.Numbered {
		l.Number = "某教督〔2026〕1号"
	}
	out := fill.Letter(l)
	for _, name := range document.Placeholders(k) {
		if _, have := out[name]; !have {
			out[name] = fill.Field{Text: "［" + name + "］"}
		}
	}
	return out
}
