package workbench

// kinds names the kinds of records that duties belong to.
var kinds = map[string]string{
	"rectify.order": "整改", "rectify.finding": "问题", "plan": "年度计划", "returns.return": "数据填报", "returns.campaign": "数据填报", "returns.cell": "数据填报", "monitor.table": "监测", "dropout.case": "控辍保学", "visit.visit": "随访", "visit.finding": "随访问题", "visit.zone": "责任区", "monitor.warning": "监测预警", "monitor.data": "监测数据", "plan.plan": "年度计划", "plan.change": "计划变更",
	"inspect": "督导", "inspection": "督导", "inspect.inspection": "督导", "inspect.indicator": "督导", "inspect.record": "督导", "inspect.finding": "问题", "portal.item": "公开",
	"inspect.supervision": "督导", "report.report": "督导报告", "document.letter": "公文", "ladder.escalation": "督办",
	"accountability.talk": "约谈", "accountability.circular": "督导通报", "accountability.case": "问责", "accountability.case.person": "问责", "accountability.review": "复核",
	"accountability.appeal": "申诉", "accountability.consult": "征求意见", "accountability.honour": "表彰",
}

// KindLabel is the kind of a record that owes something, in Chinese; "" if the desk has no word for it.
func KindLabel(kind string) string { return kinds[kind] }
