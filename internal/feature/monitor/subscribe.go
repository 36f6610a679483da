package monitor

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
)

// WarningFilter narrows the list of warnings.
type WarningFilter struct {
	Rule, State, Stage, Text string
	Area                     string
	Year                     int
}

// Warnings lists them, open ones first.
func (s *Service) Warnings(ctx context.Context, f WarningFilter, p page.Req) (out page.Of[Warning], err error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	var w db.Where
	w.Add("area_path >= ? and area_path < ?", over.From, over.To)
	for column, v := range map[string]string{"rule": f.Rule, "state": f.State, "stage": f.Stage, "area_id": f.Area} {
		if v != "" {
			w.Add(column+" = ?", v)
		}
	}
	if f.Year != 0 {
		w.Add("year = ?", f.Year)
	}
	if f.Text != "" {
		w.AddText(f.Text, "area_name", "text")
	}
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from monitor_warning `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	out.Rows, err = db.List[Warning](ctx, s.db, `select `+warningColumns+` from monitor_warning `+w.SQL()+
		` order by case state when 'open' then 0 when 'acked' then 1 when 'raised' then 2 else 3 end, year desc, area_path, stage, rule `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}

// Subscribed are the rules whose new warnings the acting person hears of.
func (s *Service) Subscribed(ctx context.Context) (map[string]bool, error) {
	list, err := db.List[string](ctx, s.db, `select rule from monitor_subscription where account_id = $1`, actor.From(ctx).ID)
	out := map[string]bool{}
	for _, r := range list {
		out[r] = true
	}
	return out, err
}

// Subscribe makes these rules the ones the acting person hears of.
func (s *Service) Subscribe(ctx context.Context, rules []string) error {
	if err := access.Holds(ctx, MayWatch); err != nil {
		return err
	}
	for _, r := range rules {
		if _, ok := RuleOf(r); !ok {
			return errs.New(errs.Invalid, "没有这项预警规则")
		}
	}
	a := actor.From(ctx)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `delete from monitor_subscription where account_id = $1`, a.ID); err != nil {
			return err
		}
		for _, r := range rules {
			if _, err := tx.Exec(ctx, `insert into monitor_subscription (account_id, rule, unit_path, since_at) values ($1, $2, $3, $4) on conflict (account_id, rule) do nothing`, a.ID, r, a.Scope, tx.Now); err != nil {
				return err
			}
		}
		return nil
	})
}
