// Package documentweb serves the pages and the API of official letters, and the public proof.
package documentweb

import (
	"embed"

	"dudao/internal/feature/document"
	"dudao/internal/feature/document/office"
	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
)

//go:embed *.html
var files embed.FS

type handler struct {
	s     *document.Service
	units *org.Service
	who   *people.Service
	o     *office.Service
}

// Routes adds every URL of letters.
func Routes(rt *web.Router, s *document.Service, o *office.Service, units *org.Service, who *people.Service) {
	h := handler{s, units, who, o}
	view, inside, draft, approve := string(document.MayView), string(document.MayInternal), string(document.MayDraft), string(document.MayApprove)
	rt.Feature("document")
	rt.AddNav(web.NavItem{Group: "闭环", Label: "公文", URL: "/letters", Permission: view, Icon: "file", Order: 201})
	rt.Handle("GET /letters", view, h.list)
	rt.Handle("GET /letters/new", draft, h.new)
	rt.Handle("POST /letters/new", draft, h.create)
	rt.Handle("GET /letter-numbers", inside, h.numbers)
	rt.Handle("GET /letter-words", inside, h.words)
	rt.Handle("POST /letter-words/{kind}", string(document.MayTemplate), h.setWord)
	setup := string(document.MayTemplate)
	rt.MaxBody("/letter-templates/new", maxUpload)
	rt.Handle("GET /letter-templates", inside, h.templates)
	rt.Handle("GET /letter-templates/new", setup, h.newTemplate)
	rt.Handle("POST /letter-templates/new", setup, h.addTemplate)
	rt.Handle("GET /letter-templates/{id}", inside, h.showTemplate)
	rt.Handle("GET /letter-templates/{id}/sample.docx", inside, h.templateFile(true))
	rt.Handle("GET /letter-templates/{id}/original.docx", inside, h.templateFile(false))
	rt.Handle("POST /letter-templates/{id}/enable", setup, h.setTemplate(o.Enable))
	rt.Handle("POST /letter-templates/{id}/retire", setup, h.setTemplate(o.Retire))
	rt.Handle("GET /letter-starters/{kind}", inside, h.starter)
	rt.Handle("POST /letters/{id}/template", draft, h.chooseLayout)
	rt.Handle("POST /letters/approve", approve, h.approveMany)
	rt.Handle("GET /letter-batches/{id}", inside, h.batch)
	rt.Handle("POST /letter-batches/{id}/cancel", approve, h.cancelBatch)
	rt.Handle("GET /letters/{id}", view, h.show)
	rt.Handle("GET /letters/{id}/letter.pdf", view, h.file(document.PDF))
	rt.Handle("GET /letters/{id}/letter.docx", view, h.file(document.DOCX))
	rt.Handle("GET /letters/{id}/edit", draft, h.edit)
	rt.Handle("POST /letters/{id}/edit", draft, h.save)
	rt.Handle("POST /letters/{id}/refresh", draft, h.refresh)
	rt.Handle("POST /letters/{id}/submit", draft, h.submit)
	rt.Handle("POST /letters/{id}/agree", string(document.MaySign), h.agree)
	rt.Handle("POST /letters/{id}/return", string(document.MaySign), h.sendBack)
	rt.Handle("POST /letters/{id}/approve", approve, h.approve)
	rt.Handle("POST /letters/{id}/send", draft, h.send)
	rt.Handle("POST /letters/{id}/void", approve, h.void)
	rt.Handle("POST /letters/{id}/withdraw", approve, h.withdraw)
	rt.Handle("POST /letters/{id}/anew", draft, h.anew)
	rt.Handle("POST /letters/{id}/drop", draft, h.drop)
	rt.Handle("POST /letters/{id}/signers", draft, h.addSigner)
	rt.Handle("POST /letters/{id}/signers/{signer}/drop", draft, h.dropSigner)
	rt.Handle("POST /letters/{id}/recipients", draft, h.addRecipient)
	rt.Handle("POST /letters/{id}/recipients/{delivery}/drop", draft, h.dropRecipient)
	rt.Handle("POST /letters/{id}/recipients/{delivery}/receive", string(document.MayReceive), h.receive)
	rt.Handle("GET /public/proof/{id}", web.Public, h.proof)
	rt.Handle("POST /public/proof/{id}", web.Public, h.compare)
	rt.Handle("GET /public/proof/{id}/statement.txt", web.Public, h.statement)
	rt.Handle("GET /public/proof/{id}/signature.der", web.Public, h.signature)
	rt.Handle("GET /public/letters.pub.pem", web.Public, h.publicKey)
	api(rt, s)
}
