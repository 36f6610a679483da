package app

import (
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
)

// actions are steps of the log that stand in no table of steps and are no permission.
var actions = map[string]string{
	"rectify.raise": "登记问题", "rectify.create": "拟定整改通知", "rectify.dismiss": "问题不列入整改",
	"rectify.confirmed": "确认督办", "rectify.declined": "不予督办", "rectify.issue_confirmed": "确认共性问题", "rectify.issue_declined": "不列为共性问题",
	"rectify.extension_granted": "同意延期", "rectify.extension_refused": "不同意延期",
	"inspect.start": "启动督导", "inspect.join": "确定督导组成员", "inspect.leave": "调整督导组成员", "inspect.assign": "分派核验任务", "inspect.claim": "填写自评", "inspect.verify": "核验指标",
	"inspect.record": "登记现场记录", "inspect.record_edit": "修改现场记录", "inspect.record_void": "作废现场记录", "inspect.finding": "记录问题", "inspect.draft": "拟稿",
	"plan.create": "编制年度计划", "plan.change_propose": "提出计划变更", "plan.change_decide": "审定计划变更",
	"portal.publish": "公开发布", "portal.withdraw": "撤下公开内容", "standard.import": "导入督导标准", "standard.drop": "删除标准草稿", "org.seed": "导入随附单位",
}

// labelActions says what the steps of every life cycle are, for timelines and the auditor.
func (a *App) labelActions() {
	for _, s := range rectify.Steps {
		a.Audit.AddLabel("rectify."+string(s.Action), s.Label)
	}
	for _, s := range inspect.Steps {
		a.Audit.AddLabel("inspect."+string(s.Action), s.Label)
	}
	for _, s := range plan.Steps {
		a.Audit.AddLabel("plan."+string(s.Action), s.Label)
	}
	for _, s := range org.Steps {
		a.Audit.AddLabel("org."+string(s.Action), s.Label)
	}
	for action, label := range actions {
		a.Audit.AddLabel(action, label)
	}
}
