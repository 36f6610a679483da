package identity

import (
	"context"
	"errors"
	"sync"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/identity/proof"
	"dudao/internal/feature/org"
	"dudao/internal/platform/crypto"
	"dudao/internal/platform/db"
	"dudao/internal/platform/jobs"
)

// Service has the use cases of accounts and sessions.
type Service struct {
	db     *db.DB
	policy *access.Policy
	units  *org.Service
	box    crypto.Box
	marks  crypto.Marker
	hasher proof.Hasher
	common func(string) bool

	mu        sync.Mutex
	known     map[string]*known // by mark of session or token
	ruleCache proof.Rules
	rulesAt   civil.Time
}

// signInsAtOnce is how many passwords are proved at the same time.
const signInsAtOnce = 2

// New returns the service. It refuses to start with a key that does not open what is stored.
func New(ctx context.Context, d *db.DB, q *jobs.Queue, policy *access.Policy, units *org.Service, keys *crypto.Keys) (*Service, error) {
	box, err := keys.Box("identity")
	if err != nil {
		return nil, err
	}
	common, err := proof.CommonPasswords()
	if err != nil {
		return nil, err
	}
	s := &Service{
		db: d, policy: policy, units: units, box: box, marks: keys.Marker("identity"),
		hasher: proof.NewHasher(signInsAtOnce), common: common, known: map[string]*known{},
	}
	if err := errors.Join(s.checkKey(ctx), proof.SeedRules(ctx, d)); err != nil {
		return nil, err
	}
	s.handle(q)
	return s, nil
}

// checkKey opens a text that was sealed at the first start.
func (s *Service) checkKey(ctx context.Context) error {
	const text = "dudao"
	sealed, err := db.List[string](ctx, s.db, `select sealed from key_check where purpose = $1`, "identity")
	if err != nil {
		return err
	}
	if len(sealed) > 0 {
		if _, err := s.box.Open(sealed[0], text); err != nil {
			return errors.New("identity: the key (DUDAO_KEY or keys/dudao.key in the data folder) is not the one this database was made with")
		}
		return nil
	}
	fresh, err := s.box.Seal(text, text)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `insert into key_check (purpose, sealed) values ($1, $2) on conflict (purpose) do nothing`, "identity", fresh)
		return err
	})
	return err
}

// record writes the audit entry of something that was done to an account.
func record(ctx context.Context, tx *db.Tx, action string, a Account, note string, before, after any) error {
	return audit.Record(ctx, tx, audit.Entry{
		Action: "identity." + action, Ref: ident.Ref{Kind: RefKind, ID: a.ID}, UnitPath: a.UnitPath, Note: note, Old: before, New: after,
	})
}
