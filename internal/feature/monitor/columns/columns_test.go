package columns_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/columns"
)

// schools are n schools with sizes and totals like real ones; some totals are missing if gaps are wanted.
func schools(r *rand.Rand, n int, gaps bool) []columns.School {
	out := make([]columns.School, n)
	for i := range out {
		p := math.Ceil(math.Exp(r.NormFloat64()*0.8 + 6))
		s := columns.School{ID: fmt.Sprint("u", i), Name: fmt.Sprint("示例第", i, "小学"), Kind: "primary", Students: p}
		for c, line := range []float64{0.06, 0.015, 0.012, 6, 9, 2600, 0.03} {
			s.Totals[c] = math.Round(p*line*math.Exp(r.NormFloat64()*0.3)*100) / 100
			if gaps && r.IntN(200) == 0 {
				s.Totals[c] = balance.Unknown
			}
		}
		out[i] = s
	}
	return out
}

func year(seed uint64, areas, each int, gaps bool) *columns.Year {
	r := rand.New(rand.NewPCG(seed, 1))
	var blocks []*columns.Block
	for a := range areas {
		for _, stage := range balance.Stages {
			blocks = append(blocks, columns.NewBlock(columns.Key{Area: fmt.Sprintf("%06d", a), Stage: stage}, schools(r, each, gaps)))
		}
	}
	return columns.NewYear(blocks)
}

func near(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-12*max(1, math.Abs(a))
}

// The columns say what balance.Weighted says (教督〔2017〕6号 差异系数), with gaps, zeros and single schools.
func TestStatsEqualTheRule(t *testing.T) {
	y := year(7, 30, 17, true)
	one := columns.NewBlock(columns.Key{Area: "one", Stage: balance.Junior}, []columns.School{{Name: "a", Students: 3, Totals: [7]float64{1, 0, 2, 3, 4, 5, 6}}})
	y = y.With(one)
	stats := y.Stats()
	for i, b := range y.Blocks() {
		for c := range columns.K {
			want := balance.Weighted(b.Students(), b.Totals(c))
			got := stats[i].Of[c]
			if !near(want.Mean, got.Mean) || !near(want.SD, got.SD) || !near(want.CV, got.CV) {
				t.Fatalf("%v column %d: %+v, want %+v", b.Key, c, got, want)
			}
		}
	}
}

// The quick way says what the exact one says: with gaps, with figures on their lines, by both rules and every rounding
// (教督〔2017〕6号, 教督〔2012〕3号).
func TestJudgeEqualsTheRule(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	var blocks []*columns.Block
	for a := range 300 {
		list := schools(r, 1+r.IntN(30), a%3 == 0)
		for i := range list {
			switch r.IntN(6) {
			case 0: // on a line
				list[i].Totals[3] = list[i].Students * 4.5
				list[i].Totals[1] = list[i].Students / 100
			case 1: // on the floor
				list[i].Totals[6] = list[i].Students * 2.3 / 100 * 0.85
			case 2: // a rich school
				for c := range list[i].Totals {
					list[i].Totals[c] *= 2
				}
			}
		}
		blocks = append(blocks, columns.NewBlock(columns.Key{Area: fmt.Sprintf("%06d", a), Stage: balance.Stages[a%2]}, list))
	}
	y := columns.NewYear(blocks)
	for _, code := range []string{"2017", "2012"} {
		ru, _ := balance.RulesOf(code)
		for _, places := range []int{-1, 2, 3} {
			got := y.Judge(ru, places)
			for i, b := range y.Blocks() {
				var list []balance.School
				for _, s := range b.Schools() {
					list = append(list, balance.School{Name: s.Name, Students: s.Students, Totals: s.Totals})
				}
				want := ru.Judge(b.Stage, list, places)
				if got[i].Verdict != want.Verdict || got[i].Lines != want.Lines || got[i].Each != want.Each || got[i].Edge != want.Edge || !reflect.DeepEqual(got[i].NotMet, want.NotMet) || !near(got[i].Mean, want.Mean) || !near(got[i].Stats[0].SD, want.Stats[0].SD) {
					t.Fatalf("%s %d %v:\n%+v\n%+v", code, places, b.Key, got[i], want)
				}
			}
		}
	}
	sum := make([]float64, 30)
	b := blocks[1]
	for c, st := range b.Stats().Of {
		b.Contributions(c, st, sum)
		want := balance.Contributions(b.Students(), b.Totals(c))
		for i := range want {
			if math.Abs(want[i]-sum[i]) > 1e-12 {
				t.Fatalf("contribution %d of %d: %v, want %v", i, c, sum[i], want[i])
			}
		}
	}
}

// A coefficient of one millionth keeps its digits: a single pass over sums of squares would lose them.
func TestASmallCoefficientKeepsItsDigits(t *testing.T) {
	var list []columns.School
	for i := range 1000 {
		list = append(list, columns.School{Name: fmt.Sprint(i), Students: 1, Totals: [7]float64{1e6 + float64(i%2*2-1)}})
	}
	s := columns.NewBlock(columns.Key{Area: "a", Stage: balance.Primary}, list).Stats().Of[0]
	if math.Abs(s.CV-1e-6) > 1e-15 {
		t.Errorf("cv = %v", s.CV)
	}
}

func TestABlockIsKeptAsItIs(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	b := columns.NewBlock(columns.Key{Area: "110108", Stage: balance.Primary}, schools(r, 40, false))
	data := b.Encode()
	got, err := columns.Decode(b.Key, append([]byte{}, data...))
	if err != nil || !reflect.DeepEqual(got.Schools(), b.Schools()) {
		t.Fatalf("%v", err)
	}
	for i := range data {
		broken := append([]byte{}, data...)
		broken[i] ^= 0x55
		if _, err := columns.Decode(b.Key, broken); err == nil {
			t.Fatalf("byte %d changed and nobody saw it", i)
		}
	}
	for i := range data {
		if _, err := columns.Decode(b.Key, data[:i]); err == nil {
			t.Fatalf("cut at %d and nobody saw it", i)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = columns.Decode(columns.Key{}, data) })
}

// A changed block stands in the new year only; an empty one takes its area away.
func TestWithLeavesTheOldYearAlone(t *testing.T) {
	y := year(1, 3, 5, false)
	k := columns.Key{Area: "000001", Stage: balance.Primary}
	old, _ := y.Block(k)
	changed := columns.NewBlock(k, old.Schools()[:2])
	z := y.With(changed)
	if b, _ := y.Block(k); b.Len() != 5 {
		t.Error("the old year changed")
	}
	if b, _ := z.Block(k); b.Len() != 2 || len(z.Blocks()) != 6 {
		t.Error("the new year did not")
	}
	z = z.With(columns.NewBlock(k, nil), columns.NewBlock(columns.Key{Area: "9", Stage: balance.Junior}, old.Schools()))
	if _, there := z.Block(k); there || len(z.Blocks()) != 6 {
		t.Errorf("%d blocks", len(z.Blocks()))
	}
}

// The plain loop that the rest is measured against: one year of 500,000 schools in flat columns, two passes, on one
// and on two processors.
func BenchmarkNation(b *testing.B) {
	y := year(5, 2850, 88, false)
	var p []float64
	var r [columns.K][]float64
	var ends []int
	for _, block := range y.Blocks() {
		p = append(p, block.Students()...)
		for c := range columns.K {
			r[c] = append(r[c], block.Totals(c)...)
		}
		ends = append(ends, len(p))
	}
	out := make([][columns.K]float64, len(ends))
	loop := func(from, to int) {
		start := 0
		if from > 0 {
			start = ends[from-1]
		}
		for g := from; g < to; g++ {
			end := ends[g]
			var sum float64
			for _, v := range p[start:end] {
				sum += v
			}
			for c := range columns.K {
				var total, square float64
				for _, v := range r[c][start:end] {
					total += v
				}
				mean := total / sum
				for i := start; i < end; i++ {
					d := r[c][i]/p[i] - mean
					square += p[i] / sum * d * d
				}
				out[g][c] = math.Sqrt(square) / mean
			}
			start = end
		}
	}
	b.Run("loop", func(b *testing.B) {
		for b.Loop() {
			done := make(chan bool)
			go func() { loop(0, len(ends)/2); done <- true }()
			loop(len(ends)/2, len(ends))
			<-done
		}
	})
	b.Run("stats", func(b *testing.B) {
		for b.Loop() {
			y.Stats()
		}
	})
	ru, _ := balance.RulesOf("2017")
	b.Run("judge", func(b *testing.B) {
		for b.Loop() {
			y.Judge(ru, -1)
		}
	})
	b.Run("judge and contributions", func(b *testing.B) {
		for b.Loop() {
			y.Each(func(_ int, block *columns.Block) {
				room := make([]float64, block.Len())
				res := block.Judge(ru, -1)
				for c, st := range res.Stats {
					st.Mean, st.SD = st.Mean/ru.Items[c].Per, st.SD/ru.Items[c].Per
					block.Contributions(c, st, room)
				}
			})
		}
	})
	b.Run("one block", func(b *testing.B) {
		old := y.Blocks()[100]
		list := old.Schools()
		for b.Loop() {
			block := columns.NewBlock(old.Key, list)
			y.With(block)
			block.Judge(ru, -1)
		}
	})
	var stored [][]byte
	for _, block := range y.Blocks() {
		stored = append(stored, block.Encode())
	}
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			for i, block := range y.Blocks() {
				if _, err := columns.Decode(block.Key, stored[i]); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
