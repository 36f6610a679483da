package monitorweb

import (
	"bytes"
	"net/http"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/platform/docx"
	"dudao/internal/platform/grid"
	"dudao/internal/ui"
)

// declaration is the declaration tables of an area as a file, in the official form and always in Chinese.
func (h handler) declaration(w http.ResponseWriter, r *http.Request) error {
	in, err := h.s.Declaration(r.Context(), r.PathValue("id"), yearOf(r))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	name, kind := lang.T(r.Context(), "%s %d 年优质均衡申报表", in.County, in.Year), docx.Mime
	if strings.HasSuffix(r.URL.Path, ".docx") {
		name += ".docx"
		err = grid.WriteDOCX(&b, in.Tables())
	} else {
		name, kind = name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		err = grid.WriteXLSX(&b, in.Tables())
	}
	if err != nil {
		return err
	}
	ui.Attach(w, name, kind)
	_, err = b.WriteTo(w)
	return err
}
