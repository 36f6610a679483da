package design

import (
	"net/http"

	"dudao/internal/base/ident"
	"dudao/internal/ui"
)

// files shows a photo, a sheet with an older version, and the form that adds a file.
func (s samples) files(r *http.Request) ui.Files {
	add := ui.NewFileForm(r, ui.FilesOptions{Ref: ident.Ref{Kind: "design", ID: "1"}, Back: "/design", MayAdd: true})
	add.Tus, add.Action, add.Compact = "", "/design", true
	hash := "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	return ui.Files{Add: &add, Items: []ui.FileRow{
		{Title: s.t("更正后的公示栏"), URL: "#", Kind: s.t("照片"), Mark: "IMG", Happened: "2026-11-17 09:30", Received: "2026-11-18 15:02", By: s.t("学校经办"), Size: "2.4 MB", Hash: hash, HashShort: hash[:12], Download: "#", Preview: "#", Change: "#"},
		{Title: s.t("退费名册"), URL: "#", Kind: s.t("表格"), Mark: "XLS", Received: "2026-11-18 15:04", By: s.t("学校经办"), Size: "38 KB", Hash: hash, HashShort: hash[:12], Download: "#", Older: []ui.Link{{Text: s.t("第 %d 版 · %s", 1, "2026-11-12 10:20"), URL: "#"}}},
	}}
}
