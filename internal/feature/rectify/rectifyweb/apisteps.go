package rectifyweb

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/rectify/integrity"
	"dudao/internal/platform/web"
)

type (
	issueBody struct {
		Number string     `json:"number,omitempty"`
		DueOn  civil.Date `json:"due_on,omitempty"`
	}
	reasonBody struct {
		Reason string `json:"reason,omitempty"`
	}
	reasonDueBody struct {
		Reason string     `json:"reason,omitempty"`
		DueOn  civil.Date `json:"due_on,omitempty"`
	}
	planBody struct {
		Text  string             `json:"text,omitempty"`
		Lead  string             `json:"lead,omitempty"`
		Items []rectify.ItemPlan `json:"items,omitempty"`
	}
	proof struct {
		ItemID     string     `json:"item_id,omitempty"`
		Title      string     `json:"title,omitempty"`
		Note       string     `json:"note,omitempty"`
		HappenedOn civil.Date `json:"happened_on,omitempty"`
	}
	submitBody struct {
		Text     string               `json:"text,omitempty"`
		Items    []rectify.ItemResult `json:"items,omitempty"`
		Evidence []proof              `json:"evidence,omitempty"`
	}
	acceptBody struct {
		Opinion   string     `json:"opinion,omitempty"`
		RecheckOn civil.Date `json:"recheck_on,omitempty"`
	}
	returnBody struct {
		Reason string            `json:"reason,omitempty"`
		DueOn  civil.Date        `json:"due_on,omitempty"`
		Unmet  map[string]string `json:"unmet,omitempty"`
	}
	recheckBody struct {
		Note     string   `json:"note,omitempty"`
		Relapsed []string `json:"relapsed,omitempty"`
	}
	declineBody struct {
		Version int    `json:"version,omitempty"`
		Reason  string `json:"reason,omitempty"`
	}
	checksOutput struct {
		Body struct {
			Last  integrity.Checked     `json:"last"`
			Total int                   `json:"total"`
			Rows  []integrity.Violation `json:"rows"`
		}
	}
)

func (p proof) evidence() rectify.Evidence {
	return rectify.Evidence{ItemID: p.ItemID, Title: p.Title, Note: p.Note, HappenedOn: p.HappenedOn}
}

// office adds what the office does before the unit begins.
func (a operations) office() {
	change(a, rectify.Add, func(ctx context.Context, id rectify.OrderID, v int, in newFinding) error {
		return a.s.AddFinding(ctx, id, v, in.finding())
	})
	change(a, rectify.Issue, func(ctx context.Context, id rectify.OrderID, v int, in issueBody) error {
		return a.s.IssueDraft(ctx, id, v, in.Number, in.DueOn)
	})
	change(a, rectify.Drop, func(ctx context.Context, id rectify.OrderID, v int, in reasonBody) error {
		return a.s.DropDraft(ctx, id, v, in.Reason)
	})
	change(a, rectify.Approve, func(ctx context.Context, id rectify.OrderID, v int, _ nothing) error {
		return a.s.ApprovePlan(ctx, id, v)
	})
	change(a, rectify.Reject, func(ctx context.Context, id rectify.OrderID, v int, in reasonDueBody) error {
		return a.s.RejectPlan(ctx, id, v, in.Reason, in.DueOn)
	})
}

// unit adds what the responsible unit does.
func (a operations) unit() {
	change(a, rectify.Plan, func(ctx context.Context, id rectify.OrderID, v int, in planBody) error {
		return a.s.SendPlan(ctx, id, v, in.Text, in.Lead, in.Items)
	})
	change(a, rectify.Note, func(ctx context.Context, id rectify.OrderID, v int, in proof) error {
		return a.s.AddEvidence(ctx, id, v, in.evidence())
	})
	change(a, rectify.Submit, func(ctx context.Context, id rectify.OrderID, v int, in submitBody) error {
		var evidence []rectify.Evidence
		for _, p := range in.Evidence {
			evidence = append(evidence, p.evidence())
		}
		return a.s.SubmitResult(ctx, id, v, in.Text, in.Items, evidence)
	})
}

// after adds what follows a submitted result.
func (a operations) after() {
	change(a, rectify.Accept, func(ctx context.Context, id rectify.OrderID, v int, in acceptBody) error {
		return a.s.AcceptResult(ctx, id, v, in.Opinion, in.RecheckOn)
	})
	change(a, rectify.Return, func(ctx context.Context, id rectify.OrderID, v int, in returnBody) error {
		return a.s.ReturnResult(ctx, id, v, in.Reason, in.Unmet, in.DueOn)
	})
	change(a, rectify.Publish, func(ctx context.Context, id rectify.OrderID, v int, _ nothing) error {
		return a.s.PublishResult(ctx, id, v)
	})
	change(a, rectify.Withhold, func(ctx context.Context, id rectify.OrderID, v int, in reasonBody) error {
		return a.s.WithholdResult(ctx, id, v, in.Reason)
	})
	change(a, rectify.Recheck, func(ctx context.Context, id rectify.OrderID, v int, in recheckBody) error {
		return a.s.RecheckOrder(ctx, id, v, in.Note, in.Relapsed)
	})
	change(a, rectify.Close, func(ctx context.Context, id rectify.OrderID, v int, _ nothing) error {
		return a.s.CloseOrder(ctx, id, v)
	})
}

// around adds findings, district issues and the check.
func (a operations) around() {
	s, escalate, issue := a.s, rectify.MayEscalate, rectify.MayIssue
	decision(a.rt, "/findings/{id}/draft", issue, "rectify.draft_from", "由问题起草整改通知", func(ctx context.Context, id string, _ nothing) error {
		_, err := s.DraftFrom(ctx, id)
		return err
	})
	decision(a.rt, "/findings/{id}/dismiss", issue, "rectify.dismiss", "记录不下达整改通知的理由", func(ctx context.Context, id string, in reasonBody) error {
		return s.Dismiss(ctx, id, in.Reason)
	})
	decision(a.rt, "/district-issues/{id}/confirm", escalate, "rectify.confirm_issue", "列为区级问题", func(ctx context.Context, id string, in declineBody) error {
		return a.issued.DecideIssue(ctx, id, in.Version, true, in.Reason)
	})
	decision(a.rt, "/district-issues/{id}/decline", escalate, "rectify.decline_issue", "不列为区级问题", func(ctx context.Context, id string, in declineBody) error {
		return a.issued.DecideIssue(ctx, id, in.Version, false, in.Reason)
	})
	a.reads()
}

func (a operations) reads() {
	s := a.s
	web.Op(a.rt, "GET", "/findings", string(rectify.MaySeeDraft), "rectify.findings", "待处理问题", func(ctx context.Context, in *listInput) (*paged[findingBody], error) {
		l, err := s.Waiting(ctx, page.Req{Number: in.Page, Size: in.Size})
		return pageOf(page.Of[findingBody]{Rows: bodiesOf(l.Rows), Total: l.Total}, err)
	})
	web.Op(a.rt, "GET", "/findings/{id}", string(rectify.MayView), "rectify.finding", "一个问题", func(ctx context.Context, in *idInput) (*struct{ Body findingBody }, error) {
		g, err := s.Finding(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &struct{ Body findingBody }{bodyOf(g.Finding)}, nil
	})
	web.Op(a.rt, "GET", "/district-issues", string(rectify.MayEscalate), "rectify.issues", "区级共性问题", func(ctx context.Context, _ *struct{}) (*paged[rectify.DistrictIssue], error) {
		l, err := a.issued.Issues(ctx)
		return pageOf(page.Of[rectify.DistrictIssue]{Rows: l, Total: len(l)}, err)
	})
	web.Op(a.rt, "GET", "/rectifications/integrity", string(rectify.MayIntegrity), "rectify.integrity", "闭环核验", func(ctx context.Context, in *listInput) (*checksOutput, error) {
		l, last, err := a.checks.Violations(ctx, true, page.Req{Number: in.Page, Size: in.Size})
		if err != nil {
			return nil, err
		}
		out := &checksOutput{}
		out.Body.Last, out.Body.Total, out.Body.Rows = last, l.Total, list(l.Rows)
		return out, nil
	})
}
