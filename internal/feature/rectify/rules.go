package rectify

import (
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/org"
)

// Owner reports whether the person speaks for the responsible unit.
func (o *Order) Owner(a actor.Actor) bool { return a.UnitID != "" && a.UnitID == string(o.UnitID) }

// Independent says why a person may not verify the order; nil means they may. Verification belongs
// to somebody other than whoever wrote the order or the opinion, and never to the unit that reports
// (京教组发〔2020〕5号 (三): 整改必到位; 《教育督导条例》第十条: 可能影响公正的应当回避). Acting for
// somebody under a delegation counts as that somebody.
func (o *Order) Independent(a actor.Actor) error {
	for _, id := range []string{a.ID, a.ForID} {
		switch {
		case id == "":
		case id == o.AuthorID || id == o.IssuedBy:
			return errs.New(errs.Denied, "整改由他人验收：您是督导意见或整改通知的作者")
		case id == o.SubmittedBy:
			return errs.New(errs.Denied, "整改由他人验收：整改结果是您报送的")
		}
	}
	if a.UnitID == string(o.UnitID) || a.UnitID != "" && a.UnitID == string(o.SubmittedUnit) {
		return errs.New(errs.Denied, "被督导单位不能验收自己的整改")
	}
	return nil
}

// Issue sends the order to its unit with a deadline (《教育督导条例》第二十一条:督导意见书应当对整改提出限期的要求).
func (o *Order) Issue(number string, due, today civil.Date) error {
	var c errs.Check
	c.That(o.Items > 0, "items", "整改通知至少要有一个问题")
	c.That(today.Before(due), "due_on", "整改期限必须晚于今天")
	if err := c.Err(); err != nil {
		return err
	}
	o.Number, o.DueOn, o.IssuedOn = strings.TrimSpace(number), due, today
	return o.step(Issue)
}

// ItemPlan is what the unit plans for one item.
type ItemPlan struct {
	ItemID   string     `json:"item_id,omitempty"`
	Measures string     `json:"measures,omitempty"`
	Lead     string     `json:"lead,omitempty"`
	ByOn     civil.Date `json:"by_on,omitempty"`
}

// Plan takes the unit's plan: measures, a responsible person and a day for each item
// (京教组发〔2020〕5号 (三) 强化整改制度: 制定整改方案,落实整改措施).
func (o *Order) Plan(items []Item, text, lead string, plans []ItemPlan, today civil.Date) error {
	var c errs.Check
	c.That(strings.TrimSpace(lead) != "", "lead", "请填写整改负责人")
	byItem := map[string]ItemPlan{}
	for _, p := range plans {
		byItem[p.ItemID] = p
	}
	for i := range items {
		p := byItem[items[i].ID]
		c.That(strings.TrimSpace(p.Measures) != "", "measures-"+items[i].ID, "请写明第 %d 项的整改措施", items[i].Seq)
		c.That(strings.TrimSpace(p.Lead) != "", "lead-"+items[i].ID, "请填写第 %d 项的责任人", items[i].Seq)
		c.That(!p.ByOn.IsZero(), "by_on-"+items[i].ID, "请填写第 %d 项的完成日期", items[i].Seq)
		c.That(p.ByOn.IsZero() || !p.ByOn.Before(o.IssuedOn), "by_on-"+items[i].ID, "完成日期不能早于整改通知下达之日")
		c.That(p.ByOn.IsZero() || !o.Deadline().Before(p.ByOn), "by_on-"+items[i].ID, "完成日期不能晚于整改期限")
	}
	if err := c.Err(); err != nil {
		return err
	}
	for i := range items {
		p := byItem[items[i].ID]
		items[i].Measures, items[i].Lead, items[i].ByOn = p.Measures, p.Lead, p.ByOn
	}
	o.PlanText, o.PlanLead, o.PlannedOn, o.ReturnReason = text, lead, today, ""
	return o.step(Plan)
}

// Approve agrees to the plan.
func (o *Order) Approve() error { return o.step(Approve) }

// Reject sends the plan back with a reason and a new day for it.
func (o *Order) Reject(reason string, planDue, today civil.Date) error {
	var c errs.Check
	c.That(strings.TrimSpace(reason) != "", "reason", "请说明理由")
	c.That(today.Before(planDue), "due_on", "新的期限必须晚于今天")
	if err := c.Err(); err != nil {
		return err
	}
	o.ReturnReason, o.PlanDueOn = reason, planDue
	return o.step(Reject)
}

// ItemResult is what the unit reports for one item.
type ItemResult struct {
	ItemID string `json:"item_id,omitempty"`
	Result string `json:"result,omitempty"`
}

// Submit takes the result; every item needs its result and its evidence
// (《教育督导条例》第二十二条: 被督导单位应当根据督导意见书进行整改,并将整改情况报告教育督导机构).
func (o *Order) Submit(items []Item, text string, results []ItemResult, evidence map[string]int, by actor.Actor, today civil.Date) error {
	var c errs.Check
	byItem := map[string]string{}
	for _, r := range results {
		byItem[r.ItemID] = strings.TrimSpace(r.Result)
	}
	for _, i := range items {
		c.That(byItem[i.ID] != "", "result-"+i.ID, "请写明第 %d 项的整改结果", i.Seq)
		c.That(evidence[i.ID] > 0, "evidence-"+i.ID, "第 %d 项还没有证据", i.Seq)
	}
	if err := c.Err(); err != nil {
		return err
	}
	for i := range items {
		items[i].Result, items[i].Outcome, items[i].Remark = byItem[items[i].ID], "", ""
	}
	o.ResultText, o.SubmittedBy, o.SubmittedOn = text, by.ID, today
	o.SubmittedUnit = o.UnitID
	o.LateDays = max(0, today.Sub(o.Deadline()))
	return o.step(Submit)
}

// Accept verifies the result. It needs independence, evidence for every item, an opinion that says
// what was seen, and it fixes the day of the re-check (京教组发〔2020〕5号 (三) 健全复查制度).
func (o *Order) Accept(items []Item, opinion string, evidence map[string]int, recheckOn civil.Date, by actor.Actor, today civil.Date) error {
	if err := o.Independent(by); err != nil {
		return err
	}
	var c errs.Check
	c.That(strings.TrimSpace(opinion) != "", "opinion", "请填写验收意见：看到了什么、依据哪份材料")
	c.That(today.Before(recheckOn), "recheck_on", "回头看日期必须晚于今天")
	for _, i := range items {
		c.That(evidence[i.ID] > 0, "evidence-"+i.ID, "第 %d 项还没有证据", i.Seq)
	}
	if err := c.Err(); err != nil {
		return err
	}
	for i := range items {
		items[i].Outcome = Met
	}
	o.Opinion, o.RecheckOn, o.ReturnReason = opinion, recheckOn, ""
	o.VerifiedBy, o.VerifiedUnit, o.VerifiedOn = by.ID, org.UnitID(by.UnitID), today
	return o.step(Accept)
}

// Return sends the result back with a reason and a new deadline; unmet names the items that are not
// put right, none means all (京教组发〔2020〕5号 (三) 强化整改制度: 对整改不到位、不及时的,限期整改).
func (o *Order) Return(items []Item, reason string, unmet map[string]string, due civil.Date, by actor.Actor, today civil.Date) error {
	if err := o.Independent(by); err != nil {
		return err
	}
	var c errs.Check
	c.That(strings.TrimSpace(reason) != "", "reason", "请说明退回理由")
	c.That(today.Before(due), "due_on", "新的期限必须晚于今天")
	if err := c.Err(); err != nil {
		return err
	}
	for i := range items {
		remark, bad := unmet[items[i].ID]
		items[i].Outcome, items[i].Remark = Met, remark
		if bad || len(unmet) == 0 {
			items[i].Outcome = Unmet
		}
	}
	o.ReturnReason, o.DueOn = reason, due
	o.Returns++
	return o.step(Return)
}

// Publish makes the accepted result public. It is for the office that organised the supervision
// alone (京教组发〔2020〕5号 (三) 完善报告制度: 谁组织、谁发布、谁负责).
func (o *Order) Publish(by actor.Actor, today civil.Date) error {
	if !by.All && by.UnitID != string(o.OfficeID) {
		return errs.New(errs.Denied, "谁组织、谁发布、谁负责：由%s公布", o.OfficeName)
	}
	o.PublishedOn = today
	return o.step(Publish)
}

// Withhold records why the result is not made public (《政府信息公开条例》第十四条至第十六条).
func (o *Order) Withhold(reason string, by actor.Actor) error {
	if !by.All && by.UnitID != string(o.OfficeID) {
		return errs.New(errs.Denied, "谁组织、谁发布、谁负责：由%s决定", o.OfficeName)
	}
	if strings.TrimSpace(reason) == "" {
		return errs.NewField("reason", "请说明不予公开的理由")
	}
	o.WithheldReason = reason
	return o.step(Withhold)
}

// Recheck records the visit back (回头看): every item holds, or those that came back are named.
func (o *Order) Recheck(items []Item, note string, relapsed []string, by actor.Actor, today civil.Date) error {
	if o.Owner(by) {
		return errs.New(errs.Denied, "被督导单位不能复查自己的整改")
	}
	if strings.TrimSpace(note) == "" {
		return errs.NewField("note", "请写明复查看到的情况")
	}
	back := map[string]bool{}
	for _, id := range relapsed {
		back[id] = true
	}
	o.RecheckResult = HeldFast
	for i := range items {
		items[i].Held = HeldFast
		if back[items[i].ID] {
			items[i].Held, o.RecheckResult = Relapsed, Relapsed
		}
	}
	o.RecheckNote, o.RecheckedOn, o.RecheckedBy = note, today, by.ID
	return o.step(Recheck)
}

// Close ends the loop.
func (o *Order) Close(today civil.Date) error { o.ClosedOn = today; return o.step(Close) }

// Drop gives up a draft, with a reason.
func (o *Order) Drop(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return errs.NewField("reason", "请说明理由")
	}
	o.ReturnReason = reason
	return o.step(Drop)
}

// Deadline is the last day for the result: the order's own, or that of a later 督办单.
func (o *Order) Deadline() civil.Date {
	if o.DueOn.Before(o.NoticeDueOn) {
		return o.NoticeDueOn
	}
	return o.DueOn
}

// owed is the day of what is owed next, by the unit or by the office.
func (o *Order) owed(verifyDue civil.Date) civil.Date {
	switch o.State {
	case Issued:
		if !o.PlanDueOn.IsZero() && o.PlanDueOn.Before(o.Deadline()) {
			return o.PlanDueOn
		}
		return o.Deadline()
	case Planned, Doing, Returned:
		return o.Deadline()
	case Submitted:
		return verifyDue
	case Accepted, Published, Withheld:
		return o.RecheckOn
	}
	return civil.Date{}
}

// UnitOwes reports whether the next step is the unit's.
func (o *Order) UnitOwes() bool { return in(o.State, []State{Issued, Planned, Doing, Returned}) }

// Late returns how many days the unit is late; 0 is in time.
func (o *Order) Late(today civil.Date) int {
	if !o.UnitOwes() || o.NextOn.IsZero() {
		return 0
	}
	return max(0, today.Sub(o.NextOn))
}

func in(s State, list []State) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
