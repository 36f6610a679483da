package crypto_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dudao/internal/platform/crypto"
)

func TestSealOpen(t *testing.T) {
	k, err := crypto.Load(strings.Repeat("ab", crypto.KeySize), "")
	if err != nil {
		t.Fatal(err)
	}
	b, err := k.Box("identity")
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.Seal("13800001234", "account/1/phone")
	if err != nil || strings.Contains(s, "1380") {
		t.Fatal(s, err)
	}
	if got, err := b.Open(s, "account/1/phone"); got != "13800001234" || err != nil {
		t.Errorf("open = %q, %v", got, err)
	}
	other, _ := k.Box("file")
	altered := []byte(s)
	altered[len(altered)-3] ^= 1
	for why, f := range map[string]func() (string, error){
		"other row":     func() (string, error) { return b.Open(s, "account/2/phone") },
		"other purpose": func() (string, error) { return other.Open(s, "account/1/phone") },
		"altered":       func() (string, error) { return b.Open(string(altered), "account/1/phone") },
		"not sealed":    func() (string, error) { return b.Open("13800001234", "account/1/phone") },
	} {
		if got, err := f(); !errors.Is(err, crypto.ErrSealed) {
			t.Errorf("%s opens: %q, %v", why, got, err)
		}
	}
	if k.Marker("a").Mark("x") == k.Marker("b").Mark("x") || k.Marker("a").Mark("x") != k.Marker("a").Mark("x") {
		t.Error("marks")
	}
}

func TestKeyFileIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	a, err := crypto.Load("", dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := crypto.Load("", dir)
	if err != nil {
		t.Fatal(err)
	}
	if a.Marker("x").Mark("y") != b.Marker("x").Mark("y") {
		t.Error("the second start has another key")
	}
	info, err := os.Stat(filepath.Join(dir, "keys", "dudao.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v %v", info, err)
	}
	if _, err := crypto.Load("short", dir); err == nil {
		t.Error("a short key is taken")
	}
}
