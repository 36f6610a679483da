package common

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

const issueCols = `id, version, district_path, same_key, clause, units, since_on, state, finding_id, decided_by, reason, at`

// Issues lists the district-level issues in the actor's place, open ones first.
func (s *Service) Issues(ctx context.Context) ([]rectify.DistrictIssue, error) {
	rg, err := access.Over(ctx, rectify.MayEscalate)
	if err != nil {
		return nil, err
	}
	return db.List[rectify.DistrictIssue](ctx, s.db, `select `+issueCols+` from rectify_issue where district_path >= $1 and district_path < $2
		order by case when state = 'proposed' then 0 else 1 end, at desc, id limit 500`, rg.From, rg.To)
}

// DecideIssue confirms a district-level issue, which raises a finding at the district government, or
// declines it with a reason.
func (s *Service) DecideIssue(ctx context.Context, id string, version int, confirm bool, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		rg, err := access.Over(ctx, rectify.MayEscalate)
		if err != nil {
			return err
		}
		i, err := db.Get[rectify.DistrictIssue](ctx, tx, `select `+issueCols+` from rectify_issue where id = $1 and district_path >= $2 and district_path < $3`, id, rg.From, rg.To)
		if err != nil {
			return err
		}
		switch {
		case i.State != string(ladder.Proposed):
			return errs.New(errs.Conflict, "这项建议已有决定")
		case i.Version != version:
			return errs.New(errs.Stale, "他人刚刚修改了这条整改，请核对后再提交")
		case !confirm && strings.TrimSpace(reason) == "":
			return errs.NewField("reason", "请说明理由")
		}
		state := ladder.Declined
		if confirm {
			state = ladder.Confirmed
			path := strings.TrimSuffix(i.DistrictPath, "/")
			i.FindingID, err = rectify.Raise(ctx, tx, rectify.Finding{Source: ident.Ref{Kind: "rectify.issue", ID: i.ID}, SourceTitle: "同类问题汇总",
				UnitID: org.UnitID(path[strings.LastIndexByte(path, '/')+1:]), Clause: i.Clause, Severity: rectify.Serious, Text: "辖区内多所学校出现同类问题：" + i.Clause, Demand: reason})
			if err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `update rectify_issue set version = version + 1, state = $1, finding_id = $2, decided_by = $3, reason = $4 where id = $5`,
			state, i.FindingID, actor.From(ctx).ID, reason, id)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "rectify.issue_" + string(state), Ref: ident.Ref{Kind: "rectify.issue", ID: id}, UnitPath: i.DistrictPath, Note: reason})
	})
}
