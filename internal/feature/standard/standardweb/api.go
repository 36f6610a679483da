package standardweb

import (
	"context"

	"dudao/internal/base/errs"
	paging "dudao/internal/base/page"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/web"
)

type standardRow struct {
	ID        string `json:"id"`
	Code      string `json:"code"`
	Number    int    `json:"number"`
	Title     string `json:"title"`
	State     string `json:"state" enum:"draft,published,retired"`
	ValidFrom string `json:"valid_from"`
	ValidTo   string `json:"valid_to"`
	Leaves    int    `json:"leaves"`
}

type listIn struct {
	Q     string `query:"q"`
	State string `query:"state" enum:"draft,published,retired"`
	Code  string `query:"code"`
	Page  int    `query:"page" minimum:"1" default:"1"`
	Size  int    `query:"size" minimum:"1" maximum:"500" default:"50"`
}

type standardsOut struct {
	Body struct {
		Items []standardRow `json:"items"`
		Total int           `json:"total"`
	}
}

type oneIn struct {
	ID string `path:"id"`
}

type standardVersion struct {
	ID        string              `json:"id"`
	Version   int                 `json:"version"`
	State     string              `json:"state"`
	Code      string              `json:"code"`
	Number    int                 `json:"number"`
	Title     string              `json:"title"`
	Basis     string              `json:"basis"`
	Source    string              `json:"source"`
	Evidence  string              `json:"evidence"`
	ValidFrom string              `json:"valid_from"`
	ValidTo   string              `json:"valid_to"`
	Method    string              `json:"method"`
	Levels    []string            `json:"levels"`
	Grades    []standard.Grade    `json:"grades"`
	NonValues []standard.NonValue `json:"non_values"`
	Results   []standard.Outcome  `json:"results"`
	Nodes     []standardNode      `json:"nodes"`
}

type standardNode struct {
	Code       string   `json:"code"`
	ParentCode string   `json:"parent_code"`
	Level      int      `json:"level"`
	Name       string   `json:"name"`
	Text       string   `json:"text"`
	Checks     []string `json:"checks"`
	Proofs     []string `json:"proofs"`
	Basis      string   `json:"basis"`
	Points     int      `json:"points" doc:"hundredths"`
	Veto       bool     `json:"veto"`
	Evidence   string   `json:"evidence"`
}

type standardOut struct{ Body standardVersion }

func bodyOf(v standard.Version) *standardOut {
	b := standardVersion{v.ID, v.Lock, string(v.State), v.Code, v.Number, v.Title, v.Basis, v.Source, v.Evidence, v.ValidFrom.String(), v.ValidTo.String(),
		string(v.Method), v.Levels, v.Grades, v.NonValues, v.Results, []standardNode{}}
	for _, n := range v.Nodes {
		b.Nodes = append(b.Nodes, standardNode{n.Code, n.ParentCode, n.Level, n.Name, n.Text, n.Checks, n.Proofs, n.Basis, n.Points, n.Veto, n.Evidence})
	}
	return &standardOut{b}
}

type standardImportIn struct {
	Body struct {
		YAML   string `json:"yaml" doc:"the file as text"`
		DryRun bool   `json:"dry_run,omitempty"`
	}
}

type standardImportOut struct {
	Body struct {
		ID       string            `json:"id,omitempty"`
		Problems []standardProblem `json:"problems"`
	}
}

type standardProblem struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

type standardStepIn struct {
	ID   string `path:"id"`
	Body struct {
		Version int    `json:"version"`
		On      string `json:"on,omitempty"`
		Reason  string `json:"reason,omitempty"`
	}
}

func api(rt *web.Router, s *standard.Service) {
	view, manage := string(standard.MayView), string(standard.MayManage)
	web.Op(rt, "GET", "/standards", view, "standard.list", "督导标准", func(ctx context.Context, in *listIn) (*standardsOut, error) {
		list, err := s.List(ctx, standard.Filter{Text: in.Q, State: standard.State(in.State), Code: in.Code}, paging.Req{Number: in.Page, Size: in.Size})
		if err != nil {
			return nil, err
		}
		out := new(standardsOut)
		out.Body.Total, out.Body.Items = list.Total, []standardRow{}
		for _, r := range list.Rows {
			out.Body.Items = append(out.Body.Items, standardRow{r.ID, r.Code, r.Number, r.Title, string(r.State), r.ValidFrom.String(), r.ValidTo.String(), r.Leaves})
		}
		return out, nil
	})
	web.Op(rt, "GET", "/standards/{id}", view, "standard.show", "一个版次的指标树", func(ctx context.Context, in *oneIn) (*standardOut, error) {
		return load(ctx, s, in.ID)
	})
	web.Op(rt, "POST", "/standards", manage, "standard.import", "导入标准（可只检查）", func(ctx context.Context, in *standardImportIn) (*standardImportOut, error) {
		out := new(standardImportOut)
		out.Body.Problems = []standardProblem{}
		v, problems := standard.FromYAML([]byte(in.Body.YAML))
		for _, p := range problems {
			out.Body.Problems = append(out.Body.Problems, standardProblem{p.Line, p.Text(ctx)})
		}
		if in.Body.DryRun || len(problems) > 0 {
			return out, nil
		}
		var err error
		out.Body.ID, err = s.Import(ctx, v)
		return out, err
	})
	step := func(name, summary string, f func(ctx context.Context, in *standardStepIn) error) {
		web.Op(rt, "POST", "/standards/{id}/"+name, manage, "standard."+name, summary, func(ctx context.Context, in *standardStepIn) (*standardOut, error) {
			if err := f(ctx, in); err != nil {
				return nil, err
			}
			return load(ctx, s, in.ID)
		})
	}
	step("publish", "发布标准", func(ctx context.Context, in *standardStepIn) error { return s.Publish(ctx, in.ID, in.Body.Version) })
	step("retire", "停用标准", func(ctx context.Context, in *standardStepIn) error {
		on, err := dateOf("on", in.Body.On)
		if err != nil {
			return err
		}
		return s.Retire(ctx, in.ID, in.Body.Version, on, in.Body.Reason)
	})
	web.Op(rt, "DELETE", "/standards/{id}", manage, "standard.drop", "删除标准草稿", func(ctx context.Context, in *struct {
		ID      string `path:"id"`
		Version int    `query:"version" required:"true"`
	}) (*struct{}, error) {
		return nil, s.Drop(ctx, in.ID, in.Version)
	})
}

func load(ctx context.Context, s *standard.Service, id string) (*standardOut, error) {
	if id == "" {
		return nil, errs.New(errs.NotFound, "没有找到相应的记录")
	}
	v, err := s.Version(ctx, id)
	if err != nil {
		return nil, err
	}
	return bodyOf(v), nil
}
