package talk_test

import (
	"strings"
	"testing"

	"dudao/internal/base/errs"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/talk"
	letters "dudao/internal/feature/document"
	"dudao/internal/feature/ladder"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

func do(w *testkit.World, who, id string, a accountability.Action, in talk.TalkIn) error {
	f, err := w.Accountability.Engine.Show(w.As(who), accountability.Talk, id)
	if err != nil {
		return err
	}
	return w.Accountability.Talk.Do(w.As(who), id, f.Version, a, in)
}

func open(w *testkit.World) string {
	r, err := w.Accountability.Talk.Open(w.As("hd_staff"), accountability.NewRecord{UnitID: "hd_school1", Grounds: []string{"talk.safety"}, Facts: "消防通道长期堆放杂物。"})
	w.Must(err)
	return r.ID
}

func arranged(w *testkit.World) talk.TalkIn {
	return talk.TalkIn{Grounds: []string{"talk.safety", "talk.duty"}, Facts: "消防通道长期堆放杂物。", On: w.Rectify.Today().AddDays(5), Time: "9:30", Place: "区督导室",
		Speakers: []talk.Speaker{{Name: "甲某", Post: "主任"}, {Name: "乙某", Post: "督学"}}, Persons: []accountability.Persons{{Name: "丙某", Post: "校长"}}}
}

// 京教组发〔2020〕5号（三）严肃约谈制度: one of six grounds, at least two who talk, record with demands and their day,
// signed by both sides, filed with the Party committee, the government and the superior department, with
// receipts; what the unit wrote is answered before; the demands are checked.
func TestATalkToItsEnd(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	_, err := w.Accountability.Talk.Open(w.As("hd_staff"), accountability.NewRecord{UnitID: "hd_school1", Grounds: []string{"circular.poor"}, Facts: "x"})
	w.WantKind(err, errs.Invalid)
	id := open(w)
	w.WantKind(do(w, "hd_head1", id, talk.Notify, talk.TalkIn{}), errs.NotFound) // the unit does not know yet
	w.WantKind(do(w, "hd_staff", id, talk.Notify, talk.TalkIn{}), errs.Invalid)
	alone := arranged(w)
	alone.Speakers = alone.Speakers[:1]
	w.Must(do(w, "hd_staff", id, talk.Edit, alone))
	w.WantKind(do(w, "hd_staff", id, talk.Notify, talk.TalkIn{}), errs.Invalid) // 约谈人不得少于两人
	w.Must(do(w, "hd_staff", id, talk.Edit, arranged(w)))
	w.Must(do(w, "hd_staff", id, talk.Notify, talk.TalkIn{}))
	l := w.Dispatch(w.Record("hd_staff", accountability.Talk, id).Ref(), "hd_staff", "hd_leader")
	if !strings.HasPrefix(l.Number, "海教督约") || !strings.Contains(l.Content.Body, "安全问题较多或拒不接受教育督导") || !strings.Contains(l.Content.Body, "9:30") || strings.Contains(l.Content.Body, "待填") {
		t.Errorf("the notice %s says\n%s", l.Number, l.Content.Body)
	}
	f := w.Record("hd_head1", accountability.Talk, id)
	if f.State != talk.Notified || f.Clocks[0].Due != w.Rectify.Today().AddDays(5) {
		t.Fatalf("%s %+v", f.State, f.Clocks)
	}
	w.Must(do(w, "hd_head1", id, talk.Statement, talk.TalkIn{Points: []string{"已于当日清理。", "值班制度已修订。"}}))
	w.Must(do(w, "hd_staff", id, talk.Move, talk.TalkIn{On: w.Rectify.Today().AddDays(3), Time: "14:00", Place: "学校", Reason: "场地冲突"}))
	w.Clock.Days(3)
	today := w.Rectify.Today()
	held := talk.TalkIn{On: today, Speakers: arranged(w).Speakers, Warning: "立即消除隐患。", Said: "接受批评。", Demands: []string{"清空通道", "建立日查制度"}, DueOn: today.AddDays(20)}
	w.WantKind(do(w, "hd_staff", id, talk.Hold, talk.TalkIn{On: today, Speakers: held.Speakers, Warning: "x", DueOn: held.DueOn}), errs.Invalid) // without demands
	w.Must(do(w, "hd_staff", id, talk.Hold, held))
	w.WantKind(do(w, "hd_staff", id, talk.File, talk.TalkIn{}), errs.Conflict) // not signed
	w.Must(do(w, "hd_head1", id, talk.Sign, talk.TalkIn{}))
	if s := w.Record("hd_staff", accountability.Talk, id).State; s != talk.Held {
		t.Errorf("one signature moves it to %s", s)
	}
	w.Must(do(w, "hd_staff", id, talk.SignOffice, talk.TalkIn{Name: "甲某"}))
	w.WantKind(do(w, "hd_staff", id, talk.File, talk.TalkIn{}), errs.Conflict) // two points wait for answers
	for _, p := range w.Record("hd_staff", accountability.Talk, id).Points {
		w.Must(w.Accountability.Engine.Answer(w.As("hd_staff"), accountability.Talk, id, p.ID, "accepted", "情况属实。"))
	}
	w.Must(do(w, "hd_staff", id, talk.File, talk.TalkIn{}))
	w.Dispatch(w.Record("hd_staff", accountability.Talk, id).Ref(), "hd_staff", "hd_leader")
	receipts(t, w, id)
	if f := w.Record("hd_head1", accountability.Talk, id); f.State != talk.Filed || f.Clocks[0].Rule != "accountability.talk.report" || f.Clocks[0].Due != held.DueOn {
		t.Fatalf("%s %+v", f.State, f.Clocks)
	}
	w.Must(do(w, "hd_head1", id, talk.Report, talk.TalkIn{Text: "两项均已落实。"}))
	w.Must(do(w, "hd_staff", id, talk.Verify, talk.TalkIn{Met: "no", Text: "日查记录缺失。", DueOn: today.AddDays(40)}))
	w.Must(do(w, "hd_head1", id, talk.Report, talk.TalkIn{Text: "已补齐。"}))
	w.Must(do(w, "hd_staff", id, talk.Verify, talk.TalkIn{Met: "yes", Text: "现场核实。"}))
	if s := w.Record("hd_head1", accountability.Talk, id).State; s != talk.Done {
		t.Errorf("ended as %s", s)
	}
}

// receipts: those outside get paper whose receipt the office registers.
func receipts(t *testing.T, w *testkit.World, id string) {
	list, err := letters.Of(t.Context(), w.DB, w.Record("hd_staff", accountability.Talk, id).Ref())
	w.Must(err)
	f, err := w.Letters.Letter(w.As("hd_staff"), list[0].ID)
	w.Must(err)
	names := ""
	for _, d := range f.Deliveries {
		names += d.Name + " "
		if d.Outside() {
			w.Must(w.Letters.Receive(w.As("hd_staff"), f.ID, d.ID, d.Version, letters.Delivered{By: "收发员"}))
		}
	}
	if f.Kind != letters.TalkRecord || !strings.Contains(names, "中共海淀区委员会") || !strings.Contains(names, "海淀区人民政府") {
		t.Errorf("%s filed with %s", f.Kind, names)
	}
}

// A refusal to sign is on record with its reason and a witness, and does not stop the filing.
func TestRefusedSignature(t *testing.T) {
	t.Parallel()
	w := testkit.New(t)
	id := open(w)
	in := arranged(w)
	w.Must(do(w, "hd_staff", id, talk.Edit, in))
	w.Must(do(w, "hd_staff", id, talk.Notify, talk.TalkIn{}))
	w.Dispatch(w.Record("hd_staff", accountability.Talk, id).Ref(), "hd_staff", "hd_leader")
	w.Must(do(w, "hd_staff", id, talk.Hold, talk.TalkIn{On: w.Rectify.Today(), Speakers: in.Speakers, Warning: "限期整改。", Demands: []string{"清空通道"}, DueOn: w.Rectify.Today().AddDays(9)}))
	w.Must(do(w, "hd_staff", id, talk.SignOffice, talk.TalkIn{}))
	w.WantKind(do(w, "hd_staff", id, talk.Refuse, talk.TalkIn{Reason: "不认可"}), errs.Invalid) // a witness
	w.Must(do(w, "hd_staff", id, talk.Refuse, talk.TalkIn{Reason: "不认可", Witness: "丁某"}))
	w.Must(do(w, "hd_staff", id, talk.File, talk.TalkIn{}))
	l := w.Dispatch(w.Record("hd_staff", accountability.Talk, id).Ref(), "hd_staff", "hd_leader")
	if !strings.Contains(l.Content.Body, "拒绝签字") || !strings.Contains(l.Content.Body, "丁某") {
		t.Errorf("the record says\n%s", l.Content.Body)
	}
	w.Clock.Days(12) // the day of the demands passes: the ladder takes it up as any other clock
	w.Must(w.DB.Write(t.Context(), func(tx *db.Tx) error { return ladder.EnqueueNightly(t.Context(), tx) }))
	w.RunJobs()
	rungs, err := ladder.Of(t.Context(), w.DB, w.Record("hd_staff", accountability.Talk, id).Ref())
	w.Must(err)
	if len(rungs) < 2 || rungs[0].UnitID != "hd_school1" || rungs[0].Step != string(talk.Report) {
		t.Errorf("a late report of what a talk demanded has the rungs %+v", rungs)
	}
}
