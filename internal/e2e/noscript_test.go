package e2e_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/e2e"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// Without JavaScript an order goes from issued to accepted: the school plans, the office agrees, the
// school reports with evidence, the inspector returns it once and then accepts. Everybody signs in with an
// account and finds the order by the list.
func TestLoopWithoutScript(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	id := issue(s)
	people := map[string]*e2e.Browser{}
	for _, who := range []string{"hd_head1", "hd_staff", "hd_inspector1"} {
		s.Account(who)
		b := s.Browser(t)
		b.NoScript()
		b.SignIn(who, testkit.Password)
		b.Go("/rectifications")
		if b.Count("#palette") != 1 || b.Count("#palette input") != 0 {
			t.Fatal("the script of the page runs") // it fills the palette as soon as it loads
		}
		people[who] = b
	}
	head, office, inspector := people["hd_head1"], people["hd_staff"], people["hd_inspector1"]
	open := func(b *e2e.Browser, step rectify.Action) {
		t.Helper()
		b.Go("/rectifications")
		b.Click("main td a[href='" + id.URL() + "']")
		b.Click(".do a[href$='/" + string(step) + "']")
	}
	want := func(state rectify.State) {
		t.Helper()
		o, err := s.Rectify.Order(s.As("hd_staff"), id)
		s.Must(err)
		if o.State != state {
			t.Fatalf("the order is %s, want %s", o.State, state)
		}
	}
	today := s.Rectify.Today()

	open(head, rectify.Plan)
	head.Submit("main form.form")
	head.WantText(".problems", "整改措施") // says what is missing
	head.Fill("main [name=lead]", "副校长")
	head.Fill("main [name^=measures-]", "更正公示，清退差额")
	head.Fill("main [name^=lead-]", "总务主任")
	head.Fill("main [name^=by_on-]", today.AddDays(10).String())
	head.Submit("main form.form")
	want(rectify.Planned)

	open(office, rectify.Approve)
	office.Submit("main form.form")
	want(rectify.Doing)

	report := func(result, proof string) {
		t.Helper()
		open(head, rectify.Submit)
		head.Fill("main [name^=result-]", result)
		head.Fill("main [name^=evidence-]", proof)
		head.Submit("main form.form")
		want(rectify.Submitted)
	}
	report("已更正公示", "公示照片")

	open(inspector, rectify.Return)
	inspector.WantText("main", "公示照片")
	inspector.Fill("main [name=reason]", "没有清退凭证")
	inspector.Fill("main [name=due_on]", today.AddDays(40).String())
	inspector.Submit("main form.form")
	want(rectify.Returned)

	head.Go(id.URL())
	head.WantText("main", "没有清退凭证")
	report("已更正公示，清退 37 人次", "清退表")

	open(inspector, rectify.Accept)
	inspector.Fill("main [name=opinion]", "看了清退表原件，与公示一致")
	inspector.Submit("main form.form")
	want(rectify.Accepted)
	for _, b := range people {
		b.Go(id.URL())
		b.WantText("main .top", "已验收")
		b.WantText("main", "看了清退表原件，与公示一致")
		b.Shot("accepted")
	}
}

// issue issues an order with one finding to hd_school1.
func issue(s *e2e.Site) rectify.OrderID {
	ctx := s.As("hd_staff")
	source := ident.Ref{Kind: "inspect.supervision", ID: "s1"}
	var ids []rectify.OrderID
	s.Must(s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := rectify.Raise(s.As("hd_inspector2"), tx, rectify.Finding{Source: source, SourceTitle: "2026 年秋季综合督导", UnitID: "hd_school1", Standard: "yw-school", Node: "3.2.1",
			Clause: "《义务教育法》第二十五条", Severity: rectify.General, Text: "校门公示栏缺少两项课后服务收费标准", Demand: "更正公示并清退差额"})
		if err != nil {
			return err
		}
		ids, err = rectify.IssueOrders(ctx, tx, source, civil.DateOf(s.Clock.Now()).AddDays(30), "海教督整〔2026〕14号")
		return err
	}))
	return ids[0]
}
