package inspect_test

import (
	"slices"
	"testing"

	"dudao/internal/base/civil"
	"dudao/internal/feature/inspect"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/rectify"
)

// The timeline tells what happened in the order in which it was written, also what one transaction
// wrote, and names indicators by their names.
func TestTimelineIsInTheOrderWritten(t *testing.T) {
	t.Parallel()
	x := set(t)
	x.start()
	x.team()
	x.notice()
	list := x.show("hd_clerk1").Indicators
	if len(list) < 5 {
		t.Fatalf("only %d indicators", len(list))
	}
	slices.Reverse(list) // not the order of the standard, nor that of the table
	var claims []inspect.Claim
	for _, i := range list {
		claims = append(claims, inspect.Claim{Node: i.NodeCode, Version: i.Version, Grade: "b", Text: "良好"})
	}
	x.Must(x.Inspect.SaveClaims(x.As("hd_clerk1"), x.id, claims))
	x.Must(x.Inspect.SubmitEvaluation(x.As("hd_head1"), x.id, x.v(), "自评总体良好。"))
	one := x.As("hd_inspector1")
	x.Must(x.Inspect.BeginWork(one, x.id, x.v()))
	_, err := x.Inspect.AddRecord(one, x.id, fieldwork.Record{Kind: fieldwork.Tour, On: civil.DateOf(x.Clock.Now()), Text: "巡视食堂", Nodes: []string{list[0].NodeCode}})
	x.Must(err)
	_, err = x.Inspect.RaiseFinding(one, x.id, inspect.NewFinding{Node: list[0].NodeCode, Severity: rectify.General, Clause: "《义务教育法》第三十五条", Text: "记录不全", Demand: "补齐"})
	x.Must(err)

	d := x.show("hd_staff")
	var want, got []string
	for range x.three {
		want = append(want, "inspect.join")
	}
	want = append(want, "inspect.notify")
	for _, i := range list {
		n, ok := d.Standard.Node(i.NodeCode)
		if !ok || n.Name == i.NodeCode {
			t.Fatalf("%s has no name", i.NodeCode)
		}
		want = append(want, "inspect.claim "+n.Name)
	}
	name, _ := d.Standard.Node(list[0].NodeCode)
	want = append(want, "inspect.submit", "inspect.begin", "inspect.record", "inspect.finding "+name.Name)
	for n, e := range d.Events {
		if n > 0 && e.ID <= d.Events[n-1].ID {
			t.Errorf("%s is not after %s", e.Action, d.Events[n-1].Action)
		}
		switch e.Action {
		case "inspect.start":
		case "inspect.claim", "inspect.finding":
			got = append(got, e.Action+" "+e.Note)
		default:
			got = append(got, e.Action)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("timeline:\n%q\nwant:\n%q", got, want)
	}
}
