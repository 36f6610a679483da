package monitor

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/feature/access"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/declare"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
)

// Declaration is what the declaration tables of an area are filled in with (教督〔2017〕6号 表Ⅰ–Ⅵ).
func (s *Service) Declaration(ctx context.Context, id string, year int) (in declare.Input, err error) {
	a, err := s.Area(ctx, id, year)
	if err != nil {
		return in, err
	}
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return in, err
	}
	set := Set()
	schools, err := returns.GivenIn(ctx, s.db, set.SchoolForm, a.Year, over.Within(a.Area.Path))
	if err != nil {
		return in, err
	}
	district, err := returns.GivenIn(ctx, s.db, set.DistrictForm, a.Year, over.Within(a.Area.Path))
	if err != nil {
		return in, err
	}
	in = declare.Input{County: a.Area.Name, Year: a.Year, Demo: a.Demo, Rules: rules(), Items: a.Items, Stages: map[balance.Stage]declare.Stage{}}
	if len(district) > 0 {
		in.District = district[0].Values
		in.Demo = in.Demo || district[0].Demo
	}
	by := map[org.UnitID]map[string]string{}
	for _, g := range schools {
		in.Returns = append(in.Returns, g.Values)
		by[g.UnitID] = g.Values
	}
	for _, st := range a.Stages {
		out := declare.Stage{Result: st.Result}
		for _, x := range st.Schools {
			out.Schools = append(out.Schools, declared(st.Stage, x, by[org.UnitID(x.ID)]))
		}
		slices.SortStableFunc(out.Schools, func(a, b declare.School) int { return strings.Compare(a.Name, b.Name) })
		in.Stages[st.Stage] = out
	}
	return in, nil
}

// declared is a school with what its return says besides the totals.
func declared(stage balance.Stage, x School, values map[string]string) declare.School {
	out := declare.School{School: balance.School{Name: x.Name, Students: x.Students, Totals: x.Totals}, Verdict: x.Verdict, Type: values["S02"]}
	out.Founder, _, _ = strings.Cut(values["X01"], " ")
	grades, classes := "X05", "X07"
	if stage == balance.Junior {
		grades, classes = "X06", "X08"
	}
	out.Grades, out.Classes = values[grades], values[classes]
	if out.Type == "小学" || out.Type == "初中" {
		out.Classes = values["S15"]
	}
	return out
}
