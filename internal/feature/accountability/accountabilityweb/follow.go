package accountabilityweb

import (
	"context"
	"net/url"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/accountability"
	"dudao/internal/ui"
)

// Follow leads from a finding, an order, a supervision or a unit to what may be opened about it.
func Follow(ctx context.Context, a ui.About) []ui.Card {
	if strings.HasPrefix(a.Kind, "accountability.") { // one of these itself
		return nil
	}
	c := ui.Card{Title: lang.T(ctx, "结果运用")}
	if access.Can(ctx, accountability.MayRun, a.UnitPath) {
		q := url.Values{"unit": {a.Unit}}
		for name, value := range map[string]string{"source_kind": a.Kind, "source_id": a.ID, "source_title": a.Title, "source_url": a.URL, "facts": a.Facts} {
			if value != "" {
				q.Set(name, value)
			}
		}
		for _, x := range []struct {
			kind  accountability.Kind
			label string
		}{{accountability.Talk, "新建约谈"}, {accountability.Circular, "新建通报"}, {accountability.Case, "新建问责线索"}, {accountability.Honour, "新建表彰"}} {
			c.More = append(c.More, ui.Link{Text: lang.T(ctx, x.label), URL: accountability.Paths[x.kind] + "/new?" + q.Encode()})
		}
	}
	if access.Can(ctx, accountability.MayDossier, a.UnitPath) {
		c.More = append(c.More, ui.Link{Text: lang.T(ctx, "结果档案"), URL: "/dossiers?" + url.Values{"unit": {a.Unit}}.Encode()})
	}
	if len(c.More) == 0 {
		return nil
	}
	return []ui.Card{c}
}
