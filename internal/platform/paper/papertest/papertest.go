//lang:document

// Package papertest has sample letters of every form, for the tests and benchmarks of the writers.
package papertest

import (
	"fmt"
	"strings"

	"dudao/internal/platform/paper"
)

// Sentence is 28 characters without marks: exactly a line of the grid.
const Sentence = "根据教育督导条例和年度督导计划对学校依法办学规范管理安全"

// Official is a letter of so many paragraphs, each about three lines.
func Official(paragraphs int) paper.Letter {
	l := paper.Letter{Form: paper.Official, Heads: []string{"北京市海淀区人民政府教育督导室"}, HeadWord: "文件", Number: "海教督整〔2026〕14号", Title: "关于责令北京市海淀区示范第一小学限期整改的通知",
		To: "海淀区示范第一小学", Attached: []string{"问题清单", "整改方案样式"}, Signature: []string{"北京市海淀区人民政府教育督导室"}, Date: "2026年9月1日", Sealed: true,
		Copies: "海淀区教育委员会，中共北京市海淀区委教育工作委员会", PrintedBy: "北京市海淀区人民政府教育督导室", PrintedOn: "2026年9月1日"}
	for i := range paragraphs {
		switch i % 5 {
		case 1:
			l.Body = append(l.Body, paper.Block{Kind: paper.H1, Text: "一、整改事项"})
		case 2:
			l.Body = append(l.Body, paper.Block{Kind: paper.H2, Text: "（一）消防安全"})
		}
		l.Body = append(l.Body, paper.Block{Kind: paper.Para, Text: strings.Repeat(Sentence, 3) + fmt.Sprintf("，第%d项。", i+1)})
	}
	return l
}

// Forms are letters of every form, short and long, by name.
func Forms() map[string]paper.Letter {
	out := map[string]paper.Letter{}
	for name, n := range map[string]int{"1": 2, "12": 75} {
		l := Official(n)
		out["official-"+name] = l
		m := l
		m.Form, m.HeadWord = paper.Missive, ""
		out["missive-"+name] = m
		j := l
		j.Heads = []string{"北京市教育委员会", "北京市公安局", "北京市人民政府教育督导室"}
		j.Signature = j.Heads
		out["joint-"+name] = j
		u := l
		u.Signers, u.Urgency, u.Sealed = []string{"王某某"}, "特急", false
		out["upward-"+name] = u
		p := l
		p.Form, p.Heads, p.Number, p.Copies, p.PrintedBy = paper.Plain, nil, "", "", ""
		p.Body = append([]paper.Block{{Kind: paper.Fields, Rows: [][]string{{"约谈时间", "2026年9月3日上午9时", "地点", "督导室会议室"}}}}, l.Body...)
		p.Body = append(p.Body, paper.Block{Kind: paper.Signs, Rows: [][]string{{"约谈人签字：", "被约谈人签字："}}})
		out["plain-"+name] = p
		t := l
		t.Body = append(append([]paper.Block{}, l.Body...), Table(3))
		t.Annexes = []paper.Annex{{Title: "问题清单", Body: []paper.Block{Table(n)}}, {Title: "整改方案样式", Body: l.Body[:2]}}
		out["annexes-"+name] = t
	}
	return out
}

// Table is a table of so many rows.
func Table(rows int) paper.Block {
	b := paper.Block{Kind: paper.Tabled, Cols: []paper.Column{{Head: "序号", Share: 0.12}, {Head: "问题", Share: 0.6}, {Head: "期限"}}}
	for i := range rows {
		b.Rows = append(b.Rows, []string{fmt.Sprint(i + 1), fmt.Sprintf("消防通道堆放杂物，应急灯损坏，第%d处", i+1), "2026-11-30"})
	}
	return b
}
