package e2e_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"dudao/internal/base/ident"
	"dudao/internal/e2e"
	"dudao/internal/feature/file"
	"dudao/internal/platform/db"
)

// A file arrives in pieces with script and in one without, and the auditor sees both with their proof.
func TestFilesAndTheirTrace(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	anyone := func(context.Context, db.Reader, string) error { return nil }
	s.Files.Register("test", file.Rights{Read: anyone, Write: anyone})
	name := filepath.Join(t.TempDir(), "整改方案.pdf")
	s.Must(os.WriteFile(name, append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("x"), 9<<20)...), 0o600)) // three pieces

	for _, script := range []bool{true, false} {
		b := s.Browser(t)
		if !script {
			b.NoScript()
		}
		b.As("hd_head1")
		b.Go("/files/new?ref_kind=test&ref_id=r1&back=/design")
		if script {
			b.Check("file-new")
		}
		b.Fill("#file [name=title]", "整改方案")
		b.Attach("#file [name=file]", name)
		b.Submit("#file")
		if script {
			b.WaitFor(`location.pathname === "/design"`)
		}
		if got := b.Path(); got != "/design" {
			t.Fatalf("script %v: at %s", script, got)
		}
	}
	items, err := s.Files.List(s.As("hd_head1"), ident.Ref{Kind: "test", ID: "r1"})
	s.Must(err)
	if len(items) != 2 || items[0].Now().SHA256 != items[1].Now().SHA256 {
		t.Fatalf("items = %+v", items)
	}
	b := s.Browser(t)
	b.As("hd_head1")
	b.Go("/files/" + items[0].ID)
	b.Check("file")

	_, err = s.Audit.Checkpoint(t.Context())
	s.Must(err)
	b = s.Browser(t)
	b.As("auditor")
	b.Go("/audit")
	b.Check("audit")
	b.Go("/audit/checkpoints")
	b.Check("audit-checkpoints")
	id, err := db.Get[string](t.Context(), s.DB, `select id from audit_entry where action = 'file.seal' order by id limit 1`)
	s.Must(err)
	b.Go("/audit/" + id)
	b.Check("audit-entry")
}
