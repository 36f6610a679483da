//lang:document

package circular

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/document"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
)

// facts is what a circular says.
func facts(ctx context.Context, r db.Reader, rec accountability.Record, _ document.Kind, f *document.Facts) (err error) {
	var d Detail
	if err := rec.Read(&d); err != nil {
		return err
	}
	f.Values["督导结果"], f.Values["工作表现"], f.Values["整改情况"] = rec.Facts, d.Performance, d.Rectification
	f.Values["通报要求"] = d.Demand
	if d.Demand == "" {
		f.Values["通报要求"] = "你单位应当深刻认识问题，认真落实整改，并报告整改情况。"
	}
	f.Values["建议"] = recommendation(d)
	points, err := reply.Of(ctx, r, rec.Ref())
	if err != nil {
		return err
	}
	f.Values["意见及答复"] = "印发前已征求被通报单位意见，" + d.NoReply + "。"
	if len(points) > 0 {
		f.Values["意见及答复"] = "印发前已征求被通报单位意见。" + accountability.PointWords(points)
	}
	f.To, err = accountability.FiledWith(ctx, r, rec, clause)
	f.To = append(f.To, document.Party{UnitID: rec.UnitID, Name: rec.UnitName, Copy: true, Why: clause})
	return err
}

func recommendation(d Detail) string {
	if !d.Recommend {
		return "本次通报不附对领导班子成员的建议。"
	}
	return "建议自本通报印发之日起至" + accountability.Day(d.RecUntil) + "止，其领导班子成员不得评优评先、提拔使用或者转任重要职务。"
}

// snapshot is the circular as the public reads it: no name of a person.
func snapshot(r accountability.Record, d Detail) portal.Item {
	item := portal.Item{Ref: r.Ref(), Kind: portal.Accountability, UnitID: string(r.UnitID), UnitPath: r.UnitPath, UnitName: r.UnitName, PublisherID: string(r.OfficeID),
		PublisherName: r.OfficeName, Title: r.Title, Number: r.Number, Demo: r.Demo}
	add := func(heading, text string) {
		if text != "" {
			item.Sections = append(item.Sections, portal.Section{Heading: heading, Paragraphs: []string{text}})
		}
	}
	add("通报情形", accountability.GroundWords(r))
	add("督导结果", r.Facts)
	add("工作表现", d.Performance)
	add("整改情况", d.Rectification)
	add("要求", d.Demand)
	return item
}

func minDay(a, b civil.Date) civil.Date {
	if a.IsZero() || a.Before(b) {
		return a
	}
	return b
}
