package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/platform/db"
)

// Sent is the error of a form that was sent before with other content: back button, changed, sent
// again. The service would take it for the same form and leave out what changed.
type Sent struct {
	Refusal error
	URL     string // of what the first one made
}

// Error gives the text.
func (s Sent) Error() string { return s.Refusal.Error() }

// Unwrap gives the kind.
func (s Sent) Unwrap() error { return s.Refusal }

// once serves a form that makes a record under the id it was shown with. The same again goes through,
// because services make one record of it; with other content it is refused, so that nothing typed is lost.
func (p *Replies) once(w http.ResponseWriter, r *http.Request, next Handler) error {
	ctx, who := r.Context(), actor.From(r.Context())
	id := r.PostForm.Get("id")
	if p == nil || !who.Known() || r.Method != http.MethodPost || !ident.Valid(id) || r.PostForm.Has("version") || strings.Contains(r.URL.Path, id) {
		return next(w, r)
	}
	key := "form " + id
	sum := sha256.Sum256([]byte(r.URL.Path + "\n" + r.PostForm.Encode()))
	hash := hex.EncodeToString(sum[:])
	earlier, err := db.List[reply](ctx, p.db, `select request_hash, status, content_type, body, at from api_reply where actor_id = $1 and request_key = $2`, who.ID, key)
	if err != nil {
		return err
	}
	if len(earlier) > 0 && earlier[0].Hash != hash {
		return Sent{errs.New(errs.Conflict, "这份表单已经提交过，改动的内容没有保存"), earlier[0].Body}
	}
	seen := &counter{ResponseWriter: w}
	if err := next(seen, r); err != nil || seen.status != http.StatusSeeOther || len(earlier) > 0 {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into api_reply (actor_id, request_key, request_hash, status, content_type, body, at)
			values ($1, $2, $3, $4, '', $5, $6) on conflict (actor_id, request_key) do nothing`, who.ID, key, hash, seen.status, tidy(w.Header().Get("Location")), tx.Now)
		return err
	})
	if err != nil { // the form itself is saved
		slog.WarnContext(ctx, "web: form not noted", "error", err)
	}
	return nil
}
