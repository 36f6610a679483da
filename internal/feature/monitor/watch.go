package monitor

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/columns"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Rule says when an area deserves a look (data/monitor/warnings.yaml).
type Rule struct {
	Code     string           `yaml:"code"`
	Kind     string           `yaml:"kind"` // threshold, trend, jump, missing
	Margin   float64          `yaml:"margin"`
	Years    int              `yaml:"years"`
	Least    float64          `yaml:"least"` // coefficient below which a trend does not matter
	Percent  float64          `yaml:"percent"`
	Name     string           `yaml:"name"`
	English  string           `yaml:"en"`
	Basis    string           `yaml:"basis"`
	Evidence string           `yaml:"evidence"`
	Severity rectify.Severity `yaml:"severity"`
}

// Label is the name in the reader's language.
func (r Rule) Label(ctx context.Context) string {
	if lang.From(ctx) == lang.En {
		return r.English
	}
	return r.Name
}

// WarningRules are those that ship with the program.
var WarningRules = func() (out []Rule) {
	if err := yaml.Unmarshal(data.Warnings, &out); err != nil {
		panic("data/monitor/warnings.yaml: " + err.Error())
	}
	for _, r := range out {
		if !slices.Contains([]string{"threshold", "trend", "jump", "missing"}, r.Kind) || r.English == "" || r.Evidence == "" {
			panic("data/monitor/warnings.yaml: " + r.Code + " is not complete")
		}
	}
	return out
}()

// RuleOf returns a rule by its code.
func RuleOf(code string) (Rule, bool) {
	i := slices.IndexFunc(WarningRules, func(r Rule) bool { return r.Code == code })
	if i < 0 {
		return Rule{}, false
	}
	return WarningRules[i], true
}

// The states of a warning.
const (
	Open  = "open"
	Acked = "acked"  // somebody looked and said so
	Found = "raised" // became a finding
	Over  = "over"   // no longer so
)

// Warning is a rule that an area of a year meets.
type Warning struct {
	ID        string     `db:"id" json:"id"`
	Version   int        `db:"version" json:"version"`
	Rule      string     `db:"rule" json:"rule"`
	Year      int        `db:"year" json:"year"`
	AreaID    string     `db:"area_id" json:"area_id"`
	AreaPath  string     `db:"area_path" json:"area_path"`
	AreaName  string     `db:"area_name" json:"area_name"`
	Stage     string     `db:"stage" json:"stage"`
	Items     string     `db:"items" json:"items"` // codes of indicators, separated by blanks
	Text      string     `db:"text" json:"text"`
	State     string     `db:"state" json:"state"`
	Note      string     `db:"note" json:"note"`
	ByName    string     `db:"by_name" json:"by_name"`
	FindingID string     `db:"finding_id" json:"finding_id"`
	Demo      bool       `db:"demo" json:"demo"`
	CreatedAt civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt civil.Time `db:"updated_at" json:"updated_at"`
}

// URL is where people find it.
func (w Warning) URL() string { return "/monitor/warnings/" + w.ID }

// Ref is the warning as a record.
func (w Warning) Ref() ident.Ref { return ident.Ref{Kind: "monitor.warning", ID: w.ID} }

const warningColumns = `id, version, rule, year, area_id, area_path, area_name, stage, items, text, state, note, by_name, finding_id, demo, created_at, updated_at`

// Said is what a rule says of a stage of an area: the indicators and a sentence.
type said struct {
	items []string
	text  string
}

func (s *said) add(item, format string, args ...any) {
	s.items = append(s.items, item)
	if s.text != "" {
		s.text += "；"
	}
	s.text += fmt.Sprintf(format, args...)
}

// look applies a rule; before are the years before, the last first.
func (r Rule) look(ru balance.Rules, l Line, before []balance.Result) (out said) {
	if r.Kind == "missing" {
		if l.Late > 0 {
			out.add("", "%d 所学校到期未报送或未更正", l.Late)
		}
		return out
	}
	limit := ru.Limit[l.Stage]
	for c, item := range ru.Items {
		now := l.Result.Stats[c]
		if !balance.Known(now.CV) {
			continue
		}
		switch r.Kind {
		case "threshold":
			over := l.Result.Each[c] == balance.NotMet
			if r.Margin == 0 && over || r.Margin > 0 && !over && limit-now.CV < r.Margin {
				out.add(item.Code, "%s %.3f（界限 %.2f）", item.Name, now.CV, limit)
			}
		case "trend":
			if now.CV >= r.Least && rising(r.Years, c, now.CV, before) {
				out.add(item.Code, "%s 连续 %d 年扩大，现为 %.3f", item.Name, r.Years, now.CV)
			}
		case "jump":
			if len(before) == 0 || !(before[0].Stats[c].Mean > 0) {
				continue
			}
			if d := (now.Mean/before[0].Stats[c].Mean - 1) * 100; d > r.Percent || d < -r.Percent {
				out.add(item.Code, "%s 全区平均较上年变动 %+.1f%%", item.Name, d)
			}
		}
	}
	return out
}

func rising(years, c int, now float64, before []balance.Result) bool {
	if years < 2 || len(before) < years-1 {
		return false
	}
	for _, b := range before[:years-1] {
		if !(now > b.Stats[c].CV) {
			return false
		}
		now = b.Stats[c].CV
	}
	return true
}

// Nightly looks at all areas of the last year.
type Nightly struct{}

// Kind names the job.
func (Nightly) Kind() string { return "monitor.watch" }

func (s *Service) nightly() {
	jobs.Handle(s.jobs, func(ctx context.Context, _ Nightly) error {
		_, err := s.look(ctx, access.Range{From: "/", To: "0"})
		return err
	})
	s.jobs.Every(Nightly{}, "00:50") // after the integrity check
}

// Watch applies all rules to the acting person's areas now and returns how many warnings are new.
func (s *Service) Watch(ctx context.Context) (int, error) {
	over, err := access.Over(ctx, MayWatch)
	if err != nil {
		return 0, err
	}
	return s.look(ctx, over)
}

func (s *Service) look(ctx context.Context, over access.Range) (fresh int, err error) {
	p, err := s.now(ctx)
	if err != nil || len(p.years) == 0 {
		return 0, err
	}
	year, ru := p.list()[0], rules()
	found, counted := map[string]Warning{}, map[string]bool{}
	late, err := s.lacking(ctx, year, over, s.Today())
	if err != nil {
		return 0, err
	}
	for _, stage := range balance.Stages {
		lines, err := s.lines(ctx, p, over, year, stage)
		if err != nil {
			return 0, err
		}
		for _, l := range lines {
			before := p.before(year, l)
			if !counted[l.Area.ID] { // a return is of the school, not of a stage: told once
				counted[l.Area.ID], l.Late = true, late[l.Area.Path]
			}
			for _, r := range WarningRules {
				if x := r.look(ru, l, before); len(x.items) > 0 {
					w := Warning{Rule: r.Code, Year: year, AreaID: l.Area.ID, AreaPath: l.Area.Path, AreaName: l.Area.Name, Stage: string(stage),
						Items: strings.TrimSpace(strings.Join(x.items, " ")), Text: x.text, State: Open, Demo: l.Meta.Demo}
					found[w.key()] = w
				}
			}
		}
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		fresh = 0
		had, err := db.List[Warning](ctx, tx, `select `+warningColumns+` from monitor_warning where year = $1 and area_path >= $2 and area_path < $3`, year, over.From, over.To)
		if err != nil {
			return err
		}
		known := map[string]bool{}
		for _, w := range had {
			known[w.key()] = true
			if err := w.meet(ctx, tx, found); err != nil {
				return err
			}
		}
		var list []Warning
		for k, w := range found {
			if !known[k] {
				w.ID, w.Version, w.CreatedAt, w.UpdatedAt = tx.NewID(), 1, tx.Now, tx.Now
				list = append(list, w)
			}
		}
		slices.SortFunc(list, func(a, b Warning) int { return strings.Compare(a.key(), b.key()) })
		fresh = len(list)
		if err := insertWarnings(ctx, tx, list); err != nil {
			return err
		}
		return s.tell(ctx, tx, list)
	})
	return fresh, err
}

func (w Warning) key() string { return w.AreaPath + w.Stage + w.Rule + strconv.Itoa(w.Year) }

// meet brings a warning up to date with what was found now.
func (w Warning) meet(ctx context.Context, tx *db.Tx, found map[string]Warning) error {
	now, still := found[w.key()]
	switch {
	case still && w.State == Over, still && now.Items != w.Items && w.State == Acked:
		w.State, w.Note, w.ByName = Open, "", ""
	case !still && (w.State == Open || w.State == Acked):
		w.State = Over
	case still && now.Text == w.Text || !still:
		return nil
	}
	if still {
		w.Items, w.Text = now.Items, now.Text
	}
	_, err := tx.Exec(ctx, `update monitor_warning set version = version + 1, items = $1, text = $2, state = $3, note = $4, by_name = $5, updated_at = $6 where id = $7`,
		w.Items, w.Text, w.State, w.Note, w.ByName, tx.Now, w.ID)
	return err
}

func insertWarnings(ctx context.Context, tx *db.Tx, list []Warning) error {
	_, err := tx.Insert(ctx, "monitor_warning", warningColumns, func(yield func([]any) bool) {
		for _, w := range list {
			if !yield([]any{w.ID, w.Version, w.Rule, w.Year, w.AreaID, w.AreaPath, w.AreaName, w.Stage, w.Items, w.Text, w.State, "", "", "", w.Demo, w.CreatedAt, w.UpdatedAt}) {
				return
			}
		}
	})
	return err
}

// before are the results of an area in the years before, the last first.
func (p *picture) before(year int, l Line) (out []balance.Result) {
	for y := year - 1; p.years[y] != nil; y-- {
		i, ok := p.years[y].Index(columns.Key{Area: l.Area.ID, Stage: l.Stage})
		if !ok {
			break
		}
		out = append(out, p.verdicts(y)[i])
	}
	return out
}

// tell sends one notice to everybody who subscribed to the rule of a new warning, for the areas of their subtree.
func (s *Service) tell(ctx context.Context, tx *db.Tx, list []Warning) error {
	type subscription struct {
		AccountID string `db:"account_id"`
		Rule      string `db:"rule"`
		UnitPath  string `db:"unit_path"`
	}
	subs, err := db.List[subscription](ctx, tx, `select account_id, rule, unit_path from monitor_subscription order by account_id, rule`)
	if err != nil {
		return err
	}
	for _, sub := range subs {
		n, first := 0, Warning{}
		for _, w := range list {
			if w.Rule == sub.Rule && strings.HasPrefix(w.AreaPath, sub.UnitPath) {
				if n++; n == 1 {
					first = w
				}
			}
		}
		if n == 0 {
			continue
		}
		r, _ := RuleOf(sub.Rule)
		if err := notify.Tell(ctx, tx, notify.Message{AccountID: sub.AccountID, Ref: first.Ref(), URL: "/monitor/warnings?rule=" + sub.Rule,
			Subject: fmt.Sprintf("监测预警：%s，新增 %d 项（%s等）", r.Name, n, first.AreaName)}); err != nil {
			return err
		}
	}
	return nil
}

// Warned is a warning with what the acting person may do.
func (s *Service) Warning(ctx context.Context, id string) (Warning, error) {
	return warningByID(ctx, s.db, MayView, id)
}

func warningByID(ctx context.Context, r db.Reader, p access.Permission, id string) (Warning, error) {
	over, err := access.Over(ctx, p)
	if err != nil {
		return Warning{}, err
	}
	return db.Get[Warning](ctx, r, `select `+warningColumns+` from monitor_warning where id = $1 and area_path >= $2 and area_path < $3`, id, over.From, over.To)
}

// Acknowledge records that somebody looked, with what they say.
func (s *Service) Acknowledge(ctx context.Context, id string, version int, note string) error {
	return s.decide(ctx, id, version, "monitor.acknowledge", func(_ *db.Tx, w *Warning) error {
		if strings.TrimSpace(note) == "" {
			return errs.NewField("note", "请说明核查情况")
		}
		w.State, w.Note = Acked, strings.TrimSpace(note)
		return nil
	})
}

// Raise makes a finding at the district of the warning, from where an order is issued.
func (s *Service) Raise(ctx context.Context, id string, version int, severity rectify.Severity, demand string) (finding string, err error) {
	err = s.decide(ctx, id, version, "monitor.raise", func(tx *db.Tx, w *Warning) (err error) {
		r, _ := RuleOf(w.Rule)
		clause := ""
		if r.Basis != "平台参数" {
			clause = r.Basis
		}
		w.FindingID, err = rectify.Raise(ctx, tx, rectify.Finding{Source: w.Ref(), SourceTitle: fmt.Sprintf("%d 年度监测预警", w.Year), UnitID: org.UnitID(w.AreaID), Clause: clause,
			Severity: severity, Text: fmt.Sprintf("%s%s：%s", w.AreaName, StageLabel(balance.Stage(w.Stage)), w.Text), Demand: demand, Demo: w.Demo})
		w.State, finding = Found, w.FindingID
		return err
	})
	return finding, err
}

func (s *Service) decide(ctx context.Context, id string, version int, action string, f func(tx *db.Tx, w *Warning) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := warningByID(ctx, tx, MayWatch, id)
		if err != nil {
			return err
		}
		if w.State == Found {
			return errs.New(errs.Conflict, "这项预警已经转为问题")
		}
		if w.Version != version {
			return errs.New(errs.Stale, "他人刚刚办理了这项预警，请核对后再提交")
		}
		was := w.State
		if err := f(tx, &w); err != nil {
			return err
		}
		w.ByName = actor.From(ctx).Name
		if _, err := tx.Exec(ctx, `update monitor_warning set version = version + 1, state = $1, note = $2, by_name = $3, finding_id = $4, updated_at = $5 where id = $6`,
			w.State, w.Note, w.ByName, w.FindingID, tx.Now, w.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: w.Ref(), UnitPath: w.AreaPath, Old: was, New: w.State, Note: w.Note})
	})
}
