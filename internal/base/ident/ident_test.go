package ident_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"dudao/internal/base/ident"
)

func TestIDsOfOneInstantSortAsTheyWereMade(t *testing.T) {
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	last := ""
	for n := range uint64(600_000) { // more than the counter holds, twice
		id := ident.New(at, n, rand.Reader)
		if id <= last {
			t.Fatalf("id %d: %s does not sort after %s", n, id, last)
		}
		last = id
	}
	if later := ident.New(at.Add(time.Second), 0, rand.Reader); later <= last {
		t.Errorf("%s of a second later sorts before %s", later, last)
	}
}

func TestAnIDIsAUUIDv7OfItsInstant(t *testing.T) {
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	for _, n := range []uint64{0, 1, 63, 64, 1<<18 - 1} {
		id := ident.New(at, n, rand.Reader)
		u, err := uuid.Parse(id)
		if err != nil || u.Version() != 7 || u.Variant() != uuid.RFC4122 || !ident.Valid(id) {
			t.Errorf("%s: %v, version %d", id, err, u.Version())
		}
		if sec, nsec := u.Time().UnixTime(); !time.Unix(sec, nsec).Equal(at) {
			t.Errorf("%s is of %v", id, time.Unix(sec, nsec))
		}
	}
	if a, b := ident.New(at, 0, rand.Reader), ident.New(at, 0, rand.Reader); a == b || a[:21] != b[:21] {
		t.Errorf("%s and %s of two nodes", a, b)
	}
	if ident.Valid(strings.ToUpper(ident.New(at, 0, rand.Reader))) {
		t.Error("capital letters")
	}
}
