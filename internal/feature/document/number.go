package document

import (
	"context"
	"strings"

	"go.yaml.in/yaml/v3"

	"dudao/data"
	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Series is the numbers of one body's word in one year: 海教督〔2026〕1号, 2号, …
type Series struct {
	ID       string     `db:"id" json:"id"`
	SeatPath string     `db:"seat_path" json:"-"`
	OfficeID org.UnitID `db:"office_id" json:"office_id"`
	Word     string     `db:"word" json:"word"`
	Year     int        `db:"year" json:"year"`
	Next     int        `db:"next" json:"next"`
}

// Number is one number of a series: used or voided, never free again.
type Number struct {
	SeriesID string     `db:"series_id" json:"series_id"`
	Seq      int        `db:"seq" json:"seq"`
	SeatPath string     `db:"seat_path" json:"-"`
	Number   string     `db:"number" json:"number"`
	LetterID LetterID   `db:"letter_id" json:"letter_id"`
	Title    string     `db:"title" json:"title"`
	State    string     `db:"state" json:"state"` // used, void
	Reason   string     `db:"reason" json:"reason"`
	TakenOn  civil.Date `db:"taken_on" json:"taken_on"`
	TakenBy  string     `db:"taken_by" json:"taken_by"`
	VoidedOn civil.Date `db:"voided_on" json:"voided_on"`
}

// The states of a number.
const (
	used = "used"
	void = "void"
)

// take gives the next number of the body's series of the year, in the caller's transaction: two letters
// approved at once wait for each other at the row of the series, and a transaction that fails takes
// nothing. The letter keeps series and sequence.
func take(ctx context.Context, tx *db.Tx, l *Letter) error {
	info := l.Kind.Info()
	if !info.Numbered {
		return nil
	}
	word, err := WordOf(ctx, tx, l.OfficeID, l.SeatPath, l.Kind)
	if err != nil {
		return err
	}
	year := l.Date.Year()
	_, err = tx.Exec(ctx, `insert into doc_series (id, seat_path, office_id, word, year, next) values ($1, $2, $3, $4, $5, 1) on conflict (word, year) do nothing`,
		tx.NewID(), l.SeatPath, l.OfficeID, word, year)
	if err != nil {
		return err
	}
	if _, err = tx.Exec(ctx, `update doc_series set next = next + 1 where word = $1 and year = $2`, word, year); err != nil {
		return err
	}
	s, err := db.Get[Series](ctx, tx, `select id, seat_path, office_id, word, year, next from doc_series where word = $1 and year = $2`, word, year)
	if err != nil {
		return err
	}
	if s.OfficeID != l.OfficeID {
		return errs.New(errs.Conflict, "机关代字“%s”已由其他单位使用，请先在机关代字页修改", word)
	}
	l.SeriesID, l.Seq = s.ID, s.Next-1
	l.Number = format(word, year, l.Seq)
	return insertNumber(ctx, tx, Number{SeriesID: s.ID, Seq: l.Seq, SeatPath: l.SeatPath, Number: l.Number, LetterID: l.ID, Title: l.Title, State: used,
		TakenOn: tx.Today(), TakenBy: actor.From(ctx).Name})
}

func insertNumber(ctx context.Context, tx *db.Tx, n Number) error {
	_, err := tx.Exec(ctx, `insert into doc_number (series_id, seq, seat_path, number, letter_id, title, state, reason, taken_on, taken_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		n.SeriesID, n.Seq, n.SeatPath, n.Number, n.LetterID, n.Title, n.State, n.Reason, n.TakenOn, n.TakenBy)
	return err
}

// voidNumber keeps the number in its series, marked with the reason.
func voidNumber(ctx context.Context, tx *db.Tx, l *Letter, reason string) error {
	_, err := tx.Exec(ctx, `update doc_number set state = $1, reason = $2, voided_on = $3 where series_id = $4 and seq = $5`, void, reason, tx.Today(), l.SeriesID, l.Seq)
	return err
}

// shippedWords are the words the program ships with, by the code of the place.
var shippedWords = func() map[string]string {
	var m map[string]string
	if err := yaml.Unmarshal(data.LetterWords, &m); err != nil {
		panic("data/letters/words.yaml: " + err.Error())
	}
	return m
}()

// WordOf returns the word of an office for a kind: its own, or the shipped word of its place and kind.
func WordOf(ctx context.Context, r db.Reader, office org.UnitID, seatPath string, k Kind) (string, error) {
	own, err := db.List[string](ctx, r, `select word from doc_word where office_id = $1 and kind = $2`, office, k)
	if err != nil {
		return "", err
	}
	if len(own) > 0 {
		return own[0], nil
	}
	path := strings.TrimSuffix(seatPath, "/")
	base := shippedWords[path[strings.LastIndexByte(path, '/')+1:]]
	if base == "" {
		return "", errs.New(errs.Conflict, "本机构还没有机关代字，请先在机关代字页填写")
	}
	return base + kindWords[k], nil
}

// Numbers returns the series of the actor's place in a year with every number of them, used or void.
func (s *Service) Numbers(ctx context.Context, year int) ([]Series, []Number, error) {
	rg, err := access.Over(ctx, MayInternal)
	if err != nil {
		return nil, nil, err
	}
	series, err := db.List[Series](ctx, s.db, `select id, seat_path, office_id, word, year, next from doc_series
		where seat_path >= $1 and seat_path < $2 and year = $3 order by seat_path, word`, rg.From, rg.To, year)
	if err != nil {
		return nil, nil, err
	}
	numbers, err := db.List[Number](ctx, s.db, `select n.series_id, n.seq, n.seat_path, n.number, n.letter_id, n.title, n.state, n.reason, n.taken_on, n.taken_by, n.voided_on
		from doc_number n join doc_series s on s.id = n.series_id
		where s.seat_path >= $1 and s.seat_path < $2 and s.year = $3 order by s.seat_path, s.word, n.seq`, rg.From, rg.To, year)
	return series, numbers, err
}

// PaperNumber refuses a number that a person typed for a letter on paper if the platform gave it to another
// letter.
func PaperNumber(ctx context.Context, r db.Reader, number string) error {
	n, err := db.Get[int](ctx, r, `select count(*) from doc_number where number = $1`, strings.TrimSpace(number))
	if err == nil && n > 0 {
		err = errs.NewField("number", "这个文号已由平台编给其他公文；不填文号由平台自动编号")
	}
	return err
}
