package workbenchweb

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/workbench"
	"dudao/internal/platform/web"
)

// duty is an open duty as the API shows it.
type deskDuty struct {
	ID       string     `json:"id"`
	RefKind  string     `json:"ref_kind"`
	RefID    string     `json:"ref_id"`
	Title    string     `json:"title"`
	Action   string     `json:"action"`
	URL      string     `json:"url"`
	UnitPath string     `json:"unit_path"`
	UnitName string     `json:"unit_name"`
	Owner    string     `json:"owner"`
	From     civil.Date `json:"from_on"`
	Due      civil.Date `json:"due_on"`
	Left     int        `json:"left"`
	Late     bool       `json:"late"`
}

type desks struct {
	Mine   workbench.Figures `json:"mine"`
	Others workbench.Figures `json:"others"`
}

type searchFound struct {
	Kind  string      `json:"kind"`
	Total int         `json:"total"`
	Hits  []searchHit `json:"hits"`
}

func api(rt *web.Router, s *workbench.Service) {
	web.Op(rt, "GET", "/workbench", web.SignedIn, "workbench.figures", "待办数量", func(ctx context.Context, _ *struct{}) (*struct{ Body desks }, error) {
		var out struct{ Body desks }
		var err error
		if out.Body.Mine, err = s.Count(ctx, workbench.Filter{Whose: workbench.Mine}); err != nil {
			return nil, err
		}
		if actor.From(ctx).May(string(clock.MayView)) {
			out.Body.Others, err = s.Count(ctx, workbench.Filter{Whose: workbench.Others})
		}
		return &out, err
	})
	type dutiesIn struct {
		Whose string `query:"whose" enum:"mine,others" default:"mine"`
		When  string `query:"when" enum:"late,soon,later,dateless"`
		Kind  string `query:"kind"`
		Text  string `query:"q"`
		Page  int    `query:"page" minimum:"1" default:"1"`
		Size  int    `query:"size" minimum:"1" maximum:"500" default:"50"`
	}
	type dutiesOut struct {
		Body struct {
			Total int        `json:"total"`
			Rows  []deskDuty `json:"rows"`
		}
	}
	web.Op(rt, "GET", "/workbench/duties", web.SignedIn, "workbench.duties", "待办事项", func(ctx context.Context, in *dutiesIn) (*dutiesOut, error) {
		list, err := s.Duties(ctx, workbench.Filter{Whose: workbench.Whose(in.Whose), When: workbench.Urgency(in.When), Kind: in.Kind, Text: in.Text}, page.Req{Number: in.Page, Size: in.Size})
		if err != nil {
			return nil, err
		}
		var out dutiesOut
		out.Body.Total, out.Body.Rows = list.Total, []deskDuty{}
		for _, i := range list.Rows {
			on := i.On(s.Today())
			out.Body.Rows = append(out.Body.Rows, deskDuty{ID: i.ID, RefKind: i.Kind, RefID: i.Ref.ID, Title: i.Title, Action: i.Action, URL: i.URL, UnitPath: i.UnitPath,
				UnitName: i.UnitName, Owner: i.OwnerName, From: i.From, Due: i.Due, Left: on.Left, Late: on.Late})
		}
		return &out, nil
	})
	searchOp(rt, s)
}

func searchOp(rt *web.Router, s *workbench.Service) {
	type searchIn struct {
		Text string `query:"q" required:"true" minLength:"1" maxLength:"100"`
	}
	type searchOut struct {
		Body struct {
			Found []searchFound `json:"found"`
		}
	}
	web.Op(rt, "GET", "/search", string(workbench.MaySearch), "workbench.search", "全站搜索", func(ctx context.Context, in *searchIn) (*searchOut, error) {
		list, err := s.Search(ctx, in.Text, 20)
		if err != nil {
			return nil, err
		}
		var out searchOut
		out.Body.Found = []searchFound{}
		for _, f := range list {
			out.Body.Found = append(out.Body.Found, searchFound{f.Label, f.Total, hitsOf(f.Hits)})
		}
		return &out, nil
	})
}

type searchHit workbench.Hit

func hitsOf(hits []workbench.Hit) []searchHit {
	out := make([]searchHit, len(hits))
	for i, h := range hits {
		out[i] = searchHit(h)
	}
	return out
}
