package inspectorweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/ui"
)

func home(ctx context.Context) ui.Link {
	return ui.Link{Text: lang.T(ctx, "督学队伍"), URL: "/inspectors"}
}

// word says a value in the reader's language.
func word(ctx context.Context, words []inspector.Word, value string) string {
	return lang.T(ctx, org.LabelOf(words, value))
}

func options(ctx context.Context, words []inspector.Word, chosen string) []ui.Option {
	out := make([]ui.Option, len(words))
	for n, w := range words {
		out[n] = ui.Option{Value: w.Value, Label: lang.T(ctx, w.Label), Chosen: w.Value == chosen}
	}
	return out
}

func stages(ctx context.Context, i inspector.Inspector) string {
	var out []string
	for _, s := range i.StageList() {
		out = append(out, word(ctx, org.Stages, s))
	}
	return strings.Join(out, lang.T(ctx, "、"))
}

func stateChip(ctx context.Context, state string) ui.Chip {
	tone := map[string]ui.Tone{"valid": ui.Done, "upcoming": ui.Act, "expired": ui.Late}[state]
	return ui.Chip{Text: word(ctx, inspector.States, state), Tone: tone}
}

// soon is how many days before its end a term is shown in amber, so that the office can renew it.
const soon = 90

// termClock shows how much of the term is over; nil before it begins and after the end of the work.
func termClock(ctx context.Context, i inspector.Inspector, today civil.Date) *ui.Clock {
	c := &ui.Clock{Tone: ui.Act, Due: i.TermTo.String()}
	left := i.TermTo.Sub(today)
	switch i.State(today) {
	case "ended", "upcoming":
		return nil
	case "expired":
		c.Text, c.Tone, c.Percent = lang.T(ctx, "聘期已满 %d 天", -left), ui.Late, 100
		return c
	}
	c.Text = lang.T(ctx, "聘期还有 %d 天", left)
	if left <= soon {
		c.Tone = ui.Soon
	}
	if whole := i.TermTo.Sub(i.TermFrom); whole > 0 {
		c.Percent = min(max(today.Sub(i.TermFrom)*100/whole, 0), 100)
	}
	return c
}

func lock(n int) []ui.Hidden { return []ui.Hidden{{Name: "version", Value: strconv.Itoa(n)}} }

// version reads the version a form carries.
func version(r *http.Request) (int, error) {
	n, err := strconv.Atoi(r.FormValue("version"))
	if err != nil {
		return 0, errs.New(errs.Invalid, "表单缺少版本号，请刷新页面后重试")
	}
	return n, nil
}

// dates reads days that a person typed into the named fields; every one that is no day is told.
func dates(r *http.Request, into map[string]*civil.Date) error {
	var c errs.Check
	for name, d := range into {
		err := d.UnmarshalText([]byte(strings.TrimSpace(r.FormValue(name))))
		c.That(err == nil, name, "日期请写成 2026-09-01 的样子")
	}
	return c.Err()
}

// refused reports whether a form comes back to who sent it, with what was typed.
func refused(err error) bool {
	k := errs.KindOf(err)
	return err != nil && (k == errs.Invalid || k == errs.Stale || k == errs.Conflict)
}

// comeBack puts what was typed and what was wrong into a form as it is stored now; where somebody
// else saved another text meanwhile it stands beside.
func comeBack(r *http.Request, f *ui.Form, err error) {
	stored := make([]string, len(f.Fields))
	for n, x := range f.Fields {
		stored[n] = shown(x)
	}
	f.Keep(r)
	f.Refuse(r, err)
	if errs.KindOf(err) != errs.Stale {
		return
	}
	for n := range f.Fields {
		if now := stored[n]; now != "" && now != shown(f.Fields[n]) {
			f.Fields[n].Theirs = now
		}
	}
}

// shown is the value of a field in words.
func shown(f ui.Field) string {
	if len(f.Options) == 0 {
		return f.Value
	}
	var out []string
	for _, o := range f.Options {
		if o.Chosen && o.Value != "" {
			out = append(out, o.Label)
		}
	}
	return strings.Join(out, " ")
}

func at(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Beijing).Format("2006-01-02 15:04")
}
