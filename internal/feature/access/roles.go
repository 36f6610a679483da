package access

// Role is what a person is to the platform; an account holds a role over a subtree of units.
type Role string

// The roles of issue "people and access". The three administrators are kept apart (三员分立,
// GB/T 22239—2019 8.1.4): none holds a permission of another, and none does supervision work.
const (
	CityLeader    Role = "city_leader"
	CityStaff     Role = "city_staff"
	SystemAdmin   Role = "system_admin"
	SecurityAdmin Role = "security_admin"
	AuditAdmin    Role = "audit_admin"
	DistrictLead  Role = "district_leader"
	DistrictStaff Role = "district_staff"
	Liaison       Role = "liaison"
	SchoolHead    Role = "school_head"
	SchoolStaff   Role = "school_staff"
	Inspector     Role = "inspector"
	Expert        Role = "expert"
	Auditor       Role = "auditor" // reads, never writes
)

// RoleInfo describes a role for people.
type RoleInfo struct {
	Role  Role
	Label string
}

// Roles lists every role in the order people expect.
var Roles = []RoleInfo{
	{CityLeader, "市级领导"},
	{CityStaff, "市督导室经办"},
	{SystemAdmin, "系统管理员"},
	{SecurityAdmin, "安全管理员"},
	{AuditAdmin, "审计管理员"},
	{DistrictLead, "区级领导"},
	{DistrictStaff, "区督导室经办"},
	{Liaison, "成员单位联络员"},
	{SchoolHead, "学校负责人"},
	{SchoolStaff, "学校经办"},
	{Inspector, "督学"},
	{Expert, "专家"},
	{Auditor, "审计员"},
}

// Groups of roles that permissions are often given to.
var (
	Offices  = []Role{CityStaff, DistrictStaff}
	Leaders  = []Role{CityLeader, DistrictLead}
	Schools  = []Role{SchoolHead, SchoolStaff}
	Business = []Role{CityLeader, CityStaff, DistrictLead, DistrictStaff, Liaison, SchoolHead, SchoolStaff, Inspector, Expert, Auditor}
)

// Join lists the roles of several groups.
func Join(groups ...[]Role) []Role {
	var out []Role
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}

// Label returns the Chinese name of a role.
func (r Role) Label() string {
	for _, i := range Roles {
		if i.Role == r {
			return i.Label
		}
	}
	return string(r)
}
