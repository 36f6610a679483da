package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"time"

	"dudao/data"
	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/feature/access"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// What the national demonstration has.
const (
	nationSchools = 500_000
	nationFirst   = 2021
	nationYears   = 5
)

// NationGuide tells which accounts to try first.
var NationGuide = []struct{ Login, Does string }{
	{"quan.staff", "全国经办：全国均衡监测、导入、公布 · national staff"},
	{"quan.leader", "全国领导：只读 · national leader"},
	{"hebei.staff", "河北省经办：本省各县 · staff of one province"},
}

// county is a county with how its schools are provided: everything is invented but its name and code.
type county struct {
	code, name, province string
	schools              int
	level, spread        float64
}

// counties reads the counties and shares the schools out among them.
func counties() (list []county, provinces map[string]string, err error) {
	rows, err := csv.NewReader(bytes.NewReader(data.Counties)).ReadAll()
	if err != nil {
		return nil, nil, err
	}
	provinces = map[string]string{}
	for _, r := range rows[1:] {
		if r[2] == "county" {
			list = append(list, county{code: r[0], name: r[1], province: r[5]})
			provinces[r[5]] = r[6]
		}
	}
	rng := rand.New(rand.NewPCG(2017, 6))
	weights, all := make([]float64, len(list)), 0.0
	for i := range list {
		weights[i] = 0.3 + 2*rng.Float64()
		all += weights[i]
		list[i].level, list[i].spread = 1+0.6*rng.Float64(), 0.1+0.9*rng.Float64()*rng.Float64()
	}
	sum, given := 0.0, 0
	for i := range list {
		sum += weights[i]
		n := int(sum/all*nationSchools + 0.5)
		list[i].schools, given = n-given, n
	}
	return list, provinces, nil
}

// write writes the schools of a year as a table for dudao monitor balance: the same schools every year, provided a
// little better and a little differently. One in twelve is a nine-year school, a row for each stage.
func write(w io.Writer, list []county, year int) error {
	ru, _ := balance.RulesOf("2017")
	buf := []byte("county,stage,school,students,r1,r2,r3,r4,r5,r6,r7\n")
	for i, c := range list {
		same, fresh := rand.New(rand.NewPCG(uint64(i), 2017)), rand.New(rand.NewPCG(uint64(i), uint64(year)))
		wide := c.spread * (1 + 0.15*fresh.NormFloat64())
		for n := range c.schools {
			provided := max(0.35, c.level+wide*same.NormFloat64()*0.7) * (1 + 0.02*float64(year-nationFirst)) * (1 + 0.03*fresh.NormFloat64())
			pupils := float64(60 + same.IntN(1200))
			kind := same.IntN(12)
			// 8 to 11 are junior schools, 0 has both stages
			buf = appendSchool(buf, ru, c, n, balance.Primary, pupils, provided, kind < 8, same)
			buf = appendSchool(buf, ru, c, n, balance.Junior, pupils*0.6, provided, kind >= 8 || kind == 0, same)
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
		buf = buf[:0]
	}
	return nil
}

// appendSchool appends a school in a stage, if it has it; the random numbers are drawn all the same.
func appendSchool(buf []byte, ru balance.Rules, c county, n int, stage balance.Stage, pupils, provided float64, has bool, rng *rand.Rand) []byte {
	if has {
		buf = fmt.Appendf(buf, "%s,%s,%s,%d", c.code, stage, c.name+"第"+strconv.Itoa(n+1)+"学校", int(pupils))
	}
	for _, item := range ru.Items {
		line, _ := item.Line(stage)
		x := line * float64(int(pupils)) / item.Per * provided * (0.95 + 0.25*rng.Float64())
		if has {
			buf = strconv.AppendFloat(append(buf, ','), x, 'f', 2, 64)
		}
	}
	if has {
		buf = append(buf, '\n')
	}
	return buf
}

// NationTable writes the table of a year of the national demonstration, for whoever measures with it.
func NationTable(w io.Writer, year int) error {
	list, _, err := counties()
	if err != nil {
		return err
	}
	return write(w, list, year)
}

// BuildNational makes the national demonstration in the empty database of c: 500,000 schools in 2,851 counties over
// five years, brought in as tables through the service by a person with that permission. The seed is fixed.
func BuildNational(ctx context.Context, c app.Config, tell io.Writer) (err error) {
	final := c.Database
	if !db.IsPostgres(final) { // one that is interrupted leaves nothing half made
		c.Database, c.Fast = final+".building", true
		if err := removeSQLite(c.Database, final); err != nil {
			return err
		}
	}
	a, err := app.New(ctx, c)
	if err != nil {
		return err
	}
	b := &builder{ctx: ctx, app: a}
	if err = errors.Join(b.nation(tell), a.Close()); err == nil && c.Database != final {
		err = os.Rename(c.Database, final)
	}
	return err
}

func (b *builder) nation(tell io.Writer) error {
	list, provinces, err := counties()
	if err != nil {
		return err
	}
	staff, err := b.nationUnits(list, provinces)
	if err != nil {
		return err
	}
	ctx := b.as(staff)
	for year := nationFirst; year < nationFirst+nationYears; year++ {
		began := time.Now()
		var text bytes.Buffer
		if err := write(&text, list, year); err != nil {
			return err
		}
		t, mistakes, err := b.app.Monitor.ReadTable(ctx, fmt.Sprintf("%d年全国学校.csv", year), year, bytes.NewReader(text.Bytes()), true)
		if err != nil {
			return err
		}
		if len(mistakes) > 0 {
			return fmt.Errorf("table of %d: %+v", year, mistakes[0])
		}
		if err := b.app.Monitor.Apply(ctx, t.ID); err != nil {
			return err
		}
		fmt.Fprintf(tell, "  %d：%d 个县，%d 所学校，%.1f 秒\n", year, t.Areas, t.Schools, time.Since(began).Seconds())
	}
	_, err = b.app.Monitor.Watch(ctx)
	return err
}

// nationUnits stores the nation, its provinces and counties, and the people to try it with.
func (b *builder) nationUnits(list []county, provinces map[string]string) (staff actor.Actor, err error) {
	ctx := b.as(actor.System)
	root := org.Unit{ID: "100000", Kind: org.City, Name: "全国", Code: "100000", Demo: true}
	units := []org.Named{{Unit: root}, {Unit: org.Unit{ID: "nation_office", ParentID: root.ID, Kind: org.Office, Name: "全国教育督导演示办公室", Demo: true}}}
	for _, c := range list {
		p := org.UnitID(c.province + "0000")
		if provinces[c.province] != "" {
			units = append(units, org.Named{Unit: org.Unit{ID: p, ParentID: root.ID, Kind: org.District, Name: provinces[c.province], Code: string(p), Demo: true}})
			provinces[c.province] = ""
		}
		units = append(units, org.Named{Unit: org.Unit{ID: org.UnitID(c.code), ParentID: p, Kind: org.Other, Name: c.name, Code: c.code, Demo: true}})
	}
	units = append(units, org.Named{Unit: org.Unit{ID: "hebei_office", ParentID: "130000", Kind: org.Office, Name: "河北省教育督导演示办公室", Demo: true}})
	paths := map[org.UnitID]string{"": "/"}
	for i := range units {
		u := &units[i].Unit
		u.Path = paths[u.ParentID] + string(u.ID) + "/"
		paths[u.ID] = u.Path
	}
	if err := b.app.DB.Write(ctx, func(tx *db.Tx) error { _, err := org.AddAll(ctx, tx, units, nil); return err }); err != nil {
		return staff, err
	}
	office, err := b.app.Org.Unit(ctx, "nation_office")
	if err != nil {
		return staff, err
	}
	province, err := b.app.Org.Unit(ctx, "hebei_office")
	if err != nil {
		return staff, err
	}
	if staff, err = b.person(ctx, "quan.staff", "演示·全国经办", access.CityStaff, office); err != nil {
		return staff, err
	}
	if _, err = b.person(ctx, "quan.leader", "演示·全国领导", access.CityLeader, office); err != nil {
		return staff, err
	}
	_, err = b.person(ctx, "hebei.staff", "演示·河北省经办", access.DistrictStaff, province)
	return staff, err
}
