package rectifyweb

import (
	"net/http"

	"dudao/internal/platform/web"
)

func (h handler) grant(w http.ResponseWriter, r *http.Request) error  { return h.extend(w, r, true) }
func (h handler) refuse(w http.ResponseWriter, r *http.Request) error { return h.extend(w, r, false) }

func (h handler) extend(w http.ResponseWriter, r *http.Request, grant bool) error {
	id, err := h.s.DecideExtension(r.Context(), r.PathValue("id"), grant, r.FormValue("note"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, id.URL())
}
