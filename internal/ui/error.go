package ui

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/platform/web"
)

// ErrorPage is what a person sees when a request failed: what happened, whether anything was lost,
// what to do now.
type ErrorPage struct {
	Frame
	Status int
	Text   string // what happened
	Advice string // what to do now
	ID     string // finds the request in the log
	Typed  string // what was filled in and is not saved, to be copied
	Do     []Button
}

var errorPage = web.MustPage[ErrorPage](Layout, sub(files, "html/pages"), "error.html")

// ShowError answers with a page about err, in the reader's language. id finds the request in the
// log; "" shows none.
func ShowError(w http.ResponseWriter, r *http.Request, err error, id string) error {
	ctx, status := r.Context(), web.Status(err)
	title, advice := "出了问题", "刚才的操作没有保存。请稍后再试；如仍不行，请把编号告诉系统管理员。"
	back := Button{Label: lang.T(ctx, "回到首页"), URL: "/", Plain: true}
	do := []Button{back}
	switch errs.KindOf(err) {
	case errs.NotFound:
		title, advice = "没有找到", "地址可能有误，或者这份记录不在您的职责范围内。"
	case errs.Gone:
		title, advice = "内容已不存在", "这份记录已被撤销或删除。"
	case errs.Denied:
		title, advice = "没有权限", "如确需办理，请向本单位管理员申请，或切换到有此权限的岗位。"
	case errs.Unauthenticated:
		title, advice = "请先登录", "登录后会回到这个页面；填写的内容保存在本机草稿中。"
		do = []Button{{Label: lang.T(ctx, "登录"), URL: "/sign-in"}, back}
	case errs.Invalid:
		title, advice = "内容有误", "请用浏览器的“返回”回到表单，改正后再提交。"
	case errs.Conflict:
		title, advice = "现在不能这样办理", "记录的状态已经变化。请打开记录查看最新情况。"
	case errs.Stale:
		title, advice = "记录已被他人修改", "请打开记录查看最新内容，再重新提交。"
	case errs.TooMany:
		title, advice = "操作过于频繁", "请稍候再试。"
	case errs.TooLarge:
		title, advice = "内容过大", "请减少行数或换用较小的文件。"
	case errs.Unavailable:
		title, advice = "系统暂时不可用", "刚才的操作没有保存。请稍后再试。"
	}
	if retry, ok := again(r, err); ok {
		advice = "刚才的操作没有保存，填写的内容保留在本页。请稍后点“再试一次”；关闭本页内容就会丢失。"
		do = []Button{retry, back}
	}
	if sent, ok := errors.AsType[web.Sent](err); ok {
		advice = "要保存改动，请打开已提交的记录修改；要另交一份，请点“作为另一份提交”。"
		do = []Button{{Label: lang.T(ctx, "打开已提交的记录"), URL: web.Local(sent.URL, "/")}}
		if other, ok := resend(r, lang.T(ctx, "作为另一份提交"), "id"); ok {
			other.Plain = true
			do = append(do, other)
		}
	} else if from := cameFrom(r); from != "" && status < 500 && r.Method == http.MethodPost {
		do = append([]Button{{Label: lang.T(ctx, "返回刚才的页面"), URL: from}}, do...)
	}
	v := ErrorPage{Frame: NewFrame(r, lang.T(ctx, title)), Status: status, Text: errs.TextIn(lang.From(ctx), err), Advice: lang.T(ctx, advice), ID: id, Do: do}
	if r.Method == http.MethodPost {
		v.Typed = strings.Join(Typed(r.PostForm), "\n\n")
	}
	return errorPage.Render(w, r, status, v)
}

// again is a button that sends a form once more, as it was filled in, after a failure that passes.
func again(r *http.Request, err error) (Button, bool) {
	switch errs.KindOf(err) {
	case errs.Unavailable, errs.Internal, errs.TooMany:
		return resend(r, lang.T(r.Context(), "再试一次"), "")
	}
	return Button{}, false
}

// resend is a button that sends the form of r again without one of its fields. Secrets are not kept;
// a form with one has to be filled in again.
func resend(r *http.Request, label, without string) (Button, bool) {
	if r.Method != http.MethodPost || len(r.PostForm) == 0 {
		return Button{}, false
	}
	b := Button{Label: label, URL: r.URL.RequestURI(), Post: true}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		if secret(name) {
			return Button{}, false
		}
		for _, value := range r.PostForm[name] {
			if name != without {
				b.Hidden = append(b.Hidden, Hidden{name, value})
			}
		}
	}
	return b, true
}

// cameFrom is the page of ours that the form of r stood on, "" if unknown.
func cameFrom(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || u.Path == "" || u.Path == "/" {
		return ""
	}
	return web.Local(u.RequestURI(), "")
}

// Typed returns the texts a person wrote into a form, by the names of their fields: no secrets, and
// no ids, numbers and marks, which are the form's own.
func Typed(form url.Values) (texts []string) {
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if secret(name) {
			continue
		}
		for _, v := range form[name] {
			v = strings.TrimSpace(v)
			words := strings.ContainsFunc(v, func(r rune) bool { return r > unicode.MaxASCII || unicode.IsSpace(r) })
			if words && !slices.Contains(texts, v) {
				texts = append(texts, v)
			}
		}
	}
	return texts
}

func secret(field string) bool {
	return strings.Contains(field, "password") || field == "code" || field == "old" || field == "again"
}
