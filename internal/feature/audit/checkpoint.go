package audit

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/platform/db"
)

// Keys sign and prove checkpoints. Both sides are interfaces of golang.org/x/mod/sumdb/note, so a
// certified SM2 module can take the place of Ed25519.
type Keys struct {
	Signer    note.Signer
	Verifiers note.Verifiers
	Public    string // the verifier key as text, for those who prove an export
}

// keyName is the name that stands in every signature.
const keyName = "dudao-audit"

// OpenKeys reads the signing key in folder/keys, or makes one at the first start. "" makes a key that
// lives as long as the process.
func OpenKeys(folder string) (Keys, error) {
	if folder == "" {
		secret, public, err := note.GenerateKey(rand.Reader, keyName)
		if err != nil {
			return Keys{}, err
		}
		return keysOf(secret, public)
	}
	dir := filepath.Join(folder, "keys")
	secretFile, publicFile := filepath.Join(dir, "audit.key"), filepath.Join(dir, "audit.pub")
	secret, err := os.ReadFile(secretFile)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return Keys{}, err
		}
		s, p, err := note.GenerateKey(rand.Reader, keyName)
		if err != nil {
			return Keys{}, err
		}
		if err := os.WriteFile(publicFile, []byte(p+"\n"), 0o644); err != nil {
			return Keys{}, err
		}
		if err := writeNew(secretFile, s+"\n"); err != nil {
			return Keys{}, err
		}
		return keysOf(s, p)
	}
	if err != nil {
		return Keys{}, err
	}
	public, err := os.ReadFile(publicFile)
	if err != nil {
		return Keys{}, err
	}
	return keysOf(strings.TrimSpace(string(secret)), string(public))
}

// writeNew writes a file that must not exist yet, readable by its owner only.
func writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func keysOf(secret, public string) (Keys, error) {
	signer, err := note.NewSigner(secret)
	if err != nil {
		return Keys{}, fmt.Errorf("audit key: %w", err)
	}
	known, err := Verifiers(public)
	return Keys{Signer: signer, Verifiers: known, Public: strings.TrimSpace(public)}, err
}

// Verifiers parses verifier keys, one a line: the present key first, older ones below it.
func Verifiers(text string) (note.Verifiers, error) {
	var list []note.Verifier
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		v, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("audit key %q: %w", line, err)
		}
		list = append(list, v)
	}
	return note.VerifierList(list...), nil
}

// Checkpoint is the signed state of the log at one size.
type Checkpoint struct {
	Size int64  `db:"size" json:"size"`
	At   string `db:"at" json:"at"`     // UTC
	Note string `db:"note" json:"note"` // the signed text
}

// Time returns the instant of the checkpoint.
func (c Checkpoint) Time() civil.Time { return (&Stored{At: c.At}).Time() }

// text is the body of a checkpoint: origin, size, root, then the time as an extension line.
func text(size int64, root tlog.Hash, at string) string {
	return fmt.Sprintf("%s\n%d\n%s\ntime %s\n", keyName, size, root, at)
}

// open proves the signature and returns what was signed.
func (c Checkpoint) open(known note.Verifiers) (size int64, root tlog.Hash, at string, err error) {
	n, err := note.Open([]byte(c.Note), known)
	if err != nil {
		return 0, root, "", err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 5 || lines[0] != keyName || !strings.HasPrefix(lines[3], "time ") || lines[4] != "" {
		return 0, root, "", errors.New("not a checkpoint of this log")
	}
	if size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return 0, root, "", err
	}
	root, err = tlog.ParseHash(lines[2])
	return size, root, strings.TrimPrefix(lines[3], "time "), err
}

// Root returns the root hash a checkpoint states, without proving it.
func (c Checkpoint) Root() string {
	if lines := strings.Split(c.Note, "\n"); len(lines) > 2 {
		return lines[2]
	}
	return ""
}

// Checkpoint signs the log as it stands, every waiting entry included.
func (s *Service) Checkpoint(ctx context.Context) (Checkpoint, error) {
	if _, err := s.Sequence(ctx); err != nil {
		return Checkpoint{}, err
	}
	return s.sign(ctx, false)
}

// daily signs the log once a day, when it has grown.
func (s *Service) daily(ctx context.Context) error {
	_, err := s.sign(ctx, true)
	if err != nil && errs.KindOf(err) != errs.Conflict {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.lastDay = civil.DateOf(s.db.Now().Time)
	}
	return nil
}

func (s *Service) sign(ctx context.Context, onceADay bool) (c Checkpoint, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		size, err := lock(ctx, tx)
		if err != nil {
			return err
		}
		if size == 0 {
			return errs.New(errs.Conflict, "审计日志还没有记录")
		}
		last, err := db.List[Checkpoint](ctx, tx, `select size, at, note from audit_checkpoint order by size desc limit 1`)
		if err != nil {
			return err
		}
		if len(last) > 0 && (last[0].Size == size || onceADay && civil.DateOf(last[0].Time().Time) == tx.Today()) {
			c = last[0]
			return nil
		}
		root, err := tlog.TreeHash(size, reader(ctx, tx))
		if err != nil {
			return err
		}
		c = Checkpoint{Size: size, At: stamp(tx.Now)}
		signed, err := note.Sign(&note.Note{Text: text(size, root, c.At)}, s.keys.Signer)
		if err != nil {
			return err
		}
		c.Note = string(signed)
		_, err = tx.Exec(ctx, `insert into audit_checkpoint (size, at, note) values ($1, $2, $3)`, c.Size, c.At, c.Note)
		return err
	})
	if err != nil {
		return c, err
	}
	return c, s.keep(c)
}

// keep writes the checkpoint outside the database, where a change of the database does not reach.
func (s *Service) keep(c Checkpoint) error {
	if s.folder == "" {
		return nil
	}
	dir := filepath.Join(s.folder, "checkpoints")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	err := writeNew(filepath.Join(dir, fileOf(c)), c.Note)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func fileOf(c Checkpoint) string { return fmt.Sprintf("%012d.txt", c.Size) }

// kept reads the checkpoints that lie outside the database.
func (s *Service) kept() (map[string]string, error) {
	out := map[string]string{}
	if s.folder == "" {
		return out, nil
	}
	return out, readAll(filepath.Join(s.folder, "checkpoints"), out)
}

func readAll(dir string, into map[string]string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		into[filepath.Base(name)] = string(b)
	}
	return nil
}

// Checkpoints lists the signed states of the log, the newest first.
func (s *Service) Checkpoints(ctx context.Context, limit, offset int) ([]Checkpoint, int, error) {
	list, err := db.List[Checkpoint](ctx, s.db, `select size, at, note from audit_checkpoint order by size desc limit $1 offset $2`, limit, offset)
	if err != nil {
		return nil, 0, err
	}
	n, err := db.Get[int](ctx, s.db, `select count(*) from audit_checkpoint`)
	return list, n, err
}

// Mark signs the log because a person asked, and says so in the log.
func (s *Service) Mark(ctx context.Context) (Checkpoint, error) {
	err := RecordRead(ctx, s.db, Entry{Action: "audit.checkpoint", Ref: ident.Ref{Kind: "audit", ID: "log"}})
	if err != nil {
		return Checkpoint{}, err
	}
	return s.Checkpoint(ctx)
}
