package app

import (
	"context"

	"dudao/internal/feature/document"
	"dudao/internal/feature/document/documentweb"
	"dudao/internal/feature/document/office"
	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/inspect/paperwork"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/report"
	"dudao/internal/platform/crypto"
	"dudao/internal/platform/db"
)

// connectLetters makes the service of official letters with its signing key. The features whose records
// have letters register their sources after it.
func (a *App) connectLetters() error {
	signer, err := crypto.OpenSigner(a.Config.Data, "letters")
	if err != nil {
		return err
	}
	base := a.Config.URL
	if base == "" {
		base = "http://" + a.Config.Listen
	}
	who := people.New(a.DB)
	a.Letters = document.New(a.DB, a.Jobs, a.Audit, who, document.Config{Store: a.store, Staging: a.staging, Signer: signer, Base: base})
	a.Audit.AddVerifier(a.Letters.Verifier())
	for action, label := range document.Actions {
		a.Audit.AddLabel(action, label)
	}
	a.Papers = office.New(a.DB, a.store, a.staging)
	documentweb.Routes(a.Web, a.Letters, a.Papers, a.Org, who)
	// a letter that was issued anew gives its record the new number
	a.Letters.OnReplaced(document.Order, rectify.Renumber)
	a.Letters.OnReplaced(document.Urge, ladder.Renumber)
	a.Letters.OnReplaced(document.Report, report.Renumber)
	for _, k := range []document.Kind{document.Notice, document.Preliminary, document.Opinion} {
		a.Letters.OnReplaced(k, func(ctx context.Context, tx *db.Tx, l document.Letter) error {
			if err := paperwork.Renumber(ctx, tx, l); err != nil {
				return err
			}
			return rectify.Renumber(ctx, tx, l)
		})
	}
	return nil
}
