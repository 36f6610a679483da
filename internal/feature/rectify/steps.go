package rectify

import (
	"slices"

	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
)

// State is where an order stands.
type State string

// The states of an order, in the order of its life.
const (
	Draft     State = "draft"
	Issued    State = "issued"
	Planned   State = "planned"
	Doing     State = "doing"
	Submitted State = "submitted"
	Returned  State = "returned"
	Accepted  State = "accepted"
	Published State = "published"
	Withheld  State = "withheld"
	Rechecked State = "rechecked"
	Closed    State = "closed"
	Dropped   State = "dropped"
)

// StateInfo describes a state for people.
type StateInfo struct {
	State State
	Label string
}

// States lists every state in the order of the life cycle.
var States = []StateInfo{
	{Draft, "草稿"}, {Issued, "待报方案"}, {Planned, "方案待审"}, {Doing, "整改中"}, {Submitted, "待验收"},
	{Returned, "已退回"}, {Accepted, "已验收"}, {Published, "已公布"}, {Withheld, "不予公开"},
	{Rechecked, "已复查"}, {Closed, "已办结"}, {Dropped, "已撤销"},
}

// Label returns the Chinese name of a state.
func (s State) Label() string {
	for _, i := range States {
		if i.State == s {
			return i.Label
		}
	}
	return string(s)
}

// Action is something somebody does with an order.
type Action string

// The actions on an order. Those after Close leave its state as it is.
const (
	Issue    Action = "issue"
	Drop     Action = "drop"
	Plan     Action = "plan"
	Approve  Action = "approve"
	Reject   Action = "reject"
	Submit   Action = "submit"
	Accept   Action = "accept"
	Return   Action = "return"
	Publish  Action = "publish"
	Withhold Action = "withhold"
	Recheck  Action = "recheck"
	Close    Action = "close"
	Add      Action = "add"
	Note     Action = "evidence"
)

// Step is one line of the life cycle.
type Step struct {
	Action Action
	From   []State
	To     State // "" stays
	Need   access.Permission
	Own    bool       // done by the responsible unit itself
	Clock  clock.Rule // the clock that runs while this step is owed
	Label  string
	Clause string
}

var reporting = []State{Planned, Doing, Returned}

// Steps is the whole life of an order: it drives the rules, the buttons and the clocks.
var Steps = []Step{
	{Add, []State{Draft}, "", MayIssue, false, "", "添加问题", "《教育督导条例》第二十一条"},
	{Issue, []State{Draft}, Issued, MayIssue, false, "", "下达整改通知", "《教育督导条例》第二十一条"},
	{Drop, []State{Draft}, Dropped, MayIssue, false, "", "撤销草稿", "《教育督导条例》第二十一条"},
	{Plan, []State{Issued}, Planned, MayPlan, true, "rectify.plan", "提交整改方案", "京教组发〔2020〕5号（三）强化整改制度"},
	{Approve, []State{Planned}, Doing, MayDecide, false, "", "同意整改方案", "京教组发〔2020〕5号（三）强化整改制度"},
	{Reject, []State{Planned}, Issued, MayDecide, false, "", "退回整改方案", "京教组发〔2020〕5号（三）强化整改制度"},
	{Submit, reporting, Submitted, MaySubmit, true, "rectify.report", "报送整改结果", "《教育督导条例》第二十二条"},
	{Note, reporting, "", MaySubmit, true, "", "添加证据", "《教育督导条例》第二十二条"},
	{Accept, []State{Submitted}, Accepted, MayVerify, false, "rectify.verify", "验收通过", "《教育督导条例》第二十二条"},
	{Return, []State{Submitted}, Returned, MayVerify, false, "rectify.verify", "退回整改", "《教育督导条例》第二十二条"},
	{Publish, []State{Accepted}, Published, MayPublish, false, "", "公布整改情况", "京教组发〔2020〕5号（三）强化整改制度"},
	{Withhold, []State{Accepted}, Withheld, MayPublish, false, "", "不予公开", "《政府信息公开条例》第十四条"},
	{Recheck, []State{Published, Withheld}, Rechecked, MayRecheck, false, "rectify.recheck", "登记回头看结果", "京教组发〔2020〕5号（三）健全复查制度"},
	{Close, []State{Rechecked}, Closed, MayPublish, false, "", "办结", "京教组发〔2020〕5号（三）健全复查制度"},
}

// StepOf returns the line of an action.
func StepOf(a Action) (Step, bool) {
	i := slices.IndexFunc(Steps, func(s Step) bool { return s.Action == a })
	if i < 0 {
		return Step{}, false
	}
	return Steps[i], true
}

// Possible lists the steps the state of the order allows.
func (o *Order) Possible() []Step {
	var out []Step
	for _, s := range Steps {
		if slices.Contains(s.From, o.State) {
			out = append(out, s)
		}
	}
	return out
}

// step moves the order along, or says that its state does not allow it.
func (o *Order) step(a Action) error {
	s, ok := StepOf(a)
	if !ok || !slices.Contains(s.From, o.State) {
		return errs.New(errs.Conflict, "整改处于“%s”状态，不能进行此操作", o.State.Label())
	}
	if s.To != "" {
		o.State = s.To
	}
	return nil
}
