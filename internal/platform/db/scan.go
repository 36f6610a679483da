package db

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"dudao/internal/base/errs"
)

// List runs q and scans every row into a T by its db tags; a T that is no struct takes the only column.
func List[T any](ctx context.Context, r Reader, q string, args ...any) ([]T, error) {
	var out []T
	err := Each(ctx, r, func(v T) error { out = append(out, v); return nil }, q, args...)
	return out, err
}

// Each is List for more rows than fit into memory: f gets them one by one. While it runs inside a
// transaction, f must not use that transaction.
func Each[T any](ctx context.Context, r Reader, f func(T) error, q string, args ...any) error {
	rows, err := r.query(ctx, q, args...)
	if err != nil {
		return known(err)
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return known(err)
	}
	p, err := planFor(reflect.TypeFor[T](), cols)
	if err != nil {
		return err
	}
	dst := make([]any, len(cols))
	for rows.Next() {
		var v T
		p.point(reflect.ValueOf(&v).Elem(), &v, dst)
		if err := rows.Scan(dst...); err != nil {
			return err
		}
		if err := f(v); err != nil {
			return err
		}
	}
	return known(rows.Err())
}

// Get is List for exactly one row; no row is errs.NotFound.
func Get[T any](ctx context.Context, r Reader, q string, args ...any) (T, error) {
	list, err := List[T](ctx, r, q, args...)
	if err == nil && len(list) != 1 {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	if err != nil {
		var zero T
		return zero, err
	}
	return list[0], nil
}

// plan says where in a struct each column goes; nil for a type that takes the only column itself.
type plan struct{ fields [][]int }

func (p *plan) point(rv reflect.Value, whole any, dst []any) {
	if p.fields == nil {
		dst[0] = whole
		return
	}
	for i, index := range p.fields {
		dst[i] = rv.FieldByIndex(index).Addr().Interface()
	}
}

type planKey struct {
	t    reflect.Type
	cols string
}

var plans sync.Map // planKey → *plan

func planFor(t reflect.Type, cols []string) (*plan, error) {
	key := planKey{t, strings.Join(cols, ",")}
	if p, ok := plans.Load(key); ok {
		return p.(*plan), nil
	}
	p := &plan{}
	if byTag := tags(t); byTag != nil {
		p.fields = make([][]int, len(cols))
		for i, c := range cols {
			index, ok := byTag[c]
			if !ok {
				return nil, fmt.Errorf("db: %v has no field for column %q", t, c)
			}
			p.fields[i] = index
		}
	} else if len(cols) != 1 {
		return nil, fmt.Errorf("db: %v cannot take %d columns", t, len(cols))
	}
	plans.Store(key, p)
	return p, nil
}

var scanner = reflect.TypeFor[sql.Scanner]()

// tags returns the fields of a struct by their db tag, nil for a type that is one value (a number, a
// date).
func tags(t reflect.Type) map[string][]int {
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(scanner) {
		return nil
	}
	m := map[string][]int{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Tag.Get("db") == "" {
			for tag, index := range tags(f.Type) {
				m[tag] = append([]int{i}, index...)
			}
		} else if tag := f.Tag.Get("db"); tag != "" {
			m[tag] = []int{i}
		}
	}
	if len(m) == 0 {
		return nil
	}
	return m
}
