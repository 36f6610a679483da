package auditweb

import (
	"errors"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/xlsx"
)

// sheetRows is what a worksheet holds below its header.
const sheetRows = 1_048_575

// export sends the filtered log as a table; that it was taken is an entry itself.
func (h handler) export(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	sc, err := scope(ctx, MayExport)
	if err != nil {
		return err
	}
	f, err := h.filterOf(r)
	if err != nil {
		return err
	}
	asCSV := r.FormValue("format") != "xlsx"
	if !asCSV {
		first, err := h.log.List(ctx, sc, f, page.Req{Size: 1})
		if err != nil {
			return err
		}
		if first.Total > sheetRows {
			return errs.New(errs.TooLarge, "超过一张工作表的 %d 行，请缩小范围或导出 CSV", sheetRows)
		}
	}
	if err := h.looked(ctx, "audit.export", r.URL.Query()); err != nil {
		return err
	}
	hd := w.Header()
	if asCSV {
		hd.Set("Content-Type", "text/csv; charset=utf-8")
		hd.Set("Content-Disposition", `attachment; filename="audit.csv"`)
		return xlsx.WriteCSV(w, h.rows(r, sc, f))
	}
	hd.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	hd.Set("Content-Disposition", `attachment; filename="audit.xlsx"`)
	return xlsx.WriteXLSX(w, xlsx.Sheet{Name: lang.T(ctx, "审计日志"), Rows: h.rows(r, sc, f)})
}

func (h handler) rows(r *http.Request, sc audit.Scope, f audit.Filter) xlsx.Rows {
	ctx := r.Context()
	return func(yield func([]any, error) bool) {
		t := func(zh string) string { return lang.T(ctx, zh) }
		if !yield([]any{t("序号"), t("时间"), t("账号"), t("姓名"), t("角色"), t("代谁办理"), t("来源地址"), t("动作"), t("做了什么"), t("记录类别"), t("记录编号"), t("单位"), t("说明"), t("原值"), t("新值")}, nil) {
			return
		}
		seen := map[string]string{}
		stopped := errors.New("stopped")
		err := h.log.Each(ctx, sc, f, func(e audit.Row) error {
			index := ""
			if e.Index != nil {
				index = strconv.FormatInt(*e.Index, 10)
			}
			if !yield([]any{index, clock(e.Time()), e.ActorID, e.ActorName, role(ctx, e.Role), e.ForName, e.Addr, e.Action,
				lang.T(ctx, h.log.Label(e.Action)), e.RefKind, e.RefID, h.unit(ctx, e.UnitPath, seen), e.Note, e.Old, e.New}, nil) {
				return stopped
			}
			return nil
		})
		if err != nil && err != stopped {
			yield(nil, err)
		}
	}
}
