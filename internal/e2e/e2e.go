// Package e2e tells complete stories in a real browser: Debian's chromium, driven by chromedp, on
// the whole program with the small city of testkit in it.
//
//	s := e2e.Start(t)             // the program on a free port; skips unless TEST_BROWSER=1
//	b := s.Browser(t)             // a fresh profile: its own cookies
//	b.SignIn("hd_staff", "…")     // by the form; or b.As("hd_staff") without an account
//	b.Go("/workbench")
//	b.Click("a[href='/plans/new']")
//	b.Fill("[name=title]", "2026 年秋季综合督导")
//	b.Submit("form.form")         // waits for the next page
//	b.WantText("h1", "2026 年秋季综合督导")
//	b.Check("plan-new")           // axe finds nothing, nothing scrolls sideways, screenshot
//
// Selectors are CSS. Screenshots go to the folder DUDAO_SHOTS, if it is set.
package e2e

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"dudao/internal/base/actor"
	"dudao/internal/testkit"
)

// Site is the program, served on a free port.
type Site struct {
	*testkit.World
	URL string
}

// actorCookie names the person of testkit who acts, see Browser.As.
const actorCookie = "e2e-actor"

// Start serves the program for the time of the test. It skips the test unless TEST_BROWSER=1.
func Start(t testing.TB) *Site {
	t.Helper()
	if os.Getenv("TEST_BROWSER") != "1" {
		t.Skip("set TEST_BROWSER=1 to run the stories in chromium")
	}
	w := testkit.New(t)
	signIn := w.App.SignIn
	w.App.SignIn = func(next http.Handler) http.Handler {
		signed := next
		if signIn != nil {
			signed = signIn(next)
		}
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if c, err := r.Cookie(actorCookie); err == nil {
				next.ServeHTTP(rw, r.WithContext(actor.With(r.Context(), w.Actor(c.Value))))
				return
			}
			signed.ServeHTTP(rw, r)
		})
	}
	srv := httptest.NewServer(w.App.Handler())
	t.Cleanup(srv.Close)
	return &Site{World: w, URL: srv.URL}
}

var (
	chrome     context.Context // the one browser process of the test run
	chromeOnce sync.Once
)

func browserProcess(t testing.TB) context.Context {
	chromeOnce.Do(func() {
		path := os.Getenv("DUDAO_CHROMIUM")
		for _, name := range []string{"/usr/bin/chromium", "chromium-browser", "google-chrome"} {
			if path == "" {
				path, _ = exec.LookPath(name)
			}
		}
		if path == "" {
			return
		}
		opts := []chromedp.ExecAllocatorOption{
			chromedp.ExecPath(path), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
			chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
			chromedp.Flag("hide-scrollbars", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("accept-lang", "zh-CN"),
			chromedp.Env("LC_ALL=C.UTF-8"), // without a locale it cannot open a file with a Chinese name
		}
		ctx, _ := chromedp.NewExecAllocator(context.Background(), opts...) // ends with the test process
		tab, _ := chromedp.NewContext(ctx)
		if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err == nil {
			chrome = tab
		} else {
			t.Logf("e2e: %v", err)
		}
	})
	if chrome == nil {
		t.Fatal("e2e: chromium does not start; install it with: apt-get install chromium fonts-noto-cjk")
	}
	return chrome
}

// Browser opens a window with a profile of its own.
func (s *Site) Browser(t testing.TB) *Browser { t.Helper(); return window(t, s) }

func window(t testing.TB, s *Site) *Browser {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browserProcess(t), chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // opens the window, for as long as ctx lives
		t.Fatalf("e2e: %v", err)
	}
	b := &Browser{Site: s, t: t, ctx: ctx}
	call(b, "focus", emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // other windows may be in front
	b.Size(1440, 900)
	return b
}
