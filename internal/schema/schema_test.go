package schema_test

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dudao/internal/platform/db"
	"dudao/internal/schema"
	"dudao/internal/testkit"
)

var update = flag.Bool("update", false, "write checksums.txt")

// released is the number of the last migration that databases in use carry. Files up to it never
// change, not even by -update; what they lack goes into a new file.
const released = 15

func TestAppliedFilesNeverChange(t *testing.T) {
	const golden = "checksums.txt"
	sums, kept := map[string]string{}, readSums(t, golden)
	for _, name := range names(t) {
		text, err := fs.ReadFile(schema.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		sums[name] = hex.EncodeToString(sum[:])
	}
	if *update {
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(sums)) {
			if number(name) > released {
				kept[name] = sums[name]
			}
			fmt.Fprintf(&b, "%s  %s\n", kept[name], name)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, why := range changed(kept, sums) {
		t.Error(why)
	}
	if n := len(kept); n < released {
		t.Errorf("%s has %d files, fewer than the %d released", golden, n, released)
	}
}

// changed says what is wrong with files, compared with the checksums that were kept.
func changed(kept, files map[string]string) (why []string) {
	for name, sum := range files {
		switch {
		case kept[name] == sum:
		case number(name) <= released:
			why = append(why, name+" has changed after its release: put the change into a new file")
		default:
			why = append(why, name+" has changed: go test ./internal/schema -update")
		}
	}
	for name := range kept {
		if files[name] == "" {
			why = append(why, name+" is gone")
		}
	}
	return why
}

func TestChangeOfAnAppliedFileIsFound(t *testing.T) {
	kept := map[string]string{"0001_a.sql": "1", "0002_b.sql": "2"}
	for _, files := range []map[string]string{
		{"0001_a.sql": "other", "0002_b.sql": "2"},
		{"0001_a.sql": "1"},
		{"0001_a.sql": "1", "0002_b.sql": "2", "0003_c.sql": "3"},
	} {
		if got := changed(kept, files); len(got) != 1 {
			t.Errorf("%v: %q", files, got)
		}
	}
	if got := changed(kept, maps.Clone(kept)); len(got) != 0 {
		t.Errorf("nothing changed: %q", got)
	}
}

func readSums(t *testing.T, golden string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]string{}
	for line := range strings.Lines(string(text)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		kept[name] = sum
	}
	return kept
}

func names(t *testing.T) []string {
	t.Helper()
	list, err := fs.Glob(schema.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func number(name string) (n int) {
	_, _ = fmt.Sscanf(name, "%04d_", &n)
	return n
}

func TestNamesAndNumbers(t *testing.T) {
	seen := map[int]string{}
	for _, name := range names(t) {
		if !regexp.MustCompile(`^\d{4}_[a-z_]+\.sql$`).MatchString(name) {
			t.Errorf("%s is not named NNNN_feature.sql", name)
		}
		if other := seen[number(name)]; other != "" {
			t.Errorf("%s and %s have one number", name, other)
		}
		seen[number(name)] = name
	}
}

// The subset of types both engines share; see internal/platform/db/README.md.
func TestPortableTypes(t *testing.T) {
	column := regexp.MustCompile(`(?m)^\t([a-z_0-9]+)\s+([a-z]+)`)
	for _, name := range names(t) {
		text, err := fs.ReadFile(schema.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range column.FindAllStringSubmatch(string(text), -1) {
			switch m[2] {
			case "text", "integer", "bigint", "boolean", "date", "timestamp", "bytea":
			case "key": // of "primary key (…)"
			default:
				if m[1] != "unique" && m[1] != "check" && m[1] != "foreign" && m[1] != "constraint" {
					t.Errorf("%s: column %s has type %s", name, m[1], m[2])
				}
			}
		}
	}
}

type column struct {
	Table    string `db:"table_name"`
	Name     string `db:"column_name"`
	Type     string `db:"data_type"`
	Required bool   `db:"required"`
	Key      bool   `db:"is_key"`
}

const sqliteColumns = `select m.name as table_name, c.name as column_name, lower(c.type) as data_type,
	c."notnull" = 1 or c.pk > 0 as required, c.pk > 0 as is_key
	from sqlite_master m join pragma_table_info(m.name) c
	where m.type = 'table' and m.name not like 'sqlite_%' order by 1, 2`

const postgresColumns = `select c.table_name, c.column_name, c.data_type, c.is_nullable = 'NO' as required,
	exists (select 1 from information_schema.table_constraints k
		join information_schema.key_column_usage u on u.constraint_name = k.constraint_name and u.table_name = k.table_name
		where k.constraint_type = 'PRIMARY KEY' and u.table_name = c.table_name and u.column_name = c.column_name) as is_key
	from information_schema.columns c where c.table_schema = 'public' order by 1, 2`

const sqliteIndexes = `select m.tbl_name || '.' || m.name from sqlite_master m where m.type = 'index' and m.sql is not null order by 1`

const postgresIndexes = `select tablename || '.' || indexname from pg_indexes where schemaname = 'public'
	and indexname not like '%_pkey' and indexname not like '%_key' order by 1`

func TestBothEnginesAreAlike(t *testing.T) {
	address := testkit.Database(t)
	if !db.IsPostgres(address) {
		t.Skip("needs TEST_POSTGRES")
	}
	lite, lindex := describe(t, filepath.Join(t.TempDir(), "x.db"), sqliteColumns, sqliteIndexes)
	post, pindex := describe(t, address, postgresColumns, postgresIndexes)
	for key, a := range lite {
		if b, ok := post[key]; !ok || a != b {
			t.Errorf("%s: SQLite %+v, PostgreSQL %+v", key, a, b)
		}
	}
	for key := range post {
		if _, ok := lite[key]; !ok {
			t.Errorf("%s is in PostgreSQL only", key)
		}
	}
	if !slices.Equal(lindex, pindex) {
		t.Errorf("indexes: SQLite %v\nPostgreSQL %v", lindex, pindex)
	}
	if len(lite) < 20 {
		t.Errorf("only %d columns", len(lite))
	}
}

func describe(t *testing.T, address, columns, indexes string) (map[string]column, []string) {
	t.Helper()
	d, err := db.Open(address, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(t.Context(), schema.Files); err != nil {
		t.Fatal(err)
	}
	list, err := db.List[column](t.Context(), d, columns)
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]column{}
	for _, c := range list {
		if c.Table == "schema_migration" {
			continue
		}
		c.Type = strings.TrimSuffix(c.Type, " without time zone")
		m[c.Table+"."+c.Name] = c
	}
	found, err := db.List[string](t.Context(), d, indexes)
	if err != nil {
		t.Fatal(err)
	}
	return m, found
}
