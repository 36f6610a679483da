package monitorweb

import (
	"context"

	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/platform/web"
)

type areasIn struct {
	Year  int    `query:"year"`
	Stage string `query:"stage" enum:"primary,junior" default:"primary"`
}

type areaRow struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Year     int        `json:"year"`
	Stage    string     `json:"stage"`
	Schools  int        `json:"schools"`
	Students float64    `json:"students"`
	Mean     []*float64 `json:"mean" doc:"null where it cannot be told"`
	CV       []*float64 `json:"cv" doc:"null where it cannot be told"`
	Met      []string   `json:"met" doc:"met, not_met or cannot_tell"`
	NotMet   []string   `json:"not_met" doc:"schools that do not meet their lines"`
	Lacking  int        `json:"lacking"`
	Verdict  string     `json:"verdict" enum:"met,not_met,cannot_tell"`
	Demo     bool       `json:"demo"`
}

type areasOut struct {
	Body struct {
		Years []int     `json:"years"`
		Year  int       `json:"year"`
		Rows  []areaRow `json:"rows"`
	}
}

type areaIn struct {
	ID   string `path:"id"`
	Year int    `query:"year"`
}

type itemRow struct {
	Code    string `json:"code"`
	Table   string `json:"table"`
	Name    string `json:"name"`
	Verdict string `json:"verdict" enum:"met,not_met,cannot_tell"`
}

type areaOut struct {
	Body struct {
		Verdict string    `json:"verdict" enum:"met,not_met,cannot_tell"`
		Stages  []areaRow `json:"stages"`
		Items   []itemRow `json:"items"`
	}
}

func rowOf(year int, l monitor.Line) areaRow {
	out := areaRow{ID: l.Area.ID, Name: l.Area.Name, Year: year, Stage: string(l.Stage), Schools: l.Result.Schools, Students: l.Result.Students, NotMet: append([]string{}, l.Result.NotMet...), Lacking: l.Lacking, Verdict: string(l.Verdict), Demo: l.Meta.Demo}
	for c, s := range l.Result.Stats {
		out.Mean, out.CV, out.Met = append(out.Mean, known(s.Mean)), append(out.CV, known(s.CV)), append(out.Met, string(l.Result.Each[c]))
	}
	return out
}

func known(x float64) *float64 {
	if !balance.Known(x) {
		return nil
	}
	return &x
}

// api adds the operations of monitoring.
func api(rt *web.Router, s *monitor.Service) {
	web.Op(rt, "GET", "/monitor/areas", string(monitor.MayView), "listMonitoredAreas", "地区均衡监测结果", func(ctx context.Context, in *areasIn) (*areasOut, error) {
		o, err := s.Overview(ctx, monitor.Filter{Year: in.Year, Stage: balance.Stage(in.Stage), All: true})
		if err != nil {
			return nil, err
		}
		out := &areasOut{}
		out.Body.Years, out.Body.Year, out.Body.Rows = append([]int{}, o.Years...), o.Year, []areaRow{}
		for _, l := range o.Lines {
			out.Body.Rows = append(out.Body.Rows, rowOf(o.Year, l))
		}
		return out, nil
	})
	web.Op(rt, "GET", "/monitor/areas/{id}", string(monitor.MayView), "getMonitoredArea", "一个地区的均衡结论", func(ctx context.Context, in *areaIn) (*areaOut, error) {
		a, err := s.Area(ctx, in.ID, in.Year)
		if err != nil {
			return nil, err
		}
		out := &areaOut{}
		out.Body.Verdict, out.Body.Stages, out.Body.Items = string(a.Verdict), []areaRow{}, []itemRow{}
		for _, st := range a.Stages {
			out.Body.Stages = append(out.Body.Stages, rowOf(a.Year, st.Line))
		}
		for _, j := range a.Items {
			out.Body.Items = append(out.Body.Items, itemRow{j.Item.Code, j.Item.Table, j.Item.Name, string(j.Verdict)})
		}
		return out, nil
	})
}
