package workbench

import (
	"context"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
)

// Hit is one thing that was found.
type Hit struct {
	Text string `json:"text"`
	Sub  string `json:"sub"` // what tells it from others of the same name
	URL  string `json:"url"`
}

// Source is one kind of things to search: a list of a feature, asked with the reader's rights.
type Source struct {
	Label string // of the kind, in Chinese
	URL   string // of the whole list; the text follows as q
	Find  func(ctx context.Context, text string, limit int) (hits []Hit, total int, err error)
}

// AddSource adds a kind to the search. Call it while the program starts.
func (s *Service) AddSource(src Source) { s.sources = append(s.sources, src) }

// Found is what a source found.
type Found struct {
	Source
	Hits  []Hit
	Total int
}

// Search asks every source; what the reader may not see is not asked, and a source without a hit is
// left out.
func (s *Service) Search(ctx context.Context, text string, limit int) ([]Found, error) {
	if err := access.Holds(ctx, MaySearch); err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	if len([]rune(text)) > 100 {
		return nil, errs.NewField("q", "请输入 100 字以内")
	}
	var out []Found
	for _, src := range s.sources {
		hits, total, err := src.Find(ctx, text, limit)
		if errs.KindOf(err) == errs.Denied && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		if len(hits) > 0 {
			out = append(out, Found{src, hits, total})
		}
	}
	return out, nil
}
