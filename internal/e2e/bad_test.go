package e2e_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/e2e"
	"dudao/internal/feature/file"
	"dudao/internal/feature/plan"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// Somebody writes for an hour, the session is over when the form is sent; after signing in the text is
// there and one click sends it.
func TestSessionEndsWhileTyping(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	s.Account("hd_staff")
	for _, script := range []bool{true, false} {
		b := s.Browser(t)
		if !script {
			b.NoScript()
		}
		b.SignIn("hd_staff", testkit.Password)
		b.Go("/plans/new")
		b.Fill("#new [name=title]", "写了一小时的计划")
		b.Fill("#new [name=goal]", "写了一小时的目标")
		year := "2026"
		if !script {
			year = "2027"
		}
		b.Fill("#new [name=year]", year)
		s.Clock.Add(time.Hour)
		b.Submit("#new")
		b.WantText(".note", "没有丢失")
		b.Check("session-over")
		b.Fill("#sign-in [name=login]", "hd_staff")
		b.Fill("#sign-in [name=password]", testkit.Password)
		b.Submit("#sign-in")
		b.WantText("main", "写了一小时的目标")
		b.Check("session-back")
		b.Submit("#again")
		b.WantText("h1", "写了一小时的计划")
	}
	list, err := s.Plan.List(s.As("hd_staff"), plan.Filter{}, page.Req{})
	s.Must(err)
	if list.Total != 2 {
		t.Errorf("%d plans, want 2", list.Total)
	}
}

// A file of one gigabyte is refused in the browser with a text about the file, with script and
// without, and the title that was typed stays.
func TestGigabyteInTheBrowser(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	anyone := func(context.Context, db.Reader, string) error { return nil }
	s.Files.Register("test", file.Rights{Read: anyone, Write: anyone})
	name := filepath.Join(t.TempDir(), "全部录像.pdf")
	s.Must(os.WriteFile(name, []byte("%PDF-1.7\n"), 0o600))
	s.Must(os.Truncate(name, 1<<30)) // takes no room
	for _, script := range []bool{true, false} {
		b := s.Browser(t)
		if !script {
			b.NoScript()
		}
		b.As("hd_head1")
		b.Go("/files/new?ref_kind=test&ref_id=r1&back=/design")
		b.Fill("#file [name=title]", "写好的标题")
		b.Attach("#file [name=file]", name)
		if !script {
			b.Submit("#file")
		} else {
			b.Open("#file button:not([type=button])")
			b.WaitFor(`document.querySelector(".bad, .problems")`)
		}
		b.WantText("#file", "文件超过 200 MB")
		if script {
			b.WaitFor(`document.querySelector("#file [name=title]").value === "写好的标题"`)
		} else if b.Count(`#file [name=title][value="写好的标题"]`) != 1 {
			t.Error("the title is lost")
		}
		b.Check("file-too-large")
	}
	if items, err := s.Files.List(s.As("hd_head1"), ident.Ref{Kind: "test", ID: "r1"}); err != nil || len(items) != 0 {
		t.Errorf("kept: %v %v", items, err)
	}
}
