//lang:document

package rectify

import (
	"context"
	"fmt"
	"strings"

	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/paper"
)

// letter makes the official letter of an order that has no number of a letter on paper: issuing the order is
// its approval. It is copied to the superior department (京教组发〔2020〕5号 (三): 同时抄送被督导单位业务主管部门).
func (o *Order) letter(ctx context.Context, tx *db.Tx) error {
	if o.Number != "" {
		return nil
	}
	items, err := itemsOf(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	office, err := org.UnitByID(ctx, tx, o.OfficeID)
	if err != nil {
		return err
	}
	f := document.Facts{UnitID: o.UnitID, UnitName: o.UnitName, UnitPath: o.UnitPath, OfficeID: office.ID, OfficeName: office.Name, SeatPath: strings.TrimSuffix(office.Path, string(office.ID)+"/"),
		Title: o.Title, URL: o.ID.URL(), Demo: o.Demo, Due: o.DueOn, Blocks: map[string][]paper.Block{}, Totals: []document.Total{{Label: "问题", Unit: "个", Count: len(items)}},
		Values: map[string]string{"督导名称": o.SourceTitle, "方案截止": document.LongDay(o.PlanDueOn), "整改截止": document.LongDay(o.DueOn)},
		To:     []document.Party{{UnitID: o.UnitID, Name: o.UnitName}}}
	for _, i := range items {
		text := fmt.Sprintf("%d. %s", i.Seq, strings.TrimRight(i.Text, "。"))
		if i.Clause != "" {
			text += "（依据：" + i.Clause + "）"
		}
		text += "。"
		if i.Demand != "" {
			text += "要求：" + strings.TrimRight(i.Demand, "。") + "。"
		}
		f.Blocks["问题清单"] = append(f.Blocks["问题清单"], paper.Block{Kind: paper.Para, Text: text})
		f.Findings = append(f.Findings, document.FindingFact{Text: i.Text, Clause: i.Clause, Demand: i.Demand, Due: o.DueOn})
	}
	if o.SuperiorID != "" && o.SuperiorID != o.UnitID {
		f.To = append(f.To, document.Party{UnitID: o.SuperiorID, Name: o.SuperiorName, Copy: true, Why: "京教组发〔2020〕5号（三）规范反馈制度"})
	}
	l, err := document.Issue(ctx, tx, f, o.ID.Ref(), document.Order, document.Content{})
	o.Number = l.Number
	return err
}

// Renumber gives an order the number of the letter that was issued anew for it, or for the opinion it came of.
func Renumber(ctx context.Context, tx *db.Tx, l document.Letter) error {
	list, err := db.List[Order](ctx, tx, `select `+orderCols+` from rectify_order where (id = $1 or source_kind = $2 and source_id = $1) and number = $3 order by id`, l.RefID, l.RefKind, l.Facts.Replaces)
	if err != nil {
		return err
	}
	for _, o := range list {
		o.Number = l.Number
		if err := updateOrder(ctx, tx, &o, o.Version); err != nil {
			return err
		}
		if err := Say(ctx, tx, o.ID, "renumber", l.Facts.Replaces+" → "+l.Number, false); err != nil {
			return err
		}
	}
	return nil
}
