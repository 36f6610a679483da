package testkit

import (
	"context"
	"maps"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/feature/portal"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

func init() {
	maps.Copy(Objects, map[string]func(*World) Pair{
		"/rectifications/{id}":       func(w *World) Pair { hd, xc := returned(w); return IDs(string(hd.ID), string(xc.ID)) },
		"/cases/rectifications/{id}": func(w *World) Pair { hd, xc := returned(w); return IDs(string(hd.ID), string(xc.ID)) },
		"/cases/inspections/{id}":    (*World).supervised,
		"/cases/units/{id}":          func(*World) Pair { return IDs("hd_school1", "xc_school1") },
		"/cases/accountability/{id}": func(w *World) Pair { return IDs(w.Decided("hd"), w.Decided("xc")) },
		"/findings/{id}": func(w *World) Pair {
			return IDs(w.finding("hd_inspector1", "hd_school2"), w.finding("xc_inspector1", "xc_school1"))
		},
		"/escalations/{id}":    func(w *World) Pair { hd, xc := returned(w); return IDs(hd.Rungs[0].ID, xc.Rungs[0].ID) },
		"/clock-requests/{id}": func(w *World) Pair { hd, xc := returned(w); return IDs(hd.Requests[0].ID, xc.Requests[0].ID) },
		"/district-issues/{id}": func(w *World) Pair {
			return IDs(w.issue("/110000/110108/"), w.issue("/110000/110102/"))
		},
		"/publications/{id}": func(w *World) Pair { return IDs(w.published("hd"), w.published("xc")) },
		"/public/items/{id}": func(w *World) Pair { return IDs(w.published("hd"), w.published("xc")) },
		"/inbox/{id}":        func(w *World) Pair { return IDs(w.notice("hd_school1"), w.notice("xc_school1")) },
	})
	Unscoped["/inbox/deliveries/{id}"] = "a notice on its way, without what it says"
}

func (w *World) write(f func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	w.Must(w.DB.Write(w.t.Context(), func(tx *db.Tx) error { return f(w.t.Context(), tx) }))
}

func (w *World) finding(who string, unit org.UnitID) (id string) {
	w.t.Helper()
	w.Must(w.DB.Write(w.As(who), func(tx *db.Tx) (err error) {
		id, err = rectify.Raise(w.As(who), tx, rectify.Finding{Source: ident.Ref{Kind: "inspect.supervision", ID: tx.NewID()}, SourceTitle: "综合督导", UnitID: unit, Severity: rectify.General, Text: "公示不全"})
		return err
	}))
	return id
}

// returned makes an order in each district whose result was returned: 督办单 proposed, more time asked for.
func returned(w *World) (hd, xc rectify.Full) {
	return w.returnedAt("hd", "hd_head1"), w.returnedAt("xc", "xc_head1")
}

// Returned is an order of a district that was sent back and climbed the ladder.
func (w *World) Returned(district string) rectify.Full {
	return w.returnedAt(district, district+"_head1")
}

func (w *World) returnedAt(district, head string) rectify.Full {
	w.t.Helper()
	staff, inspector := w.As(district+"_staff"), w.As(district+"_inspector1")
	order := func(id rectify.OrderID) rectify.Full {
		o, err := w.Rectify.Order(staff, id)
		w.Must(err)
		return o
	}
	id, err := w.Rectify.Create(staff, "", rectify.Finding{UnitID: org.UnitID(district + "_school1"), Severity: rectify.General, Text: "公示不全"})
	w.Must(err)
	today := w.Rectify.Today()
	w.Must(w.Rectify.IssueDraft(staff, id, 1, "整1号", today.AddDays(30)))
	o := order(id)
	item := o.List[0].ID
	w.Must(w.Rectify.SendPlan(w.As(head), id, o.Version, "", "校长", []rectify.ItemPlan{{ItemID: item, Measures: "更正", Lead: "主任", ByOn: today.AddDays(5)}}))
	w.Must(w.Rectify.SubmitResult(w.As(head), id, order(id).Version, "", []rectify.ItemResult{{ItemID: item, Result: "已更正"}}, []rectify.Evidence{{ItemID: item, Title: "照片"}}))
	w.Must(w.Rectify.ReturnResult(inspector, id, order(id).Version, "照片不清", nil, today.AddDays(40)))
	open, err := w.Rectify.Clocks(staff, id)
	w.Must(err)
	_, err = w.App.Clock.Ask(w.As(head), clock.NewRequest{DutyID: open[0].ID, What: clock.AskExtend, Until: today.AddDays(60), Reason: "施工"})
	w.Must(err)
	return order(id)
}

func (w *World) issue(district string) (id string) {
	w.write(func(ctx context.Context, tx *db.Tx) error {
		id = tx.NewID()
		_, err := tx.Exec(ctx, `insert into rectify_issue (id, version, district_path, same_key, clause, units, since_on, state, finding_id, decided_by, reason, at)
			values ($1, 1, $2, 'k', '第一条', 3, $3, 'proposed', '', '', '', $4)`, id, district, civil.DateOf(tx.Now.Time), tx.Now)
		return err
	})
	return id
}

func (w *World) published(district string) (id string) {
	w.write(func(ctx context.Context, tx *db.Tx) (err error) {
		unit, err := org.UnitByID(ctx, tx, org.UnitID(district+"_school1"))
		if err != nil {
			return err
		}
		id, err = portal.Publish(ctx, tx, portal.Item{Ref: ident.Ref{Kind: "inspect.report", ID: tx.NewID()}, Kind: portal.Report, UnitID: string(unit.ID), UnitPath: unit.Path, UnitName: unit.Name,
			PublisherID: district + "_office", PublisherName: "督导室", Title: "督导报告", Sections: []portal.Section{{Heading: "结论", Paragraphs: []string{"良好"}}}})
		return err
	})
	return id
}

func (w *World) notice(unit string) (id string) {
	w.write(func(ctx context.Context, tx *db.Tx) (err error) {
		if err := notify.Tell(ctx, tx, notify.Message{UnitID: unit, Subject: "通知", URL: "/inbox"}); err != nil {
			return err
		}
		id, err = db.Get[string](ctx, tx, `select max(id) from notice where unit_id = $1`, unit)
		return err
	})
	return id
}
