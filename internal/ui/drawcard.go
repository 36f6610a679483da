package ui

// Plain reports whether a card has nothing that only a template draws: no form, no tree.
func (c Card) Plain() bool { return c.Form == nil && len(c.Asks) == 0 && len(c.Tree) == 0 }

// card draws a plain card.
func (p *pen) card(c Card) {
	p.raw(`<section class="card"`)
	if c.ID != "" {
		p.raw(` id="`)
		p.text(c.ID)
		p.raw(`"`)
	}
	p.raw(">")
	if c.Title != "" {
		p.cardHead(c)
	}
	if c.Filled() {
		p.raw(`<div class="body">`)
		p.cardBody(c)
		p.raw("</div>")
	}
	if c.Table != nil {
		p.table(*c.Table)
	}
	p.raw("</section>")
}

func (p *pen) cardHead(c Card) {
	p.raw("<header><h2>")
	p.text(c.Title)
	p.raw("</h2>")
	for _, chip := range c.Chips {
		p.chip(chip)
	}
	if c.Note != "" {
		p.raw(`<span class="quiet">`)
		p.text(c.Note)
		p.raw("</span>")
	}
	p.raw("</header>")
}

func (p *pen) cardBody(c Card) {
	if c.Notice != nil {
		p.notice(*c.Notice)
	}
	if c.Clock != nil {
		p.clock(*c.Clock)
	}
	for _, text := range c.Text {
		p.raw(`<p class="prose">`)
		p.text(text)
		p.raw("</p>")
	}
	if len(c.Facts) > 0 {
		p.facts(c.Facts)
	}
	if len(c.Events) > 0 {
		p.timeline(c.Events)
	}
	if len(c.More) > 0 {
		p.links(c.More)
	}
	if len(c.Do) > 0 {
		p.raw(`<div class="row do">`)
		for _, b := range c.Do {
			p.button(b)
		}
		p.raw("</div>")
	}
	if c.Empty != nil {
		p.empty(*c.Empty)
	}
}

func (p *pen) notice(n Notice) {
	role, sign := "status", "info"
	switch n.Tone {
	case Late:
		role, sign = "alert", "warn"
	case Soon:
		sign = "warn"
	case Done:
		sign = "check"
	}
	p.raw(`<div class="notice `)
	p.tone(n.Tone)
	p.raw(`" role="`, role, `">`)
	p.icon(sign)
	p.raw("<p>")
	p.text(n.Text)
	if n.More.URL != "" {
		p.raw(" ")
		p.linked(n.More.Text, n.More.URL)
	}
	p.raw("</p></div>")
}

func (p *pen) links(list []Link) {
	p.raw(`<ul class="links">`)
	for _, l := range list {
		p.raw("<li>")
		p.linked(l.Text, l.URL)
		p.raw("</li>")
	}
	p.raw("</ul>")
}

func (p *pen) empty(e Empty) {
	p.raw(`<div class="empty">`)
	p.icon("empty")
	p.raw("<p>")
	p.text(e.Text)
	p.raw("</p>")
	if e.Do != nil {
		p.button(*e.Do)
	}
	p.raw("</div>")
}
