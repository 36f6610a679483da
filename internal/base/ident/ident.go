// Package ident has identifiers: time-ordered ids and references to records.
package ident

import (
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
)

// New returns a UUIDv7 for the instant t with random bits from r. A phone that is offline makes its
// own, so that a record sent twice is the same record.
func New(t time.Time, r io.Reader) string {
	var b [16]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		panic("ident: no random bytes: " + err.Error())
	}
	ms := t.UnixMilli()
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return uuid.UUID(b).String()
}

// Valid reports whether id is a UUID in its usual form.
func Valid(id string) bool {
	return len(id) == 36 && uuid.Validate(id) == nil && strings.ToLower(id) == id
}

// Ref names one record of any feature, such as {"rectify.order", id}.
type Ref struct {
	Kind string `db:"ref_kind"`
	ID   string `db:"ref_id"`
}

func (r Ref) String() string { return r.Kind + "/" + r.ID }
