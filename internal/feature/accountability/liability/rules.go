package liability

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/reply"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// rule is what a step does to the case up to its decision.
func (s *Service) rule(ctx context.Context, tx *db.Tx, a accountability.Action, in CaseIn, r *accountability.Record, d *Detail) (err error) {
	today := tx.Today()
	switch a {
	case Edit:
		return s.edit(ctx, tx, in, r, d)
	case Team:
		if d.Earlier, err = s.earlier(ctx, tx, *r); err != nil {
			return err
		}
		if len(d.Earlier) > 0 {
			d.Worse = []string{Twice}
		}
		return d.Assemble(in, today)
	case Find:
		return d.Establish(in, r)
	case Measure, Unmeasure:
		return s.measure(ctx, tx, a, in, r, *d)
	case Inform:
		return s.inform(ctx, tx, in, r, *d)
	case Statement, Register:
		return reply.Say(ctx, tx, r.Ref(), "陈述申辩", in.Points)
	case Waive:
		d.NoStatement = "放弃陈述申辩"
	case Lapse:
		if !r.DueOn.Before(today) {
			return errs.New(errs.Conflict, "陈述申辩的期限是 %s，尚未届满", r.DueOn)
		}
		d.NoStatement = "期满未陈述申辩"
	case Reopen:
		return unask(ctx, tx, r.ID)
	case Consult:
		return s.consult(ctx, tx, in, r)
	case Opinion:
		return s.register(ctx, tx, in, r)
	case Submit:
		return s.complete(ctx, tx, r, *d)
	case Approve:
		return s.approve(ctx, tx, in, r, d)
	default:
		return s.after(ctx, tx, a, in, r, d)
	}
	return nil
}

func (s *Service) edit(ctx context.Context, tx *db.Tx, in CaseIn, r *accountability.Record, d *Detail) (err error) {
	in.Object = string(d.Object) // whom it is about does not change: another object is another case
	if err := in.Begin(); err != nil {
		return err
	}
	if err := ended(in.EndedOn, tx); err != nil {
		return err
	}
	r.Grounds, r.Facts, d.Private = strings.Join(in.Grounds, " "), strings.TrimSpace(in.Facts), in.Private
	if !in.EndedOn.IsZero() {
		d.EndedOn = in.EndedOn
	}
	if r.DueOn, err = clock.DueBy(ctx, tx, "account.team", d.EndedOn); err != nil || !d.Object.Personal() {
		return err
	}
	return setPersons(ctx, tx, r, in.Persons)
}

// earlier finds the decisions about the same unit, or the same person, within a year before today.
func (s *Service) earlier(ctx context.Context, tx *db.Tx, r accountability.Record) ([]string, error) {
	since := civil.DateOf(tx.Today().Time().AddDate(-1, 0, 0))
	if !r.Personal {
		return db.List[string](ctx, tx, `select number from accountability_record where kind = 'case' and unit_path = $1 and personal = false and id <> $2
			and done_on > $3 and state in ('decided', 'correcting', 'archived') order by done_on`, r.UnitPath, r.ID, since)
	}
	return db.List[string](ctx, tx, `select distinct r.number from accountability_record r join accountability_person p on p.record_id = r.id
		where r.kind = 'case' and r.id <> $1 and r.personal = true and r.done_on > $2 and r.state in ('decided', 'correcting', 'archived')
		and exists (select 1 from accountability_person q where q.record_id = $3 and q.name = p.name and q.unit_path = p.unit_path) order by r.number`, r.ID, since, r.ID)
}

func (s *Service) measure(ctx context.Context, tx *db.Tx, a accountability.Action, in CaseIn, r *accountability.Record, d Detail) error {
	if a == Unmeasure {
		return accountability.DropMeasure(ctx, tx, r, in.Measure)
	}
	persons, err := accountability.PersonsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	m, err := d.Propose(in, persons, tx.Today())
	if err != nil {
		return err
	}
	return accountability.AddMeasure(ctx, tx, r, m)
}

// inform tells the object what is held against it; the day for its statement is named, because the
// rules at hand know none.
func (s *Service) inform(ctx context.Context, tx *db.Tx, in CaseIn, r *accountability.Record, d Detail) error {
	list, err := accountability.MeasuresOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if err := d.Ready(list); err != nil {
		return err
	}
	if !tx.Today().Before(in.DueOn) {
		return errs.NewField("due_on", "陈述申辩的期限必须晚于今天")
	}
	r.DueOn = in.DueOn
	if !r.Personal { // the head of a person's unit reads the case only after the decision
		r.ShownOn = tx.Today()
	}
	return nil
}

// complete checks the case before it goes to the chair: every member unit answered, and there is something
// to decide.
func (s *Service) complete(ctx context.Context, tx *db.Tx, r *accountability.Record, d Detail) error {
	asked, err := ConsultsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for _, c := range asked {
		if c.AnsweredOn.IsZero() {
			return errs.New(errs.Conflict, "%s还没有答复意见", c.MemberName)
		}
	}
	list, err := accountability.MeasuresOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	return d.Ready(list)
}

// Posts are those who approve: 报本级教育督导委员会主任或者副主任审定.
var Posts = []string{"主任", "副主任"}

// approve is the chair's or a vice-chair's. Where the committee of the level has its posts with their
// holders, it is one of them, or who acts for them.
func (s *Service) approve(ctx context.Context, tx *db.Tx, in CaseIn, r *accountability.Record, d *Detail) error {
	a, today := actor.From(ctx), tx.Today()
	var c errs.Check
	c.That(slices.Contains(Posts, in.Post), "post", "请选择审定人的职务")
	c.That(in.On.IsZero() || !in.On.Before(today), "on", "生效日期不能早于今天")
	if err := c.Err(); err != nil {
		return err
	}
	if a.ID == r.HandlerID {
		return errs.New(errs.Denied, "不能由承办人本人审定")
	}
	committee, err := committeeOf(ctx, tx, *r)
	if err != nil {
		return err
	}
	if committee != "" {
		posts, err := org.PostsOf(ctx, tx, committee, today)
		if err != nil {
			return err
		}
		held, mine := false, false
		for _, p := range posts {
			held = held || p.AccountID != "" && p.Title == in.Post
			mine = mine || p.Title == in.Post && p.AccountID != "" && (p.AccountID == a.ID || p.AccountID == a.ForID)
		}
		if held && !mine {
			return errs.NewField("post", "您不担任教育督导委员会%s", in.Post)
		}
	}
	d.ApproverAs, d.Approver, d.ApprovedOn, d.EffectiveOn = in.Post, a.Name, today, in.On
	if a.ForName != "" {
		d.Approver = lang.In(lang.Zh, "%s（由%s代）", a.ForName, a.Name)
	}
	if d.EffectiveOn.IsZero() {
		d.EffectiveOn = today
	}
	return nil
}

func committeeOf(ctx context.Context, r db.Reader, rec accountability.Record) (org.UnitID, error) {
	list, err := db.List[org.UnitID](ctx, r, `select id from unit where kind = $1 and parent_id = $2 and closed_on is null`, org.Committee, rec.Seat())
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// after is what a step does to a case that is decided.
func (s *Service) after(ctx context.Context, tx *db.Tx, a accountability.Action, in CaseIn, r *accountability.Record, d *Detail) error {
	switch a {
	case Execute:
		return s.execute(ctx, tx, in, r)
	case Publish:
		return s.publish(ctx, tx, in, r, d)
	case Withdraw:
		return s.undo(ctx, tx, r, d, in.Reason)
	case AskReview, LateReview:
		return s.ask(ctx, tx, accountability.Review, a == LateReview, in, r, d)
	case AskAppeal, LateAppeal:
		return s.ask(ctx, tx, accountability.Appeal, a == LateAppeal, in, r, d)
	case OuterAppeal:
		return s.outer(ctx, tx, in, r, d)
	case Correct:
		return s.correct(ctx, tx, in, r, d)
	case Archive:
		return s.archive(ctx, tx, r, *d)
	}
	return nil
}

// execute notes that a measure was carried out, or that a referral came back with its receipt.
func (s *Service) execute(ctx context.Context, tx *db.Tx, in CaseIn, r *accountability.Record) error {
	list, err := accountability.MeasuresOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(m accountability.Applied) bool {
		return m.ID == in.Measure && m.State == accountability.MeasureDecided
	})
	if i < 0 {
		return errs.NewField("measure", "请选择待执行的问责方式")
	}
	m := list[i]
	var c errs.Check
	c.That(!in.On.IsZero() && !tx.Today().Before(in.On), "on", "执行日期不能晚于今天")
	c.That(in.On.IsZero() || !in.On.Before(m.DecidedOn), "on", "执行日期不能早于决定之日")
	c.That(m.ReferTo == "" || strings.TrimSpace(in.Receipt) != "", "receipt", "移送须登记回执")
	c.That(strings.TrimSpace(in.Text) != "", "text", "请写明执行情况")
	if err := c.Err(); err != nil {
		return err
	}
	m.State, m.DoneOn, m.Receipt, m.Note = accountability.MeasureDone, in.On, strings.TrimSpace(in.Receipt), strings.TrimSpace(in.Text)
	return accountability.SaveMeasure(ctx, tx, m)
}

// publish makes the result public by its severity: severe cases, and those that were not put right, go to
// the government's site and the main media (《教育督导问责办法》).
func (s *Service) publish(ctx context.Context, tx *db.Tx, in CaseIn, r *accountability.Record, d *Detail) (err error) {
	known := slices.ContainsFunc(Scopes, func(x struct{ Value, Label string }) bool { return x.Value == in.Scope })
	var c errs.Check
	c.That(known, "scope", "请选择公开范围")
	c.That(!in.Severe || in.Scope == Medium, "scope", "情节严重或者整改不力的，应当在政府网站和主流媒体公开")
	c.That(in.Scope != Inner || strings.TrimSpace(in.Text) != "", "text", "请写明公开的范围")
	if err := c.Err(); err != nil {
		return err
	}
	d.Scope, d.ScopeNote, d.Severe = in.Scope, strings.TrimSpace(in.Text), in.Severe
	r.PublishedOn = tx.Today()
	if in.Scope == Inner {
		return nil
	}
	return s.snapshot(ctx, tx, r, *d)
}

// archive closes the case once the times for review and appeal are over and nothing is open.
func (s *Service) archive(ctx context.Context, tx *db.Tx, r *accountability.Record, d Detail) error {
	below, err := accountability.Below(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for _, x := range below {
		if x.State != RemedyDecided && x.State != RemedyEnded {
			return errs.New(errs.Conflict, "复核或者申诉尚未办结，不能归档")
		}
	}
	last, err := s.lastDay(ctx, tx, *r, d)
	if err != nil {
		return err
	}
	if !last.Before(tx.Today()) {
		return errs.New(errs.Conflict, "复核申诉期至 %s，期满后归档", last)
	}
	if d.WrongBy != "" {
		return errs.New(errs.Conflict, "申诉处理决定认为有误，应先纠正")
	}
	return nil
}

// lastDay is the last day on which a review or an appeal may still be asked for.
func (s *Service) lastDay(ctx context.Context, r db.Reader, rec accountability.Record, d Detail) (civil.Date, error) {
	review, err := clock.DueBy(ctx, r, reviewApply, d.DecidedOn)
	if err != nil {
		return review, err
	}
	for _, x := range d.Remedies {
		if x.Kind != accountability.Review {
			continue
		}
		appeal, err := clock.DueBy(ctx, r, appealApply, x.On)
		if err != nil {
			return review, err
		}
		if review.Before(appeal) {
			review = appeal
		}
	}
	return review, nil
}

// setAll moves the measures of a case that still stand.
func setAll(ctx context.Context, tx *db.Tx, id, state string, decided, effective civil.Date) error {
	list, err := accountability.MeasuresOf(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, m := range list {
		switch {
		case state == accountability.MeasureDecided && m.State == accountability.MeasureProposed:
			m.DecidedOn, m.EffectiveOn = decided, effective
		case state == accountability.MeasureRevoked && m.State != accountability.MeasureRevoked:
		default:
			continue
		}
		m.State = state
		if err := accountability.SaveMeasure(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}
