package identity_test

import (
	"testing"

	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
)

// GB/T 22239—2019 8.1.4.2: separation of the three administrators.
func TestApart(t *testing.T) {
	for _, c := range []struct {
		have []access.Role
		add  access.Role
		ok   bool
	}{
		{nil, access.SystemAdmin, true},
		{[]access.Role{access.SystemAdmin}, access.SecurityAdmin, false},
		{[]access.Role{access.SecurityAdmin}, access.AuditAdmin, false},
		{[]access.Role{access.AuditAdmin}, access.CityStaff, false},
		{[]access.Role{access.CityStaff}, access.SystemAdmin, false},
		{[]access.Role{access.SystemAdmin}, access.SystemAdmin, true},
		{[]access.Role{access.CityStaff}, access.Inspector, true},
	} {
		if err := identity.Apart(c.have, c.add); (err == nil) != c.ok {
			t.Errorf("%v and %s: %v", c.have, c.add, err)
		}
	}
}

// No role of the three administrators holds a permission of another one, nor do system and security
// administrator share the doing of anything but looking.
func TestAdministratorsShareNothing(t *testing.T) {
	p := access.NewPolicy(identity.Permissions)
	for _, d := range p.Defs {
		if d.Permission == identity.MayView || d.Permission == identity.MayAll {
			continue
		}
		n := 0
		for _, r := range identity.Administrators {
			if p.Grants(r)[string(d.Permission)] {
				n++
			}
		}
		if n > 1 {
			t.Errorf("%s is held by %d administrators", d.Permission, n)
		}
	}
}

func TestMasks(t *testing.T) {
	if got := identity.MaskPhone("13800001234"); got != "138****1234" {
		t.Error(got)
	}
	if got := identity.MaskMail("zhang@example.cn"); got != "z***@example.cn" {
		t.Error(got)
	}
}
