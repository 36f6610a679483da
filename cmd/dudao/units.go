package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/feature/org/roster"
	"dudao/internal/feature/org/seed"
	"dudao/internal/platform/xlsx"
)

// importUnits stores Beijing's units, which ship with the program; with a file it imports that file,
// all rows or none.
func importUnits(ctx context.Context, a *app.App, args []string, out io.Writer) error {
	ctx = actor.With(ctx, actor.System)
	switch len(args) {
	case 0:
		n, err := seed.Store(ctx, a.DB, a.Org)
		if err == nil {
			fmt.Fprintf(out, "新增单位 %d 个 · units added: %d\n", n, n)
		}
		return err
	case 1:
		return importUnitFile(ctx, a, args[0], out)
	}
	return errors.New("用法 · usage: dudao import units [FILE.xlsx|FILE.csv]")
}

func importUnitFile(ctx context.Context, a *app.App, name string, out io.Writer) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	im, err := a.Roster.Upload(ctx, "", name, f)
	if err == nil {
		im, err = settled(ctx, a, im)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d 行：新增 %d，变更 %d，相同 %d，有错 %d · rows, added, changed, same, errors\n", im.Total, im.Adds, im.Changes, im.Sames, im.Errors)
	if im.Errors > 0 {
		rows, err := a.Roster.ImportRows(ctx, im.ID, roster.RowError, page.Req{Size: page.Max})
		if err != nil {
			return err
		}
		for _, r := range rows.Rows {
			for _, p := range r.Problems {
				fmt.Fprintf(out, "%s:%d %s: %s\n", name, r.Line, roster.ImportHeads()[p.Column], p.Text(ctx))
			}
		}
		return errors.Join(errors.New("文件有错误，没有导入 · nothing was imported"), a.Roster.Discard(ctx, im.ID, im.Version))
	}
	if im.Adds+im.Changes == 0 {
		return nil
	}
	if im, err = a.Roster.Apply(ctx, im.ID, im.Version, false); err != nil {
		return err
	}
	_, err = settled(ctx, a, im)
	return err
}

// settled does the job that a large file is checked or applied by: here is nobody else to do it.
func settled(ctx context.Context, a *app.App, im roster.Import) (roster.Import, error) {
	for im.State == roster.Checking || im.State == roster.Applying {
		if _, err := a.Jobs.RunOne(ctx); err != nil {
			return im, err
		}
		var err error
		if im, err = a.Roster.Import(ctx, im.ID); err != nil {
			return im, err
		}
	}
	if im.State == roster.Failed {
		return im, errors.New(im.Message)
	}
	return im, nil
}

// exportUnits writes every open unit as XLSX or CSV, in the columns of the import.
func exportUnits(ctx context.Context, a *app.App, args []string, out io.Writer) error {
	ctx = actor.With(ctx, actor.System)
	rows := roster.ExportRows(a.Org.Export(ctx, org.Filter{}, page.Req{}))
	if len(args) == 0 {
		return xlsx.WriteCSV(out, rows)
	}
	f, err := os.Create(args[0])
	if err != nil {
		return err
	}
	write := func() error { return xlsx.WriteCSV(f, rows) }
	if strings.HasSuffix(args[0], ".xlsx") {
		write = func() error { return xlsx.WriteXLSX(f, xlsx.Sheet{Name: "units", Rows: rows}) }
	}
	return errors.Join(write(), f.Close())
}
