package inspectorweb

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/platform/web"
)

type (
	listInput struct {
		Text  string `query:"q" doc:"姓名、督学证号、单位或职务中含有的文字"`
		Level string `query:"level" enum:",city,district"`
		Kind  string `query:"kind" enum:",full,part"`
		Field string `query:"field" enum:",government,school,both"`
		Below string `query:"below" doc:"区的路径"`
		State string `query:"state" enum:",valid,upcoming,expired,ended"`
		Sort  string `query:"sort" enum:",name,level,term_to"`
		Desc  bool   `query:"desc"`
		Page  int    `query:"page" minimum:"1" default:"1"`
		Size  int    `query:"size" minimum:"1" maximum:"500" default:"50"`
	}
	listOutput struct{ Body listBody }
	listBody   struct {
		Total int                   `json:"total"`
		Rows  []inspector.Inspector `json:"rows"`
	}
	idInput struct {
		ID string `path:"id"`
	}
	recordOutput struct{ Body recordBody }
	recordBody   struct {
		inspector.Inspector
		State string          `json:"state" enum:"valid,upcoming,expired,ended"`
		Ties  []inspector.Tie `json:"ties" doc:"本人和管理督学名册的人员可见"`
	}
	newTie struct {
		ID     string     `json:"id,omitempty" doc:"由客户端生成时重复提交无害"`
		UnitID string     `json:"unit_id,omitempty"`
		Kind   string     `json:"kind,omitempty" enum:"near_relative,family_at,employed,other,self_declared"`
		Note   string     `json:"note,omitempty"`
		From   civil.Date `json:"from,omitempty"`
		To     civil.Date `json:"to,omitempty"`
	}
	reason struct {
		Reason string `json:"reason,omitempty"`
	}
)

// Particulars are what a client says about an inspector.
type Particulars struct {
	UnitID        string     `json:"unit_id,omitempty" doc:"聘任机构；登记后不变"`
	Name          string     `json:"name,omitempty"`
	Kind          string     `json:"kind,omitempty" enum:"full,part"`
	Field         string     `json:"field,omitempty" enum:"government,school,both"`
	Post          string     `json:"post,omitempty"`
	CertificateNo string     `json:"certificate_no,omitempty"`
	TermFrom      civil.Date `json:"term_from,omitempty"`
	TermTo        civil.Date `json:"term_to,omitempty"`
	Terms         int        `json:"terms,omitempty" minimum:"0"`
	Stages        string     `json:"stages,omitempty" doc:"学段代码，用逗号分开"`
	AccountID     string     `json:"account_id,omitempty"`
}

func (p Particulars) inspector(id string) inspector.Inspector {
	return inspector.Inspector{ID: id, UnitID: org.UnitID(p.UnitID), Name: p.Name, Kind: p.Kind, Field: p.Field, Post: p.Post, CertificateNo: p.CertificateNo,
		TermFrom: p.TermFrom, TermTo: p.TermTo, Terms: p.Terms, Stages: p.Stages, AccountID: p.AccountID}
}

type operations struct{ s *inspector.Service }

// record answers with the inspector as they are now.
func (a operations) record(ctx context.Context, id string) (*recordOutput, error) {
	i, ties, err := a.s.Show(ctx, id)
	if err != nil {
		return nil, err
	}
	if ties == nil {
		ties = []inspector.Tie{}
	}
	return &recordOutput{recordBody{i, i.State(a.s.Today()), ties}}, nil
}

// api adds the operations: what the pages do, with the same service.
func api(rt *web.Router, s *inspector.Service) {
	a := operations{s}
	const view, manage = string(inspector.MayView), string(inspector.MayManage)
	web.Op(rt, "GET", "/inspectors", view, "inspector.list", "督学名册", a.list)
	web.Op(rt, "GET", "/inspectors/{id}", view, "inspector.get", "一名督学", func(ctx context.Context, in *idInput) (*recordOutput, error) { return a.record(ctx, in.ID) })
	web.Op(rt, "POST", "/inspectors", manage, "inspector.add", "登记督学", func(ctx context.Context, in *struct {
		Body struct {
			ID string `json:"id,omitempty" doc:"由客户端生成时重复提交无害"`
			Particulars
		}
	}) (*recordOutput, error) {
		i, err := s.Add(ctx, in.Body.Particulars.inspector(in.Body.ID))
		if err != nil {
			return nil, err
		}
		return a.record(ctx, i.ID)
	})
	web.Op(rt, "POST", "/inspectors/{id}/edit", manage, "inspector.edit", "修改或续聘", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body struct {
			Version int `json:"version,omitempty"`
			Particulars
		}
	}) (*recordOutput, error) {
		if _, err := s.Edit(ctx, in.ID, in.Body.Version, in.Body.Particulars.inspector(in.ID)); err != nil {
			return nil, err
		}
		return a.record(ctx, in.ID)
	})
	web.Op(rt, "POST", "/inspectors/{id}/end", manage, "inspector.end", "办理离任", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body struct {
			Version int    `json:"version,omitempty"`
			Reason  string `json:"reason,omitempty"`
		}
	}) (*recordOutput, error) {
		if _, err := s.End(ctx, in.ID, in.Body.Version, in.Body.Reason); err != nil {
			return nil, err
		}
		return a.record(ctx, in.ID)
	})
	a.ties(rt)
}

// ties adds the operations about recusal.
func (a operations) ties(rt *web.Router) {
	s := a.s
	const manage, declare = string(inspector.MayManage), string(inspector.MayDeclare)
	web.Op(rt, "POST", "/inspectors/{id}/ties", declare, "inspector.declare", "申报回避关系", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body newTie
	}) (*recordOutput, error) {
		n := in.Body
		if _, err := s.Declare(ctx, in.ID, inspector.NewTie{ID: n.ID, UnitID: org.UnitID(n.UnitID), Kind: inspector.TieKind(n.Kind), Note: n.Note, From: n.From, To: n.To}); err != nil {
			return nil, err
		}
		return a.record(ctx, in.ID)
	})
	web.Op(rt, "POST", "/inspectors/{id}/ties/{tie}/end", manage, "inspector.end_tie", "解除回避关系", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Tie  string `path:"tie"`
		Body reason
	}) (*recordOutput, error) {
		if err := s.EndTie(ctx, in.ID, in.Tie, in.Body.Reason); err != nil {
			return nil, err
		}
		return a.record(ctx, in.ID)
	})
}

func (a operations) list(ctx context.Context, in *listInput) (*listOutput, error) {
	f := inspector.Filter{Text: in.Text, Level: inspector.Level(in.Level), Kind: in.Kind, Field: in.Field, Below: in.Below, State: in.State}
	list, err := a.s.List(ctx, f, page.Req{Number: in.Page, Size: in.Size, Sort: in.Sort, Desc: in.Desc})
	if err != nil {
		return nil, err
	}
	out := &listOutput{}
	out.Body.Total, out.Body.Rows = list.Total, list.Rows
	if out.Body.Rows == nil {
		out.Body.Rows = []inspector.Inspector{}
	}
	return out, nil
}
