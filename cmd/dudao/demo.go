package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"dudao/internal/app"
	"dudao/internal/demo"
)

// buildsDemo builds the demo in an empty database; one that holds accounts is left as it is.
func buildsDemo(ctx context.Context, c *call) error {
	config, _, err := c.config()
	if err != nil {
		return err
	}
	return buildDemo(ctx, config, c.out)
}

func buildDemo(ctx context.Context, config app.Config, out io.Writer) error {
	empty, err := demo.Empty(ctx, config)
	if err != nil {
		return err
	}
	if empty {
		began := time.Now()
		fmt.Fprintln(out, "正在生成演示数据：一年、18 个区、约六十次督导…… · building the demo: a year, 18 districts, about sixty supervisions")
		built, err := demo.Build(ctx, config, time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "演示数据已生成：%d 次督导，%d 个账号，用时 %.0f 秒 · demo built\n", built.Supervisions, len(built.People), time.Since(began).Seconds())
	}
	fmt.Fprintf(out, "\n演示账号（口令均为 %s） · demo accounts, one password\n", demo.Password)
	for _, a := range demo.Guide {
		fmt.Fprintf(out, "  %-14s %s\n", a.Login, a.Does)
	}
	fmt.Fprintln(out)
	return nil
}
