// Package crypto seals what must not be readable in a stolen database: SM4-GCM with keys derived by
// HMAC-SM3 from one master key (GB/T 39786—2021: storage of important data). It is the software
// stand-in of a certified module, which takes its place behind Box and Marker; it has not passed a
// cryptographic assessment (密评).
package crypto

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Box seals and opens texts. bound is what the text belongs to, such as "account/<id>/phone": sealed
// bytes copied to another row do not open there.
type Box interface {
	Seal(plain, bound string) (string, error)
	Open(sealed, bound string) (string, error)
}

// Marker turns a text into a mark that is the same for the same text and tells nothing about it, to
// look up what is sealed and to store tokens.
type Marker interface{ Mark(text string) string }

// KeySize is the length of the master key in bytes.
const KeySize = 32

// Keys derives a key per purpose from the master key.
type Keys struct{ master []byte }

// Load takes the master key from given (64 hexadecimal digits, DUDAO_KEY) or from folder/keys/dudao.key,
// which it makes at the first start. Several nodes need the same key.
func Load(given, folder string) (*Keys, error) {
	if given = strings.TrimSpace(given); given != "" {
		return parse(given)
	}
	if folder == "" {
		folder = "."
	}
	name := filepath.Join(folder, "keys", "dudao.key")
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = create(name)
	}
	if err != nil {
		return nil, err
	}
	return parse(strings.TrimSpace(string(text)))
}

func parse(text string) (*Keys, error) {
	k, err := hex.DecodeString(text)
	if err != nil || len(k) != KeySize {
		return nil, fmt.Errorf("crypto: the key must be %d hexadecimal digits (openssl rand -hex %d)", 2*KeySize, KeySize)
	}
	return &Keys{k}, nil
}

// create writes a new key; of two processes that start together one wins and both read the same.
func create(name string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, err
	}
	k := make([]byte, KeySize)
	if _, err := rand.Read(k); err != nil {
		return nil, err
	}
	part, err := os.CreateTemp(filepath.Dir(name), "dudao.key.*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(part.Name())
	if _, err := part.WriteString(hex.EncodeToString(k) + "\n"); err != nil {
		return nil, err
	}
	if err := errors.Join(part.Sync(), part.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(part.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(name)
}

func (k *Keys) derive(purpose string) []byte {
	m := hmac.New(sm3.New, k.master)
	m.Write([]byte("dudao/" + purpose))
	return m.Sum(nil)
}

// Box returns the box of a purpose, such as "identity".
func (k *Keys) Box(purpose string) (Box, error) {
	block, err := sm4.NewCipher(k.derive("box/" + purpose)[:sm4.BlockSize])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return box{aead}, nil
}

// Marker returns the marker of a purpose.
func (k *Keys) Marker(purpose string) Marker { return marker{k.derive("mark/" + purpose)} }

// prefix names the algorithm, so that another can follow without guessing.
const prefix = "sm4."

type box struct{ aead cipher.AEAD }

func (b box) Seal(plain, bound string) (string, error) {
	nonce := make([]byte, b.aead.NonceSize(), b.aead.NonceSize()+len(plain)+b.aead.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	sealed := b.aead.Seal(nonce, nonce, []byte(plain), []byte(bound))
	return prefix + base64.RawURLEncoding.EncodeToString(sealed), nil
}

// ErrSealed says that a sealed text was altered, belongs elsewhere or was sealed with another key.
var ErrSealed = errors.New("crypto: sealed text does not open")

func (b box) Open(sealed, bound string) (string, error) {
	text, ok := strings.CutPrefix(sealed, prefix)
	if !ok {
		return "", ErrSealed
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < b.aead.NonceSize() {
		return "", ErrSealed
	}
	n := b.aead.NonceSize()
	plain, err := b.aead.Open(nil, raw[:n], raw[n:], []byte(bound))
	if err != nil {
		return "", ErrSealed
	}
	return string(plain), nil
}

type marker struct{ key []byte }

func (m marker) Mark(text string) string {
	h := hmac.New(sm3.New, m.key)
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}
