package clockweb

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/web"
)

type requestsOut struct {
	Body struct {
		Total int             `json:"total"`
		Rows  []clock.Request `json:"rows"`
	}
}

type requestOut struct{ Body clock.Request }

type decideRequestIn struct {
	ID   string `path:"id"`
	Body struct {
		Version int        `json:"version"`
		On      civil.Date `json:"on,omitempty" doc:"同意延期至；不填为申请的日期"`
		Note    string     `json:"note,omitempty"`
	}
}

type askTimeIn struct {
	ID   string `path:"id"`
	Body struct {
		ID     string     `json:"id,omitempty" doc:"由客户端生成时重复提交无害"`
		What   string     `json:"what" enum:"extend,suspend"`
		Until  civil.Date `json:"until,omitempty"`
		Reason string     `json:"reason"`
	}
}

// requestOps add what is asked about deadlines.
func requestOps(rt *web.Router, s *clock.Service) {
	view, extend, ask := string(clock.MayView), string(clock.MayExtend), string(clock.MayAskTime)
	get := func(ctx context.Context, id string, err error) (*requestOut, error) {
		if err != nil {
			return nil, err
		}
		q, err := s.RequestOf(ctx, id)
		return &requestOut{q}, err
	}
	web.Op(rt, "GET", "/clock-requests", view, "clock.requests", "延期与中止申请", func(ctx context.Context, in *struct {
		State string `query:"state" doc:"asked 待决定 · granted 已同意 · refused 未同意 · withdrawn 已撤回 · lapsed 事项已办结"`
		Text  string `query:"q"`
		Page  int    `query:"page"`
		Size  int    `query:"size"`
	}) (*requestsOut, error) {
		list, err := s.RequestList(ctx, in.State, in.Text, page.Req{Number: in.Page, Size: in.Size})
		out := new(requestsOut)
		out.Body.Total, out.Body.Rows = list.Total, append([]clock.Request{}, list.Rows...)
		return out, err
	})
	web.Op(rt, "GET", "/clock-requests/{id}", view, "clock.request", "一项延期或中止申请", func(ctx context.Context, in *struct {
		ID string `path:"id"`
	}) (*requestOut, error) {
		return get(ctx, in.ID, nil)
	})
	web.Op(rt, "POST", "/duties/{id}/ask", ask, "clock.ask", "申请延期或中止", func(ctx context.Context, in *askTimeIn) (*requestOut, error) {
		id, err := s.Ask(ctx, clock.NewRequest{ID: in.Body.ID, DutyID: in.ID, What: in.Body.What, Until: in.Body.Until, Reason: in.Body.Reason})
		return get(ctx, id, err)
	})
	web.Op(rt, "POST", "/clock-requests/{id}/grant", extend, "clock.grant", "同意申请", func(ctx context.Context, in *decideRequestIn) (*requestOut, error) {
		return get(ctx, in.ID, s.Grant(ctx, in.ID, in.Body.Version, in.Body.On, in.Body.Note))
	})
	web.Op(rt, "POST", "/clock-requests/{id}/refuse", extend, "clock.refuse", "不同意申请", func(ctx context.Context, in *decideRequestIn) (*requestOut, error) {
		return get(ctx, in.ID, s.Refuse(ctx, in.ID, in.Body.Version, in.Body.Note))
	})
	web.Op(rt, "POST", "/clock-requests/{id}/withdraw", ask, "clock.withdraw", "撤回申请", func(ctx context.Context, in *decideRequestIn) (*requestOut, error) {
		return get(ctx, in.ID, s.Withdraw(ctx, in.ID, in.Body.Version))
	})
}

type correctIn struct {
	Body struct {
		Days []struct {
			On   civil.Date `json:"on"`
			Kind string     `json:"kind" enum:"holiday,workday,plain"`
			Name string     `json:"name,omitempty"`
		} `json:"days"`
		Complete []int  `json:"complete,omitempty" doc:"安排已经齐全的年份"`
		Source   string `json:"source"`
		Reason   string `json:"reason"`
	}
}

type recountOut struct{ Body clock.Recounted }

// calendarOps add the corrections of the calendar.
func calendarOps(rt *web.Router, s *clock.Service) {
	get := func(ctx context.Context, id string) (*recountOut, error) {
		run, _, err := s.Recounted(ctx, id, page.Req{Size: 1})
		if err != nil {
			return nil, err
		}
		return &recountOut{run}, nil
	}
	web.Op(rt, "POST", "/calendar", string(clock.MayManage), "clock.calendar", "调整工作日历", func(ctx context.Context, in *correctIn) (*recountOut, error) {
		n := clock.Correction{Complete: in.Body.Complete, Source: in.Body.Source, Reason: in.Body.Reason}
		var c errs.Check
		for _, y := range n.Complete {
			c.That(y >= 1990 && y <= 2100, "complete", "日期须在 1990 年至 2100 年之间")
		}
		if err := c.Err(); err != nil {
			return nil, err
		}
		for _, d := range in.Body.Days {
			n.Days = append(n.Days, clock.SetDay{On: d.On, Kind: d.Kind, Name: d.Name})
		}
		id, err := s.CorrectCalendar(ctx, n)
		if err != nil {
			return nil, err
		}
		return get(ctx, id)
	})
	web.Op(rt, "GET", "/calendar/recounts/{id}", string(clock.MayView), "clock.recount", "一次日历调整后的重算", func(ctx context.Context, in *struct {
		ID string `path:"id"`
	}) (*recountOut, error) {
		return get(ctx, in.ID)
	})
}
