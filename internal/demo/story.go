package demo

import (
	"fmt"
	"strings"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
)

// fate is what goes differently in a story.
type fate string

const (
	smooth    fate = ""
	replies   fate = "replies"   // the unit objects
	lateEval  fate = "late eval" // the self-evaluation comes late
	returned  fate = "returned"  // the result is sent back once
	overdue   fate = "overdue"   // the result comes after its day, after a 督办单
	silent    fate = "silent"    // the result never comes
	relapses  fate = "relapses"  // the re-check finds the problem again
	cancelled fate = "cancelled"
	clean     fate = "clean" // no problem found
)

// story is one supervision of the year with the people in it.
type story struct {
	b                     *builder
	n                     int
	title, standard, word string // word is the office's code in numbers
	begin                 time.Time
	fate                  fate
	unit                  org.Unit
	staff, leader, answer actor.Actor
	answerMore            actor.Actor // who rectifies for the unit, if not the same
	team                  []inspector.Inspector
	members               []actor.Actor
	planOf                func(year int) string
	problems              []problem
	words                 words
	id                    string
}

// plot gives every district three supervisions of schools and the city six of districts, and plans
// what happens in each.
func (b *builder) plot() error {
	fates := []fate{smooth, replies, returned, overdue, clean, lateEval, relapses, smooth, silent, returned, replies, cancelled, overdue}
	add := func(s *story) {
		s.b, s.n = b, len(b.stories)
		s.fate = fates[s.n%len(fates)]
		b.stories = append(b.stories, s)
	}
	for round := range 6 {
		for n, d := range b.districts {
			if round >= len(d.schools) {
				continue
			}
			s := &story{unit: d.schools[round], staff: d.staff, leader: d.leader, team: d.inspectors, members: d.members, word: d.short + "教督",
				planOf: func(year int) string { return d.plans[year] }, standard: "yw-school", problems: schoolProblems, words: schoolWords}
			if s.unit.Stage == "kindergarten" {
				s.standard, s.problems, s.words = "kindergarten", gardenProblems, gardenWords
			}
			var err error
			if s.answer, err = b.head(s.unit); err != nil {
				return err
			}
			s.begin = b.start.AddDate(0, 0, 3+(round*18+n)*7%350)
			add(s)
		}
	}
	for n := range 6 {
		d := b.districts[n*3]
		add(&story{unit: d.unit, staff: b.staff, leader: b.leader, answer: d.leader, team: b.inspectors, members: b.members, word: "京政教督",
			planOf: func(year int) string { return b.plans[year] }, standard: "district-duty", problems: districtProblems, words: districtWords,
			begin: b.start.AddDate(0, 0, 40+n*55)})
	}
	next := b.start.In(civil.Beijing).Year() + 1
	b.line.at(time.Date(next, 1, 4, 2, 0, 0, 0, time.UTC), func() error { return b.planYear(next) })
	b.spread()
	b.desks()
	for _, s := range b.stories {
		s.tell()
	}
	return nil
}

// spread lets one story in four begin in the last weeks, so that at the end of the year one stands at
// each step of the way.
func (b *builder) spread() {
	ages := []int{1, 3, 5, 9, 13, 19, 21, 22, 25, 28, 33, 36, 40, 44, 47, 50}
	for i, age := range ages {
		if n := i*4 + 2; n < len(b.stories) {
			b.stories[n].begin = b.end.AddDate(0, 0, -age)
		}
	}
}

// tell plans the steps of the story on working days.
func (s *story) tell() {
	// A supervision belongs to one year's plan: what would begin around the turn of the year waits until
	// the new plan is approved.
	first := s.b.start.In(civil.Beijing).Year()
	turn := time.Date(first+1, 1, 8, 1, 0, 0, 0, time.UTC)
	if s.begin.After(turn.AddDate(0, 0, -38)) && s.begin.Before(turn) {
		s.begin = turn.AddDate(0, 0, s.n%20)
	}
	at := func(days, hour int, do func() error) {
		s.b.line.at(workday(s.begin, days, hour), func() error {
			if err := do(); err != nil {
				return fmt.Errorf("demo: supervision %d of %s (%s), day %d: %w %v", s.n+1, s.unit.Name, s.fate, days, err, errs.FieldsIn("", err))
			}
			return nil
		})
	}
	at(0, 9, s.prepare)
	at(2, 10, s.notice)
	for _, day := range []int{3, 28, 39} {
		at(day, 10, s.signFor)
	}
	if s.fate == cancelled {
		at(6, 15, s.cancel)
		return
	}
	eval := 11
	if s.fate == lateEval {
		eval = 17
	}
	s.standsStill(at)
	at(eval, 14, s.evaluate)
	at(21, 9, s.begins)
	at(21, 15, s.observe)
	at(22, 16, s.verify)
	at(23, 17, s.finish)
	at(26, 10, s.preliminary)
	at(31, 11, s.reply)
	at(35, 10, s.propose)
	at(37, 9, s.issue)
	at(42, 10, s.compose)
	at(45, 10, s.approve)
	at(48, 10, s.file)
	at(51, 10, s.receive)
	at(54, 10, s.publish)
	s.rectification(at)
}

func (s *story) day(days int) civil.Date { return civil.DateOf(workday(s.begin, days, 9)) }

func (s *story) now() civil.Date { return civil.DateOf(s.b.clock.now()) }

// see returns the supervision as a person sees it now.
func (s *story) see(who actor.Actor) (inspect.Dossier, error) {
	return s.b.app.Inspect.Show(s.b.as(who), s.id)
}

// prepare starts the supervision from the plan and forms the team.
func (s *story) prepare() error {
	b := s.b
	full, err := b.app.Plan.Plan(b.as(s.staff), s.planOf(s.now().Year()))
	if err != nil {
		return err
	}
	var item plan.Item
	for _, i := range full.Items {
		if i.StandardCode == s.standard {
			item = i
		}
	}
	i, err := b.app.Inspect.Start(b.as(s.staff), inspect.NewInspection{ItemID: item.ID, UnitID: s.unit.ID, Demo: true})
	if err != nil {
		return err
	}
	s.id = i.ID
	d, err := s.see(s.staff)
	if err != nil {
		return err
	}
	var matters []string
	for _, n := range d.Standard.Children("") {
		matters = append(matters, n.Name)
	}
	if err := b.app.Inspect.Edit(b.as(s.staff), s.id, i.Version, i.Title, strings.Join(matters, "、"), i.Basis, s.day(21), s.day(23)); err != nil {
		return err
	}
	for n, ins := range s.team {
		duty := fieldwork.DutyMember
		if n == 0 {
			duty = fieldwork.DutyLeader
		}
		if err := b.app.Inspect.AddInspector(b.as(s.staff), s.id, ins.ID, duty); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) number(kind string) string {
	return fmt.Sprintf("%s%s〔%d〕%d号", s.word, kind, s.now().Year(), s.n+1)
}

func (s *story) version(who actor.Actor) int {
	d, err := s.see(who)
	if err != nil {
		return 0
	}
	return d.Version
}

func (s *story) notice() error {
	return s.b.app.Inspect.SendNotice(s.b.as(s.staff), s.id, s.version(s.staff), inspect.NoticeDraft{
		Text: "定于通知所列日期到你单位开展督导，请做好自评和材料准备。", Extra: s.words.materials, DueOn: s.day(14)})
}

func (s *story) cancel() error {
	return s.b.app.Inspect.CancelWork(s.b.as(s.staff), s.id, s.version(s.staff), s.words.cancel)
}

// evaluate claims a grade for every indicator and hands the self-evaluation in.
func (s *story) evaluate() error {
	d, err := s.see(s.answer)
	if err != nil {
		return err
	}
	var claims []inspect.Claim
	for n, x := range d.Indicators {
		grade := d.Standard.Grades[0].Code
		if (n+s.n)%3 == 0 && len(d.Standard.Grades) > 1 {
			grade = d.Standard.Grades[1].Code
		}
		claims = append(claims, inspect.Claim{Node: x.NodeCode, Version: x.Version, Grade: grade, Text: s.words.claim})
	}
	if err := s.b.app.Inspect.SaveClaims(s.b.as(s.answer), s.id, claims); err != nil {
		return err
	}
	if err := s.claimFiles(d); err != nil {
		return err
	}
	return s.b.app.Inspect.SubmitEvaluation(s.b.as(s.answer), s.id, s.version(s.answer), s.words.evaluation)
}

func (s *story) begins() error {
	return s.b.app.Inspect.BeginWork(s.b.as(s.members[0]), s.id, s.version(s.members[0]))
}

// observe writes the records of the first day on site.
func (s *story) observe() error {
	d, err := s.see(s.members[0])
	if err != nil {
		return err
	}
	node := func(n int) []string {
		return []string{d.Indicators[(n+s.n)%len(d.Indicators)].NodeCode}
	}
	for n, r := range s.words.records {
		r.On, r.Nodes = s.now(), node(n)
		if r.Items > 6 {
			r.Items += s.n
		}
		who := s.members[n%len(s.members)]
		if r, err = s.b.app.Inspect.AddRecord(s.b.as(who), s.id, r); err != nil {
			return err
		}
		if err := s.siteFile(who, r); err != nil {
			return err
		}
	}
	return nil
}

// chosen are the problems found in this story; a unit that relapses shows the first again.
func (s *story) chosen() []problem {
	if s.fate == clean {
		return nil
	}
	k := 1 + s.n%2
	var out []problem
	for i := range k {
		out = append(out, s.problems[(s.n+i*3)%len(s.problems)])
	}
	return out
}

// verify gives every indicator its grade and raises the problems.
func (s *story) verify() error {
	b, who := s.b, s.members[0]
	d, err := s.see(who)
	if err != nil {
		return err
	}
	grades := d.Standard.Grades
	for n, x := range d.Indicators {
		v := inspect.Verification{Node: x.NodeCode, Version: x.Version, Grade: grades[0].Code, Reason: s.words.praise[(n+s.n)%len(s.words.praise)]}
		switch {
		case (n+s.n)%5 == 2 && len(grades) > 1:
			v.Grade, v.Reason = grades[1].Code, "制度有，执行记录不够完整。"
		case n == len(d.Indicators)-1 && s.n%7 == 3:
			v.Grade, v.Reason = d.Standard.NonValues[0].Code, "本次未安排。"
		}
		if err := b.app.Inspect.VerifyIndicator(b.as(who), s.id, v); err != nil {
			return err
		}
	}
	for n, p := range s.chosen() {
		node := d.Indicators[(n*4+s.n)%len(d.Indicators)].NodeCode
		for _, x := range d.Indicators {
			if i, ok := d.Standard.Node(x.NodeCode); ok && i.Name == p.node {
				node = x.NodeCode
			}
		}
		_, err := b.app.Inspect.RaiseFinding(b.as(who), s.id, inspect.NewFinding{Node: node, Severity: rectify.Severity(p.severity), Clause: p.clause, Text: p.text, Demand: p.demand})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *story) finish() error {
	return s.b.app.Inspect.FinishWork(s.b.as(s.members[0]), s.id, s.version(s.members[0]))
}

func (s *story) draft(kind, text, extra string, due civil.Date) error {
	d, err := s.see(s.staff)
	if err != nil {
		return err
	}
	return s.b.app.Inspect.SaveDraft(s.b.as(s.staff), s.id, kind, d.Letters[kind].Version, inspect.LetterDraft{Text: text, Extra: extra, DueOn: due})
}

func (s *story) preliminary() error {
	if err := s.draft(inspect.LetterPreliminary, s.words.preliminary, "如有不同意见，请在期限内提出申辩。", civil.Date{}); err != nil {
		return err
	}
	return s.b.app.Inspect.SendPreliminaryOpinion(s.letPass(s.staff), s.id, s.version(s.staff), "")
}

func (s *story) reply() error {
	d, err := s.see(s.answer)
	if err != nil || d.State != inspect.Preliminary { // over a long holiday the time for it ran out
		return err
	}
	if s.fate == replies {
		return s.b.app.Inspect.ReplyToOpinion(s.b.as(s.answer), s.id, s.version(s.answer), "对一项问题的表述提出不同意见。",
			[]inspect.NewPoint{{Text: "所列问题已在督导前着手整改，建议在意见书中予以说明。"}})
	}
	return s.b.app.Inspect.WaiveReply(s.b.as(s.answer), s.id, s.version(s.answer))
}

func (s *story) propose() error {
	d, err := s.see(s.staff)
	if err != nil {
		return err
	}
	for _, p := range d.Points {
		if err := s.b.app.Inspect.AnswerPoint(s.b.as(s.staff), s.id, p.ID, "partly", "已核对材料，采纳关于时间的说明，问题性质不变。"); err != nil {
			return err
		}
	}
	due := civil.Date{}
	if len(d.Findings) > 0 {
		due = s.day(37 + 45)
	}
	if err := s.draft(inspect.LetterOpinion, s.words.opinion, s.words.more, due); err != nil {
		return err
	}
	return s.b.app.Inspect.ProposeTheOpinion(s.b.as(s.staff), s.id, s.version(s.staff))
}

func (s *story) issue() error {
	return s.b.app.Inspect.IssueTheOpinion(s.letPass(s.leader), s.id, s.version(s.leader), "")
}

// wants reports whether the story has an order.
func (s *story) wants() bool { return s.fate != clean && s.fate != cancelled }
