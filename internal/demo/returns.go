package demo

import (
	"fmt"
	"strings"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/dropout"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/indicator"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
)

// collect plans the returns: the schools of the two years before as tables, last year's returns accepted, this
// year's under way in every state.
func (b *builder) collect() error {
	ctx := b.as(b.staff)
	schools, err := b.compulsory()
	if err != nil {
		return err
	}
	this := b.end.In(civil.Beijing).Year()
	b.line.at(b.start.AddDate(0, 0, 2), func() error {
		for year := this - 3; year < this-1; year++ {
			if err := b.table(schools, year); err != nil {
				return err
			}
		}
		return nil
	})
	if err := b.campaign(schools, this-1, b.start.AddDate(0, 0, 12), false); err != nil {
		return err
	}
	b.kindergartens(this-1, b.start.AddDate(0, 0, 20))
	b.line.at(b.start.AddDate(0, 0, 60), func() error {
		if _, err := b.app.Monitor.Watch(ctx); err != nil {
			return err
		}
		list, err := b.app.Returns.Campaigns(ctx, returns.CampaignFilter{Year: this - 1}, page.Req{})
		if err != nil {
			return err
		}
		for _, c := range list.Rows {
			if err := b.app.Returns.Close(ctx, c.ID, c.Version); err != nil {
				return err
			}
		}
		_, err = b.app.Monitor.Publish(ctx, this-1, "首次公布。")
		return err
	})
	for i, d := range b.districts {
		b.line.at(b.end.AddDate(0, 0, -9).Add(time.Duration(i)*time.Hour), func() error { return b.left(d, i) })
	}
	return b.campaign(schools, this, b.end.AddDate(0, 0, -27), true)
}

// left registers pupils who left school: some still away, some back.
func (b *builder) left(d *district, place int) error {
	for i, u := range d.schools[:min(2, len(d.schools))] {
		if u.Stage != "primary" && u.Stage != "junior" && u.Stage != "nine_year" {
			continue
		}
		head := b.as(b.headOf(u))
		today := b.app.Dropout.Today()
		c, err := b.app.Dropout.Register(head, dropout.NewCase{Grade: 4 + (place+i)%3, Reason: dropout.Reasons[(place+i)%len(dropout.Reasons)].Value, SinceOn: today.AddDays(-12 - place), Demo: true,
			Pupil: dropout.Pupil{Name: "演示学生" + numbers[(place+i)%4], Guardian: "演示家长", Contact: "010-00000000"}})
		if err != nil {
			return err
		}
		if err := b.app.Dropout.Call(head, c.ID, dropout.Visit{On: today.AddDays(-3), Who: "班主任", Way: "visit", Said: "与家长见面，学生表示愿意下周返校。"}); err != nil {
			return err
		}
		step, text := dropout.Action(""), ""
		switch (place + i) % 4 {
		case 0:
			step, text = "return", "已于本周一到校上课"
		case 1:
			step, text = "escalate", d.short+"街道办事处"
		case 2:
			step, text = "transfer", "转入外省学校，学籍已接续"
		default:
			continue
		}
		if err := b.app.Dropout.Step(head, c.ID, -1, step, text); err != nil {
			return err
		}
	}
	return nil
}

// compulsory are the schools that are asked, by district.
func (b *builder) compulsory() (map[int][]org.Unit, error) {
	out := map[int][]org.Unit{}
	for i, d := range b.districts {
		for _, stage := range []string{"primary", "junior", "secondary"} {
			list, err := b.app.Org.List(b.as(b.staff), org.Filter{Kind: org.School, Below: d.unit.Path, Stage: stage}, page.Req{Size: 12, Sort: "path"})
			if err != nil {
				return nil, err
			}
			for _, r := range list.Rows {
				out[i] = append(out[i], r.Unit)
			}
		}
	}
	return out, nil
}

// table brings in a year as one file.
func (b *builder) table(schools map[int][]org.Unit, year int) error {
	var text strings.Builder
	text.WriteString("county,stage,school,students,r1,r2,r3,r4,r5,r6,r7\n")
	ru := b.app.Monitor.Rules()
	for i, d := range b.districts {
		for _, u := range schools[i] {
			values := figures(u, i, year)
			values["S02"] = typeOf(u)
			parts, err := monitor.Set().Parts(ru, indicator.Unit{Name: u.Name, Values: values})
			if err != nil {
				return err
			}
			for _, stage := range balance.Stages {
				p, ok := parts[stage]
				if !ok {
					continue
				}
				fmt.Fprintf(&text, "%s,%s,%s,%g", d.unit.Code, stage, u.Name, p.Students)
				for _, x := range p.Totals {
					fmt.Fprintf(&text, ",%.2f", x)
				}
				text.WriteByte('\n')
			}
		}
	}
	ctx := b.as(b.staff)
	t, mistakes, err := b.app.Monitor.ReadTable(ctx, fmt.Sprintf("%d年义务教育学校基本情况.csv", year), year, strings.NewReader(text.String()), true)
	if err != nil {
		return err
	}
	if len(mistakes) > 0 {
		return fmt.Errorf("table of %d: %d mistakes, the first: %+v", year, len(mistakes), mistakes[0])
	}
	return b.app.Monitor.Apply(ctx, t.ID)
}

func typeOf(u org.Unit) string {
	if u.Stage == "primary" {
		return "小学"
	}
	return "初中"
}

// campaign opens both forms of a year; one that is open has schools in every state.
func (b *builder) campaign(schools map[int][]org.Unit, year int, from time.Time, open bool) error {
	ctx := b.as(b.staff)
	var ids []string
	for i := range b.districts {
		for _, u := range schools[i] {
			ids = append(ids, string(u.ID))
		}
	}
	var mine [2]returns.Campaign
	b.line.at(from, func() (err error) {
		due := civil.DateOf(from.AddDate(0, 0, 40))
		if mine[0], _, err = b.app.Returns.Begin(ctx, returns.NewCampaign{Form: "school", Year: year, Title: fmt.Sprintf("%d 年度义务教育学校填报", year), Due: due, Units: ids,
			Note: "数据截至本年 9 月 1 日。平台已有的数据不用重填，与上年相差较大的请说明原因。"}); err != nil {
			return err
		}
		mine[1], _, err = b.app.Returns.Begin(ctx, returns.NewCampaign{Form: "district", Year: year, Title: fmt.Sprintf("%d 年度县（市、区）填报", year), Due: due})
		return err
	})
	for i, d := range b.districts {
		b.line.at(from.AddDate(0, 0, 6+i), func() error { return b.fill(d, i, mine, year, open) })
	}
	return nil
}

// fill lets a district and its schools give their figures.
func (b *builder) fill(d *district, place int, mine [2]returns.Campaign, year int, open bool) error {
	staff := b.as(d.staff)
	list, err := b.app.Returns.List(staff, returns.Filter{Campaign: mine[0].ID}, page.Req{Size: page.Max, Sort: "unit"})
	if err != nil {
		return err
	}
	for n, x := range list.Rows {
		u, err := b.app.Org.Unit(staff, x.UnitID)
		if err != nil {
			return err
		}
		step := 9
		if open {
			step = []int{9, 3, 9, 2, 0, 9, 4, 1, 9, 9}[(n+place)%10]
			for i, s := range b.districts[0].schools[:2] { // whose logins people try first
				if s.ID == x.UnitID {
					step = []int{1, 4}[i]
				}
			}
		}
		if err := b.give(d, x, u, figures(u, place, year), step); err != nil {
			return fmt.Errorf("%s %d: %w", x.UnitName, year, err)
		}
	}
	own, err := b.app.Returns.List(staff, returns.Filter{Campaign: mine[1].ID}, page.Req{Size: 10})
	if err != nil {
		return err
	}
	for _, x := range own.Rows {
		if open && place%3 == 2 {
			continue
		}
		if err := b.save(d.staff, x.ID, districtFigures(place, year)); err != nil {
			return fmt.Errorf("%s %d: %w", x.UnitName, year, err)
		}
		if err := b.app.Returns.Step(b.as(d.leader), x.ID, -1, returns.Submit, returns.Told{}); err != nil {
			return fmt.Errorf("%s %d: %w", x.UnitName, year, err)
		}
		if !open {
			if err := b.app.Returns.Step(b.as(b.staff), x.ID, -1, returns.Accept, returns.Told{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// give takes a return so many steps: 0 nothing, 1 half filled in, 2 filled in, 3 submitted, 4 sent back, 9 accepted.
func (b *builder) give(d *district, x returns.Return, u org.Unit, values map[string]string, steps int) error {
	if steps == 0 {
		return nil
	}
	head := b.headOf(u)
	if steps == 1 {
		for code := range values {
			if code > "S40" {
				delete(values, code)
			}
		}
	}
	if x.Kind == "" {
		values["S02"] = typeOf(u)
	}
	if err := b.save(head, x.ID, values); err != nil || steps < 3 {
		return err
	}
	ctx := b.as(head)
	if err := b.app.Returns.Step(ctx, x.ID, -1, returns.Submit, returns.Told{}); err != nil || steps == 3 {
		return err
	}
	staff := b.as(d.staff)
	if steps == 4 {
		return b.app.Returns.Step(staff, x.ID, -1, returns.Send, returns.Told{Comments: map[string]string{"S45": "与不动产登记面积不一致，请核对并上传证明", "S34": "请附骨干教师名单"}})
	}
	if err := b.app.Returns.Step(staff, x.ID, -1, returns.Check, returns.Told{}); err != nil {
		return err
	}
	return b.app.Returns.Step(b.as(b.staff), x.ID, -1, returns.Accept, returns.Told{})
}

// save types values in and explains every doubt.
func (b *builder) save(who actor.Actor, id string, values map[string]string) error {
	ctx := b.as(who)
	full, err := b.app.Returns.Get(ctx, id)
	if err != nil {
		return err
	}
	var entries []returns.Entry
	for _, x := range full.Form.Fields { // in the order of the form: the same every time
		if v := values[x.Code]; v != "" && x.From != "name" && x.From != "code" && x.From != "year" && (x.From == "" || values["S02"] != "") {
			entries = append(entries, returns.Entry{Field: x.Code, Value: v, Base: -1})
		}
	}
	if _, err := b.app.Returns.Save(ctx, id, entries, returns.Typed); err != nil {
		return err
	}
	if full, err = b.app.Returns.Get(ctx, id); err != nil {
		return err
	}
	entries = nil
	for _, p := range full.Problems {
		if p.Grade == returns.Doubt && full.Cells[p.Field].Value != "" {
			entries = append(entries, returns.Entry{Field: p.Field, Value: full.Cells[p.Field].Value, Note: "已与台账核对，数据无误", Base: -1})
		}
	}
	if len(entries) == 0 {
		return nil
	}
	_, err = b.app.Returns.Save(ctx, id, entries, returns.Typed)
	return err
}

// headOf is the head of a school: the demo account where there is one.
func (b *builder) headOf(u org.Unit) actor.Actor {
	if who, ok := b.heads[u.ID]; ok {
		return who
	}
	return actor.Actor{ID: "demo-" + string(u.ID), Name: "演示·" + u.Name + "负责人", Role: string(access.SchoolHead), UnitID: string(u.ID), Scope: u.Path, Grants: b.app.Policy.Grants(access.SchoolHead)}
}
