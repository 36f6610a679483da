package file_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/file"
	"dudao/internal/platform/blob"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
	"dudao/internal/testkit"
)

const pdf = "%PDF-1.7\n"

var ref = ident.Ref{Kind: "test", ID: "r1"}

func open(context.Context, db.Reader, string) error { return nil }

func TestContentMustBeWhatTheNameSays(t *testing.T) {
	w := testkit.New(t)
	w.Files.Register("test", file.Rights{Read: open, Write: open})
	zip, ole := "PK\x03\x04rest", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"
	for name, heads := range map[string][2]string{ // a good head, a bad one
		"a.jpg": {"\xff\xd8\xff\xe0", "\x89PNG"}, "a.JPEG": {"\xff\xd8\xff\xe1", "GIF89a"}, "a.png": {"\x89PNG\r\n\x1a\n", "PNG"}, "a.webp": {"RIFF....WEBP", "RIFF....WAVE"},
		"a.heic": {"....ftypheic", "....ftypqt  "}, "a.pdf": {"junk\n%PDF-1.4", "<html>"}, "a.docx": {zip, ole}, "a.xlsx": {zip, "a,b,c"}, "a.pptx": {zip, "x"}, "a.doc": {ole, zip},
		"a.xls": {ole, "<table>"}, "a.ppt": {ole, "x"}, "a.wps": {ole, "MZ"}, "a.et": {zip, "MZ"}, "a.mp3": {"ID3", "RIFF"}, "a.m4a": {"....ftypM4A ", "ID3"}, "a.wav": {"RIFF....WAVE", "RIFF....WEBP"}, "a.amr": {"#!AMR\n", "AMR"},
	} {
		it, err := w.Files.Add(w.As("hd_staff"), file.Upload{Ref: ref, Name: name}, strings.NewReader(heads[0]))
		if err != nil || it.Kind == "" || it.Title != "a" {
			t.Errorf("%s: %+v, %v", name, it, err)
		}
		_, err = w.Files.Add(w.As("hd_staff"), file.Upload{Ref: ref, Name: name}, strings.NewReader(heads[1]))
		w.WantKind(err, errs.Invalid)
	}
	for _, name := range []string{"a.exe", "a.html", "a.svg", "a.zip", "a", "", ".pdf.js", "a.pdf\x00.exe"} {
		_, err := w.Files.Add(w.As("hd_staff"), file.Upload{Ref: ref, Name: name}, strings.NewReader(pdf))
		w.WantKind(err, errs.Invalid)
	}
}

// fake is a scanner that finds "EICAR" and can be out of order.
type fake struct{ broken bool }

func (f *fake) Scan(_ context.Context, r io.Reader) (string, error) {
	text, err := io.ReadAll(r)
	if f.broken {
		return "", errors.New("connection refused")
	}
	if strings.Contains(string(text), "EICAR") {
		return "Eicar-Test", err
	}
	return "", err
}

func TestInfectedFileIsQuarantined(t *testing.T) {
	w := testkit.New(t)
	data := t.TempDir()
	store, err := blob.NewDisk(data)
	w.Must(err)
	staging, err := blob.NewStaging(data)
	w.Must(err)
	scanner := &fake{}
	s := file.New(w.DB, jobs.New(w.DB), store, staging, scanner)
	s.Register("test", file.Rights{Read: open, Write: open})
	_, err = s.Add(w.As("hd_staff"), file.Upload{Ref: ref, Name: "a.pdf"}, strings.NewReader(pdf+"EICAR"))
	w.WantKind(err, errs.Invalid)
	if fields := err.(*errs.Error).Fields; len(fields) != 1 || !strings.Contains(fields[0].Text, "Eicar-Test") {
		t.Errorf("fields = %+v", fields)
	}
	if items, _ := s.List(w.As("hd_staff"), ref); len(items) != 0 {
		t.Errorf("kept: %+v", items)
	}
	n, err := db.Get[int](t.Context(), w.DB, `select count(*) from file_quarantine where name = 'a.pdf' and finding = 'Eicar-Test'`)
	w.Must(err)
	if n != 1 {
		t.Errorf("%d in quarantine", n)
	}
	held, err := filepath.Glob(filepath.Join(data, "quarantine", "*"))
	if err != nil || len(held) != 1 {
		t.Errorf("quarantine holds %v, %v", held, err)
	}
	if _, err = s.Add(w.As("hd_staff"), file.Upload{Ref: ref, Name: "a.pdf"}, strings.NewReader(pdf)); err != nil {
		t.Errorf("clean file: %v", err)
	}
	scanner.broken = true
	_, err = s.Add(w.As("hd_staff"), file.Upload{Ref: ref, Name: "a.pdf"}, strings.NewReader(pdf))
	w.WantKind(err, errs.Unavailable)
	if left, _ := filepath.Glob(filepath.Join(data, "staging", "*")); len(left) != 0 {
		t.Errorf("left in staging: %v", left)
	}
}

// A byte changed in a stored file, its row or its hash is found by verify.
func TestVerifyFindsAlteredFiles(t *testing.T) {
	w := testkit.New(t)
	w.Files.Register("test", file.Rights{Read: open, Write: open})
	ctx := w.As("hd_staff")
	add := func(name, text string) file.Item {
		it, err := w.Files.Add(ctx, file.Upload{Ref: ref, Name: name, Title: "方案"}, strings.NewReader(pdf+text))
		w.Must(err)
		return it
	}
	one, two, gone := add("a.pdf", "1"), add("b.pdf", "2"), add("c.pdf", "3")
	_, err := w.Files.AddVersion(ctx, two.ID, 1, "b2.pdf", strings.NewReader(pdf+"22"))
	w.Must(err)
	_, err = w.Files.Delete(ctx, gone.ID, 1, "传错了")
	w.Must(err)
	_, err = w.Audit.Checkpoint(ctx)
	w.Must(err)
	check := func(what, want string) {
		t.Helper()
		r, err := w.Audit.Verify(ctx)
		w.Must(err)
		if (want == "") != r.OK() || want != "" && !strings.Contains(r.Problems[0].Text, want) {
			t.Errorf("%s: %+v", what, r.Problems)
		}
	}
	check("nothing", "")

	name := filepath.Join(w.Config.Data, "blobs", one.Now().SHA256[:2], one.Now().SHA256)
	text, err := os.ReadFile(name)
	w.Must(err)
	text[len(text)-1] ^= 1
	w.Must(os.WriteFile(name, text, 0o600))
	check("byte of the content", "SHA-256")
	text[len(text)-1] ^= 1
	w.Must(os.WriteFile(name, text, 0o600))
	check("put back", "")

	undo := errors.New("undo")
	for _, c := range []struct{ what, sql, want string }{
		{"title", `update file set title = '方客' where id = '` + one.ID + `'`, "登记信息"},
		{"happened", `update file set happened_at = created_at where id = '` + one.ID + `'`, "登记信息"},
		{"owner", `update file set ref_id = 'r2' where id = '` + one.ID + `'`, "登记信息"},
		{"hash", `update file_version set sha256 = '0' || substr(sha256, 2) where file_id = '` + one.ID + `'`, "登记信息"},
		{"size", `update file_version set size = size + 1 where file_id = '` + one.ID + `'`, "登记信息"},
		{"hidden version", `update file set latest = 1 where id = '` + two.ID + `'`, "版本"},
		{"row gone", `delete from file_version where file_id = '` + one.ID + `'`, "已不在数据库中"},
		{"brought back", `update file set deleted_at = null where id = '` + gone.ID + `'`, "删除记录"},
		{"taken away", `update file set deleted_at = created_at where id = '` + one.ID + `'`, "删除记录"},
		{"reason", `update file set delete_reason = '传错' where id = '` + gone.ID + `'`, "删除记录"},
		{"added", `insert into file_version select 'x', file_id, 9, name, mime, size, sha256, received_at, by_id, by_name, thumb from file_version where file_id = '` + one.ID + `'`, "没有存证"},
	} {
		err := w.DB.Write(ctx, func(tx *db.Tx) error {
			if n, err := tx.Exec(ctx, c.sql); err != nil || n != 1 {
				t.Fatalf("%s: %d rows, %v", c.what, n, err)
			}
			r, err := w.Audit.VerifyIn(ctx, tx)
			w.Must(err)
			if r.OK() || !strings.Contains(r.Problems[0].Text, c.want) {
				t.Errorf("%s: %+v", c.what, r.Problems)
			}
			return undo
		})
		if err != undo {
			t.Fatal(err)
		}
	}
	check("all undone", "")
}
