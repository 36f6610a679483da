package main

import (
	"context"
	"os"
	"path/filepath"

	"dudao/internal/app"
)

// routes prints the route table. It needs no database: it makes an empty one and throws it away.
func routes(ctx context.Context, c *call) error {
	asJSON := c.flags.Bool("json", false, "as JSON")
	if _, err := c.parse(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "dudao-routes")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := app.New(ctx, app.Config{Database: filepath.Join(dir, "routes.db"), Data: filepath.Join(dir, "data")})
	if err != nil {
		return err
	}
	defer a.Close()
	return a.WriteRoutes(c.out, *asJSON)
}
