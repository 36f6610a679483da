package accountabilityweb

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/circular"
	"dudao/internal/feature/accountability/dossier"
	"dudao/internal/feature/accountability/honour"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/accountability/talk"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
)

type (
	listInput struct {
		Text    string `query:"q" doc:"单位、标题或文号中含有的文字"`
		State   string `query:"state"`
		Ground  string `query:"ground"`
		Year    int    `query:"year"`
		InForce bool   `query:"in_force" doc:"建议或优先支持在执行中"`
		Sort    string `query:"sort" enum:",title,unit,created,done"`
		Desc    bool   `query:"desc"`
		Page    int    `query:"page" minimum:"1" default:"1"`
		Size    int    `query:"size" minimum:"1" maximum:"500" default:"50"`
	}
	recordList struct {
		Body struct {
			Total int                     `json:"total"`
			Rows  []accountability.Record `json:"rows"`
		}
	}
	idInput struct {
		ID string `path:"id"`
	}
	recordBody struct {
		accountability.Record
		Persons  []accountability.Persons `json:"persons"`
		Measures []accountability.Applied `json:"measures"`
		Points   []reply.Point            `json:"points"`
		Events   []accountability.Event   `json:"events"`
	}
	recordOutput     struct{ Body recordBody }
	stepInput[B any] struct {
		ID   string `path:"id"`
		Body struct {
			Version int `json:"version,omitempty"`
			In      B   `json:"in,omitempty"`
		}
	}
	newBody[B any] struct {
		ID     string `json:"id,omitempty" doc:"由客户端生成时重复提交无害"`
		UnitID string `json:"unit_id,omitempty"`
		In     B      `json:"in,omitempty"`
	}
	answerInput struct {
		ID    string `path:"id"`
		Point string `path:"point"`
		Body  struct {
			Verdict string `json:"verdict,omitempty" doc:"accepted、partly 或 refused"`
			Answer  string `json:"answer,omitempty"`
		}
	}
)

// operations adds what every mechanism has: list, record, answers, and one operation a step.
func operations[B any](rt *web.Router, h handler, k accountability.Kind, do func(ctx context.Context, id string, version int, a accountability.Action, in B) error) {
	path, name, flow := accountability.Paths[k], "accountability_"+string(k), h.mechs[k].flow
	view := string(accountability.MayView)
	web.Op(rt, "GET", path, view, name+".list", flow.Label+"列表", func(ctx context.Context, in *listInput) (*recordList, error) {
		f := accountability.Filter{Text: in.Text, State: accountability.State(in.State), Ground: in.Ground, Year: in.Year, InForce: in.InForce}
		list, err := h.All.List(ctx, k, f, page.Req{Number: in.Page, Size: in.Size, Sort: in.Sort, Desc: in.Desc})
		if err != nil {
			return nil, err
		}
		out := &recordList{}
		out.Body.Total, out.Body.Rows = list.Total, orNone(list.Rows)
		return out, nil
	})
	web.Op(rt, "GET", path+"/{id}", view, name+".get", flow.Label+"记录", func(ctx context.Context, in *idInput) (*recordOutput, error) { return h.record(ctx, k, in.ID) })
	web.Op(rt, "POST", path+"/{id}/points/{point}", string(accountability.MayRun), name+".answer", "答复意见", func(ctx context.Context, in *answerInput) (*recordOutput, error) {
		if err := h.All.Answer(ctx, k, in.ID, in.Point, reply.Verdict(in.Body.Verdict), in.Body.Answer); err != nil {
			return nil, err
		}
		return h.record(ctx, k, in.ID)
	})
	for _, st := range stepsOf(flow) {
		web.Op(rt, "POST", path+"/{id}/"+string(st.Action), string(st.Need()), name+"."+string(st.Action), st.Label, func(ctx context.Context, in *stepInput[B]) (*recordOutput, error) {
			if err := do(ctx, in.ID, in.Body.Version, st.Action, in.Body.In); err != nil {
				return nil, err
			}
			out, err := h.record(ctx, k, in.ID)
			if errs.KindOf(err) == errs.NotFound {
				return &recordOutput{}, nil // done, but not to be seen any more
			}
			return out, err
		})
	}
}

func opening[B any](rt *web.Router, h handler, k accountability.Kind, summary string, open func(ctx context.Context, n accountability.NewRecord, in B) (accountability.Record, error)) {
	web.Op(rt, "POST", accountability.Paths[k], string(accountability.MayRun), "accountability_"+string(k)+".open", summary, func(ctx context.Context, in *struct{ Body newBody[B] }) (*recordOutput, error) {
		r, err := open(ctx, accountability.NewRecord{ID: in.Body.ID, UnitID: org.UnitID(in.Body.UnitID)}, in.Body.In)
		if err != nil {
			return nil, err
		}
		return h.record(ctx, k, r.ID)
	})
}

func (h handler) record(ctx context.Context, k accountability.Kind, id string) (*recordOutput, error) {
	f, err := h.All.Show(ctx, k, id)
	if err != nil {
		return nil, err
	}
	return &recordOutput{recordBody{f.Record, orNone(f.Persons), orNone(f.Measures), orNone(f.Points), orNone(f.Events)}}, nil
}

func orNone[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

func (h handler) api(rt *web.Router) {
	opening(rt, h, accountability.Talk, "新建约谈", func(ctx context.Context, n accountability.NewRecord, in talk.TalkIn) (accountability.Record, error) {
		n.Grounds, n.Facts = in.Grounds, in.Facts
		return h.Talk.Open(ctx, n)
	})
	opening(rt, h, accountability.Circular, "新建通报", func(ctx context.Context, n accountability.NewRecord, in circular.CircularIn) (accountability.Record, error) {
		n.Grounds, n.Facts = in.Grounds, in.Facts
		return h.Circular.Open(ctx, n)
	})
	opening(rt, h, accountability.Case, "新建问责线索", h.Liability.Open)
	opening(rt, h, accountability.Honour, "新建表彰", func(ctx context.Context, n accountability.NewRecord, in honour.HonourIn) (accountability.Record, error) {
		n.Facts = in.Facts
		return h.Honour.Open(ctx, n)
	})
	operations(rt, h, accountability.Talk, h.Talk.Do)
	operations(rt, h, accountability.Circular, h.Circular.Do)
	operations(rt, h, accountability.Case, h.Liability.Do)
	operations(rt, h, accountability.Honour, h.Honour.Do)
	for _, k := range []accountability.Kind{accountability.Review, accountability.Appeal} {
		operations(rt, h, k, func(ctx context.Context, id string, version int, a accountability.Action, in liability.RemedyIn) error {
			return h.Liability.DoRemedy(ctx, k, id, version, a, in)
		})
	}
	h.around(rt)
}

// around adds the operations beside the records.
func (h handler) around(rt *web.Router) {
	type answerBody struct {
		ID   string `path:"id"`
		Body struct {
			Version int    `json:"version,omitempty"`
			Agree   string `json:"agree,omitempty" doc:"yes 或 no"`
			Opinion string `json:"opinion,omitempty"`
		}
	}
	web.Op(rt, "POST", "/consultations/{id}", string(accountability.MayConsult), "accountability_consult.answer", "答复征求意见", func(ctx context.Context, in *answerBody) (*struct{}, error) {
		return nil, h.Liability.Answer(ctx, in.ID, in.Body.Version, in.Body.Agree, in.Body.Opinion)
	})
	type dossierInput struct {
		Unit   string `query:"unit" doc:"单位标识"`
		Person string `query:"person"`
		From   string `query:"from" doc:"2026-09-01"`
		To     string `query:"to" doc:"2026-09-01"`
	}
	type dossierOutput struct {
		Body struct {
			Title string         `json:"title"`
			Lines []dossier.Line `json:"lines"`
		}
	}
	web.Op(rt, "GET", "/dossiers", string(accountability.MayDossier), "accountability_dossier.get", "督导结果档案", func(ctx context.Context, in *dossierInput) (*dossierOutput, error) {
		var from, to civil.Date
		if from.UnmarshalText([]byte(in.From)) != nil || to.UnmarshalText([]byte(in.To)) != nil {
			return nil, errs.NewField("from", "日期请写成 2026-09-01 的样子")
		}
		d, err := h.Dossier.Make(ctx, dossier.Ask{UnitID: org.UnitID(in.Unit), Person: in.Person, From: from, To: to})
		if err != nil {
			return nil, err
		}
		out := &dossierOutput{}
		out.Body.Title, out.Body.Lines = d.Title(), orNone(d.Lines)
		return out, nil
	})
}
