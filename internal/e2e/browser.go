package e2e

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Patience is how long a step may take before the test fails.
const Patience = 40 * time.Second

// Browser is one window with its own cookies. Its methods fail the test.
type Browser struct {
	*Site
	t      testing.TB
	ctx    context.Context
	width  int
	script bool // switched off
}

// do runs an action of chromedp and returns what it says.
func do[T any](b *Browser, what string, a chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.failed("%s: %v", what, err)
	}
	return v
}

// call runs a command of the DevTools protocol.
func call[P, R any](b *Browser, what string, c cdp.Command[P, R], p P) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, c, p); err != nil {
		b.failed("%s: %v", what, err)
	}
}

func (b *Browser) failed(format string, args ...any) {
	b.t.Helper()
	b.Shot("failed")
	b.t.Fatalf("e2e: on %s: %s", b.Path(), fmt.Sprintf(format, args...))
}

// Size sets the size of the window; up to 500 wide it is a phone.
func (b *Browser) Size(w, h int) {
	b.t.Helper()
	b.width = w
	call(b, "size", emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: int64(w), Height: int64(h), DeviceScaleFactor: 1, Mobile: w <= 500})
}

// Dark switches the system's dark mode.
func (b *Browser) Dark(on bool) {
	b.t.Helper()
	scheme := "light"
	if on {
		scheme = "dark"
	}
	call(b, "dark", emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
}

// NoScript switches JavaScript off for the pages that follow.
func (b *Browser) NoScript() {
	b.t.Helper()
	b.script = true
	call(b, "no script", emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// Cookie sets a cookie of the site; value "" removes it.
func (b *Browser) Cookie(name, value string) {
	b.t.Helper()
	if value == "" {
		call(b, "cookie", network.DeleteCookies, network.DeleteCookiesParams{Name: name, URL: b.URL})
		return
	}
	call(b, "cookie", network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: b.URL})
}

// English shows the pages that follow in English; Chinese is the default.
func (b *Browser) English() { b.t.Helper(); b.Cookie("lang", "en") }

// As lets a person of testkit act who has no account; "" is nobody again.
func (b *Browser) As(name string) { b.t.Helper(); b.Cookie(actorCookie, name) }

// SignIn signs in by the form, and passes what must be confirmed first.
func (b *Browser) SignIn(user, password string) {
	b.t.Helper()
	b.Go("/sign-in")
	b.Fill("main [name=user], main [name=username], main [name=login]", user)
	b.Fill("main [name=password]", password)
	b.Submit("main form")
}

// Go opens a page of the site.
func (b *Browser) Go(path string) {
	b.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = b.URL + path
	}
	do(b, "open "+path, chromedp.Navigate(path))
}

// Path is the path and query of the page that shows.
func (b *Browser) Path() string {
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	loc, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "?"
	}
	u, err := url.Parse(loc)
	if err != nil {
		return loc
	}
	return u.RequestURI()
}

// Fill replaces the value of an input, textarea or select.
func (b *Browser) Fill(css, value string) {
	b.t.Helper()
	do(b, "fill "+css, chromedp.SetValue(chromedp.CSS(css), value))
}

// Type types text with the keyboard, as a person does.
func (b *Browser) Type(css, text string) {
	b.t.Helper()
	do(b, "type in "+css, chromedp.SendKeys(chromedp.CSS(css), text))
}

// Attach chooses files in a file field.
func (b *Browser) Attach(css string, names ...string) {
	b.t.Helper()
	do(b, "attach to "+css, chromedp.SetUploadFiles(chromedp.CSS(css), names))
}

// Open clicks something that stays on the page, such as a summary.
func (b *Browser) Open(css string) {
	b.t.Helper()
	do(b, "open "+css, chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible))
}

// Click clicks something that leads to another page and waits for it.
func (b *Browser) Click(css string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible)); err != nil {
		b.failed("click %s: %v", css, err)
	}
}

// Submit presses the first button of the form at css and waits for the next page.
func (b *Browser) Submit(form string) { b.t.Helper(); b.Click(form + " button:not([type=button])") }

// Press presses a key, with or without Ctrl.
func (b *Browser) Press(key string, ctrl bool) {
	b.t.Helper()
	var opts []chromedp.KeyOption
	if ctrl {
		opts = append(opts, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	}
	do(b, "press "+key, chromedp.KeyEvent(key, opts...))
}

// WaitFor waits until a JavaScript condition holds.
func (b *Browser) WaitFor(js string) {
	b.t.Helper()
	do(b, "wait for "+js, chromedp.Poll[any](js))
}

// Wait waits until something shows.
func (b *Browser) Wait(css string) {
	b.t.Helper()
	do(b, "wait for "+css, chromedp.WaitVisible(chromedp.CSS(css)))
}

// Text is the text of the first element at css.
func (b *Browser) Text(css string) string {
	b.t.Helper()
	return do(b, "read "+css, chromedp.Text(chromedp.CSS(css)))
}

// WantText fails the test unless the element says want somewhere.
func (b *Browser) WantText(css, want string) {
	b.t.Helper()
	if text := b.Text(css); !strings.Contains(text, want) {
		b.Shot("failed")
		b.t.Errorf("e2e: %s on %s says %q, want %q", css, b.Path(), text, want)
	}
}

// Count is how many elements are at css.
func (b *Browser) Count(css string) int {
	b.t.Helper()
	return Eval[int](b, fmt.Sprintf("document.querySelectorAll(%q).length", css))
}

// Eval runs JavaScript in the page and returns its value; a promise is waited for.
func Eval[T any](b *Browser, js string) T {
	b.t.Helper()
	return do(b, "evaluate", chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
}

// Shot stores the whole page as a picture, if DUDAO_SHOTS names a folder.
func (b *Browser) Shot(name string) {
	dir := os.Getenv("DUDAO_SHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, Patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Logf("e2e: screenshot: %v", err)
		return
	}
	name = strings.NewReplacer("/", "_", "?", "_").Replace(fmt.Sprintf("%s-%s-%d.png", b.t.Name(), name, b.width))
	if err := os.WriteFile(filepath.Join(dir, name), png, 0o644); err != nil {
		b.t.Logf("e2e: screenshot: %v", err)
	}
}
