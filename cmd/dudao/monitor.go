package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/monitor/balance"
	"dudao/internal/platform/xlsx"
)

// errTable ends a command whose table has errors.
var errTable = errors.New("表中有错误，没有结果 · the table has errors, there is no result")

// monitor computes figures of a file without a server: the balance of compulsory education.
func monitor(ctx context.Context, c *call) error {
	if len(c.rest) == 0 || c.rest[0] != "balance" {
		fmt.Fprintln(c.out, "dudao monitor balance --in FILE [--rules 2017|2012] [--round N] [--json] [--english]")
		if len(c.rest) == 0 || c.rest[0] == "-h" || c.rest[0] == "--help" {
			return nil
		}
		return fmt.Errorf("没有这个统计 · no such figures: %s", c.rest[0])
	}
	c.rest = c.rest[1:]
	in := c.flags.String("in", "", "学校表（CSV 或 XLSX），- 为标准输入 table of schools (CSV or XLSX), - reads standard input")
	code := c.flags.String("rules", "2017", "2017 优质均衡，2012 基本均衡 rules: 2017 or 2012")
	places := c.flags.Int("round", -1, "差异系数先舍入到几位小数再判定，-1 不舍入 places a coefficient is rounded to before it is judged, -1 none")
	asJSON := c.flags.Bool("json", false, "输出 JSON print JSON")
	english := c.flags.Bool("english", false, "用英文输出 say it in English")
	if _, err := c.parse(); err != nil {
		return err
	}
	rules, ok := balance.RulesOf(*code)
	if !ok {
		return fmt.Errorf("没有这个规则 · no such rules: %s", *code)
	}
	if *in == "" {
		return errors.New("请用 --in 指定学校表 · name the table with --in")
	}
	file, err := tableFile(*in)
	if err != nil {
		return err
	}
	counties, problems, err := balance.Read(file, rules)
	if err != nil {
		return err
	}
	ctx = inLanguage(ctx, *english)
	if len(problems) > 0 {
		for _, p := range problems {
			fmt.Fprintln(os.Stderr, p.In(lang.From(ctx)))
		}
		return errTable
	}
	results := judge(rules, counties, *places)
	if *asJSON {
		return json.NewEncoder(c.out).Encode(results)
	}
	return printBalance(ctx, c.out, rules, results)
}

// tableFile is the file, or what comes on standard input.
func tableFile(name string) (xlsx.File, error) {
	if name != "-" {
		return os.Open(name)
	}
	b, err := io.ReadAll(os.Stdin)
	return bytes.NewReader(b), err
}

// number is null where it cannot be told.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	if !balance.Known(float64(n)) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(n), 'g', -1, 64), nil
}

// verdict of one coefficient: true, false, or null where it cannot be told.
type verdict balance.Verdict

func (v verdict) MarshalJSON() ([]byte, error) {
	switch balance.Verdict(v) {
	case balance.Met:
		return []byte("true"), nil
	case balance.NotMet:
		return []byte("false"), nil
	}
	return []byte("null"), nil
}

// balanceOf is one stage of a county.
type balanceOf struct {
	County   string                   `json:"county"`
	Stage    balance.Stage            `json:"stage"`
	Schools  int                      `json:"schools"`
	Students number                   `json:"students"`
	Mean     [balance.Columns]number  `json:"mean"`
	SD       [balance.Columns]number  `json:"sd"`
	CV       [balance.Columns]number  `json:"cv"`
	Met      [balance.Columns]verdict `json:"met"`
	Verdict  balance.Verdict          `json:"verdict"`
	NotMet   []string                 `json:"not_met"`

	full balance.Result
}

func judge(rules balance.Rules, counties []*balance.County, places int) []balanceOf {
	out := []balanceOf{}
	for _, c := range counties {
		for _, st := range balance.Stages {
			if len(c.Schools[st]) == 0 {
				continue
			}
			r := rules.Judge(st, c.Schools[st], places)
			o := balanceOf{County: c.Name, Stage: st, Schools: r.Schools, Students: number(r.Students), Verdict: r.Verdict, NotMet: append([]string{}, r.NotMet...), full: r}
			for k, s := range r.Stats {
				o.Mean[k], o.SD[k], o.CV[k], o.Met[k] = number(s.Mean), number(s.SD), number(s.CV), verdict(r.Each[k])
			}
			out = append(out, o)
		}
	}
	return out
}

// printBalance is the table for people.
func printBalance(ctx context.Context, out io.Writer, rules balance.Rules, list []balanceOf) error {
	var b strings.Builder
	fmt.Fprintln(&b, rules.Name, rules.Basis)
	stages := map[balance.Stage]string{balance.Primary: lang.T(ctx, "小学"), balance.Junior: lang.T(ctx, "初中")}
	for _, o := range list {
		fmt.Fprintf(&b, "\n%s %s  %s\n", o.County, stages[o.Stage], lang.T(ctx, "%d 所，%s 名学生，%s", o.Schools, strconv.FormatFloat(float64(o.Students), 'f', -1, 64), lang.T(ctx, o.Verdict.Label())))
		for k, item := range rules.Items {
			s := o.full.Stats[k]
			fmt.Fprintf(&b, "  r%d %-24s %12s  CV %6s  %s", k+1, item.Name, places(s.Mean, 2), places(s.CV, 3), lang.T(ctx, o.full.Each[k].Label()))
			if o.full.Edge[k] {
				fmt.Fprintf(&b, "  %s", lang.T(ctx, "边界：按三位小数判定结果不同"))
			}
			fmt.Fprintln(&b)
		}
		if rules.Judged == "mean" {
			fmt.Fprintf(&b, "  %s %s\n", lang.T(ctx, "差异系数的平均"), places(o.full.Mean, 3))
		}
		if len(o.NotMet) > 0 {
			fmt.Fprintf(&b, "  %s %s\n", lang.T(ctx, "不达标的学校"), strings.Join(o.NotMet, "、"))
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func places(x float64, n int) string {
	if !balance.Known(x) {
		return "—"
	}
	return strconv.FormatFloat(x, 'f', n, 64)
}
