package visit

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Edit is a property as a phone has it now, and the version it had before.
type Edit struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Base  int    `json:"base"`
}

// Put is what a phone sends of one visit.
type Put struct {
	ID     string     `json:"id"`
	UnitID org.UnitID `json:"unit"`
	Edits  []Edit     `json:"edits"`
	Send   bool       `json:"send"` // the visit is over
	Demo   bool       `json:"-"`
}

// Conflict is a property that another phone or person changed meanwhile to something else.
type Conflict struct {
	Name   string `json:"name"`
	Mine   string `json:"mine"`
	Theirs Value  `json:"theirs"`
}

// Answer is what a phone gets back: what is stored now, and what could not be.
type Answer struct {
	Visit     Visit
	Values    map[string]Value
	Conflicts []Conflict
}

// most properties of a visit: eight items, findings and re-checks with room to spare.
const most = 2000

// Put keeps what a phone sent; it makes the visit if it is new. A property whose value is stored already is no change,
// whatever its base: what was sent before and lost its answer is answered again. With Send the visit is over once there
// is no conflict: it gets its number, and its findings go their ways.
func (s *Service) Put(ctx context.Context, p Put) (out Answer, err error) {
	if len(p.ID) != 36 {
		return out, errs.New(errs.Invalid, "随访的编号无效")
	}
	for try := 0; ; try++ {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			out = Answer{}
			return s.put(ctx, tx, p, &out)
		})
		if k := errs.KindOf(err); k != errs.Stale && k != errs.Conflict || try == 5 || out.Visit.State == Discarded { // another phone was faster
			return out, err
		}
	}
}

func (s *Service) put(ctx context.Context, tx *db.Tx, p Put, out *Answer) error {
	v, isNew, err := s.begun(ctx, tx, p)
	if err != nil {
		return err
	}
	out.Visit = v
	if out.Values, err = valuesOf(ctx, tx, v.ID); err != nil {
		return err
	}
	changed, err := merge(ctx, tx, v, p.Edits, out)
	if err != nil {
		return err
	}
	if v.State != Draft {
		if len(changed) == 0 && len(out.Conflicts) == 0 {
			return nil // sent before: its answer got lost
		}
		return errs.New(errs.Denied, "这次随访已经发送（%s），不能再修改", v.Receipt)
	}
	if err := keep(ctx, tx, changed); err != nil {
		return err
	}
	v.On, _ = civil.ParseDate(out.Values["on"].Value)
	v.Theme = short(out.Values["purpose"].Value, 60)
	sends := p.Send && len(out.Conflicts) == 0
	if len(changed) == 0 && !sends && !isNew {
		out.Visit = v
		return nil
	}
	if sends {
		if err := s.send(ctx, tx, &v, out.Values); err != nil {
			return err
		}
	}
	if err := update(ctx, tx, &v, v.Version); err != nil {
		return err
	}
	out.Visit = v
	names := make([]string, 0, len(changed))
	for _, c := range changed {
		names = append(names, c.Name)
	}
	action := "visit.put"
	if sends {
		action = "visit.send"
	}
	return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: v.Ref(), UnitPath: v.UnitPath, New: map[string]any{"state": v.State, "changed": names}})
}

func short(s string, n int) string {
	s, _, _ = strings.Cut(s, "\n")
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// begun loads the visit of a phone, or begins it.
func (s *Service) begun(ctx context.Context, tx *db.Tx, p Put) (v Visit, isNew bool, err error) {
	v, err = byID(ctx, tx, MayMake, p.ID)
	if err == nil {
		if v.AccountID != actor.From(ctx).ID {
			return v, false, errs.New(errs.Denied, "这次随访属于%s", v.InspectorName)
		}
		return v, false, nil
	}
	if errs.KindOf(err) != errs.NotFound {
		return v, false, err
	}
	u, err := org.UnitByID(ctx, tx, p.UnitID)
	if err != nil {
		return v, false, err
	}
	if err := access.Require(ctx, MayMake, u.Path); err != nil {
		return v, false, err
	}
	i, err := mine(ctx, tx)
	if err != nil {
		if errs.KindOf(err) == errs.NotFound {
			return v, false, errs.New(errs.Denied, "您的账号没有对应的督学档案，请联系督导室")
		}
		return v, false, err
	}
	v = Visit{ID: p.ID, Version: 1, State: Draft, Receipt: p.ID, UnitID: u.ID, UnitPath: u.Path, UnitName: u.Name, InspectorID: i.ID, InspectorName: i.Name, AccountID: i.AccountID, Demo: p.Demo || u.Demo, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	_, err = tx.Insert(ctx, "visit_visit", visitColumns, slices.Values([][]any{{v.ID, v.Version, v.State, v.Receipt, v.UnitID, v.UnitPath, v.UnitName, v.InspectorID, v.InspectorName, v.AccountID, v.On, v.Theme,
		v.Findings, v.SentAt, v.SignedName, v.SignedAt, v.Reply, v.RepliedName, v.RepliedAt, v.Demo, v.CreatedAt, v.UpdatedAt}}))
	return v, true, err
}

// merge puts edits into the values of a visit and returns what changed.
func merge(ctx context.Context, tx *db.Tx, v Visit, edits []Edit, out *Answer) (changed []Value, err error) {
	var bad errs.Check
	for _, e := range edits {
		value := strings.ToValidUTF8(strings.ReplaceAll(e.Value, "\x00", ""), "")
		now := out.Values[e.Name]
		if now.Value == value {
			continue
		}
		if err := checkValue(e.Name, value); err != nil {
			if err := bad.Add(err); err != nil {
				return nil, err
			}
			continue
		}
		if e.Base != now.Version {
			out.Conflicts = append(out.Conflicts, Conflict{e.Name, value, now})
			continue
		}
		x := Value{VisitID: v.ID, Name: e.Name, Value: value, Version: now.Version + 1, ByName: actor.From(ctx).Name, At: tx.Now}
		out.Values[e.Name], changed = x, append(changed, x)
	}
	if len(out.Values) > most {
		return nil, errs.New(errs.Invalid, "一次随访的内容不能超过 %d 项", most)
	}
	sort.Slice(out.Conflicts, func(i, j int) bool { return out.Conflicts[i].Name < out.Conflicts[j].Name })
	return changed, bad.Err()
}

func keep(ctx context.Context, tx *db.Tx, list []Value) error {
	for _, x := range list {
		if x.Version > 1 {
			if _, err := tx.Exec(ctx, `update visit_value set value = $1, version = $2, by_name = $3, at = $4 where visit_id = $5 and name = $6`, x.Value, x.Version, x.ByName, x.At, x.VisitID, x.Name); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.Exec(ctx, `insert into visit_value (visit_id, name, value, version, by_name, at) values ($1, $2, $3, $4, $5, $6)`, x.VisitID, x.Name, x.Value, x.Version, x.ByName, x.At); err != nil {
			return err
		}
	}
	return nil
}

// send ends a visit: it has to be complete, of somebody who was in charge and may supervise the school on that day.
func (s *Service) send(ctx context.Context, tx *db.Tx, v *Visit, values map[string]Value) error {
	on, err := ready(values, tx.Today())
	if err != nil {
		return err
	}
	if err := wasInCharge(ctx, tx, *v, on); err != nil {
		return err
	}
	why, err := inspector.Check(ctx, tx, v.InspectorID, v.UnitID, on)
	if err != nil {
		return err
	}
	if len(why) > 0 {
		return errs.New(errs.Denied, "不能发送：%s（%s）。草稿已经保存，请联系督导室。", why[0].Chinese(), why[0].Article)
	}
	prefix := fmt.Sprintf("GD%d", on.Year())
	last, err := db.Get[string](ctx, tx, `select coalesce(max(receipt), '') from visit_visit where receipt >= $1 and receipt < $2`, prefix+"-", prefix+".")
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(strings.TrimPrefix(last, prefix+"-")) // 0 for the first
	v.State, v.On, v.SentAt, v.Receipt = Sent, on, tx.Now, fmt.Sprintf("%s-%06d", prefix, n+1)
	if name := strings.TrimSpace(values["s.head.name"].Value); name != "" && values["s.head.sign"].Value != "" { // read and signed on the phone
		v.State, v.SignedName, v.SignedAt = Signed, name, tx.Now
	}
	list := Problems(values)
	v.Findings = len(list)
	for _, p := range list {
		if err := s.follow(ctx, tx, *v, p); err != nil {
			return err
		}
	}
	if err := s.recheck(ctx, tx, *v, values); err != nil {
		return err
	}
	return notify.Tell(ctx, tx, notify.Message{UnitID: string(v.UnitID), Need: MaySign, Ref: v.Ref(), URL: v.URL(), Subject: fmt.Sprintf("责任督学 %s 于 %s 随访贵校，请查看反馈单", v.InspectorName, v.On)})
}

// wasInCharge says who is in charge when it was not the inspector on the day of the visit.
func wasInCharge(ctx context.Context, r db.Reader, v Visit, on civil.Date) error {
	list, err := db.List[Charge](ctx, r, `select `+chargeColumns+` from visit_charge where unit_id = $1 order by from_on desc`, v.UnitID)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.InspectorID == v.InspectorID && c.On(on) {
			return nil
		}
	}
	if len(list) > 0 && list[0].To.IsZero() {
		return errs.New(errs.Denied, "不能发送：%s 当天由%s负责%s。草稿已经保存，请联系督导室。", on.String(), list[0].InspectorName, v.UnitName)
	}
	return errs.New(errs.Denied, "不能发送：%s 当天您不负责%s。草稿已经保存，请联系督导室。", on.String(), v.UnitName)
}

// days of a notice: what the inspector wrote, or the number of the rules.
func (p Problem) days(on civil.Date) int {
	if n, err := strconv.Atoi(p.Days); err == nil {
		return n
	}
	return ParamOn("notice_days", on)
}

// Emergency tells the leaders and the staff of the district at once (教督〔2019〕3号: 第一时间报告).
func (s *Service) Emergency(ctx context.Context, id string, unit org.UnitID, said string) error {
	said = strings.TrimSpace(said)
	if said == "" || len([]rune(said)) > 2000 {
		return errs.NewField("said", "请用一两句话说明情况，不超过 %d 个字", 2000)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := org.UnitByID(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, MayMake, u.Path); err != nil {
			return errs.New(errs.NotFound, "没有这所学校")
		}
		if had, err := db.Get[int](ctx, tx, `select count(*) from visit_follow where id = $1`, id); err != nil || had > 0 {
			return err // sent before
		}
		who := actor.From(ctx)
		f := Follow{ID: id, Version: 1, UnitID: u.ID, UnitPath: u.Path, UnitName: u.Name, AccountID: who.ID, Outcome: "emergency", Text: said, State: FollowOpen, Demo: u.Demo, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := insertFollow(ctx, tx, f); err != nil {
			return err
		}
		office, err := org.OfficeOf(ctx, tx, org.DistrictPath(u.Path))
		if err != nil {
			return err
		}
		for _, m := range []notify.Message{{UnitID: string(office.ID), Need: MayHandle}, {UnitID: string(office.ParentID), Need: MayView}} {
			m.Ref, m.URL, m.Urgent, m.Subject = f.Ref(), f.URL(), true, fmt.Sprintf("紧急：%s，%s报告：%s", u.Name, who.Name, short(said, 60))
			if err := notify.Tell(ctx, tx, m); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "visit.emergency", Ref: f.Ref(), UnitPath: u.Path, Note: said})
	})
}
