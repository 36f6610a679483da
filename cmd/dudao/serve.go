package main

import (
	"context"
	"fmt"
	"net"

	"dudao/internal/app"
)

// serve runs the program until it is told to stop.
func serve(ctx context.Context, c *call) error {
	withDemo := c.flags.Bool("demo", false, "先生成演示数据 build the demo first, if the database is empty")
	config, _, err := c.config()
	if err != nil {
		return err
	}
	if *withDemo {
		if err := buildDemo(ctx, config, c.out); err != nil {
			return err
		}
	}
	a, err := app.New(ctx, config)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Run(ctx, func(addr net.Addr) {
		fmt.Fprintf(c.out, "dudao: http://%s\n", shown(c.settings.Listen, addr))
	})
}

// shown is the address as people type it.
func shown(listen string, addr net.Addr) string {
	if host, port, err := net.SplitHostPort(listen); err == nil && host != "" && port != "0" {
		return listen
	}
	return addr.String()
}
