package inspect

import (
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/standard"
)

// Indicator is one leaf of the standard in a supervision: what the unit claims, beside what the team
// verified.
type Indicator struct {
	ID           string     `db:"id" json:"id"`
	Version      int        `db:"version" json:"version"`
	InspectionID string     `db:"inspection_id" json:"-"`
	UnitPath     string     `db:"unit_path" json:"-"`
	NodeCode     string     `db:"node_code" json:"node_code"`
	TopCode      string     `db:"top_code" json:"top_code"` // the section it lies in
	Ord          int        `db:"ord" json:"-"`
	Claim        string     `db:"claim" json:"claim"` // code of a grade or non-value
	ClaimText    string     `db:"claim_text" json:"claim_text"`
	ClaimedBy    string     `db:"claimed_by" json:"-"`
	ClaimedName  string     `db:"claimed_name" json:"claimed_name"`
	ClaimedAt    civil.Time `db:"claimed_at" json:"claimed_at"`
	Look         string     `db:"look" json:"look,omitempty"` // internal: what to look at on site
	LookName     string     `db:"look_name" json:"-"`
	Verified     string     `db:"verified" json:"verified"` // code of a grade or non-value
	Reason       string     `db:"reason" json:"reason"`
	VerifiedBy   string     `db:"verified_by" json:"-"`
	VerifiedName string     `db:"verified_name" json:"verified_name"`
	VerifiedAt   civil.Time `db:"verified_at" json:"verified_at"`
}

// Ref returns the indicator as a reference; evidence of the claim belongs to it.
func (x Indicator) Ref() ident.Ref { return ident.Ref{Kind: RefIndicator, ID: x.ID} }

// checkMark reports whether a code is a grade or a non-value of the version.
func checkMark(v standard.Version, code string) bool { return v.MarkLabel(code) != "" }

// Verify records what the team found: 《教育督导条例》第二十条 (the self-evaluation and what was seen on
// site are deliberated), 第九条 (facts, neither hidden nor made up). A grade other than the claim and
// every non-value need their reason.
func (x *Indicator) Verify(v standard.Version, code, reason string, records int) error {
	var c errs.Check
	c.That(checkMark(v, code), "verified", "请选择核验等级")
	_, graded := v.Grade(code)
	reason = strings.TrimSpace(reason)
	c.That(reason != "" || graded && code == x.Claim, "reason", "核验结果与自评不一致或不是等级的，请写明理由")
	c.That(!graded || records > 0 || reason != "", "reason", "没有关联现场记录的，请写明核验依据")
	if err := c.Err(); err != nil {
		return err
	}
	x.Verified, x.Reason = code, reason
	return nil
}

// marks turns verified grades into what the standard judges.
func marks(list []Indicator) map[string]standard.Mark {
	out := make(map[string]standard.Mark, len(list))
	for _, x := range list {
		out[x.NodeCode] = standard.Mark{Code: x.Verified}
	}
	return out
}

// nameOf returns the name of an indicator, for the timeline and the auditor.
func nameOf(v standard.Version, code string) string {
	if n, ok := v.Node(code); ok {
		return n.Name
	}
	return code
}

// topOf returns the section an indicator lies in: its ancestor at the top of the tree.
func topOf(v standard.Version, code string) string {
	for {
		n, ok := v.Node(code)
		if !ok || n.ParentCode == "" {
			return code
		}
		code = n.ParentCode
	}
}
