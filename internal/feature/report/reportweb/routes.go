// Package reportweb serves the pages and the API of supervision reports.
package reportweb

import (
	"embed"

	"dudao/internal/feature/report"
	"dudao/internal/platform/web"
)

//go:embed *.html
var files embed.FS

type handler struct{ s *report.Service }

// Routes adds every URL of reports. {id} is the supervision.
func Routes(rt *web.Router, s *report.Service) {
	h := handler{s}
	rt.Feature("report")
	rt.Handle("GET /inspections/{id}/report", string(report.MayView), h.show)
	rt.Handle("POST /inspections/{id}/report/compose", string(report.MayEdit), h.compose)
	rt.Handle("GET /inspections/{id}/report/write", string(report.MayEdit), h.edit)
	rt.Handle("POST /inspections/{id}/report/write", string(report.MayEdit), h.write)
	rt.Handle("POST /inspections/{id}/report/drop", string(report.MayEdit), h.drop)
	rt.Handle("POST /inspections/{id}/report/submit", string(report.MayEdit), h.submit)
	rt.Handle("POST /inspections/{id}/report/return", string(report.MayApprove), h.sendBack)
	rt.Handle("POST /inspections/{id}/report/approve", string(report.MayApprove), h.approve)
	rt.Handle("POST /inspections/{id}/report/file", string(report.MayFile), h.file)
	rt.Handle("POST /inspections/{id}/report/receive", string(report.MayReceive), h.receive)
	rt.Handle("POST /inspections/{id}/report/publish", string(report.MayPublish), h.publish)
	api(rt, s)
}
