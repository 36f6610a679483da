// Command bench measures what docs/performance.md lists: it fills an empty database with a country,
// serves it with the built program, and asks with wrk. scripts/bench.sh calls it once an engine.
//
//	go run ./internal/bench -dudao bin/dudao -database FILE-OR-URL -dir FOLDER   pages and lists
//	go run ./internal/bench -dudao bin/dudao -dir FOLDER demo import             start, memory, import
//	go run ./internal/bench -database FILE-OR-URL -dir FOLDER clocks             a million open clocks
//	go run ./internal/bench -dudao bin/dudao -database … -dir FOLDER nation      500,000 schools over five years
//
// Read seed.go and clocks.go for the data, load.go for the load, process.go for the programs it starts.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"
)

type bench struct {
	dudao, database, dir string
	duration             time.Duration
	connections          int
	cookie               string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b := bench{}
	flag.StringVar(&b.dudao, "dudao", "bin/dudao", "the program")
	flag.StringVar(&b.database, "database", "", "an empty database for the lists: file, or postgres://…")
	flag.StringVar(&b.dir, "dir", "", "folder for files that are made")
	flag.DurationVar(&b.duration, "duration", 8*time.Second, "of each load")
	flag.IntVar(&b.connections, "connections", 32, "of each load")
	flag.Parse()
	var err error
	for _, what := range []struct {
		name string
		do   func(context.Context) error
	}{{"demo", b.demo}, {"import", b.importUnits}, {"clocks", b.clocks}, {"nation", b.nation}} {
		if slices.Contains(flag.Args(), what.name) {
			err = errors.Join(err, what.do(ctx))
		}
	}
	if b.database != "" && flag.NArg() == 0 {
		err = errors.Join(err, b.pages(ctx))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// pages seeds the database and measures pages, lists and the memory under them.
func (b *bench) pages(ctx context.Context) error {
	data := filepath.Join(b.dir, "data")
	begin := time.Now()
	if err := seed(ctx, b.database, data); err != nil {
		return err
	}
	row("harness: %d units and %d orders inserted", "%.0f s", schools, orders, time.Since(begin).Seconds())
	hello, close, err := serveHello()
	if err != nil {
		return err
	}
	defer close()
	ceiling, err := b.load(ctx, hello, []string{"/"})
	if err != nil {
		return err
	}
	row("hello: net/http, one line", "%.0f/s, p99 %.1f ms", ceiling.rate, ceiling.p99)
	p, err := b.start(ctx, b.database, data)
	if err != nil {
		return err
	}
	defer p.stop()
	row("start", "%.2f s, %d MB", p.took.Seconds(), p.peak())
	if b.cookie, err = signIn(p.address, login, password); err != nil {
		return err
	}
	begin = time.Now()
	for _, list := range []string{"/units?sort=students", "/rectifications?sort=due_on"} { // answered once they are in memory; the program reads them when it starts
		if err := b.look(ctx, p.address+list); err != nil {
			return err
		}
	}
	row("lists read into memory after the start", "%.1f s", (p.took + time.Since(begin)).Seconds())
	for _, s := range shapes() {
		r, err := b.load(ctx, p.address, s.urls)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		row(s.name, "%.0f/s (1/%.0f of hello), p99 %.0f ms", r.rate, ceiling.rate/max(r.rate, 0.1), r.p99)
	}
	row("memory under the lists (VmHWM)", "%d MB", p.peak())
	return nil
}

// row prints one line of a table: the name takes as many values as it has places.
func row(name, result string, values ...any) {
	n := 0
	for i := 0; i+1 < len(name); i++ {
		if name[i] == '%' {
			n++
		}
	}
	fmt.Printf("| %s | %s |\n", fmt.Sprintf(name, values[:n]...), fmt.Sprintf(result, values[n:]...))
}

// serveHello is the ceiling: a handler that writes one line.
func serveHello() (address string, close func() error, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "hello") })}
	go s.Serve(l)
	return "http://" + l.Addr().String(), s.Close, nil
}

type shape struct {
	name string
	urls []string
}

// shapes are the pages measured, each with many addresses so that no answer is asked for twice in a row.
func shapes() []shape {
	many := func(n int, format string, value func(i int) any) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf(format, value(i)))
		}
		return out
	}
	county := func(i int) any { return countyID(i * 37 % counties) }
	province := func(i int) any { return provinceID(i % provinces) }
	number := func(from int) func(int) any { return func(i int) any { return from + i } }
	const experimental, fire = "%%E5%%AE%%9E%%E9%%AA%%8C", "%%E6%%B6%%88%%E9%%98%%B2" // 实验, 消防
	return []shape{
		{"record page: order", many(whole, "/rectifications/%s", func(i int) any { return orderID(i) })},
		{"record page: unit", many(whole, "/units/%s", func(i int) any { return schoolID(i * 499) })},
		{"filtered list of 50: orders", many(200, "/rectifications?state=issued&page=%d", number(1))},
		{"units: county and stage by size", many(1000, "/units?district=%s&stage=junior&sort=students&desc=yes", county)},
		{"units: province, name contains, page 3", many(provinces, "/units?district=%s&q="+experimental+"&page=3", province)},
		{"units: country by size, page 1", []string{"/units?sort=students&desc=yes"}},
		{"units: country from row 250,000", many(1000, "/units?sort=students&desc=yes&page=%d", number(5001))},
		{"orders: county and state by due day", many(1000, "/rectifications?unit=%s&state=issued&sort=due_on", county)},
		{"orders: province, title contains, page 3", many(provinces, "/rectifications?unit=%s&q="+fire+"&page=3", province)},
		{"orders: country by due day, page 1", []string{"/rectifications?sort=due_on"}},
		{"orders: country from row 250,000", many(1000, "/rectifications?sort=due_on&page=%d", number(5001))},
	}
}
