package fieldwork

import (
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
)

// What a member of the team does.
const (
	DutyLeader = "leader"
	DutyMember = "member"
	DutyExpert = "expert"
)

// Duties lists them with their Chinese names.
var Duties = []Word{{Value: DutyLeader, Label: "组长"}, {Value: DutyMember, Label: "组员"}, {Value: DutyExpert, Label: "专业人员"}}

// Member is somebody of the team. Inspectors come from the register, experts are invited
// (《教育督导条例》第十六条第二款).
type Member struct {
	ID           string     `db:"id" json:"id"`
	InspectionID string     `db:"inspection_id" json:"-"`
	UnitPath     string     `db:"unit_path" json:"-"`
	InspectorID  string     `db:"inspector_id" json:"inspector_id"` // "" of an expert
	AccountID    string     `db:"account_id" json:"account_id"`
	Name         string     `db:"name" json:"name"`
	Duty         string     `db:"duty" json:"duty"`
	Note         string     `db:"note" json:"note"` // what the recusal check said, speciality of an expert
	JoinedAt     civil.Time `db:"joined_at" json:"joined_at"`
	LeftAt       civil.Time `db:"left_at" json:"left_at"`
	LeaveReason  string     `db:"leave_reason" json:"leave_reason"`
	Sections     []string   `json:"sections"` // node codes
}

// checkTeam: 《教育督导条例》第十六条第一款: the team has at least 3 inspectors; one of them leads.
func CheckTeam(team []Member, least int) error {
	inspectors, leaders := 0, 0
	for _, m := range team {
		if m.Duty != DutyExpert {
			inspectors++
		}
		if m.Duty == DutyLeader {
			leaders++
		}
	}
	if inspectors < least {
		return errs.New(errs.Conflict, "督导小组由 %d 名以上督学组成，现有 %d 名（《教育督导条例》第十六条）", least, inspectors)
	}
	if leaders != 1 {
		return errs.New(errs.Conflict, "请确定一名组长")
	}
	return nil
}

// memberOf returns the member with an account.
func MemberOf(team []Member, accountID string) (Member, bool) {
	for _, m := range team {
		if accountID != "" && m.AccountID == accountID {
			return m, true
		}
	}
	return Member{}, false
}

// mayVerify reports whether a member answers for an indicator: the leader for all, others for their
// sections; a section that nobody has is everybody's.
func MayVerify(team []Member, m Member, top string) bool {
	if m.Duty == DutyLeader {
		return true
	}
	taken := false
	for _, x := range team {
		for _, s := range x.Sections {
			if s == top {
				taken = true
				if x.ID == m.ID {
					return true
				}
			}
		}
	}
	return !taken
}
