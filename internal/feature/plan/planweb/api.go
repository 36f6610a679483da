package planweb

import (
	"context"

	"dudao/internal/base/errs"
	paging "dudao/internal/base/page"
	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/plan"
	"dudao/internal/platform/web"
)

type planRow struct {
	ID         string `json:"id"`
	Version    int    `json:"version"`
	OfficeID   string `json:"office_id"`
	OfficeName string `json:"office_name"`
	Level      string `json:"level" enum:"city,district"`
	Year       int    `json:"year"`
	Title      string `json:"title"`
	Goal       string `json:"goal"`
	State      string `json:"state" enum:"draft,submitted,approved,filed,returned,received"`
	ApprovedOn string `json:"approved_on"`
	FiledOn    string `json:"filed_on"`
	Receipt    string `json:"receipt"`
	Reason     string `json:"return_reason"`
}

func rowOf(p plan.Plan) planRow {
	return planRow{p.ID, p.Version, p.OfficeID, p.OfficeName, string(p.Level), p.Year, p.Title, p.Goal, string(p.State), p.ApprovedOn.String(), p.FiledOn.String(), p.Receipt, p.ReturnReason}
}

type planItem struct {
	ID           string       `json:"id"`
	Version      int          `json:"version"`
	Number       int          `json:"number"`
	Title        string       `json:"title"`
	Mode         string       `json:"mode" enum:"comprehensive,special,routine,internal"`
	Field        string       `json:"field" enum:"government,school,monitoring"`
	From         string       `json:"from" format:"date"`
	To           string       `json:"to" format:"date"`
	StandardCode string       `json:"standard_code"`
	LeadID       string       `json:"lead_account_id"`
	LeadName     string       `json:"lead_name"`
	Basis        string       `json:"basis"`
	Note         string       `json:"note"`
	Targets      []planTarget `json:"targets"`
}

type planTarget struct {
	UnitID    string `json:"unit_id"`
	UnitName  string `json:"unit_name"`
	StartedID string `json:"started_id"`
}

func itemOf(i plan.Item) planItem {
	b := planItem{i.ID, i.Version, i.Number, i.Title, string(i.Mode), string(i.Field), i.From.String(), i.To.String(), i.StandardCode, i.LeadAccountID, i.LeadName, i.Basis, i.Note, []planTarget{}}
	for _, t := range i.Targets {
		b.Targets = append(b.Targets, planTarget{string(t.UnitID), t.UnitName, t.StartedID})
	}
	return b
}

type planChange struct {
	ID           string    `json:"id"`
	ItemID       string    `json:"item_id"`
	Kind         string    `json:"kind" enum:"add,edit,remove"`
	State        string    `json:"state" enum:"proposed,agreed,refused"`
	Reason       string    `json:"reason"`
	ProposedName string    `json:"proposed_name"`
	DecidedName  string    `json:"decided_name"`
	Decision     string    `json:"decision"`
	Old          *planItem `json:"old,omitempty"`
	New          *planItem `json:"new,omitempty"`
}

type planOverlap struct {
	ItemID     string `json:"item_id"`
	UnitID     string `json:"unit_id"`
	UnitName   string `json:"unit_name"`
	OtherTitle string `json:"other_title"`
	OfficeName string `json:"office_name"`
	From       string `json:"from" format:"date"`
	To         string `json:"to" format:"date"`
}

type planCoverage struct {
	Rule    string `json:"rule"`
	Clause  string `json:"clause"`
	Verdict string `json:"verdict" enum:"enough,short,unknown"`
	Text    string `json:"text"`
}

type planFull struct {
	planRow
	Items    []planItem     `json:"items"`
	Changes  []planChange   `json:"changes"`
	Overlaps []planOverlap  `json:"overlaps"`
	Coverage []planCoverage `json:"coverage"`
}

type planOut struct{ Body planFull }

type plansOut struct {
	Body struct {
		Items []planRow `json:"items"`
		Total int       `json:"total"`
	}
}

type plansIn struct {
	Q     string `query:"q"`
	Year  int    `query:"year"`
	State string `query:"state" enum:"draft,submitted,approved,filed,returned,received"`
	Level string `query:"level" enum:"city,district"`
	Sort  string `query:"sort" enum:"title,state,year,updated"`
	Desc  bool   `query:"desc"`
	Page  int    `query:"page" minimum:"1" default:"1"`
	Size  int    `query:"size" minimum:"1" maximum:"500" default:"50"`
}

type planIn struct {
	ID string `path:"id"`
}

type planStepIn struct {
	ID   string `path:"id"`
	Body struct {
		Version int    `json:"version"`
		Reason  string `json:"reason,omitempty"`
	}
}

// planItemFields is what is written about an item; targets are names, codes or ids of units.
type planItemFields struct {
	ID           string   `json:"id,omitempty"`
	Version      int      `json:"version,omitempty"`
	Title        string   `json:"title"`
	Mode         string   `json:"mode" enum:"comprehensive,special,routine,internal"`
	Field        string   `json:"field" enum:"government,school,monitoring"`
	From         string   `json:"from" format:"date"`
	To           string   `json:"to" format:"date"`
	StandardCode string   `json:"standard_code,omitempty"`
	LeadID       string   `json:"lead_account_id,omitempty"`
	LeadName     string   `json:"lead_name,omitempty"`
	Basis        string   `json:"basis"`
	Note         string   `json:"note,omitempty"`
	Targets      []string `json:"targets"`
	Reason       string   `json:"reason,omitempty"`
}

func (b planItemFields) input() (plan.ItemInput, error) {
	var c errs.Check
	in := plan.ItemInput{ID: b.ID, Title: b.Title, Mode: plan.Mode(b.Mode), Field: plan.Field(b.Field), From: dateText(&c, "from", b.From), To: dateText(&c, "to", b.To),
		StandardCode: b.StandardCode, LeadAccountID: b.LeadID, LeadName: b.LeadName, Basis: b.Basis, Note: b.Note, Targets: b.Targets, Reason: b.Reason}
	return in, c.Err()
}

type planItemIn struct {
	ID   string `path:"id"`
	Body planItemFields
}

type planItemOut struct {
	Body struct {
		ID       string `json:"id"`
		Proposed bool   `json:"proposed" doc:"waits for the leader: the plan is approved"`
	}
}

func written(id string, proposed bool, err error) (*planItemOut, error) {
	out := new(planItemOut)
	out.Body.ID, out.Body.Proposed = id, proposed
	return out, err
}

func api(rt *web.Router, s *plan.Service, people *people.Service) {
	view, edit := string(plan.MayView), string(plan.MayEdit)
	web.Op(rt, "GET", "/plans", view, "plan.list", "年度计划", func(ctx context.Context, in *plansIn) (*plansOut, error) {
		list, err := s.List(ctx, plan.Filter{Text: in.Q, Year: in.Year, State: plan.State(in.State), Level: plan.Level(in.Level)},
			paging.Req{Number: in.Page, Size: in.Size, Sort: in.Sort, Desc: in.Desc})
		if err != nil {
			return nil, err
		}
		out := new(plansOut)
		out.Body.Total, out.Body.Items = list.Total, []planRow{}
		for _, x := range list.Rows {
			out.Body.Items = append(out.Body.Items, rowOf(x.Plan))
		}
		return out, nil
	})
	web.Op(rt, "GET", "/plans/{id}", view, "plan.show", "一份年度计划", func(ctx context.Context, in *planIn) (*planOut, error) { return full(ctx, s, in.ID) })
	web.Op(rt, "POST", "/plans", edit, "plan.create", "编制年度计划", func(ctx context.Context, in *struct {
		Body struct {
			ID    string `json:"id,omitempty"`
			Year  int    `json:"year"`
			Title string `json:"title,omitempty"`
			Goal  string `json:"goal,omitempty"`
		}
	}) (*planOut, error) {
		p, err := s.Create(ctx, plan.NewPlan{ID: in.Body.ID, Year: in.Body.Year, Title: in.Body.Title, Goal: in.Body.Goal})
		if err != nil {
			return nil, err
		}
		return full(ctx, s, p.ID)
	})
	web.Op(rt, "PUT", "/plans/{id}", edit, "plan.edit", "修改计划名称与总体要求", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body struct {
			Version int    `json:"version"`
			Title   string `json:"title"`
			Goal    string `json:"goal,omitempty"`
		}
	}) (*planOut, error) {
		if err := s.Edit(ctx, in.ID, in.Body.Version, in.Body.Title, in.Body.Goal); err != nil {
			return nil, err
		}
		return full(ctx, s, in.ID)
	})
	itemOps(rt, s, people)
	stepOps(rt, s)
}

func stepOps(rt *web.Router, s *plan.Service) {
	for _, st := range plan.Steps {
		web.Op(rt, "POST", "/plans/{id}/"+string(st.Action), string(st.Need), "plan."+string(st.Action), st.Label, func(ctx context.Context, in *planStepIn) (*planOut, error) {
			if err := s.Step(ctx, in.ID, in.Body.Version, st.Action, in.Body.Reason); err != nil {
				return nil, err
			}
			return full(ctx, s, in.ID)
		})
	}
	for name, agree := range map[string]bool{"agree": true, "refuse": false} {
		label := map[bool]string{true: "批准变更", false: "不批准"}[agree]
		web.Op(rt, "POST", "/plan-changes/{id}/"+name, string(plan.MayApprove), "plan.change_"+name, label, func(ctx context.Context, in *struct {
			ID   string `path:"id"`
			Body struct {
				Decision string `json:"decision,omitempty"`
			}
		}) (*struct{}, error) {
			return nil, s.Decide(ctx, in.ID, agree, in.Body.Decision)
		})
	}
}

// lead gives the account that leads its name; one who leads already may have left.
func lead(ctx context.Context, people *people.Service, in *plan.ItemInput, now string) error {
	if in.LeadAccountID == "" || in.LeadAccountID == now {
		return nil
	}
	p, err := people.ByID(ctx, "lead_account_id", in.LeadAccountID, "")
	in.LeadName = p.Name
	return err
}

func itemOps(rt *web.Router, s *plan.Service, people *people.Service) {
	edit := string(plan.MayEdit)
	web.Op(rt, "GET", "/plan-items/{id}", string(plan.MayView), "plan.item", "一个计划事项", func(ctx context.Context, in *planIn) (*struct{ Body planItem }, error) {
		i, _, err := s.Item(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &struct{ Body planItem }{itemOf(i)}, nil
	})
	web.Op(rt, "POST", "/plans/{id}/items", edit, "plan.item_add", "添加事项", func(ctx context.Context, in *planItemIn) (*planItemOut, error) {
		input, err := in.Body.input()
		if err == nil {
			err = lead(ctx, people, &input, "")
		}
		if err != nil {
			return nil, err
		}
		return written(s.AddItem(ctx, in.ID, input))
	})
	web.Op(rt, "PUT", "/plan-items/{id}", edit, "plan.item_edit", "修改事项", func(ctx context.Context, in *planItemIn) (*planItemOut, error) {
		now, _, err := s.Item(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		input, err := in.Body.input()
		if err == nil {
			err = lead(ctx, people, &input, now.LeadAccountID)
		}
		if err != nil {
			return nil, err
		}
		proposed, err := s.EditItem(ctx, in.ID, in.Body.Version, input)
		return written(in.ID, proposed, err)
	})
	web.Op(rt, "POST", "/plan-items/{id}/remove", edit, "plan.item_remove", "移除事项", func(ctx context.Context, in *planStepIn) (*planItemOut, error) {
		proposed, err := s.RemoveItem(ctx, in.ID, in.Body.Version, in.Body.Reason)
		return written(in.ID, proposed, err)
	})
}

func full(ctx context.Context, s *plan.Service, id string) (*planOut, error) {
	f, err := s.Plan(ctx, id)
	if err != nil {
		return nil, err
	}
	b := planFull{planRow: rowOf(f.Plan), Items: []planItem{}, Changes: []planChange{}, Overlaps: []planOverlap{}, Coverage: []planCoverage{}}
	for _, i := range f.Items {
		b.Items = append(b.Items, itemOf(i))
	}
	for _, c := range f.Changes {
		x := planChange{ID: c.ID, ItemID: c.ItemID, Kind: string(c.Kind), State: string(c.State), Reason: c.Reason, ProposedName: c.ProposedName, DecidedName: c.DecidedName, Decision: c.Decision}
		if c.Old != nil {
			i := itemOf(*c.Old)
			x.Old = &i
		}
		if c.New != nil {
			i := itemOf(*c.New)
			x.New = &i
		}
		b.Changes = append(b.Changes, x)
	}
	for _, o := range f.Overlaps {
		b.Overlaps = append(b.Overlaps, planOverlap{o.ItemID, string(o.UnitID), o.UnitName, o.OtherTitle, o.OfficeName, o.From.String(), o.To.String()})
	}
	for _, c := range f.Coverage {
		b.Coverage = append(b.Coverage, planCoverage{c.Rule, c.Clause, string(c.Verdict), c.Text(ctx)})
	}
	return &planOut{b}, nil
}
