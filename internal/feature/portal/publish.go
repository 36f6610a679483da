package portal

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// Service has the use cases of the public site.
type Service struct{ db *db.DB }

// New returns the service.
func New(d *db.DB) *Service { return &Service{d} }

// Publish freezes an item and makes it public; an earlier one with the same Ref is superseded and
// stays readable at its own address. The caller has asked for its own permission.
func Publish(ctx context.Context, tx *db.Tx, i Item) (string, error) {
	if err := i.valid(); err != nil {
		return "", err
	}
	i.PublishedOn = tx.Today()
	if i.Year == 0 {
		i.Year = i.PublishedOn.Year()
	}
	body, hash, err := i.Freeze()
	if err != nil {
		return "", err
	}
	last, err := db.List[int](ctx, tx, `select seq from portal_item where ref_kind = $1 and ref_id = $2 order by seq desc limit 1`, i.Ref.Kind, i.Ref.ID)
	if err != nil {
		return "", err
	}
	seq := 1
	if len(last) > 0 {
		seq = last[0] + 1
	}
	if _, err := tx.Exec(ctx, `update portal_item set state = 'superseded' where ref_kind = $1 and ref_id = $2 and state = 'current'`, i.Ref.Kind, i.Ref.ID); err != nil {
		return "", err
	}
	id := tx.NewID()
	_, err = tx.Exec(ctx, `insert into portal_item (id, ref_kind, ref_id, seq, kind, unit_id, unit_path, unit_name, publisher_id, publisher_name, title, number,
		year, search, body, hash, demo, state, published_on, published_at, withdraw_reason)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'current', $18, $19, '')`,
		id, i.Ref.Kind, i.Ref.ID, seq, i.Kind, i.UnitID, i.UnitPath, i.UnitName, i.PublisherID, i.PublisherName, i.Title, i.Number,
		i.Year, i.searchText(), body, hash, i.Demo, i.PublishedOn, tx.Now)
	if err != nil {
		return "", err
	}
	return id, audit.Record(ctx, tx, audit.Entry{Action: publishAction, Ref: ref(id), UnitPath: i.UnitPath, Note: "sha256:" + hash,
		New: seal{i.Title, hash, seq}})
}

// Withdraw takes back what is public of a record; its page becomes a notice with the reason. The
// caller has asked for its own permission.
func Withdraw(ctx context.Context, tx *db.Tx, r ident.Ref, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return errs.NewField("reason", "请说明撤回的理由")
	}
	list, err := db.List[Snapshot](ctx, tx, `select `+snapshotCols+` from portal_item where ref_kind = $1 and ref_id = $2 and state <> 'withdrawn'`, r.Kind, r.ID)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errs.New(errs.NotFound, "没有找到相应的记录")
	}
	for _, s := range list {
		_, err := tx.Exec(ctx, `update portal_item set state = 'withdrawn', withdrawn_on = $1, withdraw_reason = $2 where id = $3`, tx.Today(), reason, s.ID)
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Entry{Action: "portal.withdraw", Ref: ref(s.ID), UnitPath: s.UnitPath, Note: reason}); err != nil {
			return err
		}
	}
	return nil
}

// WithdrawItem takes back an item by hand; only the office that published it may.
func (s *Service) WithdrawItem(ctx context.Context, id, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		rg, err := access.Over(ctx, MayWithdraw)
		if err != nil {
			return err
		}
		i, err := db.Get[Snapshot](ctx, tx, `select `+snapshotCols+` from portal_item where id = $1 and unit_path >= $2 and unit_path < $3`, id, rg.From, rg.To)
		if err != nil {
			return err
		}
		if i.PublisherID != actor.From(ctx).UnitID {
			return errs.New(errs.Denied, "谁组织、谁发布、谁负责：由%s撤回", i.PublisherName)
		}
		return Withdraw(ctx, tx, ident.Ref{Kind: i.RefKind, ID: i.RefID}, reason)
	})
}

func ref(id string) ident.Ref { return ident.Ref{Kind: refKind, ID: id} }

// searchText is what the public search looks in: title, unit, publisher, number and every paragraph.
func (i *Item) searchText() string {
	parts := []string{i.Title, i.UnitName, i.PublisherName, i.Number}
	for _, s := range i.Sections {
		parts = append(append(parts, s.Heading), s.Paragraphs...)
		if s.Table != nil {
			for _, row := range s.Table.Rows {
				parts = append(parts, row...)
			}
		}
	}
	return strings.ToLower(strings.Join(parts, " "))
}
