package app

import (
	"dudao/internal/feature/document"
	"dudao/internal/feature/document/documentweb"
	"dudao/internal/feature/document/office"
	"dudao/internal/feature/identity/people"
	"dudao/internal/platform/crypto"
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
	return nil
}
