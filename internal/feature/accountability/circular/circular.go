// Package circular is 通报: results, performance and rectification of a unit, told to the local Party
// committee, the government and the superior department (京教组发〔2020〕5号（三）建立通报制度).
//
//	draft ── show ──▶ shown ── state / waive / lapse ──▶ replied ── submit ──▶ submitted ── approve ──▶ issuing
//	  ▲                 (the unit writes points)            ▲ └ edit            └ return ─┘               │ letter
//	  └── drop                                              └────────── recall ───────────────────────────┤
//	                                                                                                      ▼
//	            publish · approve_media · exposed · lift (the recommendation) · withdraw ◀──────────── issued
//
// The draft is shown to the unit before it is issued, and every point it writes is answered. With the
// circular may go the recommendation that the leadership be not honoured, promoted or moved to important
// posts, with a day on which it ends; a leader lifts it earlier with a reason. Exposure in the media needs a
// ground of its own and the approval of a leader.
package circular

import (
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/document"
)

// The states.
const (
	Draft     accountability.State = "draft"
	Shown     accountability.State = "shown"
	Replied   accountability.State = "replied"
	Submitted accountability.State = "submitted"
	Issuing   accountability.State = "issuing"
	Issued    accountability.State = "issued"
	Dropped   accountability.State = "dropped"
	Withdrawn accountability.State = "withdrawn"
)

// The steps.
const (
	Edit         accountability.Action = "edit"
	Show         accountability.Action = "show"
	Statement    accountability.Action = "state"
	Waive        accountability.Action = "waive"
	Lapse        accountability.Action = "lapse"
	Submit       accountability.Action = "submit"
	Return       accountability.Action = "return"
	Approve      accountability.Action = "approve"
	Sent         accountability.Action = "circular_sent"
	Publish      accountability.Action = "publish"
	ApproveMedia accountability.Action = "approve_media"
	Exposed      accountability.Action = "exposed"
	Lift         accountability.Action = "lift"
	Withdraw     accountability.Action = "withdraw"
	Drop         accountability.Action = "drop"
)

const clause = "京教组发〔2020〕5号（三）建立通报制度"

type states = []accountability.State

// Flow is the whole life of a circular.
var Flow = accountability.Flow{
	Kind: accountability.Circular, Label: "督导通报", Path: "/circulars",
	States: []accountability.StateInfo{{State: Draft, Label: "拟稿"}, {State: Shown, Label: "征求单位意见", Tone: "act"}, {State: Replied, Label: "单位已反馈", Tone: "act"},
		{State: Submitted, Label: "待审定", Tone: "act"}, {State: Issuing, Label: "待印发", Tone: "act"}, {State: Issued, Label: "已通报", Tone: "done"},
		{State: Dropped, Label: "不予通报"}, {State: Withdrawn, Label: "已撤回", Tone: "late"}},
	Steps: []accountability.Step{
		{Action: Show, Label: "送单位征求意见", From: states{Draft}, To: Shown, By: accountability.Office, Clause: clause, Owed: true, Tells: accountability.Unit},
		{Action: Edit, Label: "修改通报内容", From: states{Draft, Replied}, By: accountability.Office, Clause: clause, Internal: true, Plain: true},
		{Action: Drop, Label: "不予通报", From: states{Draft, Replied}, To: Dropped, By: accountability.Office, Reason: true, Clause: clause, Plain: true},
		{Action: Statement, Label: "提交意见", From: states{Shown}, To: Replied, By: accountability.Unit, Clause: clause, Owed: true, Named: true, Tells: accountability.Office},
		{Action: Waive, Label: "没有意见", From: states{Shown}, To: Replied, By: accountability.Unit, Clause: clause, Tells: accountability.Office, Plain: true},
		{Action: Lapse, Label: "期满未反馈", From: states{Shown}, To: Replied, By: accountability.Office, Clause: clause, Plain: true},
		{Action: Submit, Label: "提请审定", From: states{Replied}, To: Submitted, By: accountability.Office, Clause: clause, Owed: true, Answered: true, Internal: true},
		{Action: Approve, Label: "审定通报", From: states{Submitted}, To: Issuing, By: accountability.Leader, Clause: clause, Owed: true, Drafts: document.Circular, Internal: true},
		{Action: Return, Label: "退回修改", From: states{Submitted}, To: Replied, By: accountability.Leader, Reason: true, Clause: clause, Tells: accountability.Office, Internal: true, Plain: true},
		{Action: accountability.Recall, Label: "退回修改", From: states{Issuing}, To: Replied, By: accountability.Office, Reason: true, Clause: clause, Internal: true, Plain: true},
		{Action: Sent, Label: "通报已印发", From: states{Issuing}, To: Issued, By: accountability.Paper, Clause: clause, After: document.Circular, Tells: accountability.Unit},
		{Action: Publish, Label: "公布通报", From: states{Issued}, By: accountability.Office, Clause: clause, Tells: accountability.Unit},
		{Action: ApproveMedia, Label: "批准媒体曝光", From: states{Issued}, By: accountability.Leader, Clause: clause, Tells: accountability.Office},
		{Action: Exposed, Label: "登记媒体曝光", From: states{Issued}, By: accountability.Office, Clause: clause, Tells: accountability.Unit},
		{Action: Lift, Label: "解除建议", From: states{Issued}, By: accountability.Leader, Reason: true, Clause: clause, Tells: accountability.Unit, Plain: true},
		{Action: Withdraw, Label: "撤回通报", From: states{Issued}, To: Withdrawn, By: accountability.Leader, Reason: true, Clause: clause, Tells: accountability.Unit, Plain: true},
	},
}

// Detail is what a circular keeps.
type Detail struct {
	Performance   string     `json:"performance,omitempty"`   // 工作表现
	Rectification string     `json:"rectification,omitempty"` // 整改情况
	Demand        string     `json:"demand,omitempty"`        // what has to be done now
	Recommend     bool       `json:"recommend,omitempty"`
	RecFrom       civil.Date `json:"rec_from,omitzero"`
	RecUntil      civil.Date `json:"rec_until,omitzero"` // the recommendation ends on this day
	LiftedOn      civil.Date `json:"lifted_on,omitzero"`
	LiftReason    string     `json:"lift_reason,omitempty"`
	Media         bool       `json:"media,omitempty"`
	MediaGrounds  []string   `json:"media_grounds,omitempty"`
	Outlets       []string   `json:"outlets,omitempty"` // the exposure list
	MediaBy       string     `json:"media_by,omitempty"`
	MediaOn       civil.Date `json:"media_on,omitzero"`
	ExposedOn     civil.Date `json:"exposed_on,omitzero"`
	ExposedNote   string     `json:"exposed_note,omitempty"`
	NoReply       string     `json:"no_reply,omitempty"` // 没有意见, 期满未反馈
	ApprovedName  string     `json:"approved_name,omitempty"`
}

// Ready says what is missing before the draft can be shown to the unit: results, performance and
// rectification, and what a recommendation and an exposure need.
func (d Detail) Ready(r accountability.Record, today civil.Date) error {
	if err := accountability.CheckGrounds(accountability.Codes(r.Grounds), "circular", ""); err != nil {
		return err
	}
	var c errs.Check
	c.That(r.Facts != "", "facts", "请写明督导结果")
	c.That(d.Performance != "", "performance", "请写明工作表现")
	c.That(d.Rectification != "", "rectification", "请写明整改情况")
	c.That(!d.Recommend || today.Before(d.RecUntil), "rec_until", "建议的截止日期必须晚于今天")
	c.That(!d.Media || len(d.MediaGrounds) > 0, "media_grounds", "请选择媒体曝光的情形")
	c.That(!d.Media || len(d.Outlets) > 0, "outlets", "请写明拟曝光的媒体，一行一家")
	return c.Err()
}

// CircularIn is what people fill in for a step; each step reads its own fields.
type CircularIn struct {
	Grounds       []string   `json:"grounds,omitempty"`
	Facts         string     `json:"facts,omitempty"`
	Performance   string     `json:"performance,omitempty"`
	Rectification string     `json:"rectification,omitempty"`
	Demand        string     `json:"demand,omitempty"`
	Recommend     bool       `json:"recommend,omitempty"`
	RecUntil      civil.Date `json:"rec_until,omitempty"`
	Media         bool       `json:"media,omitempty"`
	MediaGrounds  []string   `json:"media_grounds,omitempty"`
	Outlets       []string   `json:"outlets,omitempty"`
	Points        []string   `json:"points,omitempty"`
	DueOn         civil.Date `json:"due_on,omitempty"`
	On            civil.Date `json:"on,omitempty"`
	Text          string     `json:"text,omitempty"`
	Reason        string     `json:"reason,omitempty"`
}

// take fills a detail in from what was written.
func (d *Detail) take(in CircularIn) {
	d.Performance, d.Rectification, d.Demand = strings.TrimSpace(in.Performance), strings.TrimSpace(in.Rectification), strings.TrimSpace(in.Demand)
	d.Recommend, d.RecUntil, d.Media, d.MediaGrounds, d.Outlets = in.Recommend, in.RecUntil, in.Media, in.MediaGrounds, in.Outlets
	if !d.Recommend {
		d.RecUntil = civil.Date{}
	}
	if !d.Media {
		d.MediaGrounds, d.Outlets = nil, nil
	}
}
