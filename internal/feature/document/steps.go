package document

import (
	"slices"

	"dudao/internal/feature/access"
)

// Action is something somebody does with a letter.
type Action string

// The steps of a letter.
const (
	Edit     Action = "edit"
	Submit   Action = "submit"
	Agree    Action = "agree"
	AddSign  Action = "add_signer"
	Return   Action = "return"
	Approve  Action = "approve"
	Send     Action = "send"
	Void     Action = "void"
	Withdraw Action = "withdraw"
	Drop     Action = "drop"
	Anew     Action = "anew"
)

// Side is who takes a step.
type Side string

// The sides of a letter.
const (
	Office Side = "office" // the people of the issuing office
	Asked  Side = "asked"  // who was asked to countersign, in their turn
	Leader Side = "leader" // a leader of the issuing level who did not write it
)

// Step is one line of the life of a letter.
type Step struct {
	Action Action
	Label  string
	From   []State
	To     State // "" stays, or is decided by the step
	Need   access.Permission
	By     Side
	Reason bool
	Clause string
}

// Steps is the whole life of a letter: it drives legality, permissions and buttons. 《党政机关公文处理工作
// 条例》(发文办理): the draft is checked and countersigned, who answers for the body approves it, then it is
// numbered, printed and sent. (Its text is not at hand, so no article is named: evidence M.)
var Steps = []Step{
	{Edit, "修改", []State{Drafting}, "", MayDraft, Office, false, "《党政机关公文处理工作条例》发文办理"},
	{Submit, "送会签或签发", []State{Drafting}, "", MayDraft, Office, false, "《党政机关公文处理工作条例》发文办理"},
	{Agree, "会签同意", []State{Countersign}, "", MaySign, Asked, false, "《党政机关公文处理工作条例》发文办理"},
	{AddSign, "加签", []State{Drafting, Countersign}, "", MayDraft, Office, false, "《党政机关公文处理工作条例》发文办理"},
	{Return, "退回修改", []State{Countersign, Approval}, Drafting, "", "", true, "《党政机关公文处理工作条例》发文办理"},
	{Approve, "签发", []State{Approval}, Approved, MayApprove, Leader, false, "《党政机关公文处理工作条例》发文办理"},
	{Send, "发送", []State{Signed}, Sent, MayDraft, Office, false, "《党政机关公文处理工作条例》发文办理"},
	{Void, "作废", []State{Numbered, Signed}, Voided, MayApprove, Leader, true, "GB/T 9704-2012 发文字号"},
	{Withdraw, "撤回", []State{Sent}, Withdrawn, MayApprove, Leader, true, "《党政机关公文处理工作条例》发文办理"},
	{Anew, "重新发文", []State{Withdrawn, Voided}, "", MayDraft, Office, false, "GB/T 9704-2012 发文字号"},
	{Drop, "弃用草稿", []State{Drafting}, Dropped, MayDraft, Office, true, "《党政机关公文处理工作条例》发文办理"},
}

// StepOf returns the line of an action.
func StepOf(a Action) (Step, bool) {
	i := slices.IndexFunc(Steps, func(s Step) bool { return s.Action == a })
	if i < 0 {
		return Step{}, false
	}
	return Steps[i], true
}

// Actions are what the log calls the steps that stand in no table.
var Actions = func() map[string]string {
	out := map[string]string{
		"document.draft": "生成公文初稿", SealAction: "成文并签名", "document.receive": "签收公文", "document.drop_recipient": "移除发送单位",
		"document.word": "修改机关代字", "document.batch": "批量签发", "document.cancel_batch": "停止批量签发", "document.template_add": "上传公文模板",
		"document.template_state": "启用或停用公文模板",
	}
	for _, s := range Steps {
		out["document."+string(s.Action)] = s.Label
	}
	return out
}()
