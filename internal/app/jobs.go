package app

import (
	"context"
	"embed"
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed html/*.html
var html embed.FS

// Permissions of running the program itself.
const (
	mayViewJobs access.Permission = "job.view"
	mayRunJobs  access.Permission = "job.manage"
)

var permissions = []access.Def{
	{Permission: mayViewJobs, Label: "查看后台任务", Roles: []access.Role{access.SystemAdmin}},
	{Permission: mayRunJobs, Label: "重试或放弃后台任务", Roles: []access.Role{access.SystemAdmin}},
}

// jobsView is the page of the jobs that were given up.
type jobsView struct {
	ui.Frame
	Figures []ui.Figure
	List    ui.List
}

var jobsPage = web.MustPage[jobsView](ui.Layout, html, "html/jobs.html")

func (a *App) jobRoutes() {
	rt := a.Web
	rt.Feature("job")
	rt.AddNav(web.NavItem{Group: "系统管理", Label: "后台任务", URL: "/jobs", Permission: string(mayViewJobs), Icon: "clock", Order: 430})
	rt.Handle("GET /jobs", string(mayViewJobs), a.showJobs)
	rt.Handle("POST /jobs/{id}/retry", string(mayRunJobs), a.changeJob(a.retryJob))
	rt.Handle("POST /jobs/{id}/discard", string(mayRunJobs), a.changeJob(a.discardJob))

	type byID struct {
		ID string `path:"id"`
	}
	web.Op(rt, "GET", "/jobs", string(mayViewJobs), "job.list", "没有成功的后台任务", a.listJobs)
	web.Op(rt, "POST", "/jobs/{id}/retry", string(mayRunJobs), "job.retry", "重试后台任务", func(ctx context.Context, in *byID) (*struct{}, error) {
		return nil, a.retryJob(ctx, in.ID)
	})
	web.Op(rt, "POST", "/jobs/{id}/discard", string(mayRunJobs), "job.discard", "放弃后台任务", func(ctx context.Context, in *byID) (*struct{}, error) {
		return nil, a.discardJob(ctx, in.ID)
	})
}

func (a *App) showJobs(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, _ := strconv.Atoi(r.URL.Query().Get("page"))
	p := page.Req{Number: max(n, 1)}
	list, total, err := a.Jobs.Dead(ctx, p.Limit(), p.Offset())
	if err != nil {
		return err
	}
	counts, err := a.Jobs.Counts(ctx)
	if err != nil {
		return err
	}
	v := jobsView{Frame: ui.NewFrame(r, lang.T(ctx, "后台任务")), Figures: []ui.Figure{
		{Label: lang.T(ctx, "等待运行"), Value: strconv.Itoa(counts.Waiting)},
		{Label: lang.T(ctx, "失败后将重试"), Value: strconv.Itoa(counts.Failing)},
		{Label: lang.T(ctx, "多次失败，等待处理"), Value: strconv.Itoa(counts.Dead)},
	}}
	v.List = ui.List{Action: "/jobs", Total: total, Pager: pager("/jobs", p, total), Table: ui.Table{
		Caption: lang.T(ctx, "多次失败，等待处理"),
		Columns: []ui.Column{{Label: lang.T(ctx, "任务")}, {Label: lang.T(ctx, "原因")}, {Label: lang.T(ctx, "时间")}, {}},
		Empty:   lang.T(ctx, "没有失败的后台任务"),
	}}
	for _, j := range list {
		v.List.Table.Rows = append(v.List.Table.Rows, []ui.Cell{
			{Text: j.Kind, Sub: lang.T(ctx, "已尝试 %d 次", j.Attempts)}, {Text: j.Error},
			{Text: j.DeadAt.In(civil.Beijing).Format("2006-01-02 15:04")},
			{Buttons: []ui.Button{
				{Label: lang.T(ctx, "重试"), URL: "/jobs/" + j.ID + "/retry", Post: true, Small: true},
				{Label: lang.T(ctx, "放弃"), URL: "/jobs/" + j.ID + "/discard", Post: true, Small: true, Plain: true, Danger: true},
			}},
		})
	}
	return jobsPage.Render(w, r, http.StatusOK, v)
}

func pager(url string, p page.Req, total int) ui.Pager {
	out := ui.Pager{Now: p.Number, Last: max(1, (total+p.Limit()-1)/p.Limit())}
	if out.Now > 1 {
		out.Prev = url + "?page=" + strconv.Itoa(out.Now-1)
	}
	if out.Now < out.Last {
		out.Next = url + "?page=" + strconv.Itoa(out.Now+1)
	}
	return out
}

func (a *App) changeJob(change func(ctx context.Context, id string) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := change(r.Context(), r.PathValue("id")); err != nil {
			return err
		}
		return web.SeeOther(w, r, "/jobs")
	}
}

func (a *App) retryJob(ctx context.Context, id string) error {
	return a.handleJob(ctx, id, "job.retry", a.Jobs.Retry)
}

func (a *App) discardJob(ctx context.Context, id string) error {
	return a.handleJob(ctx, id, "job.discard", a.Jobs.Discard)
}

func (a *App) handleJob(ctx context.Context, id, action string, change func(context.Context, *db.Tx, string) (jobs.Item, error)) error {
	if err := access.Holds(ctx, mayRunJobs); err != nil {
		return err
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		j, err := change(ctx, tx, id)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: ident.Ref{Kind: "job", ID: id}, Note: j.Kind})
	})
}

type jobsIn struct {
	Page int `query:"page" minimum:"1" default:"1"`
}

type jobOut struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Attempts int        `json:"attempts"`
	Error    string     `json:"error"`
	QueuedAt civil.Time `json:"queued_at"`
	DeadAt   civil.Time `json:"dead_at"`
}

type jobsOut struct {
	Body struct {
		Items []jobOut `json:"items"`
		Total int      `json:"total"`
	}
}

func (a *App) listJobs(ctx context.Context, in *jobsIn) (*jobsOut, error) {
	p := page.Req{Number: in.Page}
	list, total, err := a.Jobs.Dead(ctx, p.Limit(), p.Offset())
	if err != nil {
		return nil, err
	}
	out := &jobsOut{}
	out.Body.Total, out.Body.Items = total, make([]jobOut, 0, len(list))
	for _, j := range list {
		out.Body.Items = append(out.Body.Items, jobOut{j.ID, j.Kind, j.Attempts, j.Error, j.QueuedAt, j.DeadAt})
	}
	return out, nil
}

// forgetReplies is the nightly job that deletes answers of the API that are no longer kept.
type forgetReplies struct{}

// Kind names the job.
func (forgetReplies) Kind() string { return "api.forget_replies" }

func (a *App) forgetReplies(p *web.Replies) {
	jobs.Handle(a.Jobs, func(ctx context.Context, _ forgetReplies) error { return p.Forget(ctx) })
	a.Jobs.Every(forgetReplies{}, "03:40")
}
