package rectify

import (
	"context"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
)

// PublishResult makes the accepted result public as a frozen snapshot.
func (s *Service) PublishResult(ctx context.Context, id OrderID, version int) error {
	return s.change(ctx, id, version, Publish, "", func(tx *db.Tx, o *Order, items []Item) error {
		if err := o.Publish(actor.From(ctx), tx.Today()); err != nil {
			return err
		}
		return release(ctx, tx, o, items)
	})
}

// RecheckOrder records the visit back; relapsed names the items that came back. They become new
// findings, linked to the old ones, in a draft order. What is public is published again with the result.
func (s *Service) RecheckOrder(ctx context.Context, id OrderID, version int, note string, relapsed []string) error {
	return s.change(ctx, id, version, Recheck, note, func(tx *db.Tx, o *Order, items []Item) error {
		if err := o.Recheck(items, note, relapsed, actor.From(ctx), tx.Today()); err != nil {
			return err
		}
		if err := s.relapse(ctx, tx, o, items); err != nil {
			return err
		}
		if o.PortalID != "" {
			if err := release(ctx, tx, o, items); err != nil {
				return err
			}
		}
		subject := "回头看已完成："
		if o.RecheckResult == Relapsed {
			subject = "回头看发现问题反弹："
		}
		return TellUnit(ctx, tx, o, MayView, subject+o.Title)
	})
}

// relapse raises the items that came back again, in a draft order.
func (s *Service) relapse(ctx context.Context, tx *db.Tx, o *Order, items []Item) error {
	var again []Finding
	for _, i := range items {
		if i.Held != Relapsed {
			continue
		}
		old, err := findingsOf(ctx, tx, `id = $1`, i.FindingID)
		if err != nil || len(old) == 0 {
			return err
		}
		f := old[0]
		f.ID, f.OrderID, f.RelapseOf, f.EvidenceRefs = "", "", i.FindingID, nil
		f.Source, f.SourceTitle = ident.Ref{Kind: "rectify.recheck", ID: string(o.ID)}, "回头看"
		stored, err := raised(ctx, tx, f)
		if err != nil {
			return err
		}
		again = append(again, stored)
	}
	if len(again) == 0 {
		return nil
	}
	if err := fallsShort(ctx, tx, o, ladder.Talk, ladder.Relapse, tx.Today(), lang.In(lang.Zh, "回头看发现 %d 个问题反弹。", len(again))); err != nil {
		return err
	}
	_, err := draft(ctx, tx, "", again, By{OfficeID: o.OfficeID})
	return err
}

// release publishes what the public may read of an order (京教组发〔2020〕5号 (三): 向社会公布整改情况;
// a 督办单 is published with it). Names of people stay inside.
func release(ctx context.Context, tx *db.Tx, o *Order, items []Item) error {
	rungs, err := ladder.Of(ctx, tx, o.ID.Ref())
	if err != nil {
		return err
	}
	id, err := portal.Publish(ctx, tx, snapshot(o, items, noticesIn(rungs)))
	o.PortalID = id
	return err
}

// snapshot is what the public page shows: published pages are Chinese, as official texts are.
func snapshot(o *Order, items []Item, notices []SupervisionNotice) portal.Item {
	t := &portal.Table{Head: []string{"序号", "问题", "要求", "整改措施", "整改结果"}}
	for _, i := range items {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i.Seq), i.Text, i.Demand, i.Measures, i.Result})
	}
	sections := []portal.Section{
		{Heading: "督导与整改通知", Paragraphs: []string{"督导事项：" + o.SourceTitle, "整改通知：" + o.Number, "下达日期：" + o.IssuedOn.String() + "，整改期限：" + o.DueOn.String()}},
		{Heading: "问题与整改结果", Paragraphs: text(o.ResultText), Table: t},
		{Heading: "核查验收", Paragraphs: []string{o.Opinion, "验收日期：" + o.VerifiedOn.String()}},
	}
	if len(notices) > 0 {
		s := portal.Section{Heading: "督办情况"}
		for _, n := range notices {
			s.Paragraphs = append(s.Paragraphs, n.Number+" "+n.Text, "督办期限："+n.DueOn.String())
		}
		sections = append(sections, s)
	}
	if !o.RecheckedOn.IsZero() {
		result := "未发现反弹"
		if o.RecheckResult == Relapsed {
			result = "发现问题反弹，已重新列入整改"
		}
		sections = append(sections, portal.Section{Heading: "回头看", Paragraphs: []string{"复查日期：" + o.RecheckedOn.String() + "," + result, o.RecheckNote}})
	}
	return portal.Item{Ref: o.ID.Ref(), Kind: portal.Rectification, UnitID: string(o.UnitID), UnitPath: o.UnitPath, UnitName: o.UnitName,
		PublisherID: string(o.OfficeID), PublisherName: o.OfficeName, Title: o.UnitName + "整改情况：" + o.Title, Number: o.Number,
		Year: o.IssuedOn.Year(), Sections: sections, Demo: o.Demo}
}

func text(s string) []string {
	if s == "" {
		return []string{}
	}
	return []string{s}
}
