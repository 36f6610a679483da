package main

import (
	"context"
	"fmt"
)

// migrate brings the database to the schema of this program; opening the program does it.
func migrate(ctx context.Context, c *call) error {
	a, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	fmt.Fprintln(c.out, "数据库已是最新 · the database is up to date")
	return nil
}
