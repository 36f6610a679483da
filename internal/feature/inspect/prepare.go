package inspect

import (
	"context"
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/db"
)

// teamStates are the states in which the team may change.
var teamStates = []State{Prepare, Noticed, Evaluated, Onsite}

// AddInspector takes an inspector of the register into the team. Who must stay away is refused, and
// every reason is named: 《教育督导条例》第十条.
func (s *Service) AddInspector(ctx context.Context, id, inspectorID, duty string) error {
	return s.part(ctx, id, MayManage, Office, func(tx *db.Tx, w *work) error {
		if err := w.in(teamStates...); err != nil {
			return err
		}
		x, err := inspector.ByID(ctx, tx, inspectorID)
		if err != nil {
			return errs.NewField("inspector_id", "请选择督学")
		}
		if !strings.HasPrefix(w.SeatPath, x.UnitPath) && x.UnitPath != w.SeatPath {
			return errs.NewField("inspector_id", "%s不是本级督学", x.Name)
		}
		against, err := inspector.Check(ctx, tx, x.ID, w.UnitID, w.day(tx.Today()))
		if err != nil {
			return err
		}
		if len(against) > 0 {
			return refusal(x.Name, against)
		}
		m := fieldwork.Member{InspectorID: x.ID, AccountID: x.AccountID, Name: x.Name, Duty: duty}
		return w.join(ctx, tx, m)
	})
}

// day is the day that appointments and ties are judged on: the first day on site.
func (i Inspection) day(today civil.Date) civil.Date {
	if today.Before(i.From) {
		return i.From
	}
	return today
}

// refusal says why somebody cannot be in the team, with the article of each reason.
func refusal(name string, against []inspector.Recusal) error {
	var why []string
	for _, r := range against {
		why = append(why, r.Chinese()+"（"+r.Article+"）")
	}
	return errs.NewField("inspector_id", "%s应当回避：%s", name, strings.Join(why, "；"))
}

// AddExpert invites a professional who is no inspector: 《教育督导条例》第十六条第二款.
func (s *Service) AddExpert(ctx context.Context, id, name, accountID, note string) error {
	return s.part(ctx, id, MayManage, Office, func(tx *db.Tx, w *work) error {
		if err := w.in(teamStates...); err != nil {
			return err
		}
		var c errs.Check
		c.That(strings.TrimSpace(name) != "", "name", "请填写姓名")
		c.That(strings.TrimSpace(note) != "", "note", "请填写单位和专长")
		if err := c.Err(); err != nil {
			return err
		}
		return w.join(ctx, tx, fieldwork.Member{AccountID: strings.TrimSpace(accountID), Name: strings.TrimSpace(name), Duty: fieldwork.DutyExpert, Note: strings.TrimSpace(note)})
	})
}

func (w *work) join(ctx context.Context, tx *db.Tx, m fieldwork.Member) error {
	if org.LabelOf(fieldwork.Duties, m.Duty) == m.Duty || m.Duty == fieldwork.DutyExpert && m.InspectorID != "" {
		return errs.NewField("duty", "请选择组长或组员")
	}
	for _, x := range w.team {
		if x.InspectorID != "" && x.InspectorID == m.InspectorID || x.AccountID != "" && x.AccountID == m.AccountID {
			return errs.NewField("inspector_id", "%s已在督导小组中", m.Name)
		}
		if x.Duty == fieldwork.DutyLeader && m.Duty == fieldwork.DutyLeader {
			return errs.NewField("duty", "%s已是组长", x.Name)
		}
	}
	m.ID, m.InspectionID, m.UnitPath, m.JoinedAt = tx.NewID(), w.ID, w.UnitPath, tx.Now
	if err := insertMember(ctx, tx, m); err != nil {
		return err
	}
	if err := record(ctx, tx, "inspect.join", w.Inspection, m.Name, nil, m); err != nil {
		return err
	}
	return w.follow(ctx, tx)
}

// follow lets the clocks know a new leader.
func (w *work) follow(ctx context.Context, tx *db.Tx) error {
	if w.State == Evaluated || w.State == Onsite {
		return duties(ctx, tx, &w.Inspection, civil.Date{})
	}
	return nil
}

// RemoveMember takes somebody out of the team, with a reason. After the notice the team keeps its size.
func (s *Service) RemoveMember(ctx context.Context, id, memberID, reason string) error {
	return s.part(ctx, id, MayManage, Office, func(tx *db.Tx, w *work) error {
		if err := w.in(teamStates...); err != nil {
			return err
		}
		n := slices.IndexFunc(w.team, func(m fieldwork.Member) bool { return m.ID == memberID })
		if n < 0 {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请说明理由")
		}
		gone := w.team[n]
		if w.State != Prepare {
			least, err := paramOn(ctx, tx, "team_min", tx.Today())
			if err != nil {
				return err
			}
			if err := fieldwork.CheckTeam(slices.Delete(slices.Clone(w.team), n, n+1), w.least(least)); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `delete from inspect_section where inspection_id = $1 and member_id = $2`, w.ID, gone.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update inspect_member set left_at = $1, leave_reason = $2 where id = $3`, tx.Now, reason, gone.ID); err != nil {
			return err
		}
		if err := record(ctx, tx, "inspect.leave", w.Inspection, gone.Name+"："+reason, gone, nil); err != nil {
			return err
		}
		return w.follow(ctx, tx)
	})
}

// Assign says which sections of the standard a member answers for.
func (s *Service) Assign(ctx context.Context, id, memberID string, sections []string) error {
	return s.part(ctx, id, MayWork, Team, func(tx *db.Tx, w *work) error {
		if err := w.in(teamStates...); err != nil {
			return err
		}
		if !w.viewer.On(Office, w.Inspection) && w.viewer.Member.Duty != fieldwork.DutyLeader {
			return errs.New(errs.Denied, "由组长或组织督导的机构分工")
		}
		n := slices.IndexFunc(w.team, func(m fieldwork.Member) bool { return m.ID == memberID })
		if n < 0 {
			return errs.New(errs.NotFound, "没有找到相应的记录")
		}
		v, err := w.version(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from inspect_section where inspection_id = $1 and member_id = $2`, w.ID, memberID); err != nil {
			return err
		}
		for _, code := range sections {
			if node, ok := v.Node(code); !ok || node.ParentCode != "" {
				return errs.NewField("section", "没有这部分指标")
			}
			if _, err := tx.Exec(ctx, `insert into inspect_section (inspection_id, node_code, member_id) values ($1, $2, $3)`, w.ID, code, memberID); err != nil {
				return err
			}
		}
		return record(ctx, tx, "inspect.assign", w.Inspection, w.team[n].Name, w.team[n].Sections, sections)
	})
}

// version loads the standard the supervision started with; a supervision without one has no indicators.
func (i Inspection) version(ctx context.Context, r db.Reader) (standard.Version, error) {
	if i.StandardID == "" {
		return standard.Version{}, nil
	}
	return standard.ByID(ctx, r, i.StandardID)
}

// NoticeDraft is what the office writes into the notice.
type NoticeDraft struct {
	Number, Text, Extra string
	DueOn               civil.Date
}

// SendNotice sends the written notice: team complete, nobody who must stay away, dates and what to
// prepare; the clock of the self-evaluation starts.
func (s *Service) SendNotice(ctx context.Context, id string, version int, n NoticeDraft) error {
	return s.step(ctx, id, version, Notify, n.Number, func(tx *db.Tx, w *work) error {
		l, err := w.draft(ctx, tx, LetterNotice)
		if err != nil {
			return err
		}
		l.Number, l.Text, l.Extra, l.DueOn = strings.TrimSpace(n.Number), strings.TrimSpace(n.Text), strings.TrimSpace(n.Extra), n.DueOn
		least, err := paramOn(ctx, tx, "team_min", tx.Today())
		if err != nil {
			return err
		}
		if err := w.Notice(l, w.team, least, tx.Today()); err != nil {
			return err
		}
		if err := w.recused(ctx, tx); err != nil {
			return err
		}
		if l.Number, err = w.issue(ctx, tx, l, l.Number); err != nil {
			return err
		}
		l.SentOn, w.due = tx.Today(), l.DueOn
		if err := saveLetter(ctx, tx, &l, l.Version); err != nil {
			return err
		}
		return tell(ctx, tx, w.Inspection, w.UnitID, MayAnswer, "收到督导通知")
	})
}

// recused checks the whole team again: a tie may have been declared since: 《教育督导条例》第十条.
func (w *work) recused(ctx context.Context, tx *db.Tx) error {
	for _, m := range w.team {
		if m.InspectorID == "" {
			continue
		}
		against, err := inspector.Check(ctx, tx, m.InspectorID, w.UnitID, w.day(tx.Today()))
		if err != nil {
			return err
		}
		if len(against) > 0 {
			return errs.New(errs.Conflict, "%s应当回避：%s（%s）", m.Name, against[0].Chinese(), against[0].Article)
		}
	}
	return nil
}

// draft returns the letter of a kind, an empty one if there is none yet.
func (w *work) draft(ctx context.Context, tx *db.Tx, kind string) (Letter, error) {
	all, err := lettersOf(ctx, tx, w.ID)
	l, ok := all[kind]
	if !ok {
		l = Letter{InspectionID: w.ID, UnitPath: w.UnitPath, Kind: kind}
	}
	if l.DraftedBy == "" {
		l.DraftedBy, l.DraftedName = w.viewer.Actor.ID, w.viewer.Actor.Name
	}
	return l, err
}
