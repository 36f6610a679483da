//lang:document

package paper

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// TitleLines breaks a title into centred lines: where the author broke it, else in as few lines as fit,
// from the second on not longer than the first or nearly even (7.3.1: 排列应当使用梯形或菱形, 回行时词意完整).
// limit is the most characters of a line: 20 at 22 pt.
func TitleLines(title string, limit int) []string {
	if strings.Contains(title, "\n") {
		var out []string
		for _, l := range strings.Split(title, "\n") {
			out = append(out, TitleLines(strings.TrimSpace(l), limit)...)
		}
		return out
	}
	r := []rune(strings.TrimSpace(title))
	if Width(string(r)) <= float64(limit) {
		return []string{string(r)}
	}
	parts := int(Width(string(r))/float64(limit)) + 1
	want := len(r) / parts
	var out []string
	for len(r) > 0 {
		if Width(string(r)) <= float64(limit) {
			out = append(out, string(r))
			break
		}
		at := cut(r, want, limit)
		out = append(out, string(r[:at]))
		r = r[at:]
	}
	return out
}

// cut finds where a title breaks best near want: after a word that ends a phrase, before one that begins
// the next, never inside figures or before a closing mark.
func cut(r []rune, want, limit int) int {
	best, bestCost := min(len(r), limit), 1<<30
	for at := 2; at < len(r)-1 && Width(string(r[:at])) <= float64(limit); at++ {
		cost := 10 * abs(at-want)
		switch {
		case NoStart(r[at]) || NoEnd(r[at-1]):
			cost += 1000
		case digit(r[at]) && digit(r[at-1]):
			cost += 1000
		case strings.ContainsRune("的和与及、", r[at-1]):
			cost -= 25
		case strings.ContainsRune("的和与及、》）”", r[at]):
			cost += 300
		}
		for _, word := range unbroken {
			w := []rune(word)
			for i := 1; i < len(w); i++ { // inside a word
				if at >= i && at-i+len(w) <= len(r) && string(r[at-i:at-i+len(w)]) == word {
					cost += 200
				}
			}
		}
		if cost < bestCost {
			best, bestCost = at, cost
		}
	}
	return best
}

// unbroken are words that stand in titles of such letters; a title does not break inside one.
var unbroken = strings.Fields(`关于 责令 开展 督导 督促 反馈 落实 初步 意见 意见书 整改 限期 限期整改 通知 通知书 报告 通报 问责 约谈 记录 表彰 决定 决定书 复核 申诉 处理 告知书 连带 责任 督办单
	综合 专项 春季 秋季 年度 情况 问题 工作 有关 学校 小学 中学 初级 高级 幼儿园 教育 委员会 人民 政府 督导室 示范 第一 第二 第三 第四 第五 实验 附属 中心 分校 校区 学院 大学
	北京市 东城区 西城区 朝阳区 丰台区 石景山区 海淀区 门头沟区 房山区 通州区 顺义区 昌平区 大兴区 怀柔区 平谷区 密云区 延庆区 燕山地区 经济技术开发区`)

// Width is how many full characters a text is wide: a Latin letter or figure is half a one.
func Width(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x2000 && r != '·' && r != '—' {
			w += 0.5
		} else {
			w++
		}
	}
	return w
}

// AttachmentLines is the note of attachments (7.3.4): "附件：名称", or numbered when there are several; the
// lines after the first begin where the first name does.
func (l Letter) AttachmentLines() []string {
	var out []string
	for i, name := range l.Attached {
		name = strings.TrimRight(name, "。；;. ")
		if len(l.Attached) > 1 {
			name = strconv.Itoa(i+1) + ". " + name
		}
		if i == 0 {
			out = append(out, "附件："+name)
		} else {
			out = append(out, "　　　"+name)
		}
	}
	return out
}

// AnnexLabel is what stands at the top of an annex: 附件, or 附件1 when there are several.
func (l Letter) AnnexLabel(i int) string {
	if len(l.Annexes) < 2 {
		return "附件"
	}
	return "附件" + strconv.Itoa(i+1)
}

// SignatureIndent says how far signature and date stand from the right edge, in characters. Sealed: the date
// four from the edge, the signature centred on the date. Without a seal: the signature two from the edge, the
// first character of the date two to the right of that of the signature; if the date is the longer one, it
// stands two from the edge and the signature moves (7.3.5).
func SignatureIndent(signature, date string, sealed bool) (sig, day float64) {
	ws, wd := Width(signature), Width(date)
	if sealed {
		day = SealChars
		sig = max(day+(wd-ws)/2, 0)
		return sig, day
	}
	sig = PlainChars
	day = sig + ws - 2 - wd
	if day < PlainChars {
		day = PlainChars
		sig = max(day+wd+2-ws, 0)
	}
	return sig, day
}

// Clean takes out of a text what no file may hold: control characters and halves of surrogates.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || unicode.IsControl(r) && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

// NoStart reports whether no line begins with this mark (GB/T 15834 禁则).
func NoStart(r rune) bool {
	return strings.ContainsRune("，。、；：？！）》〉」』】〕”’…—·％%)]}!,.:;?", r)
}

// NoEnd reports whether no line ends with this mark.
func NoEnd(r rune) bool { return strings.ContainsRune("（《〈「『【〔“‘([{", r) }

func digit(r rune) bool { return r >= '0' && r <= '9' }

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// HeadType is the type size of the red head in points and the height of its lines in millimetres: as large as
// the width allows.
func HeadType(heads []string, word string) (size, height float64) {
	longest := 1.0
	for _, h := range heads {
		w := Width(h) + Width(word)
		if len(heads) > 1 && word != "" {
			w += 2
		}
		longest = max(longest, w)
	}
	size = min(HeadSize, math.Floor(TextWidth*72/25.4/longest))
	if len(heads) > 1 {
		size = min(size, 30)
	}
	return size, MM(size * 1.3)
}

// Shares are the widths of the columns of a table in millimetres: those with a share have it, the others
// part what is left.
func Shares(b Block) []float64 {
	n := len(b.Cols)
	for _, row := range b.Rows {
		n = max(n, len(row))
	}
	left, open := 1.0, n
	for _, c := range b.Cols {
		if c.Share > 0 {
			left -= c.Share
			open--
		}
	}
	out := make([]float64, n)
	for i := range out {
		share := max(left, 0.05) / float64(max(open, 1))
		if i < len(b.Cols) && b.Cols[i].Share > 0 {
			share = b.Cols[i].Share
		}
		out[i] = TextWidth * share
	}
	return out
}
