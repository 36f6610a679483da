package fileweb

import (
	"io"
	"mime"
	"net/http"
	"strings"

	"dudao/internal/feature/file"
	"dudao/internal/ui"
)

// download sends a file to be saved.
func (h handler) download(w http.ResponseWriter, r *http.Request) error {
	return h.serve(w, r, "attachment")
}

// preview shows a file in the browser, closed off from everything of ours.
func (h handler) preview(w http.ResponseWriter, r *http.Request) error {
	return h.serve(w, r, "inline")
}

func (h handler) serve(w http.ResponseWriter, r *http.Request, how string) error {
	it, v, body, err := h.files.Open(r.Context(), r.PathValue("id"), number(r.FormValue("n")))
	if err != nil {
		return err
	}
	defer body.Close()
	if part := r.Header.Get("Range"); part == "" || strings.HasPrefix(part, "bytes=0-") { // one entry, however many pieces
		if err := h.files.Read(r.Context(), it, v); err != nil {
			return err
		}
	}
	if !ui.Previewable(v.MIME) {
		how = "attachment"
	}
	send(w, r, v, body, v.MIME, how, v.SHA256)
	return nil
}

// thumb sends the small picture of a file.
func (h handler) thumb(w http.ResponseWriter, r *http.Request) error {
	v, body, err := h.files.OpenThumb(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	defer body.Close()
	send(w, r, v, body, "image/jpeg", "inline", v.Thumb)
	return nil
}

// send answers with content that people brought: never trusted, never run, never framed elsewhere.
func send(w http.ResponseWriter, r *http.Request, v file.Version, body io.ReadSeeker, kind, how, tag string) {
	hd := w.Header()
	hd.Set("Content-Type", kind)
	hd.Set("X-Content-Type-Options", "nosniff")
	hd.Set("No-Gzip-Compression", "1") // for the compression around us: it would cost the ranges
	hd.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": v.Name}))
	hd.Set("Cross-Origin-Resource-Policy", "same-origin")
	hd.Set("Cache-Control", "private, no-cache")
	hd.Set("ETag", `"`+tag+`"`)
	policy := "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
	if kind != "application/pdf" { // browsers refuse to show a PDF in a sandbox; theirs is one of its own
		policy += "; sandbox"
	}
	hd.Set("Content-Security-Policy", policy)
	http.ServeContent(w, r, "", v.ReceivedAt.Time, body)
}
