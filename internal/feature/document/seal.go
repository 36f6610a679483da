package document

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/crypto"
	"dudao/internal/platform/db"
	"dudao/internal/platform/pdf"
)

// sealJob makes the files of a numbered letter, signs and sends it; run twice, it does so once.
type sealJob struct {
	ID LetterID `json:"id"`
}

// Kind names the job.
func (sealJob) Kind() string { return "document.seal" }

// SealAction is the entry of the log that proves a letter.
const SealAction = "document.seal"

// seal is what the log keeps of an issued letter.
type seal struct {
	Statement string `json:"statement"`
	Signature string `json:"signature"`
	KeyID     string `json:"key_id"`
}

// seal renders outside the transaction and records inside it. A node that stops in between leaves a
// numbered letter; the job is taken up again.
func (s *Service) seal(ctx context.Context, j sealJob) error {
	ctx = actor.With(ctx, actor.System)
	f, err := s.whole(ctx, j.ID)
	if err != nil || f.State != Numbered {
		return err
	}
	files, err := s.make(ctx, f)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := load(ctx, tx, f.ID)
		if err != nil || l.State != Numbered { // voided meanwhile, or sealed by another node
			return err
		}
		f.Letter = l
		if f.Deliveries, err = deliveriesOf(ctx, tx, l.ID); err != nil {
			return err
		}
		return s.sign(ctx, tx, &f, files)
	})
}

// sign records the files and the signed statement of a letter, and sends it if that is wanted.
func (s *Service) sign(ctx context.Context, tx *db.Tx, f *Full, files Files) error {
	statement := f.statement(files)
	sig, err := s.signer.Sign([]byte(statement))
	if err != nil {
		return err
	}
	f.State, f.PDF, f.DOCX, f.Statement, f.KeyID = Signed, files.PDF, files.DOCX, statement, s.signer.KeyID()
	f.Signature = base64.StdEncoding.EncodeToString(sig)
	err = audit.Record(ctx, tx, audit.Entry{Action: SealAction, Ref: f.Ref(), UnitPath: f.SeatPath, Note: f.Number, New: seal{statement, f.Signature, f.KeyID}})
	if err != nil {
		return err
	}
	if f.AutoSend {
		if err := s.send(ctx, tx, f); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Entry{Action: "document.send", Ref: f.Ref(), UnitPath: f.SeatPath, Note: f.Number}); err != nil {
			return err
		}
	}
	return update(ctx, tx, &f.Letter, f.Version)
}

// make renders both files and keeps them.
func (s *Service) make(ctx context.Context, f Full) (out Files, err error) {
	var buf bytes.Buffer
	p, err := pdf.WriteEven(&buf, f.Paper(s.base))
	if err != nil {
		return out, err
	}
	out.PDFSM3 = crypto.SM3(buf.Bytes())
	if out.PDF, err = s.keep(ctx, &buf); err != nil {
		return out, err
	}
	buf.Reset()
	if err := s.writeDOCX(ctx, &buf, f.Letter, p); err != nil {
		return out, err
	}
	out.DOCX, err = s.keep(ctx, &buf)
	return out, err
}

// maxFile is the most bytes of a made file.
const maxFile = 64 << 20

// keep stores bytes under their hash.
func (s *Service) keep(ctx context.Context, r io.Reader) (string, error) {
	staged, err := s.staging.Take(r, maxFile)
	if err != nil {
		return "", err
	}
	defer staged.Discard()
	return staged.SHA256, s.store.Put(ctx, staged)
}

// whole loads a letter with everything, whoever asks.
func (s *Service) whole(ctx context.Context, id LetterID) (f Full, err error) {
	if f.Letter, err = load(ctx, s.db, id); err != nil {
		return f, err
	}
	if f.Deliveries, err = deliveriesOf(ctx, s.db, id); err != nil {
		return f, err
	}
	f.Signers, err = signersOf(ctx, s.db, id)
	return f, err
}

// Format is a kind of file.
type Format string

// The formats of a letter.
const (
	PDF  Format = "pdf"
	DOCX Format = "docx"
)

// File writes a letter the acting person may see: as it was made and signed, or, before that, as a draft
// with a mark across each page.
func (s *Service) File(ctx context.Context, id LetterID, k Format, w io.Writer) error {
	f, err := s.Letter(ctx, id)
	if err != nil {
		return err
	}
	hash := f.PDF
	if k == DOCX {
		hash = f.DOCX
	}
	if hash == "" {
		p, err := pdf.Even(f.Paper(s.base))
		if err != nil {
			return err
		}
		if k == DOCX {
			return s.writeDOCX(ctx, w, f.Letter, p)
		}
		return pdf.Write(w, p)
	}
	r, err := s.store.Open(ctx, hash)
	if err != nil {
		return errs.New(errs.NotFound, "文件不在存储中，请联系系统管理员").Because(err)
	}
	defer r.Close()
	_, err = io.Copy(w, r)
	return err
}
