package documentweb

import (
	"encoding/base64"
	"io"
	"net/http"
	"strconv"

	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/document"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

// public is the light frame of the public site: nobody's name, no navigation, nothing internal.
func public(r *http.Request, title string) ui.Frame {
	f := ui.NewFrame(r, title, ui.Link{Text: lang.T(r.Context(), "教育督导公开"), URL: "/public"})
	f.User, f.Nav, f.Shell.Role = "", nil, ""
	return f
}

// proof shows what anybody may know of a letter: that it was issued, and that it was not altered.
func (h handler) proof(w http.ResponseWriter, r *http.Request) error {
	return h.showProof(w, r, http.StatusOK, nil, nil)
}

func (h handler) showProof(w http.ResponseWriter, r *http.Request, status int, result *ui.Notice, refused error) error {
	ctx := r.Context()
	p, err := h.s.Prove(ctx, id(r))
	if err != nil {
		return err
	}
	v := editView{Frame: public(r, lang.T(ctx, "公文核验"))}
	v.Head.Number, v.Head.Sub = p.Number, p.Issuer
	main := ui.Card{Title: lang.T(ctx, "核验结果"), Notice: &ui.Notice{Text: lang.T(ctx, "这份公文由%s于 %s 签发，签名有效，与存证一致。", p.Issuer, p.Date.String()), Tone: ui.Done}}
	switch {
	case !p.Valid:
		main.Notice = &ui.Notice{Text: lang.T(ctx, "签名不成立：这份公文的登记已被改动，请勿采信，并向发文机关核实。"), Tone: ui.Late}
	case p.Pending:
		main.Notice = &ui.Notice{Text: lang.T(ctx, "签名有效，正在写入存证日志，请一分钟后再看。"), Tone: ui.Soon}
	case !p.OK():
		main.Notice = &ui.Notice{Text: lang.T(ctx, "与存证日志不符，请勿采信，并向发文机关核实。"), Tone: ui.Late}
	}
	main.Facts = []ui.Fact{{Label: lang.T(ctx, "文种"), Value: lang.T(ctx, p.Kind)}, {Label: lang.T(ctx, "文号"), Value: dash(p.Number)}, {Label: lang.T(ctx, "发文机关"), Value: p.Issuer},
		{Label: lang.T(ctx, "成文日期"), Value: p.Date.String()}, {Label: lang.T(ctx, "状态"), Value: lang.T(ctx, p.State.Label())}}
	if !p.EndedOn.IsZero() {
		main.Facts = append(main.Facts, ui.Fact{Label: lang.T(ctx, "撤回或作废"), Value: p.EndedOn.String()})
	}
	f := ui.Form{Action: p.ID.ProofURL(), Submit: lang.T(ctx, "核验文件"), Multipart: true, Note: lang.T(ctx, "选择您收到的 PDF 或 DOCX 文件，与签发时逐字节比对。文件不会保存。"),
		Fields: []ui.Field{{Name: "file", Label: lang.T(ctx, "文件"), Type: "file", Accept: ".pdf,.docx", Required: true}}}
	if refused != nil {
		f.Refuse(r, refused)
	}
	check := ui.Card{Title: lang.T(ctx, "核对手中的文件"), Notice: result, Form: &f}
	v.Cards = []ui.Card{main, check}
	v.Sides = []ui.Card{{Title: lang.T(ctx, "技术信息"), Note: lang.T(ctx, "可以用 openssl 自行核验，不依赖本站"), Facts: []ui.Fact{
		{Label: "PDF SHA-256", Value: p.PDF}, {Label: "PDF SM3", Value: p.PDFSM3}, {Label: "DOCX SHA-256", Value: p.DOCX}, {Label: lang.T(ctx, "签名算法"), Value: "SM2 · SM3"},
		{Label: lang.T(ctx, "签名密钥"), Value: p.KeyID}, {Label: lang.T(ctx, "存证序号"), Value: entryOf(p)}, {Label: lang.T(ctx, "日志根哈希"), Value: dash(p.Log.Root)}},
		More: []ui.Link{{Text: lang.T(ctx, "签名的原文"), URL: p.ID.ProofURL() + "/statement.txt"}, {Text: lang.T(ctx, "签名（DER）"), URL: p.ID.ProofURL() + "/signature.der"},
			{Text: lang.T(ctx, "公钥（PEM）"), URL: "/public/letters.pub.pem"}},
		Text: []string{"openssl pkeyutl -verify -pubin -inkey letters.pub.pem -rawin -digest sm3 -pkeyopt distid:1234567812345678 -sigfile signature.der -in statement.txt"}}}
	return editPage.Render(w, r, status, v)
}

func entryOf(p document.Proven) string {
	if p.Pending || p.Entry == "" {
		return "—"
	}
	return "#" + strconv.FormatInt(p.Log.Index, 10)
}

// compare says whether a file that somebody brings is the letter.
func (h handler) compare(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	body, _, err := r.FormFile("file")
	if err != nil {
		return h.showProof(w, r, http.StatusUnprocessableEntity, nil, errs.NewField("file", "请选择文件"))
	}
	defer body.Close()
	m, sum, err := h.s.CompareFile(ctx, id(r), body)
	if errs.KindOf(err) == errs.Invalid && err != nil {
		return h.showProof(w, r, web.Status(err), nil, err)
	}
	if err != nil {
		return err
	}
	result := &ui.Notice{Text: lang.T(ctx, "文件与签发时的 PDF 完全一致。"), Tone: ui.Done}
	switch m {
	case document.SameDOCX:
		result.Text = lang.T(ctx, "文件与签发时的 DOCX 完全一致。")
	case document.NoMatch:
		result = &ui.Notice{Text: lang.T(ctx, "文件与签发时的不一致，可能被改动过。这个文件的 SHA-256 是 %s", sum), Tone: ui.Late}
	}
	return h.showProof(w, r, http.StatusOK, result, nil)
}

func (h handler) statement(w http.ResponseWriter, r *http.Request) error {
	p, err := h.s.Prove(r.Context(), id(r))
	if err != nil {
		return err
	}
	ui.Attach(w, "statement.txt", "text/plain; charset=utf-8")
	_, err = io.WriteString(w, p.Statement)
	return err
}

func (h handler) signature(w http.ResponseWriter, r *http.Request) error {
	p, err := h.s.Prove(r.Context(), id(r))
	if err != nil {
		return err
	}
	sig, err := base64.StdEncoding.DecodeString(p.Signature)
	if err != nil {
		return err
	}
	ui.Attach(w, "signature.der", "application/octet-stream")
	_, err = w.Write(sig)
	return err
}

func (h handler) publicKey(w http.ResponseWriter, _ *http.Request) error {
	ui.Attach(w, "letters.pub.pem", "application/x-pem-file")
	_, err := w.Write(h.s.PublicKey())
	return err
}
