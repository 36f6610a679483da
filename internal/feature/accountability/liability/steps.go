package liability

import (
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/document"
)

// The states of a case.
const (
	Opened        accountability.State = "opened"
	Investigating accountability.State = "investigating"
	Informed      accountability.State = "informed"
	Stated        accountability.State = "stated"
	Consulting    accountability.State = "consulting"
	Submitted     accountability.State = "submitted"
	Issuing       accountability.State = "issuing"
	Decided       accountability.State = "decided"
	Correcting    accountability.State = "correcting"
	Archived      accountability.State = "archived"
	Dropped       accountability.State = "dropped"
	Withdrawn     accountability.State = "withdrawn"
)

// The steps of a case.
const (
	Edit        accountability.Action = "edit"
	Team        accountability.Action = "team"
	Find        accountability.Action = "find"
	Measure     accountability.Action = "measure"
	Unmeasure   accountability.Action = "unmeasure"
	Inform      accountability.Action = "inform"
	Statement   accountability.Action = "state"
	Register    accountability.Action = "register_statement"
	Waive       accountability.Action = "waive"
	Lapse       accountability.Action = "lapse"
	Reopen      accountability.Action = "reopen"
	Consult     accountability.Action = "consult"
	Opinion     accountability.Action = "opinion"
	Submit      accountability.Action = "submit"
	Return      accountability.Action = "return"
	Approve     accountability.Action = "approve"
	Sent        accountability.Action = "decision_sent"
	Execute     accountability.Action = "execute"
	Publish     accountability.Action = "publish"
	Withdraw    accountability.Action = "withdraw"
	AskReview   accountability.Action = "ask_review"
	AskAppeal   accountability.Action = "ask_appeal"
	LateReview  accountability.Action = "late_review"
	LateAppeal  accountability.Action = "late_appeal"
	OuterAppeal accountability.Action = "outer_appeal"
	Correct     accountability.Action = "correct"
	CorrectSent accountability.Action = "correction_sent"
	Archive     accountability.Action = "archive"
	Drop        accountability.Action = "drop"
)

const clause = "《教育督导问责办法》问责程序"

type states = []accountability.State

// Flow is the whole life of a case, by 《教育督导问责办法》(rules §5.2).
var Flow = accountability.Flow{
	Kind: accountability.Case, Label: "问责", Path: "/accountability-cases",
	States: []accountability.StateInfo{{State: Opened, Label: "线索，待成立工作组", Tone: "act"}, {State: Investigating, Label: "调查认定", Tone: "act"}, {State: Informed, Label: "已告知，听取陈述申辩", Tone: "act"},
		{State: Stated, Label: "答复陈述申辩", Tone: "act"}, {State: Consulting, Label: "征求成员单位意见", Tone: "act"}, {State: Submitted, Label: "待审定", Tone: "act"}, {State: Issuing, Label: "待印发决定", Tone: "act"},
		{State: Decided, Label: "已决定", Tone: "late"}, {State: Correcting, Label: "纠正中", Tone: "act"}, {State: Archived, Label: "已归档", Tone: "done"}, {State: Dropped, Label: "不予问责"}, {State: Withdrawn, Label: "决定已撤回", Tone: "late"}},
	Steps: append(before, after...),
}

// before are the steps up to the decision.
var before = []accountability.Step{
	{Action: Team, Label: "成立调查认定工作组", From: states{Opened}, To: Investigating, By: accountability.Office, Clause: clause, Owed: true, Named: true, Clock: "account.team", Internal: true},
	{Action: Edit, Label: "修改线索", From: states{Opened}, By: accountability.Office, Clause: clause, Named: true, Internal: true, Plain: true},
	{Action: Inform, Label: "启动问责并告知", From: states{Investigating}, To: Informed, By: accountability.Office, Clause: clause, Owed: true, Tells: accountability.Unit},
	{Action: Find, Label: "记录调查认定", From: states{Investigating}, By: accountability.Office, Clause: clause, Internal: true, Plain: true},
	{Action: Measure, Label: "拟定问责方式", From: states{Investigating}, By: accountability.Office, Clause: clause, Internal: true, Plain: true},
	{Action: Unmeasure, Label: "取消问责方式", From: states{Investigating, Stated, Consulting}, By: accountability.Office, Clause: clause, Internal: true, Plain: true},
	{Action: Drop, Label: "不予问责", From: states{Opened, Investigating, Stated, Consulting}, To: Dropped, By: accountability.Office, Reason: true, Clause: clause, Tells: accountability.Unit, Plain: true},
	{Action: Statement, Label: "陈述申辩", From: states{Informed}, To: Stated, By: accountability.Unit, Clause: clause, Owed: true, Named: true, Tells: accountability.Office},
	{Action: Waive, Label: "放弃陈述申辩", From: states{Informed}, To: Stated, By: accountability.Unit, Clause: clause, Tells: accountability.Office, Plain: true},
	{Action: Register, Label: "登记书面陈述申辩", From: states{Informed}, To: Stated, By: accountability.Office, Clause: clause, Plain: true},
	{Action: Lapse, Label: "期满未陈述申辩", From: states{Informed}, To: Stated, By: accountability.Office, Clause: clause, Plain: true},
	{Action: Consult, Label: "征求成员单位意见", From: states{Stated}, To: Consulting, By: accountability.Office, Clause: clause, Owed: true, Answered: true, Internal: true},
	{Action: Opinion, Label: "登记成员单位意见", From: states{Consulting}, By: accountability.Office, Clause: clause, Internal: true, Plain: true},
	{Action: Reopen, Label: "重新调查认定", From: states{Stated, Consulting}, To: Investigating, By: accountability.Office, Reason: true, Clause: clause, Tells: accountability.Unit, Plain: true},
	{Action: Submit, Label: "报主任、副主任审定", From: states{Consulting}, To: Submitted, By: accountability.Office, Clause: clause, Owed: true, Internal: true},
	{Action: Approve, Label: "审定问责", From: states{Submitted}, To: Issuing, By: accountability.Leader, Clause: clause, Owed: true, Drafts: document.Decision, Internal: true},
	{Action: Return, Label: "退回", From: states{Submitted}, To: Consulting, By: accountability.Leader, Reason: true, Clause: clause, Tells: accountability.Office, Internal: true, Plain: true},
	{Action: accountability.Recall, Label: "退回修改", From: states{Issuing}, To: Consulting, By: accountability.Office, Reason: true, Clause: clause, Internal: true, Plain: true},
	{Action: Sent, Label: "问责决定已印发", From: states{Issuing}, To: Decided, By: accountability.Paper, Clause: clause, After: document.Decision, Tells: accountability.Unit},
}

// after are the steps that follow a decision. Review and appeal do not suspend it.
var after = []accountability.Step{
	{Action: Execute, Label: "登记执行和回执", From: states{Decided}, By: accountability.Office, Clause: clause},
	{Action: Publish, Label: "公开问责结果", From: states{Decided}, By: accountability.Office, Clause: clause, Tells: accountability.Unit},
	{Action: AskReview, Label: "申请复核", From: states{Decided}, By: accountability.Unit, Clause: clause, Owed: true, Clock: "review.apply"},
	{Action: AskAppeal, Label: "提出申诉", From: states{Decided}, By: accountability.Unit, Clause: clause, Plain: true},
	{Action: LateReview, Label: "登记复核申请", From: states{Decided}, By: accountability.Office, Clause: clause, Plain: true},
	{Action: LateAppeal, Label: "登记申诉", From: states{Decided}, By: accountability.Office, Clause: clause, Plain: true},
	{Action: OuterAppeal, Label: "登记上级申诉处理决定", From: states{Decided}, By: accountability.Office, Clause: clause, Plain: true},
	{Action: Correct, Label: "纠正问责决定", From: states{Decided}, To: Correcting, By: accountability.Office, Clause: clause, Drafts: document.Decision, Tells: accountability.Unit},
	{Action: CorrectSent, Label: "纠正决定已印发", From: states{Correcting}, To: Decided, By: accountability.Paper, Clause: clause, After: document.Decision, Tells: accountability.Unit},
	{Action: Withdraw, Label: "撤回问责决定", From: states{Decided}, To: Withdrawn, By: accountability.Leader, Reason: true, Clause: clause, Tells: accountability.Unit, Plain: true},
	{Action: Archive, Label: "归档", From: states{Decided}, To: Archived, By: accountability.Office, Clause: clause, Plain: true},
}
