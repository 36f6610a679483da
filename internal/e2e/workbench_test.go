package e2e_test

import (
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/e2e"
	"dudao/internal/feature/access"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/db"
)

// A head and the office look at the same duties from both sides; each figure leads to as many lines
// as it says, with and without script.
func TestWorkbench(t *testing.T) {
	t.Parallel()
	s := e2e.Start(t)
	ctx := s.As("hd_staff")
	today := civil.DateOf(s.Clock.Now())
	for _, d := range []struct {
		id, unit, title, action string
		need                    access.Permission
		due                     int
	}{
		{"a", "hd_school1", "海淀第一小学：消防通道堵塞", "提交整改结果", "rectify.submit", -4},
		{"b", "hd_school1", "海淀第一小学：课后服务收费公示不全", "提交整改方案", "rectify.plan", 2},
		{"c", "hd_school1", "海淀第一小学：体育课时不足，部分班级体育课被其他学科占用", "提交整改结果", "rectify.submit", 18},
		{"d", "hd_office", "海淀第一小学：校车台账缺项", "核查验收整改", "rectify.verify", 1},
	} {
		s.Must(s.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := clock.Start(ctx, tx, clock.Duty{Ref: ident.Ref{Kind: "rectify.order", ID: d.id}, Step: d.action, From: today.AddDays(-10), Due: today.AddDays(d.due),
				UnitPath: "/110000/110108/hd_school1/", UnitID: d.unit, Need: d.need, Title: d.title, Action: d.action, URL: "/rectifications/" + d.id})
			return err
		}))
	}
	for who, want := range map[string][]string{"hd_head1": {"3", "1", "1", "1", "0", "1"}, "hd_staff": {"1", "0", "1", "3", "1", "1"}} {
		t.Run(who, func(t *testing.T) {
			b := s.Browser(t)
			b.As(who)
			b.Go("/workbench")
			b.Check("desk")
			got := e2e.Eval[[]string](b, `[...document.querySelectorAll(".figures b")].map(e => e.textContent)`)
			for i, n := range want {
				if got[i] != n {
					t.Errorf("figure %d = %s, want %s", i, got[i], n)
				}
			}
			b.NoScript()
			for i, n := range want {
				if n == "0" {
					continue
				}
				b.Go("/workbench")
				b.Click(".figures li:nth-child(" + string(rune('1'+i)) + ") a")
				b.WantText(".count", "共 "+n+" 项")
			}
		})
	}
	b := s.Browser(t)
	b.As("hd_head1")
	b.Go("/workbench/duties")
	b.Check("duties")
	b.Size(360, 700)
	b.Open(".menu summary")
	b.Wait(".nav")
	b.Shot("menu")
	b.Press("k", true)
	b.Type("#palette input", "第一小学")
	b.Wait("#palette li a")
	b.Shot("found")
}
