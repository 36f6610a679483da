package auditweb

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"dudao/internal/base/page"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/web"
)

type entryBody struct {
	audit.Stored
	Label string          `json:"label"`
	Index *int64          `json:"index" doc:"place in the log; null while it waits"`
	Old   json.RawMessage `json:"old,omitempty"`
	New   json.RawMessage `json:"new,omitempty"`
}

type listIn struct {
	Who    string `query:"q"`
	Action string `query:"action"`
	Unit   string `query:"unit"`
	Record string `query:"record" doc:"kind, id or kind/id"`
	From   string `query:"from" doc:"first day"`
	To     string `query:"to" doc:"last day"`
	Page   int    `query:"page" minimum:"1" default:"1"`
	Size   int    `query:"size" minimum:"1" maximum:"500" default:"50"`
}

func (in listIn) values() url.Values {
	return url.Values{"q": {in.Who}, "action": {in.Action}, "unit": {in.Unit}, "record": {in.Record}, "from": {in.From}, "to": {in.To}}
}

type listOut struct {
	Body struct {
		Total int         `json:"total"`
		Items []entryBody `json:"items"`
	}
}

type oneIn struct {
	ID string `path:"id"`
}

type oneOut struct {
	Body struct {
		Entry entryBody    `json:"entry"`
		Leaf  string       `json:"leaf" doc:"the bytes the log commits to"`
		Proof *audit.Proof `json:"proof"`
	}
}

type pointsIn struct {
	Page int `query:"page" minimum:"1" default:"1"`
}

type pointsOut struct {
	Body struct {
		Total int                `json:"total"`
		Key   string             `json:"key"`
		Items []audit.Checkpoint `json:"items"`
	}
}

type pointOut struct{ Body audit.Checkpoint }

func (h handler) api(rt *web.Router) {
	web.Op(rt, "GET", "/audit", string(MayView), "audit.list", "查看审计日志", h.apiList)
	web.Op(rt, "GET", "/audit/{id}", string(MayView), "audit.show", "查看一条日志及其存证", h.apiShow)
	web.Op(rt, "GET", "/audit/checkpoints", string(MayView), "audit.checkpoints", "列出日志检查点", func(ctx context.Context, in *pointsIn) (*pointsOut, error) {
		req := page.Req{Number: in.Page}
		list, total, err := h.log.Checkpoints(ctx, req.Limit(), req.Offset())
		out := &pointsOut{}
		out.Body.Total, out.Body.Key, out.Body.Items = total, h.log.Public(), append([]audit.Checkpoint{}, list...)
		return out, err
	})
	web.Op(rt, "POST", "/audit/checkpoints", string(MaySign), "audit.checkpoint", "签署日志检查点", func(ctx context.Context, _ *struct{}) (*pointOut, error) {
		c, err := h.log.Mark(ctx)
		return &pointOut{c}, err
	})
}

func (h handler) body(e audit.Row) entryBody {
	return entryBody{Stored: e.Stored, Label: h.log.Label(e.Action), Index: e.Index, Old: raw(e.Old), New: raw(e.New)}
}

func raw(text string) json.RawMessage {
	if !json.Valid([]byte(text)) {
		return nil
	}
	return json.RawMessage(text)
}

func (h handler) apiList(ctx context.Context, in *listIn) (*listOut, error) {
	sc, err := scope(ctx, MayView)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "/audit?"+in.values().Encode(), nil)
	if err != nil {
		return nil, err
	}
	f, err := h.filterOf(r)
	if err != nil {
		return nil, err
	}
	rows, err := h.log.List(ctx, sc, f, page.Req{Number: in.Page, Size: in.Size})
	if err != nil {
		return nil, err
	}
	if err := h.looked(ctx, "audit.read", in.values()); err != nil {
		return nil, err
	}
	out := &listOut{}
	out.Body.Total, out.Body.Items = rows.Total, []entryBody{}
	for _, e := range rows.Rows {
		out.Body.Items = append(out.Body.Items, h.body(e))
	}
	return out, nil
}

func (h handler) apiShow(ctx context.Context, in *oneIn) (*oneOut, error) {
	e, p, err := h.entry(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &oneOut{}
	out.Body.Entry, out.Body.Proof = h.body(e), p
	if leaf, err := e.Canonical(); err == nil {
		out.Body.Leaf = string(leaf)
	}
	return out, nil
}
