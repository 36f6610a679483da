package db_test

import (
	"testing"
	"time"

	"dudao/internal/platform/db"
	"dudao/internal/testkit"
)

// What one transaction writes sorts in the order it was written: timelines are read by id.
func TestIDsOfATransactionSortAsTheyWereMade(t *testing.T) {
	start := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	now := start
	d := open(t, testkit.Database(t), db.Options{Now: func() time.Time { return now }})
	var ids []string
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for n := range 1000 {
			if n%3 == 0 { // others make ids in other milliseconds meanwhile
				now = now.Add(time.Millisecond)
				d.NewID()
			}
			ids = append(ids, tx.NewID())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	now = start // the next transactions of the same millisecond
	for range 3 {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { ids = append(ids, tx.NewID(), tx.NewID()); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for i, id := range ids[1:1000] {
		if id <= ids[i] {
			t.Fatalf("id %d of the transaction: %s does not sort after %s", i+1, id, ids[i])
		}
	}
	for i, id := range ids[1001:] {
		if id <= ids[1000+i] {
			t.Errorf("transactions of one millisecond: %s does not sort after %s", id, ids[1000+i])
		}
	}
}
