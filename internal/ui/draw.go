package ui

import (
	"html/template"
	"strconv"
	"strings"
	"sync"

	"dudao/internal/base/lang"
)

// pen draws the components that a page has by the hundred; html/template takes ten times as long
// for them. Every text goes through text, every address through link.
type pen struct {
	b []byte
	l lang.Lang
}

// drawn is a template function that draws one component in the language of the page.
func drawn[V any](l lang.Lang, draw func(*pen, V)) func(V) template.HTML {
	return func(v V) template.HTML {
		p := pens.Get().(*pen)
		p.b, p.l = p.b[:0], l
		draw(p, v)
		html := template.HTML(p.b)
		if cap(p.b) <= 1<<16 { // a long table does not stay in memory
			pens.Put(p)
		}
		return html
	}
}

// pens keep their paper: a page is drawn in a dozen pieces.
var pens = sync.Pool{New: func() any { return &pen{b: make([]byte, 0, 4096)} }}

// components are the template functions of what is drawn here.
func components(l lang.Lang) template.FuncMap {
	return template.FuncMap{
		"drawChip": drawn(l, (*pen).chip), "drawClock": drawn(l, (*pen).clock), "drawButton": drawn(l, (*pen).button), "drawCell": drawn(l, (*pen).cell),
		"drawTable": drawn(l, (*pen).table), "drawFacts": drawn(l, (*pen).facts), "drawTimeline": drawn(l, (*pen).timeline),
		"drawCard": drawn(l, (*pen).card), "drawCardHead": drawn(l, (*pen).cardHead), "drawNotice": drawn(l, (*pen).notice), "drawLinks": drawn(l, (*pen).links),
		"drawEmpty": drawn(l, (*pen).empty), "drawNav": drawn(l, (*pen).nav), "drawOptions": drawn(l, (*pen).options),
		"drawCrumbs": drawn(l, (*pen).crumbs), "drawMeta": drawn(l, (*pen).meta), "drawButtons": drawn(l, (*pen).buttons), "drawSteps": drawn(l, (*pen).steps), "drawTabs": drawn(l, (*pen).tabs),
	}
}

// raw writes markup.
func (p *pen) raw(parts ...string) {
	for _, s := range parts {
		p.b = append(p.b, s...)
	}
}

// text writes a text or the value of a quoted attribute.
func (p *pen) text(s string) {
	from := 0
	for i := 0; i < len(s); i++ {
		var esc string
		switch s[i] {
		case '<':
			esc = "&lt;"
		case '>':
			esc = "&gt;"
		case '&':
			esc = "&amp;"
		case '"':
			esc = "&#34;"
		case '\'':
			esc = "&#39;"
		case 0:
			esc = "\uFFFD"
		default:
			continue
		}
		p.b = append(append(p.b, s[from:i]...), esc...)
		from = i + 1
	}
	p.b = append(p.b, s[from:]...)
}

func (p *pen) tone(t Tone) { p.text(string(t)) }

// said writes a text of the program in the language of the page.
func (p *pen) said(zh string) { p.text(lang.In(p.l, zh)) }

// href writes an attribute with an address; one that leads neither into this site nor to the web or
// to mail leads nowhere.
func (p *pen) href(attr, url string) {
	p.raw(" ", attr, `="`)
	if safe(url) {
		p.text(strings.ReplaceAll(url, " ", "%20"))
	} else {
		p.raw("#")
	}
	p.raw(`"`)
}

// safe reports whether a link may lead to the address: its scheme, if it has one, is harmless.
func safe(url string) bool {
	scheme, _, ok := strings.Cut(url, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return true
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto", "tel":
		return true
	}
	return false
}

// linked writes a text, as a link if it has an address.
func (p *pen) linked(text, url string) {
	if url == "" {
		p.text(text)
		return
	}
	p.raw("<a")
	p.href("href", url)
	p.raw(">")
	p.text(text)
	p.raw("</a>")
}

func (p *pen) icon(name string) { p.raw(string(icon(name))) }

func (p *pen) chip(c Chip) {
	p.raw(`<span class="chip `)
	p.tone(c.Tone)
	p.raw(`">`)
	p.text(c.Text)
	p.raw(`</span>`)
}

func (p *pen) clock(c Clock) {
	p.raw(`<div class="clock `)
	p.tone(c.Tone)
	p.raw(`"><span>`)
	p.text(c.Text)
	p.raw(`</span>`)
	if c.Due != "" {
		p.raw(`<time class="quiet" datetime="`)
		p.text(c.Due)
		p.raw(`">`)
		p.text(c.Due)
		p.raw(`</time>`)
	}
	if c.Due == "" && c.Percent == 0 { // no deadline
		p.raw("</div>")
		return
	}
	p.raw(`<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width="`, strconv.Itoa(c.Bar()), `" height="4"></rect></svg></div>`)
}

func (p *pen) button(b Button) {
	if !b.Post {
		p.raw(`<a class="`, b.Class(), `"`)
		p.href("href", b.URL)
		p.raw(">")
		p.face(b)
		p.raw("</a>")
		return
	}
	p.raw(`<form class="inline" method="post"`)
	p.href("action", b.URL)
	p.raw(">")
	for _, h := range b.Hidden {
		p.raw(`<input type="hidden" name="`)
		p.text(h.Name)
		p.raw(`" value="`)
		p.text(h.Value)
		p.raw(`">`)
	}
	p.raw(`<button class="`, b.Class(), `">`)
	p.face(b)
	p.raw("</button></form>")
}

// face is what stands on a button.
func (p *pen) face(b Button) {
	if b.Icon != "" {
		p.icon(b.Icon)
	}
	p.text(b.Label)
}

func (p *pen) facts(list []Fact) {
	p.raw(`<dl class="facts">`)
	for _, f := range list {
		p.raw("<div><dt>")
		p.text(f.Label)
		p.raw("</dt><dd>")
		for i, l := range f.Links {
			if i > 0 {
				p.raw(" · ")
			}
			p.linked(l.Text, l.URL)
		}
		if len(f.Links) == 0 {
			p.linked(f.Value, f.URL)
		}
		if f.Chip != nil {
			p.raw(" ")
			p.chip(*f.Chip)
		}
		p.raw("</dd></div>")
	}
	p.raw("</dl>")
}

func (p *pen) timeline(events []Event) {
	p.raw(`<ol class="line">`)
	for _, e := range events {
		p.raw("<li")
		if e.Tone != Quiet {
			p.raw(` class="`)
			p.tone(e.Tone)
			p.raw(`"`)
		}
		p.raw(">")
		p.linked(e.What, e.URL)
		if e.Who != "" || e.When != "" {
			p.raw(`<div class="quiet">`)
			p.text(e.Who)
			if e.Who != "" && e.When != "" {
				p.raw(" · ")
			}
			if e.When != "" {
				p.raw("<time>")
				p.text(e.When)
				p.raw("</time>")
			}
			p.raw("</div>")
		}
		if e.Note != "" {
			p.raw(`<p class="said">`)
			p.text(e.Note)
			p.raw("</p>")
		}
		p.raw("</li>")
	}
	p.raw("</ol>")
}

// options are what a select offers, under their heads.
func (p *pen) options(f Field) {
	for _, g := range f.Grouped() {
		if g.Head != "" {
			p.raw(`<optgroup label="`)
			p.text(g.Head)
			p.raw(`">`)
		}
		for _, o := range g.Options {
			p.raw(`<option value="`)
			p.text(o.Value)
			p.raw(`"`)
			if o.Chosen {
				p.raw(" selected")
			}
			p.raw(">")
			p.text(o.Label)
			p.raw("</option>")
		}
		if g.Head != "" {
			p.raw("</optgroup>")
		}
	}
}
