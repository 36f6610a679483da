package fill

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/platform/paper"
)

// Part is a piece of a letter that a template may ask for.
type Part struct {
	Name  string
	About string
	need  []paper.Form // forms of letters that are not complete without it
	miss  []paper.Form // forms of which something is not printed without it
}

var (
	red = []paper.Form{paper.Official, paper.Missive}
	all = []paper.Form{paper.Official, paper.Missive, paper.Plain}
)

// Parts lists them in the order of a page (GB/T 9704-2012 第7章).
var Parts = []Part{
	{HeadName, "发文机关名称，文件格式带“文件”二字；联合发文时每个机关一段", nil, red},
	{NumberName, "例如：海教督〔2026〕3号", red, nil},
	{UpName, "上行文的签发人姓名，其他公文为空", nil, nil},
	{UrgentName, "特急、加急，平件为空", nil, red},
	{TitleName, "公文标题", all, nil},
	{ToName, "主送机关，不带冒号", red, nil},
	{BodyName, "正文各段和表，单独占一段；段落样式取自这一段", all, nil},
	{ListName, "“附件：名称”，多个附件时逐行编号；没有附件时不印", nil, red},
	{SignName, "发文机关署名，联合发文时每个机关一段", all, nil},
	{DateName, "例如：2026年9月1日", all, nil},
	{NoteName, "附注，不带括号；没有时不印", nil, red},
	{CopyName, "抄送机关，以逗号分隔，不带句号；没有时不印", nil, red},
	{PrintName, "印发机关", nil, red},
	{DayName, "印发日期，不带“印发”", nil, red},
	{CodeName, "核验真伪的二维码，20 毫米见方", all, nil},
}

// Check says what is wrong with the placeholders for a form of letter. known are the names a letter has
// besides Parts.
func (t *Template) Check(form paper.Form, known []string) (out []Problem) {
	names := t.Names()
	for _, n := range names {
		if !isPart(n) && !slices.Contains(known, n) {
			out = append(out, unknown(n, known))
		}
	}
	var lost []string
	for _, p := range Parts {
		switch {
		case slices.Contains(names, p.Name):
		case slices.Contains(p.need, form):
			out = append(out, bad("缺少占位符 {{%s}}", p.Name))
		case slices.Contains(p.miss, form):
			lost = append(lost, p.Name)
		}
	}
	for s := range t.paragraphs {
		out = append(out, broken(s)...)
		if slices.Contains(s.names, BodyName) && !s.alone() {
			out = append(out, bad("正文占位符须单独占一段，现在与其他文字同段：%s", short(s.text)))
		}
		if s.part != t.main && slices.Contains(s.names, BodyName) {
			out = append(out, bad("正文占位符不能放在页眉、页脚或脚注里"))
		}
	}
	if len(lost) > 0 {
		out = append(out, warn("没有占位符：%s。公文有这些内容时也不会印出", strings.Join(lost, "、")))
	}
	return append(out, t.drafts()...)
}

func isPart(name string) bool {
	return slices.ContainsFunc(Parts, func(p Part) bool { return p.Name == name })
}

// unknown names a placeholder nobody fills, with the one that was probably meant.
func unknown(name string, known []string) Problem {
	best, cost := "", 3
	for _, p := range Parts {
		known = append(slices.Clip(known), p.Name)
	}
	for _, k := range known {
		if d := distance([]rune(name), []rune(k)); d < cost && d < len([]rune(k)) {
			best, cost = k, d
		}
	}
	if best != "" {
		return bad("没有“%s”这个占位符，是不是 {{%s}}？", name, best)
	}
	return bad("没有“%s”这个占位符", name)
}

// distance is how many characters are to be changed, added or taken away (Levenshtein 1966).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		last := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := last
			if x != y {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// broken finds braces that make no placeholder.
func broken(s spot) []Problem {
	rest := placeholder.ReplaceAllString(s.text, "")
	switch {
	case strings.Contains(rest, "{{") || strings.Contains(rest, "}}"):
		return []Problem{bad("占位符没有写完整：%s", short(s.text))}
	case strings.ContainsAny(rest, wideBraces):
		return []Problem{bad("占位符要用半角的 {{ 和 }}：%s", short(s.text))}
	}
	return nil
}

func short(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return string(r)
}

// drafts finds what belongs to work in progress.
func (t *Template) drafts() (out []Problem) {
	for _, r := range t.relations(t.main) {
		if strings.HasSuffix(r.kind, "/comments") && len(t.root(r.target).ChildElements()) > 0 {
			out = append(out, warn("文件里有批注，会留在每份公文中"))
		}
	}
	if len(t.root(t.main).FindElements("//w:ins"))+len(t.root(t.main).FindElements("//w:del")) > 0 {
		out = append(out, bad("文件里有未接受的修订；请接受或拒绝后再上传"))
	}
	return out
}

// Measure is a figure of the file beside that of the standard.
type Measure struct {
	What, Got, Want string
	OK              bool
	Article         string
}

// Measures compares page and type with GB/T 9704-2012. A record or receipt is only held to the paper.
func (t *Template) Measures(form paper.Form, l lang.Lang) []Measure {
	s, out := t.sheet(), []Measure{}
	length := func(what string, got, want, off float64, article string) {
		out = append(out, Measure{lang.In(l, what), lang.In(l, "%g 毫米", got), lang.In(l, "%g 毫米", want), math.Abs(got-want) <= off, article})
	}
	length("纸宽", s.width, paper.PageWidth, 1, "5.1")
	length("纸高", s.height, paper.PageHeight, 1, "5.1")
	if form == paper.Plain {
		return out
	}
	length("上白边（天头）", s.top, paper.MarginTop, 1, "5.2.1")
	length("左白边（订口）", s.left, paper.MarginLeft, 1, "5.2.1")
	length("版心宽", math.Round((s.width-s.left-s.right)*10)/10, paper.TextWidth, 1, "5.2.1")
	length("版心高", math.Round((s.height-s.top-s.bottom)*10)/10, paper.TextHeight, 1, "5.2.1")
	out = append(out, Measure{lang.In(l, "每页行数"), fmt.Sprint(s.lines()), fmt.Sprint(paper.LinesPage), s.lines() == paper.LinesPage, "5.2.3"})
	st := t.styles()
	for _, x := range t.spots() {
		look := st.of(x.p, runOf(x))
		size := func(what string, want float64) {
			out = append(out, Measure{lang.In(l, what), lang.In(l, "%g 磅", look.size), lang.In(l, "%g 磅", want), look.size == want, "5.2.2"})
		}
		font := func(what string, words ...string) {
			got := look.font
			if got == "" {
				got = "—"
			}
			out = append(out, Measure{lang.In(l, what), got, words[0], slices.ContainsFunc(words, func(w string) bool { return strings.Contains(look.font, w) }), "5.2.2"})
		}
		switch x.names[0] {
		case TitleName:
			size("标题字号", paper.TitleSize)
			font("标题字体", titleFont)
			out = append(out, Measure{lang.In(l, "标题位置"), lang.In(l, places[look.align]), lang.In(l, "居中"), look.align == "center", "7.3.1"})
		case BodyName:
			size("正文字号", paper.Body)
			font("正文字体", bodyFont)
			indent := math.Round(look.first/mm(look.size*20)*10) / 10
			out = append(out, Measure{lang.In(l, "正文首行缩进"), lang.In(l, "%g 字", indent), lang.In(l, "%g 字", 2.0), math.Abs(indent-2) < 0.2, "7.3.3"})
		case HeadName:
			got := "#" + look.color
			if look.color == "" {
				got = lang.In(l, "黑色")
			}
			out = append(out, Measure{lang.In(l, "发文机关标志颜色"), got, lang.In(l, "红色"), look.color == "FF0000" || look.color == "C00000", "7.2.4"})
			font("发文机关标志字体", titleFont)
		}
	}
	return out
}

// places are the Chinese words for where a line stands.
var places = map[string]string{"left": "居左", "center": "居中", "right": "居右", "both": "两端对齐", "distribute": "分散对齐"}

// Off counts the measures that are not those of the standard.
func Off(list []Measure) (n int) {
	for _, m := range list {
		if !m.OK {
			n++
		}
	}
	return n
}
