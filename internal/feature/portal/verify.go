package portal

import (
	"context"
	"encoding/json"

	"dudao/internal/base/lang"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

const (
	refKind       = "portal.item"
	publishAction = "portal.publish"
)

// seal is what the log keeps of a published item.
type seal struct {
	Title string `json:"title"`
	Hash  string `json:"hash"`
	Seq   int    `json:"seq"`
}

// frozenRow is a snapshot with its body.
type frozenRow struct {
	Snapshot
	Body string `db:"body"`
}

// Verifier proves for `dudao verify` that every snapshot is what was published: body against hash,
// what lists show against the body, the hash against the log, and that nothing published is missing.
func Verifier() audit.Verifier { return audit.Verifier{Name: "公开内容", Check: verify} }

func verify(ctx context.Context, r db.Reader, report func(audit.Problem)) (int, error) {
	hashes, last := map[string]string{}, ""
	for {
		rows, err := db.List[frozenRow](ctx, r, `select `+snapshotCols+`, body from portal_item where id > $1 order by id limit 200`, last)
		if err != nil {
			return len(hashes), err
		}
		if len(rows) == 0 {
			break
		}
		for _, s := range rows {
			last = s.ID
			hashes[s.ID] = s.Hash
			if !s.whole() {
				report(audit.Problem{Index: -1, Where: "portal_item " + s.ID, Text: lang.T(ctx, "公开内容与发布时不一致：%s", s.Title)})
			}
		}
	}
	err := audit.EachSealed(ctx, r, refKind, publishAction, func(e audit.Stored) error {
		var was seal
		problem := audit.Problem{Index: -1, Entry: e.ID, At: e.At, Action: e.Action, Where: "portal_item " + e.RefID}
		switch is, there := hashes[e.RefID]; {
		case !there:
			problem.Text = lang.T(ctx, "存证过的公开内容已不在数据库中")
			report(problem)
		case json.Unmarshal([]byte(e.New), &was) != nil || was.Hash != is:
			problem.Text = lang.T(ctx, "公开内容的 SHA-256 与存证不符")
			report(problem)
		}
		return nil
	})
	return len(hashes), err
}

// whole reports whether the body has its hash and the columns say what the body says.
func (s frozenRow) whole() bool {
	var i Item
	if Hash(s.Body) != s.Hash || json.Unmarshal([]byte(s.Body), &i) != nil {
		return false
	}
	return i.Title == s.Title && i.UnitID == s.UnitID && i.UnitName == s.UnitName && i.PublisherID == s.PublisherID &&
		i.PublisherName == s.PublisherName && i.Number == s.Number && i.Kind == s.Kind && i.Year == s.Year && i.Demo == s.Demo &&
		i.PublishedOn.String() == s.PublishedOn.String()
}
