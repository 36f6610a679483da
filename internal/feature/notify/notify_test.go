package notify_test

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
	"dudao/internal/testkit"
)

func tell(w *testkit.World, m notify.Message) {
	w.Must(w.DB.Write(context.Background(), func(tx *db.Tx) error { return notify.Tell(context.Background(), tx, m) }))
}

func order(subject string) notify.Message {
	return notify.Message{UnitID: "hd_school1", Need: rectify.MaySubmit, Ref: ident.Ref{Kind: "rectify.order", ID: "o1"}, URL: "/rectifications/o1", Subject: subject}
}

// An inbox holds what is addressed to the person or to what the person may do at their unit.
func TestInbox(t *testing.T) {
	w := testkit.New(t)
	tell(w, order("收到整改通知"))
	tell(w, notify.Message{AccountID: "hd_head1", Subject: "给校长本人", URL: "/workbench", Urgent: true})
	tell(w, notify.Message{UnitID: "hd_school1", Subject: "给全校"})
	waiting := func(want int) {
		t.Helper()
		if n, err := w.Notify.Waiting(w.As("hd_head1")); err != nil || n != want {
			t.Errorf("the navigation says %d, want %d; %v", n, want, err)
		}
	}
	waiting(3)
	waiting(3)
	for who, want := range map[string]int{"hd_head1": 3, "hd_clerk1": 2, "hd_head2": 0, "hd_staff": 0} {
		if n, err := notify.Unread(w.As(who), w.DB, w.Actor(who)); err != nil || n != want {
			t.Errorf("%s has %d unread, want %d; %v", who, n, want, err)
		}
	}
	list, err := w.Notify.List(w.As("hd_head1"), notify.Filter{Text: "整改"}, page.Req{})
	w.Must(err)
	if list.Total != 1 || list.Rows[0].Read {
		t.Fatalf("list = %+v", list)
	}
	id := list.Rows[0].ID
	_, err = w.Notify.Read(w.As("hd_head2"), id)
	w.WantKind(err, errs.NotFound)
	if rec := w.Get("hd_head1", "/inbox/"+id); rec.Code != 303 || rec.Header().Get("Location") != "/rectifications/o1" {
		t.Errorf("open: %d %s", rec.Code, rec.Header().Get("Location"))
	}
	waiting(2)
	if n, _ := notify.Unread(w.As("hd_head1"), w.DB, w.Actor("hd_head1")); n != 2 {
		t.Errorf("%d unread after reading one", n)
	}
	if n, _ := notify.Unread(w.As("hd_clerk1"), w.DB, w.Actor("hd_clerk1")); n != 2 {
		t.Errorf("one person's reading read it for another: %d", n)
	}
	w.Post("hd_head1", "/inbox/read", url.Values{})
	w.Clock.Add(time.Minute)
	tell(w, order("又一件"))
	list, err = w.Notify.List(w.As("hd_head1"), notify.Filter{Unread: true}, page.Req{})
	w.Must(err)
	if list.Total != 1 || list.Rows[0].Subject != "又一件" {
		t.Errorf("unread = %+v", list)
	}
	if body := w.Get("hd_head1", "/inbox").Body.String(); !strings.Contains(body, "又一件") || !strings.Contains(body, "未读") || !strings.Contains(body, "紧急") {
		t.Errorf("inbox page: %s", body)
	}
}

// post collects what leaves the program, or refuses it.
type post struct {
	sent []string
	fail error
}

func (p *post) Send(_ context.Context, address string, m notify.Message) error {
	if p.fail != nil {
		return p.fail
	}
	p.sent = append(p.sent, address+" "+m.Subject)
	return nil
}

// office is a program with a sender and one account with a mail address at the school.
func office(t *testing.T) (w *testkit.World, p *post, s *notify.Service, run func()) {
	t.Helper()
	w, p = testkit.New(t), &post{}
	account(t, w)
	q := jobs.New(w.DB)
	s = notify.New(w.DB, q, p, w.Identity)
	return w, p, s, func() {
		t.Helper()
		for {
			ran, err := q.RunOne(t.Context())
			if err != nil && p.fail == nil {
				t.Fatal(err)
			}
			if !ran {
				return
			}
		}
	}
}

// Quiet hours keep a mail until the morning; urgent ones leave at once; nobody gets one twice.
func TestMailWaitsForTheMorning(t *testing.T) {
	w, p, _, run := office(t)
	w.Clock.Set(time.Date(2026, 9, 4, 14, 0, 0, 0, time.UTC)) // Friday 22:00
	tell(w, order("不急"))
	urgent := order("急件")
	urgent.Urgent = true
	tell(w, urgent)
	run()
	if len(p.sent) != 1 || p.sent[0] != "head@example.org 急件" {
		t.Fatalf("sent %v", p.sent)
	}
	w.Clock.Set(time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC)) // Monday 08:00
	run()
	run()
	if len(p.sent) != 2 || p.sent[1] != "head@example.org 不急" {
		t.Errorf("sent %v", p.sent)
	}
}

// A failure is tried again and seen by the system administrator, without the address.
func TestFailureIsVisible(t *testing.T) {
	w, p, s, run := office(t)
	p.fail = errors.New("550 head@example.org: no such user")
	tell(w, order("收到整改通知"))
	run()
	list, err := s.Deliveries(w.As("system_admin"), notify.Failed, page.Req{})
	w.Must(err)
	if list.Total != 1 || !strings.Contains(list.Rows[0].Problem, "550") || strings.Contains(list.Rows[0].Problem, "head@") {
		t.Fatalf("deliveries = %+v", list)
	}
	_, err = s.Deliveries(w.As("hd_staff"), "", page.Req{})
	w.WantKind(err, errs.Denied)
	if body := w.Get("system_admin", "/inbox/deliveries?state=failed").Body.String(); !strings.Contains(body, "550") || strings.Contains(body, "收到整改通知") {
		t.Error("the page shows what the notice says, or not why it failed")
	}
	p.fail = nil
	w.Must(s.Retry(w.As("system_admin"), list.Rows[0].ID))
	run()
	if len(p.sent) != 1 {
		t.Errorf("sent %v", p.sent)
	}
	w.WantKind(s.Retry(w.As("system_admin"), list.Rows[0].ID), errs.Conflict)
}

// The settings page stores the choice, and says when somebody else was quicker.
func TestSettings(t *testing.T) {
	w := testkit.New(t)
	body := w.Get("hd_head1", "/inbox/settings").Body.String()
	if !regexp.MustCompile(`value="each"[^>]*checked`).MatchString(body) {
		t.Fatalf("settings: %s", body)
	}
	if rec := w.Post("hd_head1", "/inbox/settings", url.Values{"version": {"0"}, "mode": {"digest"}}); rec.Code != 303 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.Post("hd_head1", "/inbox/settings", url.Values{"version": {"0"}, "mode": {"none"}}); rec.Code != 409 {
		t.Errorf("stale: %d", rec.Code)
	}
	if rec := w.Post("hd_head1", "/inbox/settings", url.Values{"version": {"1"}, "mode": {"often"}}); rec.Code != 422 {
		t.Errorf("invalid: %d", rec.Code)
	}
}

// account makes an account of the school's head with a mail address.
func account(t *testing.T, w *testkit.World) string {
	t.Helper()
	a, _, err := w.Identity.Create(w.As("system_admin"), identity.NewAccount{Particulars: identity.Particulars{Login: "head1", Name: "校长", Email: "head@example.org", UnitID: "hd_school1"}})
	w.Must(err)
	_, err = w.Identity.Grant(w.As("security_admin"), identity.NewRole{AccountID: a.ID, Role: access.SchoolHead, UnitID: "hd_school1", Reason: "任命"})
	w.Must(err)
	return a.ID
}

// Who chose the digest gets one mail on the morning of a working day.
func TestDigest(t *testing.T) {
	w, p, s, run := office(t)
	who, err := w.Identity.AccountsAt(t.Context(), w.DB, "hd_school1", rectify.MaySubmit)
	w.Must(err)
	head := w.Actor("hd_head1")
	head.ID = who[0]
	w.Must(s.Prefer(actor.With(t.Context(), head), 0, notify.Digest))
	tell(w, order("甲"))
	w.Clock.Add(time.Minute)
	tell(w, order("乙"))
	run()
	if len(p.sent) != 0 {
		t.Fatalf("sent %v", p.sent)
	}
	w.Clock.Set(time.Date(2026, 9, 2, 0, 20, 0, 0, time.UTC)) // Wednesday 08:20
	w.Must(s.SendDigests(t.Context()))
	w.Must(s.SendDigests(t.Context()))
	if len(p.sent) != 1 || !strings.Contains(p.sent[0], "甲\n乙") {
		t.Errorf("sent %q", p.sent)
	}
}
