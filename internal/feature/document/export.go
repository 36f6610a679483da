package document

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/crypto"
	"dudao/internal/platform/db"
)

// The files of an export, below the folder of the log. One folder a letter, named by its id.
const (
	exportLetters   = "letters"
	exportPublic    = "letters.pub.pem"
	exportPDF       = "letter.pdf"
	exportDOCX      = "letter.docx"
	exportStatement = "statement.txt"
	exportSignature = "signature.der"
)

// Export writes every issued letter with its signed statement beside the exported log, so that both can be
// proved without a network and without this program.
func (s *Service) Export(ctx context.Context, folder string) (int, error) {
	root := filepath.Join(folder, exportLetters)
	if err := os.MkdirAll(root, 0o700); err != nil {
		return 0, err
	}
	if err := os.WriteFile(filepath.Join(root, exportPublic), s.signer.Public(), 0o600); err != nil {
		return 0, err
	}
	n, last := 0, LetterID("")
	for {
		list, err := db.List[Letter](ctx, s.db, `select `+letterColumns+` from doc_letter l where l.id > $1 and l.statement <> '' order by l.id limit 200`, last)
		if err != nil || len(list) == 0 {
			return n, err
		}
		for _, l := range list {
			if err := s.exportOne(ctx, filepath.Join(root, string(l.ID)), l); err != nil {
				return n, err
			}
			n++
			last = l.ID
		}
	}
}

func (s *Service) exportOne(ctx context.Context, dir string, l Letter) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	sig, err := base64.StdEncoding.DecodeString(l.Signature)
	if err != nil {
		return err
	}
	for name, b := range map[string][]byte{exportStatement: []byte(l.Statement), exportSignature: sig} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			return err
		}
	}
	for name, hash := range map[string]string{exportPDF: l.PDF, exportDOCX: l.DOCX} {
		if err := s.copyTo(ctx, filepath.Join(dir, name), hash); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) copyTo(ctx context.Context, name, hash string) error {
	r, err := s.store.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer r.Close()
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

// VerifyFolder proves the letters of an export without a database: the files against the statement, the
// statement against its signature and against the exported log, and that none of the log is missing.
// An export without letters has none to prove.
func VerifyFolder(ctx context.Context, folder string) (n int, problems []audit.Problem, err error) {
	root := filepath.Join(folder, exportLetters)
	public, err := os.ReadFile(filepath.Join(root, exportPublic))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, err
	}
	seals, err := sealsIn(filepath.Join(folder, "log.jsonl"))
	if err != nil {
		return 0, nil, err
	}
	dirs, err := os.ReadDir(root)
	if err != nil {
		return 0, nil, err
	}
	say := func(id, text, what string) {
		problems = append(problems, audit.Problem{Index: -1, Where: filepath.Join(exportLetters, id), Text: lang.T(ctx, text, what)})
	}
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		n++
		dir := filepath.Join(root, d.Name())
		statement, err := os.ReadFile(filepath.Join(dir, exportStatement))
		if err != nil {
			return n, problems, err
		}
		sig, err := os.ReadFile(filepath.Join(dir, exportSignature))
		if err != nil {
			return n, problems, err
		}
		number := Said(string(statement), "number")
		if !crypto.VerifySM2(public, statement, sig) {
			say(d.Name(), "公文%s的签名不成立", number)
		}
		if seals[d.Name()] != string(statement) {
			say(d.Name(), "公文%s与存证不符", number)
		}
		delete(seals, d.Name())
		for name, field := range map[string]string{exportPDF: "pdf-sha256", exportDOCX: "docx-sha256"} {
			b, err := os.ReadFile(filepath.Join(dir, name))
			sum := sha256.Sum256(b)
			if err != nil || hex.EncodeToString(sum[:]) != Said(string(statement), field) {
				say(d.Name(), "公文%s的文件已改动或丢失", number+" "+name)
			}
		}
	}
	for id, statement := range seals {
		say(id, "公文%s的文件已改动或丢失", Said(statement, "number"))
	}
	return n, problems, nil
}

// sealsIn reads what the exported log keeps of letters: id → signed statement.
func sealsIn(file string) (map[string]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := map[string]string{}
	in := bufio.NewReaderSize(f, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if bytes.Contains(line, []byte(sealAction)) {
			var e audit.Stored
			var s seal
			if json.Unmarshal(line, &e) == nil && e.Action == sealAction && json.Unmarshal([]byte(e.New), &s) == nil {
				out[strings.TrimSpace(e.RefID)] = s.Statement
			}
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
