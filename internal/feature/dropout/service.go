package dropout

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/org"
	"dudao/internal/platform/crypto"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// keepDays is how long personal data are kept after a case closed: a parameter of the platform without legal basis.
const keepDays = 365

// Service has the use cases of the ledger.
type Service struct {
	db  *db.DB
	box crypto.Box
}

// New returns the service and registers the job that deletes personal data.
func New(d *db.DB, keys *crypto.Keys, q *jobs.Queue) (*Service, error) {
	box, err := keys.Box("dropout")
	if err != nil {
		return nil, err
	}
	s := &Service{d, box}
	jobs.Handle(q, s.forget)
	q.Every(Forget{}, "03:50")
	return s, nil
}

// Today is the day the service lives in.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// NewCase is what a school says when a pupil is missing.
type NewCase struct {
	Grade   int
	Reason  string
	SinceOn civil.Date
	Pupil   Pupil
	Demo    bool
}

func (n NewCase) check(u org.Unit, today civil.Date) error {
	var c errs.Check
	c.That(u.Kind == org.School && !slices.Contains([]string{"kindergarten", "senior", "vocational", "higher"}, u.Stage), "grade", "只登记义务教育阶段的学生")
	c.That(n.Grade >= 1 && n.Grade <= 9, "grade", "年级应为 1 到 9")
	c.That(LabelOf(Reasons, n.Reason) != "", "reason", "请选择原因")
	c.That(!n.SinceOn.IsZero() && !today.Before(n.SinceOn), "since_on", "最后到校日期不能晚于今天")
	c.That(strings.TrimSpace(n.Pupil.Name) != "", "name", "请填写学生姓名")
	c.That(strings.TrimSpace(n.Pupil.Contact) != "", "contact", "请填写联系方式")
	for field, text := range map[string]string{"name": n.Pupil.Name, "guardian": n.Pupil.Guardian, "contact": n.Pupil.Contact} {
		c.That(len([]rune(text)) <= 100, field, "不能超过 %d 个字", 100)
	}
	return c.Err()
}

// Register opens a case of the acting person's school.
func (s *Service) Register(ctx context.Context, n NewCase) (c Case, err error) {
	if err := access.Holds(ctx, MayRegister); err != nil {
		return c, err
	}
	for try := 0; ; try++ {
		if c, err = s.register(ctx, n); errs.KindOf(err) != errs.Conflict || try == 5 { // somebody took the number at the same moment
			return c, err
		}
	}
}

func (s *Service) register(ctx context.Context, n NewCase) (c Case, err error) {
	a := actor.From(ctx)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := org.UnitByID(ctx, tx, org.UnitID(a.UnitID))
		if err != nil {
			return err
		}
		if err := n.check(u, tx.Today()); err != nil {
			return err
		}
		if err := access.Require(ctx, MayRegister, u.Path); err != nil {
			return err
		}
		stage := "primary"
		if n.Grade > 6 {
			stage = "junior"
		}
		count, err := db.Get[int](ctx, tx, `select count(*) from dropout_case where number like $1`, fmt.Sprintf("KC%d-%%", tx.Today().Year()))
		if err != nil {
			return err
		}
		c = Case{ID: tx.NewID(), Version: 1, Number: fmt.Sprintf("KC%d-%05d", tx.Today().Year(), count+1), State: Open, UnitID: u.ID, UnitPath: u.Path, UnitName: u.Name, Stage: stage, Grade: n.Grade,
			Reason: n.Reason, SinceOn: n.SinceOn, Demo: n.Demo || u.Demo, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if c.Sealed, err = s.seal(n.Pupil, c.ID); err != nil {
			return err
		}
		_, err = tx.Insert(ctx, "dropout_case", caseColumns, slices.Values([][]any{{c.ID, c.Version, c.Number, c.State, c.Outcome, c.UnitID, c.UnitPath, c.UnitName, c.Stage, c.Grade, c.Reason, c.SinceOn,
			c.Street, c.Visits, c.Note, c.Sealed, c.Demo, c.CreatedAt, c.ClosedOn, c.UpdatedAt}}))
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "dropout.register", Ref: c.Ref(), UnitPath: c.UnitPath, New: map[string]any{"number": c.Number, "grade": c.Grade, "reason": c.Reason}})
	})
	return c, err
}

func (s *Service) seal(p Pupil, id string) (string, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	return s.box.Seal(string(text), "dropout/"+id)
}

func byID(ctx context.Context, r db.Reader, p access.Permission, id string) (Case, error) {
	over, err := access.Over(ctx, p)
	if err != nil {
		return Case{}, err
	}
	return db.Get[Case](ctx, r, `select `+caseColumns+` from dropout_case where id = $1 and unit_path >= $2 and unit_path < $3`, id, over.From, over.To)
}

// Get returns a case without who it is, and its visits without what was said.
func (s *Service) Get(ctx context.Context, id string) (Case, []Visit, error) {
	c, err := byID(ctx, s.db, MayView, id)
	if err != nil {
		return c, nil, err
	}
	visits, err := visitsOf(ctx, s.db, id)
	return c, visits, err
}

func visitsOf(ctx context.Context, r db.Reader, id string) ([]Visit, error) {
	return db.List[Visit](ctx, r, `select id, case_id, on_date, who, way, sealed, author, at from dropout_visit where case_id = $1 order by on_date desc, id desc`, id)
}

// Reveal opens who it is and what was said at the visits; the look is on record.
func (s *Service) Reveal(ctx context.Context, id string) (c Case, p Pupil, visits []Visit, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if c, err = byID(ctx, tx, MayReveal, id); err != nil {
			return err
		}
		if c.Gone() {
			return errs.New(errs.Conflict, "个人信息已按期删除")
		}
		text, err := s.box.Open(c.Sealed, "dropout/"+id)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			return err
		}
		if visits, err = visitsOf(ctx, tx, id); err != nil {
			return err
		}
		for i, v := range visits {
			if visits[i].Said, err = s.box.Open(v.Sealed, "dropout/"+v.ID); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "dropout.reveal", Ref: c.Ref(), UnitPath: c.UnitPath})
	})
	return c, p, visits, err
}

// Call records an attempt to bring the pupil back.
func (s *Service) Call(ctx context.Context, id string, v Visit) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := byID(ctx, tx, MayHandle, id)
		if err != nil {
			return err
		}
		var bad errs.Check
		bad.That(c.State != Closed, "on", "已办结的台账不能再记录劝返")
		bad.That(!v.On.IsZero() && !tx.Today().Before(v.On) && !v.On.Before(c.SinceOn), "on", "日期应在最后到校日期与今天之间")
		bad.That(strings.TrimSpace(v.Who) != "", "who", "请填写劝返人")
		bad.That(LabelOf(Ways, v.Way) != "", "way", "请选择方式")
		bad.That(strings.TrimSpace(v.Said) != "" && len([]rune(v.Said)) <= 2000, "said", "请填写情况，不超过 %d 个字", 2000)
		if err := bad.Err(); err != nil {
			return err
		}
		visit := tx.NewID()
		sealed, err := s.box.Seal(strings.TrimSpace(v.Said), "dropout/"+visit)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into dropout_visit (id, case_id, on_date, who, way, sealed, author, at) values ($1, $2, $3, $4, $5, $6, $7, $8)`, visit, id, v.On, strings.TrimSpace(v.Who), v.Way, sealed, actor.From(ctx).ID, tx.Now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update dropout_case set visits = visits + 1, version = version + 1, updated_at = $1 where id = $2`, tx.Now, id); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "dropout.visit", Ref: c.Ref(), UnitPath: c.UnitPath, New: map[string]any{"on": v.On.String(), "way": v.Way}})
	})
}

// Step takes a step; version is that of the page, below 0 whatever there is.
func (s *Service) Step(ctx context.Context, id string, version int, a Action, text string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		st, ok := StepOf(a)
		if !ok {
			return errs.New(errs.NotFound, "没有这个步骤")
		}
		c, err := byID(ctx, tx, st.Need, id)
		if err != nil {
			return err
		}
		if version >= 0 && version != c.Version {
			return errs.New(errs.Stale, "他人刚刚办理了这项台账，请核对后再提交")
		}
		was := c.State
		if err := c.take(st, text, tx.Today()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update dropout_case set version = version + 1, state = $1, outcome = $2, street = $3, note = $4, closed_on = $5, updated_at = $6 where id = $7`,
			c.State, c.Outcome, c.Street, c.Note, c.ClosedOn, tx.Now, id); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "dropout." + string(a), Ref: c.Ref(), UnitPath: c.UnitPath, Old: was, New: c.State, Note: text})
	})
}

// Filter narrows the ledger.
type Filter struct {
	State, Reason, Stage, Text string
}

// List lists cases, the longest away first.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (out page.Of[Case], err error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	var w db.Where
	w.Add("unit_path >= ? and unit_path < ?", over.From, over.To)
	for column, v := range map[string]string{"state": f.State, "reason": f.Reason, "stage": f.Stage} {
		if v != "" {
			w.Add(column+" = ?", v)
		}
	}
	if f.Text != "" {
		w.AddText(f.Text, "number", "unit_name", "street")
	}
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from dropout_case `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	out.Rows, err = db.List[Case](ctx, s.db, `select `+caseColumns+` from dropout_case `+w.SQL()+` order by case state when 'closed' then 1 else 0 end, since_on, id `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}

// Counts says how many cases stand where.
func (s *Service) Counts(ctx context.Context) (map[string]int, error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return nil, err
	}
	type row struct {
		Word string `db:"word"`
		N    int    `db:"n"`
	}
	list, err := db.List[row](ctx, s.db, `select case when state = 'closed' then outcome else state end as word, count(*) as n from dropout_case where unit_path >= $1 and unit_path < $2 group by 1`, over.From, over.To)
	out := map[string]int{}
	for _, r := range list {
		out[r.Word] = r.N
	}
	return out, err
}

// Forget deletes personal data of cases that closed long ago.
type Forget struct{}

// Kind names the job.
func (Forget) Kind() string { return "dropout.forget" }

func (s *Service) forget(ctx context.Context, _ Forget) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		before := tx.Today().AddDays(-keepDays)
		list, err := db.List[Case](ctx, tx, `select `+caseColumns+` from dropout_case where closed_on < $1 and sealed <> '' order by id limit 1000`, before)
		if err != nil {
			return err
		}
		for _, c := range list {
			if _, err := tx.Exec(ctx, `delete from dropout_visit where case_id = $1`, c.ID); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `update dropout_case set sealed = '', version = version + 1, updated_at = $1 where id = $2`, tx.Now, c.ID); err != nil {
				return err
			}
			if err := audit.Record(ctx, tx, audit.Entry{Action: "dropout.forget", Ref: c.Ref(), UnitPath: c.UnitPath}); err != nil {
				return err
			}
		}
		return nil
	})
}
