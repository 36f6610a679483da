package fileweb

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/file"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var newPage = web.MustPage[newView](ui.Layout, files, "new.html")

type newView struct {
	ui.Frame
	Form ui.FileForm
}

// new shows the form that adds a file to a record.
func (h handler) new(w http.ResponseWriter, r *http.Request) error {
	o := ui.FilesOptions{Ref: ident.Ref{Kind: r.FormValue("ref_kind"), ID: r.FormValue("ref_id")}, Back: local(r.FormValue("back")), NewID: h.newID()}
	if err := h.files.MayAdd(r.Context(), o.Ref); err != nil {
		return err
	}
	return newPage.Render(w, r, http.StatusOK, newForm(r, o))
}

func newForm(r *http.Request, o ui.FilesOptions) newView {
	v := newView{Frame: ui.NewFrame(r, lang.T(r.Context(), "添加文件")), Form: ui.NewFileForm(r, o)}
	v.Form.Cancel = ui.Link{URL: o.Back}
	return v
}

// create takes a file from a plain form. The fields stand before the file, so a wrong or too large
// one is refused before it is read, and what was typed comes back.
func (h handler) create(w http.ResponseWriter, r *http.Request) error {
	sent, part, err := fields(r)
	if err != nil {
		return err
	}
	o := ui.FilesOptions{Ref: ident.Ref{Kind: sent.Get("ref_kind"), ID: sent.Get("ref_id")}, Back: local(sent.Get("back")), NewID: sent.Get("id")}
	if err := h.files.MayAdd(r.Context(), o.Ref); err != nil {
		return err
	}
	happened, err := instant(sent.Get("happened_at"))
	if err == nil {
		err = checkPart(r, part)
	}
	var it file.Item
	if err == nil {
		it, err = h.files.Add(r.Context(), file.Upload{ID: sent.Get("id"), Ref: o.Ref, Name: part.FileName(), Title: sent.Get("title"),
			Kind: file.Kind(sent.Get("kind")), HappenedAt: happened}, part)
	}
	if refused(err) {
		r.Form = sent
		v := newForm(r, o)
		v.Form.Keep(r)
		v.Form.Refuse(r, err)
		return newPage.Render(w, r, web.Status(err), v)
	}
	if err != nil {
		return err
	}
	if o.Back == "" {
		o.Back = "/files/" + it.ID
	}
	return web.SeeOther(w, r, o.Back)
}

// refused reports whether the person can put it right on the same page.
func refused(err error) bool {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.TooLarge, errs.Unavailable, errs.Stale:
		return err != nil
	}
	return false
}

// fields reads a multipart form up to its file, which the caller reads; nil without a file.
func fields(r *http.Request) (url.Values, *multipart.Part, error) {
	const fieldMax, fieldsMax = 64 << 10, 50
	bad := errs.New(errs.Invalid, "表单已失效，请重新打开")
	in, err := r.MultipartReader()
	if err != nil {
		return nil, nil, bad.Because(err)
	}
	sent := url.Values{}
	for range fieldsMax {
		p, err := in.NextPart()
		if errors.Is(err, io.EOF) {
			return sent, nil, nil
		}
		if err != nil {
			return nil, nil, bad.Because(err)
		}
		if p.FormName() == "file" {
			return sent, p, nil
		}
		text, err := io.ReadAll(io.LimitReader(p, fieldMax))
		if err != nil {
			return nil, nil, bad.Because(err)
		}
		sent.Add(p.FormName(), strings.ToValidUTF8(string(text), ""))
	}
	return nil, nil, bad
}

// checkPart refuses a file before it is read.
func checkPart(r *http.Request, part *multipart.Part) error {
	if part == nil || part.FileName() == "" {
		return errs.NewField("file", "请选择文件")
	}
	const form = 1 << 20 // what the other fields may take
	if r.ContentLength > file.MaxSize+form {
		return file.TooLarge()
	}
	return file.CheckName(part.FileName(), -1)
}

// instant reads what a datetime-local or date input sends, in Beijing.
func instant(s string) (civil.Time, error) {
	if s == "" {
		return civil.Time{}, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", time.RFC3339, "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(s), civil.Beijing); err == nil {
			return civil.At(t), nil
		}
	}
	return civil.Time{}, errs.NewField("happened_at", "请按 2026-09-01 14:30 的样子填写时间")
}

// local keeps only addresses of our own pages.
func local(back string) string {
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n") {
		return ""
	}
	return back
}

func number(s string) int { n, _ := strconv.Atoi(s); return n }
