package monitor_test

import (
	"context"
	"math"
	"strconv"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/monitor"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/org"
	"dudao/internal/feature/portal"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/jobs"
	"dudao/internal/testkit"
)

// asked opens the school form in 海淀 for 2026 and adds a second primary school; it returns both returns.
func asked(t *testing.T, w *testkit.World) (first, second string) {
	t.Helper()
	staff := w.As("hd_staff")
	_, err := w.Org.Add(w.As("city_staff"), org.Unit{ID: "hd_school9", ParentID: "110108", Kind: org.School, Name: "海淀第九小学", Stage: "primary", Ownership: "public"}, nil, org.Change{})
	w.Must(err)
	c, _, err := w.Returns.Begin(staff, returns.NewCampaign{Form: "school", Year: 2026, Title: "2026 年义务教育学校填报", Due: civil.NewDate(2026, 10, 1)})
	w.Must(err)
	list, err := w.Returns.List(staff, returns.Filter{Campaign: c.ID}, page.Req{Size: 100})
	w.Must(err)
	for _, x := range list.Rows {
		switch x.UnitID {
		case "hd_school1":
			first = x.ID
		case "hd_school9":
			second = x.ID
		default:
			w.Must(w.Returns.Step(staff, x.ID, -1, returns.Waive, returns.Told{Reason: "本年度停办"}))
		}
	}
	return first, second
}

func primaryOf(t *testing.T, a monitor.Judged) *monitor.Stage {
	t.Helper()
	if len(a.Stages) != 1 || a.Stages[0].Stage != balance.Primary {
		t.Fatalf("stages: %+v", a.Stages)
	}
	return a.Stages[0]
}

// What a school gives changes its county at once; while one lacks, no verdict is met.
func TestAReturnReachesItsCounty(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	first, second := asked(t, w)
	staff, head := w.As("hd_staff"), w.As("hd_head1")

	w.Give(head, first, map[string]string{"S27": "2", "S45": "3300", "S46": "300"})
	a, err := w.Monitor.Area(staff, "110108", 2026)
	w.Must(err)
	st := primaryOf(t, a)
	if st.Result.Schools != 1 || st.Lacking != 1 || st.Verdict == balance.Met {
		t.Fatalf("one of two: %d schools, %d lack, %s", st.Result.Schools, st.Lacking, st.Verdict)
	}
	if got := st.Result.Stats[3].Mean; got != 7.5 { // (3300 − 300) / 400
		t.Errorf("生均教学及辅助用房面积 = %v", got)
	}

	w.Give(staff9(w), second, map[string]string{"S45": "1300", "S46": "300"})
	a, err = w.Monitor.Area(staff, "110108", 2026)
	w.Must(err)
	st = primaryOf(t, a)
	if st.Result.Schools != 2 || st.Lacking != 0 || math.Abs(st.Result.Stats[3].CV-0.5) > 1e-12 { // 7.5 and 2.5: mean 5, deviation 2.5
		t.Fatalf("%d schools, cv %v", st.Result.Schools, st.Result.Stats[3].CV)
	}
	if st.Schools[0].ID != "hd_school9" || st.Schools[0].Met[3] != balance.NotMet || math.Abs(st.Schools[0].Short[3]-800) > 1e-9 || math.Abs(st.Schools[0].Share[3]-0.5) > 1e-12 {
		t.Errorf("the school that causes it: %+v", st.Schools[0])
	}

	// what is sent back stands, but the verdict is provisional; what is given again takes its place
	w.Must(w.Returns.Step(staff, second, -1, returns.Send, returns.Told{Comments: map[string]string{"S45": "与不动产登记不符"}}))
	a, err = w.Monitor.Area(staff, "110108", 2026)
	w.Must(err)
	if st = primaryOf(t, a); st.Result.Schools != 2 || st.Lacking != 1 {
		t.Errorf("sent back: %d schools, %d lack", st.Result.Schools, st.Lacking)
	}
	_, err = w.Returns.Save(staff9(w), second, []returns.Entry{{Field: "S45", Value: "3300", Base: -1}}, returns.Typed)
	w.Must(err)
	w.Must(w.Returns.Step(staff9(w), second, -1, returns.Submit, returns.Told{}))
	a, err = w.Monitor.Area(staff, "110108", 2026)
	w.Must(err)
	if st = primaryOf(t, a); st.Result.Stats[3].CV != 0 || st.Lacking != 0 {
		t.Errorf("given again: cv %v", st.Result.Stats[3].CV)
	}
}

// staff9 is the head of the second school.
func staff9(w *testkit.World) context.Context { return w.Head("hd_school9") }

// Another node sees what this one wrote; a new process reads it all from the database.
func TestANewProcessReadsTheSame(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Schools(2025)
	staff := w.As("hd_staff")
	a, err := w.Monitor.Area(staff, "110108", 2025)
	w.Must(err)
	other := monitor.New(w.DB, w.Org, returns.New(w.DB, w.Org), jobs.New(w.DB))
	b, err := other.Area(staff, "110108", 2025)
	w.Must(err)
	if a.Stages[0].Result.Stats != b.Stages[0].Result.Stats || a.Verdict != b.Verdict {
		t.Error("the figures differ")
	}
	w.Schools(2026) // a year more, seen by the other
	o, err := other.Overview(staff, monitor.Filter{})
	w.Must(err)
	if o.Year != 2026 || len(o.Lines) != 1 {
		t.Errorf("%d, %d lines", o.Year, len(o.Lines))
	}
}

func TestWhatIfChangesNothing(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Schools(2025)
	staff := w.As("hd_staff")
	x, err := w.Monitor.Try(staff, "110108", 2025, balance.Primary, "海淀区primary6校", 0, map[int]float64{3: 4600 * 10})
	w.Must(err)
	if !(x.After.Stats[3].CV < x.Before.Stats[3].CV) || x.School.Totals[3] != 4600*26 {
		t.Errorf("before %v, after %v", x.Before.Stats[3].CV, x.After.Stats[3].CV)
	}
	a, err := w.Monitor.Area(staff, "110108", 2025)
	w.Must(err)
	if a.Stages[0].Result.Stats[3] != x.Before.Stats[3] {
		t.Error("the trial was stored")
	}
	_, err = w.Monitor.Try(staff, "110108", 2025, balance.Primary, "没有这所", 0, nil)
	w.WantKind(err, errs.Invalid)
	_, err = w.Monitor.Try(staff, "110102", 2025, balance.Primary, "西城区primary6校", 0, nil)
	w.WantKind(err, errs.NotFound)

	// what would close the gap closes it
	g := a.Stages[0].Gaps[3]
	if g == nil || g.Schools == 0 {
		t.Fatal("no gap is told")
	}
	var p, r []float64
	for _, s := range a.Stages[0].Schools {
		p, r = append(p, s.Students), append(r, max(s.Totals[3], g.Level*s.Students))
	}
	if cv := balance.Weighted(p, r).CV; math.Abs(cv-0.5) > 1e-9 {
		t.Errorf("after the gap is closed the coefficient is %v", cv)
	}
}

const head = "county,stage,school,students,r1,r2,r3,r4,r5,r6,r7\n"

func TestATableIsCheckedBeforeAnythingChanges(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	city := w.As("city_staff")
	read := func(text string) (monitor.Table, []monitor.Mistake, error) {
		return w.Monitor.ReadTable(city, "表.csv", 2025, strings.NewReader(text), false)
	}
	_, mistakes, err := read(head + "海淀区,primary,一,10,1,1,1,1,1,1,1\n没有区,primary,二,10,1,1,1,1,1,1,1\n")
	w.Must(err)
	if len(mistakes) != 1 || mistakes[0].Area != "没有区" {
		t.Errorf("%+v", mistakes)
	}
	_, mistakes, err = read(head + "海淀区,primary,一,0,1,1,1,1,1,1,1\n海淀区,primary,二,-10,1,1,1,1,1,1,1\n")
	w.Must(err)
	if len(mistakes) != 2 {
		t.Errorf("%+v", mistakes)
	}
	x, mistakes, err := read(head + "110108,primary,一,10,1,1,1,1,1,1,1\n海淀区,primary,二,10,2,1,1,1,1,1,1\n110102,primary,三,10,2,1,1,1,1,1,1\n")
	w.Must(err)
	if len(mistakes) != 0 || x.Schools != 3 {
		t.Fatalf("%+v %+v", x, mistakes)
	}
	o, err := w.Monitor.Overview(city, monitor.Filter{})
	w.Must(err)
	if len(o.Years) != 0 {
		t.Error("a check stored schools")
	}
	w.Must(w.Monitor.Apply(city, x.ID))
	w.Must(w.Monitor.Apply(city, x.ID)) // sent twice
	o, err = w.Monitor.Overview(city, monitor.Filter{})
	w.Must(err)
	if o.Tally.Schools != 3 || o.Tally.Areas() != 2 {
		t.Errorf("%+v", o.Tally)
	}
	w.Must(w.Monitor.Withdraw(city, x.ID))
	o, err = w.Monitor.Overview(city, monitor.Filter{})
	w.Must(err)
	if o.Tally.Schools != 0 {
		t.Errorf("%+v", o.Tally)
	}
	_, _, err = w.Monitor.ReadTable(w.As("hd_staff"), "表.csv", 2025, strings.NewReader(head), false)
	w.WantKind(err, errs.Denied)
}

// A table does not take the place of what schools gave.
func TestATableDoesNotReplaceReturns(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	first, _ := asked(t, w)
	w.Give(w.As("hd_head1"), first, nil)
	_, _, err := w.Monitor.ReadTable(w.As("city_staff"), "表.csv", 2026, strings.NewReader(head+"海淀区,primary,一,10,1,1,1,1,1,1,1\n"), false)
	w.WantKind(err, errs.Conflict)
}

func TestASchoolSeesItsPlaceAndNobodyElse(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	first, second := asked(t, w)
	w.Give(w.As("hd_head1"), first, nil)
	w.Give(staff9(w), second, map[string]string{"S45": "1300"})
	p, err := w.Monitor.Place(w.As("hd_head1"), "hd_school1", 2026)
	w.Must(err)
	if len(p.Stages) != 1 || p.Stages[0].Figures[3].Value != 6.75 || p.ReturnID != first {
		t.Errorf("%+v", p.Stages)
	}
	if p.Stages[0].Figures[3].Rank != 0 || p.Stages[0].Figures[3].Middle != 0 {
		t.Error("of two schools one could read the other")
	}
	_, err = w.Monitor.Place(w.As("hd_head1"), "hd_school9", 2026)
	w.WantKind(err, errs.NotFound)
	_, err = w.Monitor.Area(w.As("hd_head1"), "110108", 2026)
	w.WantKind(err, errs.Denied)
}

func TestAWarningBecomesAFinding(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Schools(2025)
	hd := w.As("hd_staff")
	w.Must(w.Monitor.Subscribe(hd, []string{"over"}))
	n, err := w.Monitor.Watch(w.As("city_staff"))
	w.Must(err)
	again, err := w.Monitor.Watch(w.As("city_staff"))
	w.Must(err)
	if n == 0 || again != 0 {
		t.Fatalf("%d warnings, %d again", n, again)
	}
	list, err := w.Monitor.Warnings(hd, monitor.WarningFilter{Rule: "over"}, page.Req{})
	w.Must(err)
	if list.Total != 2 || list.Rows[0].AreaID != "110108" { // both stages of the own district only
		t.Fatalf("%+v", list)
	}
	x := list.Rows[1] // junior first
	w.WantKind(w.Monitor.Acknowledge(hd, x.ID, x.Version, " "), errs.Invalid)
	w.Must(w.Monitor.Acknowledge(hd, x.ID, x.Version, "与学校核对，数据无误"))
	_, err = w.Monitor.Raise(hd, x.ID, x.Version, rectify.General, "缩小差距")
	w.WantKind(err, errs.Stale)
	x, err = w.Monitor.Warning(hd, x.ID)
	w.Must(err)
	id, err := w.Monitor.Raise(hd, x.ID, x.Version, rectify.General, "缩小差距")
	w.Must(err)
	if x, err = w.Monitor.Warning(hd, x.ID); err != nil || x.State != monitor.Found || x.FindingID != id {
		t.Errorf("%+v %v", x, err)
	}
	_, err = w.Monitor.Raise(hd, x.ID, x.Version, rectify.General, "再来一次")
	w.WantKind(err, errs.Conflict)

	// better figures end what is still open
	t2, _, err := w.Monitor.ReadTable(w.As("city_staff"), "改.csv", 2025, strings.NewReader(head+"海淀区,junior,一,1000,60,12,10,6000,11000,2600000,25\n海淀区,junior,二,1000,60,12,10,6000,11000,2600000,25\n"), false)
	w.Must(err)
	w.Must(w.Monitor.Apply(w.As("city_staff"), t2.ID))
	_, err = w.Monitor.Watch(w.As("city_staff"))
	w.Must(err)
	list, err = w.Monitor.Warnings(hd, monitor.WarningFilter{Rule: "over", Stage: "junior"}, page.Req{})
	w.Must(err)
	if list.Rows[0].State != monitor.Over {
		t.Errorf("%+v", list.Rows[0])
	}
}

func TestOpenDataHaveVersionsAndALog(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	city := w.As("city_staff")
	_, err := w.Monitor.Publish(city, 2025, "")
	w.WantKind(err, errs.Conflict)
	w.Schools(2025)
	_, err = w.Monitor.Publish(w.As("hd_staff"), 2025, "")
	w.WantKind(err, errs.Denied)
	_, err = w.Monitor.Publish(city, 2025, "年度数据")
	w.Must(err)
	_, err = w.Monitor.Publish(city, 2025, "")
	w.WantKind(err, errs.Conflict) // nothing changed
	x, _, err := w.Monitor.ReadTable(city, "改.csv", 2025, strings.NewReader(head+"海淀区,primary,一,1000,45,10,9,4600,8000,2100000,24\n"), false)
	w.Must(err)
	w.Must(w.Monitor.Apply(city, x.ID))
	id, err := w.Monitor.Publish(city, 2025, "")
	w.Must(err)
	s, item, err := w.Portal.Item(context.Background(), id)
	w.Must(err)
	log := item.Sections[2].Paragraphs
	if s.Seq != 2 || s.Kind != portal.Data || len(log) != 2 || !strings.Contains(log[1], "海淀区（primary）") || strings.Contains(log[1], "西城区") {
		t.Errorf("%d %s %q", s.Seq, s.Kind, log)
	}
	rec := w.Get("", "/public/items/"+id+"/data.csv")
	if body := rec.Body.String(); rec.Code != 200 || !strings.Contains(body, "2025,110108,海淀区,primary,1,1000,") || strings.Contains(body, "海淀区primary") {
		t.Errorf("%d %s", rec.Code, body)
	}
}

// 教督〔2020〕1号: what kindergartens and their district gave, judged; who has not given leaves no verdict.
func TestPreschool(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	staff := w.As("hd_staff")
	year := w.Returns.Today().Year()
	var ids [2]string
	for i, form := range []string{"kindergarten", "preschool"} {
		c, _, err := w.Returns.Begin(staff, returns.NewCampaign{Form: form, Year: year, Title: "学前教育填报", Due: w.Returns.Today().AddDays(30)})
		w.Must(err)
		list, err := w.Returns.List(staff, returns.Filter{Campaign: c.ID}, page.Req{Size: 10})
		w.Must(err)
		if len(list.Rows) != 1 {
			t.Fatalf("%s was asked of %d", form, len(list.Rows))
		}
		ids[i] = list.Rows[0].ID
	}
	give := func(fills, submits context.Context, id string, values map[string]string) {
		var entries []returns.Entry
		for code, v := range values {
			entries = append(entries, returns.Entry{Field: code, Value: v, Note: "已核对", Base: -1})
		}
		_, err := w.Returns.Save(fills, id, entries, returns.Typed)
		w.Must(err)
		w.Must(w.Returns.Step(submits, id, -1, returns.Submit, returns.Told{}))
	}
	before, err := w.Monitor.Preschool(staff, "110108", 0)
	w.Must(err)
	if before.Gave != 0 || before.Lacking != 1 || before.Verdict != balance.CannotTell {
		t.Errorf("before: %+v", before)
	}
	garden := map[string]string{"P02": "公办园", "P03": "是", "P04": "否", "P05": "是", "P06": "是", "P10": "240", "P11": "230", "P20": "3", "P21": "0", "P22": "3", "P23": "1", "P24": "2", "P25": "0", "P26": "0", "P27": "0",
		"P30": "40", "P31": "1", "P32": "20", "P33": "8", "P34": "1", "P35": "20", "P40": "1000", "P41": "2000", "P42": "2600"}
	give(w.Head("hd_kg"), w.Head("hd_kg"), ids[0], garden)
	district := map[string]string{"E02": "270", "E03": "常住", "E04": "7", "E10": "1200", "E11": "1000", "E40": "100", "E41": "90"}
	for i := range 8 {
		district["E2"+strconv.Itoa(i)] = "合格"
	}
	give(staff, w.As("hd_leader"), ids[1], district)
	got, err := w.Monitor.Preschool(staff, "110108", year)
	w.Must(err)
	if got.Verdict != balance.Met || got.Count(balance.Met) != len(got.Items) || got.Lacking != 0 {
		t.Errorf("%+v", got)
	}
	if v := got.Items[0].Figures[0].Value; math.Abs(v-240.0/270*100) > 1e-9 {
		t.Errorf("gross enrolment %v", v)
	}
	w.WantKind(func() error { _, err := w.Monitor.Preschool(w.As("xc_staff"), "110108", year); return err }(), errs.NotFound)
	if list, err := w.Monitor.Preschools(w.As("city_staff"), 0); err != nil || len(list) != 1 || list[0].District.Name != "海淀区" {
		t.Errorf("city sees %+v, %v", list, err)
	}
}
