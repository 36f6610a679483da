package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"dudao/internal/base/actor"
	"dudao/internal/base/lang"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/document/offline"
)

// errAltered ends verify with a code other than 0.
var errAltered = errors.New("数据与存证不符 · the data differs from what was recorded")

// verify proves the audit log, its checkpoints, the files and the published snapshots. With --export
// it also writes the log to a folder; with --folder it proves such a folder without any database.
func verify(ctx context.Context, c *call) error {
	export := c.flags.String("export", "", "把日志和检查点导出到目录 write log and checkpoints to this folder")
	folder := c.flags.String("folder", "", "离线验证导出的目录，不用数据库 prove an exported folder without a database")
	keyFile := c.flags.String("key", "", "离线验证时信任的公钥文件（audit.pub） trusted key for --folder; without it the folder's own")
	english := c.flags.Bool("english", false, "用英文输出 say it in English")
	if err := c.flags.Parse(c.rest); err != nil {
		return err
	}
	ctx = inLanguage(ctx, *english)
	if *folder != "" {
		return verifyFolder(ctx, c.out, *folder, *keyFile)
	}
	a, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	if _, err := a.Audit.Sequence(ctx); err != nil { // what a stopped program left waiting
		return err
	}
	report, err := a.Audit.Verify(ctx)
	if err != nil {
		return err
	}
	if err := show(ctx, c.out, report); err != nil || *export == "" {
		return err
	}
	n, err := a.Audit.Export(actor.With(ctx, actor.System), *export)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.out, lang.T(ctx, "已导出 %d 条到 %s", n, *export))
	letters, err := offline.Export(actor.With(ctx, actor.System), a.Letters, *export)
	if err == nil {
		fmt.Fprintln(c.out, lang.T(ctx, "公文"), letters)
	}
	return err
}

func verifyFolder(ctx context.Context, out io.Writer, folder, keyFile string) error {
	key := ""
	if keyFile != "" {
		b, err := os.ReadFile(keyFile)
		if err != nil {
			return err
		}
		key = string(b)
	} else {
		fmt.Fprintln(out, lang.T(ctx, "未给公钥：只能证明目录前后一致，不能证明由谁签名"))
	}
	report, err := audit.VerifyExport(ctx, folder, key)
	if err != nil {
		return err
	}
	n, problems, err := offline.VerifyFolder(ctx, folder)
	if err != nil {
		return err
	}
	report.Checked = append(report.Checked, audit.Count{Name: "公文", N: n})
	report.Problems = append(report.Problems, problems...)
	return show(ctx, out, report)
}

func inLanguage(ctx context.Context, english bool) context.Context {
	if english {
		return lang.With(ctx, lang.En)
	}
	return ctx
}

// show prints a report, the first altered leaf first, and returns errAltered unless it is good.
func show(ctx context.Context, out io.Writer, r *audit.Report) error {
	fmt.Fprintln(out, lang.T(ctx, "审计日志 %d 条，检查点 %d 个", r.Leaves, r.Checkpoints))
	for _, c := range r.Checked {
		fmt.Fprintf(out, "%s %d\n", lang.T(ctx, c.Name), c.N)
	}
	if r.OK() {
		fmt.Fprintln(out, lang.T(ctx, "验证通过：全部与存证一致"))
		return nil
	}
	fmt.Fprintln(out, lang.T(ctx, "验证不通过：%d 处不符，按先后列出", len(r.Problems)))
	for _, p := range r.Problems {
		where := p.Where
		if p.Index >= 0 {
			where = fmt.Sprintf("#%d %s", p.Index, where)
		}
		fmt.Fprintf(out, "  %s  %s\n", where, p.Text)
		if p.Entry != "" {
			fmt.Fprintf(out, "      id %s  %s  %s\n", p.Entry, p.At, p.Action)
		}
	}
	return errAltered
}
