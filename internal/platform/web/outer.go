package web

import (
	"context"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"dudao/internal/base/errs"
)

// FormLimit is the most bytes a request may send where no route asked for more.
const FormLimit = 2 << 20

// Outer is what stands between the network and the routes: log, recovery, security headers,
// compression, language, refusal of other sites, size limits, then sessions.
type Outer struct {
	Log    *slog.Logger
	SignIn func(http.Handler) http.Handler // puts the actor into the context; nil leaves nobody signed in
	Public []string                        // prefixes of addresses that need no session, such as /static/
}

// Wrap returns rt with everything around it.
func (o Outer) Wrap(rt *Router) http.Handler {
	var inner http.Handler = rt
	if o.SignIn != nil {
		signed := o.SignIn(rt)
		inner = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, p := range o.Public {
				if strings.HasPrefix(r.URL.Path, p) {
					rt.ServeHTTP(w, r)
					return
				}
			}
			signed.ServeHTTP(w, r)
		})
	}
	h := language(sameSite(rt, limits(rt, inner)))
	h = recovery(rt, h)
	h = compression(h)
	return accessLog(o.Log, fair(secure(h)))
}

// fair lets every connection have its turn: while the processors are busy, one that has its next
// request ready goes on without giving way, and the slowest of a hundred waits four times as long.
func fair(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		runtime.Gosched()
		next.ServeHTTP(w, r)
	})
}

// contentPolicy lets a page load from here only, and nobody frame it.
const contentPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; " +
	"img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"

// secure sets the headers that tell the browser what it may not do.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if Secure(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// Secure reports whether the browser came over TLS, to us or to the proxy before us.
func Secure(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

// compression gzips texts with pooled writers; a new writer a request costs three quarters of the rate.
func compression(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(1))
	if err != nil {
		panic("web: " + err.Error())
	}
	return wrap(next)
}

// recovery turns a panic into an answer and a line of the log.
func recovery(rt *Router, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			slog.Error("panic", "request", RequestID(r.Context()), "route", route(r), "panic", p, "stack", string(debug.Stack()))
			rt.Fail(w, r, errs.New(errs.Internal, "系统内部错误，请稍后重试"))
		}()
		next.ServeHTTP(w, r)
	})
}

// sameSite refuses what another site makes the browser send, so that forms need no token.
func sameSite(rt *Router, next http.Handler) http.Handler {
	c := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := c.Check(r); err != nil {
			rt.Fail(w, r, errs.New(errs.Denied, "这个请求来自其他网站，已被拒绝").Because(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// limits refuses too large requests and reads forms before the handler does, so that a form that is
// too large or broken is said to be, rather than taken for an empty one.
func limits(rt *Router, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !clean(r.URL.Path) {
			rt.Fail(w, r, errs.New(errs.NotFound, "没有这个页面：%s", tidy(r.URL.Path)))
			return
		}
		if r.URL.RawQuery != "" {
			r.URL.RawQuery = tidyQuery(r.URL.RawQuery)
		}
		most := rt.bodyLimit(r.URL.Path)
		if r.ContentLength > most {
			rt.Fail(w, r, tooLarge(most))
			return
		}
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = http.MaxBytesReader(w, r.Body, most)
		}
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/x-www-form-urlencoded" && r.Method == http.MethodPost {
			if err := r.ParseForm(); err != nil {
				if r.ContentLength > most || strings.Contains(err.Error(), "too large") {
					err = tooLarge(most)
				} else {
					err = errs.New(errs.Invalid, "表单内容无法识别，请返回重新填写").Because(err)
				}
				rt.Fail(w, r, err)
				return
			}
			tidyForm(r.Form)
			tidyForm(r.PostForm)
		}
		next.ServeHTTP(w, r)
	})
}

func tooLarge(most int64) error {
	return errs.New(errs.TooLarge, "提交的内容超过 %d MB，请减少内容或分次提交", most>>20)
}

// tidy removes what no database stores and no document shows: broken UTF-8, NUL and the other control
// characters that are no white space.
func tidy(s string) string {
	return strings.Map(func(r rune) rune {
		if control(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

func control(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f || r == 0xfffe || r == 0xffff
}

func clean(s string) bool { return tidy(s) == s }

func tidyForm(form url.Values) {
	for _, values := range form {
		for i, v := range values {
			values[i] = tidy(v)
		}
	}
}

func tidyQuery(raw string) string {
	if !strings.Contains(raw, "%") && clean(raw) {
		return raw
	}
	q, _ := url.ParseQuery(raw) // what cannot be read is left out
	for _, values := range q {
		for _, v := range values {
			if !clean(v) {
				tidyForm(q)
				return q.Encode()
			}
		}
	}
	return raw
}

// access is what a request leaves in the log: no address, no query, no name.
type access struct {
	id    string
	route string
}

type accessKey struct{}

// RequestID returns the number under which the request stands in the log; "" outside a request.
func RequestID(ctx context.Context) string {
	if a, ok := ctx.Value(accessKey{}).(*access); ok {
		return a.id
	}
	return ""
}

func route(r *http.Request) string {
	if a, ok := r.Context().Value(accessKey{}).(*access); ok && a.route != "" {
		return a.route
	}
	return r.Method + " ?"
}

// accessLog writes one line a request, with the pattern of the route instead of the address.
func accessLog(log *slog.Logger, next http.Handler) http.Handler {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		a := &access{id: shortID()}
		c := &counter{ResponseWriter: w}
		c.Header().Set("X-Request-Id", a.id)
		next.ServeHTTP(c, r.WithContext(context.WithValue(r.Context(), accessKey{}, a)))
		level := slog.LevelInfo
		switch {
		case gone(r) && (c.status == 0 || c.status >= 500):
			c.status, level = StatusGone, slog.LevelDebug
		case c.status >= 500:
			level = slog.LevelError
		}
		if !log.Enabled(r.Context(), level) {
			return
		}
		pattern := a.route
		if pattern == "" {
			pattern = r.Method + " ?"
		}
		log.LogAttrs(r.Context(), level, "request", slog.String("id", a.id), slog.String("route", pattern),
			slog.Int("status", c.status), slog.Int64("bytes", c.bytes), slog.Duration("took", time.Since(began)))
	})
}

// StatusGone stands in the log for a request whose client went away before the answer: nobody failed.
const StatusGone = 499

// gone reports whether the client went away; a time limit of ours is something else.
func gone(r *http.Request) bool { return errors.Is(r.Context().Err(), context.Canceled) }

// counter remembers what was answered.
type counter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *counter) WriteHeader(status int) {
	if c.status == 0 && status >= 200 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *counter) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// Flush sends what was written so far.
func (c *counter) Flush() { _ = http.NewResponseController(c.ResponseWriter).Flush() }
