package fileweb

import (
	"fmt"
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/file"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var showPage = web.MustPage[showView](ui.Layout, files, "show.html")

type showView struct {
	ui.Frame
	Files       ui.Files
	Facts       []ui.Fact
	Versions    ui.Table
	MayChange   bool
	New, Delete ui.Form
}

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r, r.PathValue("id"), local(r.FormValue("back")))
	if err != nil {
		return err
	}
	return showPage.Render(w, r, http.StatusOK, v)
}

func (h handler) view(r *http.Request, id, back string) (showView, error) {
	ctx := r.Context()
	it, err := h.files.Show(ctx, id)
	if err != nil {
		return showView{}, err
	}
	v := showView{Frame: ui.NewFrame(r, it.Title), Files: ui.NewFiles(r, []file.Item{it}, ui.FilesOptions{Ref: it.Ref}),
		MayChange: h.files.MayAdd(ctx, it.Ref) == nil}
	if back != "" {
		v.Crumbs = []ui.Link{{Text: lang.T(ctx, "返回记录"), URL: back}}
	}
	now := it.Now()
	v.Facts = []ui.Fact{{Label: lang.T(ctx, "文件名"), Value: now.Name}, {Label: "SHA-256", Value: now.SHA256}}
	v.Versions = versions(r, it)
	hidden := []ui.Hidden{{Name: "version", Value: strconv.Itoa(it.Version)}, {Name: "back", Value: back}}
	v.New = ui.Form{ID: "new", Action: "/files/" + it.ID + "/versions", Hidden: hidden, Submit: lang.T(ctx, "上传新版本"),
		Fields: []ui.Field{{Name: "file", Label: lang.T(ctx, "选择文件"), Type: "file", Accept: ui.FileAccept, Required: true}}}
	v.Delete = ui.Form{ID: "delete", Action: "/files/" + it.ID + "/delete", Hidden: hidden, Submit: lang.T(ctx, "删除文件"), Danger: true,
		Note:   lang.T(ctx, "文件将从记录中移除，任何人都不能再打开。谁在何时因何删除会留在审计日志中。"),
		Fields: []ui.Field{{Name: "reason", Label: lang.T(ctx, "删除理由"), Type: "textarea", Rows: 2, Required: true}}}
	return v, nil
}

func versions(r *http.Request, it file.Item) ui.Table {
	ctx := r.Context()
	t := ui.Table{Caption: lang.T(ctx, "版本"), Columns: []ui.Column{{Label: lang.T(ctx, "版本"), Num: true}, {Label: lang.T(ctx, "文件名")},
		{Label: lang.T(ctx, "大小"), Num: true}, {Label: lang.T(ctx, "收到时间")}, {Label: lang.T(ctx, "上传人")}, {Label: "SHA-256"}}}
	for _, x := range it.Versions {
		t.Rows = append(t.Rows, []ui.Cell{{Text: strconv.Itoa(x.N)}, {Text: x.Name, URL: fmt.Sprintf("/files/download/%s?n=%d", it.ID, x.N)},
			{Text: ui.Bytes(x.Size)}, {Text: x.ReceivedAt.In(civil.Beijing).Format("2006-01-02 15:04")}, {Text: x.ByName}, {Text: x.SHA256[:12] + "…"}})
	}
	return t
}

// addVersion takes a newer state of a file from a plain form.
func (h handler) addVersion(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if _, err := h.files.Show(r.Context(), id); err != nil { // before anything is read
		return err
	}
	sent, part, err := fields(r)
	if err != nil {
		return err
	}
	back := local(sent.Get("back"))
	v, err := h.view(r, id, back)
	if err != nil {
		return err
	}
	if err = checkPart(r, part); err == nil {
		_, err = h.files.AddVersion(r.Context(), id, number(sent.Get("version")), part.FileName(), part)
	}
	return h.done(w, r, v, &v.New, err, back, "/files/"+id)
}

// remove deletes a file with its reason.
func (h handler) remove(w http.ResponseWriter, r *http.Request) error {
	id, back := r.PathValue("id"), local(r.PostFormValue("back"))
	v, err := h.view(r, id, back)
	if err != nil {
		return err
	}
	_, err = h.files.Delete(r.Context(), id, number(r.PostFormValue("version")), r.PostFormValue("reason"))
	return h.done(w, r, v, &v.Delete, err, back, "/")
}

// done returns to the record, or shows the page again with what is wrong.
func (h handler) done(w http.ResponseWriter, r *http.Request, v showView, f *ui.Form, err error, back, otherwise string) error {
	if refused(err) || errs.KindOf(err) == errs.Conflict && err != nil {
		f.Keep(r)
		f.Refuse(r, err)
		return showPage.Render(w, r, web.Status(err), v)
	}
	if err != nil {
		return err
	}
	if back == "" {
		back = otherwise
	}
	return web.SeeOther(w, r, back)
}
