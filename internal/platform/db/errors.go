package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"dudao/internal/base/errs"
)

// Texts of what a database can say no with.
const (
	exists      = "记录已存在"
	referred    = "记录被引用或引用不存在"
	unsavable   = "内容含有无法保存的字符或数值"
	busy        = "数据库正忙，请稍后重试"
	full        = "数据库存储空间已满，内容没有保存，请联系系统管理员"
	frozen      = "数据库现在不能写入，内容没有保存，请联系系统管理员检查数据库文件的权限和磁盘"
	unreachable = "数据库暂时无法访问，请稍后重试"
)

// known turns what the two engines say into errs kinds; other errors stay as they are.
func known(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	if _, ok := errors.AsType[*errs.Error](err); ok {
		return err
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return knownSQLite(e.Code(), err)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return knownPostgres(e.Code, err)
	}
	if strings.Contains(err.Error(), "failed to encode args[") { // pgx: a number beyond the column, before it is sent
		return errs.New(errs.Invalid, unsavable).Because(err)
	}
	if gone(err) {
		return errs.New(errs.Unavailable, unreachable).Because(err)
	}
	return err
}

// The result codes of SQLite that mean something to people: sqlite.org/rescode.html.
func knownSQLite(code int, err error) error {
	const unique, primary, foreign = 2067, 1555, 787
	switch code {
	case unique, primary:
		return errs.New(errs.Conflict, exists).Because(err)
	case foreign:
		return errs.New(errs.Conflict, referred).Because(err)
	}
	const isBusy, locked, readOnly, ioError, isFull, cannotOpen = 5, 6, 8, 10, 13, 14
	switch code & 0xff {
	case isBusy, locked:
		return errs.New(errs.Unavailable, busy).Because(err)
	case isFull:
		return errs.New(errs.Unavailable, full).Because(err)
	case readOnly:
		return errs.New(errs.Unavailable, frozen).Because(err)
	case ioError, cannotOpen:
		return errs.New(errs.Unavailable, unreachable).Because(err)
	}
	return err
}

// The codes of PostgreSQL that mean something to people: appendix A of its manual.
func knownPostgres(code string, err error) error {
	switch code {
	case "23505":
		return errs.New(errs.Conflict, exists).Because(err)
	case "23503":
		return errs.New(errs.Conflict, referred).Because(err)
	case "22021", "22P05", "22003", "22001":
		return errs.New(errs.Invalid, unsavable).Because(err)
	case "40001", "40P01", "55P03", "53300", "57014":
		return errs.New(errs.Unavailable, busy).Because(err)
	case "53100", "53200", "53400":
		return errs.New(errs.Unavailable, full).Because(err)
	case "25006", "57P01", "57P02", "57P03", "57P05": // read-only after a failover, shutting down, starting up
		return errs.New(errs.Unavailable, unreachable).Because(err)
	}
	if len(code) == 5 && (code[:2] == "08" || code[:2] == "58") {
		return errs.New(errs.Unavailable, unreachable).Because(err)
	}
	return err
}

// gone reports whether err says that the connection is no more.
func gone(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok && !errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}
