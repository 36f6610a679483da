package identity

import (
	"slices"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
)

// Held is a role that an account holds at a unit, over a subtree, from a day to a day.
type Held struct {
	ID        string      `db:"id"`
	AccountID string      `db:"account_id"`
	Role      access.Role `db:"role"`
	UnitID    org.UnitID  `db:"unit_id"`
	Scope     string      `db:"unit_path"` // the subtree it reaches
	FromOn    civil.Date  `db:"from_on"`
	ToOn      civil.Date  `db:"to_on"` // the last day; zero: until ended
	Reason    string      `db:"reason"`
	GrantedBy string      `db:"granted_by"`
	GrantedAt civil.Time  `db:"granted_at"`
	EndedBy   string      `db:"ended_by"`
	EndedAt   civil.Time  `db:"ended_at"`
}

// On reports whether the role counts on the day.
func (h Held) On(d civil.Date) bool { return h.EndedAt.IsZero() && within(d, h.FromOn, h.ToOn) }

// open reports whether the role counts today or will count.
func (h Held) open(today civil.Date) bool {
	return h.EndedAt.IsZero() && (h.ToOn.IsZero() || !h.ToOn.Before(today))
}

func within(d, from, to civil.Date) bool {
	return !d.Before(from) && (to.IsZero() || !to.Before(d))
}

// reach is how far a role reaches from the unit it is held at.
type reach uint8

const (
	own      reach = iota // the unit itself and what is below
	district              // the district, or the city at a unit of the city
	city                  // the whole city
)

// post says where a role can be held and who may give it.
type post struct {
	kinds []org.Kind
	reach reach
	local bool // a district office may give it to people of its schools
}

var anyOffice = []org.Kind{org.Office, org.City, org.District, org.Committee, org.Member, org.Other}

var postsOf = map[access.Role]post{
	access.CityLeader:    {anyOffice, city, false},
	access.CityStaff:     {anyOffice, city, false},
	access.SystemAdmin:   {anyOffice, city, false},
	access.SecurityAdmin: {anyOffice, city, false},
	access.AuditAdmin:    {anyOffice, city, false},
	access.DistrictLead:  {anyOffice, district, false},
	access.DistrictStaff: {anyOffice, district, false},
	access.Liaison:       {anyOffice, city, false},
	access.SchoolHead:    {[]org.Kind{org.School}, own, true},
	access.SchoolStaff:   {[]org.Kind{org.School}, own, true},
	access.Inspector:     {append(anyOffice[:len(anyOffice):len(anyOffice)], org.School), district, false},
	access.Expert:        {append(anyOffice[:len(anyOffice):len(anyOffice)], org.School), district, false},
	access.Auditor:       {anyOffice, district, false},
}

// Administrators are the three roles kept apart.
var Administrators = []access.Role{access.SystemAdmin, access.SecurityAdmin, access.AuditAdmin}

// IsAdministrator reports whether the role is one of the three.
func IsAdministrator(r access.Role) bool { return slices.Contains(Administrators, r) }

// Apart applies the separation of the three administrators to an account that holds have and is to
// hold add as well: GB/T 22239—2019 8.1.4.2 (least privilege, separation of privileges).
func Apart(have []access.Role, add access.Role) error {
	for _, h := range have {
		if h == add || !IsAdministrator(h) && !IsAdministrator(add) {
			continue
		}
		return errs.NewField("role", "三员分立：“%s”不能与“%s”由同一账号担任", access.Role.Label(h), access.Role.Label(add))
	}
	return nil
}

// fits reports whether the role can be held at a unit of that kind, in a district or not.
func fits(r access.Role, k org.Kind, inDistrict bool) error {
	p, ok := postsOf[r]
	if !ok {
		return errs.NewField("role", "没有这个角色")
	}
	if !slices.Contains(p.kinds, k) {
		return errs.NewField("role", "“%s”不能设在这类单位", r.Label())
	}
	if (r == access.DistrictLead || r == access.DistrictStaff) && !inDistrict {
		return errs.NewField("role", "“%s”应设在区级单位", r.Label())
	}
	if p.reach == city && inDistrict {
		return errs.NewField("role", "“%s”应设在市级单位", r.Label())
	}
	return nil
}

// scopeOf returns the subtree a role reaches from a unit; districtPath is "" at a unit of the city.
func scopeOf(r access.Role, unitPath, districtPath, rootPath string) string {
	switch {
	case postsOf[r].reach == own:
		return unitPath
	case postsOf[r].reach == district && districtPath != "":
		return districtPath
	}
	return rootPath
}

// Local reports whether a district office may give the role.
func Local(r access.Role) bool { return postsOf[r].local }
