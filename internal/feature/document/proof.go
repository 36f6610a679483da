package document

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/lang"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/crypto"
	"dudao/internal/platform/db"
)

// Proven is what anybody may know of an issued letter: that this number was issued by this body on this
// day, what its files hash to, who signed, and where it stands in the log. Never what it says.
type Proven struct {
	ID        LetterID    `json:"id"`
	Kind      string      `json:"kind"`
	Number    string      `json:"number"`
	Issuer    string      `json:"issuer"`
	Date      civil.Date  `json:"date"`
	State     State       `json:"state"` // sent, withdrawn or voided
	EndedOn   civil.Date  `json:"ended_on"`
	PDF       string      `json:"pdf_sha256"`
	DOCX      string      `json:"docx_sha256"`
	PDFSM3    string      `json:"pdf_sm3"`
	Statement string      `json:"statement"`
	Signature string      `json:"signature"` // base64 of DER
	Public    string      `json:"public_key"`
	KeyID     string      `json:"key_id"`
	Valid     bool        `json:"signature_valid"`
	Same      bool        `json:"log_agrees"` // the log keeps this very statement
	Entry     string      `json:"log_entry"`
	Log       audit.Proof `json:"log_proof"`
	Pending   bool        `json:"log_pending"` // not in the tree yet: some seconds after signing
}

// OK reports whether signature and log agree with what is kept.
func (p Proven) OK() bool { return p.Valid && p.Same && p.Log.Problem == "" }

// Prove returns the proof of a letter for anybody. A letter that is not signed yet is not found.
func (s *Service) Prove(ctx context.Context, id LetterID) (Proven, error) {
	l, err := load(ctx, s.db, id)
	if err == nil && l.Statement == "" {
		err = errs.New(errs.NotFound, "没有这份公文，或者尚未签发")
	}
	if err != nil {
		return Proven{}, err
	}
	p := Proven{ID: l.ID, Kind: l.Kind.Label(), Number: l.Number, Issuer: l.OfficeName, Date: l.Date, State: l.State, EndedOn: l.EndedOn, PDF: l.PDF, DOCX: l.DOCX,
		PDFSM3: Said(l.Statement, "pdf-sm3"), Statement: l.Statement, Signature: l.Signature, KeyID: l.KeyID, Public: string(s.signer.Public())}
	sig, err := base64.StdEncoding.DecodeString(l.Signature)
	p.Valid = err == nil && l.KeyID == s.signer.KeyID() && crypto.VerifySM2(s.signer.Public(), []byte(l.Statement), sig) && l.agrees()
	entry, proof, err := s.audit.ProveSealed(ctx, l.Ref(), SealAction)
	p.Entry, p.Log = entry.ID, proof
	switch {
	case errs.KindOf(err) == errs.Conflict && err != nil:
		p.Pending = true
	case errs.KindOf(err) == errs.NotFound && err != nil:
		return p, nil
	case err != nil:
		return p, err
	}
	var said seal
	p.Same = json.Unmarshal([]byte(entry.New), &said) == nil && said.Statement == l.Statement && said.Signature == l.Signature
	return p, nil
}

// agrees reports whether the columns still say what was signed.
func (l *Letter) agrees() bool {
	return Said(l.Statement, "id") == string(l.ID) && Said(l.Statement, "number") == l.Number && Said(l.Statement, "issuer") == l.OfficeName &&
		Said(l.Statement, "date") == l.Date.String() && Said(l.Statement, "pdf-sha256") == l.PDF && Said(l.Statement, "docx-sha256") == l.DOCX &&
		Said(l.Statement, "content-sm3") == l.contentHash()
}

// Match is what a file that somebody brings turns out to be.
type Match string

// The results of comparing a file.
const (
	SamePDF  Match = "pdf"
	SameDOCX Match = "docx"
	NoMatch  Match = "none"
)

// CompareFile hashes a file and says whether it is the letter, byte for byte. Nothing of it is kept.
func (s *Service) CompareFile(ctx context.Context, id LetterID, r io.Reader) (Match, string, error) {
	p, err := s.Prove(ctx, id)
	if err != nil {
		return NoMatch, "", err
	}
	h := sha256.New()
	if n, err := io.Copy(h, io.LimitReader(r, maxFile+1)); err != nil || n > maxFile {
		return NoMatch, "", errs.New(errs.Invalid, "文件太大，无法核验").Because(err)
	}
	switch sum := hex.EncodeToString(h.Sum(nil)); sum {
	case p.PDF:
		return SamePDF, sum, nil
	case p.DOCX:
		return SameDOCX, sum, nil
	default:
		return NoMatch, sum, nil
	}
}

// Verifier proves for `dudao verify` that every issued letter is what was signed: columns against the
// statement, the statement against signature and log, the files against their hashes, and each series
// without a gap.
func (s *Service) Verifier() audit.Verifier { return audit.Verifier{Name: "公文", Check: s.verify} }

func (s *Service) verify(ctx context.Context, r db.Reader, report func(audit.Problem)) (int, error) {
	seen, last, public := 0, LetterID(""), s.signer.Public()
	say := func(l Letter, text string) {
		report(audit.Problem{Index: -1, Where: "doc_letter " + string(l.ID), Text: lang.T(ctx, text, l.Number)})
	}
	for {
		list, err := db.List[Letter](ctx, r, `select `+letterColumns+` from doc_letter l where l.id > $1 and l.statement <> '' order by l.id limit 200`, last)
		if err != nil {
			return seen, err
		}
		if len(list) == 0 {
			break
		}
		for _, l := range list {
			last = l.ID
			seen++
			sig, err := base64.StdEncoding.DecodeString(l.Signature)
			if err != nil || !crypto.VerifySM2(public, []byte(l.Statement), sig) {
				say(l, "公文%s的签名不成立")
			}
			if !l.agrees() {
				say(l, "公文%s与签发时不一致")
			}
			entry, err := audit.Sealed(ctx, r, l.Ref(), SealAction)
			var said seal
			if err != nil || json.Unmarshal([]byte(entry.New), &said) != nil || said.Statement != l.Statement {
				say(l, "公文%s与存证不符")
			}
			for _, hash := range []string{l.PDF, l.DOCX} {
				if !s.intact(ctx, hash) {
					say(l, "公文%s的文件已改动或丢失")
				}
			}
		}
	}
	return seen, s.verifySeries(ctx, r, report)
}

// intact reports whether the stored bytes still have their hash.
func (s *Service) intact(ctx context.Context, hash string) bool {
	f, err := s.store.Open(ctx, hash)
	if err != nil {
		return false
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return err == nil && hex.EncodeToString(h.Sum(nil)) == hash
}

// verifySeries looks for gaps: a series has every number below its next one.
func (s *Service) verifySeries(ctx context.Context, r db.Reader, report func(audit.Problem)) error {
	type gap struct {
		Series
		N   int `db:"n"`
		Top int `db:"top"`
	}
	list, err := db.List[gap](ctx, r, `select s.id, s.seat_path, s.office_id, s.word, s.year, s.next, count(n.seq) as n, coalesce(max(n.seq), 0) as top
		from doc_series s left join doc_number n on n.series_id = s.id group by s.id, s.seat_path, s.office_id, s.word, s.year, s.next order by s.word, s.year`)
	for _, g := range list {
		if g.N != g.Next-1 || g.Top != g.Next-1 {
			report(audit.Problem{Index: -1, Where: "doc_series " + g.ID, Text: lang.T(ctx, "文号%s〔%d〕不连续：已编到 %d 号，登记 %d 个", g.Word, g.Year, g.Next-1, g.N)})
		}
	}
	return err
}

// PublicKey is the key that proves the signatures, as PEM.
func (s *Service) PublicKey() []byte { return s.signer.Public() }

// Issued returns a page of the letters that were signed, after one of them: for an export of all.
func (s *Service) Issued(ctx context.Context, after LetterID) ([]Letter, error) {
	return db.List[Letter](ctx, s.db, `select `+letterColumns+` from doc_letter l where l.id > $1 and l.statement <> '' order by l.id limit 200`, after)
}

// Blob opens a made file by its hash.
func (s *Service) Blob(ctx context.Context, hash string) (io.ReadCloser, error) {
	return s.store.Open(ctx, hash)
}
