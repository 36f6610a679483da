package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"dudao/internal/app"
)

// transfer reads or writes one kind of data; args are what follows the kind.
type transfer func(ctx context.Context, a *app.App, args []string, out io.Writer) error

// importers by kind; a feature adds its own.
var importers = map[string]transfer{
	"standard": importStandard,
	"units":    importUnits,
}

func importData(ctx context.Context, c *call) error { return c.transfer(ctx, importers) }

// transfer opens the program and runs the one that the first argument names.
func (c *call) transfer(ctx context.Context, by map[string]transfer) error {
	a, args, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	kinds := strings.Join(slices.Sorted(maps.Keys(by)), ", ")
	if len(args) == 0 {
		return errors.New("缺少数据种类 · say what: " + kinds)
	}
	run, ok := by[args[0]]
	if !ok {
		return fmt.Errorf("没有这种数据 %q · known: %s", args[0], kinds)
	}
	return run(ctx, a, args[1:], c.out)
}
