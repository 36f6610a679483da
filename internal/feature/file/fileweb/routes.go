// Package fileweb serves files: the page of a file, downloads and previews, plain uploads without
// script and resumable uploads by tus 1.0 (github.com/tus/tusd), and the API.
//
// No route names a permission: the record that a file belongs to decides, in the service. What
// nobody may see is not found.
package fileweb

import (
	"embed"

	"dudao/internal/feature/file"
	"dudao/internal/platform/web"
)

//go:embed *.html
var files embed.FS

type handler struct {
	files *file.Service
	newID func() string
	tus   *tusUploads
}

// Routes adds every URL of files. uploads is the folder of uploads that are under way.
func Routes(rt *web.Router, s *file.Service, newID func() string, uploads string) error {
	tus, err := newTus(s, uploads)
	if err != nil {
		return err
	}
	h := handler{s, newID, tus}
	rt.Feature("file")
	for _, at := range []string{"/files", web.API + "/files"} { // we refuse what is too large ourselves, on the form
		rt.MaxBody(at, 1<<40)
	}
	rt.Handle("GET /files/new", web.SignedIn, h.new)
	rt.Handle("POST /files", web.SignedIn, h.create)
	rt.Handle("GET /files/{id}", web.SignedIn, h.show)
	rt.Handle("POST /files/{id}/versions", web.SignedIn, h.addVersion)
	rt.Handle("POST /files/{id}/delete", web.SignedIn, h.remove)
	rt.Handle("GET /files/download/{id}", web.SignedIn, h.download)
	rt.Handle("GET /files/preview/{id}", web.SignedIn, h.preview)
	rt.Handle("GET /files/thumb/{id}", web.SignedIn, h.thumb)

	rt.Handle("POST /files/tus/{$}", web.SignedIn, tus.create)
	rt.Handle("HEAD /files/tus/{id}", web.SignedIn, tus.head)
	rt.Handle("PATCH /files/tus/{id}", web.SignedIn, tus.patch)
	rt.Handle("DELETE /files/tus/{id}", web.SignedIn, tus.terminate)

	h.api(rt)
	return nil
}
