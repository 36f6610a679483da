//lang:document
package monitor

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/org"
	"dudao/internal/feature/portal"
	"dudao/internal/platform/db"
)

// releaseRef is the record that the data of a year are published of.
func releaseRef(unit string, year int) ident.Ref {
	return ident.Ref{Kind: "monitor.data", ID: unit + "-" + strconv.Itoa(year)}
}

// Released returns what is public of a year, false if nothing is.
func (s *Service) Released(ctx context.Context, year int) (portal.Snapshot, bool, error) {
	x, _, ok, err := portal.Current(ctx, s.db, releaseRef(actor.From(ctx).UnitID, year))
	return x, ok, err
}

// Publish makes the figures of all areas of a year public as open data: a table, its dictionary, and what changed
// since the version before. Nothing about single schools is in it.
func (s *Service) Publish(ctx context.Context, year int, note string) (id string, err error) {
	over, err := access.Over(ctx, MayPublish)
	if err != nil {
		return "", err
	}
	p, err := s.now(ctx)
	if err != nil {
		return "", err
	}
	table, demo := portal.Table{Head: releaseHead()}, false
	for _, stage := range balance.Stages {
		lines, err := s.lines(ctx, p, over, year, stage)
		if err != nil {
			return "", err
		}
		for _, l := range lines {
			if l.Result.Schools == 0 {
				continue
			}
			code := l.Area.ID
			table.Rows = append(table.Rows, releaseRow(year, code, l))
			demo = demo || l.Meta.Demo
		}
	}
	if len(table.Rows) == 0 {
		return "", errs.New(errs.Conflict, "%d 年度还没有可以公布的数据", year)
	}
	a := actor.From(ctx)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		ref := releaseRef(a.UnitID, year)
		last, before, had, err := portal.Current(ctx, tx, ref)
		if err != nil {
			return err
		}
		log := []string{"第 1 版：首次公布。"}
		if had {
			changes := compare(before.Sections[0].Table, &table)
			if len(changes) == 0 {
				return errs.New(errs.Conflict, "数据与已公布的第 %d 版相同，不需要重新公布", last.Seq)
			}
			log = append(logOf(before), fmt.Sprintf("第 %d 版（%s）：%s", last.Seq+1, tx.Today(), changesOf(changes)))
		}
		first := []string{fmt.Sprintf("义务教育优质均衡资源配置监测数据，%d 年度，依据教督〔2017〕6号计算。差异系数按学生数加权，未舍入后判定。", year)}
		if note != "" {
			first = append(first, note)
		}
		of, err := org.UnitByID(ctx, tx, org.UnitID(a.UnitID))
		if err != nil {
			return err
		}
		id, err = portal.Publish(ctx, tx, portal.Item{Ref: ref, Kind: portal.Data, UnitID: a.UnitID, UnitPath: of.Path, UnitName: of.Name, PublisherID: a.UnitID, PublisherName: of.Name,
			Title: fmt.Sprintf("%d 年度义务教育均衡监测数据", year), Year: year, Demo: demo, Sections: []portal.Section{{Heading: "数据", Paragraphs: first, Table: &table},
				{Heading: "数据字典", Table: dictionary()}, {Heading: "更新记录", Paragraphs: log}}})
		return err
	})
	return id, err
}

func releaseHead() []string {
	out := []string{"year", "area", "name", "stage", "schools", "students"}
	for i := range balance.Columns {
		out = append(out, fmt.Sprintf("mean%d", i+1), fmt.Sprintf("cv%d", i+1))
	}
	return append(out, "schools_not_met", "verdict")
}

func releaseRow(year int, code string, l Line) []string {
	out := []string{strconv.Itoa(year), code, l.Area.Name, string(l.Stage), strconv.Itoa(l.Result.Schools), strconv.FormatFloat(l.Result.Students, 'f', -1, 64)}
	for _, st := range l.Result.Stats {
		out = append(out, known(st.Mean, 4), known(st.CV, 6))
	}
	return append(out, strconv.Itoa(len(l.Result.NotMet)), string(l.Verdict))
}

// known is a figure, empty where it cannot be told.
func known(x float64, places int) string {
	if !balance.Known(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'f', places, 64)
}

// dictionary says what the columns are.
func dictionary() *portal.Table {
	t := &portal.Table{Head: []string{"列", "含义", "单位", "依据"}, Rows: [][]string{
		{"year", "年度", "", ""}, {"area", "地区代码", "", ""}, {"name", "地区名称", "", ""}, {"stage", "学段：primary 小学，junior 初中", "", "教督〔2017〕6号"},
		{"schools", "学校数（含一贯制学校拆分出的学段）", "所", ""}, {"students", "学生数", "人", ""}}}
	for i, item := range rules().Items {
		t.Rows = append(t.Rows, []string{fmt.Sprintf("mean%d", i+1), item.Name + "，全区平均；空白为无法判定", item.Unit, "教督〔2017〕6号"},
			[]string{fmt.Sprintf("cv%d", i+1), item.Name + "，学生加权差异系数；空白为无法判定", "", "教督〔2017〕6号"})
	}
	return &portal.Table{Head: t.Head, Rows: append(t.Rows, []string{"schools_not_met", "资源配置不达标的学校数", "所", "教督〔2017〕6号"},
		[]string{"verdict", "资源配置结论：met 达标，not_met 不达标，cannot_tell 无法判定", "", "教督〔2017〕6号"})}
}

// compare names the rows that changed, came or went.
func compare(before, now *portal.Table) (out []string) {
	key := func(row []string) string { return row[1] + "/" + row[3] }
	old := map[string][]string{}
	for _, row := range before.Rows {
		old[key(row)] = row
	}
	for _, row := range now.Rows {
		was, had := old[key(row)]
		delete(old, key(row))
		if !had {
			out = append(out, row[2]+"（"+row[3]+"，新增）")
		} else if !slices.Equal(was, row) {
			out = append(out, row[2]+"（"+row[3]+"）")
		}
	}
	for _, row := range before.Rows {
		if _, gone := old[key(row)]; gone {
			out = append(out, row[2]+"（"+row[3]+"，撤下）")
		}
	}
	return out
}

func changesOf(list []string) string {
	const most = 50
	text := fmt.Sprintf("%d 行有变化：", len(list))
	for i, x := range list[:min(len(list), most)] {
		if i > 0 {
			text += "、"
		}
		text += x
	}
	if len(list) > most {
		text += "等"
	}
	return text + "。"
}

// logOf is the log of changes of the version before.
func logOf(i portal.Item) []string {
	for _, s := range i.Sections {
		if s.Heading == "更新记录" {
			return s.Paragraphs
		}
	}
	return nil
}
