// Package notify tells people that something happened or waits for them.
package notify

import (
	"context"

	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Message is one thing to tell. It reaches the account, or everybody at the unit who holds the
// permission Need there (Need "" reaches everybody with a post at the unit).
type Message struct {
	AccountID string            // one person, or
	UnitID    string            // the people of a unit
	Need      access.Permission // who among them
	Ref       ident.Ref         // the record it is about
	URL       string            // where to go
	Subject   string            // one line, in Chinese, ready to read
	Urgent    bool              // may break quiet hours
}

// Sender carries a message outside the program: by mail, SMS or WeCom.
type Sender interface {
	Send(ctx context.Context, address string, m Message) error
}

// Tell stores m in the inbox; what leaves the program is sent after tx commits.
func Tell(ctx context.Context, tx *db.Tx, m Message) error {
	id := tx.NewID()
	_, err := tx.Exec(ctx, `insert into notice (id, account_id, unit_id, need, ref_kind, ref_id, url, subject, urgent, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, m.AccountID, m.UnitID, m.Need, m.Ref.Kind, m.Ref.ID, m.URL, m.Subject, m.Urgent, tx.Now)
	if err != nil {
		return err
	}
	return jobs.Enqueue(ctx, tx, deliver{id}, tx.Now)
}

type deliver struct{ Notice string }

func (deliver) Kind() string { return "notify.deliver" }

// Handle delivers stored notices through s; a nil s keeps them in the inbox.
func Handle(d *db.DB, q *jobs.Queue, s Sender) {
	jobs.Handle(q, func(context.Context, deliver) error { return nil })
}
