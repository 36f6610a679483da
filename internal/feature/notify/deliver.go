package notify

import (
	"context"
	"fmt"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

type deliver struct{ Notice string }

func (deliver) Kind() string { return "notify.deliver" }

type sendOut struct{ Delivery string }

func (sendOut) Kind() string { return "notify.send" }

type digest struct{}

func (digest) Kind() string { return "notify.digest" }

// States of a delivery.
const (
	Queued  = "queued"  // will be sent, or is tried again
	Kept    = "digest"  // waits for the next digest
	Sent    = "sent"    // handed to the mail server
	Skipped = "skipped" // no address
	Failed  = "failed"  // the last try failed
)

// Delivery is one notice on its way to one person.
type Delivery struct {
	ID        string     `db:"id" json:"id"`
	NoticeID  string     `db:"notice_id" json:"notice_id"`
	AccountID string     `db:"account_id" json:"account_id"`
	State     string     `db:"state" json:"state"`
	Attempts  int        `db:"attempts" json:"attempts"`
	Problem   string     `db:"problem" json:"problem"`
	At        civil.Time `db:"at" json:"at"`
	SentAt    civil.Time `db:"sent_at" json:"sent_at"`
}

const deliveryCols = `id, notice_id, account_id, state, attempts, problem, at, sent_at`

// deliver decides for each person a notice reaches whether and how it leaves the program. It is
// harmless twice: a person gets one delivery a notice.
func (s *Service) deliver(ctx context.Context, d deliver) error {
	if s.sender == nil {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := notice(ctx, tx, d.Notice)
		if err != nil {
			return err
		}
		people := []string{n.AccountID}
		if n.AccountID == "" {
			if people, err = s.people.AccountsAt(ctx, tx, org.UnitID(n.UnitID), access.Permission(n.Need)); err != nil {
				return err
			}
		}
		for _, id := range people {
			if err := queue(ctx, tx, n, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func notice(ctx context.Context, r db.Reader, id string) (Notice, error) {
	return db.Get[Notice](ctx, r, `select `+noticeCols+` from notice where id = $1`, id)
}

// queue makes the delivery of a notice to a person, unless they have read it or want none.
func queue(ctx context.Context, tx *db.Tx, n Notice, account string) error {
	read, err := db.List[string](ctx, tx, `select notice_id from notice_read where account_id = $1 and notice_id = $2`, account, n.ID)
	if err != nil || len(read) > 0 {
		return err
	}
	p, err := preference(ctx, tx, account)
	if err != nil {
		return err
	}
	state := Queued
	switch {
	case n.Urgent:
	case p.Mode == None:
		return nil
	case p.Mode == Digest:
		state = Kept
	}
	id := tx.NewID()
	added, err := tx.Exec(ctx, `insert into notify_delivery (`+deliveryCols+`) values ($1, $2, $3, $4, 0, '', $5, null) on conflict (notice_id, account_id) do nothing`,
		id, n.ID, account, state, tx.Now)
	if err != nil || added == 0 || state == Kept {
		return err
	}
	return jobs.Enqueue(ctx, tx, sendOut{id}, tx.Now)
}

// send carries one delivery out. A failure is kept with its reason, and the job is tried again.
func (s *Service) send(ctx context.Context, o sendOut) error {
	if s.sender == nil {
		return nil
	}
	d, err := db.Get[Delivery](ctx, s.db, `select `+deliveryCols+` from notify_delivery where id = $1`, o.Delivery)
	if err != nil || d.State == Sent || d.State == Skipped {
		return err
	}
	n, err := notice(ctx, s.db, d.NoticeID)
	if err != nil {
		return err
	}
	return s.carry(ctx, d.AccountID, Message{AccountID: d.AccountID, URL: n.URL, Subject: n.Subject, Urgent: n.Urgent}, d)
}

// carry sends m to a person and writes down what became of the deliveries it stands for.
func (s *Service) carry(ctx context.Context, account string, m Message, list ...Delivery) error {
	address, err := s.people.Address(ctx, s.db, account)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	state, problem := Sent, ""
	var failed error
	if address == "" {
		state = Skipped
	} else if failed = s.sender.Send(ctx, address, m); failed != nil {
		state, problem = Failed, strings.ReplaceAll(failed.Error(), address, "…") // an address is nobody's business
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var at civil.Time
		if state == Sent {
			at = tx.Now
		}
		for _, d := range list {
			if _, err := tx.Exec(ctx, `update notify_delivery set state = $1, attempts = attempts + 1, problem = $2, sent_at = $3 where id = $4`, state, problem, at, d.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if failed != nil {
		return fmt.Errorf("notify: %s", problem)
	}
	return err
}

func (s *Service) digest(ctx context.Context, _ digest) error { return s.SendDigests(ctx) }

// SendDigests sends each person what was kept for them as one mail, on working days.
func (s *Service) SendDigests(ctx context.Context) error {
	q, err := quietOn(ctx, s.db, civil.DateOf(s.db.Now().Time))
	if err != nil || s.sender == nil || q.rests(civil.DateOf(s.db.Now().Time)) {
		return err
	}
	kept, err := db.List[Delivery](ctx, s.db, `select d.id, d.notice_id, d.account_id, d.state, d.attempts, d.problem, d.at, d.sent_at
		from notify_delivery d join notice n on n.id = d.notice_id where d.state = $1 order by d.account_id, n.at, n.id limit 5000`, Kept)
	if err != nil {
		return err
	}
	var first error
	for len(kept) > 0 { // sorted by account
		n := 1
		for n < len(kept) && kept[n].AccountID == kept[0].AccountID {
			n++
		}
		if err := s.digestFor(ctx, kept[:n]); err != nil && first == nil {
			first = err
		}
		kept = kept[n:]
	}
	return first
}

func (s *Service) digestFor(ctx context.Context, mails []Delivery) error {
	lines := make([]string, 0, len(mails))
	for _, d := range mails {
		n, err := notice(ctx, s.db, d.NoticeID)
		if err != nil {
			return err
		}
		lines = append(lines, n.Subject)
	}
	m := Message{AccountID: mails[0].AccountID, URL: "/inbox", Subject: lang.In(lang.Zh, "今日汇总：%d 条通知", len(lines)) + "\n" + strings.Join(lines, "\n")}
	return s.carry(ctx, mails[0].AccountID, m, mails...)
}

// Deliveries returns one page of deliveries, the newest first; state "" is all of them.
func (s *Service) Deliveries(ctx context.Context, state string, p page.Req) (page.Of[Delivery], error) {
	if err := access.Holds(ctx, MayDeliveries); err != nil {
		return page.Of[Delivery]{}, err
	}
	var w db.Where
	if state != "" {
		w.Add("state = ?", state)
	}
	total, err := db.Get[int](ctx, s.db, `select count(*) from notify_delivery `+w.SQL(), w.Args()...)
	if err != nil {
		return page.Of[Delivery]{}, err
	}
	rows, err := db.List[Delivery](ctx, s.db, `select `+deliveryCols+` from notify_delivery `+w.SQL()+` order by at desc, id desc `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return page.Of[Delivery]{Rows: rows, Total: total}, err
}

// Retry sends a failed delivery again.
func (s *Service) Retry(ctx context.Context, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Holds(ctx, MayDeliveries); err != nil {
			return err
		}
		d, err := db.Get[Delivery](ctx, tx, `select `+deliveryCols+` from notify_delivery where id = $1`, id)
		if err != nil {
			return err
		}
		if d.State != Failed && d.State != Skipped {
			return errs.New(errs.Conflict, "这条通知没有发送失败")
		}
		if _, err := tx.Exec(ctx, `update notify_delivery set state = $1, problem = '' where id = $2`, Queued, id); err != nil {
			return err
		}
		if err := jobs.Enqueue(ctx, tx, sendOut{id}, tx.Now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "notify.retry", Ref: ident.Ref{Kind: "notify.delivery", ID: id}})
	})
}
