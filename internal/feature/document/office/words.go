package office

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Word is the word of a body for a kind of letter (机关代字).
type Word struct {
	ID        string        `db:"id" json:"id"`
	Version   int           `db:"version" json:"version"`
	OfficeID  org.UnitID    `db:"office_id" json:"office_id"`
	SeatPath  string        `db:"seat_path" json:"-"`
	Kind      document.Kind `db:"kind" json:"kind"`
	Word      string        `db:"word" json:"word"`
	Reason    string        `db:"reason" json:"reason"`
	ChangedBy string        `db:"changed_by" json:"changed_by"`
	ChangedAt civil.Time    `db:"changed_at" json:"changed_at"`
}

const wordColumns = `id, version, office_id, seat_path, kind, word, reason, changed_by, changed_at`

// Words lists the words of the acting person's office for every numbered kind.
func (s *Service) Words(ctx context.Context) ([]Word, error) {
	rg, err := access.Over(ctx, document.MayInternal)
	if err != nil {
		return nil, err
	}
	office, err := org.OfficeOf(ctx, s.db, actor.From(ctx).Scope)
	if err != nil {
		return nil, err
	}
	own, err := db.List[Word](ctx, s.db, `select `+wordColumns+` from doc_word where office_id = $1 and seat_path >= $2 and seat_path < $3`, office.ID, rg.From, rg.To)
	if err != nil {
		return nil, err
	}
	have := map[document.Kind]Word{}
	for _, w := range own {
		have[w.Kind] = w
	}
	var out []Word
	for _, k := range document.Kinds {
		if !k.Numbered {
			continue
		}
		w, ok := have[k.Kind]
		if !ok {
			w = Word{OfficeID: office.ID, SeatPath: actor.From(ctx).Scope, Kind: k.Kind}
			if w.Word, err = document.WordOf(ctx, s.db, office.ID, w.SeatPath, k.Kind); err != nil && errs.KindOf(err) != errs.Conflict {
				return nil, err
			}
		}
		out = append(out, w)
	}
	return out, nil
}

// SetWord changes the word of the acting person's office for a kind; letters with a number keep theirs.
func (s *Service) SetWord(ctx context.Context, k document.Kind, version int, word, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a := actor.From(ctx)
		if err := access.Require(ctx, document.MayTemplate, a.Scope); err != nil {
			return err
		}
		office, err := org.OfficeOf(ctx, tx, a.Scope)
		if err != nil {
			return err
		}
		word = strings.TrimSpace(word)
		var c errs.Check
		c.That(k.Known() && k.Info().Numbered, "kind", "请选择文种")
		c.That(word != "" && len([]rune(word)) <= 12 && !strings.ContainsAny(word, notInWord), "word", "机关代字为 1 至 12 个字，不含括号、数字和“第”“号”")
		c.That(strings.TrimSpace(reason) != "", "reason", "请说明修改理由")
		if err := c.Err(); err != nil {
			return err
		}
		taken, err := db.Get[int](ctx, tx, `select count(*) from doc_series where word = $1 and office_id <> $2`, word, office.ID)
		if err != nil {
			return err
		}
		if taken > 0 {
			return errs.NewField("word", "这个机关代字已由其他单位使用")
		}
		w := Word{ID: tx.NewID(), Version: version + 1, OfficeID: office.ID, SeatPath: a.Scope, Kind: k, Word: word, Reason: reason, ChangedBy: a.Name, ChangedAt: tx.Now}
		var n int64
		if version == 0 {
			n, err = tx.Exec(ctx, `insert into doc_word (`+wordColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (office_id, kind) do nothing`,
				w.ID, w.Version, w.OfficeID, w.SeatPath, w.Kind, w.Word, w.Reason, w.ChangedBy, w.ChangedAt)
		} else {
			n, err = tx.Exec(ctx, `update doc_word set version = $1, word = $2, reason = $3, changed_by = $4, changed_at = $5 where office_id = $6 and kind = $7 and version = $8`,
				w.Version, w.Word, w.Reason, w.ChangedBy, w.ChangedAt, w.OfficeID, w.Kind, version)
		}
		if err == nil && n == 0 {
			err = errs.New(errs.Stale, "记录已被他人修改，请核对后重新提交")
		}
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "document.word", Ref: ident.Ref{Kind: "document.word", ID: string(office.ID) + "/" + string(k)}, UnitPath: a.Scope, Note: reason, New: w})
	})
}
