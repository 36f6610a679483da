package fileweb_test

import (
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"dudao/internal/testkit"
)

// Whoever is not signed in cannot fill the disk, and what they typed beside the file comes back.
func TestFileOfAStrangerIsNotKept(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	w := world(t)
	b := w.SignIn("hd_staff")
	w.Clock.Add(time.Hour)
	body := &endless{head: strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"ref_kind\"\r\n\r\ntest\r\n--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n整改后的公示栏\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" + pdf)}
	r := httptest.NewRequest("POST", "/files", body)
	r.ContentLength = 1 << 30
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	rec := b.Do(r)
	page := rec.Body.String()
	if rec.Code != 401 || body.read > 16<<20 {
		t.Fatalf("%d after %d bytes: %s", rec.Code, body.read, page)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left on the disk: %v %v", left, err)
	}
	_, parked, _ := strings.Cut(page, `name="parked" value="`)
	parked, _, _ = strings.Cut(parked, `"`)
	page = b.Post("/sign-in", url.Values{"login": {"hd_staff"}, "password": {testkit.Password}, "parked": {parked}}).Body.String()
	for _, want := range []string{`action="/files"`, `name="title" value="整改后的公示栏"`, "所选文件需要重新选择"} {
		if !strings.Contains(page, want) {
			t.Errorf("lacks %s: %s", want, page)
		}
	}
}

// A script that sends a file when the session is over is told what to do, in words its page can show.
func TestUploadInPiecesWithoutASession(t *testing.T) {
	w := world(t)
	b := w.SignIn("hd_staff")
	w.Clock.Add(time.Hour)
	r := httptest.NewRequest("POST", "/files/tus/", nil)
	r.Header.Set("Tus-Resumable", "1.0.0")
	r.Header.Set("Upload-Length", "100")
	if rec := b.Do(r); rec.Code != 401 || !strings.HasPrefix(rec.Body.String(), "登录已超时。请在另一个标签页登录") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// More than was announced is refused in plain words, and what was right so far is kept.
func TestUploadLongerThanAnnounced(t *testing.T) {
	w := world(t)
	at := tus(w, "hd_head1", "POST", "/files/tus/", nil, "Upload-Length", "20", "Upload-Metadata", meta("filename", "a.pdf", "ref_kind", "test", "ref_id", "r1")).Header().Get("Location")
	rec := tus(w, "hd_head1", "PATCH", at, strings.NewReader(pdf+strings.Repeat("x", 50)), "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream")
	if rec.Code != 413 || !strings.HasPrefix(rec.Body.String(), "收到的内容比文件大") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := tus(w, "hd_head1", "HEAD", at, nil); rec.Code != 200 || rec.Header().Get("Upload-Offset") != "0" {
		t.Errorf("afterwards: %d %v", rec.Code, rec.Header())
	}
}
