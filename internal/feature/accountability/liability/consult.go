package liability

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Asked is the question to one member unit of the committee, with its answer (《教育督导问责办法》: 征求成员单位意见).
// MemberID "" is a body that answers on paper only.
type Asked struct {
	ID         string     `db:"id" json:"id"`
	Version    int        `db:"version" json:"version"`
	RecordID   string     `db:"record_id" json:"record_id"`
	UnitPath   string     `db:"unit_path" json:"-"`
	MemberID   org.UnitID `db:"member_id" json:"member_id"`
	MemberName string     `db:"member_name" json:"member_name"`
	AskedOn    civil.Date `db:"asked_on" json:"asked_on"`
	DueOn      civil.Date `db:"due_on" json:"due_on"`
	Agree      string     `db:"agree" json:"agree"` // yes, no
	Opinion    string     `db:"opinion" json:"opinion"`
	AnsweredBy string     `db:"answered_by" json:"answered_by"`
	AnsweredOn civil.Date `db:"answered_on" json:"answered_on"`
}

const askedCols = `id, version, record_id, unit_path, member_id, member_name, asked_on, due_on, agree, opinion, answered_by, answered_on`

// URL is where the member unit answers.
func (a Asked) URL() string { return "/consultations/" + a.ID }

// Ref names the question.
func (a Asked) Ref() ident.Ref { return ident.Ref{Kind: "accountability.consult", ID: a.ID} }

// ConsultsOf lists the questions of a case. Whoever reads the case from inside may read them.
func ConsultsOf(ctx context.Context, r db.Reader, id string) ([]Asked, error) {
	return db.List[Asked](ctx, r, `select `+askedCols+` from accountability_consult where record_id = $1 order by id`, id)
}

// Members lists the member units of the committee of the level, on today's list.
func (s *Service) Members(ctx context.Context, r accountability.Record) ([]org.Seat, error) {
	committee, err := committeeOf(ctx, s.all.DB(), r)
	if err != nil || committee == "" {
		return nil, err
	}
	return org.SeatsOf(ctx, s.all.DB(), committee, s.all.Today())
}

// consult asks the member units; units of the platform get a duty, the others answer on paper.
func (s *Service) consult(ctx context.Context, tx *db.Tx, in CaseIn, r *accountability.Record) error {
	var c errs.Check
	names := slices.DeleteFunc(in.Members, func(n string) bool { return strings.TrimSpace(n) == "" })
	c.That(len(names) > 0, "members", "请至少选择一个成员单位")
	c.That(in.DueOn.IsZero() || tx.Today().Before(in.DueOn), "due_on", "答复期限必须晚于今天")
	if err := c.Err(); err != nil {
		return err
	}
	had, err := ConsultsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for _, n := range names {
		a := Asked{ID: tx.NewID(), Version: 1, RecordID: r.ID, UnitPath: r.UnitPath, MemberName: strings.TrimSpace(n), AskedOn: tx.Today(), DueOn: in.DueOn}
		u, err := org.UnitByID(ctx, tx, org.UnitID(a.MemberName))
		switch {
		case err == nil:
			a.MemberID, a.MemberName = u.ID, u.Name
		case errs.KindOf(err) != errs.NotFound:
			return err
		}
		if slices.ContainsFunc(had, func(x Asked) bool { return x.MemberName == a.MemberName && x.AnsweredOn.IsZero() }) {
			continue
		}
		if _, err := tx.Exec(ctx, `insert into accountability_consult (`+askedCols+`) values ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', null)`,
			a.ID, a.Version, a.RecordID, a.UnitPath, a.MemberID, a.MemberName, a.AskedOn, a.DueOn); err != nil {
			return err
		}
		had = append(had, a)
		if a.MemberID == "" {
			continue
		}
		d := clock.Duty{Ref: a.Ref(), Step: "answer", Due: a.DueOn, UnitPath: r.UnitPath, UnitID: string(a.MemberID), Need: accountability.MayConsult, Title: r.Title, Action: "答复征求意见", URL: a.URL()}
		if _, err := clock.Start(ctx, tx, d); err != nil {
			return err
		}
		if err := notify.Tell(ctx, tx, notify.Message{UnitID: d.UnitID, Need: d.Need, Ref: d.Ref, URL: d.URL, Subject: d.Action + "：" + d.Title}); err != nil {
			return err
		}
	}
	return nil
}

// unask takes back the questions that nobody answered: what they asked about is being looked into again.
// Another measure than the object was told of needs another notice and statement.
func unask(ctx context.Context, tx *db.Tx, id string) error {
	list, err := ConsultsOf(ctx, tx, id)
	for _, a := range list {
		if err != nil || !a.AnsweredOn.IsZero() {
			continue
		}
		if err = clock.Stop(ctx, tx, a.Ref(), ""); err == nil {
			_, err = tx.Exec(ctx, `delete from accountability_consult where id = $1`, a.ID)
		}
	}
	return err
}

// answer stores what a member unit says.
func answer(ctx context.Context, tx *db.Tx, a Asked, version int, agree, opinion, by string) error {
	var c errs.Check
	c.That(agree == "yes" || agree == "no", "agree", "请选择是否同意")
	c.That(agree != "no" || strings.TrimSpace(opinion) != "", "text", "不同意的，请说明理由")
	if err := c.Err(); err != nil {
		return err
	}
	if !a.AnsweredOn.IsZero() {
		return errs.New(errs.Conflict, "已经答复")
	}
	n, err := tx.Exec(ctx, `update accountability_consult set version = version + 1, agree = $1, opinion = $2, answered_by = $3, answered_on = $4 where id = $5 and version = $6`,
		agree, strings.TrimSpace(opinion), by, tx.Today(), a.ID, version)
	if err == nil && n == 0 {
		err = errs.New(errs.Stale, "记录已被他人修改，请核对后重新提交")
	}
	if err != nil {
		return err
	}
	return clock.Stop(ctx, tx, a.Ref(), "")
}

// register stores what a member unit said on paper.
func (s *Service) register(ctx context.Context, tx *db.Tx, in CaseIn, r *accountability.Record) error {
	list, err := ConsultsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.ID == in.Consult {
			return answer(ctx, tx, a, a.Version, in.Agree, in.Text, actor.From(ctx).Name)
		}
	}
	return errs.NewField("consult", "请选择成员单位")
}

// Question is what a member unit reads: of a person's case no name and no facts.
type Question struct {
	Asked
	Title    string
	Object   accountability.Object
	Grounds  string
	Found    string
	Measures string
	Office   string
	Open     bool // may still be answered
}

// Questions lists what the acting person's unit was asked, open ones first.
func (s *Service) Questions(ctx context.Context, p page.Req) (out page.Of[Question], err error) {
	if err := access.Holds(ctx, accountability.MayConsult); err != nil {
		return out, err
	}
	unit := actor.From(ctx).UnitID
	if out.Total, err = db.Get[int](ctx, s.all.DB(), `select count(*) from accountability_consult where member_id = $1`, unit); err != nil {
		return out, err
	}
	rows, err := db.List[Asked](ctx, s.all.DB(), `select `+askedCols+` from accountability_consult where member_id = $1
		order by case when answered_on is null then 0 else 1 end, asked_on desc, id limit $2 offset $3`, unit, p.Limit(), p.Offset())
	for _, a := range rows {
		if err != nil {
			return out, err
		}
		var q Question
		q, err = s.question(ctx, s.all.DB(), a)
		out.Rows = append(out.Rows, q)
	}
	return out, err
}

// Question returns one of them.
func (s *Service) Question(ctx context.Context, id string) (Question, error) {
	a, err := mine(ctx, s.all.DB(), id)
	if err != nil {
		return Question{}, err
	}
	return s.question(ctx, s.all.DB(), a)
}

func mine(ctx context.Context, r db.Reader, id string) (Asked, error) {
	if err := access.Holds(ctx, accountability.MayConsult); err != nil {
		return Asked{}, err
	}
	return db.Get[Asked](ctx, r, `select `+askedCols+` from accountability_consult where id = $1 and member_id = $2`, id, actor.From(ctx).UnitID)
}

func (s *Service) question(ctx context.Context, r db.Reader, a Asked) (Question, error) {
	q := Question{Asked: a}
	rec, err := accountability.Load(ctx, r, a.RecordID)
	if err != nil {
		return q, err
	}
	var d Detail
	if err := rec.Read(&d); err != nil {
		return q, err
	}
	list, err := accountability.MeasuresOf(ctx, r, rec.ID)
	q.Title, q.Object, q.Grounds, q.Office, q.Open = rec.Title, d.Object, accountability.GroundWords(rec), rec.OfficeName, rec.State == Consulting && a.AnsweredOn.IsZero()
	q.Measures = accountability.MeasureWords(list, nil)
	if !rec.Personal {
		q.Found = d.Found
	}
	return q, err
}

// Answer stores the answer of the acting person's unit.
func (s *Service) Answer(ctx context.Context, id string, version int, agree, opinion string) error {
	return s.all.DB().Write(ctx, func(tx *db.Tx) error {
		a, err := mine(ctx, tx, id)
		if err != nil {
			return err
		}
		rec, err := accountability.Load(ctx, tx, a.RecordID)
		if err != nil {
			return err
		}
		if rec.State != Consulting {
			return errs.New(errs.Conflict, "已不在征求意见阶段")
		}
		if err := answer(ctx, tx, a, version, agree, opinion, actor.From(ctx).Name); err != nil {
			return err
		}
		if err := accountability.Say(ctx, tx, rec.ID, Opinion, a.MemberName, true); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "accountability.opinion", Ref: a.Ref(), UnitPath: rec.UnitPath, Note: a.MemberName, New: agree})
	})
}
