package reportweb

import (
	"context"
	"net/http"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/report"
	"dudao/internal/platform/web"
)

type idIn struct {
	ID string `path:"id" doc:"the supervision"`
}

type reportOut struct{ Body report.Full }

type stepIn struct {
	ID   string `path:"id" doc:"the supervision"`
	Body struct {
		Version    int    `json:"version,omitempty"`
		Reason     string `json:"reason,omitempty"`
		Number     string `json:"number,omitempty"`
		Government string `json:"government,omitempty"`
		On         string `json:"on,omitempty" doc:"2026-09-01"`
		Receipt    string `json:"receipt,omitempty"`
	}
}

type writeIn struct {
	ID   string `path:"id" doc:"the supervision"`
	Body struct {
		ID      string   `json:"id,omitempty"`
		Version int      `json:"version,omitempty"`
		Section string   `json:"section,omitempty"`
		Text    string   `json:"text,omitempty"`
		Grounds []string `json:"grounds,omitempty"`
	}
}

func api(rt *web.Router, s *report.Service) {
	load := func(ctx context.Context, id string, err error) (*reportOut, error) {
		if err != nil {
			return nil, err
		}
		full, err := s.Load(ctx, id)
		return &reportOut{full}, err
	}
	web.Op(rt, http.MethodGet, "/inspections/{id}/report", string(report.MayView), "report.show", "督导报告及其依据",
		func(ctx context.Context, in *idIn) (*reportOut, error) { return load(ctx, in.ID, nil) })
	web.Op(rt, http.MethodPost, "/inspections/{id}/report/compose", string(report.MayEdit), "report.compose", "生成报告初稿",
		func(ctx context.Context, in *idIn) (*reportOut, error) {
			return load(ctx, in.ID, s.Compose(ctx, in.ID))
		})
	web.Op(rt, http.MethodPost, "/inspections/{id}/report/statements", string(report.MayEdit), "report.write", "添加或修改表述",
		func(ctx context.Context, in *writeIn) (*reportOut, error) {
			return load(ctx, in.ID, s.WriteStatement(ctx, in.ID, report.Write{ID: in.Body.ID, Version: in.Body.Version, Section: report.Section(in.Body.Section), Text: in.Body.Text, Grounds: in.Body.Grounds}))
		})
	web.Op(rt, http.MethodDelete, "/inspections/{id}/report/statements/{statement}", string(report.MayEdit), "report.drop", "删去表述",
		func(ctx context.Context, in *struct {
			ID        string `path:"id" doc:"the supervision"`
			Statement string `path:"statement"`
		}) (*reportOut, error) {
			return load(ctx, in.ID, s.DropStatement(ctx, in.ID, in.Statement))
		})
	step := func(action, permission, label string, f func(ctx context.Context, in *stepIn) error) {
		web.Op(rt, http.MethodPost, "/inspections/{id}/report/"+action, permission, "report."+action, label,
			func(ctx context.Context, in *stepIn) (*reportOut, error) { return load(ctx, in.ID, f(ctx, in)) })
	}
	step("submit", string(report.MayEdit), "提请审定", func(ctx context.Context, in *stepIn) error { return s.Submit(ctx, in.ID, in.Body.Version) })
	step("return", string(report.MayApprove), "退回修改", func(ctx context.Context, in *stepIn) error {
		return s.Return(ctx, in.ID, in.Body.Version, in.Body.Reason)
	})
	step("approve", string(report.MayApprove), "审定", func(ctx context.Context, in *stepIn) error {
		return s.Approve(ctx, in.ID, in.Body.Version, in.Body.Number)
	})
	step("file", string(report.MayFile), "报政府并备案", func(ctx context.Context, in *stepIn) error {
		var on civil.Date
		if err := on.UnmarshalText([]byte(in.Body.On)); err != nil {
			return errs.NewField("on", "请按 2026-09-01 的格式填写日期")
		}
		return s.File(ctx, in.ID, in.Body.Version, in.Body.Government, on)
	})
	step("receive", string(report.MayReceive), "出具备案回执", func(ctx context.Context, in *stepIn) error {
		return s.Receive(ctx, in.ID, in.Body.Version, in.Body.Receipt)
	})
	step("publish", string(report.MayPublish), "公布", func(ctx context.Context, in *stepIn) error { return s.Publish(ctx, in.ID, in.Body.Version) })
}
