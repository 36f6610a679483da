package inspectweb

import (
	"context"

	"dudao/internal/base/civil"
	paging "dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity/people"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/web"
)

type listInput struct {
	Text  string `query:"q" doc:"督导名称、单位或文号中含有的文字"`
	State string `query:"state"`
	Open  bool   `query:"open"`
	Mode  string `query:"mode"`
	Field string `query:"field"`
	Year  int    `query:"year"`
	Below string `query:"below" doc:"单位路径"`
	Mine  bool   `query:"mine" doc:"本人参加的"`
	Sort  string `query:"sort" enum:",title,unit,from,state,updated"`
	Desc  bool   `query:"desc"`
	Page  int    `query:"page" minimum:"1" default:"1"`
	Size  int    `query:"size" minimum:"1" maximum:"500" default:"50"`
}

type listOutput struct{ Body listBody }

type listBody struct {
	Total int           `json:"total"`
	Rows  []inspect.Row `json:"rows"`
}

type dossierOutput struct{ Body dossierBody }

// dossierBody is a supervision as the reader may see it.
type dossierBody struct {
	inspect.Inspection
	Team       []fieldwork.Member  `json:"team"`
	Indicators []inspect.Indicator `json:"indicators"`
	Records    []fieldwork.Record  `json:"records"`
	Findings   []inspect.Finding   `json:"findings"`
	Points     []inspect.Point     `json:"points"`
	Letters    []inspect.Letter    `json:"letters"`
	Orders     []string            `json:"orders"` // ids of rectifications
	Workload   fieldwork.Workload  `json:"workload"`
	Actions    []string            `json:"actions"` // the steps the acting person may take now
}

func bodyOf(d inspect.Dossier) dossierBody {
	b := dossierBody{Inspection: d.Inspection, Team: all(d.Team), Indicators: all(d.Indicators), Records: all(d.Records), Findings: all(d.Findings), Points: all(d.Points),
		Letters: []inspect.Letter{}, Orders: []string{}, Actions: []string{}}
	for n := range b.Team {
		b.Team[n].Sections = all(b.Team[n].Sections)
	}
	for n := range b.Records {
		b.Records[n].Nodes = all(b.Records[n].Nodes)
	}
	for _, kind := range []string{inspect.LetterNotice, inspect.LetterPreliminary, inspect.LetterOpinion} {
		if l, ok := d.Letters[kind]; ok {
			b.Letters = append(b.Letters, l)
		}
	}
	for _, o := range d.Orders {
		b.Orders = append(b.Orders, string(o.ID))
	}
	for _, st := range d.Actions() {
		b.Actions = append(b.Actions, string(st.Action))
	}
	if d.Viewer.Inside {
		b.Workload = d.Work()
	}
	return b
}

func all[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// api adds the operations: what the pages do, with the same services.
func api(rt *web.Router, s *inspect.Service, people *people.Service) {
	view, manage := string(inspect.MayView), string(inspect.MayManage)
	web.Op(rt, "GET", "/inspections", view, "inspect.list", "督导列表", func(ctx context.Context, in *listInput) (*listOutput, error) {
		f := inspect.Filter{Text: in.Text, State: inspect.State(in.State), Open: in.Open, Mode: plan.Mode(in.Mode), Field: plan.Field(in.Field), Year: in.Year, Below: in.Below, Mine: in.Mine}
		list, err := s.List(ctx, f, paging.Req{Number: in.Page, Size: in.Size, Sort: in.Sort, Desc: in.Desc})
		out := &listOutput{}
		out.Body.Total, out.Body.Rows = list.Total, all(list.Rows)
		return out, err
	})
	web.Op(rt, "GET", "/inspections/{id}", view, "inspect.get", "一项督导", func(ctx context.Context, in *struct {
		ID string `path:"id"`
	}) (*dossierOutput, error) {
		return show(ctx, s, in.ID)
	})
	web.Op(rt, "POST", "/inspections", manage, "inspect.start", "启动督导", func(ctx context.Context, in *struct {
		Body struct {
			ID     string `json:"id,omitempty" doc:"由客户端生成时重复提交无害"`
			ItemID string `json:"item_id"`
			UnitID string `json:"unit_id"`
		}
	}) (*dossierOutput, error) {
		i, err := s.Start(ctx, inspect.NewInspection{ID: in.Body.ID, ItemID: in.Body.ItemID, UnitID: org.UnitID(in.Body.UnitID)})
		if err != nil {
			return nil, err
		}
		return show(ctx, s, i.ID)
	})
	a := operations{rt, s, people}
	a.prepare()
	a.steps()
	a.site()
	a.opinion()
}

func show(ctx context.Context, s *inspect.Service, id string) (*dossierOutput, error) {
	d, err := s.Show(ctx, id)
	if err != nil {
		return nil, err
	}
	return &dossierOutput{bodyOf(d)}, nil
}

type operations struct {
	rt     *web.Router
	s      *inspect.Service
	people *people.Service
}

// request is a change of a supervision: version is the one that was read, of the supervision or of
// the part that changes; part names the member, record, indicator, finding, letter or point.
type request[B any] struct {
	ID   string `path:"id"`
	Part string `path:"part"`
	Body struct {
		Version int `json:"version,omitempty"`
		In      B   `json:"in,omitempty"`
	}
}

// op adds POST /inspections/{id}<path>; it answers with the supervision as it is then.
func op[B any](a operations, path string, p access.Permission, name, summary string, f func(ctx context.Context, id, part string, version int, in B) error) {
	do := func(ctx context.Context, id, part string, version int, in B) (*dossierOutput, error) {
		if err := f(ctx, id, part, version, in); err != nil {
			return nil, err
		}
		return show(ctx, a.s, id)
	}
	if !hasPart(path) {
		type whole struct {
			ID   string `path:"id"`
			Body struct {
				Version int `json:"version,omitempty"`
				In      B   `json:"in,omitempty"`
			}
		}
		web.Op(a.rt, "POST", "/inspections/{id}"+path, string(p), "inspect."+name, summary, func(ctx context.Context, in *whole) (*dossierOutput, error) {
			return do(ctx, in.ID, "", in.Body.Version, in.Body.In)
		})
		return
	}
	web.Op(a.rt, "POST", "/inspections/{id}"+path, string(p), "inspect."+name, summary, func(ctx context.Context, in *request[B]) (*dossierOutput, error) {
		return do(ctx, in.ID, in.Part, in.Body.Version, in.Body.In)
	})
}

func hasPart(path string) bool {
	for n := range path {
		if path[n] == '{' {
			return true
		}
	}
	return false
}

type nothing struct{}

type reason struct {
	Reason string `json:"reason,omitempty"`
}

type settled struct {
	Title   string     `json:"title"`
	Matters string     `json:"matters"`
	Basis   string     `json:"basis"`
	From    civil.Date `json:"from"`
	To      civil.Date `json:"to"`
}

type newMember struct {
	InspectorID string `json:"inspector_id,omitempty" doc:"督学；聘请专业人员时不填"`
	Duty        string `json:"duty,omitempty" enum:",leader,member"`
	Name        string `json:"name,omitempty"`
	AccountID   string `json:"account_id,omitempty"`
	Note        string `json:"note,omitempty"`
}

type sections struct {
	Sections []string `json:"sections"`
}

type claims struct {
	Claims []inspect.Claim `json:"claims"`
}

func (a operations) prepare() {
	s := a.s
	op(a, "/edit", inspect.MayManage, "edit", "修改事项与时间", func(ctx context.Context, id, _ string, v int, in settled) error {
		return s.Edit(ctx, id, v, in.Title, in.Matters, in.Basis, in.From, in.To)
	})
	op(a, "/team", inspect.MayManage, "join", "加入督导小组", func(ctx context.Context, id, _ string, _ int, in newMember) error {
		if in.InspectorID != "" {
			return s.AddInspector(ctx, id, in.InspectorID, in.Duty)
		}
		if in.AccountID != "" {
			p, err := a.people.ByID(ctx, "account_id", in.AccountID, access.Expert)
			if err != nil {
				return err
			}
			in.Name = p.Name
		}
		return s.AddExpert(ctx, id, in.Name, in.AccountID, in.Note)
	})
	op(a, "/team/{part}/remove", inspect.MayManage, "leave", "移出督导小组", func(ctx context.Context, id, member string, _ int, in reason) error {
		return s.RemoveMember(ctx, id, member, in.Reason)
	})
	op(a, "/team/{part}/sections", inspect.MayWork, "assign", "分工", func(ctx context.Context, id, member string, _ int, in sections) error {
		return s.Assign(ctx, id, member, in.Sections)
	})
	op(a, "/claims", inspect.MayAnswer, "claim", "填写自评", func(ctx context.Context, id, _ string, _ int, in claims) error {
		return s.SaveClaims(ctx, id, in.Claims)
	})
}

type notice struct {
	Number string     `json:"number"`
	Text   string     `json:"text"`
	Extra  string     `json:"extra,omitempty"`
	DueOn  civil.Date `json:"due_on"`
}

type dated struct {
	Reason string     `json:"reason"`
	Due    civil.Date `json:"due"`
}

type text struct {
	Text string `json:"text"`
}

// step adds the operation of a step of the life cycle.
func step[B any](a operations, act inspect.Action, f func(ctx context.Context, id string, version int, in B) error) {
	st, _ := inspect.StepOf(act)
	op(a, "/"+string(act), st.Need, string(act), st.Label, func(ctx context.Context, id, _ string, version int, in B) error { return f(ctx, id, version, in) })
}

func (a operations) steps() {
	s := a.s
	step(a, inspect.Notify, func(ctx context.Context, id string, v int, in notice) error {
		return s.SendNotice(ctx, id, v, inspect.NoticeDraft{Number: in.Number, Text: in.Text, Extra: in.Extra, DueOn: in.DueOn})
	})
	step(a, inspect.Submit, func(ctx context.Context, id string, v int, in text) error {
		return s.SubmitEvaluation(ctx, id, v, in.Text)
	})
	step(a, inspect.Supplement, func(ctx context.Context, id string, v int, in dated) error {
		return s.AskSupplement(ctx, id, v, in.Reason, in.Due)
	})
	step(a, inspect.Begin, func(ctx context.Context, id string, v int, _ nothing) error { return s.BeginWork(ctx, id, v) })
	step(a, inspect.Finish, func(ctx context.Context, id string, v int, _ nothing) error { return s.FinishWork(ctx, id, v) })
	step(a, inspect.Reopen, func(ctx context.Context, id string, v int, in reason) error {
		return s.ReopenWork(ctx, id, v, in.Reason)
	})
	step(a, inspect.Send, func(ctx context.Context, id string, v int, in reason) error {
		return s.SendPreliminaryOpinion(ctx, id, v, in.Reason)
	})
	step(a, inspect.Waive, func(ctx context.Context, id string, v int, _ nothing) error { return s.WaiveReply(ctx, id, v) })
	step(a, inspect.Lapse, func(ctx context.Context, id string, v int, _ nothing) error { return s.LapseReply(ctx, id, v) })
	step(a, inspect.Propose, func(ctx context.Context, id string, v int, _ nothing) error { return s.ProposeTheOpinion(ctx, id, v) })
	step(a, inspect.Return, func(ctx context.Context, id string, v int, in reason) error {
		return s.ReturnOpinion(ctx, id, v, in.Reason)
	})
	step(a, inspect.Close, func(ctx context.Context, id string, v int, _ nothing) error { return s.CloseWork(ctx, id, v) })
	step(a, inspect.Cancel, func(ctx context.Context, id string, v int, in reason) error {
		return s.CancelWork(ctx, id, v, in.Reason)
	})
}

type recordIn struct {
	ID     string     `json:"id,omitempty" doc:"由客户端生成时重复提交无害"`
	Kind   string     `json:"kind" enum:"class,interview,document,tour,questionnaire,meeting"`
	On     civil.Date `json:"on"`
	Site   string     `json:"site,omitempty"`
	Place  string     `json:"place,omitempty"`
	Who    string     `json:"who,omitempty"`
	People int        `json:"people,omitempty"`
	Items  int        `json:"items,omitempty"`
	Heard  string     `json:"heard,omitempty" doc:"public,students,parents,teachers"`
	Text   string     `json:"text"`
	Nodes  []string   `json:"nodes,omitempty"`
}

func (n recordIn) record(id string) fieldwork.Record {
	return fieldwork.Record{ID: id, Kind: n.Kind, On: n.On, Site: n.Site, Place: n.Place, Who: n.Who, People: n.People, Items: n.Items, Heard: n.Heard, Text: n.Text, Nodes: n.Nodes}
}

type findingIn struct {
	ID       string `json:"id,omitempty" doc:"由客户端生成时重复提交无害"`
	Node     string `json:"node,omitempty"`
	UnitID   string `json:"unit_id,omitempty"`
	Severity string `json:"severity" enum:"minor,general,serious"`
	Clause   string `json:"clause"`
	Text     string `json:"text"`
	Demand   string `json:"demand"`
}

func (n findingIn) finding(id string) inspect.NewFinding {
	return inspect.NewFinding{ID: id, Node: n.Node, UnitID: org.UnitID(n.UnitID), Severity: rectify.Severity(n.Severity), Clause: n.Clause, Text: n.Text, Demand: n.Demand}
}

type verification struct {
	Grade   string   `json:"grade"`
	Reason  string   `json:"reason,omitempty"`
	Records []string `json:"records,omitempty"`
}

func (a operations) site() {
	s := a.s
	op(a, "/records", inspect.MayWork, "record", "填写现场记录", func(ctx context.Context, id, _ string, _ int, in recordIn) error {
		_, err := s.AddRecord(ctx, id, in.record(in.ID))
		return err
	})
	op(a, "/records/{part}", inspect.MayWork, "record_edit", "修改现场记录", func(ctx context.Context, id, part string, v int, in recordIn) error {
		return s.EditRecord(ctx, id, v, in.record(part))
	})
	op(a, "/records/{part}/void", inspect.MayWork, "record_void", "作废现场记录", func(ctx context.Context, id, part string, v int, in reason) error {
		return s.VoidRecord(ctx, id, part, v, in.Reason)
	})
	op(a, "/indicators/{part}", inspect.MayWork, "verify", "核验指标", func(ctx context.Context, id, node string, v int, in verification) error {
		return s.VerifyIndicator(ctx, id, inspect.Verification{Node: node, Version: v, Grade: in.Grade, Reason: in.Reason, Records: in.Records})
	})
	op(a, "/indicators/{part}/look", inspect.MayWork, "look", "标注查看要点", func(ctx context.Context, id, node string, v int, in text) error {
		return s.NoteLook(ctx, id, node, v, in.Text)
	})
	op(a, "/findings", inspect.MayWork, "finding", "提出问题", func(ctx context.Context, id, _ string, _ int, in findingIn) error {
		_, err := s.RaiseFinding(ctx, id, in.finding(in.ID))
		return err
	})
	op(a, "/findings/{part}", inspect.MayWork, "finding_edit", "修改问题", func(ctx context.Context, id, part string, v int, in findingIn) error {
		return s.EditFinding(ctx, id, v, in.finding(part))
	})
	op(a, "/findings/{part}/withdraw", inspect.MayWork, "finding_withdraw", "撤回问题", func(ctx context.Context, id, part string, v int, in reason) error {
		return s.WithdrawFinding(ctx, id, part, v, in.Reason)
	})
}

type numbered struct {
	Number string `json:"number"`
}

type answer struct {
	Verdict string `json:"verdict" enum:"accepted,partly,rejected"`
	Answer  string `json:"answer"`
}

type replied struct {
	Text   string             `json:"text,omitempty"`
	Points []inspect.NewPoint `json:"points,omitempty"`
}

func (a operations) opinion() {
	s := a.s
	op(a, "/letters/{part}", inspect.MayManage, "draft", "保存文稿", func(ctx context.Context, id, kind string, v int, in inspect.LetterDraft) error {
		return s.SaveDraft(ctx, id, kind, v, in)
	})
	op(a, "/points/{part}", inspect.MayManage, "answer", "答复申辩", func(ctx context.Context, id, point string, _ int, in answer) error {
		return s.AnswerPoint(ctx, id, point, in.Verdict, in.Answer)
	})
	step(a, inspect.Reply, func(ctx context.Context, id string, v int, in replied) error {
		return s.ReplyToOpinion(ctx, id, v, in.Text, in.Points)
	})
	step(a, inspect.Issue, func(ctx context.Context, id string, v int, in numbered) error {
		return s.IssueTheOpinion(ctx, id, v, in.Number)
	})
}
