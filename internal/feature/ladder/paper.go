//lang:document

package ladder

import (
	"context"
	"fmt"

	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// letter makes the 督办单 of a decision without the number of a letter on paper. It is copied to the superior
// department, which is jointly liable (京教组发〔2020〕5号 (三) 强化整改制度).
func letter(ctx context.Context, tx *db.Tx, e *Escalation) error {
	if e.Number != "" {
		return document.PaperNumber(ctx, tx, e.Number)
	}
	u, err := org.UnitByID(ctx, tx, e.UnitID)
	if err != nil {
		return err
	}
	seat := seatOf(u)
	if seat == "" {
		seat = u.Path
	}
	office, err := org.OfficeOf(ctx, tx, seat)
	if err != nil {
		return err
	}
	f := document.Facts{UnitID: e.UnitID, UnitName: e.UnitName, UnitPath: u.Path, OfficeID: office.ID, OfficeName: office.Name, SeatPath: seat, Title: e.Title, URL: e.URL, Due: e.DueOn,
		Values: map[string]string{"原文号": "《" + e.Title + "》", "督办事实": fmt.Sprintf("应于%s前办结，已逾期%d天。", document.LongDay(e.MissedOn), e.DaysLate), "督办要求": e.Demand, "督办截止": document.LongDay(e.DueOn)},
		To:     []document.Party{{UnitID: e.UnitID, Name: e.UnitName}}}
	if e.DaysLate <= 0 {
		f.Values["督办事实"] = e.Grounds
	}
	up, err := org.SuperiorOf(ctx, tx, e.UnitID)
	if err != nil {
		return err
	}
	if up.ID != "" && up.ID != e.UnitID {
		f.To = append(f.To, document.Party{UnitID: up.ID, Name: up.Name, Copy: true, Why: "京教组发〔2020〕5号（三）强化整改制度"})
	}
	l, err := document.Issue(ctx, tx, f, e.Ref, document.Urge, document.Content{})
	e.Number = l.Number
	return err
}
