package demo

import (
	"bytes"
	"errors"
	"fmt"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/feature/file"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/rectify"
)

const madeUp = "演示材料，内容均为虚构"

// attach uploads a file to a record as somebody, by the same way as a page.
func (s *story) attach(who actor.Actor, ref ident.Ref, title, ending string, content []byte, made error) (file.Item, error) {
	if made != nil {
		return file.Item{}, made
	}
	return s.b.app.Files.Add(s.b.as(who), file.Upload{Ref: ref, Name: title + ending, Title: title,
		HappenedAt: civil.Time{Time: s.b.clock.now().AddDate(0, 0, -1)}}, bytes.NewReader(content))
}

// claimFiles are the evidence of the first three claims: a report, a sheet that is corrected once, a
// document.
func (s *story) claimFiles(d inspect.Dossier) error {
	name := func(n int) string {
		x, _ := d.Standard.Node(d.Indicators[n].NodeCode)
		return x.Name
	}
	at := func(n int) ident.Ref { return d.Indicators[n].Ref() }
	_, err := s.attach(s.answer, at(0), "自评报告（"+name(0)+"）", ".pdf", pdf(s.unit.Name, "自评报告："+name(0), s.words.claim, madeUp), nil)
	rows := func(checked any) [][]any {
		return [][]any{{"序号", "事项", "日期", "检查情况"}, {1, "计划与部署", s.day(0).String(), "有记录"}, {2, name(1) + "自查", s.day(4).String(), checked}, {3, madeUp, "", ""}}
	}
	first, bad := sheet("台账", rows("待补")...)
	i, wrong := s.attach(s.answer, at(1), "工作台账（"+name(1)+"）", ".xlsx", first, bad)
	err = errors.Join(err, wrong)
	if err == nil && s.n%2 == 0 {
		var second []byte
		if second, err = sheet("台账", rows("已复查")...); err == nil {
			_, err = s.b.app.Files.AddVersion(s.b.as(s.answer), i.ID, i.Version, "工作台账（复查后）.xlsx", bytes.NewReader(second))
		}
	}
	text, bad := document(name(2)+"情况说明", s.unit.Name+"按照标准逐项自查，材料存档备查。", madeUp)
	_, wrong = s.attach(s.answer, at(2), "情况说明（"+name(2)+"）", ".docx", text, bad)
	return errors.Join(err, wrong)
}

// siteFile is what the team keeps of a record: a picture of a tour, the count of a questionnaire.
func (s *story) siteFile(who actor.Actor, r fieldwork.Record) (err error) {
	switch r.Kind {
	case fieldwork.Tour:
		content, bad := photo(s.n, false)
		_, err = s.attach(who, r.Ref(), "巡视照片："+r.Place, ".png", content, bad)
	case fieldwork.Questionnaire:
		content, bad := sheet("统计", []any{"选项", "题目", "份数", "占比"}, []any{"满意", "对办学的总体评价", r.Items * 9 / 10, "90%"}, []any{"一般或不满意", "同上", r.Items - r.Items*9/10, "10%"}, []any{madeUp, "", "", ""})
		_, err = s.attach(who, r.Ref(), "问卷统计", ".xlsx", content, bad)
	}
	return err
}

// remedyFiles are the evidence of a measure; after the result was sent back the report has a second
// version with the records that were missing.
func (s *story) remedyFiles(i rectify.Item) error {
	p := s.remedy(i)
	lines := []string{s.unit.Name, "整改情况报告", "问题：" + p.text, "措施：" + p.measure, "结果：" + p.result}
	now, err := s.b.app.Rectify.Files(s.b.as(s.answer), []rectify.Item{i})
	if err != nil {
		return err
	}
	for _, f := range now[i.ID] {
		if f.Kind == file.PDF {
			lines = append(lines, "补充："+s.now().String()+" 前的执行记录已附后。", madeUp)
			_, err := s.b.app.Files.AddVersion(s.b.as(s.answer), f.ID, f.Version, "整改情况报告（补充）.pdf", bytes.NewReader(pdf(lines...)))
			return err
		}
	}
	_, err = s.attach(s.answer, i.Ref(), fmt.Sprintf("第 %d 项整改情况报告", i.Seq), ".pdf", pdf(append(lines, madeUp)...), nil)
	content, bad := photo(s.n+i.Seq, true)
	_, wrong := s.attach(s.answer, i.Ref(), fmt.Sprintf("第 %d 项整改后照片", i.Seq), ".png", content, bad)
	return errors.Join(err, wrong)
}
