package proof

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"dudao/data"
	"dudao/internal/base/errs"
)

// hasher makes and proves argon2id hashes, a few at a time: each takes 19 MiB and one core for some
// 20 ms, so that a flood of sign-ins must not take the machine.
type Hasher struct{ slots chan struct{} }

const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	argonKey     = 32
)

// NewHasher returns one that hashes n passwords at a time.
func NewHasher(n int) Hasher { return Hasher{make(chan struct{}, n)} }

// key waits for a slot as long as ctx allows.
func (h Hasher) key(ctx context.Context, password string, salt []byte, time, memory uint32, threads uint8, size uint32) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, errs.New(errs.Unavailable, "登录的人较多，请稍后再试").Because(ctx.Err())
	}
	return argon2.IDKey([]byte(password), salt, time, memory, threads, size), nil
}

// Hash returns the password as argon2id in the usual text form.
func (h Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key, err := h.key(ctx, password, salt, argonTime, argonMemory, argonThreads, argonKey)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// Proves reports whether password is the one of hash. An empty or unknown hash takes as long and
// proves nothing, so that the time does not tell whether an account exists.
func (h Hasher) Proves(ctx context.Context, hash, password string) (bool, error) {
	var version, memory, time int
	var threads uint8
	parts := strings.Split(hash, "$")
	salt, want := make([]byte, 16), []byte(nil)
	memory, time, threads = argonMemory, argonTime, argonThreads
	if len(parts) == 6 && parts[1] == "argon2id" {
		fmt.Sscanf(parts[2], "v=%d", &version)
		fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads)
		salt, _ = base64.RawStdEncoding.DecodeString(parts[4])
		want, _ = base64.RawStdEncoding.DecodeString(parts[5])
	}
	got, err := h.key(ctx, password, salt, uint32(time), uint32(memory), threads, uint32(max(len(want), argonKey)))
	if err != nil {
		return false, err
	}
	return len(want) > 0 && subtle.ConstantTimeCompare(got, want) == 1, nil
}

// passwordMost keeps hashing cheap for us and not for an attacker.
const PasswordMost = 128

// checkPassword applies the rules of a new password: GB/T 22239—2019 8.1.4.1 a).
func CheckPassword(r Rules, login, name, password string, common func(string) bool) error {
	low := strings.ToLower(password)
	n := utf8.RuneCountInString(password)
	switch {
	case n < r["password_min"]:
		return errs.NewField("password", "密码至少 %d 位", r["password_min"])
	case n > PasswordMost:
		return errs.NewField("password", "密码不能超过 %d 位", PasswordMost)
	case login != "" && strings.Contains(low, strings.ToLower(login)), name != "" && strings.Contains(password, name):
		return errs.NewField("password", "密码不能包含登录名或姓名")
	case kinds(password) < 2:
		return errs.NewField("password", "密码应包含字母、数字、符号中的至少两种")
	case common(low) || monotonous(low):
		return errs.NewField("password", "这个密码太常见，容易被猜到")
	}
	return nil
}

// kinds counts letters, digits and the rest.
func kinds(s string) int {
	var k [3]int
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			k[0] = 1
		case unicode.IsDigit(r):
			k[1] = 1
		default:
			k[2] = 1
		}
	}
	return k[0] + k[1] + k[2]
}

var keyboard = []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()"}

// monotonous reports whether a text is mostly runs: the same character, counting, a keyboard row,
// forwards or backwards.
func monotonous(s string) bool {
	runs, r := 0, []rune(s)
	for i := 1; i < len(r); i++ {
		pair := string(r[i-1 : i+1])
		back := string([]rune{r[i], r[i-1]})
		if r[i] == r[i-1] || slices.ContainsFunc(keyboard, func(row string) bool {
			return strings.Contains(row, pair) || strings.Contains(row, back)
		}) {
			runs++
		}
	}
	return len(r) > 1 && runs*4 >= (len(r)-1)*3
}

// commonPasswords reads the list of passwords that are guessed first.
func CommonPasswords() (func(string) bool, error) {
	f, err := data.Files.Open("identity/common-passwords.txt")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	set := map[string]struct{}{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		set[sc.Text()] = struct{}{}
	}
	return func(s string) bool { _, ok := set[s]; return ok }, nil
}

// newPassword makes a password to be changed at the first sign-in, without letters people confuse.
func NewPassword(size int) (string, error) {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	for {
		var b strings.Builder
		for i := range max(size, 12) {
			if i > 0 && i%4 == 0 {
				b.WriteByte('-')
			}
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
			if err != nil {
				return "", err
			}
			b.WriteByte(letters[n.Int64()])
		}
		if kinds(b.String()) == 3 {
			return b.String(), nil
		}
	}
}

// fresh makes and hashes n passwords, as many at a time as there are slots.
func (h Hasher) Fresh(ctx context.Context, n, size int) (made, hashes []string, err error) {
	made, hashes = make([]string, n), make([]string, n)
	failed := make([]error, n)
	next := make(chan int)
	var wait sync.WaitGroup
	for range cap(h.slots) {
		wait.Go(func() {
			for i := range next {
				if made[i], failed[i] = NewPassword(size); failed[i] == nil {
					hashes[i], failed[i] = h.Hash(ctx, made[i])
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, nil, err
		}
	}
	return made, hashes, nil
}
