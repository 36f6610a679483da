package accountability_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/url"
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/circular"
	"dudao/internal/feature/accountability/dossier"
	"dudao/internal/feature/accountability/honour"
	"dudao/internal/feature/accountability/liability"
	letters "dudao/internal/feature/document"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// Grounds and measures are data: the six of a talk, those of each object, each with its article and grade;
// measures of private schools for those alone. 京教组发〔2020〕5号（三）; 《教育督导问责办法》.
func TestGroundsAndMeasures(t *testing.T) {
	if n := len(accountability.GroundsFor("talk", "")); n != 6 {
		t.Errorf("%d grounds of a talk, the opinion has six", n)
	}
	if n := len(accountability.GroundsFor("aggravating", "")); n != 5 {
		t.Errorf("%d aggravating circumstances, want five", n)
	}
	seen := map[string]bool{}
	for _, g := range accountability.Grounds {
		if seen[g.Code] || g.Label == "" || g.Article == "" || !strings.Contains("C C-2nd M", g.Evidence) || g.Evidence == "" {
			t.Errorf("ground %+v", g)
		}
		seen[g.Code] = true
	}
	for _, o := range accountability.Objects {
		if len(accountability.GroundsFor("case", o.Object)) == 0 || len(accountability.MeasuresFor(o.Object, false)) == 0 {
			t.Errorf("%s has no ground or no measure", o.Object)
		}
	}
	for _, m := range accountability.Measures {
		if m.Label == "" || m.Article == "" || m.Evidence == "" {
			t.Errorf("measure %+v", m)
		}
	}
	public, private := len(accountability.MeasuresFor("school", false)), len(accountability.MeasuresFor("school", true))
	if private-public != 2 { // 撤换负责人、吊销许可证
		t.Errorf("%d measures of a private school beyond %d", private-public, public)
	}
}

// step takes a step of a circular as it stands.
func step(w *testkit.World, who, id string, a accountability.Action, in circular.CircularIn) error {
	f, err := w.Accountability.Engine.Show(w.As(who), accountability.Circular, id)
	if err != nil {
		return err
	}
	return w.Accountability.Circular.Do(w.As(who), id, f.Version, a, in)
}

// 京教组发〔2020〕5号（三）建立通报制度: shown to the unit first, its points answered, approved by another, sent to Party
// committee and government; the recommendation ends on its day or is lifted; exposure needs a leader.
func TestACircularToItsEnd(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	today := w.Rectify.Today()
	r, err := w.Accountability.Circular.Open(w.As("hd_staff"), accountability.NewRecord{UnitID: "hd_school1", Grounds: []string{"circular.poor"}, Facts: "三项问题逾期未整改。"})
	w.Must(err)
	id := r.ID
	w.WantKind(step(w, "hd_staff", id, circular.Show, circular.CircularIn{DueOn: today.AddDays(7)}), errs.Invalid) // performance and rectification first
	in := circular.CircularIn{Grounds: []string{"circular.poor"}, Facts: r.Facts, Performance: "推诿", Rectification: "完成一项", Recommend: true, RecUntil: today.AddDays(100),
		Media: true, MediaGrounds: []string{"media.law"}, Outlets: []string{"本市日报"}}
	w.Must(step(w, "hd_staff", id, circular.Edit, in))
	w.Must(step(w, "hd_staff", id, circular.Show, circular.CircularIn{DueOn: today.AddDays(7)}))
	w.WantKind(step(w, "hd_staff", id, circular.Lapse, circular.CircularIn{}), errs.Conflict) // its time is not over
	w.Must(step(w, "hd_head1", id, circular.Statement, circular.CircularIn{Points: []string{"已完成两项。"}}))
	w.WantKind(step(w, "hd_staff", id, circular.Submit, circular.CircularIn{}), errs.Conflict)
	f := w.Record("hd_staff", accountability.Circular, id)
	w.Must(w.Accountability.Engine.Answer(w.As("hd_staff"), accountability.Circular, id, f.Points[0].ID, "partly", "第二项证据不足。"))
	w.Must(step(w, "hd_staff", id, circular.Submit, circular.CircularIn{}))
	w.WantKind(step(w, "city_leader", id, circular.Approve, circular.CircularIn{}), errs.Denied)
	w.Must(step(w, "hd_leader", id, circular.Approve, circular.CircularIn{}))
	l := w.Dispatch(f.Ref(), "hd_staff", "hd_leader")
	if !strings.Contains(l.Content.Body, "不得评优评先、提拔使用或者转任重要职务") || !strings.Contains(l.Content.Body, "第二项证据不足") || strings.Contains(l.Content.Body, "待填") {
		t.Errorf("the circular says\n%s", l.Content.Body)
	}
	inForce := func() int {
		list, err := w.Accountability.Engine.List(w.As("hd_staff"), accountability.Circular, accountability.Filter{InForce: true}, page.Req{})
		w.Must(err)
		return list.Total
	}
	if inForce() != 1 {
		t.Error("the recommendation is not in force")
	}
	w.WantKind(step(w, "hd_staff", id, circular.Exposed, circular.CircularIn{On: today, Text: "x"}), errs.Conflict) // approval first
	w.Must(step(w, "hd_leader", id, circular.ApproveMedia, circular.CircularIn{}))
	w.Must(step(w, "hd_staff", id, circular.Exposed, circular.CircularIn{On: today, Text: "本市日报三版"}))
	w.Must(step(w, "hd_staff", id, circular.Publish, circular.CircularIn{}))
	if body := w.Get("", "/public/items/"+w.Record("hd_staff", accountability.Circular, id).PortalID).Body.String(); !strings.Contains(body, "推诿") {
		t.Error("the circular is not public")
	}
	w.WantKind(step(w, "hd_staff", id, circular.Lift, circular.CircularIn{Reason: "x"}), errs.Denied)
	w.Must(step(w, "hd_leader", id, circular.Lift, circular.CircularIn{Reason: "整改到位"}))
	if inForce() != 0 {
		t.Error("lifted and still in force")
	}
}

// A commendation is approved by a leader and puts the unit on the priority list until its day.
// 京教组发〔2020〕5号（三）落实激励制度.
func TestACommendation(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	r, err := w.Accountability.Honour.Open(w.As("hd_staff"), accountability.NewRecord{UnitID: "hd_school1", Facts: "综合督导优秀。"})
	w.Must(err)
	do := func(who string, a accountability.Action, in honour.HonourIn) error {
		return w.Accountability.Honour.Do(w.As(who), r.ID, w.Record("hd_staff", accountability.Honour, r.ID).Version, a, in)
	}
	w.WantKind(do("hd_staff", honour.Submit, honour.HonourIn{}), errs.Invalid)
	w.Must(do("hd_staff", honour.Edit, honour.HonourIn{Facts: "综合督导优秀。", Merits: "办学规范", Priority: "设备更新优先", Until: w.Rectify.Today().AddDays(365)}))
	w.Must(do("hd_staff", honour.Submit, honour.HonourIn{}))
	w.Must(do("hd_leader", honour.Approve, honour.HonourIn{}))
	w.Dispatch(r.Ref(), "hd_staff", "hd_leader")
	w.Must(do("hd_staff", honour.Publish, honour.HonourIn{}))
	if f := w.Record("hd_head1", accountability.Honour, r.ID); f.State != honour.Issued || !f.InForce(w.Rectify.Today()) {
		t.Errorf("%s until %s", f.State, f.UntilOn)
	}
	w.Must(do("hd_leader", honour.Revoke, honour.HonourIn{Reason: "弄虚作假"}))
	if list, err := w.Accountability.Engine.List(w.As("hd_staff"), accountability.Honour, accountability.Filter{InForce: true}, page.Req{}); err != nil || list.Total != 0 {
		t.Errorf("%d after it was revoked, %v", list.Total, err)
	}
}

// personal makes a case about a head of a school, decided.
func personal(t *testing.T, w *testkit.World) string {
	staff := "hd_staff"
	do := func(who, id string, a accountability.Action, in liability.CaseIn) {
		t.Helper()
		w.Must(w.Accountability.Liability.Do(w.As(who), id, w.Record(staff, accountability.Case, id).Version, a, in))
	}
	r, err := w.Accountability.Liability.Open(w.As(staff), accountability.NewRecord{UnitID: "hd_school1"}, liability.CaseIn{Object: "person", Grounds: []string{"person.refuse"}, Facts: "戊某提供虚假台账。",
		Persons: []accountability.Persons{{Name: "戊某", Post: "副校长"}}})
	w.Must(err)
	do(staff, r.ID, liability.Team, liability.CaseIn{Lead: liability.Member{Name: "甲某"}, Team: []liability.Member{{Name: "乙某"}}})
	do(staff, r.ID, liability.Find, liability.CaseIn{Grounds: []string{"person.refuse"}, Found: "戊某编造台账三份。", Proof: "台账"})
	do(staff, r.ID, liability.Measure, liability.CaseIn{Measure: "person.review", Person: w.Record(staff, accountability.Case, r.ID).Persons[0].ID})
	do(staff, r.ID, liability.Inform, liability.CaseIn{DueOn: w.Rectify.Today().AddDays(9)})
	if _, err := w.Accountability.Engine.Show(w.As("hd_head1"), accountability.Case, r.ID); errs.KindOf(err) != errs.NotFound || err == nil {
		t.Errorf("the head of the unit reads it before the decision: %v", err)
	}
	do(staff, r.ID, liability.Register, liability.CaseIn{Points: []string{"系笔误。"}})
	f := w.Record(staff, accountability.Case, r.ID)
	w.Must(w.Accountability.Engine.Answer(w.As(staff), accountability.Case, r.ID, f.Points[0].ID, "refused", "三份均系编造。"))
	do(staff, r.ID, liability.Consult, liability.CaseIn{Members: []string{"110000"}})
	asked, err := liability.ConsultsOf(t.Context(), w.DB, r.ID)
	w.Must(err)
	if q, err := w.Accountability.Liability.Question(w.As("liaison"), asked[0].ID); err != nil || strings.Contains(q.Found+q.Measures+q.Title, "戊某") {
		t.Errorf("the member unit reads the name: %+v %v", q, err)
	}
	w.Must(w.Accountability.Liability.Answer(w.As("liaison"), asked[0].ID, 1, "yes", ""))
	do(staff, r.ID, liability.Submit, liability.CaseIn{})
	do("hd_leader", r.ID, liability.Approve, liability.CaseIn{Post: "主任"})
	w.Dispatch(w.Record(staff, accountability.Case, r.ID).Ref(), staff, "hd_leader")
	return r.ID
}

// Records about persons are read by leaders and staff of the deciding office, and by the head of the unit
// once decided; no auditor, no level above, no liaison, not their letters either; no public page has a name.
// 《个人信息保护法》第六条、第三十四条.
func TestPersonsAreNarrower(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := personal(t, w)
	for _, who := range []string{"hd_staff", "hd_leader", "hd_head1"} {
		if _, err := w.Accountability.Engine.Show(w.As(who), accountability.Case, id); err != nil {
			t.Errorf("%s: %v", who, err)
		}
	}
	list, err := letters.Of(t.Context(), w.DB, w.Record("hd_staff", accountability.Case, id).Ref())
	w.Must(err)
	for _, who := range []string{"city_staff", "city_leader", "auditor", "hd_clerk1", "liaison", "xc_staff"} {
		if _, err := w.Accountability.Engine.Show(w.As(who), accountability.Case, id); errs.KindOf(err) != errs.NotFound || err == nil {
			t.Errorf("%s reads the case: %v", who, err)
		}
		if _, err := w.Letters.Letter(w.As(who), list[0].ID); errs.KindOf(err) != errs.NotFound || err == nil {
			t.Errorf("%s reads the decision: %v", who, err)
		}
		if rec := w.Get(who, "/accountability-cases"); strings.Contains(rec.Body.String(), id) {
			t.Errorf("%s finds it in the list", who)
		}
	}
	w.Must(w.Accountability.Liability.Do(w.As("hd_staff"), id, w.Record("hd_staff", accountability.Case, id).Version, liability.Publish, liability.CaseIn{Scope: liability.Site}))
	body := w.Get("", "/public/items/"+w.Record("hd_staff", accountability.Case, id).PortalID).Body.String()
	if strings.Contains(body, "戊某") || !strings.Contains(body, "有关责任人员1名") {
		t.Error("the public page names the person, or does not say how many")
	}
	for table, columns := range map[string]string{"audit_entry": "note || old_json || new_json", "clock_duty": "title", "notice": "subject"} {
		n, err := db.Get[int](t.Context(), w.DB, `select count(*) from `+table+` where `+columns+` like '%戊某%'`)
		w.Must(err)
		all, err := db.Get[int](t.Context(), w.DB, `select count(*) from `+table)
		w.Must(err)
		if n > 0 || all == 0 {
			t.Errorf("%d of %d rows of %s name the person", n, all, table)
		}
	}
}

// The dossier has every line with its source: the finding and its rectification, the circular with its
// recommendation, the measure; a person's only with their name and for those who may read it.
// 《教育督导条例》第二十四条.
func TestDossier(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	w.Decided("hd")
	personal(t, w)
	testkit.Objects["/rectifications/{id}"](w)
	made := func(who string, a dossier.Ask) dossier.Dossier {
		d, err := w.Accountability.Dossier.Make(w.As(who), a)
		w.Must(err)
		return d
	}
	words := func(d dossier.Dossier) (s string) {
		for _, l := range d.Lines {
			if l.Source == "" || l.URL == "" {
				t.Errorf("a line without a source: %+v", l)
			}
			s += l.What + l.Text + l.Result + l.Person + "\n"
		}
		return s
	}
	unit := words(made("hd_staff", dossier.Ask{UnitID: "hd_school1"}))
	for _, want := range []string{"公示不全", "整改：", "公开批评", "移送执法部门"} {
		if !strings.Contains(unit, want) {
			t.Errorf("no %q in\n%s", want, unit)
		}
	}
	if strings.Contains(unit, "戊某") {
		t.Error("the dossier of the unit names a person")
	}
	if s := words(made("hd_staff", dossier.Ask{UnitID: "hd_school1", Person: "戊某"})); !strings.Contains(s, "责令检查") {
		t.Errorf("the dossier of the person lacks the measure\n%s", s)
	}
	if s := words(made("city_staff", dossier.Ask{UnitID: "hd_school1", Person: "戊某"})); strings.Contains(s, "责令检查") {
		t.Error("the level above reads about a person")
	}
	_, err := w.Accountability.Dossier.Make(w.As("xc_staff"), dossier.Ask{UnitID: "hd_school1"})
	w.WantKind(err, errs.NotFound)
	for _, format := range []string{"xlsx", "csv", "docx"} {
		rec := w.Get("hd_staff", "/dossiers?format="+format+"&unit="+url.QueryEscape("海淀第一小学"))
		text := rec.Body.String()
		if format != "csv" {
			text = unzipped(t, rec.Body.Bytes())
		}
		if rec.Code != 200 || !strings.Contains(text, "公开批评") || !strings.Contains(text, "公示不全") || strings.Contains(text, "戊某") {
			t.Errorf("%s: %d, %d bytes without the measure or the finding, or with a name", format, rec.Code, rec.Body.Len())
		}
	}
}

// unzipped is every file of a DOCX or XLSX in one text.
func unzipped(t *testing.T, b []byte) (text string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text += string(part)
	}
	return text
}

// A confirmed rung of the ladder opens its record with grounds and facts. 京教组发〔2020〕5号（三）.
func TestConfirmedRungsOpenRecords(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	for rung, kind := range map[ladder.Rung]accountability.Kind{ladder.Talk: accountability.Talk, ladder.Circular: accountability.Circular, ladder.Account: accountability.Case} {
		var e ladder.Escalation
		w.Must(w.DB.Write(w.As("hd_staff"), func(tx *db.Tx) (err error) {
			e, _, err = ladder.Propose(w.As("hd_staff"), tx, ladder.Proposal{Ref: accountability.Record{Kind: "test", ID: tx.NewID()}.Ref(), UnitID: "hd_school1", OfficeID: "hd_office", Need: accountability.MayView,
				Title: "整改：消防通道", URL: "/rectifications/x", Rung: rung, Ground: ladder.Late, Grounds: "已逾期 40 天。"})
			return err
		}))
		w.Must(w.Ladder.Confirm(w.As("hd_leader"), e.ID, e.Version, ladder.Decision{Reason: "多次督促无果"}))
		list, err := w.Accountability.Engine.List(w.As("hd_staff"), kind, accountability.Filter{}, page.Req{})
		w.Must(err)
		if list.Total != 1 || !strings.Contains(list.Rows[0].Facts, "已逾期 40 天") || list.Rows[0].Grounds == "" || list.Rows[0].SourceURL != e.PageURL() || list.Rows[0].OfficeID != "hd_office" {
			t.Errorf("%s: %+v", rung.Label(), list.Rows)
		}
	}
}
