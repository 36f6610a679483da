package returns

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// NewCampaign is what a person fills in to open a form.
type NewCampaign struct {
	ID    string     `json:"id,omitempty"` // made when the form is shown: sent twice is created once
	Form  string     `json:"form"`
	Year  int        `json:"year"`
	Title string     `json:"title"`
	Note  string     `json:"note"`
	Due   civil.Date `json:"due_on"`
	Units []string   `json:"units,omitempty"` // ids; empty: all that the form is for
}

// Begin opens a form for the units of the acting person's office. Who was asked the same before is left out and
// named, and when nobody is left nothing is opened: 统筹整合、减轻负担 (京教组发〔2020〕5号（二）).
func (s *Service) Begin(ctx context.Context, n NewCampaign) (Campaign, []Asked, error) {
	var c Campaign
	var before []Asked
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a := actor.From(ctx)
		if err := access.Holds(ctx, MayOpen); err != nil {
			return err
		}
		if old, err := s.campaign(ctx, tx, n.ID); err == nil {
			c = old
			return nil
		}
		form, err := n.check(tx.Today())
		if err != nil {
			return err
		}
		units, err := s.whose(ctx, tx, form, a.Scope, n.Units)
		if err != nil {
			return err
		}
		if units, before, err = unasked(ctx, tx, form, n.Year, units); err != nil {
			return err
		}
		if len(units) == 0 {
			if len(before) > 0 {
				return errs.New(errs.Conflict, "这些单位 %d 年的“%s”已由“%s”布置，不能重复要求填报", n.Year, form.Name, before[0].Title)
			}
			return errs.NewField("units", "没有需要填报的单位")
		}
		c = Campaign{ID: n.ID, Form: form.Key(), FormCode: form.Code, Year: n.Year, Title: strings.TrimSpace(n.Title), Note: strings.TrimSpace(n.Note),
			UnitPath: a.Scope, State: Open, DueOn: n.Due, CreatedBy: a.ID, CreatedName: a.Name}
		if !ident.Valid(c.ID) {
			c.ID = tx.NewID()
		}
		if err := insertCampaign(ctx, tx, &c); err != nil {
			return err
		}
		if err := s.ask(ctx, tx, form, c, units); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "returns.open", Ref: c.Ref(), UnitPath: c.UnitPath, New: c})
	})
	return c, before, err
}

func (n NewCampaign) check(today civil.Date) (*Form, error) {
	var c errs.Check
	form, ok := FormOf(n.Form)
	c.That(ok, "form", "请选择填报表")
	c.That(strings.TrimSpace(n.Title) != "", "title", "请填写名称")
	c.That(n.Year >= 2012 && n.Year <= today.Year(), "year", "年度不正确")
	c.That(!n.Due.Before(today), "due_on", "截止日期不能早于今天")
	return form, c.Err()
}

// Asked is a unit that was asked the same before.
type Asked struct {
	UnitID   org.UnitID `db:"unit_id"`
	UnitName string     `db:"unit_name"`
	Title    string     `db:"title"`
	ReturnID string     `db:"id"`
}

// unasked parts units into those nobody asked and those somebody did.
func unasked(ctx context.Context, r db.Reader, form *Form, year int, units []org.Unit) (left []org.Unit, before []Asked, err error) {
	list, err := db.List[Asked](ctx, r, `select x.unit_id, x.unit_name, c.title, x.id from returns_return x join returns_campaign c on c.id = x.campaign_id
		where x.form_code = $1 and x.year = $2`, form.Code, year)
	if err != nil {
		return nil, nil, err
	}
	had := map[org.UnitID]Asked{}
	for _, x := range list {
		had[x.UnitID] = x
	}
	for _, u := range units {
		if x, was := had[u.ID]; was {
			before = append(before, x)
			continue
		}
		left = append(left, u)
	}
	return left, before, nil
}

// whose are the open units that the form is for, where the acting person may open campaigns; only narrows.
func (s *Service) whose(ctx context.Context, r db.Reader, form *Form, path string, only []string) ([]org.Unit, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return nil, err
	}
	kind := org.School
	if form.Level == DistrictLevel {
		kind = org.District
	}
	units, err := org.OpenWithin(ctx, r, over.Within(path), kind, form.Stages...)
	if err != nil || len(only) == 0 {
		return units, err
	}
	return slices.DeleteFunc(units, func(u org.Unit) bool { return !slices.Contains(only, string(u.ID)) }), nil
}

// ask makes the returns of units, with what the register knows filled in, and starts their clocks.
func (s *Service) ask(ctx context.Context, tx *db.Tx, form *Form, c Campaign, units []org.Unit) error {
	list := make([]Return, len(units))
	var cells []Cell
	for i, u := range units {
		x := Return{ID: tx.NewID(), CampaignID: c.ID, Form: c.Form, FormCode: c.FormCode, Year: c.Year, UnitID: u.ID, UnitPath: u.Path, UnitName: u.Name,
			State: Filling, DueOn: c.DueOn, Demo: u.Demo, Ratios: "{}"}
		known := registered(form, u, c.Year)
		x.count(form, known, Known{}, nil)
		list[i] = x
		for code, v := range known {
			cells = append(cells, Cell{ReturnID: x.ID, Field: code, Version: 1, Value: v, Origin: Register, Author: actor.System.ID,
				AuthorName: actor.System.Name, At: tx.Now})
		}
	}
	if err := insertReturns(ctx, tx, list); err != nil {
		return err
	}
	_, err := tx.Insert(ctx, "returns_cell", cellColumns, func(yield func([]any) bool) {
		for _, c := range cells {
			if !yield([]any{c.ReturnID, c.Field, c.Version, c.Value, "", "", "", c.Origin, c.Author, c.AuthorName, c.At}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := s.owe(ctx, tx, x, c.Title); err != nil {
			return err
		}
	}
	return nil
}

// registered is what the register of units knows of the form.
func registered(form *Form, u org.Unit, year int) map[string]string {
	out := map[string]string{}
	for _, f := range form.Fields {
		v := map[string]string{"name": u.Name, "code": u.Code, "stage": typeOfStage[u.Stage], "year": itoa(year)}[f.From]
		if v != "" {
			out[f.Code] = v
		}
	}
	return out
}

// owe starts the clock of who has to act on a return next and tells them.
func (s *Service) owe(ctx context.Context, tx *db.Tx, x Return, title string) error {
	if err := clock.Stop(ctx, tx, x.Ref(), ""); err != nil {
		return err
	}
	d := clock.Duty{Ref: x.Ref(), Step: string(x.State), From: tx.Today(), UnitPath: x.UnitPath, URL: x.URL(),
		Title: lang.In(lang.Zh, "%s：%s", title, x.UnitName)}
	subject := ""
	switch x.State {
	case Filling:
		d.Due, d.UnitID, d.Need, d.Action = x.DueOn, string(x.UnitID), MayFill, lang.In(lang.Zh, "填写并提交数据")
		subject = lang.In(lang.Zh, "请填报：%s", title)
	case Returned:
		d.UnitID, d.Need, d.Action = string(x.UnitID), MayFill, lang.In(lang.Zh, "更正退回的单元格")
		subject = lang.In(lang.Zh, "填报数据被退回更正：%s", title)
	default:
		return nil
	}
	if form, ok := FormOf(x.Form); ok && form.Level == DistrictLevel {
		office, err := org.OfficeOf(ctx, tx, x.UnitPath)
		if err != nil {
			return err
		}
		d.UnitID = string(office.ID)
	}
	if _, err := clock.Start(ctx, tx, d); err != nil {
		return err
	}
	return notify.Tell(ctx, tx, notify.Message{UnitID: d.UnitID, Need: d.Need, Ref: x.Ref(), URL: x.URL(), Subject: subject})
}

// Add asks units that were opened or left out since: a school that was split or founded in the middle of the year.
func (s *Service) Add(ctx context.Context, campaign string, units []string) (int, error) {
	n := 0
	err := s.changeCampaign(ctx, campaign, -1, "returns.add", func(tx *db.Tx, c *Campaign) error {
		if c.State != Open {
			return errs.New(errs.Conflict, "填报已经结束")
		}
		form, ok := FormOf(c.Form)
		if !ok {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		all, err := s.whose(ctx, tx, form, c.UnitPath, units)
		if err != nil {
			return err
		}
		left, _, err := unasked(ctx, tx, form, c.Year, all)
		if err != nil {
			return err
		}
		if n = len(left); n == 0 {
			return errs.NewField("units", "没有需要补充的单位")
		}
		return s.ask(ctx, tx, form, *c, left)
	})
	return n, err
}

// Missing are the units that the form is for and that were not asked.
func (s *Service) Missing(ctx context.Context, c Campaign) ([]org.Unit, error) {
	form, ok := FormOf(c.Form)
	if !ok {
		return nil, nil
	}
	all, err := s.whose(ctx, s.db, form, c.UnitPath, nil)
	if err != nil {
		return nil, err
	}
	left, _, err := unasked(ctx, s.db, form, c.Year, all)
	return left, err
}

// Edit changes title, note and last day; the day of those who still fill in moves with it.
func (s *Service) Edit(ctx context.Context, id string, version int, title, note string, due civil.Date) error {
	return s.changeCampaign(ctx, id, version, "returns.edit", func(tx *db.Tx, c *Campaign) error {
		var chk errs.Check
		chk.That(strings.TrimSpace(title) != "", "title", "请填写名称")
		chk.That(due == c.DueOn || !due.Before(tx.Today()), "due_on", "截止日期不能早于今天")
		if err := chk.Err(); err != nil {
			return err
		}
		moved := due != c.DueOn
		c.Title, c.Note, c.DueOn = strings.TrimSpace(title), strings.TrimSpace(note), due
		if !moved {
			return nil
		}
		list, err := db.List[Return](ctx, tx, `select `+returnColumns+` from returns_return where campaign_id = $1 and state = $2`, c.ID, Filling)
		if err != nil {
			return err
		}
		for _, x := range list {
			x.DueOn = due
			if err := updateReturn(ctx, tx, &x, x.Version); err != nil {
				return err
			}
			if err := s.owe(ctx, tx, x, c.Title); err != nil {
				return err
			}
		}
		return nil
	})
}

// Close ends a campaign: nothing is filled in any more. Open again undoes it.
func (s *Service) Close(ctx context.Context, id string, version int) error {
	return s.changeCampaign(ctx, id, version, "returns.close", func(_ *db.Tx, c *Campaign) error {
		c.State = Closed
		return nil
	})
}

// OpenAgain opens a closed campaign.
func (s *Service) OpenAgain(ctx context.Context, id string, version int) error {
	return s.changeCampaign(ctx, id, version, "returns.open_again", func(_ *db.Tx, c *Campaign) error {
		c.State = Open
		return nil
	})
}

func (s *Service) changeCampaign(ctx context.Context, id string, version int, action string, rule func(*db.Tx, *Campaign) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := s.campaign(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, MayOpen, c.UnitPath); err != nil {
			return err
		}
		if version < 0 {
			version = c.Version
		}
		old := c
		if err := rule(tx, &c); err != nil {
			return err
		}
		if err := updateCampaign(ctx, tx, &c, version); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: c.Ref(), UnitPath: c.UnitPath, Old: old, New: c})
	})
}

// CanManage reports whether the acting person runs the campaign.
func CanManage(ctx context.Context, c Campaign) bool { return access.Can(ctx, MayOpen, c.UnitPath) }
