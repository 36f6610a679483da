package testkit

import (
	"maps"

	"dudao/internal/base/ident"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/circular"
	"dudao/internal/feature/accountability/honour"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/feature/accountability/talk"
	letters "dudao/internal/feature/document"
	"dudao/internal/feature/org"
)

func init() {
	pair := func(make func(w *World, district string) map[string]string) func(*World) Pair {
		return func(w *World) Pair { return Pair{make(w, "hd"), make(w, "xc")} }
	}
	maps.Copy(Objects, map[string]func(*World) Pair{
		"/talks/{id}":                  pair((*World).talk),
		"/circulars/{id}":              pair((*World).circular),
		"/commendations/{id}":          pair((*World).honour),
		"/accountability-cases/{id}":   pair(func(w *World, d string) map[string]string { return w.recordOf(w.Decided(d), accountability.Case) }),
		"/accountability-reviews/{id}": pair((*World).review),
		"/accountability-appeals/{id}": pair((*World).appeal),
		"/consultations/{id}": pair(func(w *World, d string) map[string]string {
			list, err := liability.ConsultsOf(w.t.Context(), w.DB, w.Consulting(d))
			w.Must(err)
			return map[string]string{"id": list[0].ID}
		}),
	})
}

// Dispatch takes the open letter of a record through the house: checked, approved by the leader, numbered,
// signed and sent.
func (w *World) Dispatch(ref ident.Ref, staff, leader string) letters.Letter {
	w.t.Helper()
	list, err := letters.Of(w.t.Context(), w.DB, ref)
	w.Must(err)
	for _, l := range list {
		if l.State != letters.Drafting {
			continue
		}
		w.Must(w.Letters.Submit(w.As(staff), l.ID, l.Version, "测试"))
		w.Must(w.Letters.Approve(w.As(leader), l.ID, l.Version+1, true))
		w.RunJobs()
		f, err := w.Letters.Letter(w.As(leader), l.ID)
		w.Must(err)
		return f.Letter
	}
	w.t.Fatalf("testkit: %v has no draft of a letter", ref)
	return letters.Letter{}
}

// Record returns a record of accountability as somebody sees it.
func (w *World) Record(who string, k accountability.Kind, id string) accountability.Full {
	w.t.Helper()
	f, err := w.Accountability.Engine.Show(w.As(who), k, id)
	w.Must(err)
	return f
}

func (w *World) recordOf(id string, k accountability.Kind) map[string]string {
	values := map[string]string{"id": id, "point": "x"}
	f, err := w.Accountability.Engine.Show(w.As("city_staff"), k, id)
	if err == nil && len(f.Points) > 0 {
		values["point"] = f.Points[0].ID
	}
	return values
}

// talk is a talk of which the unit knows, with a statement of it.
func (w *World) talk(d string) map[string]string {
	staff := d + "_staff"
	r, err := w.Accountability.Talk.Open(w.As(staff), accountability.NewRecord{UnitID: org.UnitID(d + "_school1"), Grounds: []string{"talk.safety"}, Facts: "消防通道长期堆放杂物。"})
	w.Must(err)
	today := w.Rectify.Today()
	w.Must(w.Accountability.Talk.Do(w.As(staff), r.ID, r.Version, talk.Edit, talk.TalkIn{Grounds: []string{"talk.safety"}, Facts: r.Facts, On: today.AddDays(5), Time: "9:30", Place: "会议室",
		Speakers: []talk.Speaker{{Name: "甲某", Post: "主任"}, {Name: "乙某", Post: "督学"}}, Persons: []accountability.Persons{{Name: "丙某", Post: "校长"}}}))
	w.Must(w.Accountability.Talk.Do(w.As(staff), r.ID, r.Version+1, talk.Notify, talk.TalkIn{}))
	w.Dispatch(r.Ref(), staff, d+"_leader")
	w.Must(w.Accountability.Talk.Do(w.As(d+"_head1"), r.ID, w.Record(staff, accountability.Talk, r.ID).Version, talk.Statement, talk.TalkIn{Points: []string{"杂物已于当日清理。"}}))
	return w.recordOf(r.ID, accountability.Talk)
}

// circular is a draft circular shown to its unit, which replied.
func (w *World) circular(d string) map[string]string {
	staff := d + "_staff"
	r, err := w.Accountability.Circular.Open(w.As(staff), accountability.NewRecord{UnitID: org.UnitID(d + "_school1"), Grounds: []string{"circular.poor"}, Facts: "三项问题逾期未整改。"})
	w.Must(err)
	w.Must(w.Accountability.Circular.Do(w.As(staff), r.ID, r.Version, circular.Edit, circular.CircularIn{Grounds: []string{"circular.poor"}, Facts: r.Facts, Performance: "推进缓慢", Rectification: "完成一项",
		Recommend: true, RecUntil: w.Rectify.Today().AddDays(180)}))
	w.Must(w.Accountability.Circular.Do(w.As(staff), r.ID, r.Version+1, circular.Show, circular.CircularIn{DueOn: w.Rectify.Today().AddDays(7)}))
	w.Must(w.Accountability.Circular.Do(w.As(d+"_head1"), r.ID, r.Version+2, circular.Statement, circular.CircularIn{Points: []string{"已完成两项。"}}))
	return w.recordOf(r.ID, accountability.Circular)
}

func (w *World) honour(d string) map[string]string {
	staff := d + "_staff"
	r, err := w.Accountability.Honour.Open(w.As(staff), accountability.NewRecord{UnitID: org.UnitID(d + "_school1"), Facts: "综合督导结果优秀。"})
	w.Must(err)
	w.Must(w.Accountability.Honour.Do(w.As(staff), r.ID, r.Version, honour.Edit, honour.HonourIn{Facts: r.Facts, Merits: "办学规范"}))
	w.Must(w.Accountability.Honour.Do(w.As(staff), r.ID, r.Version+1, honour.Submit, honour.HonourIn{}))
	w.Must(w.Accountability.Honour.Do(w.As(d+"_leader"), r.ID, r.Version+2, honour.Approve, honour.HonourIn{}))
	w.Dispatch(r.Ref(), staff, d+"_leader")
	return w.recordOf(r.ID, accountability.Honour)
}

// Consulting makes a case about the first school of a district that waits for the opinions of member units.
func (w *World) Consulting(d string) string {
	w.t.Helper()
	staff := d + "_staff"
	do := func(who, id string, a accountability.Action, in liability.CaseIn) {
		w.t.Helper()
		w.Must(w.Accountability.Liability.Do(w.As(who), id, w.Record(staff, accountability.Case, id).Version, a, in))
	}
	r, err := w.Accountability.Liability.Open(w.As(staff), accountability.NewRecord{UnitID: org.UnitID(d + "_school1")}, liability.CaseIn{Object: "school", Grounds: []string{"school.rectify"}, Facts: "逾期未整改。", EndedOn: w.Rectify.Today()})
	w.Must(err)
	do(staff, r.ID, liability.Team, liability.CaseIn{Lead: liability.Member{Name: "甲某", Post: "主任"}, Team: []liability.Member{{Name: "乙某", Post: "督学"}}})
	do(staff, r.ID, liability.Find, liability.CaseIn{Grounds: []string{"school.rectify"}, Found: "三项问题未整改，超过期限四十日。", Proof: "整改通知、督办单、现场记录"})
	do(staff, r.ID, liability.Measure, liability.CaseIn{Measure: "unit.criticise"})
	do(staff, r.ID, liability.Measure, liability.CaseIn{Measure: "unit.punish"})
	do(staff, r.ID, liability.Inform, liability.CaseIn{DueOn: w.Rectify.Today().AddDays(10)})
	do(d+"_head1", r.ID, liability.Statement, liability.CaseIn{Points: []string{"资金未到位。"}})
	f := w.Record(staff, accountability.Case, r.ID)
	w.Must(w.Accountability.Engine.Answer(w.As(staff), accountability.Case, r.ID, f.Points[0].ID, "partly", "部分属实，已在量责时考虑。"))
	do(staff, r.ID, liability.Consult, liability.CaseIn{Members: []string{"110000", "区财政局"}})
	return r.ID
}

// Decided makes a case that is decided, its letter out.
func (w *World) Decided(d string) string {
	w.t.Helper()
	staff, id := d+"_staff", w.Consulting(d)
	asked, err := liability.ConsultsOf(w.t.Context(), w.DB, id)
	w.Must(err)
	for _, a := range asked {
		if a.MemberID != "" {
			w.Must(w.Accountability.Liability.Answer(w.As("liaison"), a.ID, a.Version, "yes", "同意"))
			continue
		}
		w.Must(w.Accountability.Liability.Do(w.As(staff), id, w.Record(staff, accountability.Case, id).Version, liability.Opinion, liability.CaseIn{Consult: a.ID, Agree: "yes"}))
	}
	w.Must(w.Accountability.Liability.Do(w.As(staff), id, w.Record(staff, accountability.Case, id).Version, liability.Submit, liability.CaseIn{}))
	w.Must(w.Accountability.Liability.Do(w.As(d+"_leader"), id, w.Record(staff, accountability.Case, id).Version, liability.Approve, liability.CaseIn{Post: "副主任"}))
	w.Dispatch(w.Record(staff, accountability.Case, id).Ref(), staff, d+"_leader")
	return id
}

func (w *World) remedy(d string, a accountability.Action, k accountability.Kind) map[string]string {
	id := w.Decided(d)
	w.Must(w.Accountability.Liability.Do(w.As(d+"_head1"), id, w.Record(d+"_staff", accountability.Case, id).Version, a, liability.CaseIn{Points: []string{"事实认定有误。"}}))
	return w.recordOf(w.Record(d+"_staff", accountability.Case, id).Below[0].ID, k)
}

func (w *World) review(d string) map[string]string {
	return w.remedy(d, liability.AskReview, accountability.Review)
}

func (w *World) appeal(d string) map[string]string {
	return w.remedy(d, liability.AskAppeal, accountability.Appeal)
}
