package inspect

import (
	"context"
	"strings"

	"dudao/internal/feature/document"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/inspect/paperwork"
	"dudao/internal/platform/db"
)

// issue makes the official letter of a step whose approval it is, and returns its number from the series.
// A number that was typed is that of a letter on paper: it stands as it is.
func (w *work) issue(ctx context.Context, tx *db.Tx, l Letter, typed string) (string, error) {
	if typed = strings.TrimSpace(typed); typed != "" {
		return typed, document.PaperNumber(ctx, tx, typed)
	}
	in := paperwork.In{Kind: document.Kind(l.Kind), Text: l.Text, Extra: l.Extra, Due: l.DueOn, Matters: w.Matters, Basis: w.Basis, From: w.From, To: w.To, Team: w.team, Today: tx.Today(),
		Facts: document.Facts{UnitID: w.UnitID, UnitName: w.UnitName, UnitPath: w.UnitPath, OfficeID: w.OfficeID, OfficeName: w.OfficeName, SeatPath: w.SeatPath, Title: w.Title, URL: w.URL(), Demo: w.Demo,
			AuthorID: l.DraftedBy, AuthorName: l.DraftedName}}
	if l.Kind != LetterNotice {
		findings, err := findingsOf(ctx, tx, w.ID)
		if err != nil {
			return "", err
		}
		records, err := recordsOf(ctx, tx, w.ID)
		if err != nil {
			return "", err
		}
		for _, x := range open(findings) {
			in.Facts.Findings = append(in.Facts.Findings, document.FindingFact{Text: x.Text, Clause: x.Clause, Demand: x.Demand, Due: l.DueOn, Evidence: len(fieldwork.ProofOf(x.NodeCode, records))})
		}
	}
	f, err := paperwork.Make(ctx, tx, in)
	if err != nil {
		return "", err
	}
	made, err := document.Issue(ctx, tx, f, w.Ref(), in.Kind, document.Content{})
	return made.Number, err
}
