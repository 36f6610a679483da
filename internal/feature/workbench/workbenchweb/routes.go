// Package workbenchweb serves the desk, the lists of duties behind its figures, and the search.
package workbenchweb

import (
	"context"
	"embed"

	"dudao/internal/base/lang"
	"dudao/internal/feature/workbench"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

//go:embed *.html
var files embed.FS

type handler struct{ s *workbench.Service }

// Routes adds every URL of the workbench.
func Routes(rt *web.Router, s *workbench.Service) {
	h := handler{s}
	rt.Feature("workbench")
	rt.AddNav(web.NavItem{Label: "工作台", URL: "/workbench", Permission: web.SignedIn, Icon: "home", Order: 0})
	rt.Handle("GET /workbench", web.SignedIn, h.desk)
	rt.Handle("GET /workbench/duties", web.SignedIn, h.duties)
	rt.Handle("GET /search", string(workbench.MaySearch), h.search)
	api(rt, s)
}

// Counts is what ui.Site shows beside the entries of the navigation.
func Counts(s *workbench.Service) func(context.Context) map[string]ui.Count {
	return func(ctx context.Context) map[string]ui.Count {
		f, err := s.CountMine(ctx)
		if err != nil {
			return nil // the page is worth more than its counts
		}
		return map[string]ui.Count{"/workbench": {N: f.All, Late: f.Late > 0}}
	}
}

// kinds names the kinds of records that duties belong to.
var kinds = map[string]string{
	"rectify.order": "整改", "rectify.finding": "问题", "plan": "年度计划", "plan.plan": "年度计划", "plan.change": "计划变更",
	"inspect": "督导", "inspection": "督导", "inspect.inspection": "督导", "inspect.indicator": "督导", "inspect.record": "督导", "inspect.finding": "问题", "portal.item": "公开",
	"inspect.supervision": "督导", "report.report": "督导报告", "document.letter": "公文", "ladder.escalation": "督办",
	"accountability.talk": "约谈", "accountability.circular": "督导通报", "accountability.case": "问责", "accountability.case.person": "问责", "accountability.review": "复核",
	"accountability.appeal": "申诉", "accountability.consult": "征求意见", "accountability.honour": "表彰",
}

// KindLabel is the kind of a record that owes something, in Chinese; "" if the desk has no word for it.
func KindLabel(kind string) string { return kinds[kind] }

func kindIn(ctx context.Context, kind string) string {
	if label := KindLabel(kind); label != "" {
		return lang.T(ctx, label)
	}
	return kind
}
