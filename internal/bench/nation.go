package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"dudao/internal/demo"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/feature/monitor/columns"
	"dudao/internal/platform/db"
	"dudao/internal/platform/xlsx"
)

// nationYear and nationYears are the years of the national demonstration.
const (
	nationYear  = 2021
	nationYears = 5
)

// nation measures the coefficients of 500,000 schools beside a plain loop, DuckDB and PostgreSQL, and the program with
// all of it: rebuilding, pages, a large workbook.
func (b *bench) nation(ctx context.Context) error {
	ru, _ := balance.RulesOf("2017")
	var files []string
	var years []*columns.Year
	first := filepath.Join(b.dir, "nation0.csv")
	f, err := os.Create(first)
	if err != nil {
		return err
	}
	if err := errors.Join(demo.NationTable(f, nationYear), f.Close()); err != nil {
		return err
	}
	if err := b.workbook(ctx, first); err != nil { // before this process has grown: a child's memory counts from its parent's
		return err
	}
	for y := range nationYears {
		var text bytes.Buffer
		if err := demo.NationTable(&text, nationYear+y); err != nil {
			return err
		}
		name := filepath.Join(b.dir, fmt.Sprintf("nation%d.csv", y))
		if err := os.WriteFile(name, text.Bytes(), 0o600); err != nil {
			return err
		}
		year, err := yearOf(bytes.NewReader(text.Bytes()), ru)
		if err != nil {
			return err
		}
		files, years = append(files, name), append(years, year)
	}
	for _, n := range []int{1, nationYears} {
		measureColumns(years[:n], ru)
	}
	if err := duck(ctx, b.dir, files); err != nil {
		return err
	}
	if db.IsPostgres(b.database) {
		if err := postgres(ctx, b.database, files); err != nil {
			return err
		}
	}
	for _, database := range []string{filepath.Join(b.dir, "nation.db"), b.database} {
		if database != "" {
			if err := b.program(ctx, database); err != nil {
				return err
			}
		}
	}
	return nil
}

func yearOf(file xlsx.File, ru balance.Rules) (*columns.Year, error) {
	list, problems, err := balance.Read(file, ru)
	if err != nil || len(problems) > 0 {
		return nil, fmt.Errorf("the table: %d problems, %w", len(problems), err)
	}
	var blocks []*columns.Block
	for _, c := range list {
		for _, st := range balance.Stages {
			var schools []columns.School
			for _, s := range c.Schools[st] {
				schools = append(schools, columns.School{Name: s.Name, Students: s.Students, Totals: s.Totals})
			}
			blocks = append(blocks, columns.NewBlock(columns.Key{Area: c.Name, Stage: st}, schools))
		}
	}
	return columns.NewYear(blocks), nil
}

// best is the shortest of many runs, in milliseconds.
func best(runs int, f func()) float64 {
	least := math.Inf(1)
	for range runs {
		begin := time.Now()
		f()
		least = min(least, float64(time.Since(begin).Microseconds())/1000)
	}
	return least
}

func measureColumns(years []*columns.Year, ru balance.Rules) {
	var flat []*plain
	for _, y := range years {
		flat = append(flat, newPlain(y))
	}
	each := func(f func(i int)) func() {
		return func() {
			for i := range years {
				f(i)
			}
		}
	}
	loop := best(30, each(func(i int) { flat[i].loop() }))
	n := len(years)
	row("%d year(s), plain loop over columns, 2 cores", "%.1f ms", n, loop)
	stats := best(30, each(func(i int) { years[i].Stats() }))
	row("%d year(s), coefficients", "%.1f ms (%.2f × the loop)", n, stats, stats/loop)
	judged := best(15, each(func(i int) { years[i].Judge(ru, -1) }))
	row("%d year(s), with lines and verdicts of every school", "%.1f ms (%.2f × the loop)", n, judged, judged/loop)
	all := best(15, each(func(i int) {
		years[i].Each(func(_ int, k *columns.Block) {
			room := make([]float64, k.Len())
			res := k.Judge(ru, -1)
			for c, st := range res.Stats {
				st.Mean, st.SD = st.Mean/ru.Items[c].Per, st.SD/ru.Items[c].Per
				k.Contributions(c, st, room)
			}
		})
	}))
	row("%d year(s), with verdicts and contributions", "%.1f ms (%.2f × the loop)", n, all, all/loop)
}

// duck asks DuckDB the same, where scripts/bench.sh has it.
func duck(ctx context.Context, dir string, files []string) error {
	script := os.Getenv("DUCKDB")
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "@duckdb")); script == "" || err != nil {
		row("DuckDB", "not here")
		return nil
	}
	cmd := exec.CommandContext(ctx, "node", append([]string{script}, files...)...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("duckdb: %w\n%s", err, out)
	}
	ms := strings.Fields(string(out))
	row("DuckDB, coefficients", "%s ms one year, %s ms five", ms[0], ms[len(ms)-1])
	return nil
}

// postgres asks PostgreSQL the same.
func postgres(ctx context.Context, url string, files []string) error {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, `create unlogged table bench_school (year integer, county text, stage text, students float8, r1 float8, r2 float8, r3 float8, r4 float8, r5 float8, r6 float8, r7 float8)`); err != nil {
		return err
	}
	for y, name := range files {
		if err := copyTable(ctx, c, y, name); err != nil {
			return err
		}
	}
	if _, err := c.Exec(ctx, `vacuum analyze bench_school`); err != nil {
		return err
	}
	var columns []string
	for i := 1; i <= 7; i++ {
		columns = append(columns, fmt.Sprintf(`sqrt(greatest(sum(r%d * r%d / students) * sum(students) / (sum(r%d) * sum(r%d)) - 1, 0))`, i, i, i, i))
	}
	var ms []float64
	for _, where := range []string{`where year = 0`, ``} {
		var failed error
		ms = append(ms, best(5, func() {
			rows, err := c.Query(ctx, `select year, county, stage, `+strings.Join(columns, ", ")+` from bench_school `+where+` group by year, county, stage`)
			if err == nil {
				for rows.Next() {
				}
				err = rows.Err()
			}
			failed = err
		}))
		if failed != nil {
			return failed
		}
	}
	row("PostgreSQL, coefficients", "%.0f ms one year, %.0f ms five", ms[0], ms[1])
	_, err = c.Exec(ctx, `drop table bench_school`)
	return err
}

func copyTable(ctx context.Context, c *pgx.Conn, year int, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	in, out := io.Pipe()
	go func() {
		r, w := csv.NewReader(f), io.Writer(out)
		_, err := r.Read() // the head
		for err == nil {
			var cells []string
			if cells, err = r.Read(); err == nil {
				_, err = fmt.Fprintf(w, "%d,%s,%s,%s\n", year, cells[0], cells[1], strings.Join(cells[3:], ","))
			}
		}
		if err == io.EOF {
			err = nil
		}
		out.CloseWithError(err)
	}()
	_, err = c.PgConn().CopyFrom(ctx, in, `copy bench_school from stdin (format csv)`)
	return err
}

// workbook measures a workbook of 500,000 rows of 12 columns, read, checked and judged by the program.
func (b *bench) workbook(ctx context.Context, table string) error {
	text, err := os.Open(table)
	if err != nil {
		return err
	}
	defer text.Close()
	name := filepath.Join(b.dir, "nation.xlsx")
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(text)
	if err := xlsx.WriteXLSX(f, xlsx.Sheet{Name: "schools", Rows: func(yield func([]any, error) bool) {
		for n := 0; n <= 500_000; n++ {
			cells, err := r.Read()
			if err != nil {
				yield(nil, err)
				return
			}
			row := make([]any, 0, 12)
			for _, x := range cells {
				if v, err := strconv.ParseFloat(x, 64); err == nil {
					row = append(row, v)
				} else {
					row = append(row, x)
				}
			}
			if n == 0 {
				row = append(row, "students_senior") // a twelfth column
			} else {
				row = append(row, "")
			}
			if !yield(row, nil) {
				return
			}
		}
	}}); err != nil {
		return err
	}
	begin := time.Now()
	cmd := exec.CommandContext(ctx, b.dudao, "monitor", "balance", "--in", name, "--json")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	row("XLSX of 500,000 × 12 read, checked and judged", "%.1f s, %d MB", time.Since(begin).Seconds(), cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss/1024)
	return nil
}

// program measures the national demonstration in the program: making it, the first page after a start, pages.
func (b *bench) program(ctx context.Context, database string) error {
	engine := "SQLite"
	if db.IsPostgres(database) {
		engine = "PostgreSQL"
	}
	data := filepath.Join(b.dir, "nationdata"+engine)
	begin := time.Now()
	if out, err := exec.CommandContext(ctx, b.dudao, "demo", "--national", "--database", database, "--data", data, "--log", "off").CombinedOutput(); err != nil {
		return fmt.Errorf("national demo: %w\n%s", err, out)
	}
	row("%s: five years brought in through the service", "%.0f s", engine, time.Since(begin).Seconds())
	begin = time.Now()
	p, err := b.start(ctx, database, data)
	if err != nil {
		return err
	}
	defer p.stop()
	if b.cookie, err = signIn(p.address, "quan.staff", demo.Password); err != nil {
		return err
	}
	if err := b.look(ctx, p.address+"/monitor"); err != nil {
		return err
	}
	row("%s: from the start of the program to the first national page, five years rebuilt", "%.1f s, %d MB", engine, time.Since(begin).Seconds(), p.peak())
	var urls []string
	for i := range 500 {
		urls = append(urls, fmt.Sprintf("/monitor/areas/13%02d%02d?year=%d&stage=%s", 1+i%11, 2+i%3, nationYear+i%nationYears, []string{"primary", "junior"}[i%2]))
	}
	urls = b.existing(ctx, p.address, urls)
	r, err := b.load(ctx, p.address, urls)
	if err != nil {
		return err
	}
	row("%s: page of a county, %d addresses, 32 connections", "%.0f/s, p99 %.0f ms", engine, len(urls), r.rate, r.p99)
	if r, err = b.load(ctx, p.address, []string{"/monitor", "/monitor?stage=junior&group=130000", "/monitor?verdict=not_met&sort=cv&desc=yes"}); err != nil {
		return err
	}
	row("%s: national pages, 32 connections", "%.0f/s, p99 %.0f ms, %d MB", engine, r.rate, r.p99, p.peak())
	b.cookie = ""
	return nil
}

func (b *bench) answers(ctx context.Context, address string) bool {
	req, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		return false
	}
	req.Header.Set("Cookie", b.cookie)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// existing keeps the addresses that answer.
func (b *bench) existing(ctx context.Context, address string, urls []string) (out []string) {
	for _, u := range urls {
		if b.answers(ctx, address+u) {
			out = append(out, u)
		}
	}
	return out
}
