package e2e

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Crawl follows the links of the site breadth first, as one person, and says what is wrong with a page.
type Crawl struct {
	*Browser
	Pattern func(path string) string // the address of the route table
	Each    int                      // pages of one address that are asked for; few are opened, seeds always
	Seeds   []string                 // opened besides what the pages link to
	Opened  map[string]int           // pages that were opened of an address, shared by the crawls of a test
	Look    func(path string)        // looks at a page instead, without axe and sizes

	mu   sync.Mutex
	said []string // by the console since the last page
	from map[string]string
	seen map[string]int
	todo []string
}

// alike is how many pages of one address are opened that differ by their query only.
const alike = 3

// answer is what an address answers.
type answer struct {
	Status int      `json:"status"`
	HTML   bool     `json:"html"`
	Title  string   `json:"title"`
	Links  []string `json:"links"`
}

// Run walks from start until there is nothing new.
func (c *Crawl) Run(start string) (pages int) {
	c.t.Helper()
	c.listen()
	c.Go(start)
	c.from, c.seen = map[string]string{}, map[string]int{}
	c.add([]string{start}, "the start")
	c.add(c.Seeds, "")
	for ; len(c.todo) > 0; pages++ {
		next := c.todo[0]
		c.todo = c.todo[1:]
		c.page(next)
	}
	return pages
}

// add plans to open the links of a page, a few of each address of the route table.
func (c *Crawl) add(links []string, from string) {
	for _, l := range links {
		u, err := url.Parse(l)
		if err != nil || c.from[l] != "" {
			continue
		}
		p := c.Pattern(u.Path)
		if strings.Contains(p, "/lang/") || strings.Contains(p, "/static/") || strings.HasPrefix(u.Path, "/design") {
			continue // changes the language; has a test of its own
		}
		if from != "" {
			key := c.key(l)
			if c.seen[key]++; c.seen[key] > c.Each {
				continue
			}
		}
		c.from[l] = from + " "
		c.todo = append(c.todo, l)
	}
}

// key is the address of the route table with what the query narrows by: pages alike.
func (c *Crawl) key(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	names := slices.Sorted(maps.Keys(u.Query()))
	if len(names) > 1 {
		names = []string{"…"} // two conditions and a sort are as good as any
	}
	return c.Pattern(u.Path) + "?" + strings.Join(names, "")
}

// ask fetches an address as the page that shows would, and reads what came.
const ask = `fetch(%q, {headers: {Accept: "text/html"}}).then(async r => {
	const p = {status: r.status, html: (r.headers.get("content-type") || "").startsWith("text/html"), links: [], title: ""}
	if (!p.html) return p
	const d = new DOMParser().parseFromString(await r.text(), "text/html")
	p.title = d.title.trim()
	p.links = [...d.querySelectorAll("a[href]")].map(a => new URL(a.getAttribute("href"), r.url)).filter(u => u.origin == location.origin).map(u => u.pathname + u.search)
	return p
})`

// page asks for one page, and opens it if none of its address was opened by now.
func (c *Crawl) page(path string) {
	c.t.Helper()
	from := strings.TrimSpace(c.from[path])
	l := Eval[answer](c.Browser, fmt.Sprintf(ask, path))
	said := c.console()
	if l.Status >= 400 {
		if from != "" {
			c.t.Errorf("%s links to %s, which answers %d: %s", from, path, l.Status, l.Title)
		}
		return
	}
	if !l.HTML {
		return
	}
	if l.Title == "" {
		c.t.Errorf("%s has no title", path)
	}
	c.add(l.Links, path)
	key, pattern := c.key(path), c.Pattern(path)
	if c.Opened[key]++; from != "" && (c.Opened[key] > 1 || c.Opened[pattern+"#"] >= alike) {
		return
	}
	c.Opened[pattern+"#"]++
	c.Go(path)
	c.look(path)
	for _, line := range append(said, c.console()...) {
		c.t.Errorf("%s: console: %s", path, line)
	}
}

// look says what is wrong with the page that shows.
func (c *Crawl) look(path string) {
	c.t.Helper()
	if c.Look != nil {
		c.Look(path)
		return
	}
	axe := c.Opened[c.key(path)] == 1
	for _, w := range []int{360, 1440} {
		c.Size(w, 900)
		c.Fits()
		if axe {
			c.Axe()
		}
		if axe || c.from[path] == " " {
			c.Shot(path)
		}
	}
}

// listen collects what the console of the browser says: errors, exceptions, violations of the policy.
func (c *Crawl) listen() {
	say := func(text string) { c.mu.Lock(); c.said = append(c.said, text); c.mu.Unlock() }
	err := chromedp.Listen(c.ctx, func(ev any) {
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError {
				say(e.Entry.Text + " " + e.Entry.URL)
			}
		case *runtime.EventExceptionThrown:
			say(e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.ConsoleAPICalledTypeError {
				say(fmt.Sprint("console.error ", len(e.Args)))
			}
		}
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// console returns what the console said since it was asked last.
func (c *Crawl) console() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := c.said
	c.said = nil
	return said
}
