package inspect

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/platform/db"
)

// Viewer is what the acting person is to one supervision.
type Viewer struct {
	Actor  actor.Actor
	Inside bool             // of the organising level, or of the team: sees internal notes
	Ours   bool             // of the supervised unit
	Member fieldwork.Member // zero if not of the team
}

// InTeam reports whether the person is a member of the team.
func (v Viewer) InTeam() bool { return v.Member.ID != "" }

// viewerOf finds out what the acting person is to a supervision.
func viewerOf(ctx context.Context, i Inspection, team []fieldwork.Member) Viewer {
	a := actor.From(ctx)
	v := Viewer{Actor: a}
	v.Member, _ = fieldwork.MemberOf(team, a.ID)
	covers := access.Covers(a, i.SeatPath) && a.Role != string(access.Expert)
	v.Inside = a.All || a.May(string(MayInternal)) && (covers || v.InTeam())
	v.Ours = !v.Inside && (a.UnitID == string(i.UnitID) || a.Scope == i.UnitPath)
	return v
}

// On reports whether the person is on a side of the supervision.
func (v Viewer) On(s Side, i Inspection) bool {
	a := v.Actor
	switch s {
	case Office:
		return a.UnitID == string(i.OfficeID) && a.May(string(MayManage))
	case Team:
		return v.InTeam() || v.On(Office, i)
	case Leader:
		return a.Scope == i.SeatPath
	case Unit:
		return v.Ours
	}
	return false
}

// may returns an error unless the person holds the permission of a step and is on its side. A member
// of the team acts on exactly this supervision, wherever the unit lies.
func (v Viewer) may(ctx context.Context, need access.Permission, side Side, i Inspection) error {
	if v.Actor.All {
		return nil
	}
	if err := access.Holds(ctx, need); err != nil {
		return err
	}
	if v.On(side, i) {
		return nil
	}
	switch side {
	case Unit:
		return errs.New(errs.Denied, "由%s办理", i.UnitName)
	case Leader:
		return errs.New(errs.Denied, "由组织督导的同级领导审定")
	case Team:
		return errs.New(errs.Denied, "由督导小组成员办理")
	}
	return errs.New(errs.Denied, "谁组织、谁发布、谁负责：由%s办理", i.OfficeName)
}

// visible narrows a query over table inspection i to what the acting person may see: records of
// units in their range, from the notice on or if they are of the organising level; and those whose
// team they are in. Experts see only the latter.
func visible(ctx context.Context, w *db.Where) error {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return err
	}
	a := actor.From(ctx)
	const mine = "i.id in (select m.inspection_id from inspect_member m where m.account_id = ? and m.left_at is null)"
	switch {
	case a.Role == string(access.Expert):
		w.Add(mine, a.ID)
	case a.May(string(MayInternal)):
		w.Add("(i.unit_path >= ? and i.unit_path < ? and (i.noticed_on is not null or i.seat_path >= ? and i.seat_path < ?) or "+mine+")",
			over.From, over.To, over.From, over.To, a.ID)
	default:
		w.Add("i.unit_path >= ? and i.unit_path < ? and i.noticed_on is not null", over.From, over.To)
	}
	return nil
}

// prefixed writes the columns of a table with its alias.
func prefixed(alias, columns string) string {
	parts := strings.Split(columns, ",")
	for n, c := range parts {
		parts[n] = alias + "." + strings.TrimSpace(c)
	}
	return strings.Join(parts, ", ")
}
