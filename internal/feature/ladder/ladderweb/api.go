package ladderweb

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/web"
)

type rungsIn struct {
	State string `query:"state" doc:"proposed 待决定 · confirmed 已决定 · declined 不采用 · recorded 已提醒"`
	Rung  int    `query:"rung" doc:"1 逾期提醒 · 2 督办单 · 3 约谈 · 4 通报 · 5 问责"`
	Rule  string `query:"rule" doc:"期限规则的代码"`
	Late  bool   `query:"late"`
	Mine  bool   `query:"mine" doc:"待我单位决定"`
	Text  string `query:"q"`
	Page  int    `query:"page"`
	Size  int    `query:"size"`
}

type rungsOut struct {
	Body struct {
		Total int        `json:"total"`
		Rows  []rungBody `json:"rows"`
	}
}

// rungBody is an escalation with the record it is about.
type rungBody struct {
	ladder.Escalation
	RefKind string `json:"ref_kind"`
	RefID   string `json:"ref_id"`
}

func bodyOf(e ladder.Escalation) rungBody { return rungBody{e, e.Kind, e.Ref.ID} }

type rungIn struct {
	ID string `path:"id"`
}

type rungOut struct {
	Body struct {
		Escalation rungBody           `json:"escalation"`
		Facts      ladder.Facts       `json:"facts"`
		Liable     []ladder.Liability `json:"liable"`
	}
}

type rungConfirmIn struct {
	ID   string `path:"id"`
	Body struct {
		Version int        `json:"version,omitempty"`
		Number  string     `json:"number,omitempty"`
		Demand  string     `json:"demand,omitempty"`
		DueOn   civil.Date `json:"due_on,omitempty"`
		Reason  string     `json:"reason,omitempty"`
	}
}

type rungDeclineIn struct {
	ID   string `path:"id"`
	Body struct {
		Version int    `json:"version,omitempty"`
		Reason  string `json:"reason,omitempty"`
	}
}

type ladderRuleIn struct {
	Rung int `path:"rung"`
	Body struct {
		ID        string     `json:"id,omitempty"`
		After     int        `json:"after"`
		Behind    int        `json:"behind,omitempty" doc:"0 自事项期限届满起算 · 2 自督办单期限届满起算"`
		Grace     int        `json:"grace,omitempty"`
		Basis     string     `json:"basis"`
		Source    string     `json:"source,omitempty"`
		Evidence  string     `json:"evidence" enum:"C,C-2nd,M"`
		ValidFrom civil.Date `json:"valid_from"`
		ValidTo   civil.Date `json:"valid_to,omitempty"`
		Reason    string     `json:"reason"`
	}
}

type ladderRulesOut struct {
	Body struct {
		Rows []ladder.Rule `json:"rows"`
	}
}

func api(rt *web.Router, s *ladder.Service) {
	view, decide := string(ladder.MayView), string(ladder.MayDecide)
	web.Op(rt, "GET", "/escalations", view, "ladder.list", "督办", func(ctx context.Context, in *rungsIn) (*rungsOut, error) {
		f := ladder.Filter{State: ladder.State(in.State), Rung: ladder.Rung(in.Rung), Rule: clock.Rule(in.Rule), Late: in.Late, Mine: in.Mine, Text: in.Text}
		list, err := s.List(ctx, f, page.Req{Number: in.Page, Size: in.Size})
		out := new(rungsOut)
		out.Body.Total, out.Body.Rows = list.Total, make([]rungBody, len(list.Rows))
		for i, e := range list.Rows {
			out.Body.Rows[i] = bodyOf(e)
		}
		return out, err
	})
	get := func(ctx context.Context, id string) (*rungOut, error) {
		e, err := s.Escalation(ctx, id)
		if err != nil {
			return nil, err
		}
		out := new(rungOut)
		out.Body.Escalation, out.Body.Facts, out.Body.Liable = bodyOf(e.Escalation), e.Facts, append([]ladder.Liability{}, e.Liabilities...)
		return out, nil
	}
	web.Op(rt, "GET", "/escalations/{id}", view, "ladder.get", "一项督办", func(ctx context.Context, in *rungIn) (*rungOut, error) { return get(ctx, in.ID) })
	web.Op(rt, "POST", "/escalations/{id}/confirm", decide, "ladder.confirm", "采用督办建议", func(ctx context.Context, in *rungConfirmIn) (*rungOut, error) {
		d := ladder.Decision{Number: in.Body.Number, Demand: in.Body.Demand, DueOn: in.Body.DueOn, Reason: in.Body.Reason}
		if err := s.Confirm(ctx, in.ID, in.Body.Version, d); err != nil {
			return nil, err
		}
		return get(ctx, in.ID)
	})
	web.Op(rt, "POST", "/escalations/{id}/decline", decide, "ladder.decline", "不采用督办建议", func(ctx context.Context, in *rungDeclineIn) (*rungOut, error) {
		if err := s.Decline(ctx, in.ID, in.Body.Version, in.Body.Reason); err != nil {
			return nil, err
		}
		return get(ctx, in.ID)
	})
	rules := func(rows []ladder.Rule, err error) (*ladderRulesOut, error) {
		out := new(ladderRulesOut)
		out.Body.Rows = rows
		return out, err
	}
	web.Op(rt, "GET", "/ladder", view, "ladder.rules", "督办规则", func(ctx context.Context, _ *struct{}) (*ladderRulesOut, error) {
		rows, _, err := s.Rules(ctx, s.Today())
		return rules(rows, err)
	})
	web.Op(rt, "GET", "/ladder/{rung}", view, "ladder.history", "一级督办措施的历次规则", func(ctx context.Context, in *struct {
		Rung int `path:"rung"`
	}) (*ladderRulesOut, error) {
		return rules(s.History(ctx, ladder.Rung(in.Rung)))
	})
	web.Op(rt, "POST", "/ladder/{rung}", string(ladder.MayManage), "ladder.change", "修改督办规则", func(ctx context.Context, in *ladderRuleIn) (*ladderRulesOut, error) {
		b := in.Body
		n := ladder.Rule{ID: b.ID, Rung: ladder.Rung(in.Rung), After: b.After, Behind: ladder.Rung(b.Behind), Grace: b.Grace, Basis: b.Basis, Source: b.Source, Evidence: b.Evidence,
			ValidFrom: b.ValidFrom, ValidTo: b.ValidTo, Reason: b.Reason}
		if err := s.ChangeRule(ctx, n); err != nil {
			return nil, err
		}
		return rules(s.History(ctx, n.Rung))
	})
}
