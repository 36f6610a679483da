package listidx

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

var spec = Spec{Name: "unit", Enums: 2, Nums: 2}

func randomRow(r *rand.Rand, id int) Row {
	return Row{
		ID:   fmt.Sprintf("id%05d", id),
		Path: fmt.Sprintf("/%d/%d/%d/", r.IntN(3), r.IntN(4), r.IntN(5)),
		Text: []string{"第一小学", "实验School", "中心小学", "Abc"}[r.IntN(4)] + fmt.Sprint(r.IntN(9)),
		Enum: []string{[]string{"primary", "junior"}[r.IntN(2)], []string{"public", "private", ""}[r.IntN(3)]},
		Num:  []int64{int64(r.IntN(20)), int64(r.IntN(1000))},
	}
}

func baseOf(spec Spec, rows []Row) *base {
	b := newBuilder(spec)
	for _, r := range rows {
		_ = b.add(r)
	}
	return b.done()
}

// plain answers the query by looking at every row.
func plain(rows map[string]Row, q Query) Result {
	var hit []Row
	q.Text = strings.ToLower(q.Text)
	for _, r := range rows {
		r.Text = strings.ToLower(r.Text)
		if r.Path >= q.From && r.Path < q.To && rowMatches(r, q) {
			hit = append(hit, r)
		}
	}
	slices.SortFunc(hit, func(a, b Row) int { return compareRows(a, b, q.Sort) })
	if q.Desc {
		slices.Reverse(hit)
	}
	res := Result{Total: len(hit)}
	for k := q.Offset; k < min(q.Offset+q.Limit, len(hit)); k++ {
		res.IDs = append(res.IDs, hit[k].ID)
	}
	return res
}

// Whatever is asked and however the rows change, the index answers as a look at every row does.
func TestFindsWhatALookAtEveryRowFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	rows := map[string]Row{}
	for id := range 600 {
		row := randomRow(r, id)
		rows[row.ID] = row
	}
	var list []Row
	for _, row := range rows {
		list = append(list, row)
	}
	s := &state{base: baseOf(spec, list)}
	for round := range 60 {
		for range 40 {
			q := randomQuery(r)
			got, want := s.run(q), plain(rows, q)
			if got.Total != want.Total || !slices.Equal(got.IDs, want.IDs) {
				t.Fatalf("round %d %+v:\n got %d %v\nwant %d %v", round, q, got.Total, got.IDs, want.Total, want.IDs)
			}
		}
		var ids []string
		var changed []Row
		for range 1 + r.IntN(9) {
			row := randomRow(r, r.IntN(700))
			if slices.Contains(ids, row.ID) {
				continue
			}
			ids = append(ids, row.ID)
			if r.IntN(4) == 0 {
				delete(rows, row.ID)
				continue
			}
			rows[row.ID] = row
			changed = append(changed, row)
		}
		s = s.with(ids, changed)
		if round == 30 {
			s = &state{base: s.rebased(spec)}
		}
	}
}

func randomQuery(r *rand.Rand) Query {
	q := Query{From: "/", To: "0", Sort: Order(r.IntN(4) - 2), Desc: r.IntN(2) == 0, Limit: 1 + r.IntN(50), Offset: r.IntN(80)}
	switch r.IntN(3) {
	case 0:
		q.From = fmt.Sprintf("/%d/", r.IntN(3))
		q.To = strings.TrimSuffix(q.From, "/") + "0"
	case 1:
		q.From = fmt.Sprintf("/%d/%d/", r.IntN(3), r.IntN(4))
		q.To = strings.TrimSuffix(q.From, "/") + "0"
	}
	if r.IntN(2) == 0 {
		q.Enums = append(q.Enums, EnumIn{0, []string{"primary"}})
	}
	if r.IntN(3) == 0 {
		q.Enums = append(q.Enums, EnumIn{1, []string{"public", "", "nothing"}})
	}
	if r.IntN(3) == 0 {
		q.Nums = append(q.Nums, AtMost(0, int64(r.IntN(20))), AtLeast(1, int64(r.IntN(500))))
	}
	if r.IntN(3) == 0 {
		q.Text = []string{"小学", "school", "学1", "无"}[r.IntN(4)]
	}
	return q
}

func BenchmarkFind(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([]Row, 500_000)
	for i := range rows {
		rows[i] = randomRow(r, i)
		rows[i].ID = fmt.Sprintf("0198f000-0000-7000-8000-%012d", i)
		rows[i].Path = fmt.Sprintf("/%02d0000/%02d%04d/%s/", i%31, i%31, i%2900, rows[i].ID)
	}
	s := &state{base: baseOf(spec, rows)}
	for _, q := range []struct {
		name string
		Query
	}{
		{"county", Query{From: "/110000/110321/", To: "/110000/1103210", Enums: []EnumIn{{0, []string{"primary"}}}, Sort: 1, Desc: true, Limit: 50}},
		{"province contains", Query{From: "/110000/", To: "/1100000", Text: "实验", Sort: ByText, Limit: 50, Offset: 100}},
		{"country", Query{From: "/", To: "0", Sort: 1, Desc: true, Limit: 50}},
		{"country deep", Query{From: "/", To: "0", Sort: ByText, Limit: 50, Offset: 250_000}},
		{"country contains", Query{From: "/", To: "0", Text: "实验", Sort: 1, Limit: 50}},
	} {
		b.Run(q.name, func(b *testing.B) {
			for b.Loop() {
				s.run(q.Query)
			}
		})
	}
}
