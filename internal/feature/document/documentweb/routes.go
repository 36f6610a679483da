// Package documentweb serves the pages and the API of official letters, and the public proof.
package documentweb

import (
	"dudao/internal/feature/document"
	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
)

type handler struct {
	s     *document.Service
	units *org.Service
	who   *people.Service
}

// Routes adds every URL of letters.
func Routes(rt *web.Router, s *document.Service, units *org.Service, who *people.Service) {
	rt.Feature("document")
	_ = handler{s, units, who}
}
