// Package people finds who may be named in a form: colleagues and experts.
package people

import (
	"context"
	"strings"
	"unicode/utf8"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/naming"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// MayName lets a person choose a colleague or an expert in a form.
const MayName access.Permission = "identity.name"

// Permissions says which roles hold it.
var Permissions = []access.Def{{Permission: MayName, Label: "在表单中选择人员", Roles: access.Business}}

// Service answers from the accounts.
type Service struct{ db *db.DB }

// New returns the service on the database of accounts.
func New(d *db.DB) *Service { return &Service{d} }

// Person is an account as others see it who may choose it: a name and where it works.
type Person struct {
	ID    string `db:"id" json:"id"`
	Login string `db:"login" json:"login"`
	Name  string `db:"name" json:"name"`
	Unit  string `db:"unit_name" json:"unit"`
}

// Search finds those a person may name in a form, by name or login: who works at the same unit or
// below, and, asked for experts, the experts of the whole city. Administrators are not among them.
func (s *Service) Search(ctx context.Context, text string, role access.Role) ([]Person, error) {
	return s.people(ctx, text, role, func(w *db.Where) { w.AddText(strings.TrimSpace(text), "a.login", "a.name") })
}

// longestName bounds what is searched for; nobody is called so.
const longestName = 100

func (s *Service) people(ctx context.Context, text string, role access.Role, narrow func(*db.Where)) ([]Person, error) {
	rg, err := access.Over(ctx, MayName)
	if err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(text) > longestName {
		return nil, nil
	}
	var w db.Where
	w.Add("a.state = 'active'")
	if role != "" {
		w.Add("exists (select 1 from account_role r where r.account_id = a.id and r.role = ? and r.ended_at is null)", role)
	}
	if role != access.Expert {
		w.Add("(a.unit_id = ? or a.unit_path >= ? and a.unit_path < ?)", actor.From(ctx).UnitID, rg.From, rg.To)
	}
	w.Add("not exists (select 1 from account_role x where x.account_id = a.id and x.ended_at is null and x.role in (?, ?, ?))", access.SystemAdmin, access.SecurityAdmin, access.AuditAdmin)
	narrow(&w)
	return db.List[Person](ctx, s.db, `select a.id, a.login, a.name, coalesce(u.name, '') as unit_name from account a left join unit u on u.id = a.unit_id `+
		w.SQL()+` order by a.name, a.login `+w.Page(20, 0), w.Args()...)
}

// Written says people as a form holds them, with unit or login behind a name that several share;
// Named understands each text.
func Written(found []Person) []string {
	list := make([][]string, len(found))
	for i, p := range found {
		list[i] = []string{p.Name, p.Unit, p.Login}
	}
	return naming.Distinct(list)
}

// Named finds the one account that people mean by a name, a login, or what Written wrote, among
// those of Search. Otherwise it is errs.Invalid on field "person" and says who was near; nobody at all is
// errs.NotFound.
func (s *Service) Named(ctx context.Context, text string, role access.Role) (Person, error) {
	text = strings.TrimSpace(text)
	found, err := s.people(ctx, text, role, func(w *db.Where) { w.Add("(a.login = ? or a.name = ?)", strings.ToLower(text), text) })
	if name, where, ok := naming.Split(text); ok && err == nil && len(found) == 0 {
		found, err = s.people(ctx, text, role, func(w *db.Where) { w.Add("a.name = ? and (u.name = ? or a.login = ?)", name, where, where) })
	}
	if err != nil {
		return Person{}, err
	}
	if len(found) == 1 {
		return found[0], nil
	}
	if len(found) > 1 {
		names := Written(found)
		return Person{}, errs.NewField("person", "有 %d 人叫“%s”，请选择：%s", len(found), text, strings.Join(names, "、")).Choices(names)
	}
	near, err := s.Search(ctx, text, role)
	if err != nil {
		return Person{}, err
	}
	if len(near) == 0 {
		return Person{}, errs.New(errs.NotFound, "没有找到“%s”的账号", text)
	}
	names := Written(near[:min(len(near), 5)])
	return Person{}, errs.NewField("person", "没有叫“%s”的账号，是不是：%s", text, strings.Join(names, "、")).Choices(names)
}

// ByID finds an account that a program names by its id, among those of Search: whoever may not
// choose a person in a form may not name it here either. Otherwise it is errs.Invalid on the field.
func (s *Service) ByID(ctx context.Context, field, id string, role access.Role) (Person, error) {
	found, err := s.people(ctx, "", role, func(w *db.Where) { w.Add("a.id = ?", id) })
	if err != nil {
		return Person{}, err
	}
	if len(found) == 0 {
		return Person{}, errs.NewField(field, "没有找到“%s”的账号", id)
	}
	return found[0], nil
}
