package main

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"time"

	"dudao/internal/app"
	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/org"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// The shape of the country: provinces are what the program calls districts, counties its streets.
const (
	schools   = 500_000
	orders    = 500_000
	provinces = 31
	counties  = 2_900
	whole     = 1_000 // orders that have an item and events, for the record page
	root      = "110000"
	login     = "reader"
	password  = "Whole-country-26"
)

func provinceID(p int) string { return fmt.Sprintf("p%02d", p) }
func countyID(c int) string   { return fmt.Sprintf("c%04d", c) }
func schoolID(i int) string   { return fmt.Sprintf("0198f000-0000-7000-8000-%012d", i) }
func orderID(i int) string    { return fmt.Sprintf("0198f001-0000-7000-8000-%012d", i) }

func schoolPath(i int) string {
	c := i % counties
	return fmt.Sprintf("/%s/%s/%s/%s/", root, provinceID(c%provinces), countyID(c), schoolID(i))
}

// seed fills an empty database, and leaves one that it has filled before. The rows are inserted straight into the tables: they are there to
// be listed, and have no entries in the audit log.
func seed(ctx context.Context, database, data string) error {
	a, err := app.New(ctx, app.Config{Database: database, Data: data})
	if err != nil {
		return err
	}
	defer a.Close()
	ctx = actor.With(ctx, actor.System)
	if _, err := a.Identity.Account(ctx, login); err == nil {
		return nil
	}
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := insert(ctx, tx, "unit", ", search_key", units()); err != nil {
			return err
		}
		return insert(ctx, tx, "rectify_order", "", func(yield func(any, []any) bool) {
			for i := range orders {
				if !yield(order(i), nil) {
					return
				}
			}
		})
	})
	if err != nil {
		return err
	}
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		for i := range whole {
			_, err := tx.Exec(ctx, `insert into rectify_item (id, order_id, finding_id, seq, text, demand, clause, severity, measures, lead, by_on, result, outcome, remark, held)
				values ($1, $1, '', 1, '消防通道堆放杂物', '立即清理', '', 'general', '', '', null, '', '', '', '')`, orderID(i))
			if err != nil {
				return err
			}
			for _, what := range []string{"create", "issue"} {
				_, err := tx.Exec(ctx, `insert into rectify_event (id, order_id, at, actor_id, actor_name, action, note, internal) values ($1, $2, $3, 'x', '经办', $4, '', false)`,
					tx.NewID(), orderID(i), tx.Now, what)
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, _, err = a.Identity.Create(ctx, identity.NewAccount{ID: login, Password: password, Demo: true,
		Particulars: identity.Particulars{Login: login, Name: "读者", UnitID: root}}); err != nil {
		return err
	}
	_, err = a.Identity.Grant(ctx, identity.NewRole{AccountID: login, Role: access.Auditor, UnitID: root, Reason: "bench"})
	return err
}

// insert stores structs by their db tags; more names columns whose values come beside each.
func insert(ctx context.Context, tx *db.Tx, table, more string, rows iter.Seq2[any, []any]) error {
	var columns []string
	for row := range rows {
		for f := range reflect.TypeOf(row).Fields() {
			columns = append(columns, f.Tag.Get("db"))
		}
		break
	}
	_, err := tx.Insert(ctx, table, strings.Join(columns, ", ")+more, func(yield func([]any) bool) {
		for row, rest := range rows {
			var values []any
			for _, v := range reflect.ValueOf(row).Fields() {
				values = append(values, v.Interface())
			}
			if !yield(append(values, rest...)) {
				return
			}
		}
	})
	return err
}

func units() iter.Seq2[any, []any] {
	return func(yield func(any, []any) bool) {
		more := true
		put := func(u org.Unit, key string) bool {
			u.Version = 1
			more = more && yield(u, []any{key})
			return more
		}
		put(org.Unit{ID: root, Path: "/" + root + "/", Kind: org.City, Name: "全国"}, "quanguo\nqg\n全国")
		for p := range provinces {
			id, name := provinceID(p), fmt.Sprintf("第%d省", p)
			put(org.Unit{ID: org.UnitID(id), ParentID: root, Path: "/" + root + "/" + id + "/", Kind: org.District, Name: name}, fmt.Sprintf("di%dsheng\n%s", p, name))
		}
		for c := range counties {
			id, parent, name := countyID(c), provinceID(c%provinces), fmt.Sprintf("第%d县", c)
			put(org.Unit{ID: org.UnitID(id), ParentID: org.UnitID(parent), Path: "/" + root + "/" + parent + "/" + id + "/", Kind: org.Street, Name: name}, fmt.Sprintf("di%dxian\n%s", c, name))
		}
		for i := range schools {
			name, spelt := schoolName(i)
			u := org.Unit{ID: org.UnitID(schoolID(i)), ParentID: org.UnitID(countyID(i % counties)), Path: schoolPath(i), Kind: org.School, Name: name,
				Code: fmt.Sprintf("%010d", i), Stage: []string{"primary", "junior"}[i/counties%2], Ownership: "public", Students: i * 7919 % 4001, PlaceID: org.UnitID(countyID(i % counties))}
			if !put(u, spelt+"\n"+name+"\n"+u.Code) {
				return
			}
		}
	}
}

func schoolName(i int) (name, spelt string) {
	if i%97 == 0 {
		return fmt.Sprintf("第%d实验小学", i), fmt.Sprintf("di%dshiyanxiaoxue\nd%dsyxx", i, i)
	}
	return fmt.Sprintf("第%d小学", i), fmt.Sprintf("di%dxiaoxue\nd%dxx", i, i)
}

var states = []rectify.State{rectify.Issued, rectify.Planned, rectify.Doing, rectify.Submitted, rectify.Closed}

func order(i int) rectify.Order {
	issued := civil.NewDate(2026, time.January, 5).AddDays(i * 7919 % 200)
	name, _ := schoolName(i)
	title := "食品留样记录不完整"
	if i%97 == 0 {
		title = "消防通道堆放杂物"
	}
	o := rectify.Order{
		ID: rectify.OrderID(orderID(i)), Version: 1, UnitPath: schoolPath(i), UnitID: org.UnitID(schoolID(i)), UnitName: name,
		SourceKind: "rectify.manual", SourceTitle: "日常督导", Number: fmt.Sprintf("督改〔2026〕%d号", i), Title: title,
		State: states[i/counties%len(states)], Severity: rectify.General, Items: 1, OfficeID: root, OfficeName: "全国",
		IssuedOn: issued, PlanDueOn: issued.AddDays(15), DueOn: issued.AddDays(30 + i%60), NextOn: issued.AddDays(15 + i%60),
	}
	o.CreatedAt = civil.At(issued.Time())
	o.UpdatedAt = o.CreatedAt
	o.Search = strings.ToLower(o.UnitName + " " + o.Title + " " + o.Number)
	return o
}
