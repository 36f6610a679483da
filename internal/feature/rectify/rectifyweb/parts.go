package rectifyweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/rectify"
	"dudao/internal/ui"
)

func home(ctx context.Context) ui.Link {
	return ui.Link{Text: lang.T(ctx, "整改"), URL: "/rectifications"}
}

func stateChip(ctx context.Context, s rectify.State) ui.Chip {
	tone := ui.Act
	switch s {
	case rectify.Draft, rectify.Dropped, rectify.Withheld:
		tone = ui.Quiet
	case rectify.Returned:
		tone = ui.Late
	case rectify.Accepted, rectify.Published, rectify.Rechecked, rectify.Closed:
		tone = ui.Done
	}
	return ui.Chip{Text: lang.T(ctx, s.Label()), Tone: tone}
}

func severityChip(ctx context.Context, s rectify.Severity) ui.Chip {
	tone := ui.Quiet
	if s == rectify.Serious {
		tone = ui.Late
	}
	return ui.Chip{Text: lang.T(ctx, s.Label()), Tone: tone}
}

// marks are the chips that warn: late, relapsed, demo data.
func marks(ctx context.Context, r rectify.Row, today civil.Date) (out []ui.Chip) {
	if n := r.Late(today); n > 0 {
		out = append(out, ui.Chip{Text: lang.T(ctx, "逾期 %d 天", n), Tone: ui.Late})
	}
	if r.Relapse {
		out = append(out, ui.Chip{Text: lang.T(ctx, "问题反弹"), Tone: ui.Late})
	}
	if r.Demo {
		out = append(out, ui.Chip{Text: lang.T(ctx, "演示数据")})
	}
	return out
}

// dueClock shows the day of what is owed next.
func dueClock(ctx context.Context, from, due, today civil.Date, late bool) *ui.Clock {
	if due.IsZero() {
		return nil
	}
	c := &ui.Clock{Tone: ui.Act, Due: due.String()}
	left := due.Sub(today)
	switch {
	case left < 0 && late:
		c.Text, c.Tone, c.Percent = lang.T(ctx, "逾期 %d 天", -left), ui.Late, 100
		return c
	case left < 0:
		c.Text, c.Tone, c.Percent = lang.T(ctx, "已到期"), ui.Late, 100
		return c
	case left == 0:
		c.Text, c.Tone = lang.T(ctx, "今天到期"), ui.Soon
	case left <= 3:
		c.Text, c.Tone = lang.T(ctx, "还剩 %d 天", left), ui.Soon
	default:
		c.Text = lang.T(ctx, "还剩 %d 天", left)
	}
	if whole := due.Sub(from); !from.IsZero() && whole > 0 {
		c.Percent = min(max(today.Sub(from)*100/whole, 0), 100)
	}
	return c
}

// version reads the version a form carries; without one the form is stale.
func version(r *http.Request) int {
	n, err := strconv.Atoi(r.FormValue("version"))
	if err != nil {
		return -1
	}
	return n
}

// date reads a day; "" is none.
func date(r *http.Request, name string) (civil.Date, error) {
	var d civil.Date
	if err := d.UnmarshalText([]byte(r.FormValue(name))); err != nil {
		return d, errs.NewField(name, "日期请写成 2026-09-01 的样子")
	}
	return d, nil
}

// stamp shows an instant in Beijing to the minute.
func stamp(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Beijing).Format("2006-01-02 15:04")
}

func versionOf(n int) []ui.Hidden {
	return []ui.Hidden{{Name: "version", Value: strconv.Itoa(n)}}
}
