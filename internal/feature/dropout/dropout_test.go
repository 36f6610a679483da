package dropout_test

import (
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/dropout"
	"dudao/internal/feature/org"
	"dudao/internal/feature/returns"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// 教督〔2017〕6号 教育质量第 1 项：（毕业 − 转入 + 转出）÷（三年前入学 − 死亡）。
func TestRetention(t *testing.T) {
	for _, c := range []struct {
		graduates, entered, in, out, died, want float64
		known                                   bool
	}{
		{98, 100, 0, 0, 0, 98, true}, {100, 100, 5, 0, 0, 95, true}, {90, 100, 0, 6, 0, 96, true}, {94, 100, 0, 0, 1, 94.0 / 99 * 100, true}, {0, 0, 0, 0, 0, 0, false}, {3, 2, 0, 0, 2, 0, false},
	} {
		got, known := dropout.Rate(c.graduates, c.entered, c.in, c.out, c.died)
		if got != c.want || known != c.known {
			t.Errorf("%+v: %v %v", c, got, known)
		}
	}
}

func TestRetentionOfADistrictCannotBeToldWithoutAFigure(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Schools(2025) // another feature's table has no such figures
	list, err := w.Dropout.Retention(w.As("hd_staff"), 2025)
	w.Must(err)
	if len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

// 教督〔2017〕6号 教育质量第 1 项: while a school has not given its figures the county has a rate and no verdict.
func TestRetentionHasNoVerdictUntilEverySchoolGave(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	staff := w.As("hd_staff")
	_, err := w.Org.Add(w.As("city_staff"), org.Unit{ID: "junior1", ParentID: "110108", Kind: org.School, Name: "海淀测试初中", Stage: "junior"}, nil, org.Change{})
	w.Must(err)
	c, _, err := w.Returns.Begin(staff, returns.NewCampaign{Form: "school", Year: 2026, Title: "填报", Due: w.Returns.Today().AddDays(30)})
	w.Must(err)
	for i, want := range []dropout.Retention{{Schools: 1, Waiting: 1, Rate: 96, Known: true}, {Schools: 2, Rate: 95, Known: true, Met: true}} {
		id := []string{"junior1", "hd_school2"}[i]
		list, err := w.Returns.List(staff, returns.Filter{Campaign: c.ID, Unit: id}, page.Req{Number: 1, Size: 1})
		w.Must(err)
		w.Give(w.Head(id), list.Rows[0].ID, map[string]string{"S11": "300", "S14": "290", "S29": "20", "S31": "5", "S33": "0", "X06": "3", "S64": []string{"96", "94"}[i], "S65": "100", "S66": "0", "S67": "0", "S68": "0"})
		got, err := w.Dropout.Retention(staff, 2026)
		w.Must(err)
		want.Name, want.Path = "海淀区", "/110000/110108/"
		if len(got) != 1 || got[0] != want {
			t.Errorf("after %d schools: %+v", i+1, got)
		}
	}
}

// 《义务教育法》第十三条: from registering to back at school.
func TestAPupilComesBack(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	head, staff := w.As("hd_head1"), w.As("hd_staff")
	c := w.Left("hd_head1")
	if c.Number == "" || c.State != dropout.Open {
		t.Fatalf("%+v", c)
	}
	if n := w.Left("hd_head1"); n.Number == c.Number {
		t.Error("two cases of one number")
	}
	today := w.Dropout.Today()
	w.WantKind(w.Dropout.Call(head, c.ID, dropout.Visit{On: today.AddDays(1), Who: "班主任", Way: "visit", Said: "见到家长"}), errs.Invalid)
	w.WantKind(w.Dropout.Call(head, c.ID, dropout.Visit{On: today.AddDays(-9), Who: "班主任", Way: "visit", Said: "见到家长"}), errs.Invalid) // before the pupil left
	w.Must(w.Dropout.Call(head, c.ID, dropout.Visit{On: today, Who: "班主任", Way: "visit", Said: "欧阳家长表示下周返校"}))
	w.WantKind(w.Dropout.Step(head, c.ID, -1, "escalate", ""), errs.Invalid)
	w.Must(w.Dropout.Step(head, c.ID, -1, "escalate", "中关村街道"))
	w.WantKind(w.Dropout.Step(head, c.ID, -1, "exempt", "批准"), errs.Denied) // 第十一条: the district approves
	w.WantKind(w.Dropout.Step(staff, c.ID, 1, "exempt", "海教休〔2026〕3号"), errs.Stale)
	w.Must(w.Dropout.Step(staff, c.ID, -1, "exempt", "海教休〔2026〕3号"))
	w.WantKind(w.Dropout.Step(staff, c.ID, -1, "return", "到校"), errs.Conflict)
	w.WantKind(w.Dropout.Call(head, c.ID, dropout.Visit{On: today, Who: "班主任", Way: "visit", Said: "再访"}), errs.Invalid)
	got, visits, err := w.Dropout.Get(staff, c.ID)
	w.Must(err)
	if got.State != dropout.Closed || got.Outcome != "exempt" || got.Street != "中关村街道" || len(visits) != 1 || got.Days(today.AddDays(5)) != 8 {
		t.Errorf("%+v", got)
	}
}

// Nothing in the database and no page but the one asked for says who it is; each look is on record.
func TestWhoItIsStaysSealed(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	c := w.Left("hd_head1")
	w.Must(w.Dropout.Call(w.As("hd_head1"), c.ID, dropout.Visit{On: w.Dropout.Today(), Who: "班主任", Way: "phone", Said: "欧阳家长接了电话"}))
	for table, columns := range map[string]string{"dropout_case": "sealed || note || street || number", "dropout_visit": "sealed || who", "audit_entry": "coalesce(new_json, '') || note"} {
		list, err := db.List[string](t.Context(), w.DB, `select `+columns+` from `+table)
		w.Must(err)
		for _, text := range list {
			if strings.Contains(text, "欧阳") || strings.Contains(text, "13800001234") {
				t.Errorf("%s: %s", table, text)
			}
		}
	}
	for _, path := range []string{"/dropouts", c.URL(), "/dropouts?format=csv"} {
		if body := w.Get("hd_staff", path).Body.String(); strings.Contains(body, "欧阳") || strings.Contains(body, "13800001234") {
			t.Errorf("%s tells who it is", path)
		}
	}
	rec := w.Post("hd_staff", c.URL()+"/reveal", nil)
	if body := rec.Body.String(); rec.Code != 200 || !strings.Contains(body, "欧阳甲乙") || !strings.Contains(body, "接了电话") || rec.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %q", rec.Code, rec.Header())
	}
	if _, _, _, err := w.Dropout.Reveal(w.As("city_staff"), c.ID); errs.KindOf(err) != errs.Denied {
		t.Errorf("the city: %v", err)
	}
	_, _, _, err := w.Dropout.Reveal(w.As("xc_staff"), c.ID)
	w.WantKind(err, errs.NotFound)
	n, err := db.Get[int](t.Context(), w.DB, `select count(*) from audit_entry where action = 'dropout.reveal'`)
	w.Must(err)
	if n != 1 {
		t.Errorf("%d looks on record", n)
	}
}

func TestPersonalDataAreDeletedAYearAfter(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	c := w.Left("hd_head1")
	open := w.Left("hd_head1")
	w.Must(w.Dropout.Step(w.As("hd_head1"), c.ID, -1, "return", "到校"))
	w.Clock.Days(367)
	for {
		ran, err := w.Jobs.RunOne(t.Context())
		w.Must(err)
		if !ran {
			break
		}
	}
	got, _, err := w.Dropout.Get(w.As("hd_staff"), c.ID)
	w.Must(err)
	if !got.Gone() || got.Outcome != "returned" {
		t.Errorf("%+v", got)
	}
	if still, _, err := w.Dropout.Get(w.As("hd_staff"), open.ID); err != nil || still.Gone() {
		t.Errorf("an open case lost its data: %v", err)
	}
	w.WantKind(w.Dropout.Step(w.As("hd_staff"), c.ID, -1, "reopen", "又离校"), errs.Conflict)
	list, err := w.Dropout.List(w.As("hd_staff"), dropout.Filter{}, page.Req{})
	w.Must(err)
	if list.Total != 2 {
		t.Errorf("%d cases", list.Total)
	}
}

func TestWhatCannotBeRegistered(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	good := dropout.NewCase{Grade: 5, Reason: "tired", SinceOn: w.Dropout.Today(), Pupil: dropout.Pupil{Name: "甲", Contact: "1"}}
	for name, change := range map[string]func(*dropout.NewCase){
		"grade": func(n *dropout.NewCase) { n.Grade = 10 }, "reason": func(n *dropout.NewCase) { n.Reason = "x" }, "future": func(n *dropout.NewCase) { n.SinceOn = n.SinceOn.AddDays(1) },
		"name": func(n *dropout.NewCase) { n.Pupil.Name = " " }, "contact": func(n *dropout.NewCase) { n.Pupil.Contact = "" }, "long": func(n *dropout.NewCase) { n.Pupil.Guardian = strings.Repeat("长", 101) },
	} {
		n := good
		change(&n)
		if _, err := w.Dropout.Register(w.As("hd_head1"), n); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := w.Dropout.Register(w.As("hd_staff"), good)
	w.WantKind(err, errs.Denied)
}
