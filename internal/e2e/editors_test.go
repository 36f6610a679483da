package e2e_test

import (
	"testing"

	"dudao/internal/e2e"
	"dudao/internal/feature/org"
)

// Two clerks correct the same school. The second, who was slower, sees what the first saved beside what
// was typed, puts both together and saves: nothing is lost.
func TestTwoEditors(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	first, second := s.Browser(t), s.Browser(t)
	for b, who := range map[*e2e.Browser]string{first: "city_staff", second: "city_staff2"} {
		b.As(who)
		b.Go("/units/hd_school1/edit")
	}
	const form = "main form.form"
	first.Fill(form+" [name=address]", "海淀区中关村大街1号")
	first.Fill(form+" [name=students]", "1250")
	first.Submit(form)

	second.Fill(form+" [name=address]", "海淀区中关村大街甲1号，北门进")
	second.Fill(form+" [name=reason]", "实地核对")
	second.Submit(form)
	second.Check("stale")
	second.WantText(".field:has([name=address]) .theirs", "海淀区中关村大街1号")
	second.WantText(".field:has([name=students]) .theirs", "1250")
	for name, want := range map[string]string{"address": "海淀区中关村大街甲1号，北门进", "reason": "实地核对", "students": "1200"} {
		if got := e2e.Eval[string](second, `document.querySelector("main form.form [name=`+name+`]").value`); got != want {
			t.Errorf("%s = %q after the refusal, typed %q", name, got, want)
		}
	}
	if u := unit(s, "hd_school1"); u.Address != "海淀区中关村大街1号" || u.Students != 1250 {
		t.Fatalf("the second overwrote the first unseen: %+v", u)
	}

	second.Fill(form+" [name=students]", "1250") // takes over what the other saved
	second.Submit(form)
	second.WantText("h1", "海淀第一小学")
	if u := unit(s, "hd_school1"); u.Address != "海淀区中关村大街甲1号，北门进" || u.Students != 1250 {
		t.Errorf("saved %+v", u)
	}
	second.Check("unit")
}

func unit(s *e2e.Site, id org.UnitID) org.Unit {
	u, err := s.Org.Unit(s.As("city_staff"), id)
	s.Must(err)
	return u
}
