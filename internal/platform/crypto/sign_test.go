package crypto

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// GB/T 32905 annex A: the hash of "abc".
func TestSM3Vector(t *testing.T) {
	if got := SM3([]byte("abc")); got != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" {
		t.Errorf("SM3(abc) = %s", got)
	}
}

// A key is made once and read again; one changed bit of statement or signature is refused.
func TestSignerKeepsItsKey(t *testing.T) {
	dir := t.TempDir()
	a, err := OpenSigner(dir, "letters")
	if err != nil {
		t.Fatal(err)
	}
	b, err := OpenSigner(dir, "letters")
	if err != nil {
		t.Fatal(err)
	}
	if a.KeyID() != b.KeyID() || !bytes.Equal(a.Public(), b.Public()) {
		t.Error("the key changed")
	}
	said := []byte("海教督〔2026〕1号")
	sig, err := b.Sign(said)
	if err != nil {
		t.Fatal(err)
	}
	if !VerifySM2(a.Public(), said, sig) {
		t.Error("the signature is not accepted")
	}
	for i := range said {
		bad := bytes.Clone(said)
		bad[i] ^= 1
		if VerifySM2(a.Public(), bad, sig) {
			t.Fatalf("byte %d changed and still accepted", i)
		}
	}
	sig[len(sig)-1] ^= 1
	if VerifySM2(a.Public(), said, sig) {
		t.Error("a changed signature is accepted")
	}
}

// Somebody without this program checks hash and signature with openssl 3.
func TestOpensslAgrees(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("no openssl")
	}
	dir := t.TempDir()
	s, err := OpenSigner(dir, "letters")
	if err != nil {
		t.Fatal(err)
	}
	said := []byte("一份公文\n")
	sig, err := s.Sign(said)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, b []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	in, sigFile := write("said", said), write("sig", sig)
	out, err := exec.Command(openssl, "dgst", "-sm3", "-r", in).Output()
	if err != nil || !bytes.HasPrefix(out, []byte(SM3(said))) {
		t.Errorf("openssl says %s %v, we %s", out, err, SM3(said))
	}
	args := []string{"pkeyutl", "-verify", "-pubin", "-inkey", filepath.Join(dir, "keys", "letters.pub.pem"), "-rawin", "-digest", "sm3",
		"-pkeyopt", "distid:1234567812345678", "-sigfile", sigFile, "-in"}
	if out, err := exec.Command(openssl, append(args, in)...).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	if exec.Command(openssl, append(args, write("other", []byte("另一份公文\n")))...).Run() == nil {
		t.Error("openssl accepts another text")
	}
}
