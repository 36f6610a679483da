package audit

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
)

// Entry is one thing somebody did or one record of personal data somebody read.
type Entry struct {
	Action   string    // the permission or step, such as "rectify.issue"
	Ref      ident.Ref // the record
	UnitPath string    // whose record it is, for the auditor's filter
	Note     string    // a reason or remark; never a secret
	Old, New any       // what changed, marshalled as JSON; nil when nothing did
}

// Stored is an entry as it stands in the database. Everything is text, so that every byte counts.
type Stored struct {
	ID        string `db:"id" json:"id"`
	At        string `db:"at" json:"at"` // UTC, 2006-01-02 15:04:05.000
	ActorID   string `db:"actor_id" json:"actor_id"`
	ActorName string `db:"actor_name" json:"actor_name"`
	Role      string `db:"role" json:"role"`
	ForID     string `db:"for_id" json:"for_id"` // who handed the role over, under a delegation
	ForName   string `db:"for_name" json:"for_name"`
	Addr      string `db:"addr" json:"addr"`
	Action    string `db:"action" json:"action"`
	RefKind   string `db:"ref_kind" json:"ref_kind"`
	RefID     string `db:"ref_id" json:"ref_id"`
	UnitPath  string `db:"unit_path" json:"unit_path"`
	Note      string `db:"note" json:"note"`
	Old       string `db:"old_json" json:"old"` // JSON, "" when nothing changed
	New       string `db:"new_json" json:"new"`
	Marks     string `db:"marks" json:"-"` // a checksum a column: says which one was altered, proves nothing
}

const entryColumns = `id, at, actor_id, actor_name, role, for_id, for_name, addr, action, ref_kind, ref_id, unit_path, note, old_json, new_json, marks`

// column is one value of an entry by its name in the database.
type column struct{ name, value string }

func (s *Stored) columns() []column {
	return []column{
		{"id", s.ID}, {"at", s.At}, {"actor_id", s.ActorID}, {"actor_name", s.ActorName}, {"role", s.Role},
		{"for_id", s.ForID}, {"for_name", s.ForName}, {"addr", s.Addr}, {"action", s.Action},
		{"ref_kind", s.RefKind}, {"ref_id", s.RefID}, {"unit_path", s.UnitPath}, {"note", s.Note},
		{"old_json", s.Old}, {"new_json", s.New},
	}
}

// Time returns the instant of the entry; the zero Time if the text was altered beyond reading.
func (s *Stored) Time() civil.Time {
	t, _ := time.Parse(stampLayout, s.At)
	return civil.Time{Time: t}
}

// Ref names the record the entry is about.
func (s *Stored) Ref() ident.Ref { return ident.Ref{Kind: s.RefKind, ID: s.RefID} }

const stampLayout = "2006-01-02 15:04:05.000"

func stamp(t civil.Time) string { return t.UTC().Format(stampLayout) }

// Canonical returns the bytes of the entry that the log commits to: one line of JSON with the fields
// in the order of Stored. An export holds exactly these lines, so it can be proved without us.
func (s *Stored) Canonical() ([]byte, error) {
	for _, c := range s.columns() {
		if !utf8.ValidString(c.value) { // JSON would write the same replacement for different bytes
			return nil, fmt.Errorf("audit: column %s of %s is not UTF-8", c.name, s.ID)
		}
	}
	return canonical(s)
}

// Leaf returns the hash of the entry as a leaf of the log (RFC 6962: SHA-256 over 0x00 and the bytes).
func (s *Stored) Leaf() (tlog.Hash, error) {
	text, err := s.Canonical()
	if err != nil {
		return tlog.Hash{}, err
	}
	return tlog.RecordHash(text), nil
}

// mark returns a checksum of every column.
func (s *Stored) mark() string {
	var b []byte
	for _, c := range s.columns() {
		b = append(b, sum(c.value)...)
	}
	return string(b)
}

// sum returns the checksum of a value in eight digits.
func sum(value string) string {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], crc32.ChecksumIEEE([]byte(value)))
	return hex.EncodeToString(b[:])
}

// altered names the columns that no longer agree with their checksum.
func (s *Stored) altered() []string {
	if len(s.Marks) != len(s.columns())*8 {
		return []string{"marks"}
	}
	var out []string
	for i, c := range s.columns() {
		if s.Marks[i*8:i*8+8] != sum(c.value) {
			out = append(out, c.name)
		}
	}
	return out
}

// canonical marshals v without HTML escapes and without the line end.
func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// sorted marshals v with the keys of every object in order; nil is "".
func sorted(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	text, err := canonical(v)
	if err != nil {
		return "", err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var plain any
	if err := d.Decode(&plain); err != nil {
		return "", err
	}
	if plain == nil {
		return "", nil
	}
	text, err = canonical(plain)
	return string(text), err
}

// clean makes text that both engines store as it is.
func clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.ToValidUTF8(s, "?")
}
