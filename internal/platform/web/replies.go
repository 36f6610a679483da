package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/platform/db"
)

// IdempotencyKey is the header by which a program marks a request that it may send again: the second
// gets the answer of the first.
const IdempotencyKey = "Idempotency-Key"

// How long answers are kept, and after which time a request without an answer counts as lost with
// its node. What the services do is harmless twice, because a client brings the id of a new record.
const (
	replyKept = 48 * time.Hour
	replyLost = 2 * time.Minute
	mostKey   = 200
)

// Replies keeps the answers of the API by actor and key.
type Replies struct{ db *db.DB }

// KeepReplies makes the API honour IdempotencyKey with a table of d.
func (rt *Router) KeepReplies(d *db.DB) *Replies {
	rt.replies = &Replies{d}
	return rt.replies
}

type reply struct {
	Hash   string     `db:"request_hash"`
	Status int        `db:"status"` // 0 while the request runs
	Kind   string     `db:"content_type"`
	Body   string     `db:"body"`
	At     civil.Time `db:"at"`
}

// answer serves a request of the API, once for each key.
func (p *Replies) answer(w http.ResponseWriter, r *http.Request, next Handler) error {
	key, who := r.Header.Get(IdempotencyKey), actor.From(r.Context())
	if p == nil || key == "" || !who.Known() || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return next(w, r)
	}
	if len(key) > mostKey || !clean(key) {
		return errs.New(errs.Invalid, "幂等键不能超过 %d 个字符", mostKey)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return errs.New(errs.Invalid, "请求内容没有收全").Because(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.Sum256([]byte(r.Method + " " + r.URL.RequestURI() + "\n" + string(body)))
	hash := hex.EncodeToString(sum[:])

	earlier, err := p.begin(r.Context(), who.ID, key, hash)
	switch {
	case err != nil:
		return err
	case earlier == nil:
		return p.first(w, r, who.ID, key, next)
	case earlier.Hash != hash:
		return errs.New(errs.Invalid, "这个幂等键已用于另一个请求")
	case earlier.Status == 0:
		return errs.New(errs.Conflict, "相同的请求正在处理，请稍后再查询结果")
	}
	if earlier.Kind != "" {
		w.Header().Set("Content-Type", earlier.Kind)
	}
	w.Header().Set("Idempotency-Replayed", "true")
	w.WriteHeader(earlier.Status)
	_, err = io.WriteString(w, earlier.Body)
	return err
}

// begin reserves the key; it returns the earlier request under it, if there is one.
func (p *Replies) begin(ctx context.Context, who, key, hash string) (earlier *reply, err error) {
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		earlier = nil
		n, err := tx.Exec(ctx, `insert into api_reply (actor_id, request_key, request_hash, status, content_type, body, at)
			values ($1, $2, $3, 0, '', '', $4) on conflict (actor_id, request_key) do nothing`, who, key, hash, tx.Now)
		if err != nil || n == 1 {
			return err
		}
		e, err := db.Get[reply](ctx, tx, `select request_hash, status, content_type, body, at from api_reply where actor_id = $1 and request_key = $2`, who, key)
		if err != nil {
			return err
		}
		if e.Status == 0 && e.Hash == hash && tx.Now.Sub(e.At.Time) > replyLost {
			_, err := tx.Exec(ctx, `update api_reply set at = $1 where actor_id = $2 and request_key = $3`, tx.Now, who, key)
			return err
		}
		earlier = &e
		return nil
	})
	return earlier, err
}

// first runs the request and keeps its answer; an answer that another try may change is not kept.
func (p *Replies) first(w http.ResponseWriter, r *http.Request, who, key string, next Handler) error {
	ctx := context.WithoutCancel(r.Context())
	c := &capture{ResponseWriter: w}
	done := false
	defer func() {
		if !done { // a panic
			_ = p.forget(ctx, who, key)
		}
	}()
	err := next(c, r)
	done = true
	if err != nil || c.status >= 500 || c.status == http.StatusTooManyRequests || c.status == http.StatusConflict || c.status == 0 {
		if again := p.forget(ctx, who, key); err == nil {
			err = again
		}
		c.send()
		return err
	}
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update api_reply set status = $1, content_type = $2, body = $3 where actor_id = $4 and request_key = $5`,
			c.status, c.Header().Get("Content-Type"), tidy(c.body.String()), who, key)
		return err
	})
	c.send()
	return err
}

func (p *Replies) forget(ctx context.Context, who, key string) error {
	return p.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from api_reply where actor_id = $1 and request_key = $2 and status = 0`, who, key)
		return err
	})
}

// Forget deletes answers that are no longer kept.
func (p *Replies) Forget(ctx context.Context) error {
	return p.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from api_reply where at < $1`, civil.At(tx.Now.Add(-replyKept)))
		return err
	})
}

// capture holds an answer back until it is kept.
type capture struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (c *capture) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

func (c *capture) Write(b []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	return c.body.Write(b)
}

func (c *capture) send() {
	if c.status != 0 {
		c.ResponseWriter.WriteHeader(c.status)
		_, _ = c.body.WriteTo(c.ResponseWriter)
	}
}
