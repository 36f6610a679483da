package testkit

import (
	"context"
	"maps"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/identity/enrol"
	"dudao/internal/feature/rectify"
)

// What belongs to one person is out of everybody else's reach, those of another district included.
func init() {
	maps.Copy(Objects, map[string]func(*World) Pair{
		"/me/tokens/{id}": func(w *World) Pair { return IDs(w.token("hd_head1"), w.token("xc_head1")) },
		"/sessions/{id}":  func(w *World) Pair { return IDs(w.session("hd_head1"), w.session("xc_head1")) },
		"/delegations/{id}": func(w *World) Pair {
			return IDs(w.delegation("hd_staff", "hd_staff2"), w.delegation("xc_staff", "xc_inspector1"))
		},
		"/sessions/delegations/{id}": func(w *World) Pair {
			return IDs(w.delegation("hd_staff2", "hd_staff"), w.delegation("xc_inspector1", "xc_staff"))
		},
		"/account-imports/{id}": func(w *World) Pair {
			return IDs(w.accountImport("hd_staff", "海淀第一小学"), w.accountImport("xc_staff", "西城第一小学"))
		},
	})
}

// signed is the person in a browser of theirs: some things are not to be had through a token.
func (w *World) signed(who string) context.Context {
	w.Account(who)
	a := w.Actor(who)
	a.Session = w.session(who)
	return actor.With(w.t.Context(), a)
}

func (w *World) session(who string) string {
	w.SignIn(who)
	list, err := w.Identity.Sessions(w.As(who))
	w.Must(err)
	return list[0].ID
}

func (w *World) token(who string) string {
	ctx := w.signed(who)
	_, err := w.Identity.MakeToken(ctx, identity.NewToken{Name: "校务系统", ReadOnly: true, May: []access.Permission{rectify.MayView}, ExpiresOn: w.Rectify.Today().AddDays(30)})
	w.Must(err)
	list, err := w.Identity.Tokens(ctx)
	w.Must(err)
	return list[0].ID
}

func (w *World) delegation(from, to string) string {
	w.Account(from)
	w.Account(to)
	ctx := w.As(from)
	a, err := w.Identity.Account(actor.With(ctx, actor.System), from)
	w.Must(err)
	today := w.Rectify.Today()
	id, err := w.Identity.Delegate(ctx, identity.NewDelegation{RoleID: a.Held[0].ID, ToLogin: to, FromOn: today, ToOn: today.AddDays(7), Reason: "出差"})
	w.Must(err)
	return id
}

func (w *World) accountImport(who, school string) string {
	w.Account(who)
	id, err := w.Enrol.ReadImport(w.As(who), "账号.csv", strings.NewReader(strings.Join(enrol.ImportColumns[:3], ",")+"\nmatrix."+who+",矩阵某,"+school+"\n"))
	w.Must(err)
	return id
}
