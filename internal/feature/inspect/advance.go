package inspect

import (
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
)

// Advance moves a supervision along a step of its report (Report, File or Publish): 《教育督导条例》第二十三条.
// Package report asks for its own permissions and calls it in its transaction; number is that of the
// report when it is approved.
func Advance(ctx context.Context, tx *db.Tx, id string, a Action, number string) error {
	if a != Report && a != File && a != Publish {
		return errs.New(errs.Internal, "系统内部错误，请稍后重试")
	}
	i, err := byID(ctx, tx, id)
	if err != nil {
		return err
	}
	old := i
	if err := i.take(a, ""); err != nil {
		return err
	}
	if a == Report {
		i.ReportNumber = number
	}
	if err := update(ctx, tx, &i, old.Version); err != nil {
		return err
	}
	if err := record(ctx, tx, "inspect."+string(a), i, number, old, i); err != nil {
		return err
	}
	return duties(ctx, tx, &i, civil.Date{})
}
