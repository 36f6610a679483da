//lang:document

package accountability

import (
	"fmt"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/feature/accountability/reply"
)

// PointWords writes points and answers as one paragraph of a letter.
func PointWords(list []reply.Point) string {
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, "第%d条意见：%s 答复：%s，%s", p.Ord, stop(p.Text), p.Verdict.Label(), stop(p.Answer))
	}
	return b.String()
}

// MeasureWords writes measures as a sentence of a letter.
func MeasureWords(list []Applied, persons []Persons) string {
	var out []string
	for _, m := range list {
		if m.State == MeasureRevoked {
			continue
		}
		s := m.Label()
		for _, p := range persons {
			if p.ID == m.PersonID {
				s = "对" + p.Line() + "：" + s
			}
		}
		if m.Text != "" {
			s += "（" + m.Text + "）"
		}
		if m.ReferTo != "" {
			s += "，移送" + m.ReferTo + "办理"
		}
		if !m.UntilOn.IsZero() {
			s += "，至" + Day(m.UntilOn) + "止"
		}
		out = append(out, s)
	}
	return strings.Join(out, "；")
}

// Day writes a day as letters have it.
func Day(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year(), int(d.Month()), d.Time().In(civil.Beijing).Day())
}

func stop(s string) string { return strings.TrimRight(strings.TrimSpace(s), "。") + "。" }
