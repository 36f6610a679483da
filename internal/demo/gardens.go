package demo

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
)

// kindergartens plans the returns of preschool education of a year: four kindergartens and the office of every
// district, accepted; in every fifth district one has not given.
func (b *builder) kindergartens(year int, from time.Time) {
	var mine [2]returns.Campaign
	gardens := map[string]org.Unit{}
	b.line.at(from, func() (err error) {
		ctx, ids := b.as(b.staff), []string(nil)
		for _, d := range b.districts {
			list, err := b.app.Org.List(ctx, org.Filter{Kind: org.School, Below: d.unit.Path, Stage: "kindergarten"}, page.Req{Size: 4, Sort: "path"})
			if err != nil {
				return err
			}
			for _, r := range list.Rows {
				gardens[string(r.ID)], ids = r.Unit, append(ids, string(r.ID))
			}
		}
		due := civil.DateOf(from.AddDate(0, 0, 40))
		if mine[0], _, err = b.app.Returns.Begin(ctx, returns.NewCampaign{Form: "kindergarten", Year: year, Title: fmt.Sprintf("%d 年度幼儿园填报", year), Due: due, Units: ids}); err != nil {
			return err
		}
		mine[1], _, err = b.app.Returns.Begin(ctx, returns.NewCampaign{Form: "preschool", Year: year, Title: fmt.Sprintf("%d 年度区县学前教育填报", year), Due: due})
		return err
	})
	for i, d := range b.districts {
		b.line.at(from.AddDate(0, 0, 6+i), func() error {
			children, err := 0, error(nil)
			if children, err = b.gardensOf(d, i, mine[0], gardens); err != nil {
				return err
			}
			own, err := b.app.Returns.List(b.as(d.staff), returns.Filter{Campaign: mine[1].ID}, page.Req{Size: 10})
			if err != nil {
				return err
			}
			for _, x := range own.Rows {
				if err := b.save(d.staff, x.ID, preschoolFigures(i, children)); err != nil {
					return err
				}
				if err := b.app.Returns.Step(b.as(d.leader), x.ID, -1, returns.Submit, returns.Told{}); err != nil {
					return err
				}
				if err := b.app.Returns.Step(b.as(b.staff), x.ID, -1, returns.Accept, returns.Told{}); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// gardensOf lets the kindergartens of a district give, and counts their children.
func (b *builder) gardensOf(d *district, place int, mine returns.Campaign, gardens map[string]org.Unit) (children int, err error) {
	list, err := b.app.Returns.List(b.as(d.staff), returns.Filter{Campaign: mine.ID}, page.Req{Size: page.Max, Sort: "unit"})
	if err != nil {
		return 0, err
	}
	for n, x := range list.Rows {
		values, steps := gardenFigures(gardens[string(x.UnitID)], place+n), 9
		if place%5 == 3 && n == 0 {
			steps = 2 // filled in and not submitted
		}
		if err := b.give(d, x, gardens[string(x.UnitID)], values, steps); err != nil {
			return 0, fmt.Errorf("%s: %w", x.UnitName, err)
		}
		here, _ := strconv.Atoi(values["P11"])
		children += here
	}
	return children, nil
}

// gardenFigures invents what a kindergarten returns; every seventh has too little room.
func gardenFigures(u org.Unit, n int) map[string]string {
	pupils := max(u.Students, 120+30*(n%4))
	classes := (pupils + 26) / 27
	kind := []string{"公办园", "公办园", "普惠性民办园", "公办园", "非普惠性民办园"}[n%5]
	if u.Ownership == "private" {
		kind = []string{"普惠性民办园", "非普惠性民办园"}[n%2]
	}
	v := map[string]string{"P02": kind, "P03": []string{"是", "否"}[n%2], "P04": "否", "P05": "是", "P06": "是", "P26": "0", "P27": "0"}
	put := func(code string, x int) { v[code] = strconv.Itoa(x) }
	put("P10", pupils)
	put("P11", pupils*96/100)
	for i, code := range []string{"P20", "P22", "P24"} {
		put(code, (classes+i)/3)
		put([]string{"P21", "P23", "P25"}[i], 0)
	}
	teachers := int(math.Ceil(float64(pupils) / 13))
	put("P30", teachers+classes+8)
	put("P31", 1)
	put("P32", teachers)
	put("P33", classes)
	put("P34", 1)
	put("P35", teachers)
	room := 9.0
	if n%7 == 6 {
		room = 7.5
	}
	v["P40"], v["P41"], v["P42"] = strconv.Itoa(int(float64(pupils)*4.6)), strconv.Itoa(int(float64(pupils)*room)), strconv.Itoa(int(float64(pupils)*(room+3)))
	return v
}

// preschoolFigures invents what the office of a district returns.
func preschoolFigures(place, children int) map[string]string {
	v := map[string]string{"E02": strconv.Itoa(children * (100 + 3*place%21) / 100), "E03": "常住", "E04": strconv.Itoa(8 + place), "E10": "1200", "E11": "1000", "E40": "800", "E41": strconv.Itoa(720 + place)}
	for _, code := range []string{"E20", "E21", "E22", "E23", "E24", "E25", "E26", "E27"} {
		v[code] = "合格"
	}
	return v
}
