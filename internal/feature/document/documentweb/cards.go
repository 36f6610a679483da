package documentweb

import (
	"context"
	"strings"

	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/document"
	"dudao/internal/ui"
)

// Cards is the card with the letters of a record that the acting person may open, for the record's own
// page; nothing for a record without letters.
func Cards(ctx context.Context, s *document.Service, about ui.About) []ui.Card {
	if about.Kind == "" || strings.HasPrefix(about.Kind, "accountability.") { // which show their letters themselves
		return nil
	}
	list, err := s.Shown(ctx, ident.Ref{Kind: about.Kind, ID: about.ID})
	if err != nil || len(list) == 0 {
		return nil
	}
	c := ui.Card{ID: "letters", Title: lang.T(ctx, "公文")}
	for _, l := range list {
		state := chip(ctx, l.State)
		what := lang.T(ctx, l.Kind.Label())
		if l.Number != "" {
			what += " " + l.Number
		}
		c.Events = append(c.Events, ui.Event{What: what, Who: state.Text, When: l.Date.String(), Note: l.EndReason, URL: l.URL(), Tone: state.Tone})
	}
	return []ui.Card{c}
}
