package identityweb

import (
	"context"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/ui"
)

func stateChip(ctx context.Context, a identity.Account) ui.Chip {
	if a.State == identity.Disabled {
		return ui.Chip{Text: lang.T(ctx, a.State.Label()), Tone: ui.Late}
	}
	return ui.Chip{Text: lang.T(ctx, a.State.Label()), Tone: ui.Done}
}

func roleName(ctx context.Context, r access.Role) string { return lang.T(ctx, r.Label()) }

// roleAt says a role with its unit: 区督导室经办(海淀区督导室).
func roleAt(ctx context.Context, r access.Role, unit *string) string {
	if unit == nil || *unit == "" {
		return roleName(ctx, r)
	}
	return roleName(ctx, r) + " · " + *unit
}

func roleList(ctx context.Context, held []identity.HeldRow) string {
	var out []string
	for _, h := range held {
		out = append(out, roleName(ctx, h.Role))
	}
	return strings.Join(out, "、")
}

// moment says an instant in Beijing time to the minute.
func moment(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Beijing).Format("2006-01-02 15:04")
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// period says from when to when: 2026-09-01 至 2026-09-30.
func period(ctx context.Context, from, to civil.Date) string {
	if to.IsZero() {
		return lang.T(ctx, "%s 起", from.String())
	}
	return lang.T(ctx, "%s 至 %s", from.String(), to.String())
}

// device says in a few words which browser a user agent is.
func device(ctx context.Context, agent string) string {
	system, browser := "", ""
	for _, x := range []struct{ sign, name string }{{"HarmonyOS", "HarmonyOS"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, x.sign) {
			system = x.name
			break
		}
	}
	for _, x := range []struct{ sign, name string }{{"MicroMessenger", "WeChat"}, {"Edg/", "Edge"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(agent, x.sign) {
			browser = x.name
			break
		}
	}
	text := strings.TrimSpace(browser + " " + system)
	if text == "" {
		return lang.T(ctx, "未知设备")
	}
	return text
}

func stringOf(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
