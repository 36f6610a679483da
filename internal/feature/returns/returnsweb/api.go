package returnsweb

import (
	"context"

	paging "dudao/internal/base/page"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/web"
)

type returnRow struct {
	ID         string `json:"id"`
	Version    int    `json:"version"`
	CampaignID string `json:"campaign_id"`
	Form       string `json:"form"`
	Year       int    `json:"year"`
	UnitID     string `json:"unit_id"`
	UnitName   string `json:"unit_name"`
	State      string `json:"state" enum:"filling,submitted,checked,accepted,returned,waived"`
	Asked      int    `json:"asked"`
	Filled     int    `json:"filled"`
	Wrong      int    `json:"wrong"`
	Doubts     int    `json:"doubts"`
	Demo       bool   `json:"demo"`
}

func rowOf(x returns.Return) returnRow {
	return returnRow{x.ID, x.Version, x.CampaignID, x.Form, x.Year, string(x.UnitID), x.UnitName, string(x.State), x.Asked, x.Filled, x.Wrong, x.Doubts, x.Demo}
}

type cellOut struct {
	Field   string `json:"field"`
	Version int    `json:"version"`
	Value   string `json:"value"`
	Note    string `json:"note"`
	Origin  string `json:"origin"`
	Comment string `json:"comment"`
	Mark    string `json:"mark"`
}

type problemOut struct {
	Field string `json:"field"`
	Grade string `json:"grade" enum:"error,warn,absent"`
	Text  string `json:"text"`
}

type returnOut struct {
	Body struct {
		returnRow
		Cells    []cellOut    `json:"cells"`
		Problems []problemOut `json:"problems"`
	}
}

type returnsIn struct {
	Campaign string `query:"campaign"`
	Q        string `query:"q"`
	Year     int    `query:"year"`
	State    string `query:"state" enum:"filling,submitted,checked,accepted,returned,waived"`
	Page     int    `query:"page" minimum:"1" default:"1"`
	Size     int    `query:"size" minimum:"1" maximum:"500" default:"50"`
}

type returnsOut struct {
	Body struct {
		Items []returnRow `json:"items"`
		Total int         `json:"total"`
	}
}

type returnIn struct {
	ID string `path:"id"`
}

type cellsIn struct {
	ID   string `path:"id"`
	Body struct {
		Cells []returns.Entry `json:"cells"`
	}
}

type conflictOut struct {
	Field  string `json:"field"`
	Theirs string `json:"theirs"`
	Mine   string `json:"mine"`
}

type savedOut struct {
	Body struct {
		Changed   int           `json:"changed"`
		Conflicts []conflictOut `json:"conflicts"`
		Return    returnRow     `json:"return"`
	}
}

func api(rt *web.Router, s *returns.Service) {
	view := string(returns.MayView)
	web.Op(rt, "GET", "/returns", view, "returns.list", "数据填报列表", func(ctx context.Context, in *returnsIn) (*returnsOut, error) {
		list, err := s.List(ctx, returns.Filter{Campaign: in.Campaign, Text: in.Q, Year: in.Year, State: returns.State(in.State)}, paging.Req{Number: in.Page, Size: in.Size})
		out := &returnsOut{}
		out.Body.Items, out.Body.Total = []returnRow{}, list.Total
		for _, x := range list.Rows {
			out.Body.Items = append(out.Body.Items, rowOf(x))
		}
		return out, err
	})
	web.Op(rt, "GET", "/returns/{id}", view, "returns.show", "一份填报的单元格与核对结果", func(ctx context.Context, in *returnIn) (*returnOut, error) {
		f, err := s.Get(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out := &returnOut{}
		out.Body.returnRow, out.Body.Cells, out.Body.Problems = rowOf(f.Return), []cellOut{}, []problemOut{}
		for _, x := range f.Form.Fields {
			if c, ok := f.Cells[x.Code]; ok {
				out.Body.Cells = append(out.Body.Cells, cellOut{c.Field, c.Version, c.Value, c.Note, string(c.Origin), c.Comment, c.Mark})
			}
		}
		for _, p := range f.Problems {
			out.Body.Problems = append(out.Body.Problems, problemOut{p.Field, string(p.Grade), p.Words(ctx)})
		}
		return out, nil
	})
	web.Op(rt, "POST", "/returns/{id}/cells", string(returns.MayFill), "returns.cells", "保存单元格", func(ctx context.Context, in *cellsIn) (*savedOut, error) {
		saved, err := s.Save(ctx, in.ID, in.Body.Cells, returns.Typed)
		if err != nil {
			return nil, err
		}
		out := &savedOut{}
		out.Body.Changed, out.Body.Conflicts, out.Body.Return = saved.Changed, []conflictOut{}, rowOf(saved.Return)
		for _, c := range saved.Conflicts {
			out.Body.Conflicts = append(out.Body.Conflicts, conflictOut{c.Field.Code, c.Theirs.Value, c.Mine})
		}
		return out, nil
	})
}
