package workbench

import (
	"cmp"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// Service answers what a desk shows.
type Service struct {
	db      *db.DB
	log     *audit.Service
	sources []Source
	counted counted
}

// New returns the service. Sources of the search are added with AddSource.
func New(d *db.DB, log *audit.Service) *Service { return &Service{db: d, log: log} }

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

func compare(a, b string) int { return cmp.Compare(a, b) }

func repeat(s string, n int) string { return strings.Repeat(s, max(n, 0)) }
