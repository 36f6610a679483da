package visit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// FollowState is where what follows a finding stands.
type FollowState string

// The states.
const (
	FollowOpen FollowState = "open"
	Answered   FollowState = "answered"
	Closed     FollowState = "closed"
)

// FollowStates in the order people expect.
var FollowStates = []FollowState{FollowOpen, Answered, Closed}

// Label is the state in Chinese.
func (s FollowState) Label() string {
	return map[FollowState]string{FollowOpen: "待办理", Answered: "已回复", Closed: "已办结"}[s]
}

// OutcomeLabel is how a finding is followed, in Chinese.
func OutcomeLabel(outcome string) string {
	if outcome == "emergency" {
		return "紧急报告"
	}
	return org.LabelOf(Outcomes, outcome)
}

// Follow is a finding of a visit on its way: advice, notice, report, consultation of a department; or an emergency.
type Follow struct {
	ID           string      `db:"id" json:"id"`
	Version      int         `db:"version" json:"version"`
	VisitID      string      `db:"visit_id" json:"visit_id"` // "" of an emergency
	UnitID       org.UnitID  `db:"unit_id" json:"unit_id"`
	UnitPath     string      `db:"unit_path" json:"unit_path"`
	UnitName     string      `db:"unit_name" json:"unit_name"`
	AccountID    string      `db:"account_id" json:"-"`
	Outcome      string      `db:"outcome" json:"outcome"`
	Item         string      `db:"item" json:"item"`
	Text         string      `db:"text" json:"text"`
	Dept         string      `db:"dept" json:"dept"`
	State        FollowState `db:"state" json:"state"`
	DueOn        civil.Date  `db:"due_on" json:"due_on"` // of a notice: written reply
	Answer       string      `db:"answer" json:"answer"`
	AnsweredName string      `db:"answered_name" json:"answered_name"`
	AnsweredAt   civil.Time  `db:"answered_at" json:"answered_at"`
	Note         string      `db:"note" json:"note"` // of the inspector when it closed or was sent back
	ClosedOn     civil.Date  `db:"closed_on" json:"closed_on"`
	FindingID    string      `db:"finding_id" json:"finding_id"`
	Demo         bool        `db:"demo" json:"demo"`
	CreatedAt    civil.Time  `db:"created_at" json:"created_at"`
	UpdatedAt    civil.Time  `db:"updated_at" json:"updated_at"`
}

const followColumns = `id, version, visit_id, unit_id, unit_path, unit_name, account_id, outcome, item, text, dept, state, due_on, answer, answered_name, answered_at, note, closed_on, finding_id, demo, created_at, updated_at`

// URL is where people find it.
func (f Follow) URL() string { return "/visit-findings/" + f.ID }

// Ref is the record.
func (f Follow) Ref() ident.Ref { return ident.Ref{Kind: "visit.finding", ID: f.ID} }

// Late reports whether the written reply to a notice is overdue.
func (f Follow) Late(today civil.Date) bool {
	return f.State == FollowOpen && !f.DueOn.IsZero() && f.DueOn.Before(today)
}

// FollowStep is a row of the table of steps.
type FollowStep struct {
	Action   string
	Outcomes []string
	From     []FollowState
	To       FollowState
	Need     access.Permission
	Label    string
	Clause   string
}

// FollowSteps is the life of a finding of a visit (rules §3: 后续处理 5 态).
var FollowSteps = []FollowStep{
	{"answer", []string{"notice"}, []FollowState{FollowOpen}, Answered, MayAnswer, "书面回复", "国教督办〔2013〕2号"},
	{"handle", []string{"report", "consult", "emergency"}, []FollowState{FollowOpen, Answered}, Answered, MayHandle, "办理并答复", "国教督办〔2013〕2号"},
	{"fixed", []string{"advice", "notice", "report", "consult", "emergency"}, []FollowState{FollowOpen, Answered}, Closed, MayMake, "核实已改", "国教督办〔2013〕2号"},
	{"return", []string{"notice", "report", "consult"}, []FollowState{Answered, Closed}, FollowOpen, MayMake, "核实未改，退回", "国教督办〔2013〕2号"},
	{"raise", []string{"report", "notice", "emergency"}, []FollowState{FollowOpen, Answered}, Closed, MayHandle, "转为整改问题", "《教育督导条例》第十四条"},
}

// Possible lists the steps of the present state.
func (f Follow) Possible() (out []FollowStep) {
	for _, st := range FollowSteps {
		if slices.Contains(st.Outcomes, f.Outcome) && slices.Contains(st.From, f.State) {
			out = append(out, st)
		}
	}
	return out
}

// CanFollow reports whether the acting person may take a step of it now.
func CanFollow(ctx context.Context, st FollowStep, f Follow) bool {
	if !access.Can(ctx, st.Need, f.UnitPath) || !slices.Contains(st.From, f.State) || !slices.Contains(st.Outcomes, f.Outcome) {
		return false
	}
	return st.Need != MayMake || f.AccountID == actor.From(ctx).ID
}

func insertFollow(ctx context.Context, tx *db.Tx, f Follow) error {
	_, err := tx.Insert(ctx, "visit_follow", followColumns, slices.Values([][]any{{f.ID, f.Version, f.VisitID, f.UnitID, f.UnitPath, f.UnitName, f.AccountID, f.Outcome, f.Item, f.Text, f.Dept, f.State, f.DueOn,
		f.Answer, f.AnsweredName, f.AnsweredAt, f.Note, f.ClosedOn, f.FindingID, f.Demo, f.CreatedAt, f.UpdatedAt}}))
	return err
}

func updateFollow(ctx context.Context, tx *db.Tx, f *Follow) error {
	was := f.Version
	f.Version, f.UpdatedAt = was+1, tx.Now
	n, err := tx.Exec(ctx, `update visit_follow set version = $1, state = $2, due_on = $3, answer = $4, answered_name = $5, answered_at = $6, note = $7, closed_on = $8, finding_id = $9, updated_at = $10 where id = $11 and version = $12`,
		f.Version, f.State, f.DueOn, f.Answer, f.AnsweredName, f.AnsweredAt, f.Note, f.ClosedOn, f.FindingID, f.UpdatedAt, f.ID, was)
	if err == nil && n == 0 {
		return errs.New(errs.Stale, "他人刚刚办理了这个问题，请核对后再提交")
	}
	return err
}

// follow sends a finding its way when its visit is sent.
func (s *Service) follow(ctx context.Context, tx *db.Tx, v Visit, p Problem) error {
	f := Follow{ID: p.ID, Version: 1, VisitID: v.ID, UnitID: v.UnitID, UnitPath: v.UnitPath, UnitName: v.UnitName, AccountID: v.AccountID, Outcome: p.Outcome, Item: p.Item, Text: strings.TrimSpace(p.Text),
		Dept: strings.TrimSpace(p.Dept), State: FollowOpen, Demo: v.Demo, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if p.Outcome == "notice" {
		f.DueOn = tx.Today().AddDays(p.days(tx.Today()))
	}
	if err := insertFollow(ctx, tx, f); err != nil {
		return err
	}
	m := notify.Message{Ref: f.Ref(), URL: f.URL()}
	switch p.Outcome {
	case "notice":
		m.UnitID, m.Need, m.Subject = string(v.UnitID), MayAnswer, fmt.Sprintf("随访整改通知：%s，请于 %s 前书面回复", short(f.Text, 40), f.DueOn)
	case "report", "consult":
		office, err := org.OfficeOf(ctx, tx, org.DistrictPath(v.UnitPath))
		if err != nil {
			return err
		}
		m.UnitID, m.Need, m.Subject = string(office.ID), MayHandle, fmt.Sprintf("责任督学%s：%s，%s", OutcomeLabel(p.Outcome), v.UnitName, short(f.Text, 40))
	default:
		return nil
	}
	return notify.Tell(ctx, tx, m)
}

// recheck closes what a visit found to be put right, and notes what was not.
func (s *Service) recheck(ctx context.Context, tx *db.Tx, v Visit, values map[string]Value) error {
	for name, x := range values {
		m := recheckName.FindStringSubmatch(name)
		if m == nil || x.Value == "" {
			continue
		}
		list, err := db.List[Follow](ctx, tx, `select `+followColumns+` from visit_follow where id = $1 and unit_id = $2`, m[1], v.UnitID)
		if err != nil {
			return err
		}
		for _, f := range list {
			if f.State == Closed {
				continue
			}
			f.Note = fmt.Sprintf("%s 随访（%s）：%s", v.On, v.Receipt, org.LabelOf(Rechecks, x.Value))
			switch x.Value {
			case "fixed":
				f.State, f.ClosedOn = Closed, v.On
			case "open", "part":
				f.State = FollowOpen
			}
			if err := updateFollow(ctx, tx, &f); err != nil {
				return err
			}
		}
	}
	return nil
}

func followByID(ctx context.Context, r db.Reader, p access.Permission, id string) (Follow, error) {
	over, err := access.Over(ctx, p)
	if err != nil {
		return Follow{}, err
	}
	return db.Get[Follow](ctx, r, `select `+followColumns+` from visit_follow where id = $1 and unit_path >= $2 and unit_path < $3`, id, over.From, over.To)
}

// Finding returns a finding of a visit.
func (s *Service) Finding(ctx context.Context, id string) (Follow, error) {
	return followByID(ctx, s.db, MayView, id)
}

// Follow takes a step of a finding; version is that of the page, below 0 whatever there is. With raise the finding goes
// to the feature of rectification, where an order is issued; its id is returned.
func (s *Service) Follow(ctx context.Context, id string, version int, action, said string) (finding string, err error) {
	i := slices.IndexFunc(FollowSteps, func(st FollowStep) bool { return st.Action == action })
	if i < 0 {
		return "", errs.New(errs.NotFound, "没有这个步骤")
	}
	st, said := FollowSteps[i], strings.TrimSpace(said)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := followByID(ctx, tx, st.Need, id)
		if err != nil {
			return err
		}
		switch {
		case version >= 0 && version != f.Version:
			return errs.New(errs.Stale, "他人刚刚办理了这个问题，请核对后再提交")
		case !slices.Contains(st.From, f.State) || !slices.Contains(st.Outcomes, f.Outcome):
			return errs.New(errs.Conflict, "现在不能“%s”", st.Label)
		case !CanFollow(ctx, st, f):
			return errs.New(errs.Denied, "只有随访人可以核实")
		case said == "":
			return errs.NewField("said", "请写明办理情况")
		case len([]rune(said)) > 2000:
			return errs.NewField("said", "不能超过 %d 个字", 2000)
		}
		was := f.State
		f.State = st.To
		if f.ClosedOn = (civil.Date{}); st.To == Closed {
			f.ClosedOn = tx.Today()
		}
		switch action {
		case "answer", "handle":
			f.Answer, f.AnsweredName, f.AnsweredAt = said, actor.From(ctx).Name, tx.Now
		case "raise":
			f.Note = said
			f.FindingID, err = rectify.Raise(ctx, tx, rectify.Finding{ID: f.ID, Source: f.Ref(), SourceTitle: "责任督学随访", UnitID: f.UnitID, Severity: rectify.Serious, Text: f.Text, Demand: said, Demo: f.Demo})
			if err != nil {
				return err
			}
			finding = f.FindingID
		default:
			f.Note = said
		}
		if err := updateFollow(ctx, tx, &f); err != nil {
			return err
		}
		if f.AccountID != "" && f.AccountID != actor.From(ctx).ID {
			if err := notify.Tell(ctx, tx, notify.Message{AccountID: f.AccountID, Ref: f.Ref(), URL: f.URL(), Subject: fmt.Sprintf("%s：%s（%s）", f.UnitName, st.Label, short(f.Text, 30))}); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "visit." + action, Ref: f.Ref(), UnitPath: f.UnitPath, Old: was, New: f.State, Note: said})
	})
	return finding, err
}

// FollowFilter narrows the list of findings; zero fields do not.
type FollowFilter struct {
	State   FollowState
	Outcome string
	Item    string
	Text    string
	Unit    string
	Account string
	Late    bool
}

func (f FollowFilter) where(w *db.Where, over access.Range, today civil.Date) {
	w.Add("unit_path >= ? and unit_path < ?", over.From, over.To)
	w.AddText(f.Text, "unit_name", "text", "dept")
	for _, x := range []struct{ column, value string }{{"state", string(f.State)}, {"outcome", f.Outcome}, {"item", f.Item}, {"unit_id", f.Unit}, {"account_id", f.Account}} {
		if x.value != "" {
			w.Add(x.column+" = ?", x.value)
		}
	}
	if f.Late {
		w.Add("state = 'open' and due_on < ?", today)
	}
}

// Findings lists findings of visits: what is open first, what is due first.
func (s *Service) Findings(ctx context.Context, f FollowFilter, p page.Req) (out page.Of[Follow], err error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	var w db.Where
	f.where(&w, over, s.Today())
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from visit_follow `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	out.Rows, err = db.List[Follow](ctx, s.db, `select `+followColumns+` from visit_follow `+w.SQL()+` order by case state when 'open' then 0 when 'answered' then 1 else 2 end, case when due_on is null then 1 else 0 end, due_on, id desc `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}
