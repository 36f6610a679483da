//lang:document

package accountability

import (
	"context"
	"fmt"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
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

// FiledWith are those with whom a talk or a circular is filed: the local Party committee and government,
// which are outside the platform unless the seat is a unit of it, and the superior department
// (京教组发〔2020〕5号（三）: 报送被督导单位所在地党委和政府及上级部门备案).
func FiledWith(ctx context.Context, r db.Reader, rec Record, why string) ([]document.Party, error) {
	place, err := org.UnitByID(ctx, r, seat(org.DistrictPath(rec.UnitPath)))
	if err != nil {
		return nil, err
	}
	out := []document.Party{{Name: "中共" + place.Name + "委员会", Why: why}, {Name: place.Name + "人民政府", Why: why}}
	if place.ID != rec.UnitID {
		out[1].UnitID = place.ID
	}
	up, err := org.SuperiorOf(ctx, r, rec.UnitID)
	if err != nil {
		return nil, err
	}
	if up.ID != rec.UnitID && up.ID != place.ID {
		out = append(out, document.Party{UnitID: up.ID, Name: up.Name, Why: why})
	}
	return out, nil
}
