//lang:document

package xray

import "regexp"

// blankMark is what a template leaves where the record says nothing.
var blankMark = regexp.MustCompile(`［待填：([^］]+)］`)

// hard are the pieces of a record that a text should not lose: days and numbers of letters.
var hard = regexp.MustCompile(`[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[\p{Han}]{2,8}〔[0-9]{4}〕[0-9]+号`)

// counted are the ways a text says how many of a thing there are: "5个问题", "问题共5个".
func counted(t Total) []*regexp.Regexp {
	label, unit := regexp.QuoteMeta(t.Label), regexp.QuoteMeta(t.Unit)
	return []*regexp.Regexp{regexp.MustCompile(`([0-9]{1,6})\s*` + unit + label), regexp.MustCompile(label + `[共计总]*\s*([0-9]{1,6})\s*` + unit)}
}
