//lang:document

package document

import (
	"regexp"
	"strings"

	"dudao/internal/platform/paper"
)

// The numbers that make a line a heading (GB/T 9704-2012 正文: 第一层用黑体字 “一、”, 第二层用楷体字 “（一）”,
// 第三层 “1.”, 第四层 “（1）”). A heading is a line of its own without a full stop; a paragraph that begins
// with a number and goes on stays a paragraph.
var (
	headOne   = regexp.MustCompile(`^[一二三四五六七八九十]{1,3}、`)
	headTwo   = regexp.MustCompile(`^（[一二三四五六七八九十]{1,3}）`)
	headThree = regexp.MustCompile(`^[0-9]{1,2}[.．]`)
	headFour  = regexp.MustCompile(`^（[0-9]{1,2}）`)
	tableLine = regexp.MustCompile(`^［表：(.+)］$`)
)

// headMax is the longest heading, in characters; a longer line is a paragraph.
const headMax = 40

// Blocks turns the text of a letter into what is set on paper; a table of the record stands where its
// line is, a table that the record does not have is left out (the check before issue names it).
func (c Content) Blocks(tables map[string][]paper.Block) []paper.Block {
	var out []paper.Block
	for _, line := range lines(c.Body) {
		if m := tableLine.FindStringSubmatch(line); m != nil {
			out = append(out, tables[m[1]]...)
			continue
		}
		out = append(out, paper.Block{Kind: kindOf(line), Text: strings.TrimPrefix(line, flushMark)})
	}
	return out
}

// flushMark at the start of a line keeps it from being indented.
const flushMark = "|"

func kindOf(line string) paper.Kind {
	short := len([]rune(line)) <= headMax && !strings.ContainsAny(line[len(line)-min(len(line), 3):], "。；;")
	switch {
	case strings.HasPrefix(line, flushMark):
		return paper.Flush
	case !short:
		return paper.Para
	case headOne.MatchString(line):
		return paper.H1
	case headTwo.MatchString(line):
		return paper.H2
	case headThree.MatchString(line):
		return paper.H3
	case headFour.MatchString(line):
		return paper.H4
	}
	return paper.Para
}

// lines are the paragraphs of a text, without the blanks around them and without empty ones.
func lines(text string) []string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", ""), "\n") {
		if line = strings.Trim(line, " \t　"); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Missing names the tables a text asks for that the record does not have.
func (c Content) Missing(tables map[string][]paper.Block) []string {
	var out []string
	for _, line := range lines(c.Body) {
		if m := tableLine.FindStringSubmatch(line); m != nil && tables[m[1]] == nil {
			out = append(out, m[1])
		}
	}
	return out
}

// remedies are the words a letter must tell its recipient, by kind (《教育督导问责办法》: 复核 within 30 days,
// 申诉 within 15).
var remedies = map[Kind][]string{Decision: {"复核", "申诉"}, ReviewDecision: {"申诉"}}
