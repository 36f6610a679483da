package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/org"
	"dudao/internal/feature/org/seed"
)

const userHelp = `dudao user · 账号 accounts

  dudao user add [-role ROLE] [-unit UNIT] [-password PASSWORD] LOGIN NAME
      建立账号并授予角色；不给密码时生成一个，首次登录须修改 · create an account; without a password one is made
  dudao user grant -role ROLE [-unit UNIT] LOGIN      授予角色 · give a role
  dudao user reset LOGIN                              重置密码 · give a new password
  dudao user unlock LOGIN                             解除锁定 · undo a lock
  dudao user list [TEXT]                              列出账号 · list accounts

第一批管理员 · the first administrators:
  dudao user add -role system_admin sysadmin 系统管理员
  dudao user add -role security_admin secadmin 安全管理员
  dudao user add -role audit_admin audadmin 审计管理员

角色 · roles: `

// user manages accounts from the shell: the first administrators, and help for one who locked
// themselves out. It acts as the system, and the audit log says so.
func user(ctx context.Context, c *call) error {
	if len(c.rest) == 0 || strings.HasPrefix(c.rest[0], "-") || c.rest[0] == "help" {
		var roles []string
		for _, r := range access.Roles {
			roles = append(roles, string(r.Role))
		}
		fmt.Fprintln(c.out, userHelp+strings.Join(roles, " "))
		return nil
	}
	what := c.rest[0]
	c.rest = c.rest[1:]
	role := c.flags.String("role", "", "角色 role")
	unit := c.flags.String("unit", "", "单位名称、代码或编号，默认市 · unit by name, code or id; the city by default")
	password := c.flags.String("password", "", "初始密码 · first password")
	a, args, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	u := userCommand{a, c, *role, *unit, *password}
	ctx = actor.With(ctx, actor.System)
	switch {
	case what == "add" && len(args) == 2:
		err = u.add(ctx, args[0], args[1])
	case what == "grant" && len(args) == 1 && *role != "":
		err = u.with(ctx, args[0], func(r identity.Row) error { return u.grant(ctx, r.ID) })
	case what == "reset" && len(args) == 1:
		err = u.with(ctx, args[0], func(r identity.Row) error { return u.reset(ctx, r) })
	case what == "unlock" && len(args) == 1:
		err = u.with(ctx, args[0], func(r identity.Row) error { return a.Identity.Unlock(ctx, r.ID) })
	case what == "list" && len(args) <= 1:
		err = u.list(ctx, strings.Join(args, ""))
	default:
		return errors.New("用法见 dudao user help · see dudao user help")
	}
	return plain(err)
}

// plain says an error with the fields it is about.
func plain(err error) error {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || len(e.Fields) == 0 {
		return err
	}
	var texts []string
	for _, f := range e.Fields {
		texts = append(texts, f.Name+": "+f.Text)
	}
	return errors.New(strings.Join(texts, "; "))
}

type userCommand struct {
	*app.App
	c                    *call
	role, unit, password string
}

func (u userCommand) add(ctx context.Context, login, name string) error {
	where, err := u.where(ctx)
	if err != nil {
		return err
	}
	a, made, err := u.Identity.Create(ctx, identity.NewAccount{
		Password: u.password, Particulars: identity.Particulars{Login: login, Name: name, UnitID: where.ID},
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(u.c.out, "%s %s (%s)\n", a.Login, a.Name, where.Name)
	if made != "" {
		fmt.Fprintln(u.c.out, "初始密码 first password:", made)
	}
	if u.role == "" {
		return nil
	}
	return u.grant(ctx, a.ID)
}

func (u userCommand) grant(ctx context.Context, id string) error {
	where, err := u.where(ctx)
	if err != nil {
		return err
	}
	h, err := u.Identity.Grant(ctx, identity.NewRole{AccountID: id, Role: access.Role(u.role), UnitID: where.ID, Reason: "dudao user"})
	if err != nil {
		return err
	}
	fmt.Fprintln(u.c.out, h.Role, h.Role.Label(), h.Scope)
	return nil
}

func (u userCommand) where(ctx context.Context) (org.Unit, error) {
	if _, err := org.UnitByID(ctx, u.DB, "110000"); errs.KindOf(err) == errs.NotFound { // a database that was never served
		if _, err := seed.Store(ctx, u.DB, u.Org); err != nil {
			return org.Unit{}, err
		}
	}
	if u.unit == "" {
		u.unit = "110000"
	}
	return u.Org.Resolve(ctx, u.unit, "")
}

func (u userCommand) reset(ctx context.Context, r identity.Row) error {
	made, err := u.Identity.Reset(ctx, r.ID, r.Version)
	if err != nil {
		return err
	}
	fmt.Fprintln(u.c.out, "新密码 new password:", made)
	return nil
}

// with finds the account with exactly this login name.
func (u userCommand) with(ctx context.Context, login string, f func(identity.Row) error) error {
	list, err := u.Identity.List(ctx, identity.Filter{Text: login}, page.Req{Size: page.Max})
	if err != nil {
		return err
	}
	for _, r := range list.Rows {
		if r.Login == login {
			return f(r)
		}
	}
	return fmt.Errorf("没有登录名 %q · no such login", login)
}

func (u userCommand) list(ctx context.Context, text string) error {
	t := tabwriter.NewWriter(u.c.out, 0, 0, 2, ' ', 0)
	for n := 1; ; n++ {
		list, err := u.Identity.List(ctx, identity.Filter{Text: text}, page.Req{Number: n, Size: page.Max})
		if err != nil {
			return err
		}
		for _, r := range list.Rows {
			var roles []string
			for _, h := range r.Held {
				roles = append(roles, string(h.Role)+" "+h.Scope)
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.Login, r.Name, r.State, strings.Join(roles, ", "))
		}
		if n*page.Max >= list.Total {
			return t.Flush()
		}
	}
}
