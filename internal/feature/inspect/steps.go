package inspect

import (
	"slices"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
)

// State is where a supervision stands.
type State string

// The states in the order of life.
const (
	Prepare     State = "prepare"
	Noticed     State = "noticed"
	Evaluated   State = "evaluated"
	Onsite      State = "onsite"
	Review      State = "review"
	Preliminary State = "preliminary"
	Replied     State = "replied"
	Signing     State = "signing"
	Issued      State = "issued"
	Reported    State = "reported"
	Filed       State = "filed"
	Published   State = "published"
	Closed      State = "closed"
	Cancelled   State = "cancelled"
)

// States lists every state with its Chinese name.
var States = []struct {
	State State
	Label string
}{
	{Prepare, "准备"}, {Noticed, "自评"}, {Evaluated, "审核自评"}, {Onsite, "现场督导"}, {Review, "评议"}, {Preliminary, "申辩期"},
	{Replied, "拟意见书"}, {Signing, "待审定"}, {Issued, "意见书已发出"}, {Reported, "报告已批准"}, {Filed, "报告已报备"},
	{Published, "已公布"}, {Closed, "已结案"}, {Cancelled, "已中止"},
}

// Label is the state in Chinese.
func (s State) Label() string {
	for _, x := range States {
		if x.State == s {
			return x.Label
		}
	}
	return string(s)
}

// rank orders the states; a cancelled supervision has none.
func (s State) rank() int {
	for i, x := range States {
		if x.State == s && s != Cancelled {
			return i
		}
	}
	return -1
}

// Reached reports whether the state lies at or behind another in the order of life.
func (s State) Reached(x State) bool { return s.rank() >= x.rank() }

// Ended reports whether nothing more happens.
func (s State) Ended() bool { return s == Closed || s == Cancelled }

// Action is a step somebody takes with a supervision.
type Action string

// The steps of the life cycle.
const (
	Notify     Action = "notify"
	Submit     Action = "submit"
	Supplement Action = "supplement"
	Begin      Action = "begin"
	Finish     Action = "finish"
	Reopen     Action = "reopen"
	Send       Action = "send"
	Reply      Action = "reply"
	Waive      Action = "waive"
	Lapse      Action = "lapse"
	Propose    Action = "propose"
	Return     Action = "return"
	Issue      Action = "issue"
	Report     Action = "report"
	File       Action = "file"
	Publish    Action = "publish"
	Close      Action = "close"
	Cancel     Action = "cancel"
)

// Side is who takes a step.
type Side string

// The sides of a supervision.
const (
	Office Side = "office" // the people of the organising office
	Team   Side = "team"   // a member of the team, or the organising office
	Leader Side = "leader" // the leader of the organising level
	Unit   Side = "unit"   // the people of the supervised unit
)

// Step is one line of the life of a supervision.
type Step struct {
	Action Action
	Label  string
	From   []State
	To     State
	Need   access.Permission
	By     Side
	Reason bool // a reason is asked for
	Clause string
}

// Steps is the whole life of a supervision: it drives legality, buttons, clocks and the diagram in doc.go.
var Steps = []Step{
	{Notify, "发出督导通知", []State{Prepare}, Noticed, MayManage, Office, false, "《教育督导条例》第十七条"},
	{Submit, "提交自评报告", []State{Noticed}, Evaluated, MayAnswer, Unit, false, "《教育督导条例》第十八条第一款"},
	{Supplement, "要求补充自评", []State{Evaluated}, Noticed, MayWork, Team, true, "《教育督导条例》第十八条第一款"},
	{Begin, "进入现场督导", []State{Evaluated, Noticed}, Onsite, MayWork, Team, false, "《教育督导条例》第十八条第二款"},
	{Finish, "结束现场督导", []State{Onsite}, Review, MayWork, Team, false, "《教育督导条例》第十八条第二款"},
	{Reopen, "补充现场督导", []State{Review}, Onsite, MayWork, Team, true, "《教育督导条例》第十八条第二款"},
	{Send, "反馈初步督导意见", []State{Review}, Preliminary, MayManage, Office, false, "《教育督导条例》第二十条"},
	{Reply, "提交申辩意见", []State{Preliminary}, Replied, MayAnswer, Unit, false, "《教育督导条例》第二十条第二款"},
	{Waive, "不申辩", []State{Preliminary}, Replied, MayAnswer, Unit, false, "《教育督导条例》第二十条第二款"},
	{Lapse, "申辩期满", []State{Preliminary}, Replied, MayManage, Office, false, "《教育督导条例》第二十条第二款"},
	{Propose, "提请审定意见书", []State{Replied}, Signing, MayManage, Office, false, "《教育督导条例》第二十一条"},
	{Return, "退回修改意见书", []State{Signing}, Replied, MayApprove, Leader, true, "《教育督导条例》第二十一条"},
	{Issue, "审定并发出意见书", []State{Signing}, Issued, MayApprove, Leader, false, "《教育督导条例》第二十一条、第二十二条"},
	{Report, "批准督导报告", []State{Issued}, Reported, MayApprove, Leader, false, "《教育督导条例》第二十三条第一款"},
	{File, "报政府并备案", []State{Reported}, Filed, MayManage, Office, false, "《教育督导条例》第二十三条第一款"},
	{Publish, "公布督导报告", []State{Filed}, Published, MayManage, Office, false, "《教育督导条例》第二十三条第二款"},
	{Close, "结案", []State{Published}, Closed, MayManage, Office, false, "《教育督导条例》第二十二条第二款"},
	{Cancel, "中止督导", []State{Prepare, Noticed, Evaluated, Onsite, Review, Preliminary, Replied, Signing}, Cancelled, MayManage, Office, true, "《教育督导条例》第十六条"},
}

// StepOf returns the line of an action.
func StepOf(a Action) (Step, bool) {
	for _, s := range Steps {
		if s.Action == a {
			return s, true
		}
	}
	return Step{}, false
}

// IsStep reports whether an action of the log, such as "inspect.notify", is a step of the life cycle.
func IsStep(action string) bool {
	name, ours := strings.CutPrefix(action, "inspect.")
	_, ok := StepOf(Action(name))
	return ours && ok
}

// take moves the supervision along a step.
func (i *Inspection) take(a Action, reason string) error {
	s, ok := StepOf(a)
	if !ok || !slices.Contains(s.From, i.State) {
		return errs.New(errs.Conflict, "督导处于“%s”阶段，不能%s", i.State.Label(), s.Label)
	}
	if s.Reason && strings.TrimSpace(reason) == "" {
		return errs.NewField("reason", "请说明理由")
	}
	i.State = s.To
	return nil
}
