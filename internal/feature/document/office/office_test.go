package office_test

import (
	"archive/zip"
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/feature/document"
	"dudao/internal/feature/document/office"
	"dudao/internal/testkit"
)

// own is the starter with the office's words in its footer, and with parts replaced.
func own(t *testing.T, file []byte, change map[string]func(string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	n := zip.NewWriter(&out)
	for _, f := range z.File {
		text := part(t, file, f.Name)
		if do := change[f.Name]; do != nil {
			text = do(text)
		}
		w, err := n.Create(f.Name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func part(t *testing.T, b []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func bytesOf(w *testkit.World, who string, t office.Template) []byte {
	b, err := w.Papers.Bytes(w.As(who), t)
	w.Must(err)
	return b
}

// docxOf is the DOCX of a letter as its issuer gets it.
func docxOf(t *testing.T, w *testkit.World, who string, id document.LetterID) string {
	t.Helper()
	var b bytes.Buffer
	w.Must(w.Letters.File(w.As(who), id, document.DOCX, &b))
	return part(t, b.Bytes(), "word/document.xml") + part(t, b.Bytes(), "word/footer1.xml")
}

// A file of an office is checked, looked at, put into use, carried by new letters of its kind, and retired.
func TestOwnTemplateIsUsed(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	for _, who := range []string{"hd_staff", "hd_leader", "xc_staff"} {
		w.Account(who)
	}
	before := w.DraftLetter("hd")
	starter := bytesOf(w, "hd_staff", w.OwnTemplate("hd", document.Order))
	mine, err := w.Papers.Add(w.As("hd_staff"), office.NewTemplate{Kind: document.Order, Name: "本室版式二", File: own(t, starter, map[string]func(string) string{
		"word/footer1.xml": func(s string) string {
			return strings.Replace(s, "</w:ftr>", "<w:p><w:r><w:t>海督专用纸 {{发文字号}}</w:t></w:r></w:p></w:ftr>", 1)
		}})})
	w.Must(err)
	var sample bytes.Buffer
	w.Must(w.Papers.Sample(w.As("hd_leader"), mine, &sample))
	if s := part(t, sample.Bytes(), "word/document.xml"); !strings.Contains(s, "这是模板的样张") || strings.Contains(s, "{{") {
		t.Error("the sample is not filled")
	}
	w.WantKind(w.Papers.Enable(w.As("hd_leader"), mine.ID, 1, ""), errs.Denied)
	w.WantKind(w.Papers.Enable(w.As("xc_staff"), mine.ID, 1, ""), errs.NotFound)
	w.Must(w.Papers.Enable(w.As("hd_staff"), mine.ID, 1, ""))
	w.WantKind(w.Papers.Enable(w.As("hd_staff"), mine.ID, 1, ""), errs.Conflict)

	id := w.DraftLetter("hd")
	if s := docxOf(t, w, "hd_staff", id); !strings.Contains(s, "海督专用纸") || !strings.Contains(s, "请整改。") {
		t.Error("a new letter does not carry the file of its office")
	}
	if s := docxOf(t, w, "hd_staff", before); strings.Contains(s, "海督专用纸") {
		t.Error("a letter drafted before has changed")
	}
	w.Must(w.Letters.SetTemplate(w.As("hd_staff"), before, 1, mine.ID))
	if s := docxOf(t, w, "hd_staff", before); !strings.Contains(s, "海督专用纸") {
		t.Error("a draft does not take the file it was given")
	}
	w.WantKind(w.Letters.SetTemplate(w.As("xc_staff"), w.DraftLetter("xc"), 1, mine.ID), errs.NotFound)

	w.Must(w.Papers.Retire(w.As("hd_staff"), mine.ID, 2, "换新版式"))
	w.Must(w.Letters.Submit(w.As("hd_staff"), id, 1, ""))
	w.Must(w.Letters.Approve(w.As("hd_leader"), id, 2, true))
	w.RunJobs()
	l, err := w.Letters.Letter(w.As("hd_staff"), id)
	w.Must(err)
	if s := docxOf(t, w, "hd_staff", id); !strings.Contains(s, "海督专用纸 "+l.Number) || l.State != document.Sent {
		t.Errorf("issued in %s as %q without its file", l.State, l.Number)
	}
	if s := docxOf(t, w, "hd_staff", w.DraftLetter("hd")); strings.Contains(s, "海督专用纸") {
		t.Error("a retired file is used")
	}
}

// One file of a kind is in use at a place.
func TestOneTemplateOfAKindIsInUse(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Account("hd_staff")
	w.Account("xc_staff")
	one, two, other, far := w.OwnTemplate("hd", document.Order), w.OwnTemplate("hd", document.Order), w.OwnTemplate("hd", document.Opinion), w.OwnTemplate("xc", document.Order)
	for _, x := range []office.Template{one, two, other} {
		w.Must(w.Papers.Enable(w.As("hd_staff"), x.ID, 1, ""))
	}
	w.Must(w.Papers.Enable(w.As("xc_staff"), far.ID, 1, ""))
	list, err := w.Papers.List(w.As("hd_staff"))
	w.Must(err)
	states := map[string]office.State{}
	for _, x := range list {
		states[x.ID] = x.State
	}
	if len(list) != 3 || states[one.ID] != office.Retired || states[two.ID] != office.Active || states[other.ID] != office.Active {
		t.Error(states)
	}
}

// What differs from GB/T 9704-2012 is used only with a reason, which stays.
func TestOddTemplateWantsAReason(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Account("hd_staff")
	starter := bytesOf(w, "hd_staff", w.OwnTemplate("hd", document.Order))
	odd, err := w.Papers.Add(w.As("hd_staff"), office.NewTemplate{Kind: document.Order, Name: "窄边", File: own(t, starter, map[string]func(string) string{
		"word/document.xml": func(s string) string { return strings.Replace(s, `w:top="2098"`, `w:top="1440"`, 1) }})})
	w.Must(err)
	w.WantKind(w.Papers.Enable(w.As("hd_staff"), odd.ID, 1, " "), errs.Invalid)
	w.Must(w.Papers.Enable(w.As("hd_staff"), odd.ID, 1, "预印信笺"))
	if got, err := w.Papers.Get(w.As("hd_staff"), odd.ID); err != nil || got.Reason != "预印信笺" || got.State != office.Active {
		t.Error(got, err)
	}
}

// upload sends the form of the page.
func upload(t *testing.T, w *testkit.World, who, kind, name string, file []byte) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range map[string]string{"kind": kind, "name": name} {
		w.Must(m.WriteField(k, v))
	}
	f, err := m.CreateFormFile("file", "a.docx")
	w.Must(err)
	_, err = f.Write(file)
	w.Must(err)
	w.Must(m.Close())
	r := httptest.NewRequest(http.MethodPost, "/letter-templates/new", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return w.Do(who, r)
}

// A file with a macro or a picture of 50 MB is refused with the reason; what was typed stays, nothing is stored.
func TestUploadPage(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Account("hd_staff")
	w.Account("hd_leader")
	starter := w.Get("hd_staff", "/letter-starters/order")
	if starter.Code != http.StatusOK {
		t.Fatal(starter.Code)
	}
	file := starter.Body.Bytes()
	var large bytes.Buffer
	z := zip.NewWriter(&large)
	p, err := z.CreateHeader(&zip.FileHeader{Name: "word/media/image1.png", Method: zip.Store})
	w.Must(err)
	_, err = p.Write(make([]byte, 50<<20))
	w.Must(err)
	w.Must(z.Close())
	cases := []struct {
		name string
		file []byte
		want []string
	}{
		{"macro", own(t, file, map[string]func(string) string{"[Content_Types].xml": func(s string) string { return strings.Replace(s, "document.main", "document.macroEnabled.main", 1) }}), []string{"文件带有宏", "没有通过检查"}},
		{"unknown", own(t, file, map[string]func(string) string{"word/document.xml": func(s string) string { return strings.Replace(s, "{{成文日期}}", "{{成文日子}}", 1) }}), []string{"是不是 {{成文日期}}", "缺少占位符 {{成文日期}}"}},
		{"picture", large.Bytes(), []string{"解压后超过 20 MB", "文件过大"}},
	}
	for _, c := range cases {
		r := upload(t, w, "hd_staff", "order", "版式甲", c.file)
		if r.Code != http.StatusUnprocessableEntity || !strings.Contains(r.Body.String(), `value="版式甲"`) {
			t.Errorf("%s: %d", c.name, r.Code)
		}
		for _, want := range c.want {
			if !strings.Contains(r.Body.String(), want) {
				t.Errorf("%s: %q is not said", c.name, want)
			}
		}
	}
	if list, err := w.Papers.List(w.As("hd_staff")); err != nil || len(list) > 0 {
		t.Fatal("something was stored", err)
	}
	r := upload(t, w, "hd_staff", "order", "版式甲", file)
	at := r.Header().Get("Location")
	if r.Code != http.StatusSeeOther {
		t.Fatal(r.Code, r.Body.String())
	}
	for _, who := range []string{"hd_staff", "hd_leader"} {
		body := w.Get(who, at).Body.String()
		if !strings.Contains(body, "<svg viewBox") || !strings.Contains(body, "关于某某学校") || strings.Contains(body, "/enable") != (who == "hd_staff") {
			t.Errorf("%s: the page of the file is not whole", who)
		}
	}
	if r := upload(t, w, "hd_leader", "order", "版式乙", file); r.Code != http.StatusForbidden {
		t.Error("a leader uploaded: ", r.Code)
	}
}
