package demo

import (
	"context"
	"fmt"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
)

// Password opens every account of the demo.
const Password = "Dudao-yanshi-2026"

// Person is an account of the demo, for the list that is printed.
type Person struct {
	Login, Name string
	Role        access.Role
	actor.Actor
}

// places are the 18 education districts with the letters their logins begin with.
var places = []struct{ code, letters, short string }{
	{"110108", "hd", "海淀"}, {"110101", "dc", "东城"}, {"110102", "xc", "西城"}, {"110105", "cy", "朝阳"}, {"110106", "ft", "丰台"},
	{"110107", "sjs", "石景山"}, {"110109", "mtg", "门头沟"}, {"110111", "fs", "房山"}, {"110112", "tz", "通州"}, {"110113", "sy", "顺义"},
	{"110114", "cp", "昌平"}, {"110115", "dx", "大兴"}, {"110116", "hr", "怀柔"}, {"110117", "pg", "平谷"}, {"110118", "my", "密云"},
	{"110119", "yq", "延庆"}, {"110111Y", "ys", "燕山"}, {"110115K", "jk", "经开"},
}

var numbers = []string{"甲", "乙", "丙", "丁"}

// district is one of the places with its people.
type district struct {
	short, letters string
	unit, office   org.Unit
	leader, staff  actor.Actor
	inspectors     []inspector.Inspector
	members        []actor.Actor // the inspectors as people who act
	schools        []org.Unit
	plans          map[int]string // year → plan
}

// person makes an account with a role at a unit.
func (b *builder) person(ctx context.Context, login, name string, role access.Role, unit org.Unit) (actor.Actor, error) {
	a, _, err := b.app.Identity.Create(ctx, identity.NewAccount{Particulars: identity.Particulars{Login: login, Name: name, UnitID: unit.ID}, Password: Password, Demo: true})
	if err != nil {
		return actor.Actor{}, fmt.Errorf("account %s: %w", login, err)
	}
	h, err := b.app.Identity.Grant(ctx, identity.NewRole{AccountID: a.ID, Role: role, UnitID: unit.ID, Reason: "演示账号"})
	if err != nil {
		return actor.Actor{}, fmt.Errorf("role of %s: %w", login, err)
	}
	who := actor.Actor{ID: a.ID, Name: name, Role: string(role), UnitID: string(unit.ID), Scope: h.Scope, Grants: b.app.Policy.Grants(role)}
	b.people = append(b.people, Person{Login: login, Name: name, Role: role, Actor: who})
	return who, nil
}

// as returns a context in which a person of the demo acts.
func (b *builder) as(a actor.Actor) context.Context { return actor.With(b.ctx, a) }

// cityPeople makes one account for each role of the city.
func (b *builder) cityPeople() error {
	ctx := b.as(actor.System)
	for _, p := range []struct {
		login, name string
		role        access.Role
		unit        org.Unit
		keep        *actor.Actor
	}{
		{"shi.leader", "演示·市领导", access.CityLeader, b.city, &b.leader},
		{"shi.staff", "演示·市督导室经办", access.CityStaff, b.office, &b.staff},
		{"shi.staff2", "演示·市督导室复核", access.CityStaff, b.office, nil},
		{"sys.admin", "演示·系统管理员", access.SystemAdmin, b.office, nil},
		{"sec.admin", "演示·安全管理员", access.SecurityAdmin, b.office, nil},
		{"aud.admin", "演示·审计管理员", access.AuditAdmin, b.office, nil},
		{"auditor", "演示·审计员", access.Auditor, b.office, nil},
		{"liaison", "演示·成员单位联络员", access.Liaison, b.member, nil},
		{"expert", "演示·专家", access.Expert, b.office, nil},
	} {
		who, err := b.person(ctx, p.login, p.name, p.role, p.unit)
		if err != nil {
			return err
		}
		if p.keep != nil {
			*p.keep = who
		}
	}
	for i := range 3 {
		who, err := b.person(ctx, fmt.Sprintf("shi.ins%d", i+1), "演示·市督学"+numbers[i], access.Inspector, b.office)
		if err != nil {
			return err
		}
		ins, err := b.register(b.staff, who, b.office, "市督", i)
		if err != nil {
			return err
		}
		b.inspectors, b.members = append(b.inspectors, ins), append(b.members, who)
	}
	return nil
}

// districtPeople makes the people of a district: its leader, its office, three inspectors.
func (b *builder) districtPeople(d *district) (err error) {
	ctx := b.as(actor.System)
	if d.leader, err = b.person(ctx, d.letters+".leader", "演示·"+d.short+"区领导", access.DistrictLead, d.unit); err != nil {
		return err
	}
	if d.staff, err = b.person(ctx, d.letters+".staff", "演示·"+d.short+"督导室经办", access.DistrictStaff, d.office); err != nil {
		return err
	}
	for i := range 3 {
		who, err := b.person(ctx, fmt.Sprintf("%s.ins%d", d.letters, i+1), "演示·"+d.short+"督学"+numbers[i], access.Inspector, d.office)
		if err != nil {
			return err
		}
		ins, err := b.register(d.staff, who, d.office, d.short+"督", i)
		if err != nil {
			return err
		}
		d.inspectors, d.members = append(d.inspectors, ins), append(d.members, who)
	}
	return nil
}

// register enters somebody into the register of inspectors of an office.
func (b *builder) register(by, who actor.Actor, office org.Unit, prefix string, i int) (inspector.Inspector, error) {
	from := civil.DateOf(b.start).AddDays(-120)
	kind := "full"
	if i == 2 {
		kind = "part"
	}
	return b.app.Inspector.Add(b.as(by), inspector.Inspector{
		AccountID: who.ID, Name: who.Name, UnitID: office.ID, Kind: kind, Field: "both",
		CertificateNo: fmt.Sprintf("%s演字%03d号", prefix, i+1), TermFrom: from, TermTo: from.AddDays(3*365 - 1), Terms: 1,
	})
}

// head makes the account of a school's head, once.
func (b *builder) head(u org.Unit) (actor.Actor, error) {
	if who, ok := b.heads[u.ID]; ok {
		return who, nil
	}
	login := fmt.Sprintf("xiao%02d", len(b.heads)+1)
	who, err := b.person(b.as(actor.System), login, "演示·"+u.Name+"负责人", access.SchoolHead, u)
	if err == nil {
		b.heads[u.ID] = who
	}
	return who, err
}
