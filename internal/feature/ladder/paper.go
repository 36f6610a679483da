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
	f, err := facts(ctx, tx, *e)
	if err != nil {
		return err
	}
	f.To = []document.Party{{UnitID: e.UnitID, Name: e.UnitName}}
	up, err := superior(ctx, tx, *e)
	if err != nil {
		return err
	}
	if up.ID != "" {
		f.To = append(f.To, document.Party{UnitID: up.ID, Name: up.Name, Copy: true, Why: jointClause})
	}
	l, err := document.Issue(ctx, tx, f, e.Ref, document.Urge, document.Content{})
	e.Number = l.Number
	return err
}

// jointClause is where joint liability stands.
const jointClause = "京教组发〔2020〕5号（三）强化整改制度"

// jointLetter tells the superior department of its joint liability (京教组发〔2020〕5号 (三): 被督导单位的主管部门
// 要履行主体责任……整改不力要负连带责任). It goes with the 督办单, whose number it names.
func jointLetter(ctx context.Context, tx *db.Tx, e Escalation, up org.Unit) (document.Letter, error) {
	f, err := facts(ctx, tx, e)
	if err != nil {
		return document.Letter{}, err
	}
	f.Values["督办文号"] = e.Number
	f.To = []document.Party{{UnitID: up.ID, Name: up.Name, Why: jointClause}}
	return document.Issue(ctx, tx, f, e.Ref, document.Liability, document.Content{})
}

// facts are what an escalation says in a letter.
func facts(ctx context.Context, tx *db.Tx, e Escalation) (document.Facts, error) {
	u, err := org.UnitByID(ctx, tx, e.UnitID)
	if err != nil {
		return document.Facts{}, err
	}
	seat := seatOf(u)
	if seat == "" {
		seat = u.Path
	}
	office, err := org.OfficeOf(ctx, tx, seat)
	if err != nil {
		return document.Facts{}, err
	}
	f := document.Facts{UnitID: e.UnitID, UnitName: e.UnitName, UnitPath: u.Path, OfficeID: office.ID, OfficeName: office.Name, SeatPath: seat, Title: e.Title, URL: e.URL, Due: e.DueOn,
		Values: map[string]string{"原文号": "《" + e.Title + "》", "督办事实": fmt.Sprintf("应于%s前办结，已逾期%d天。", document.LongDay(e.MissedOn), e.DaysLate), "督办要求": e.Demand, "督办截止": document.LongDay(e.DueOn)}}
	if e.DaysLate <= 0 {
		f.Values["督办事实"] = e.Grounds
	}
	return f, nil
}

// superior is the department over the unit, none for a unit without one.
func superior(ctx context.Context, tx *db.Tx, e Escalation) (org.Unit, error) {
	up, err := org.SuperiorOf(ctx, tx, e.UnitID)
	if up.ID == e.UnitID {
		up = org.Unit{}
	}
	return up, err
}

// Renumber gives a 督办单 the number of the letter that was issued anew for it.
func Renumber(ctx context.Context, tx *db.Tx, l document.Letter) error {
	_, err := tx.Exec(ctx, `update ladder_escalation set number = $1, version = version + 1 where ref_kind = $2 and ref_id = $3 and number = $4`, l.Number, l.RefKind, l.RefID, l.Facts.Replaces)
	return err
}
