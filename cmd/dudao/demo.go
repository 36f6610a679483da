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
	national := c.flags.Bool("national", false, "全国 50 万所学校、2,851 个县、5 年的监测数据 500,000 schools in 2,851 counties over 5 years")
	config, _, err := c.config()
	if err != nil {
		return err
	}
	if *national {
		return buildNational(ctx, config, c.out)
	}
	return buildDemo(ctx, config, c.out)
}

func buildNational(ctx context.Context, config app.Config, out io.Writer) error {
	empty, err := demo.Empty(ctx, config)
	if err != nil {
		return err
	}
	if empty {
		fmt.Fprintln(out, "正在生成全国演示数据：50 万所学校、2,851 个县、5 年…… · building the national demo: 500,000 schools, 2,851 counties, 5 years")
		if err := demo.BuildNational(ctx, config, out); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "\n演示账号（口令均为 %s），用 dudao serve 启动 · demo accounts, one password; start with dudao serve\n", demo.Password)
	for _, a := range demo.NationGuide {
		fmt.Fprintf(out, "  %-14s %s\n", a.Login, a.Does)
	}
	return nil
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
