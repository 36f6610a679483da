package identityweb

import (
	"net/http"
	"strings"

	"dudao/internal/platform/web"
)

func (h handler) wear(w http.ResponseWriter, r *http.Request) error {
	role, delegation, _ := strings.Cut(r.PostFormValue("hat"), "/")
	if err := h.s.Wear(r.Context(), role, delegation); err != nil {
		return err
	}
	return web.SeeOther(w, r, next(r))
}
