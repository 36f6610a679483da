// Package ident has identifiers: time-ordered ids and references to records.
package ident

import (
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
)

// counted is how many ids of one millisecond the counter of New keeps in order: 18 bits.
const counted = 1 << 18

// New returns the n-th UUIDv7 of the instant t with random bits from r. The n fills rand_a and the
// top of rand_b (RFC 9562, section 6.2, method 1), so that ids of one instant sort as they were made;
// 56 random bits keep those of several nodes apart. More than the counter holds run ahead of the
// clock. A phone that is offline makes its own, so that a record sent twice is the same record.
func New(t time.Time, n uint64, r io.Reader) string {
	var b [16]byte
	if _, err := io.ReadFull(r, b[9:]); err != nil {
		panic("ident: no random bytes: " + err.Error())
	}
	ms := t.UnixMilli() + int64(n/counted)
	n %= counted
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6] = byte(n>>14) | 0x70
	b[7] = byte(n >> 6)
	b[8] = byte(n)&0x3f | 0x80
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
