package crypto

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/smx509"
)

// Signer signs statements with SM2 over SM3 (GB/T 32918.2, GB/T 32905). It has the shape of a token of PKCS#11:
// the private key never leaves it, and what it holds is named by KeyID.
type Signer interface {
	KeyID() string                         // the first 16 hexadecimal digits of SM3 over the public key
	Public() []byte                        // SubjectPublicKeyInfo, PEM
	Sign(statement []byte) ([]byte, error) // DER, with the user id of GB/T 35276: 1234567812345678
}

// softSigner keeps its key in a file.
type softSigner struct {
	key    *sm2.PrivateKey
	public []byte
}

// OpenSigner reads the signing key folder/keys/NAME.pem (PKCS#8), or makes it at the first start with its
// public half beside it. Several nodes need the same file.
func OpenSigner(folder, name string) (Signer, error) {
	dir := filepath.Join(folder, "keys")
	file := filepath.Join(dir, name+".pem")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = createSigner(dir, file)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s: no PEM", file)
	}
	parsed, err := smx509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	key, ok := parsed.(*sm2.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s: %T is no SM2 key", file, parsed)
	}
	public, err := publicPEM(&key.PublicKey)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, name+".pub.pem"), public, 0o644); err != nil {
		return nil, err
	}
	return softSigner{key, public}, nil
}

// createSigner writes a new key; of two processes that start together one wins and both read the same.
func createSigner(dir, file string) ([]byte, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	key, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := smx509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	part, err := os.CreateTemp(dir, "signer.*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(part.Name())
	if err := errors.Join(pem.Encode(part, &pem.Block{Type: "PRIVATE KEY", Bytes: der}), part.Sync(), part.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(part.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(file)
}

func publicPEM(key *ecdsa.PublicKey) ([]byte, error) {
	der, err := smx509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

func (s softSigner) KeyID() string  { return KeyID(s.public) }
func (s softSigner) Public() []byte { return s.public }
func (s softSigner) Sign(statement []byte) ([]byte, error) {
	return s.key.SignWithSM2(rand.Reader, nil, statement)
}

// KeyID names a public key: the first 16 hexadecimal digits of SM3 over its PEM content.
func KeyID(public []byte) string {
	if block, _ := pem.Decode(public); block != nil {
		public = block.Bytes
	}
	return SM3(public)[:16]
}

// SM3 is the hash of b (GB/T 32905) in hexadecimal digits.
func SM3(b []byte) string {
	sum := sm3.Sum(b)
	return hex.EncodeToString(sum[:])
}

// VerifySM2 reports whether the owner of the public key signed the statement.
func VerifySM2(public, statement, signature []byte) bool {
	block, _ := pem.Decode(public)
	if block == nil {
		return false
	}
	parsed, err := smx509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return false
	}
	key, ok := parsed.(*ecdsa.PublicKey)
	return ok && sm2.IsSM2PublicKey(key) && sm2.VerifyASN1WithSM2(key, nil, statement, signature)
}
