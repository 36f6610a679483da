package notify

import (
	"context"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
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

// Tell stores m in the inbox; what leaves the program is sent after tx commits, outside quiet hours.
func Tell(ctx context.Context, tx *db.Tx, m Message) error {
	id := tx.NewID()
	tx.Notify(changes)
	_, err := tx.Exec(ctx, `insert into notice (`+noticeCols+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, m.AccountID, m.UnitID, m.Need, m.Ref.Kind, m.Ref.ID, m.URL, m.Subject, m.Urgent, tx.Now)
	if err != nil {
		return err
	}
	at := tx.Now
	if !m.Urgent {
		q, err := quietOn(ctx, tx, tx.Today())
		if err != nil {
			return err
		}
		at = civil.At(q.Next(tx.Now.Time))
	}
	return jobs.Enqueue(ctx, tx, deliver{id}, at)
}

// Unread counts what the person has not read yet.
func Unread(ctx context.Context, r db.Reader, a actor.Actor) (int, error) {
	if !a.Known() {
		return 0, nil
	}
	w, err := unread(ctx, r, a)
	if err != nil {
		return 0, err
	}
	return db.Get[int](ctx, r, `select count(*) from notice n `+w.SQL(), w.Args()...)
}

// unread narrows to what the person has not read.
func unread(ctx context.Context, r db.Reader, a actor.Actor) (*db.Where, error) {
	w := mine(a)
	marks, err := db.List[civil.Time](ctx, r, `select read_until from notice_mark where account_id = $1`, a.ID)
	if err != nil {
		return nil, err
	}
	if len(marks) > 0 {
		w.Add("n.at > ?", marks[0])
	}
	w.Add("not exists (select 1 from notice_read x where x.account_id = ? and x.notice_id = n.id)", a.ID)
	return w, nil
}

// mine narrows to what is addressed to the person, as they act now.
func mine(a actor.Actor) *db.Where {
	needs := []any{a.ID, a.UnitID, ""}
	marks := "?"
	for p, held := range a.Grants {
		if held {
			needs = append(needs, p)
			marks += ", ?"
		}
	}
	var w db.Where
	w.Add("(n.account_id = ? or n.account_id = '' and n.unit_id = ? and n.need in ("+marks+"))", needs...)
	return &w
}
