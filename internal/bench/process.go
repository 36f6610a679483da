package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"dudao/internal/demo"
	"dudao/internal/feature/org/roster"
	"dudao/internal/platform/db"
	"dudao/internal/platform/xlsx"
)

// process is a program that serves.
type process struct {
	cmd     *exec.Cmd
	address string
	took    time.Duration // until it took requests
}

// start runs the program on a database and waits until it takes requests.
func (b *bench) start(ctx context.Context, database, data string) (*process, error) {
	p := &process{cmd: exec.CommandContext(ctx, b.dudao, "serve", "--database", database, "--data", data, "--listen", "127.0.0.1:0", "--log", "off")}
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "dudao: "); ok {
			p.address, p.took = address, time.Since(begin)
			return p, nil
		}
	}
	return nil, fmt.Errorf("the program did not start: %w", p.cmd.Wait())
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// peak returns the most memory the process has had, in MB.
func (p *process) peak() int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	kb := 0
	if _, after, ok := strings.Cut(string(text), "VmHWM:"); ok {
		_, _ = fmt.Sscan(after, &kb)
	}
	return kb / 1024
}

// demo measures the start and the memory with the demo, at rest and while people click.
func (b *bench) demo(ctx context.Context) error {
	file, data := filepath.Join(b.dir, "demo.db"), filepath.Join(b.dir, "demodata")
	if out, err := exec.CommandContext(ctx, b.dudao, "demo", "--database", file, "--data", data, "--log", "off").CombinedOutput(); err != nil {
		return fmt.Errorf("demo: %w\n%s", err, out)
	}
	p, err := b.start(ctx, file, data)
	if err != nil {
		return err
	}
	defer p.stop()
	row("start with the demo", "%.2f s, %d MB", p.took.Seconds(), p.peak())
	if b.cookie, err = signIn(p.address, "auditor", demo.Password); err != nil {
		return err
	}
	quiet := bench{dir: b.dir, cookie: b.cookie, connections: 4, duration: 5 * time.Second}
	if _, err := quiet.load(ctx, p.address, []string{"/workbench", "/units", "/rectifications", "/inspections", "/plans", "/standards", "/public"}); err != nil {
		return err
	}
	row("memory with the demo, 4 people clicking without pause (VmHWM)", "%d MB", p.peak())
	b.cookie = ""
	return nil
}

// importUnits measures the import of 200,000 schools from XLSX beside the units of Beijing.
func (b *bench) importUnits(ctx context.Context) error {
	const rows = 200_000
	name := filepath.Join(b.dir, "units.xlsx")
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	heads := roster.ImportHeads()
	if err := xlsx.WriteXLSX(f, xlsx.Sheet{Name: "units", Rows: func(yield func([]any, error) bool) {
		if !yield([]any{heads[0], heads[3], heads[5], heads[6], heads[8]}, nil) {
			return
		}
		for i := range rows {
			school, _ := schoolName(i)
			if !yield([]any{school, []string{"海淀区", "西城区", "朝阳区"}[i%3], "小学", "公办", i % 4000}, nil) {
				return
			}
		}
	}}); err != nil {
		return err
	}
	args := []string{"import", "--database", filepath.Join(b.dir, "import.db"), "--data", filepath.Join(b.dir, "importdata"), "--log", "off", "units"}
	if out, err := exec.CommandContext(ctx, b.dudao, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("import: %w\n%s", err, out)
	}
	begin := time.Now()
	cmd := exec.CommandContext(ctx, b.dudao, append(args, name)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("import: %w\n%s", err, out)
	}
	took := time.Since(begin)
	if err := imported(ctx, filepath.Join(b.dir, "import.db"), rows); err != nil {
		return err
	}
	used := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	row("import of %d units from XLSX", "%.0f s, %d MB", rows, took.Seconds(), used.Maxrss/1024)
	return nil
}

// imported fails unless the database holds that many units at least.
func imported(ctx context.Context, file string, rows int) error {
	d, err := db.Open(file, db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	if n, err := db.Get[int](ctx, d, `select count(*) from unit`); err != nil || n < rows {
		return errors.Join(fmt.Errorf("import: %d units are there", n), err)
	}
	return nil
}
