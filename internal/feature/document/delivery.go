package document

import (
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/org"
)

// Delivery is a letter on its way to one recipient.
type Delivery struct {
	ID         string     `db:"id" json:"id"`
	Version    int        `db:"version" json:"version"`
	LetterID   LetterID   `db:"letter_id" json:"-"`
	Ord        int        `db:"ord" json:"ord"`
	UnitID     org.UnitID `db:"unit_id" json:"unit_id"` // "" is outside the platform
	Name       string     `db:"name" json:"name"`
	Copy       bool       `db:"copy" json:"copy"`
	Why        string     `db:"why" json:"why"` // the article that asks for it; "" was added by a person
	State      string     `db:"state" json:"state"`
	SentOn     civil.Date `db:"sent_on" json:"sent_on"`
	ReceivedOn civil.Date `db:"received_on" json:"received_on"`
	ReceivedBy string     `db:"received_by" json:"received_by"`
	Note       string     `db:"note" json:"note"`
}

// The states of a delivery.
const (
	Waiting  = "waiting"  // the letter is not out yet
	OnTheWay = "sent"     // out, no receipt yet
	Received = "received" // signed for
	Refused  = "refused"  // 拒收: recorded with who was there (留置送达)
)

// DeliveryLabel is the state in Chinese.
func (d Delivery) Label() string {
	switch d.State {
	case OnTheWay:
		return "待签收"
	case Received:
		return "已签收"
	case Refused:
		return "拒收，已留置送达"
	}
	return "未发送"
}

// Outside reports whether the recipient is no unit of the platform: it gets paper.
func (d Delivery) Outside() bool { return d.UnitID == "" }

// receive records the receipt.
func (d *Delivery) receive(on civil.Date, by, note string, refused bool, today civil.Date) error {
	if d.State != OnTheWay {
		return errs.New(errs.Conflict, "这份公文%s，不能登记送达", d.Label())
	}
	var c errs.Check
	c.That(strings.TrimSpace(by) != "", "by", "请填写签收人")
	c.That(!on.IsZero() && !on.Before(d.SentOn), "on", "签收日期不能早于发送日期")
	c.That(!today.Before(on), "on", "签收日期不能晚于今天")
	c.That(!refused || strings.TrimSpace(note) != "", "note", "拒收须写明经过和见证人")
	if err := c.Err(); err != nil {
		return err
	}
	d.State = Received
	if refused {
		d.State = Refused
	}
	d.ReceivedOn, d.ReceivedBy, d.Note = on, strings.TrimSpace(by), strings.TrimSpace(note)
	return nil
}

// Signer is somebody asked to countersign. Those of one turn are asked at once, the turns one after the
// other.
type Signer struct {
	ID        string     `db:"id" json:"id"`
	Version   int        `db:"version" json:"version"`
	LetterID  LetterID   `db:"letter_id" json:"-"`
	Turn      int        `db:"turn" json:"turn"`
	AccountID string     `db:"account_id" json:"account_id"`
	Name      string     `db:"name" json:"name"`
	UnitName  string     `db:"unit_name" json:"unit_name"`
	State     string     `db:"state" json:"state"`
	Opinion   string     `db:"opinion" json:"opinion"`
	ByName    string     `db:"by_name" json:"by_name"` // who did it: under a delegation somebody else
	At        civil.Time `db:"at" json:"at"`
	AddedBy   string     `db:"added_by" json:"added_by"`
}

// The states of a countersigner.
const (
	SignerWaits  = "waiting"  // not their turn yet
	SignerAsked  = "asked"    // their turn
	SignerAgreed = "agreed"   // 同意
	SignerBack   = "returned" // 退回
)

// Label is the state in Chinese.
func (s Signer) Label() string {
	switch s.State {
	case SignerAsked:
		return "请会签"
	case SignerAgreed:
		return "同意"
	case SignerBack:
		return "退回"
	}
	return "等待前序会签"
}

// nextTurn is the lowest turn in which somebody has not agreed; 0 when all have.
func nextTurn(list []Signer) int {
	turn := 0
	for _, s := range list {
		if s.State != SignerAgreed && (turn == 0 || s.Turn < turn) {
			turn = s.Turn
		}
	}
	return turn
}
