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
	"dudao/internal/feature/standard"
)

// importStandard reads a YAML or XLSX file as a draft version; -publish is a second step in the program.
func importStandard(ctx context.Context, a *app.App, args []string, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("用法 · usage: dudao import standard FILE")
	}
	file, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	v, problems := standard.Read(file)
	for _, p := range problems {
		fmt.Fprintf(out, "%s:%s%s%d: %s\n", args[0], p.Sheet, p.Column, p.Line, p.Text(ctx))
	}
	if len(problems) > 0 {
		return errors.New("文件有错误，没有导入 · nothing was imported")
	}
	id, err := a.Standard.Import(actor.With(ctx, actor.System), v)
	if err == nil {
		fmt.Fprintf(out, "%s: %s\n", id, v.Name())
	}
	return err
}

// exportStandard writes a version as YAML or XLSX: CODE or CODE@NUMBER, and the file.
func exportStandard(ctx context.Context, a *app.App, args []string, out io.Writer) error {
	if len(args) == 0 || len(args) > 2 {
		return errors.New("用法 · usage: dudao export standard CODE[@NUMBER] [FILE.yaml|FILE.xlsx]")
	}
	v, err := a.Standard.Find(actor.With(ctx, actor.System), args[0])
	if err != nil {
		return err
	}
	write := standard.ToYAML
	if len(args) == 2 && strings.HasSuffix(args[1], ".xlsx") {
		write = standard.ToXLSX
	}
	file, err := write(v)
	if err != nil {
		return err
	}
	if len(args) == 2 {
		return os.WriteFile(args[1], file, 0o644)
	}
	_, err = out.Write(file)
	return err
}
