// Command dudao is the education supervision platform. Each command has a file of its own; the table
// in this one is their list.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// command is one thing that can be done from the shell. A feature adds its command in a file of its
// own and a line to the table.
type command struct {
	name    string
	args    string // what follows the flags
	summary string
	run     func(ctx context.Context, c *call) error
}

// table lists the commands in the order of the help.
var table = []command{
	{"serve", "", "启动服务（默认） · serve requests (default)", serve},
	{"migrate", "", "建立或升级数据库 · create or upgrade the database", migrate},
	{"user", "add …", "管理账号 · accounts", user},
	{"demo", "", "生成演示数据 · build the demo data", buildsDemo},
	{"import", "WHAT FILE", "导入数据 · import data", importData},
	{"export", "WHAT FILE", "导出数据 · export data", exportData},
	{"backup", "FILE", "备份数据库和文件 · back up database and files", backup},
	{"restore", "FILE", "恢复到空库 · restore into an empty database", restore},
	{"verify", "", "验证审计日志和文件 · prove the audit log and the files", verify},
	{"monitor", "balance …", "义务教育均衡统计，不用服务 · balance of compulsory education, without a server", monitor},
	{"routes", "[--json]", "列出地址和权限 · list addresses and permissions", routes},
	{"version", "", "版本 · version", version},
}

// call is one run of a command.
type call struct {
	settings settings
	flags    *flag.FlagSet // a command may add its own before parse
	rest     []string
	out      io.Writer
}

// parse reads the flags; what follows them is args.
func (c *call) parse() (args []string, err error) {
	err = c.flags.Parse(c.rest)
	return c.flags.Args(), err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "dudao:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	name := "serve"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	if name == "help" || len(args) > 0 && (args[0] == "-h" || args[0] == "--help" || args[0] == "-help") && name == "serve" {
		help(out)
		return nil
	}
	for _, cmd := range table {
		if cmd.name != name {
			continue
		}
		c := &call{rest: args, out: out, flags: flag.NewFlagSet("dudao "+name, flag.ContinueOnError)}
		c.flags.SetOutput(out)
		if err := c.settings.load(c.flags); err != nil {
			return err
		}
		return cmd.run(ctx, c)
	}
	return fmt.Errorf("没有命令 %q，见 dudao help · no such command", name)
}

func help(out io.Writer) {
	fmt.Fprint(out, "dudao 教育督导平台 · education supervision platform\n\n")
	for _, c := range table {
		fmt.Fprintf(out, "  dudao %-8s %-10s %s\n", c.name, c.args, c.summary)
	}
	fmt.Fprint(out, "\n选项和变量 · flags and variables\n\n")
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(out)
	var s settings
	if err := s.load(fs); err == nil {
		fs.PrintDefaults()
	}
}
