package clockweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

func (h handler) duty(w http.ResponseWriter, r *http.Request) error {
	return h.showDuty(w, r, http.StatusOK, "", nil)
}

// showDuty explains a deadline: the figures it was computed with, what happened to it, and what was asked.
func (h handler) showDuty(w http.ResponseWriter, r *http.Request, status int, refusedAction string, refused error) error {
	ctx := r.Context()
	d, changes, err := h.s.Duty(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	cal, err := h.s.Calendar(ctx)
	if err != nil {
		return err
	}
	s := d.On(h.s.Today())
	v := dutyView{cardsView: cardsView{Frame: ui.NewFrame(r, d.Title, ui.Link{Text: lang.T(ctx, "期限"), URL: "/deadlines"})}}
	bar := ui.Clock{Text: s.Words(ctx), Tone: ui.Tone(s.Tone), Percent: s.Percent, Due: s.Due.String()}
	if d.ClosedAt.IsZero() {
		v.Head.Clock = &bar
	} else {
		v.Head.Chips = []ui.Chip{{Text: lang.T(ctx, "已办结"), Tone: ui.Done}}
	}
	v.Main = []ui.Card{{Title: lang.T(ctx, "期限"), Note: lang.T(ctx, "按开始计时那天的规则计算并保留"), Facts: dutyFacts(ctx, d), Notice: unsure(r, cal, d.Sure)}}
	list, err := h.s.RequestsOf(ctx, d)
	if err != nil {
		return err
	}
	v.Main = append(v.Main, h.requestCards(r, d, list, refusedAction, refused)...)
	if v.Proofs, err = h.proofs(r, list); err != nil {
		return err
	}
	v.Main = append(v.Main, ui.Card{Title: lang.T(ctx, "经过"), Events: story(ctx, d, changes, list)})
	rungs, err := h.rungs(ctx, d)
	if err != nil {
		return err
	}
	if rungs != nil {
		v.Side = append(v.Side, *rungs)
	}
	if d.ClosedAt.IsZero() && access.Can(ctx, clock.MayExtend, d.UnitPath) && !d.Owes(actor.From(ctx)) {
		v.Side = append([]ui.Card{{Title: lang.T(ctx, "调整期限"), Asks: asks(r, d, refusedAction, refused)}}, v.Side...)
	}
	return dutyPage.Render(w, r, status, v)
}

func dutyFacts(ctx context.Context, d clock.Running) []ui.Fact {
	if access.Role(actor.From(ctx).Role) == access.Expert { // may see the clock, not every record
		d.URL = ""
	}
	facts := []ui.Fact{{Label: lang.T(ctx, "事项"), Value: lang.T(ctx, d.Action), URL: d.URL}, {Label: lang.T(ctx, "起算日"), Value: d.From.String()},
		{Label: lang.T(ctx, "到期日"), Value: d.Due.String()}}
	if d.DeadlineID != "" {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "期限"), Value: length(ctx, clock.Deadline{Length: d.Length, Days: d.Days, Roll: d.Roll})})
	} else {
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "期限"), Value: lang.T(ctx, "按文书写明的日期")})
	}
	if d.Rule != "" {
		chip := evidenceChip(ctx, d.Evidence)
		facts = append(facts, ui.Fact{Label: lang.T(ctx, "依据"), Value: lang.T(ctx, d.Article), URL: ruleURL(d.Rule), Chip: &chip})
	}
	return facts
}

// story is everything that happened to a clock, the newest first.
func story(ctx context.Context, d clock.Running, changes []clock.Change, list []clock.Request) []ui.Event {
	type line struct {
		at civil.Time
		ui.Event
	}
	lines := []line{{d.OpenedAt, ui.Event{What: lang.T(ctx, "开始计时"), Note: lang.T(ctx, "自 %s 起算", d.From.String())}}}
	for _, c := range changes {
		note := c.Reason
		if c.OldDue != c.NewDue && c.Action != "calendar" { // whose reason names both days
			note = lang.T(ctx, "%s（%s → %s）", c.Reason, c.OldDue.String(), c.NewDue.String())
		}
		lines = append(lines, line{c.At, ui.Event{What: lang.T(ctx, clock.ActionLabel(c.Action)), Who: lang.T(ctx, c.ActorName), Note: note}})
	}
	for _, q := range list {
		what := lang.T(ctx, "申请延期至 %s", q.Until.String())
		if q.What == clock.AskSuspend {
			what = lang.T(ctx, "申请中止计时")
		}
		lines = append(lines, line{q.AskedAt, ui.Event{What: what, Who: q.AskedName, Note: q.Reason}})
		if q.State != clock.Waiting {
			lines = append(lines, line{q.DecidedAt, ui.Event{What: lang.T(ctx, "申请%s", lang.T(ctx, q.StateLabel())), Who: q.DecidedName, Note: q.Note}})
		}
	}
	if !d.ClosedAt.IsZero() {
		lines = append(lines, line{d.ClosedAt, ui.Event{What: lang.T(ctx, "已办结")}})
	}
	slices.Reverse(lines) // of what happened at the same instant, the later first
	slices.SortStableFunc(lines, func(a, b line) int { return b.at.Compare(a.at.Time) })
	out := make([]ui.Event, len(lines))
	for i, l := range lines {
		out[i] = l.Event
		out[i].When = l.at.In(beijing).Format("2006-01-02 15:04")
	}
	return out
}

func asks(r *http.Request, d clock.Running, refusedAction string, refused error) []ui.Ask {
	ctx := r.Context()
	names := []string{"extend", "suspend"}
	if !d.SuspendedOn.IsZero() {
		names = []string{"extend", "resume"}
	}
	var out []ui.Ask
	for _, name := range names {
		f := ui.Form{Action: d.DutyURL() + "/" + name, Submit: lang.T(ctx, clock.ActionLabel(name)), Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(d.Version)}}}
		if name == "extend" {
			f.Fields = append(f.Fields, ui.Field{Name: "to", Label: lang.T(ctx, "新的到期日"), Type: "date", Required: true})
		}
		f.Fields = append(f.Fields, ui.Field{Name: "reason", Label: lang.T(ctx, "理由"), Type: "textarea", Rows: 3, Required: true})
		if refused != nil && name == refusedAction {
			f.Keep(r)
			f.Refuse(r, refused)
		}
		out = append(out, ui.Ask{Label: lang.T(ctx, clock.ActionLabel(name)), Form: f, Plain: true})
	}
	return out
}

func (h handler) extend(w http.ResponseWriter, r *http.Request) error {
	return h.then(w, r, "extend", func(ctx context.Context, id string, version int) error {
		var c errs.Check
		to := dateOf(r, &c, "to")
		if err := c.Err(); err != nil {
			return err
		}
		return h.s.Extend(ctx, id, version, to, r.FormValue("reason"))
	})
}

func (h handler) suspend(w http.ResponseWriter, r *http.Request) error {
	return h.then(w, r, "suspend", func(ctx context.Context, id string, version int) error {
		return h.s.Suspend(ctx, id, version, r.FormValue("reason"))
	})
}

func (h handler) resume(w http.ResponseWriter, r *http.Request) error {
	return h.then(w, r, "resume", func(ctx context.Context, id string, version int) error {
		return h.s.Resume(ctx, id, version, r.FormValue("reason"))
	})
}

// then does one step and shows the duty again, with what was typed if it was refused.
func (h handler) then(w http.ResponseWriter, r *http.Request, action string, f func(context.Context, string, int) error) error {
	version, _ := strconv.Atoi(r.FormValue("version"))
	err := f(r.Context(), r.PathValue("id"), version)
	if err == nil {
		return web.SeeOther(w, r, "/duties/"+r.PathValue("id"))
	}
	if k := errs.KindOf(err); k == errs.Invalid || k == errs.Stale {
		return h.showDuty(w, r, web.Status(err), action, err)
	}
	return err
}
