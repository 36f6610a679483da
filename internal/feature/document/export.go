package document

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"

	"dudao/internal/platform/db"
)

// The files of an export, below the folder of the log. One folder a letter, named by its id.
const (
	ExportLetters   = "letters"
	ExportPublic    = "letters.pub.pem"
	ExportPDF       = "letter.pdf"
	ExportDOCX      = "letter.docx"
	ExportStatement = "statement.txt"
	ExportSignature = "signature.der"
)

// Export writes every issued letter with its signed statement beside the exported log, so that both can be
// proved without a network and without this program.
func (s *Service) Export(ctx context.Context, folder string) (int, error) {
	root := filepath.Join(folder, ExportLetters)
	if err := os.MkdirAll(root, 0o700); err != nil {
		return 0, err
	}
	if err := os.WriteFile(filepath.Join(root, ExportPublic), s.signer.Public(), 0o600); err != nil {
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
	for name, b := range map[string][]byte{ExportStatement: []byte(l.Statement), ExportSignature: sig} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			return err
		}
	}
	for name, hash := range map[string]string{ExportPDF: l.PDF, ExportDOCX: l.DOCX} {
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
