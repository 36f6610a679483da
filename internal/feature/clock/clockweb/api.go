package clockweb

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/web"
)

type deadlineBody struct {
	ID        string `json:"id"`
	Rule      string `json:"rule"`
	Label     string `json:"label"`
	Length    int    `json:"length"`
	Days      string `json:"days" enum:"natural,working"`
	Roll      bool   `json:"roll"`
	From      string `json:"from"`
	Article   string `json:"article"`
	Source    string `json:"source"`
	Evidence  string `json:"evidence" enum:"C,C-2nd,M"`
	Warn      int    `json:"warn"`
	ValidFrom string `json:"valid_from"`
	ValidTo   string `json:"valid_to"`
	Reason    string `json:"reason"`
	CreatedBy string `json:"created_by"`
}

func deadlineOf(d clock.Deadline) deadlineBody {
	return deadlineBody{d.ID, string(d.Rule), d.Label, d.Length, string(d.Days), d.Roll, d.From, d.Article, d.Source, d.Evidence, d.Warn,
		d.ValidFrom.String(), d.ValidTo.String(), d.Reason, d.CreatedName}
}

type deadlinesOut struct {
	Body struct {
		Items []deadlineBody `json:"items"`
		Total int            `json:"total"`
	}
}

func deadlines(rows []clock.Deadline) *deadlinesOut {
	out := new(deadlinesOut)
	out.Body.Items = []deadlineBody{}
	for _, d := range rows {
		out.Body.Items = append(out.Body.Items, deadlineOf(d))
	}
	out.Body.Total = len(rows)
	return out
}

type newDeadlineIn struct {
	Rule string `path:"rule"`
	Body struct {
		ID        string `json:"id,omitempty"`
		Length    int    `json:"length"`
		Days      string `json:"days" enum:"natural,working"`
		Roll      bool   `json:"roll,omitempty"`
		Article   string `json:"article"`
		Source    string `json:"source,omitempty"`
		Evidence  string `json:"evidence" enum:"C,C-2nd,M"`
		Warn      int    `json:"warn"`
		ValidFrom string `json:"valid_from"`
		ValidTo   string `json:"valid_to,omitempty"`
		Reason    string `json:"reason"`
	}
}

type dutyBody struct {
	ID        string `json:"id"`
	Version   int    `json:"version"`
	RefKind   string `json:"ref_kind"`
	RefID     string `json:"ref_id"`
	Step      string `json:"step"`
	Rule      string `json:"rule"`
	Title     string `json:"title"`
	From      string `json:"from"`
	Due       string `json:"due"`
	Left      int    `json:"left"`
	Days      string `json:"days"`
	Late      bool   `json:"late"`
	Suspended bool   `json:"suspended"`
	Article   string `json:"article"`
	Evidence  string `json:"evidence"`
	Sure      bool   `json:"sure"`
}

type dutyOut struct{ Body dutyBody }

type dutyIn struct {
	ID   string `path:"id"`
	Body struct {
		Version int    `json:"version"`
		Reason  string `json:"reason"`
		To      string `json:"to,omitempty"`
	}
}

type calendarDayOut struct {
	Body struct {
		Date    string `json:"date"`
		Workday bool   `json:"workday"`
		Known   bool   `json:"known"`
	}
}

func api(rt *web.Router, s *clock.Service) {
	view, extend := string(clock.MayView), string(clock.MayExtend)
	web.Op(rt, "GET", "/deadlines", view, "clock.deadlines", "期限规则", func(ctx context.Context, _ *struct{}) (*deadlinesOut, error) {
		rows, err := s.Rules(ctx, s.Today())
		if err != nil {
			return nil, err
		}
		var list []clock.Deadline
		for _, r := range rows {
			list = append(list, r.Deadline)
		}
		return deadlines(list), nil
	})
	web.Op(rt, "GET", "/deadlines/{rule}", view, "clock.history", "一条规则的历次修改", func(ctx context.Context, in *struct {
		Rule string `path:"rule"`
	}) (*deadlinesOut, error) {
		rows, err := s.History(ctx, clock.Rule(in.Rule))
		if err != nil {
			return nil, err
		}
		return deadlines(rows), nil
	})
	web.Op(rt, "POST", "/deadlines/{rule}", string(clock.MayManage), "clock.change", "修改期限规则", func(ctx context.Context, in *newDeadlineIn) (*deadlinesOut, error) {
		b := in.Body
		var c errs.Check
		n := clock.NewDeadline{ID: b.ID, Rule: clock.Rule(in.Rule), Length: b.Length, Days: clock.DayUnit(b.Days), Roll: b.Roll, Article: b.Article, Source: b.Source,
			Evidence: b.Evidence, Warn: b.Warn, ValidFrom: dateText(&c, "valid_from", b.ValidFrom), ValidTo: dateText(&c, "valid_to", b.ValidTo), Reason: b.Reason}
		if err := c.Err(); err != nil {
			return nil, err
		}
		if err := s.Change(ctx, n); err != nil {
			return nil, err
		}
		rows, err := s.History(ctx, n.Rule)
		return deadlines(rows), err
	})
	web.Op(rt, "GET", "/calendar/{date}", view, "clock.day", "某日是否工作日", func(ctx context.Context, in *struct {
		Date string `path:"date"`
	}) (*calendarDayOut, error) {
		d, err := civil.ParseDate(in.Date)
		if err != nil {
			return nil, errs.NewField("date", "日期格式应为 2026-09-01")
		}
		cal, err := s.Calendar(ctx)
		if err != nil {
			return nil, err
		}
		out := new(calendarDayOut)
		out.Body.Date = d.String()
		out.Body.Workday, out.Body.Known = cal.IsWorkday(d)
		return out, nil
	})
	dutyOps(rt, s, view, extend)
	calendarOps(rt, s)
	requestOps(rt, s)
}

func dutyOps(rt *web.Router, s *clock.Service, view, extend string) {
	web.Op(rt, "GET", "/duties/{id}", view, "clock.duty", "一项期限", func(ctx context.Context, in *struct {
		ID string `path:"id"`
	}) (*dutyOut, error) {
		return dutyOf(ctx, s, in.ID)
	})
	change := func(name, summary string, f func(ctx context.Context, in *dutyIn) error) {
		web.Op(rt, "POST", "/duties/{id}/"+name, extend, "clock."+name, summary, func(ctx context.Context, in *dutyIn) (*dutyOut, error) {
			if err := f(ctx, in); err != nil {
				return nil, err
			}
			return dutyOf(ctx, s, in.ID)
		})
	}
	change("extend", "延长期限", func(ctx context.Context, in *dutyIn) error {
		var c errs.Check
		to := dateText(&c, "to", in.Body.To)
		if err := c.Err(); err != nil {
			return err
		}
		return s.Extend(ctx, in.ID, in.Body.Version, to, in.Body.Reason)
	})
	change("suspend", "中止计时", func(ctx context.Context, in *dutyIn) error {
		return s.Suspend(ctx, in.ID, in.Body.Version, in.Body.Reason)
	})
	change("resume", "恢复计时", func(ctx context.Context, in *dutyIn) error {
		return s.Resume(ctx, in.ID, in.Body.Version, in.Body.Reason)
	})
}

func dateText(c *errs.Check, name, text string) civil.Date {
	var d civil.Date
	err := d.UnmarshalText([]byte(text))
	c.That(err == nil, name, "日期格式应为 2026-09-01")
	return d
}

func dutyOf(ctx context.Context, s *clock.Service, id string) (*dutyOut, error) {
	if err := access.Holds(ctx, clock.MayView); err != nil {
		return nil, err
	}
	d, _, err := s.Duty(ctx, id)
	if err != nil {
		return nil, err
	}
	st := d.On(s.Today())
	return &dutyOut{dutyBody{d.ID, d.Version, d.Kind, d.Ref.ID, d.Step, string(d.Rule), d.Title, d.From.String(), d.Due.String(), st.Left, string(d.Days),
		st.Late, st.Suspended, d.Article, d.Evidence, d.Sure}}, nil
}
