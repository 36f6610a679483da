package main

import (
	"context"
	"errors"
	"fmt"

	"dudao/internal/app"
)

// backup writes database and files into one archive.
func backup(ctx context.Context, c *call) error {
	a, args, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	if len(args) != 1 {
		return errors.New("用法 usage: dudao backup FILE")
	}
	if err := a.Backup(ctx, args[0]); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, "已备份到 · backed up to", args[0])
	return err
}

// restore unpacks an archive into an empty database and folder.
func restore(ctx context.Context, c *call) error {
	args, err := c.parse()
	if err != nil {
		return err
	}
	if len(args) != 1 {
		return errors.New("用法 usage: dudao restore FILE")
	}
	if err := app.Restore(ctx, args[0], c.settings.Database, c.settings.Data); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, "已恢复，请运行 dudao verify 核对 · restored; prove it with dudao verify")
	return err
}
