package identityweb

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/identity"
	"dudao/internal/platform/web"
)

// Cookie holds the token of the session.
const Cookie = "dudao_session"

// Middleware puts who acts into the context of each request: the session of the cookie, or for the
// API a token. fail answers a token that is not taken.
func Middleware(s *identity.Service, fail func(http.ResponseWriter, *http.Request, error)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a, err := hold(s, r)
			if err != nil {
				fail(w, r, err)
				return
			}
			ctx := context.WithValue(r.Context(), strangerKey{}, stranger(handler{s: s}.parked))
			if a.Known() || a.Session != "" || a.Addr != "" {
				ctx = actor.With(ctx, a.Actor)
			}
			r = r.WithContext(ctx)
			if a.Gate != identity.Open && !throughGate(r.URL.Path) {
				gate(w, r, a.Gate, fail)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func hold(s *identity.Service, r *http.Request) (identity.Acting, error) {
	addr := ClientAddr(r)
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if !strings.HasPrefix(r.URL.Path, web.API+"/") {
			return identity.Acting{}, errs.New(errs.Unauthenticated, "令牌只能用于接口")
		}
		return s.HoldToken(r.Context(), strings.TrimSpace(bearer), addr, r.Method != http.MethodGet && r.Method != http.MethodHead)
	}
	if c, err := r.Cookie(Cookie); err == nil {
		a, ok, err := s.Hold(r.Context(), c.Value, addr)
		if err != nil || ok {
			return a, err
		}
	}
	return identity.Acting{Actor: actor.Actor{Addr: addr}}, nil
}

// throughGate lists what stays open to somebody who has to change their password or set up an
// authenticator first.
func throughGate(path string) bool {
	for _, p := range []string{"/me", "/sign-", "/public", "/static/", "/preferences", "/lang/", "/healthz", "/readyz"} {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

func gate(w http.ResponseWriter, r *http.Request, g identity.Gate, fail func(http.ResponseWriter, *http.Request, error)) {
	err, to := errs.New(errs.Denied, "请先修改密码"), "/me/password"
	if g == identity.SecondFactor {
		err, to = errs.New(errs.Denied, "请先启用动态口令"), "/me/totp"
	}
	if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/api/") {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	fail(w, r, err)
}

// ClientAddr is where the request came from: behind a proxy on this machine, what the proxy says.
func ClientAddr(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsLoopback() {
		list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last, err := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err == nil {
			return last.Unmap().String()
		}
	}
	return host
}

func setCookie(w http.ResponseWriter, r *http.Request, token string) {
	c := &http.Cookie{Name: Cookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: web.Secure(r)}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

type strangerKey struct{}

type stranger func(http.ResponseWriter, *http.Request) error

// Stranger answers a form that was sent without a session: the sign-in page, carrying the form. It
// reports false when it cannot, and nothing was written.
func Stranger(w http.ResponseWriter, r *http.Request) bool {
	f, ok := r.Context().Value(strangerKey{}).(stranger)
	return ok && r.Method == http.MethodPost && f(w, r) == nil
}
