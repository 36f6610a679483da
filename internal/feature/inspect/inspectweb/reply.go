package inspectweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspect"
	"dudao/internal/ui"
)

// rowsAtOnce is how many empty points the form of the reply offers, and how many "more" adds.
const rowsAtOnce, rowsMost = 3, 60

// rowsOf returns how many points beside those about findings the form has: as many as were sent, and
// more when more were asked for.
func rowsOf(r *http.Request) int {
	n := 0
	for n < rowsMost && r.Form.Has("more-"+strconv.Itoa(n+1)) {
		n++
	}
	if r.URL.Query().Has("more") {
		n += rowsAtOnce
	}
	return min(max(n, rowsAtOnce), rowsMost)
}

// replyFields ask for the reply: to the whole, to each finding, and to whatever else the preliminary
// opinion says (《教育督导条例》第二十条第二款).
func replyFields(r *http.Request, d inspect.Dossier) []ui.Field {
	ctx := r.Context()
	out := []ui.Field{{Name: "text", Label: lang.T(ctx, "总体申辩意见"), Type: "textarea", Rows: 4, Hint: lang.T(ctx, "没有意见的部分可以留空")}}
	for n, f := range d.Findings {
		out = append(out, ui.Field{Name: "point-" + f.ID, Label: lang.T(ctx, "对问题 %d 的申辩", n+1), Type: "textarea", Rows: 3, Hint: f.Text})
	}
	for n := 1; n <= rowsOf(r); n++ {
		x := ui.Field{Name: "more-" + strconv.Itoa(n), Label: lang.T(ctx, "其他意见 %d", n), Type: "textarea", Rows: 2}
		if n == 1 {
			x.Hint = lang.T(ctx, "对初步督导意见中其他内容的申辩，一点一行；不够时可以再加")
		}
		out = append(out, x)
	}
	return out
}

func (h handler) reply(r *http.Request, id string, n int) error {
	d, err := h.s.Show(r.Context(), id)
	if err != nil {
		return err
	}
	text := r.FormValue("text")
	points := []inspect.NewPoint{{Text: text}}
	for _, f := range d.Findings {
		points = append(points, inspect.NewPoint{FindingID: f.ID, Text: r.FormValue("point-" + f.ID)})
	}
	for n := 1; n <= rowsMost; n++ {
		points = append(points, inspect.NewPoint{Text: r.FormValue("more-" + strconv.Itoa(n))})
	}
	return h.s.ReplyToOpinion(r.Context(), id, n, text, points)
}

// moreRows shows the form of the reply again with what was typed and with more empty points; so it
// needs no script.
func (h handler) moreRows(w http.ResponseWriter, r *http.Request, st inspect.Step) error {
	if err := r.ParseForm(); err != nil {
		return errs.New(errs.Invalid, "表单不完整，请重新填写").Because(err)
	}
	d, err := h.load(r)
	if err != nil {
		return err
	}
	return h.showStep(w, r, d, st, nil)
}

// tooLate says that the time to reply is over; "" while it is not.
func (h handler) tooLate(ctx context.Context, d inspect.Dossier, a inspect.Action) string {
	if a != inspect.Reply && a != inspect.Waive {
		return ""
	}
	if d.ReplyKind == string(inspect.Lapse) {
		return lang.T(ctx, "申辩期已满，%s 起按未申辩继续办理。确有正当理由的，请联系%s", d.RepliedOn.String(), d.OfficeName)
	}
	for _, x := range d.Duties {
		if x.Step == string(inspect.Reply) && x.SuspendedOn.IsZero() && !x.Due.IsZero() && x.Due.Before(h.s.Today()) {
			return lang.T(ctx, "申辩期已于 %s 届满，不能再提交申辩意见。确有正当理由的，请联系%s申请延长期限", x.Due.String(), d.OfficeName)
		}
	}
	return ""
}

// typed is what somebody sent with a step that cannot be taken any more: it is shown, not lost.
func typed(r *http.Request) (out []string) {
	if r.Method != http.MethodPost {
		return nil
	}
	var names []string
	for name := range r.PostForm {
		if name != "version" && name != "id" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, s := range r.PostForm[name] {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}
