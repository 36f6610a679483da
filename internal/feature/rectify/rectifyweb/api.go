package rectifyweb

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/rectify/common"
	"dudao/internal/feature/rectify/integrity"
	"dudao/internal/platform/web"
)

type (
	listInput struct {
		Text     string `query:"q" doc:"单位、问题或文号中含有的文字"`
		State    string `query:"state"`
		Late     bool   `query:"late"`
		Severity string `query:"severity"`
		Source   string `query:"source"`
		Relapse  bool   `query:"relapse"`
		Below    string `query:"below" doc:"单位路径"`
		Sort     string `query:"sort" enum:",title,unit,next_on,due_on,issued_on"`
		Desc     bool   `query:"desc"`
		Page     int    `query:"page" minimum:"1" default:"1"`
		Size     int    `query:"size" minimum:"1" maximum:"500" default:"50"`
	}
	paged[T any] struct {
		Body struct {
			Total int `json:"total"`
			Rows  []T `json:"rows"`
		}
	}
	idInput struct {
		ID string `path:"id"`
	}
	orderOutput struct{ Body orderBody }
	orderBody   struct {
		rectify.Order
		List     []rectify.Item              `json:"list"`
		Evidence []rectify.Evidence          `json:"evidence"`
		Events   []rectify.Event             `json:"events"`
		Rungs    []ladder.Escalation         `json:"rungs"`
		Liable   []ladder.Liability          `json:"liable"`
		Notices  []rectify.SupervisionNotice `json:"notices"`
		Requests []clock.Request             `json:"requests"`
		Findings []findingBody               `json:"findings"`
	}
	findingBody struct {
		ID            string           `json:"id"`
		UnitID        org.UnitID       `json:"unit_id"`
		UnitName      string           `json:"unit_name"`
		SourceKind    string           `json:"source_kind"`
		SourceID      string           `json:"source_id"`
		SourceTitle   string           `json:"source_title"`
		Standard      string           `json:"standard"`
		Node          string           `json:"node"`
		Clause        string           `json:"clause"`
		Severity      rectify.Severity `json:"severity"`
		Text          string           `json:"text"`
		Demand        string           `json:"demand"`
		RelapseOf     string           `json:"relapse_of"`
		OrderID       rectify.OrderID  `json:"order_id"`
		NoOrderReason string           `json:"no_order_reason"`
		RaisedOn      civil.Date       `json:"raised_on"`
		Demo          bool             `json:"demo"`
	}
	newFinding struct {
		ID       string `json:"id,omitempty" doc:"由客户端生成时重复提交无害"`
		UnitID   string `json:"unit_id,omitempty"`
		Text     string `json:"text,omitempty"`
		Clause   string `json:"clause,omitempty"`
		Severity string `json:"severity,omitempty" doc:"minor、general 或 serious"`
		Demand   string `json:"demand,omitempty"`
	}
)

func bodyOf(f rectify.Finding) findingBody {
	return findingBody{f.ID, f.UnitID, f.UnitName, f.Source.Kind, f.Source.ID, f.SourceTitle, f.Standard, f.Node, f.Clause, f.Severity, f.Text, f.Demand,
		f.RelapseOf, f.OrderID, f.NoOrderReason, f.RaisedOn, f.Demo}
}

func bodiesOf(list []rectify.Finding) []findingBody {
	out := make([]findingBody, len(list))
	for i, f := range list {
		out[i] = bodyOf(f)
	}
	return out
}

func (n newFinding) finding() rectify.Finding {
	return rectify.Finding{ID: n.ID, UnitID: org.UnitID(n.UnitID), Text: n.Text, Clause: n.Clause, Severity: rectify.Severity(n.Severity), Demand: n.Demand}
}

func api(rt *web.Router, h handler) {
	s, a := h.s, operations{rt, h.s, h.issued, h.checks}
	view := string(rectify.MayView)
	web.Op(rt, "GET", "/rectifications", view, "rectify.list", "整改列表", func(ctx context.Context, in *listInput) (*paged[rectify.Row], error) {
		f := rectify.Filter{Text: in.Text, State: rectify.State(in.State), Late: in.Late, Severity: rectify.Severity(in.Severity), Source: in.Source, Relapse: in.Relapse, Below: in.Below}
		list, err := s.List(ctx, f, page.Req{Number: in.Page, Size: in.Size, Sort: in.Sort, Desc: in.Desc})
		return pageOf(list, err)
	})
	web.Op(rt, "GET", "/rectifications/{id}", view, "rectify.get", "一份整改", func(ctx context.Context, in *idInput) (*orderOutput, error) { return a.order(ctx, in.ID) })
	web.Op(rt, "POST", "/rectifications", string(rectify.MayIssue), "rectify.create", "新建整改通知草稿", func(ctx context.Context, in *struct{ Body newFinding }) (*orderOutput, error) {
		f := in.Body.finding()
		f.ID = ""
		id, err := s.Create(ctx, rectify.OrderID(in.Body.ID), f)
		if err != nil {
			return nil, err
		}
		return a.order(ctx, string(id))
	})
	a.office()
	a.unit()
	a.after()
	a.around()
}

// pageOf is one page of a list as the API answers it.
func pageOf[T any](list page.Of[T], err error) (*paged[T], error) {
	if err != nil {
		return nil, err
	}
	out := &paged[T]{}
	out.Body.Total, out.Body.Rows = list.Total, list.Rows
	if out.Body.Rows == nil {
		out.Body.Rows = []T{}
	}
	return out, nil
}

// operations adds the operations that change an order; each answers with the order as it is then.
type operations struct {
	rt     *web.Router
	s      *rectify.Service
	issued *common.Service
	checks *integrity.Service
}

// versioned is a change of an order: its id, the version that was read, and what is asked.
type versioned[B any] struct {
	ID   string `path:"id"`
	Body struct {
		Version int `json:"version,omitempty"`
		In      B   `json:"in,omitempty"`
	}
}

type nothing struct{}

func (a operations) order(ctx context.Context, id string) (*orderOutput, error) {
	o, err := a.s.Order(ctx, rectify.OrderID(id))
	if err != nil {
		return nil, err
	}
	return &orderOutput{orderBody{o.Order, list(o.List), list(o.Evidence), list(o.Events), list(o.Rungs), list(o.Liable), list(o.Notices), list(o.Requests), bodiesOf(o.Findings)}}, nil
}

func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// change adds one operation POST /rectifications/{id}/<action>.
func change[B any](a operations, act rectify.Action, f func(ctx context.Context, id rectify.OrderID, version int, in B) error) {
	step, ok := rectify.StepOf(act)
	if !ok {
		panic("rectifyweb: no step " + string(act))
	}
	web.Op(a.rt, "POST", "/rectifications/{id}/"+string(act), string(step.Need), "rectify."+string(act), step.Label, func(ctx context.Context, in *versioned[B]) (*orderOutput, error) {
		if err := f(ctx, rectify.OrderID(in.ID), in.Body.Version, in.Body.In); err != nil {
			return nil, err
		}
		o, err := a.order(ctx, in.ID)
		if errs.KindOf(err) == errs.NotFound {
			return &orderOutput{}, nil // done, but not to be seen any more
		}
		return o, err
	})
}

// decision adds one operation that decides about a record by its id.
func decision[B any](rt *web.Router, path string, p access.Permission, id, summary string, f func(ctx context.Context, id string, in B) error) {
	type input struct {
		ID   string `path:"id"`
		Body B
	}
	web.Op(rt, "POST", path, string(p), id, summary, func(ctx context.Context, in *input) (*struct{}, error) {
		return nil, f(ctx, in.ID, in.Body)
	})
}
