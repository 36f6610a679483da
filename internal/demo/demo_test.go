package demo

import (
	"testing"
	"time"

	"dudao/internal/app"
	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// A whole year is made through the services without a refusal.
func TestBuild(t *testing.T) {
	end := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	c := app.Config{Database: testkit.Database(t), Data: t.TempDir()}
	b, err := Build(t.Context(), c, end)
	if err != nil {
		t.Fatal(err)
	}
	if b.Supervisions < 50 {
		t.Errorf("%d supervisions", b.Supervisions)
	}
	d, err := db.Open(c.Database, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for what, query := range map[string]string{
		"files of self-evaluations":      `select count(*) from file where ref_kind = 'inspect.indicator'`,
		"files of records on site":       `select count(*) from file where ref_kind = 'inspect.record'`,
		"files of measures":              `select count(*) from file where ref_kind = 'rectify.item'`,
		"files with a second version":    `select count(*) from file_version where n = 2`,
		"rungs of other clocks":          `select count(*) from ladder_escalation where ref_kind <> 'rectify.order' and rung = 2`,
		"rungs proposed":                 `select count(*) from ladder_escalation where state = 'proposed'`,
		"rungs confirmed":                `select count(*) from ladder_escalation where state = 'confirmed' and number <> ''`,
		"rungs declined":                 `select count(*) from ladder_escalation where state = 'declined' and reason <> ''`,
		"notices of joint liability":     `select count(*) from ladder_liability`,
		"requests granted":               `select count(*) from clock_request where state = 'granted' and kind = 'extend'`,
		"requests refused":               `select count(*) from clock_request where state = 'refused'`,
		"clocks moved by the calendar":   `select count(*) from clock_change where action = 'calendar'`,
		"returns accepted":               `select count(*) from returns_return where state = 'accepted' and year = 2025`,
		"returns sent back":              `select count(*) from returns_return where state = 'returned' and year = 2026`,
		"years of schools":               `select count(*) from monitor_block where year = 2023`,
		"monitoring warnings":            `select count(*) from monitor_warning where state = 'open'`,
		"pupils who left":                `select count(*) from dropout_case where state = 'escalated'`,
		"open data":                      `select count(*) from portal_item where kind = 'data'`,
		"small pictures":                 `select count(*) from file_version where thumb <> ''`,
		"matters of the standard itself": `select count(*) from inspection where standard_code = 'kindergarten' and matters like '办园方向、保育与安全%'`,
	} {
		if n, err := db.Get[int](t.Context(), d, query); err != nil || n == 0 {
			t.Errorf("%s: %d %v", what, n, err)
		}
	}
	if n, err := db.Get[int](t.Context(), d, `select count(*) from inspect_indicator x join inspection i on i.id = x.inspection_id
		where i.standard_code <> 'yw-school' and (x.reason like '%课程开齐%' or x.claim_text like '%学校%')`); err != nil || n > 0 {
		t.Errorf("words of schools in supervisions of others: %d %v", n, err)
	}
}
