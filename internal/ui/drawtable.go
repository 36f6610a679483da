package ui

func (p *pen) table(t Table) {
	if len(t.Rows) == 0 {
		p.none(t)
		return
	}
	p.raw(`<div class="wide" tabindex="0" role="group" aria-label="`)
	if t.Caption != "" {
		p.text(t.Caption)
	} else {
		p.said("表格")
	}
	p.raw(`"><table class="cards">`)
	if t.Caption != "" {
		p.raw(`<caption class="vh">`)
		p.text(t.Caption)
		p.raw("</caption>")
	}
	p.heads(t)
	p.raw("<tbody>")
	for _, row := range t.Rows {
		p.raw("<tr>")
		for i, c := range row {
			p.td(t, i, c)
		}
		p.raw("</tr>")
	}
	p.raw("</tbody></table></div>")
}

// none stands in place of a table without rows.
func (p *pen) none(t Table) {
	p.raw(`<div class="empty">`)
	p.icon("empty")
	p.raw("<p>")
	if t.Empty != "" {
		p.text(t.Empty)
	} else {
		p.said("暂无记录")
	}
	p.raw("</p>")
	if t.EmptyDo != nil {
		p.button(*t.EmptyDo)
	}
	p.raw("</div>")
}

func (p *pen) heads(t Table) {
	if len(t.Columns) == 0 {
		return
	}
	p.raw("<thead><tr>")
	for _, c := range t.Columns {
		p.raw(`<th scope="col"`)
		if c.Num {
			p.raw(` class="num"`)
		}
		if aria := c.Aria(); aria != "" {
			p.raw(` aria-sort="`, aria, `"`)
		}
		p.raw(">")
		switch {
		case c.Sort.URL != "":
			p.raw("<a")
			p.href("href", c.Sort.URL)
			if t.inList {
				p.raw(` data-hx-boost="true"`)
			}
			p.raw(">")
			p.text(c.Label)
			p.icon(map[string]string{"asc": "up", "desc": "down", "": "sort"}[c.Order])
			p.raw("</a>")
		case c.Label != "":
			p.text(c.Label)
		default:
			p.raw(`<span class="vh">`)
			p.said("操作")
			p.raw("</span>")
		}
		p.raw("</th>")
	}
	p.raw("</tr></thead>")
}

func (p *pen) td(t Table, i int, c Cell) {
	p.raw("<td")
	if head := t.Head(i); head != "" {
		p.raw(` data-label="`)
		p.text(head)
		p.raw(`"`)
	}
	switch {
	case c.Num || t.Right(i):
		p.raw(` class="num"`)
	case c.Tight():
		p.raw(` class="tight"`)
	}
	p.raw(">")
	if c.Pick != "" {
		p.raw(`<input type="checkbox" name="pick" value="`)
		p.text(c.Pick)
		p.raw(`" form="bulk" aria-label="`)
		if c.PickLabel != "" {
			p.text(c.PickLabel)
		} else {
			p.said("选择")
			p.raw(" ")
			p.text(c.Text)
		}
		p.raw(`"> `)
	}
	p.cell(c)
	p.raw("</td>")
}

func (p *pen) cell(c Cell) {
	switch {
	case c.Chip != nil:
		p.chip(*c.Chip)
	case c.Clock != nil:
		p.clock(*c.Clock)
	case len(c.Buttons) > 0:
		p.raw(`<span class="row">`)
		for _, b := range c.Buttons {
			p.button(b)
		}
		p.raw("</span>")
	default:
		p.linked(c.Text, c.URL)
	}
	if c.Sub != "" {
		p.raw(`<div class="quiet">`)
		p.text(c.Sub)
		p.raw("</div>")
	}
}
