package auditweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var checkpointsPage = web.MustPage[listView](ui.Layout, files, "list.html")

func (h handler) checkpoints(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	number, _ := strconv.Atoi(r.FormValue("page"))
	req := page.Req{Number: max(number, 1)}
	list, total, err := h.log.Checkpoints(ctx, req.Limit(), req.Offset())
	if err != nil {
		return err
	}
	v := listView{Frame: ui.NewFrame(r, lang.T(ctx, "日志检查点"), ui.Link{Text: lang.T(ctx, "审计日志"), URL: "/audit"})}
	v.Head.Tabs = tabs(ctx, "/audit/checkpoints")
	v.Head.Sub = lang.T(ctx, "检查点是日志在某一时刻的签名：条数和根哈希。每天一个，也可随时签署；同时保存在数据库以外。公钥：%s", h.log.Public())
	if access.Can(ctx, MaySign, actor.From(ctx).Scope) {
		v.Head.Actions = []ui.Button{{Label: lang.T(ctx, "现在签署"), URL: "/audit/checkpoints", Post: true}}
	}
	v.List = ui.List{Action: "/audit/checkpoints", Total: total, Pager: ui.Pager{Now: req.Number, Last: max((total+req.Limit()-1)/req.Limit(), 1)},
		Table: ui.Table{Caption: lang.T(ctx, "日志检查点"), Empty: lang.T(ctx, "还没有检查点；日志有记录后每天自动签署。"),
			Columns: []ui.Column{{Label: lang.T(ctx, "条数"), Num: true}, {Label: lang.T(ctx, "时间")}, {Label: lang.T(ctx, "根哈希")}}}}
	at := func(n int) string { return "/audit/checkpoints?page=" + strconv.Itoa(n) }
	if req.Number > 1 {
		v.List.Pager.Prev = at(req.Number - 1)
	}
	if req.Number < v.List.Pager.Last {
		v.List.Pager.Next = at(req.Number + 1)
	}
	for _, c := range list {
		size := strconv.FormatInt(c.Size, 10)
		v.List.Table.Rows = append(v.List.Table.Rows, []ui.Cell{{Text: size, URL: "/audit/checkpoints/" + size}, {Text: clock(c.Time())}, {Text: c.Root()}})
	}
	return checkpointsPage.Render(w, r, http.StatusOK, v)
}

// sign makes a checkpoint now.
func (h handler) sign(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.log.Mark(r.Context()); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/audit/checkpoints")
}

// checkpoint sends one signed note as it is, for those who keep it elsewhere.
func (h handler) checkpoint(w http.ResponseWriter, r *http.Request) error {
	c, err := h.oneCheckpoint(r.Context(), r.PathValue("size"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = w.Write([]byte(c.Note))
	return err
}

func (h handler) oneCheckpoint(ctx context.Context, size string) (audit.Checkpoint, error) {
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return audit.Checkpoint{}, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return h.log.CheckpointAt(ctx, n)
}
