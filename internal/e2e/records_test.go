package e2e_test

import (
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/e2e"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// The pages of single records have no barriers and fit a phone, whoever looks; so do their forms when
// they come back with something to correct.
func TestRecordPages(t *testing.T) {
	s := e2e.Start(t)
	ctx := s.As("hd_staff")
	source := ident.Ref{Kind: "inspect.supervision", ID: "s1"}
	var order rectify.OrderID
	s.Must(s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := rectify.Raise(s.As("hd_inspector1"), tx, rectify.Finding{Source: source, SourceTitle: "2026 年秋季综合督导", UnitID: "hd_school1", Standard: "yw-school", Node: "3.2.1",
			Clause: "《义务教育法》第二十五条", Severity: rectify.General, Text: "校门公示栏缺少两项课后服务收费标准", Demand: "更正公示并清退差额"})
		if err != nil {
			return err
		}
		ids, err := rectify.IssueOrders(ctx, tx, source, civil.DateOf(s.Clock.Now()).AddDays(30), "海教督整〔2026〕14号")
		order = ids[0]
		return err
	}))
	t.Run("school", func(t *testing.T) {
		b := s.Browser(t)
		b.As("hd_head1")
		b.Go(order.URL())
		b.Check("order")
		b.Click(".do a.btn")
		b.Check("plan")
		b.Submit("main form.form") // empty: comes back with what is missing
		b.Check("plan-refused")
		if b.Count(".problems a[href^='#']") == 0 {
			t.Error("the summary does not lead to the fields")
		}
	})
	t.Run("office", func(t *testing.T) {
		b := s.Browser(t)
		b.As("hd_staff")
		paths := []string{order.URL(), "/rectifications/new", "/findings", "/plans/new"}
		b.Go("/standards")
		paths = append(paths, e2e.Eval[[]string](b, `[...document.querySelectorAll("td a[href^='/standards/']")].slice(0, 1).map(a => a.getAttribute("href"))`)...)
		for _, p := range paths {
			b.Go(p)
			name, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/0")
			b.Check("office-" + name)
		}
	})
}
