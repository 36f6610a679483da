// Package reply is the right of reply wherever a unit is judged: the unit writes numbered points, the
// office answers each one (accepted, partly, not accepted) with a reason, and both are kept.
//
//	open ── Say (numbered points) ──▶ said ── Answer each ──▶ answered
//
// 《教育督导条例》第二十条、第二十一条: the unit may reply to what is held against it, and the office
// studies the reply; 《教育督导问责办法》: 陈述申辩 before a decision. It knows no record: the feature that
// judges keeps the times and asks for permissions, the points hang on its reference.
package reply

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/platform/db"
)

// Verdict is what the office says to a point.
type Verdict string

// The verdicts.
const (
	Accepted Verdict = "accepted"
	Partly   Verdict = "partly"
	Refused  Verdict = "refused"
)

// Verdicts lists them for people.
var Verdicts = []struct {
	Verdict Verdict
	Label   string
}{{Accepted, "采纳"}, {Partly, "部分采纳"}, {Refused, "不予采纳"}}

// Label is the verdict in Chinese, "" for none.
func (v Verdict) Label() string {
	for _, x := range Verdicts {
		if x.Verdict == v {
			return x.Label
		}
	}
	return ""
}

// Point is one numbered point of a reply with its answer.
type Point struct {
	ID           string     `db:"id" json:"id"`
	RefKind      string     `db:"ref_kind" json:"-"`
	RefID        string     `db:"ref_id" json:"-"`
	Purpose      string     `db:"purpose" json:"purpose"` // 陈述申辩, 对通报的意见, in Chinese
	Ord          int        `db:"ord" json:"ord"`
	Text         string     `db:"text" json:"text"`
	ByID         string     `db:"by_id" json:"-"`
	ByName       string     `db:"by_name" json:"by_name"`
	SaidAt       civil.Time `db:"said_at" json:"said_at"`
	Verdict      Verdict    `db:"verdict" json:"verdict"`
	Answer       string     `db:"answer" json:"answer"`
	AnsweredBy   string     `db:"answered_by" json:"-"`
	AnsweredName string     `db:"answered_name" json:"answered_name"`
	AnsweredAt   civil.Time `db:"answered_at" json:"answered_at"`
}

const columns = `id, ref_kind, ref_id, purpose, ord, text, by_id, by_name, said_at, verdict, answer, answered_by, answered_name, answered_at`

// most is how many points one reply may have.
const most = 50

// AnswerWith gives the point its answer: a verdict, and a reason whatever the verdict is.
func (p *Point) AnswerWith(v Verdict, answer string) error {
	var c errs.Check
	c.That(v.Label() != "", "verdict", "请选择是否采纳")
	c.That(strings.TrimSpace(answer) != "", "answer", "请逐条说明理由")
	if err := c.Err(); err != nil {
		return err
	}
	p.Verdict, p.Answer = v, strings.TrimSpace(answer)
	return nil
}

// Unanswered counts the points without an answer.
func Unanswered(list []Point) (n int) {
	for _, p := range list {
		if p.Verdict == "" {
			n++
		}
	}
	return n
}

// Of lists the points said about a record, in their order. Whoever may read the record may read them.
func Of(ctx context.Context, r db.Reader, ref ident.Ref) ([]Point, error) {
	return db.List[Point](ctx, r, `select `+columns+` from accountability_point where ref_kind = $1 and ref_id = $2 order by ord, id`, ref.Kind, ref.ID)
}

// Say adds points to what was said; empty ones are left out, none at all is refused. The caller has
// asked for its own permission and time.
func Say(ctx context.Context, tx *db.Tx, ref ident.Ref, purpose string, texts []string) error {
	had, err := Of(ctx, tx, ref)
	if err != nil {
		return err
	}
	a, n := actor.From(ctx), len(had)
	for _, text := range texts {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if n++; n > most {
			return errs.NewField("points", "最多可以写 %d 条意见", most)
		}
		p := Point{ID: tx.NewID(), Purpose: purpose, Ord: n, Text: text, ByID: a.ID, ByName: a.Name, SaidAt: tx.Now}
		if _, err := tx.Exec(ctx, `insert into accountability_point (`+columns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', '', '', null)`,
			p.ID, ref.Kind, ref.ID, p.Purpose, p.Ord, p.Text, p.ByID, p.ByName, p.SaidAt); err != nil {
			return err
		}
	}
	if n == len(had) {
		return errs.NewField("points", "请至少写一条意见")
	}
	return nil
}

// Answer answers one point of a record; it returns the point as it was and as it is.
func Answer(ctx context.Context, tx *db.Tx, ref ident.Ref, id string, v Verdict, answer string) (old, now Point, err error) {
	list, err := Of(ctx, tx, ref)
	if err != nil {
		return old, now, err
	}
	for _, p := range list {
		if p.ID != id {
			continue
		}
		old = p
		if err := p.AnswerWith(v, answer); err != nil {
			return old, now, err
		}
		a := actor.From(ctx)
		p.AnsweredBy, p.AnsweredName, p.AnsweredAt = a.ID, a.Name, tx.Now
		_, err := tx.Exec(ctx, `update accountability_point set verdict = $1, answer = $2, answered_by = $3, answered_name = $4, answered_at = $5 where id = $6`,
			p.Verdict, p.Answer, p.AnsweredBy, p.AnsweredName, p.AnsweredAt, p.ID)
		return old, p, err
	}
	return old, now, errs.New(errs.NotFound, "没有找到相应的记录")
}
