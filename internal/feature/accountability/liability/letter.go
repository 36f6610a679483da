//lang:document

package liability

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
)

// facts is what a decision says: 基本情况、事实、依据、方式、生效时间 (《教育督导问责办法》).
func facts(ctx context.Context, r db.Reader, rec accountability.Record, _ document.Kind, f *document.Facts) error {
	var d Detail
	if err := rec.Read(&d); err != nil {
		return err
	}
	persons, err := accountability.PersonsOf(ctx, r, rec.ID)
	if err != nil {
		return err
	}
	list, err := accountability.MeasuresOf(ctx, r, rec.ID)
	if err != nil {
		return err
	}
	standing := slices.DeleteFunc(list, func(m accountability.Applied) bool {
		return slices.Contains(d.Revoking, m.ID) || slices.Contains(d.Revoking, "*") && m.State != accountability.MeasureProposed
	})
	points, err := reply.Of(ctx, r, rec.Ref())
	if err != nil {
		return err
	}
	v := f.Values
	v["决定标题"], v["基本情况"], v["认定事实"], v["证据"] = "对"+titled(rec)+"问责", basics(rec, d, persons), d.Found, d.Proof
	v["问责依据"] = articles(rec)
	v["从重情形"] = worse(d)
	v["问责方式"] = accountability.MeasureWords(standing, persons)
	if v["问责方式"] == "" {
		v["问责方式"] = "撤销原问责决定，不再追究"
	}
	v["生效日期"], v["审定"] = accountability.Day(d.EffectiveOn), "经教育督导委员会"+d.ApproverAs+d.Approver+"审定"
	v["陈述申辩及答复"] = d.NoStatement
	if len(points) > 0 {
		v["陈述申辩及答复"] = accountability.PointWords(points)
	}
	v["纠正说明"] = "本决定系首次作出。"
	if d.First != "" && rec.State != Decided {
		v["决定标题"] = "纠正" + d.First + "问责决定"
		v["纠正说明"] = fmt.Sprintf("依据申诉处理决定书%s，对%s予以纠正：%s", d.WrongBy, d.First, d.CorrectText)
	}
	f.To, err = recipients(ctx, r, rec, persons)
	return err
}

func objectName(rec accountability.Record, persons []accountability.Persons) string {
	if !rec.Personal {
		return rec.UnitName
	}
	var names []string
	for _, p := range persons {
		names = append(names, p.Name)
	}
	return strings.Join(names, "、")
}

// titled is the object in the title of the letter, which more people see than the letter: no name of a person.
func titled(rec accountability.Record) string {
	if rec.Personal {
		return rec.UnitName + "有关人员"
	}
	return rec.UnitName
}

// addressed is a person as a recipient: lists of deliveries and the log have the post, not the name.
func addressed(p accountability.Persons) string {
	if p.Post == "" {
		return p.UnitName + "被问责人员"
	}
	return p.UnitName + p.Post
}

func basics(rec accountability.Record, d Detail, persons []accountability.Persons) string {
	if !rec.Personal {
		return fmt.Sprintf("被问责单位：%s（%s）。", rec.UnitName, d.Object.Label())
	}
	var lines []string
	for _, p := range persons {
		lines = append(lines, p.Line())
	}
	return "被问责人员：" + strings.Join(lines, "；") + "。"
}

func articles(rec accountability.Record) string {
	var out []string
	for _, g := range accountability.GroundsOf(accountability.Codes(rec.Grounds)) {
		out = append(out, fmt.Sprintf("%s（%s）", g.Label, g.Article))
	}
	return strings.Join(out, "；")
}

func worse(d Detail) string {
	if len(d.Worse) == 0 {
		return "无从重情形。"
	}
	var out []string
	for _, g := range accountability.GroundsOf(d.Worse) {
		out = append(out, g.Label)
	}
	s := "具有从重情形：" + strings.Join(out, "；")
	if len(d.Earlier) > 0 {
		s += "（一年内已有问责决定：" + strings.Join(d.Earlier, "、") + "）"
	}
	if d.WorseNote != "" {
		s += "。" + d.WorseNote
	}
	return strings.TrimRight(s, "。") + "。"
}

// recipients are the object and the department above it; of persons themselves, on paper.
func recipients(ctx context.Context, r db.Reader, rec accountability.Record, persons []accountability.Persons) (out []document.Party, err error) {
	const why = "《教育督导问责办法》：问责决定送达被问责对象"
	for _, p := range persons {
		if rec.Personal {
			out = append(out, document.Party{Name: addressed(p), Why: why})
		}
	}
	if !rec.Personal {
		out = append(out, document.Party{UnitID: rec.UnitID, Name: rec.UnitName, Why: why})
	}
	up, err := org.SuperiorOf(ctx, r, rec.UnitID)
	if err == nil && up.ID != rec.UnitID && !rec.Personal {
		out = append(out, document.Party{UnitID: up.ID, Name: up.Name, Copy: true, Why: "《教育督导问责办法》：抄送上级部门"})
	}
	return out, err
}

// remedyFacts is what the decision on a review or an appeal says.
func remedyFacts(ctx context.Context, r db.Reader, rec accountability.Record, k document.Kind, f *document.Facts) error {
	var d Remedy
	if err := rec.Read(&d); err != nil {
		return err
	}
	parent, err := accountability.Load(ctx, r, rec.ParentID)
	if err != nil {
		return err
	}
	persons, err := accountability.PersonsOf(ctx, r, parent.ID)
	if err != nil {
		return err
	}
	points, err := reply.Of(ctx, r, rec.Ref())
	if err != nil {
		return err
	}
	v := f.Values
	v["申请人"], v["原决定"], v["申请日期"] = objectName(parent, persons), d.Decision, accountability.Day(d.AppliedOn)
	v["受理说明"] = "申请在期限内提出，予以受理。"
	if d.Admitted != "" {
		v["受理说明"] = fmt.Sprintf("申请超过期限（%s），理由：%s。逾期受理的理由：%s。", accountability.Day(d.LastDay), d.LateWhy, d.Admitted)
	}
	v["理由及答复"], v["处理结果"], v["理由"] = accountability.PointWords(points), ResultLabel(d.Result), d.Reasons
	if d.Demand != "" {
		v["处理结果"] += "。" + d.Demand
	}
	v["原办"] = parent.OfficeName
	if rec.Personal {
		for _, p := range persons {
			f.To = append(f.To, document.Party{Name: addressed(p), Why: "《教育督导问责办法》：送达申请人"})
		}
	} else {
		f.To = append(f.To, document.Party{UnitID: rec.UnitID, Name: rec.UnitName, Why: "《教育督导问责办法》：送达申请人"})
	}
	if k == document.AppealDecision {
		f.To = append(f.To, document.Party{UnitID: parent.OfficeID, Name: parent.OfficeName, Copy: true, Why: "《教育督导问责办法》：送原办"})
	}
	return nil
}

// snapshotOf is the result as the public reads it. No name of a person is in it: what is said about a
// unit is cleaned of the names of its people, and of persons only grounds and measures are told.
func snapshotOf(r accountability.Record, d Detail, list []accountability.Applied, persons []accountability.Persons) portal.Item {
	item := portal.Item{Ref: r.Ref(), Kind: portal.Accountability, UnitID: string(r.UnitID), UnitPath: r.UnitPath, UnitName: r.UnitName, PublisherID: string(r.OfficeID),
		PublisherName: r.OfficeName, Title: r.Title, Number: r.Number, Demo: r.Demo}
	add := func(heading, text string) {
		if text == "" {
			return
		}
		for _, p := range persons {
			text = strings.ReplaceAll(text, p.Name, "有关人员")
		}
		item.Sections = append(item.Sections, portal.Section{Heading: heading, Paragraphs: []string{text}})
	}
	if r.Personal {
		add("对象", fmt.Sprintf("%s有关责任人员%d名", r.UnitName, len(persons)))
	} else {
		add("认定事实", d.Found)
	}
	add("问责情形", accountability.GroundWords(r))
	words := accountability.MeasureWords(list, nil)
	if words == "" {
		words = "原问责方式已撤销。"
	}
	add("问责方式", words)
	add("生效日期", accountability.Day(d.EffectiveOn))
	add("复核申诉与纠正", d.Outcome)
	return item
}
