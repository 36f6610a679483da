package app

import (
	"context"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/accountability"
	"dudao/internal/feature/accountability/accountabilityweb"
	"dudao/internal/feature/accountability/circular"
	"dudao/internal/feature/accountability/dossier"
	"dudao/internal/feature/accountability/honour"
	"dudao/internal/feature/accountability/liability"
	"dudao/internal/feature/accountability/talk"
	"dudao/internal/feature/ladder"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Accountability is 约谈, 通报, 问责, 激励 and the dossier: one engine and the mechanisms on it.
type Accountability struct {
	Engine    *accountability.Service
	Talk      *talk.Service
	Circular  *circular.Service
	Liability *liability.Service
	Honour    *honour.Service
	Dossier   *dossier.Service
}

// connectAccountability connects the mechanisms; a confirmed rung of the ladder opens one with its grounds
// and facts filled in.
func (a *App) connectAccountability() {
	all := accountability.New(a.DB)
	a.Accountability = Accountability{all, talk.New(all, a.Letters), circular.New(all, a.Letters), liability.New(all, a.Letters, a.Clock), honour.New(all, a.Letters), dossier.New(a.DB)}
	x := a.Accountability
	for kind, r := range all.FileRights() {
		a.Files.Register(kind, r)
	}
	a.Ladder.OnConfirm(ladder.Talk, func(ctx context.Context, tx *db.Tx, e ladder.Escalation, d ladder.Decision) error {
		_, err := x.Talk.Begin(ctx, tx, fromRung(e, d, "talk.duty"))
		return err
	})
	a.Ladder.OnConfirm(ladder.Circular, func(ctx context.Context, tx *db.Tx, e ladder.Escalation, d ladder.Decision) error {
		_, err := x.Circular.Begin(ctx, tx, fromRung(e, d, "circular.poor", "circular.undone"))
		return err
	})
	a.Ladder.OnConfirm(ladder.Account, func(ctx context.Context, tx *db.Tx, e ladder.Escalation, d ladder.Decision) error {
		unit, err := org.UnitByID(ctx, tx, e.UnitID)
		if err != nil {
			return err
		}
		ground := "gov.rectify"
		if unit.Kind == org.School {
			ground = "school.rectify"
		}
		_, err = x.Liability.Begin(ctx, tx, fromRung(e, d, ground), liability.CaseIn{})
		return err
	})
	accountabilityweb.Routes(a.Web, accountabilityweb.Services{All: x.Engine, Talk: x.Talk, Circular: x.Circular, Liability: x.Liability, Honour: x.Honour, Dossier: x.Dossier, Org: a.Org})
}

// fromRung is what a confirmed rung knows for the record it opens.
func fromRung(e ladder.Escalation, d ladder.Decision, grounds ...string) accountability.NewRecord {
	facts := e.Title + "：" + e.Grounds
	if d.Reason != "" {
		facts += strings.TrimRight(strings.TrimSpace(d.Reason), "。") + "。"
	}
	return accountability.NewRecord{UnitID: e.UnitID, OfficeID: e.OfficeID, Grounds: grounds, Facts: facts, Source: e.Self(), SourceTitle: lang.In(lang.Zh, "督办建议：%s", e.Rung.Label()), SourceURL: e.PageURL()}
}
