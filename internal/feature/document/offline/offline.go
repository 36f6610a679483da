// Package offline proves exported letters without a database, a network or the program that issued them.
package offline

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/document"
	"dudao/internal/platform/crypto"
)

// VerifyFolder proves the letters of an export without a database: the files against the statement, the
// statement against its signature and against the exported log, and that none of the log is missing.
// An export without letters has none to prove.
func VerifyFolder(ctx context.Context, folder string) (n int, problems []audit.Problem, err error) {
	root := filepath.Join(folder, ExportLetters)
	public, err := os.ReadFile(filepath.Join(root, ExportPublic))
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
		problems = append(problems, audit.Problem{Index: -1, Where: filepath.Join(ExportLetters, id), Text: lang.T(ctx, text, what)})
	}
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		n++
		dir := filepath.Join(root, d.Name())
		statement, err := os.ReadFile(filepath.Join(dir, ExportStatement))
		if err != nil {
			return n, problems, err
		}
		sig, err := os.ReadFile(filepath.Join(dir, ExportSignature))
		if err != nil {
			return n, problems, err
		}
		number := document.Said(string(statement), "number")
		if !crypto.VerifySM2(public, statement, sig) {
			say(d.Name(), "公文%s的签名不成立", number)
		}
		if seals[d.Name()] != string(statement) {
			say(d.Name(), "公文%s与存证不符", number)
		}
		delete(seals, d.Name())
		for name, field := range map[string]string{ExportPDF: "pdf-sha256", ExportDOCX: "docx-sha256"} {
			b, err := os.ReadFile(filepath.Join(dir, name))
			sum := sha256.Sum256(b)
			if err != nil || hex.EncodeToString(sum[:]) != document.Said(string(statement), field) {
				say(d.Name(), "公文%s的文件已改动或丢失", number+" "+name)
			}
		}
	}
	for id, statement := range seals {
		say(id, "公文%s的文件已改动或丢失", document.Said(statement, "number"))
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
		if bytes.Contains(line, []byte(document.SealAction)) {
			var e audit.Stored
			var s struct {
				Statement string `json:"statement"`
			}
			if json.Unmarshal(line, &e) == nil && e.Action == document.SealAction && json.Unmarshal([]byte(e.New), &s) == nil {
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
