// Package ladderweb serves the pages and the API of the ladder: what waits for a decision, one rung with
// its grounds and facts, and the rules when each rung is proposed.
package ladderweb

import (
	"context"
	"embed"
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var files embed.FS

type handler struct {
	s      *ladder.Service
	clocks *clock.Service
}

// cardsView is a record, or a form, in two columns of cards.
type cardsView struct {
	ui.Frame
	Main, Side []ui.Card
}

type listView struct {
	ui.Frame
	Note ui.Notice
	List ui.List
}

var (
	cardsPage = web.MustPage[cardsView](ui.Layout, files, "cards.html")
	listPage  = web.MustPage[listView](ui.Layout, files, "list.html")
)

// Routes adds every URL of the ladder.
func Routes(rt *web.Router, s *ladder.Service, clocks *clock.Service) {
	rt.Feature("ladder")
	rt.AddNav(web.NavItem{Group: "闭环", Label: "督办", URL: "/escalations", Permission: string(ladder.MayView), Order: 205},
		web.NavItem{Group: "支撑", Label: "督办规则", URL: "/ladder", Permission: string(ladder.MayView), Order: 332})
	h := handler{s, clocks}
	view, decide, manage := string(ladder.MayView), string(ladder.MayDecide), string(ladder.MayManage)
	rt.Handle("GET /escalations", view, h.list)
	rt.Handle("GET /escalations/{id}", view, h.show)
	rt.Handle("POST /escalations/{id}/confirm", decide, h.confirm)
	rt.Handle("POST /escalations/{id}/decline", decide, h.decline)
	rt.Handle("GET /ladder", view, h.rules)
	rt.Handle("GET /ladder/{rung}", view, h.rule)
	rt.Handle("POST /ladder/{rung}", manage, h.change)
	api(rt, s)
}

// Card returns the rungs of a clock for its page in clockweb, which stands below: nil without any.
func Card(s *ladder.Service) func(ctx context.Context, d clock.Running) (*ui.Card, error) {
	return func(ctx context.Context, d clock.Running) (*ui.Card, error) {
		list, err := s.About(ctx, d.Ref)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		return &ui.Card{Title: lang.T(ctx, "督办记录"), Events: events(ctx, list, d.Step)}, nil
	}
}

// events are rungs as a story; step "" takes all.
func events(ctx context.Context, list []ladder.Escalation, step string) (out []ui.Event) {
	for _, e := range list {
		if step == "" || e.Step == step {
			out = append(out, ui.Event{What: lang.T(ctx, e.Rung.Label()) + " · " + lang.T(ctx, e.State.Label()), Who: e.DecidedName, When: stamp(e.At), Note: e.Reason, Tone: tone(e.State), URL: e.PageURL()})
		}
	}
	return out
}

func tabs(ctx context.Context, now string) (out []ui.Tab) {
	for _, t := range []struct {
		need       access.Permission
		label, url string
	}{{ladder.MayView, lang.T(ctx, "督办"), "/escalations"}, {ladder.MayView, lang.T(ctx, "督办规则"), "/ladder"}} {
		if access.Holds(ctx, t.need) == nil {
			out = append(out, ui.Tab{Link: ui.Link{Text: t.label, URL: t.url}, Current: t.url == now})
		}
	}
	return out
}

// tone is how pressing a rung is.
func tone(s ladder.State) ui.Tone {
	switch s {
	case ladder.Proposed:
		return ui.Soon
	case ladder.Confirmed:
		return ui.Late
	}
	return ui.Quiet
}

// stamp shows an instant in Beijing to the minute.
func stamp(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Beijing).Format("2006-01-02 15:04")
}

// date reads a day; "" is none.
func date(r *http.Request, name string) (civil.Date, error) {
	var d civil.Date
	if err := d.UnmarshalText([]byte(r.FormValue(name))); err != nil {
		return d, errs.NewField(name, "日期请写成 2026-09-01 的样子")
	}
	return d, nil
}

// version reads the version a form carries; without one the form is stale.
func version(r *http.Request) int {
	n, err := strconv.Atoi(r.FormValue("version"))
	if err != nil {
		return -1
	}
	return n
}
