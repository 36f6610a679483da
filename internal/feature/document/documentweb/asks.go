package documentweb

import (
	"net/http"
	"strconv"

	"dudao/internal/base/lang"
	"dudao/internal/feature/document"
	"dudao/internal/feature/document/xray"
	"dudao/internal/ui"
)

// asks makes the forms of the steps that this person can take with a letter now.
type asks struct {
	h        handler
	r        *http.Request
	f        document.Full
	problems []xray.Problem
	action   string // the step that was refused, "" for none
	refused  error
	used     bool // its form is on the page
}

func (a *asks) t(zh string, args ...any) string { return lang.T(a.r.Context(), zh, args...) }

// form is the form of a step; the refused one comes back with what was typed.
func (a *asks) form(action, submit, note string, fields ...ui.Field) ui.Form {
	f := ui.Form{ID: "step-" + action, Action: a.f.URL() + "/" + action, Submit: submit, Note: note, Fields: fields, Hidden: a.version()}
	if a.refused != nil && a.action == action {
		f.Keep(a.r)
		f.Refuse(a.r, a.refused)
		a.used = true
	}
	return f
}

func (a *asks) version() []ui.Hidden {
	return []ui.Hidden{{Name: "version", Value: strconv.Itoa(a.f.Version)}}
}

// head are the steps beside the title, the main one first.
func (a *asks) head() (out []ui.Ask, more []ui.Button) {
	ctx := a.r.Context()
	for _, st := range a.f.Possible() {
		if !document.CanStep(ctx, st, a.f) {
			continue
		}
		label := a.t(st.Label)
		ask := ui.Ask{Label: label, Plain: true}
		reason := ui.Field{Name: "reason", Label: a.t("理由"), Type: "textarea", Rows: 3, Required: true}
		switch st.Action {
		case document.Edit:
			more = append(more, ui.Button{Label: label, URL: a.f.URL() + "/edit", Plain: true})
			continue
		case document.AddSign:
			continue // beside the countersigners
		case document.Submit:
			ask.Plain, ask.Form = false, a.form("submit", label, a.submitNote(), a.excuse()...)
		case document.Agree:
			ask.Plain, ask.Form = false, a.form("agree", label, "", ui.Field{Name: "reason", Label: a.t("会签意见"), Type: "textarea", Rows: 3, Hint: a.t("可以不填")})
		case document.Approve:
			ask.Plain = false
			ask.Form = a.form("approve", label, a.t("签发后立即取得文号，由系统生成正式文件并签名；文号不能收回，只能作废。"),
				ui.Field{Name: "send", Label: a.t("成文后"), Type: "radio", Options: []ui.Option{{Value: "yes", Label: a.t("立即发送"), Chosen: true}, {Value: "no", Label: a.t("先不发送，由经办人发送")}}})
		case document.Send:
			ask.Plain, ask.Form = false, a.form("send", label, a.t("将发送给主送和抄送单位并计算签收期限；平台外的单位请送达纸质文本并登记回证。"))
		case document.Anew:
			if !a.f.OfStep() {
				continue
			}
			ask.Plain, ask.Form = false, a.form("anew", label, a.t("用原来的内容生成新的草稿，核对后送签，取得新的文号；发出后记录改用新文号，原文号保留在登记簿中。"))
		case document.Void:
			ask.Form = a.form("void", label, a.t("文号保留在登记簿中并标明作废和理由，不再使用。"), reason)
			ask.Danger = true
		case document.Withdraw:
			ask.Form = a.form("withdraw", label, a.t("收件单位仍能看到原文和撤回说明，公开核验页会标明已撤回。"), reason)
			ask.Danger = true
		default:
			ask.Form = a.form(string(st.Action), label, "", reason)
		}
		if ask.Plain {
			out = append(out, ask)
		} else {
			out = append([]ui.Ask{ask}, out...)
		}
	}
	return out, more
}

func (a *asks) submitNote() string {
	if len(a.f.Signers) > 0 {
		return a.t("先送会签人按顺序会签，全部同意后送本级负责人签发。")
	}
	return a.t("送本级负责人签发。需要会签的，请先在“会签”中添加会签人。")
}

// excuse asks for a reason while the check before issue has warnings.
func (a *asks) excuse() []ui.Field {
	if _, warned := xray.Split(a.problems); len(warned) == 0 {
		return nil
	}
	return []ui.Field{{Name: "excuse", Label: a.t("对检查提醒的说明"), Type: "textarea", Rows: 3, Required: true, Value: a.f.Excuse, Hint: a.t("发文前检查有提醒，请说明为什么可以放行；理由随公文保存")}}
}

// recipients shows to whom the letter goes, why, and who has it.
func (a *asks) recipients() ui.Card {
	ctx := a.r.Context()
	c := ui.Card{ID: "recipients", Title: a.t("发送范围")}
	st, _ := document.StepOf(document.Edit)
	may := a.f.State == document.Drafting && document.CanStep(ctx, st, a.f)
	t := ui.Table{Caption: c.Title, Columns: []ui.Column{{Label: a.t("单位")}, {Label: a.t("方式")}, {Label: a.t("签收")}}, Empty: a.t("还没有主送单位")}
	for _, d := range a.f.Deliveries {
		how := a.t("主送")
		if d.Copy {
			how = a.t("抄送")
		}
		if d.Outside() {
			how += a.t("（纸质）")
		}
		state := a.t(d.Label())
		if !d.ReceivedOn.IsZero() {
			state += " " + d.ReceivedOn.String() + " " + d.ReceivedBy
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: d.Name, Sub: a.t(d.Why)}, {Text: how}, {Text: state}})
		switch {
		case may:
			f := a.form("recipients/"+d.ID+"/drop", a.t("移除"), d.Name)
			if d.Why != "" {
				f.Fields = []ui.Field{{Name: "reason", Label: a.t("理由"), Required: true, Hint: a.t("这是依规定发送的单位")}}
			}
			c.Asks = append(c.Asks, ui.Ask{Label: a.t("移除%s", d.Name), Plain: true, Form: f})
		case document.CanReceive(ctx, a.f.Letter, d):
			c.Asks = append(c.Asks, a.receipt(d))
		}
	}
	if may {
		f := a.form("recipients", a.t("添加"), "", ui.Field{Name: "name", Label: a.t("单位名称"), Required: true, Pick: "/units/pick", Hint: a.t("平台中的单位在线送达；其他单位按所写名称登记，送达纸质文本")},
			ui.Field{Name: "copy", Label: a.t("方式"), Type: "radio", Options: []ui.Option{{Value: "", Label: a.t("主送")}, {Value: "yes", Label: a.t("抄送"), Chosen: true}}})
		c.Asks = append([]ui.Ask{{Label: a.t("添加单位"), Plain: true, Form: f}}, c.Asks...)
	}
	c.Table = &t
	return c
}

// receipt is the form that signs for a delivery.
func (a *asks) receipt(d document.Delivery) ui.Ask {
	own := string(d.UnitID) == unitOf(a.r)
	action := "recipients/" + d.ID + "/receive"
	if own {
		f := a.form(action, a.t("签收"), a.t("确认已收到这份公文。"))
		f.Hidden = []ui.Hidden{{Name: "version", Value: strconv.Itoa(d.Version)}}
		return ui.Ask{Label: a.t("签收"), Form: f}
	}
	f := a.form(action, a.t("登记"), a.t("按纸质送达回证登记：%s", d.Name), ui.Field{Name: "by", Label: a.t("签收人"), Required: true},
		ui.Field{Name: "on", Label: a.t("签收日期"), Type: "date", Value: a.h.s.Today().String(), Required: true},
		ui.Field{Name: "refused", Label: a.t("结果"), Type: "radio", Options: []ui.Option{{Value: "", Label: a.t("已签收"), Chosen: true}, {Value: "yes", Label: a.t("拒收，留置送达")}}},
		ui.Field{Name: "note", Label: a.t("备注"), Hint: a.t("拒收时写明经过和见证人")})
	f.Hidden = []ui.Hidden{{Name: "version", Value: strconv.Itoa(d.Version)}}
	return ui.Ask{Label: a.t("登记“%s”的回证", d.Name), Plain: true, Form: f}
}

// signers shows who countersigns, in which turn, with what they said.
func (a *asks) signers() ui.Card {
	ctx := a.r.Context()
	c := ui.Card{ID: "signers", Title: a.t("会签")}
	st, _ := document.StepOf(document.AddSign)
	may := (a.f.State == document.Drafting || a.f.State == document.Countersign) && document.CanStep(ctx, st, a.f)
	t := ui.Table{Caption: c.Title, Columns: []ui.Column{{Label: a.t("顺序"), Num: true}, {Label: a.t("会签人")}, {Label: a.t("结果")}}, Empty: a.t("没有会签人，直接送签发")}
	for _, g := range a.f.Signers {
		who := g.Name
		if g.ByName != "" && g.ByName != g.Name {
			who = a.t("%s（由 %s 办理）", g.Name, g.ByName)
		}
		sub := g.Opinion
		if !g.At.IsZero() {
			sub = stamp(g.At) + " " + sub
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: strconv.Itoa(g.Turn), Num: true}, {Text: who, Sub: g.UnitName}, {Text: a.t(g.Label()), Sub: sub}})
		if may && a.f.State == document.Drafting && g.State != document.SignerAgreed {
			c.Asks = append(c.Asks, ui.Ask{Label: a.t("移除%s", g.Name), Plain: true, Form: a.form("signers/"+g.ID+"/drop", a.t("移除"), g.Name)})
		}
	}
	if may {
		f := a.form("signers", a.t("添加"), "", ui.Field{Name: "who", Label: a.t("会签人"), Required: true, Pick: "/people/pick"},
			ui.Field{Name: "turn", Label: a.t("顺序"), Type: "number", Min: "1", Max: "20", Hint: a.t("顺序相同的同时会签；不填为当前顺序")})
		c.Asks = append([]ui.Ask{{Label: a.t("添加会签人"), Plain: true, Form: f}}, c.Asks...)
	}
	c.Table = &t
	return c
}
