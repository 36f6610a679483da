package design

import "dudao/internal/ui"

func (s samples) list() ui.List {
	clocks := s.clocks()
	row := func(what, unit, clause, pupils string, state ui.Chip, c ui.Clock) []ui.Cell {
		return []ui.Cell{{Text: s.t(what), URL: "#", Sub: "海教督整〔2026〕14号", Pick: what, PickLabel: s.t("选择") + s.t(what)}, {Text: s.t(unit)}, {Text: clause}, {Text: pupils, Num: true}, {Chip: &state}, {Clock: &c}, {Buttons: []ui.Button{{Label: s.t("办理"), URL: "#", Small: true, Plain: true}}}}
	}
	chips := s.chips()
	return ui.List{
		Action: "/design", Search: &ui.Field{Name: "q", Label: s.t("事项、单位、文号"), In: "list"}, Total: 1286,
		Filters: []ui.Filter{
			{Field: ui.Field{Name: "state", Label: s.t("状态"), Type: "select", In: "list", Options: []ui.Option{{Label: s.t("全部")}, {Value: "open", Label: s.t("整改中"), Chosen: true}}}, Remove: "/design", Shown: s.t("整改中")},
			{Field: ui.Field{Name: "due", Label: s.t("期限"), Type: "select", In: "list", Options: []ui.Option{{Label: s.t("全部")}, {Value: "late", Label: s.t("逾期"), Chosen: true}}}, Remove: "/design", Shown: s.t("逾期")},
			{Field: ui.Field{Name: "from", Label: s.t("起始日期"), Type: "date", In: "list"}},
			{Field: ui.Field{Name: "unit", Label: s.t("单位"), In: "list", Pick: "/units/pick"}},
		},
		Table: ui.Table{
			Caption: s.t("整改"),
			Columns: []ui.Column{{Label: s.t("事项")}, {Label: s.t("单位"), Sort: ui.Link{URL: "/design?sort=unit"}}, {Label: s.t("条款")}, {Label: s.t("学生"), Num: true, Sort: ui.Link{URL: "/design?sort=size"}, Order: "desc"}, {Label: s.t("状态")}, {Label: s.t("期限"), Sort: ui.Link{URL: "/design?sort=due"}, Order: "asc"}, {}},
			Rows: [][]ui.Cell{
				row("消防通道堵塞", "示范第三幼儿园", "6.1", "240", chips[3], clocks[2]), row("课后服务收费公示不全", "示范第一小学", "3.2", "1,200", chips[1], clocks[1]),
				row("体育课时不足", "示范中学", "2.4", "900", chips[0], clocks[0]), row("教师培训经费不足", "示范中学", "4.3", "900", chips[4], clocks[3]),
			},
		},
		Bulk:   &ui.Bulk{Buttons: []ui.Button{{Label: s.t("批量提醒"), URL: "/design", Small: true, Plain: true}}},
		Pager:  ui.Pager{Now: 2, Last: 26, Prev: "/design?page=1", Next: "/design?page=3", First: "/design?page=1", End: "/design?page=26"},
		Export: []ui.Link{{Text: "XLSX", URL: "#"}, {Text: "CSV", URL: "#"}},
	}
}

func (s samples) cards() []ui.Card {
	done := s.chips()[4]
	return []ui.Card{
		{Title: s.t("问题与要求"), Chips: []ui.Chip{{Text: s.t("一般问题"), Tone: ui.Soon}}, Note: s.t("第 %d 项", 3), Facts: []ui.Fact{
			{Label: s.t("问题"), Value: s.t("校门公示栏缺少两项课后服务收费标准，与备案不一致。")},
			{Label: s.t("依据"), Links: []ui.Link{{Text: s.t("《教育督导条例》第十一条"), URL: "#"}, {Text: s.t("指标 3.2.1 规范收费"), URL: "#"}}},
			{Label: s.t("要求"), Value: s.t("五个工作日内更正公示并清退差额；书面报告结果。")},
			{Label: s.t("责任单位"), Value: s.t("示范第一小学"), URL: "#", Chip: &done},
		}},
		{Title: s.t("指标"), Note: s.t("义务教育学校综合督导"), Tree: []ui.Node{
			{Code: "1", Name: s.t("办学方向"), Open: true, Chips: []ui.Chip{{Text: "A", Tone: ui.Done}}, Below: []ui.Node{
				{Code: "1.1", Name: s.t("加强党的全面领导"), Text: s.t("查看制度、记录，访谈教师。"), Facts: []ui.Fact{{Label: s.t("自评"), Value: "A"}, {Label: s.t("核验"), Value: "B"}}},
				{Code: "1.2", Name: s.t("规范收费"), URL: "#", Chips: []ui.Chip{{Text: "C", Tone: ui.Late}}},
			}},
			{Code: "2", Name: s.t("课程教学"), Below: []ui.Node{{Code: "2.1", Name: s.t("开齐开足课程")}}},
		}},
		{Title: s.t("自评材料"), Empty: &ui.Empty{Text: s.t("学校还没有提交自评。"), Do: &ui.Button{Label: s.t("提醒学校"), URL: "#", Plain: true}}},
	}
}

func (s samples) sides() []ui.Card {
	late := s.clocks()[2]
	return []ui.Card{
		{Title: s.t("期限"), Clock: &late, Text: []string{s.t("五个工作日，自送达之日起；依督导意见书第三项。")}, More: []ui.Link{{Text: s.t("申请延期"), URL: "#"}}},
		{Title: s.t("经过"), Events: []ui.Event{
			{What: s.t("提交整改结果"), Who: s.t("学校经办"), When: "11-18 15:02", Tone: ui.Act}, {What: s.t("已到期限"), When: "11-18", Tone: ui.Late},
			{What: s.t("退回整改方案"), Who: s.t("责任督学"), When: "11-13 10:20", Note: s.t("第二项缺完成时间。"), Tone: ui.Soon}, {What: s.t("送达整改通知"), When: "11-11 09:00", Tone: ui.Done, URL: "#"},
		}},
	}
}

func (s samples) form() ui.Form {
	return ui.Form{
		ID: "all", Action: "/design", Submit: s.t("保存"), Cancel: ui.Link{URL: "/design"}, Draft: "design", Note: s.t("提交后学校会收到通知。"),
		Also: []ui.Button{{Label: s.t("存为草稿"), URL: "/design", Plain: true}},
		Fields: []ui.Field{
			{Name: "unit", Label: s.t("责任单位"), Required: true, Pick: "/units/pick", Hint: s.t("可输入名称、简称、拼音或代码")},
			{Name: "due", Label: s.t("期限"), Type: "date", Value: "2026-12-10"}, {Name: "days", Label: s.t("提前提醒"), Type: "number", Unit: s.t("天"), Value: "3", Min: "0", Max: "30"},
			{Name: "clause", Label: s.t("条款"), Type: "select", Options: []ui.Option{{Value: "1.1", Label: "1.1", Group: s.t("办学方向")}, {Value: "2.1", Label: "2.1", Group: s.t("课程教学"), Chosen: true}}},
			{Name: "severity", Label: s.t("严重程度"), Type: "radio", Options: []ui.Option{{Value: "minor", Label: s.t("轻微"), Hint: s.t("当场改正即可")}, {Value: "general", Label: s.t("一般问题"), Chosen: true}, {Value: "serious", Label: s.t("严重")}}},
			{Name: "copy", Label: s.t("抄送"), Type: "checkbox", Options: []ui.Option{{Value: "a", Label: s.t("业务主管部门"), Chosen: true}, {Value: "b", Label: s.t("属地街道")}}},
			{Name: "urgent", Label: s.t("可在夜间和节假日提醒"), Type: "checkbox"}, {Name: "text", Label: s.t("问题"), Type: "textarea", Rows: 3},
			{Name: "photo", Label: s.t("照片"), Type: "file", Accept: "image/*", Multiple: true, Capture: true, Hint: s.t("可直接拍照，单个文件不超过 200 MB")},
			{Name: "fixed", Label: s.t("文号"), Value: "海教督整〔2026〕14号", ReadOnly: true},
		},
	}
}

func (s samples) failed() ui.Form {
	return ui.Form{
		ID: "bad", Action: "/design", Submit: s.t("验收通过"), Error: s.t("请更正标出的内容"),
		Fields: []ui.Field{
			{Name: "note", Label: s.t("验收意见"), Type: "textarea", Rows: 3, Required: true, Hint: s.t("写明看到了什么、依据哪份材料"), Problem: s.t("请填写验收意见")},
			{Name: "back", Label: s.t("回头看日期"), Type: "date", Value: "2026-08-24", Problem: s.t("不能早于今天")},
			{Name: "grade", Label: s.t("等级"), Type: "radio", Problem: s.t("请选择等级"), Options: []ui.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}},
			{Name: "text", Label: s.t("要求"), Type: "textarea", Value: s.t("五个工作日内更正公示并清退差额；书面报告结果。"), Theirs: s.t("三个工作日内更正公示。")},
		},
	}
}

func (s samples) ask() ui.Ask {
	return ui.Ask{Label: s.t("公开结果"), Danger: true, Open: true, Form: ui.Form{
		ID: "ask", Action: "/design", Submit: s.t("确认公开"), Danger: true, Note: s.t("公开后任何人都能查看，且不能修改；撤下须说明理由并留痕。"),
		Fields: []ui.Field{{Name: "reason", Label: s.t("公开依据"), Required: true}},
	}}
}
