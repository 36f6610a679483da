package app

import (
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/dropout"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/report"
	"dudao/internal/feature/returns"
	"dudao/internal/feature/visit"
)

// actions are steps of the log that stand in no table of steps and are no permission.
var actions = map[string]string{
	"accountability.open": "立项约谈、通报、问责或表彰", "accountability.answer": "答复意见", "accountability.apply": "受理复核或申诉", "accountability.remedied": "复核申诉已有决定", "accountability.remedy_void": "原决定已撤回，申请终止",
	"rectify.raise": "登记问题", "rectify.create": "拟定整改通知", "rectify.dismiss": "问题不列入整改",
	"ladder.recorded": "逾期提醒", "ladder.proposed": "提出督办建议", "ladder.confirmed": "确认督办", "ladder.declined": "不予督办", "rectify.issue_confirmed": "确认共性问题", "rectify.issue_declined": "不列为共性问题",
	"inspect.start": "启动督导", "inspect.join": "确定督导组成员", "inspect.leave": "调整督导组成员", "inspect.assign": "分派核验任务", "inspect.claim": "填写自评", "inspect.verify": "核验指标",
	"inspect.record": "登记现场记录", "inspect.record_edit": "修改现场记录", "inspect.record_void": "作废现场记录", "inspect.finding": "记录问题", "inspect.draft": "拟稿",
	"plan.create": "编制年度计划", "plan.change_propose": "提出计划变更", "plan.change_decide": "审定计划变更",
	"portal.publish": "公开发布", "portal.withdraw": "撤下公开内容", "standard.import": "导入督导标准", "standard.drop": "删除标准草稿", "org.seed": "导入随附单位",
	"clock.extend": "延长期限", "clock.suspend": "中止期限", "clock.resume": "恢复期限", "clock.ask": "申请延期或中止", "clock.withdraw": "撤回申请", "clock.grant": "同意调整期限", "clock.refuse": "不同意调整期限", "clock.calendar": "调整工作日历",
	"inspect.look": "标注查看要点", "inspect.edit": "修改督导事项与时间", "inspect.finding_edit": "修改问题", "inspect.finding_withdraw": "撤回问题", "inspect.answer": "答复申辩",
	"inspector.add": "登记督学", "inspector.edit": "修改或续聘督学", "inspector.end": "结束督学聘任", "inspector.end_tie": "解除回避关系", "inspector.read": "查看督学个人信息",
	"job.retry": "重试后台任务", "job.discard": "放弃后台任务",
	"dropout.visit": "记录劝返", "dropout.forget": "删除到期个人信息",
	"monitor.withdraw": "撤销导入", "monitor.acknowledge": "记录核查情况", "monitor.raise": "转为问题",
	"notify.prefer": "修改通知设置", "notify.retry": "重新发送通知",
	"org.add": "新增单位", "org.group_add": "新增分组", "org.group_edit": "修改分组", "org.group_close": "撤销分组", "org.group_join": "加入分组", "org.group_leave": "移出分组", "org.import_check": "检查单位导入文件", "org.import_correct": "更正单位导入行", "org.import_apply": "确认导入单位", "org.import_applied": "单位导入完成", "org.import_cancel": "停止单位导入", "org.import_discard": "放弃单位导入", "org.import_undo": "撤销单位导入", "org.post_add": "新增岗位", "org.post_appoint": "任职", "org.post_end": "撤销岗位", "org.seats": "调整委员会成员单位",
	"plan.item_add": "增加计划事项", "plan.item_edit": "修改计划事项", "plan.item_remove": "移除计划事项",
	"report.compose": "生成报告初稿",
	"returns.open":   "布置数据填报", "returns.add": "补充填报单位", "returns.edit": "修改数据填报", "returns.close": "结束数据填报", "returns.open_again": "重新开放数据填报", "returns.save": "填写数据", "returns.ask": "申请更正数据",
	"visit.zone": "划分责任区", "visit.charge": "安排责任督学", "visit.relieve": "免去责任督学", "visit.put": "记录随访", "visit.send": "发送随访记录", "visit.emergency": "紧急报告",
	"standard.publish": "发布督导标准", "standard.retire": "停用督导标准",
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
	for _, s := range returns.Steps {
		a.Audit.AddLabel("returns."+string(s.Action), s.Label)
	}
	for _, s := range dropout.Steps {
		a.Audit.AddLabel("dropout."+string(s.Action), s.Label)
	}
	for _, s := range visit.Steps {
		a.Audit.AddLabel("visit."+string(s.Action), s.Label)
	}
	for _, s := range visit.FollowSteps {
		a.Audit.AddLabel("visit."+s.Action, s.Label)
	}
	for _, s := range org.Steps {
		a.Audit.AddLabel("org."+string(s.Action), s.Label)
	}
	for _, s := range report.Steps {
		a.Audit.AddLabel("report."+string(s.Action), s.Label)
	}
	for _, k := range []accountability.Kind{accountability.Talk, accountability.Circular, accountability.Case, accountability.Review, accountability.Appeal, accountability.Honour} {
		for _, s := range a.Accountability.Engine.Flow(k).Steps {
			a.Audit.AddLabel("accountability."+string(s.Action), s.Label)
		}
	}
	for action, label := range actions {
		a.Audit.AddLabel(action, label)
	}
}
