package fileweb_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/file"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
	"dudao/internal/ui"
)

const pdf = "%PDF-1.7\n1 0 obj\n"

// world is a program in which records of kind "test" belong to Haidian's first school: its id is the
// path, and "closed" can no longer be changed.
func world(t testing.TB) *testkit.World {
	w := testkit.New(t)
	see := func(ctx context.Context, _ db.Reader, id string) error {
		if !access.Covers(actor.From(ctx), "/110000/110108/hd_school1/") || !strings.HasPrefix(id, "r") {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		return nil
	}
	w.Files.Register("test", file.Rights{Read: see, Path: func(context.Context, db.Reader, string) (string, error) { return "/110000/110108/hd_school1/", nil },
		Write: func(ctx context.Context, r db.Reader, id string) error {
			if err := see(ctx, r, id); err != nil {
				return err
			}
			if id == "r-closed" {
				return errs.New(errs.Conflict, "记录的状态已经变化")
			}
			return nil
		}})
	return w
}

// send posts a plain form with a file.
func send(w *testkit.World, who, url, name, content string, fields ...string) *httptest.ResponseRecorder {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		m.WriteField(fields[i], fields[i+1])
	}
	f, _ := m.CreateFormFile("file", name)
	io.WriteString(f, content)
	m.Close()
	r := httptest.NewRequest("POST", url, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return w.Do(who, r)
}

func list(t testing.TB, w *testkit.World, id string) []file.Item {
	t.Helper()
	items, err := w.Files.List(w.As("hd_head1"), ident.Ref{Kind: "test", ID: id})
	w.Must(err)
	return items
}

func TestPlainUpload(t *testing.T) {
	w := world(t)
	id := w.DB.NewID()
	for range 2 { // sent twice, kept once
		rec := send(w, "hd_clerk1", "/files", `C:\照片\整改后.pdf`, pdf, "id", id, "ref_kind", "test", "ref_id", "r1", "title", "整改后的公示栏", "happened_at", "2026-08-31T09:30", "back", "/somewhere")
		if rec.Code != 303 || rec.Header().Get("Location") != "/somewhere" {
			t.Fatalf("%d %s %s", rec.Code, rec.Header(), rec.Body)
		}
	}
	items := list(t, w, "r1")
	if len(items) != 1 {
		t.Fatalf("%d files", len(items))
	}
	it := items[0]
	if it.ID != id || it.Kind != file.PDF || it.Now().Name != "整改后.pdf" || it.HappenedAt.UTC().Format("01-02 15:04") != "08-31 01:30" || !it.Now().ReceivedAt.Equal(testkit.Start) || it.Now().ByName != "hd_clerk1" {
		t.Errorf("item = %+v", it)
	}
	body := w.Get("hd_head1", "/files/"+id)
	if body.Code != 200 || !strings.Contains(body.Body.String(), "整改后的公示栏") || !strings.Contains(body.Body.String(), it.Now().SHA256) {
		t.Errorf("%d %s", body.Code, body.Body)
	}
	events, err := audit.Of(t.Context(), w.DB, it.Ref)
	w.Must(err)
	if len(events) != 1 || events[0].Action != "file.add" || events[0].Note != "整改后的公示栏" {
		t.Errorf("events = %+v", events)
	}
}

func TestRefusedUploadsSayWhyAndKeepWhatWasTyped(t *testing.T) {
	w := world(t)
	for _, tt := range []struct {
		name, file, content string
		fields              []string
		code                int
		want                string
	}{
		{"wrong type", "setup.exe", "MZ", nil, 422, "不能上传 .exe 文件"},
		{"no extension", "README", "text", nil, 422, "不能上传"},
		{"content is another type", "photo.jpg", "MZ\x90 this is a program", nil, 422, "不符"},
		{"page named as picture", "x.png", "<html><script>alert(1)</script>", nil, 422, "不符"},
		{"empty", "a.pdf", "", nil, 422, "文件是空的"},
		{"no file", "", "", nil, 422, "请选择文件"},
		{"happens tomorrow", "a.pdf", pdf, []string{"happened_at", "2026-09-02"}, 422, "发生时间不能晚于现在"},
		{"no time", "a.pdf", pdf, []string{"happened_at", "yesterday"}, 422, "14:30"},
		{"unknown kind", "a.pdf", pdf, []string{"kind", "film"}, 422, "请选择文件类别"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := send(w, "hd_head1", "/files", tt.file, tt.content, append([]string{"ref_kind", "test", "ref_id", "r1", "title", "<很长的标题>", "back", "/back"}, tt.fields...)...)
			if rec.Code != tt.code || !strings.Contains(rec.Body.String(), tt.want) || !strings.Contains(rec.Body.String(), "&lt;很长的标题&gt;") {
				t.Errorf("%d %s", rec.Code, rec.Body)
			}
		})
	}
	if rec := send(w, "hd_head1", "/files", "a.pdf", pdf, "ref_kind", "test", "ref_id", "r-closed"); rec.Code != 409 {
		t.Errorf("closed record: %d", rec.Code)
	}
	if n := len(list(t, w, "r1")); n != 0 {
		t.Errorf("%d files were kept", n)
	}
}

// endless is the body of an upload of one gigabyte that counts what is read of it.
type endless struct {
	head io.Reader
	read int64
}

func (e *endless) Read(b []byte) (int, error) {
	if n, _ := e.head.Read(b); n > 0 {
		return n, nil
	}
	e.read += int64(len(b))
	return len(b), nil
}

func TestGigabyteIsRefusedBeforeItIsRead(t *testing.T) {
	w := world(t)
	body := &endless{head: strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"ref_kind\"\r\n\r\ntest\r\n--x\r\nContent-Disposition: form-data; name=\"ref_id\"\r\n\r\nr1\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" + pdf)}
	r := httptest.NewRequest("POST", "/files", body)
	r.ContentLength = 1 << 30
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	rec := w.Do("hd_head1", r)
	if rec.Code != 413 || !strings.Contains(rec.Body.String(), "文件超过 200 MB") || body.read > 1<<20 {
		t.Errorf("%d after %d bytes: %s", rec.Code, body.read, rec.Body)
	}
	rec = tus(w, "hd_head1", "POST", "/files/tus/", nil, "Upload-Length", fmt.Sprint(1<<30), "Upload-Metadata", meta("filename", "a.pdf", "ref_kind", "test", "ref_id", "r1"))
	if rec.Code != 413 || !strings.HasPrefix(rec.Body.String(), "文件超过 200 MB") {
		t.Errorf("tus: %d %s", rec.Code, rec.Body)
	}
}

func TestOthersFileIsNotFound(t *testing.T) {
	w := world(t)
	id := w.DB.NewID()
	send(w, "hd_head1", "/files", "a.pdf", pdf, "id", id, "ref_kind", "test", "ref_id", "r1")
	for _, who := range []string{"xc_staff", "xc_head1", "hd_head2", "system_admin"} {
		want := 404
		if who == "system_admin" {
			want = 200 // this test's rights look at the subtree only
		}
		for _, url := range []string{"/files/" + id, "/files/download/" + id, "/files/preview/" + id, "/api/v1/files/" + id, "/api/v1/files?ref_kind=test&ref_id=r1"} {
			if rec := w.Get(who, url); rec.Code != want {
				t.Errorf("%s gets %s: %d", who, url, rec.Code)
			}
		}
	}
	if rec := send(w, "xc_head1", "/files", "a.pdf", pdf, "ref_kind", "test", "ref_id", "r1"); rec.Code != 404 {
		t.Errorf("other district adds: %d", rec.Code)
	}
	if rec := send(w, "hd_head1", "/files", "a.pdf", pdf, "ref_kind", "nothing", "ref_id", "r1"); rec.Code != 404 {
		t.Errorf("unknown kind of record: %d", rec.Code)
	}
	if rec := w.Get("", "/files/"+id); rec.Code != 303 {
		t.Errorf("nobody: %d", rec.Code)
	}
}

func TestDownloadsAreClosedOffAndInPieces(t *testing.T) {
	w := world(t)
	id := w.DB.NewID()
	send(w, "hd_head1", "/files", "整改 方案.pdf", pdf, "id", id, "ref_kind", "test", "ref_id", "r1")
	rec := w.Get("hd_head1", "/files/download/"+id)
	h := rec.Header()
	if rec.Code != 200 || rec.Body.String() != pdf || h.Get("Content-Type") != "application/pdf" || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename*=utf-8''%E6%95%B4") || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%d %v", rec.Code, h)
	}
	r := httptest.NewRequest("GET", "/files/preview/"+id, nil)
	r.Header.Set("Range", "bytes=5-7")
	rec = w.Do("hd_head1", r)
	if rec.Code != 206 || rec.Body.String() != pdf[5:8] || !strings.HasPrefix(rec.Header().Get("Content-Disposition"), "inline") {
		t.Errorf("%d %q %v", rec.Code, rec.Body, rec.Header())
	}
	reads, err := db.Get[int](t.Context(), w.DB, `select count(*) from audit_entry where action = 'file.read'`)
	w.Must(err)
	if reads != 1 {
		t.Errorf("%d reads in the log", reads)
	}
}

func TestVersionsAndDeleting(t *testing.T) {
	w := world(t)
	id := w.DB.NewID()
	send(w, "hd_head1", "/files", "a.pdf", pdf, "id", id, "ref_kind", "test", "ref_id", "r1")
	if rec := send(w, "hd_head1", "/files/"+id+"/versions", "a.pdf", pdf, "version", "1"); rec.Code != 422 {
		t.Errorf("the same again: %d", rec.Code)
	}
	if rec := send(w, "hd_head1", "/files/"+id+"/versions", "b.pdf", pdf+"2", "version", "1", "back", "/r"); rec.Code != 303 {
		t.Fatalf("new version: %d %s", rec.Code, rec.Body)
	}
	if rec := send(w, "hd_clerk1", "/files/"+id+"/versions", "c.pdf", pdf+"3", "version", "1"); rec.Code != 409 {
		t.Errorf("two editors: %d", rec.Code)
	}
	if rec := w.Get("hd_head1", "/files/download/"+id+"?n=1"); rec.Body.String() != pdf {
		t.Errorf("old version: %d %q", rec.Code, rec.Body)
	}
	if rec := w.Get("hd_head1", "/files/download/"+id); rec.Body.String() != pdf+"2" {
		t.Errorf("new version: %d %q", rec.Code, rec.Body)
	}
	if rec := w.Post("hd_head1", "/files/"+id+"/delete", map[string][]string{"version": {"2"}}); rec.Code != 422 || !strings.Contains(rec.Body.String(), "请写明删除的理由") {
		t.Errorf("without a reason: %d", rec.Code)
	}
	if rec := w.Post("hd_head1", "/files/"+id+"/delete", map[string][]string{"version": {"2"}, "reason": {"传错了"}, "back": {"/r"}}); rec.Code != 303 {
		t.Errorf("delete: %d %s", rec.Code, rec.Body)
	}
	if rec := w.Get("hd_head1", "/files/download/"+id); rec.Code != 410 {
		t.Errorf("deleted: %d", rec.Code)
	}
	if n := len(list(t, w, "r1")); n != 0 {
		t.Errorf("%d files", n)
	}
	r, err := w.Audit.Verify(t.Context())
	w.Must(err)
	if !r.OK() || r.Checked[0].N != 2 {
		t.Errorf("report = %+v", r)
	}
}

func TestThumbnail(t *testing.T) {
	w := world(t)
	var b bytes.Buffer
	w.Must(jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 1600, 800)), nil))
	id := w.DB.NewID()
	send(w, "hd_head1", "/files", "a.jpg", b.String(), "id", id, "ref_kind", "test", "ref_id", "r1")
	send(w, "hd_head1", "/files", "broken.jpg", b.String()[:200], "ref_kind", "test", "ref_id", "r1")
	w.RunJobs()
	rec := w.Get("hd_head1", "/files/thumb/"+id)
	c, _, err := image.DecodeConfig(rec.Body)
	if rec.Code != 200 || err != nil || c.Width != 320 || c.Height != 160 {
		t.Errorf("%d %v %+v", rec.Code, err, c)
	}
	if page := w.Get("hd_head1", "/files/"+id).Body.String(); !strings.Contains(page, "/files/thumb/"+id) {
		t.Error("the page does not show it")
	}
}

// --- tus

func meta(pairs ...string) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	return strings.Join(out, ",")
}

func tus(w *testkit.World, who, method, url string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, url, body)
	r.Header.Set("Tus-Resumable", "1.0.0")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return w.Do(who, r)
}

// torn is a connection that breaks.
type torn struct{ r io.Reader }

func (t torn) Read(b []byte) (int, error) {
	n, err := t.r.Read(b)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func TestBrokenUploadIsResumed(t *testing.T) {
	w := world(t)
	content := pdf + strings.Repeat("x", 300_000)
	id := w.DB.NewID()
	rec := tus(w, "hd_head1", "POST", "/files/tus/", nil, "Upload-Length", fmt.Sprint(len(content)),
		"Upload-Metadata", meta("filename", "大文件.pdf", "id", id, "ref_kind", "test", "ref_id", "r1", "title", "录像说明", "happened_at", "2026-08-31"))
	if rec.Code != http.StatusCreated {
		t.Fatalf("create: %d %s", rec.Code, rec.Body)
	}
	path := rec.Header().Get("Location") // without host and scheme, which a proxy may have changed
	if !strings.HasPrefix(path, "/files/tus/") {
		t.Fatalf("location = %q", rec.Header().Get("Location"))
	}
	tus(w, "hd_head1", "PATCH", path, torn{strings.NewReader(content[:100_000])}, "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream")
	if rec := tus(w, "hd_clerk1", "HEAD", path, nil); rec.Code != 404 {
		t.Errorf("somebody else asks: %d", rec.Code)
	}
	rec = tus(w, "hd_head1", "HEAD", path, nil)
	offset := number(rec.Header().Get("Upload-Offset"))
	if rec.Code != 200 || offset == 0 || offset > 100_000 {
		t.Fatalf("after the break: %d, offset %d", rec.Code, offset)
	}
	if n := len(list(t, w, "r1")); n != 0 {
		t.Errorf("%d files before the end", n)
	}
	rec = tus(w, "hd_head1", "PATCH", path, strings.NewReader(content[offset:]), "Upload-Offset", fmt.Sprint(offset), "Content-Type", "application/offset+octet-stream")
	if rec.Code != 204 || rec.Header().Get("X-File-Id") != id {
		t.Fatalf("rest: %d %s %v", rec.Code, rec.Body, rec.Header())
	}
	items := list(t, w, "r1")
	if len(items) != 1 || items[0].Title != "录像说明" || items[0].Now().Size != int64(len(content)) {
		t.Fatalf("items = %+v", items)
	}
	if got := w.Get("hd_head1", "/files/download/"+id).Body.String(); got != content {
		t.Errorf("%d bytes back", len(got))
	}
	if rec := tus(w, "hd_head1", "HEAD", path, nil); rec.Code != 404 {
		t.Errorf("pieces are still there: %d", rec.Code)
	}
}

func number(s string) (n int) { fmt.Sscan(s, &n); return n }

func TestTusAsksForRightsAndType(t *testing.T) {
	w := world(t)
	for _, tt := range []struct {
		who, name, ref string
		code           int
		want           string
	}{
		{"xc_head1", "a.pdf", "r1", 404, "没有找到"}, {"", "a.pdf", "r1", 401, ""}, {"hd_head1", "a.exe", "r1", 422, "不能上传 .exe 文件"}, {"hd_head1", "a.pdf", "r-closed", 409, "状态"},
	} {
		rec := tus(w, tt.who, "POST", "/files/tus/", nil, "Upload-Length", "100", "Upload-Metadata", meta("filename", tt.name, "ref_kind", "test", "ref_id", tt.ref))
		if rec.Code != tt.code || !strings.Contains(rec.Body.String(), tt.want) {
			t.Errorf("%s %s: %d %s", tt.who, tt.name, rec.Code, rec.Body)
		}
	}
	rec := tus(w, "hd_head1", "POST", "/files/tus/", nil, "Upload-Length", "4", "Upload-Metadata", meta("filename", "a.pdf", "ref_kind", "test", "ref_id", "r1"))
	path := rec.Header().Get("Location")
	rec = tus(w, "hd_head1", "PATCH", path, strings.NewReader("MZ\x90\x00"), "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream")
	if rec.Code != 422 || !strings.Contains(rec.Body.String(), "不符") {
		t.Errorf("a program named pdf: %d %s", rec.Code, rec.Body)
	}
	if rec := tus(w, "hd_head1", "HEAD", "/files/tus/..%2f..%2fkeys", nil); rec.Code != 404 {
		t.Errorf("path: %d", rec.Code)
	}
}

func TestAPI(t *testing.T) {
	w := world(t)
	rec := send(w, "hd_head1", "/api/v1/files", "a.pdf", pdf, "ref_kind", "test", "ref_id", "r1", "title", "方案")
	var made struct {
		ID      string
		Version int
	}
	if rec.Code != 201 || json.Unmarshal(rec.Body.Bytes(), &made) != nil || made.ID == "" {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.Get("hd_head1", "/api/v1/files?ref_kind=test&ref_id=r1"); rec.Code != 200 || !strings.Contains(rec.Body.String(), made.ID) {
		t.Errorf("list: %d %s", rec.Code, rec.Body)
	}
	if rec := send(w, "hd_head1", "/api/v1/files/"+made.ID+"/versions", "a.pdf", pdf+"2", "version", "1"); rec.Code != 201 {
		t.Errorf("version: %d %s", rec.Code, rec.Body)
	}
	if rec := w.Get("hd_head1", "/api/v1/files/"+made.ID+"/content?n=1"); rec.Body.String() != pdf {
		t.Errorf("content: %d %s", rec.Code, rec.Body)
	}
	if rec := w.JSON("hd_head1", "POST", "/api/v1/files/"+made.ID+"/delete", `{"version":2,"reason":"传错"}`); rec.Code >= 300 {
		t.Errorf("delete: %d %s", rec.Code, rec.Body)
	}
}

func TestPagesOfferWhatTheServiceTakes(t *testing.T) {
	if ui.FileAccept != file.Accept || ui.FileMax != file.MaxSize || len(ui.FileKinds) != len(file.Kinds) {
		t.Errorf("ui offers %s, the service takes %s", ui.FileAccept, file.Accept)
	}
}
