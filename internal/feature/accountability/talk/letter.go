//lang:document

package talk

import (
	"context"
	"fmt"
	"strings"

	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/document"
	"dudao/internal/platform/db"
	"dudao/internal/platform/paper"
)

// facts is what a talk says on its notice and its record.
func facts(ctx context.Context, r db.Reader, rec accountability.Record, k document.Kind, f *document.Facts) error {
	var d Detail
	if err := rec.Read(&d); err != nil {
		return err
	}
	persons, err := accountability.PersonsOf(ctx, r, rec.ID)
	if err != nil {
		return err
	}
	var names, speakers []string
	for _, p := range persons {
		names = append(names, p.Line())
	}
	for _, s := range d.Speakers {
		speakers = append(speakers, s.Line())
	}
	f.Values["约谈时间"], f.Values["约谈地点"] = day(d.On)+d.Time, d.Place
	f.Values["被约谈人"], f.Values["约谈人"] = strings.Join(names, "、"), strings.Join(speakers, "、")
	if k == document.TalkNotice {
		f.To = []document.Party{{UnitID: rec.UnitID, Name: rec.UnitName, Why: clause}}
		return nil
	}
	f.Values["约谈日期"], f.Values["告诫内容"], f.Values["落实期限"] = day(d.HeldOn), d.Warning, day(d.DueOn)
	f.Values["表态"] = d.Said
	if d.Said == "" {
		f.Values["表态"] = "（未记录）"
	}
	f.Values["签字情况"] = fmt.Sprintf("约谈人：%s（%s）；被约谈方：%s（%s）。", d.Office.Name, day(d.Office.On), d.Unit.Name, day(d.Unit.On))
	if d.Refused != "" {
		f.Values["签字情况"] = fmt.Sprintf("约谈人：%s（%s）；被约谈方拒绝签字，理由：%s；见证人：%s。", d.Office.Name, day(d.Office.On), d.Refused, d.Witness)
	}
	f.Blocks = map[string][]paper.Block{"要求清单": lines(d.Demands)}
	points, err := reply.Of(ctx, r, rec.Ref())
	if err != nil {
		return err
	}
	f.Values["说明及答复"] = "被约谈单位未提交书面说明。"
	if len(points) > 0 {
		f.Values["说明及答复"] = accountability.PointWords(points)
	}
	f.Due = d.DueOn
	f.To, err = accountability.FiledWith(ctx, r, rec, clause)
	f.To = append(f.To, document.Party{UnitID: rec.UnitID, Name: rec.UnitName, Copy: true, Why: clause})
	return err
}

func lines(list []string) (out []paper.Block) {
	for i, s := range list {
		out = append(out, paper.Block{Kind: paper.Para, Text: fmt.Sprintf("%d.%s", i+1, s)})
	}
	return out
}

var day = accountability.Day
