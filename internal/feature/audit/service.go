package audit

import (
	"context"
	"log/slog"
	"maps"
	"sync"

	"dudao/internal/base/civil"
	"dudao/internal/platform/db"
)

// Service keeps the log: it sequences entries, signs checkpoints and verifies.
type Service struct {
	db        *db.DB
	keys      Keys
	folder    string // where checkpoints lie outside the database; "" for none
	log       *slog.Logger
	labels    map[string]string
	verifiers []Verifier

	mu      sync.Mutex
	lastDay civil.Date // the day of the last checkpoint this process knows of
}

// Verifier proves the content another feature keeps: files, published snapshots. It calls report for
// everything that is not as it was recorded and returns how many things it looked at.
type Verifier struct {
	Name  string // in Chinese, for the report
	Check func(ctx context.Context, r db.Reader, report func(Problem)) (int, error)
}

// New returns the service. keys sign the checkpoints; folder is the data folder, "" for none.
func New(d *db.DB, keys Keys, folder string) *Service {
	return &Service{db: d, keys: keys, folder: folder, log: slog.Default(), labels: maps.Clone(own)}
}

// AddVerifier makes Verify prove more than the log. Only the wiring of the program calls it.
func (s *Service) AddVerifier(v Verifier) { s.verifiers = append(s.verifiers, v) }

// AddLabel says in Chinese what an action is, for the timeline and the auditor. Only the wiring of
// the program calls it: the labels of permissions and the steps of the features.
func (s *Service) AddLabel(action, label string) {
	if _, ok := s.labels[action]; !ok {
		s.labels[action] = label
	}
}

// Label returns what an action is, in Chinese; an action without a label is its own name.
func (s *Service) Label(action string) string {
	if l, ok := s.labels[action]; ok {
		return l
	}
	return action
}

// own says in Chinese what the entries of this feature are.
var own = map[string]string{"audit.read": "查看审计日志"}
