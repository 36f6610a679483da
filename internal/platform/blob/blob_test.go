package blob_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"dudao/internal/platform/blob"
)

// Both stores behave the same.
func TestStores(t *testing.T) {
	disk, err := blob.New(t.TempDir(), blob.S3Config{})
	if err != nil {
		t.Fatal(err)
	}
	backend := s3mem.New()
	if err := backend.CreateBucket("evidence"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	s3, err := blob.New("", blob.S3Config{Endpoint: strings.TrimPrefix(server.URL, "http://"), Bucket: "evidence", AccessKey: "a", SecretKey: "b", Region: "us-east-1", Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]blob.Store{"disk": disk, "s3": s3} {
		t.Run(name, func(t *testing.T) { conform(t, s) })
	}
}

func conform(t *testing.T, s blob.Store) {
	ctx := t.Context()
	staging, err := blob.NewStaging(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	text := bytes.Repeat([]byte("证据"), 10_000)
	for range 2 { // the same bytes twice
		f, err := staging.Take(bytes.NewReader(text), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if f.Size != int64(len(text)) || len(f.SHA256) != 64 {
			t.Errorf("staged = %+v", f)
		}
		if err := s.Put(ctx, f); err != nil {
			t.Fatal(err)
		}
		r, err := s.Open(ctx, f.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Seek(6, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, text[6:]) {
			t.Errorf("%d bytes back, %v", len(got), err)
		}
		if n, err := r.Seek(0, io.SeekEnd); err != nil || n != int64(len(text)) {
			t.Errorf("size = %d, %v", n, err)
		}
		r.Close()
	}
	for _, sha := range []string{strings.Repeat("0", 64), "", "../../etc/passwd"} {
		if _, err := s.Open(ctx, sha); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Open(%q): %v", sha, err)
		}
	}
}

func TestTooLargeLeavesNothing(t *testing.T) {
	staging, err := blob.NewStaging(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := staging.Take(strings.NewReader("12345"), 4); !errors.Is(err, blob.ErrTooLarge) {
		t.Errorf("err = %v", err)
	}
	if _, err := staging.Take(strings.NewReader("1234"), 4); err != nil {
		t.Errorf("err = %v", err)
	}
}
