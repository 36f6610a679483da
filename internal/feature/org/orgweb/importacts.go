package orgweb

import (
	"net/http"
	"slices"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/org/roster"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// row is the form that corrects one row.
func (h handler) row(w http.ResponseWriter, r *http.Request) error {
	v, err := h.rowView(r)
	if err != nil {
		return err
	}
	return cardsPage.Render(w, r, http.StatusOK, v)
}

func (h handler) rowView(r *http.Request) (cardsView, error) {
	ctx, id := r.Context(), r.PathValue("import")
	im, err := h.files.Import(ctx, id)
	if err != nil {
		return cardsView{}, err
	}
	line, err := strconv.Atoi(r.PathValue("line"))
	if err != nil {
		return cardsView{}, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	x, err := h.files.ImportRow(ctx, id, line)
	if err != nil {
		return cardsView{}, err
	}
	url := "/unit-imports/" + id
	f := rowForm(r, x, url)
	v := cardsView{Frame: ui.NewFrame(r, lang.T(ctx, "更正第 %d 行", line), crumbs(ctx, ui.Link{Text: im.FileName, URL: url}, ui.Link{Text: lang.T(ctx, "第 %d 行", line)})...)}
	v.Cards = []ui.Card{{Form: &f}}
	return v, nil
}

// rowForm shows the cells of a row with what is wrong in each.
func rowForm(r *http.Request, x roster.ImportRow, url string) ui.Form {
	ctx := r.Context()
	f := ui.Form{Action: url + "/rows/" + strconv.Itoa(x.Line), Submit: lang.T(ctx, "保存并重新检查"), Cancel: ui.Link{Text: lang.T(ctx, "返回"), URL: url}}
	for i, head := range roster.ImportHeads() {
		fd := ui.Field{Name: "c" + strconv.Itoa(i), Label: lang.T(ctx, head)}
		if i < len(x.Cells) {
			fd.Value = x.Cells[i]
		}
		for _, p := range x.Problems {
			if p.Column == i {
				fd.Problem = p.Text(ctx)
			}
		}
		f.Fields = append(f.Fields, fd)
	}
	return f
}

func (h handler) correct(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), r.PathValue("import")
	line, err := strconv.Atoi(r.PathValue("line"))
	if err != nil {
		return errs.New(errs.NotFound, "没有找到相应的记录")
	}
	var cells []string
	for i := range roster.ImportHeads() {
		cells = append(cells, r.FormValue("c"+strconv.Itoa(i)))
	}
	x, err := h.files.Correct(ctx, id, line, cells)
	if err != nil {
		return h.inImport(w, r, err)
	}
	if x.Action != roster.RowError {
		return web.SeeOther(w, r, "/unit-imports/"+id)
	}
	v, err := h.rowView(r)
	if err != nil {
		return err
	}
	return cardsPage.Render(w, r, http.StatusUnprocessableEntity, v)
}

// inImport returns to the import, or shows it again with what went wrong.
func (h handler) inImport(w http.ResponseWriter, r *http.Request, err error) error {
	if err == nil {
		return web.SeeOther(w, r, "/unit-imports/"+r.PathValue("import"))
	}
	if !shown(err) {
		return err
	}
	v, verr := h.importView(r)
	if verr != nil {
		return verr
	}
	at := slices.IndexFunc(v.Head.Asks, func(a ui.Ask) bool { return a.Form.Action == r.URL.Path })
	if at >= 0 {
		v.Head.Asks[at].Form.Keep(r)
		v.Head.Asks[at].Form.Refuse(r, err)
	} else {
		v.Error = message(r, err)
	}
	return cardsPage.Render(w, r, web.Status(err), v)
}

func (h handler) apply(w http.ResponseWriter, r *http.Request) error {
	_, err := h.files.Apply(r.Context(), r.PathValue("import"), versionOf(r), r.FormValue("skip") == "yes")
	return h.inImport(w, r, err)
}

func (h handler) cancel(w http.ResponseWriter, r *http.Request) error {
	return h.inImport(w, r, h.files.Cancel(r.Context(), r.PathValue("import")))
}

func (h handler) discard(w http.ResponseWriter, r *http.Request) error {
	return h.inImport(w, r, h.files.Discard(r.Context(), r.PathValue("import"), versionOf(r)))
}

func (h handler) undo(w http.ResponseWriter, r *http.Request) error {
	return h.inImport(w, r, h.files.Undo(r.Context(), r.PathValue("import"), versionOf(r)))
}
