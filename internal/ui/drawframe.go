package ui

// nav is the main navigation.
func (p *pen) nav(groups []NavGroup) {
	for _, g := range groups {
		if g.Head != "" {
			p.raw(`<p class="head">`)
			p.text(g.Head)
			p.raw("</p>")
		}
		p.raw("<ul>")
		for _, l := range g.Items {
			p.raw("<li><a")
			p.href("href", l.URL)
			if l.Current {
				p.raw(` aria-current="page"`)
			}
			p.raw(">")
			p.icon(l.Icon)
			p.raw("<span>")
			p.text(l.Text)
			p.raw("</span>")
			if l.Count != "" {
				p.count(l)
			}
			p.raw("</a></li>")
		}
		p.raw("</ul>")
	}
}

func (p *pen) count(l NavLink) {
	p.raw(`<span class="n`)
	if l.Late {
		p.raw(" late")
	}
	p.raw(`">`)
	p.text(l.Count)
	if l.Late {
		p.raw(`<span class="vh"> `)
		p.said("含逾期")
		p.raw("</span>")
	}
	p.raw("</span>")
}

// crumbs say where the page stands.
func (p *pen) crumbs(list []Link) {
	p.raw(`<nav class="crumb"`)
	p.label("所在位置")
	p.raw("><ol>")
	for _, l := range list {
		p.raw("<li>")
		if l.URL == "" {
			p.raw("<span>")
			p.text(l.Text)
			p.raw("</span>")
		} else {
			p.linked(l.Text, l.URL)
		}
		p.raw("</li>")
	}
	p.raw("</ol></nav>")
}

// label names an element for those who hear the page.
func (p *pen) label(zh string) {
	p.raw(` aria-label="`)
	p.said(zh)
	p.raw(`"`)
}

// meta is what stands below the title of a page.
func (p *pen) meta(h Head) {
	if len(h.Chips) == 0 && h.Clock == nil && h.Number == "" && h.Sub == "" {
		return
	}
	p.raw(`<div class="row meta">`)
	for _, c := range h.Chips {
		p.chip(c)
	}
	if c := h.Clock; c != nil {
		p.raw(`<span class="chip `)
		p.tone(c.Tone)
		p.raw(`">`)
		p.icon("clock")
		p.text(c.Text)
		p.raw("</span>")
	}
	for class, s := range [...]string{h.Number, h.Sub} {
		if s != "" {
			p.raw([...]string{`<span class="quiet num">`, `<span class="quiet">`}[class])
			p.text(s)
			p.raw("</span>")
		}
	}
	p.raw("</div>")
}

func (p *pen) buttons(list []Button) {
	for _, b := range list {
		p.button(b)
	}
}

// steps are the life cycle of a record.
func (p *pen) steps(list []Step) {
	p.raw(`<ol class="chain"`)
	p.label("办理进程")
	p.raw(">")
	for _, s := range list {
		p.raw("<li")
		if s.State != "" {
			p.raw(` class="`)
			p.text(s.State)
			p.raw(`"`)
		}
		if s.State == "now" {
			p.raw(` aria-current="step"`)
		}
		p.raw(">")
		if s.State == "done" {
			p.icon("check")
		}
		p.raw("<span>")
		p.text(s.Text)
		p.raw("</span>")
		if s.State == "done" {
			p.raw(`<span class="vh">`)
			p.said("已完成")
			p.raw("</span>")
		}
		p.raw("</li>")
	}
	p.raw("</ol>")
}

func (p *pen) tabs(list []Tab) {
	p.raw(`<nav class="tabs"`)
	p.label("分页签")
	p.raw("><ul>")
	for _, t := range list {
		p.raw("<li><a")
		p.href("href", t.URL)
		if t.Current {
			p.raw(` aria-current="page"`)
		}
		p.raw(">")
		p.text(t.Text)
		if t.Count != "" {
			p.raw(` <span class="n">`)
			p.text(t.Count)
			p.raw("</span>")
		}
		p.raw("</a></li>")
	}
	p.raw("</ul></nav>")
}
