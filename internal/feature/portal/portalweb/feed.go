package portalweb

import (
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"time"

	"dudao/internal/base/lang"
	"dudao/internal/base/page"
	"dudao/internal/feature/portal"
)

type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID        string   `xml:"id"`
		Title     string   `xml:"title"`
		Updated   string   `xml:"updated"`
		Published string   `xml:"published"`
		Author    string   `xml:"author>name"`
		Link      atomLink `xml:"link"`
		Summary   string   `xml:"summary"`
	}
	urlSet struct {
		XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []siteURL `xml:"url"`
	}
	siteURL struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod,omitempty"`
	}
)

// site is the address of the program as the reader sees it.
func site(r *http.Request) string {
	if r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// feed serves the latest 50 items as Atom (RFC 4287).
func (h handler) feed(w http.ResponseWriter, r *http.Request) error {
	list, err := h.s.List(r.Context(), portal.Filter{}, page.Req{Size: 50})
	if err != nil {
		return err
	}
	base := site(r)
	f := atomFeed{Lang: "zh-CN", ID: base + "/public", Title: lang.In(lang.Zh, "教育督导公开"), Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links: []atomLink{{"self", base + "/public/feed.xml"}, {"", base + "/public"}}}
	for i, s := range list.Rows {
		at := s.PublishedAt.UTC().Format(time.RFC3339)
		if i == 0 {
			f.Updated = at
		}
		f.Entries = append(f.Entries, atomEntry{"urn:uuid:" + s.ID, s.Title, at, at, s.PublisherName, atomLink{"", base + s.URL()}, s.UnitName + " " + s.Number})
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	return writeXML(w, f)
}

// sitemap lists the public pages for search engines, the newest 5,000 items and their units.
func (h handler) sitemap(w http.ResponseWriter, r *http.Request) error {
	base := site(r)
	set := urlSet{URLs: []siteURL{{Loc: base + "/public"}}}
	seen := map[string]bool{}
	for n := 1; n <= 10; n++ {
		list, err := h.s.List(r.Context(), portal.Filter{}, page.Req{Number: n, Size: page.Max})
		if err != nil {
			return err
		}
		for _, s := range list.Rows {
			set.URLs = append(set.URLs, siteURL{base + s.URL(), s.PublishedOn.String()})
			if !seen[s.UnitID] {
				seen[s.UnitID] = true
				set.URLs = append(set.URLs, siteURL{base + "/public/units/" + s.UnitID, s.PublishedOn.String()})
			}
		}
		if n*page.Max >= list.Total {
			break
		}
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	return writeXML(w, set)
}

// robots lets search engines into the public site only.
func (h handler) robots(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "User-agent: *\nAllow: /$\nAllow: /public\nAllow: /static/\nDisallow: /\nSitemap: "+site(r)+"/sitemap.xml\n")
	return err
}

func writeXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return xml.NewEncoder(w).Encode(v)
}
