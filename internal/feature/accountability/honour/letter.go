//lang:document

package honour

import (
	"context"

	"dudao/internal/feature/accountability"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
)

func facts(ctx context.Context, r db.Reader, rec accountability.Record, _ document.Kind, f *document.Facts) error {
	var d Detail
	if err := rec.Read(&d); err != nil {
		return err
	}
	f.Values["主要成绩"], f.Values["优先支持"] = d.Merits, priority(d)
	f.To = []document.Party{{UnitID: rec.UnitID, Name: rec.UnitName, Why: clause}}
	up, err := org.SuperiorOf(ctx, r, rec.UnitID)
	if err == nil && up.ID != rec.UnitID {
		f.To = append(f.To, document.Party{UnitID: up.ID, Name: up.Name, Copy: true, Why: clause})
	}
	return err
}

func priority(d Detail) string {
	if d.Priority == "" {
		return "在政策支持、资源配置等方面予以优先考虑。"
	}
	return d.Priority + "，至" + accountability.Day(d.Until) + "止。"
}

func snapshot(r accountability.Record, d Detail) portal.Item {
	return portal.Item{Ref: r.Ref(), Kind: portal.Honour, UnitID: string(r.UnitID), UnitPath: r.UnitPath, UnitName: r.UnitName, PublisherID: string(r.OfficeID), PublisherName: r.OfficeName,
		Title: r.Title, Number: r.Number, Demo: r.Demo, Sections: []portal.Section{{Heading: "表彰缘由", Paragraphs: []string{r.Facts}}, {Heading: "主要成绩", Paragraphs: []string{d.Merits}},
			{Heading: "优先支持", Paragraphs: []string{priority(d)}}}}
}
