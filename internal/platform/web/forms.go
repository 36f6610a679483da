package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"time"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/platform/db"
)

// sentAgain is how long the same content in a form that was opened anew counts as sent again.
const sentAgain = time.Hour

// Sent is the error of a form that was sent before: from the back button, changed or opened anew. The
// service would leave out what changed, or make a second record.
type Sent struct {
	Refusal error
	URL     string // of what the first one made
}

// Error gives the text.
func (s Sent) Error() string { return s.Refusal.Error() }

// Unwrap gives the kind.
func (s Sent) Unwrap() error { return s.Refusal }

// once serves a form that makes a record under the id it was shown with. The same again goes through,
// because services make one record of it. With other content, or the same content under another id, it
// is refused and the person says what they want; a form without an id is not asked about.
func (p *Replies) once(w http.ResponseWriter, r *http.Request, next Handler) error {
	ctx, who := r.Context(), actor.From(r.Context())
	id := r.PostForm.Get("id")
	if p == nil || !who.Known() || r.Method != http.MethodPost || !ident.Valid(id) || r.PostForm.Has("version") || strings.Contains(r.URL.Path, id) {
		return next(w, r)
	}
	rest := maps.Clone(r.PostForm)
	delete(rest, "id")
	sum := sha256.Sum256([]byte(r.URL.Path + "\n" + rest.Encode()))
	hash := hex.EncodeToString(sum[:])
	form, same := "form "+id, "same "+hash
	earlier, err := p.sent(ctx, who.ID, form, same, hash)
	if err != nil {
		return err
	}
	seen := &counter{ResponseWriter: w}
	if err := next(seen, r); err != nil || seen.status != http.StatusSeeOther || earlier {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		for _, key := range []string{form, same} {
			if _, err := tx.Exec(ctx, `insert into api_reply (actor_id, request_key, request_hash, status, content_type, body, at)
				values ($1, $2, $3, $4, '', $5, $6) on conflict (actor_id, request_key) do update set body = excluded.body, at = excluded.at`,
				who.ID, key, hash, seen.status, tidy(w.Header().Get("Location")), tx.Now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // the form itself is saved
		slog.WarnContext(ctx, "web: form not noted", "error", err)
	}
	return nil
}

// sent reports whether this very form was sent before; Sent is the error of one that differs from it.
func (p *Replies) sent(ctx context.Context, who, form, same, hash string) (bool, error) {
	for _, key := range []string{form, same} {
		rows, err := db.List[reply](ctx, p.db, `select request_hash, status, content_type, body, at from api_reply where actor_id = $1 and request_key = $2`, who, key)
		switch {
		case err != nil:
			return false, err
		case len(rows) == 0:
		case key == form && rows[0].Hash == hash:
			return true, nil
		case key == form:
			return false, Sent{errs.New(errs.Conflict, "这份表单已经提交过，改动的内容没有保存"), rows[0].Body}
		case p.db.Now().Sub(rows[0].At.Time) < sentAgain:
			return false, Sent{errs.New(errs.Conflict, "您刚才已经提交过同样的内容，没有重复保存"), rows[0].Body}
		}
	}
	return false, nil
}
