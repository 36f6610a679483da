package offline

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"

	"dudao/internal/feature/document"
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
func Export(ctx context.Context, s *document.Service, folder string) (int, error) {
	root := filepath.Join(folder, ExportLetters)
	if err := os.MkdirAll(root, 0o700); err != nil {
		return 0, err
	}
	if err := os.WriteFile(filepath.Join(root, ExportPublic), s.PublicKey(), 0o600); err != nil {
		return 0, err
	}
	n, last := 0, document.LetterID("")
	for {
		list, err := s.Issued(ctx, last)
		if err != nil || len(list) == 0 {
			return n, err
		}
		for _, l := range list {
			if err := exportOne(ctx, s, filepath.Join(root, string(l.ID)), l); err != nil {
				return n, err
			}
			n++
			last = l.ID
		}
	}
}

func exportOne(ctx context.Context, s *document.Service, dir string, l document.Letter) error {
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
		if err := copyTo(ctx, s, filepath.Join(dir, name), hash); err != nil {
			return err
		}
	}
	return nil
}

func copyTo(ctx context.Context, s *document.Service, name, hash string) error {
	r, err := s.Blob(ctx, hash)
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
