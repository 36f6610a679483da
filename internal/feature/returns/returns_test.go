package returns_test

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/xlsx"
	"dudao/internal/testkit"
)

// begin opens the school form for the district and returns the campaign and the return of the first school.
func begin(t *testing.T, w *testkit.World, year int) (returns.Campaign, returns.Return) {
	t.Helper()
	staff := w.As("hd_staff")
	c, _, err := w.Returns.Begin(staff, returns.NewCampaign{Form: "school", Year: year, Title: strconv.Itoa(year) + " 年义务教育学校填报", Due: civil.NewDate(2026, 10, 1)})
	w.Must(err)
	list, err := w.Returns.List(staff, returns.Filter{Campaign: c.ID, Unit: "hd_school1"}, page.Req{Number: 1, Size: 10})
	w.Must(err)
	if len(list.Rows) != 1 {
		t.Fatalf("returns = %+v", list)
	}
	return c, list.Rows[0]
}

func typed(f returns.Full, values map[string]string) (out []returns.Entry) {
	for code, v := range values {
		x, _ := f.Form.Field(code)
		if x.From == "" {
			out = append(out, returns.Entry{Field: code, Value: v, Base: f.Cells[code].Version})
		}
	}
	return out
}

func fill(t *testing.T, w *testkit.World, ctx context.Context, id string, values map[string]string) returns.Saved {
	t.Helper()
	f, err := w.Returns.Get(ctx, id)
	w.Must(err)
	saved, err := w.Returns.Save(ctx, id, typed(f, values), returns.Typed)
	w.Must(err)
	return saved
}

func TestAReturnFromTheCampaignToTheCity(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	head, clerk, staff, city := w.As("hd_head1"), w.As("hd_clerk1"), w.As("hd_staff"), w.As("city_staff")
	c, x := begin(t, w, 2026)

	// what the register knows is there and locked
	f, err := w.Returns.Get(clerk, x.ID)
	w.Must(err)
	if f.Cells["S01"].Value != "海淀第一小学" || f.Cells["S02"].Value != "小学" || f.Cells["S01"].Origin != returns.Register {
		t.Fatalf("register: %+v", f.Cells)
	}
	_, err = w.Returns.Save(clerk, x.ID, []returns.Entry{{Field: "S01", Value: "别的小学", Base: -1}}, returns.Typed)
	w.WantKind(err, errs.Invalid)

	// incomplete, wrong and doubtful returns cannot be submitted, and say how much is open
	w.WantKind(w.Returns.Step(head, x.ID, -1, returns.Submit, returns.Told{}), errs.Invalid)
	values := testkit.PrimarySchool()
	values["S15"] = "11"
	if s := fill(t, w, clerk, x.ID, values); s.Return.Wrong != 1 || !s.Return.Complete() {
		t.Fatalf("saved %+v", s.Return)
	}
	w.WantKind(w.Returns.Step(head, x.ID, -1, returns.Submit, returns.Told{}), errs.Invalid)
	fill(t, w, clerk, x.ID, map[string]string{"S15": "10", "S63": "61"})
	w.WantKind(w.Returns.Step(head, x.ID, -1, returns.Submit, returns.Told{}), errs.Invalid) // training above the budget: a doubt
	_, err = w.Returns.Save(clerk, x.ID, []returns.Entry{{Field: "S61", Value: "60", Note: "年中追加培训经费", Base: -1}}, returns.Typed)
	w.Must(err)
	w.WantKind(w.Returns.Step(clerk, x.ID, -1, returns.Submit, returns.Told{}), errs.Denied) // the head puts the name to it
	w.Must(w.Returns.Step(head, x.ID, -1, returns.Submit, returns.Told{}))

	// the district sends one cell back; only this one may be changed
	w.WantKind(w.Returns.Step(staff, x.ID, -1, returns.Send, returns.Told{Reason: "请核对"}), errs.Invalid)
	w.Must(w.Returns.Step(staff, x.ID, -1, returns.Send, returns.Told{Comments: map[string]string{"S45": "与不动产登记不符"}}))
	_, err = w.Returns.Save(clerk, x.ID, []returns.Entry{{Field: "S10", Value: "401", Base: -1}}, returns.Typed)
	w.WantKind(err, errs.Invalid)
	fill(t, w, clerk, x.ID, map[string]string{"S45": "3100"})
	w.Must(w.Returns.Step(head, x.ID, -1, returns.Submit, returns.Told{}))
	w.Must(w.Returns.Step(staff, x.ID, -1, returns.Check, returns.Told{}))
	w.Must(w.Returns.Step(city, x.ID, -1, returns.Accept, returns.Told{}))

	// a district cannot send back what the city has; the city reopens cells with a reason
	err = w.Returns.Step(staff, x.ID, -1, returns.Send, returns.Told{Comments: map[string]string{"S45": "再核"}})
	w.WantKind(err, errs.Denied)
	err = w.Returns.Step(city, x.ID, -1, returns.Send, returns.Told{Comments: map[string]string{"S45": "再核"}})
	if w.WantKind(err, errs.Conflict); !strings.Contains(errs.TextOf(err), "市级已经接收") {
		t.Errorf("says %q", errs.TextOf(err))
	}
	w.Must(w.Returns.AskCorrection(head, x.ID, "S34", "骨干教师漏计一人"))
	w.WantKind(w.Returns.Step(city, x.ID, -1, returns.Reopen, returns.Told{Comments: map[string]string{"S34": "按申请更正"}}), errs.Invalid)
	w.Must(w.Returns.Step(city, x.ID, -1, returns.Reopen, returns.Told{Reason: "学校申请更正", Comments: map[string]string{"S34": "按申请更正"}}))
	fill(t, w, clerk, x.ID, map[string]string{"S34": "5"})
	w.Must(w.Returns.Step(head, x.ID, -1, returns.Submit, returns.Told{}))
	w.Must(w.Returns.Step(staff, x.ID, -1, returns.Check, returns.Told{}))
	w.Must(w.Returns.Step(city, x.ID, -1, returns.Accept, returns.Told{}))

	history, err := w.Returns.History(head, x.ID, "S34")
	w.Must(err)
	if len(history) != 3 || history[0].New != "5" || history[1].What != "reopen" || history[2].New != "4" {
		t.Errorf("history = %+v", history)
	}
	p, err := w.Returns.Progress(city, c.ID)
	w.Must(err)
	if p.Total != 2 || p.Accepted != 1 || p.OnTime != 1 {
		t.Errorf("progress = %+v", p)
	}
}

// 统筹整合、减轻负担 (京教组发〔2020〕5号（二）): the same is not asked twice.
func TestTheSameIsNotAskedTwice(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	begin(t, w, 2026)
	_, _, err := w.Returns.Begin(w.As("hd_staff"), returns.NewCampaign{Form: "school", Year: 2026, Title: "再报一次", Due: civil.NewDate(2026, 10, 1)})
	if w.WantKind(err, errs.Conflict); !strings.Contains(errs.TextOf(err), "2026 年义务教育学校填报") {
		t.Errorf("says %q", errs.TextOf(err))
	}
	c, before, err := w.Returns.Begin(w.As("city_staff"), returns.NewCampaign{Form: "school", Year: 2026, Title: "全市填报", Due: civil.NewDate(2026, 10, 1)})
	w.Must(err)
	if len(before) != 2 {
		t.Errorf("asked before: %+v", before)
	}
	p, err := w.Returns.Progress(w.As("city_staff"), c.ID)
	w.Must(err)
	if p.Total != 1 { // only 西城第一小学 is left
		t.Errorf("progress = %+v", p)
	}
}

// Two people in one form: cells that only one changed are both kept, a cell that both changed is shown.
func TestTwoPeopleInOneForm(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	head, clerk := w.As("hd_head1"), w.As("hd_clerk1")
	_, x := begin(t, w, 2026)
	one := []returns.Entry{{Field: "S10", Value: "400"}, {Field: "S26", Value: "30"}}
	two := []returns.Entry{{Field: "S10", Value: "410"}, {Field: "S34", Value: "4"}}
	_, err := w.Returns.Save(clerk, x.ID, one, returns.Typed)
	w.Must(err)
	saved, err := w.Returns.Save(head, x.ID, two, returns.Typed)
	w.Must(err)
	if saved.Changed != 1 || len(saved.Conflicts) != 1 || saved.Conflicts[0].Theirs.Value != "400" || saved.Conflicts[0].Mine != "410" {
		t.Fatalf("saved %+v", saved)
	}
	f, err := w.Returns.Get(head, x.ID)
	w.Must(err)
	if v := f.Values(); v["S10"] != "400" || v["S26"] != "30" || v["S34"] != "4" {
		t.Errorf("values %v", v)
	}
}

// A school fills in after the day, or for last year.
func TestAfterTheLastDay(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	c, x := begin(t, w, 2025)
	w.Clock.Days(40)
	_, err := w.Returns.Save(w.As("hd_clerk1"), x.ID, []returns.Entry{{Field: "S10", Value: "400"}}, returns.Typed)
	if w.WantKind(err, errs.Conflict); !strings.Contains(errs.TextOf(err), "2025 年度的填报已于 2026-10-01 截止") {
		t.Errorf("says %q", errs.TextOf(err))
	}
	w.Must(w.Returns.Edit(w.As("hd_staff"), c.ID, 1, c.Title, "", civil.NewDate(2026, 11, 1)))
	_, err = w.Returns.Save(w.As("hd_clerk1"), x.ID, []returns.Entry{{Field: "S10", Value: "400"}}, returns.Typed)
	w.Must(err)
}

// A unit that is split in the middle of the year: its return is waived with the reason, its successors are asked.
func TestASchoolIsSplitInTheMiddleOfTheYear(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	c, x := begin(t, w, 2026)
	city := w.As("city_staff")
	u, err := w.Org.Unit(city, "hd_school1")
	w.Must(err)
	parts, err := w.Org.Split(city, u.ID, u.Version, []org.Unit{{ParentID: "110108", Kind: org.School, Name: "海淀第一小学东校", Stage: "primary"}, {ParentID: "110108", Kind: org.School, Name: "海淀第一小学西校", Stage: "primary"}}, false,
		org.Change{On: civil.NewDate(2026, 9, 1), Reason: "布局调整", Basis: "批复"})
	w.Must(err)
	staff := w.As("hd_staff")
	missing, err := w.Returns.Missing(staff, c)
	w.Must(err)
	if len(missing) != len(parts) {
		t.Fatalf("missing %v", missing)
	}
	n, err := w.Returns.Add(staff, c.ID, nil)
	if w.Must(err); n != 2 {
		t.Errorf("added %d", n)
	}
	w.WantKind(w.Returns.Step(staff, x.ID, -1, returns.Waive, returns.Told{}), errs.Invalid)
	w.Must(w.Returns.Step(staff, x.ID, -1, returns.Waive, returns.Told{Reason: "9 月分立为两所学校"}))
	_, err = w.Returns.Save(staff, x.ID, []returns.Entry{{Field: "S10", Value: "400"}}, returns.Sheet)
	w.WantKind(err, errs.Conflict)
}

func sheet(t *testing.T, rows ...[]any) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	if err := xlsx.WriteXLSX(&b, xlsx.Sheet{Name: "s", Rows: xlsx.Of(rows...)}); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

// All mistakes of a sheet come at once, with row and column, and nothing is stored; a clean sheet is stored once it is
// confirmed, and what changed in between is kept.
func TestASheetIsCheckedAsAWhole(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	staff := w.As("hd_staff")
	c, x := begin(t, w, 2026)
	head := []any{"编号", "单位", "年度", "S10 小学学生人数（人）", "S26 专任教师总人数（人）", "S99 没有的列", "S05 是否"}
	u, err := w.Returns.ReadSheet(staff, c.ID, sheet(t, head, []any{x.ID, "海淀第一小学", "2026", "四百", "-3", "", "是"}, []any{"nobody", "", "", "1"}, []any{x.ID, "", "", "400"}, []any{x.ID, "", "2024", "400"}))
	w.Must(err)
	var got []string
	for _, m := range u.Mistakes {
		got = append(got, strconv.Itoa(m.Line)+m.Column+" "+m.Words(context.Background()))
	}
	text := strings.Join(got, "\n")
	for _, want := range []string{"1F 填报表没有“S99 没有的列”这一列", "2D “四百”不是数字", "2E 不能是负数", "3A 没有编号为“nobody”的填报", "4A 与第 2 行是同一份填报", "5C 年度应为 2026"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if !u.Blocked() || u.ID != "" {
		t.Errorf("upload %+v", u)
	}

	u, err = w.Returns.ReadSheet(staff, c.ID, sheet(t, head[:5], []any{x.ID, "海淀第一小学", "2026", "400", "30"}))
	w.Must(err)
	if u.Blocked() || u.Changes() != 2 {
		t.Fatalf("upload %+v", u)
	}
	f, err := w.Returns.Get(staff, x.ID)
	if w.Must(err); f.Values()["S10"] != "" {
		t.Error("stored before it was confirmed")
	}
	fill(t, w, w.As("hd_clerk1"), x.ID, map[string]string{"S26": "31"})
	_, _, err = w.Returns.Apply(w.As("hd_clerk1"), u.ID)
	w.WantKind(err, errs.NotFound)
	changed, conflicts, err := w.Returns.Apply(staff, u.ID)
	if w.Must(err); changed != 1 || len(conflicts) != 1 || conflicts[0].Theirs.Value != "31" {
		t.Errorf("%d changed, %+v", changed, conflicts)
	}
	if changed, _, err = w.Returns.Apply(staff, u.ID); err != nil || changed != 0 {
		t.Errorf("again: %d, %v", changed, err)
	}
}
