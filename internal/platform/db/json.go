package db

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// JSON is a value that a column keeps as JSON text; it reads and writes it in the same place as V.
type JSON[T any] struct{ V T }

// Value writes the column.
func (j JSON[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(j.V)
	return string(b), err
}

// Scan reads the column; an empty text is the zero value.
func (j *JSON[T]) Scan(v any) error {
	var text []byte
	switch x := v.(type) {
	case string:
		text = []byte(x)
	case []byte:
		text = x
	case nil:
	default:
		return fmt.Errorf("db: %T is no JSON text", v)
	}
	if len(text) == 0 {
		j.V = *new(T)
		return nil
	}
	return json.Unmarshal(text, &j.V)
}

// MarshalJSON writes V itself.
func (j JSON[T]) MarshalJSON() ([]byte, error) { return json.Marshal(j.V) }

// UnmarshalJSON reads V itself.
func (j *JSON[T]) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &j.V) }
