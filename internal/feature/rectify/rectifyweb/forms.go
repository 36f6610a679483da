package rectifyweb

import (
	"context"
	"net/http"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/feature/rectify"
	"dudao/internal/ui"
)

// formOf makes the form of an action on an order as it stands.
func (h handler) formOf(r *http.Request, o *rectify.Full, a rectify.Action) ui.Form {
	ctx := r.Context()
	step, _ := rectify.StepOf(a)
	f := ui.Form{Action: o.ID.URL() + "/" + string(a), Hidden: versionOf(o.Version), Submit: lang.T(ctx, step.Label),
		Cancel: ui.Link{URL: o.ID.URL()}, Draft: string(o.ID) + "-" + string(a)}
	switch a {
	case rectify.Add:
		f.Hidden = append(f.Hidden, ui.Hidden{Name: "id", Value: h.s.DB().NewID()})
		f.Fields = findingFields(ctx)
	case rectify.Issue:
		f.Note = lang.T(ctx, "下达后责任单位收到通知，主管部门收到抄送，期限开始计算，内容不能再改。")
		f.Fields = []ui.Field{{Name: "number", Label: lang.T(ctx, "文号"), Hint: lang.T(ctx, "不填由平台按文号序列自动编号并生成公文；已有纸质文号的填写原文号")},
			{Name: "due_on", Label: lang.T(ctx, "整改期限"), Type: "date", Hint: lang.T(ctx, "不填则按“提交整改报告”的期限计算")}}
	case rectify.Drop:
		f.Danger, f.Note = true, lang.T(ctx, "草稿撤销后不能恢复，其中的问题按这里的理由不再下达整改通知。")
		f.Fields = []ui.Field{reason(ctx, lang.T(ctx, "理由"))}
	case rectify.Approve:
		f.Note = lang.T(ctx, "同意后责任单位按方案整改，整改期限不变。")
	case rectify.Reject:
		f.Fields = []ui.Field{reason(ctx, lang.T(ctx, "理由")), day(ctx, "due_on", lang.T(ctx, "重报方案期限"))}
	case rectify.Accept:
		f.Note = lang.T(ctx, "验收由他人进行；每一项都应看过证据。")
		f.Fields = []ui.Field{{Name: "opinion", Label: lang.T(ctx, "验收意见"), Type: "textarea", Hint: lang.T(ctx, "写明看到了什么、依据哪份材料"), Required: true},
			{Name: "recheck_on", Label: lang.T(ctx, "回头看日期"), Type: "date", Hint: lang.T(ctx, "不填则按“回头看复查”的期限计算")}}
	case rectify.Publish:
		f.Note = lang.T(ctx, "公布后任何人不用登录就能看到以下内容：督导事项、问题、要求、措施、结果、验收意见和督办单。人员姓名不公布。内容冻结，更正只能撤回或再次公布。")
	case rectify.Withhold:
		f.Danger = true
		f.Fields = []ui.Field{reason(ctx, lang.T(ctx, "不予公开的理由"))}
		f.Fields[0].Hint = lang.T(ctx, "《政府信息公开条例》第十四条至第十六条规定的情形")
	case rectify.Close:
		f.Note = lang.T(ctx, "办结后整改闭环完成，记录不能再改。")
	default:
		f.Fields = itemFields(ctx, o, a)
	}
	return f
}

func reason(ctx context.Context, label string) ui.Field {
	return ui.Field{Name: "reason", Label: label, Type: "textarea", Rows: 3, Required: true}
}

func day(_ context.Context, name, label string) ui.Field {
	return ui.Field{Name: name, Label: label, Type: "date", Required: true}
}

// itemFields are the forms that ask something for each item: plan, result, evidence, return, re-check.
func itemFields(ctx context.Context, o *rectify.Full, a rectify.Action) (fs []ui.Field) {
	switch a {
	case rectify.Plan:
		fs = append(fs, ui.Field{Name: "lead", Label: lang.T(ctx, "整改负责人"), Value: o.PlanLead, Required: true, Hint: lang.T(ctx, "写职务，例如 副校长")},
			ui.Field{Name: "text", Label: lang.T(ctx, "方案说明"), Type: "textarea", Value: o.PlanText, Rows: 3})
	case rectify.Submit:
		fs = append(fs, ui.Field{Name: "text", Label: lang.T(ctx, "整改情况"), Type: "textarea", Value: o.ResultText, Rows: 3})
	case rectify.Return:
		fs = append(fs, reason(ctx, lang.T(ctx, "退回理由")), day(ctx, "due_on", lang.T(ctx, "新的整改期限")))
	case rectify.Recheck:
		fs = append(fs, ui.Field{Name: "note", Label: lang.T(ctx, "复查情况"), Type: "textarea", Rows: 3, Required: true, Hint: lang.T(ctx, "写明现场看到的情况")})
	}
	if a == rectify.Recheck || a == rectify.Return {
		return append(fs, choiceOf(ctx, o, a))
	}
	if a == rectify.Note {
		pick := ui.Field{Name: "item", Label: lang.T(ctx, "问题"), Type: "select", Required: true}
		for _, i := range o.List {
			pick.Options = append(pick.Options, ui.Option{Value: i.ID, Label: strconv.Itoa(i.Seq) + " " + i.Text})
		}
		return append(fs, pick, ui.Field{Name: "title", Label: lang.T(ctx, "证据名称"), Required: true},
			ui.Field{Name: "note", Label: lang.T(ctx, "说明"), Type: "textarea", Rows: 2}, ui.Field{Name: "happened_on", Label: lang.T(ctx, "形成日期"), Type: "date"})
	}
	for _, i := range o.List {
		n := lang.T(ctx, "第 %d 项", i.Seq) + " "
		if a == rectify.Plan {
			fs = append(fs, ui.Field{Name: "measures-" + i.ID, Label: n + lang.T(ctx, "整改措施"), Hint: i.Text, Type: "textarea", Rows: 3, Value: i.Measures, Required: true},
				ui.Field{Name: "lead-" + i.ID, Label: n + lang.T(ctx, "责任人"), Value: i.Lead, Required: true},
				ui.Field{Name: "by_on-" + i.ID, Label: n + lang.T(ctx, "完成日期"), Type: "date", Value: i.ByOn.String(), Max: o.Deadline().String(), Required: true})
			continue
		}
		fs = append(fs, ui.Field{Name: "result-" + i.ID, Label: n + lang.T(ctx, "整改结果"), Hint: i.Text, Type: "textarea", Rows: 3, Value: i.Result, Required: true})
		proof := ui.Field{Name: "evidence-" + i.ID, Label: n + lang.T(ctx, "证据名称"), Hint: lang.T(ctx, "例如 公示照片、清退表；文件可在整改页面上传")}
		for _, e := range o.Evidence {
			if e.ItemID == i.ID {
				proof.Hint = lang.T(ctx, "已有证据：%s", e.Title)
			}
		}
		fs = append(fs, proof, ui.Field{Name: "note-" + i.ID, Label: n + lang.T(ctx, "证据说明")})
	}
	return fs
}

// choiceOf lets the verifier name the items that are not put right, or that came back.
func choiceOf(ctx context.Context, o *rectify.Full, a rectify.Action) ui.Field {
	f := ui.Field{Name: "item", Label: lang.T(ctx, "没有整改到位的问题"), Hint: lang.T(ctx, "一项也不选表示全部没有到位"), Type: "checkbox"}
	if a == rectify.Recheck {
		f.Label, f.Hint = lang.T(ctx, "反弹的问题"), lang.T(ctx, "一项也不选表示没有反弹；选中的问题将重新列入整改")
	}
	for _, i := range o.List {
		f.Options = append(f.Options, ui.Option{Value: i.ID, Label: strconv.Itoa(i.Seq) + " " + i.Text, Chosen: i.Held == rectify.Relapsed || a == rectify.Return && i.Outcome == rectify.Unmet})
	}
	return f
}

// findingFields ask for a problem.
func findingFields(ctx context.Context) []ui.Field {
	severity := ui.Field{Name: "severity", Label: lang.T(ctx, "程度"), Type: "radio", Required: true, Value: string(rectify.General)}
	for _, s := range rectify.Severities {
		severity.Options = append(severity.Options, ui.Option{Value: string(s.Severity), Label: lang.T(ctx, s.Label), Chosen: s.Severity == rectify.General})
	}
	return []ui.Field{
		{Name: "text", Label: lang.T(ctx, "问题"), Type: "textarea", Required: true, Hint: lang.T(ctx, "写明看到的事实，不写推断")},
		{Name: "clause", Label: lang.T(ctx, "依据"), Required: true, Placeholder: lang.T(ctx, "《义务教育法》第二十五条"), Hint: lang.T(ctx, "写到条，便于识别同类问题和反弹；没有依据的问题不能发文")},
		severity,
		{Name: "demand", Label: lang.T(ctx, "整改要求"), Type: "textarea", Rows: 3},
	}
}
