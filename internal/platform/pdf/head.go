//lang:document

package pdf

import (
	"math"
	"strings"

	"dudao/internal/platform/paper"
)

func (p *pager) head() error {
	switch p.l.Form {
	case paper.Official:
		return p.official()
	case paper.Missive:
		return p.missive()
	}
	return nil
}

// official: marks on the left, the red head 35 mm below the top of the type area, the number two lines below
// it, the red line 4 mm below the number (7.2).
func (p *pager) official() error {
	for _, m := range []text{{p.l.Copy, normal}, {p.l.Secrecy, hei}, {p.l.Urgency, hei}} {
		if m.s != "" {
			if err := p.para([]text{m}, 0, 0); err != nil {
				return err
			}
		}
	}
	size, pitch := paper.HeadType(p.l.Heads, p.l.HeadWord)
	p.y = max(p.y, paper.HeadTop)
	r := style{title, size, 0, red}
	em := paper.MM(size)
	first := p.y
	if len(p.l.Heads) > 1 && p.l.HeadWord != "" {
		if err := p.jointHeads(r, pitch); err != nil {
			return err
		}
	} else {
		for _, h := range p.l.Heads {
			t := text{paper.Clean(h + p.l.HeadWord), r}
			w, err := p.width(t)
			if err != nil {
				return err
			}
			if err := p.draw(p.page(), []text{t}, left+(paper.TextWidth-w)/2, top+p.y+0.88*em); err != nil {
				return err
			}
			p.y += pitch
		}
	}
	p.y = first + float64(max(len(p.l.Heads)-1, 0))*pitch + em
	p.skip(paper.NumberGap)
	if err := p.numberLine(); err != nil {
		return err
	}
	below := p.y - (paper.Pitch-paper.MM(paper.Body))/2 + paper.RuleGap
	p.page().rule(top+below, 0, paper.RuleThick, red)
	p.y = below
	p.skip(paper.TitleGap)
	return nil
}

// jointHeads are the names of a joint letter spread to the same width, 文件 beside them in the middle.
func (p *pager) jointHeads(r style, pitch float64) error {
	longest := 0.0
	for _, h := range p.l.Heads {
		w, err := p.width(text{h, r})
		if err != nil {
			return err
		}
		longest = max(longest, w)
	}
	word := text{p.l.HeadWord, r}
	ww, err := p.width(word)
	if err != nil {
		return err
	}
	gap := paper.MM(r.size) * 0.6
	x := left + (paper.TextWidth-longest-gap-ww)/2
	y := p.y
	for _, h := range p.l.Heads {
		t := text{h, r}
		w, err := p.width(t)
		if err != nil {
			return err
		}
		if n := len([]rune(h)); n > 1 {
			t.style.spacing = points(longest-w) / float64(n-1)
		}
		if err := p.draw(p.page(), []text{t}, x, top+y+0.88*paper.MM(r.size)); err != nil {
			return err
		}
		y += pitch
	}
	mid := p.y + float64(len(p.l.Heads)-1)*pitch/2
	return p.draw(p.page(), []text{word}, x+longest+gap, top+mid+0.88*paper.MM(r.size))
}

func (p *pager) numberLine() error {
	n := text{p.l.Number, normal}
	if len(p.l.Signers) == 0 {
		return p.centred(n, paper.Pitch)
	}
	if err := p.draw(p.page(), []text{n}, left+paper.Cell, top+p.y+baseline(paper.Body, paper.Pitch)); err != nil {
		return err
	}
	line := []text{{"签发人：", normal}, {strings.Join(p.l.Signers, "　"), kaiti}}
	w, err := p.lineWidth(line)
	if err != nil {
		return err
	}
	err = p.draw(p.page(), line, right-paper.Cell-w, top+p.y+baseline(paper.Body, paper.Pitch))
	p.y += paper.Pitch
	return err
}

// missive: the name 30 mm from the edge of the page, red double lines 170 mm long, the upper one 4 mm below
// the name, the lower one 20 mm from the lower edge; the number on the right (10.1).
func (p *pager) missive() error {
	heads := p.l.Heads[:min(len(p.l.Heads), 1)]
	size, _ := paper.HeadType(heads, "")
	em := paper.MM(size)
	for _, h := range heads {
		t := text{paper.Clean(h), style{title, size, 0, red}}
		w, err := p.width(t)
		if err != nil {
			return err
		}
		if err := p.draw(p.page(), []text{t}, left+(paper.TextWidth-w)/2, paper.MissiveHead+0.88*em); err != nil {
			return err
		}
	}
	over := (paper.MissiveLine - paper.TextWidth) / 2
	y := paper.MissiveHead + em + paper.RuleGap
	p.page().rule(y, over, 0.9, red)
	p.page().rule(y+1.1, over, 0.35, red)
	foot := paper.PageHeight - paper.MissiveFoot
	p.page().rule(foot-1.1, over, 0.35, red)
	p.page().rule(foot, over, 0.9, red)
	p.page().bare = true
	p.y = math.Ceil((y+2-top)/paper.Pitch) * paper.Pitch
	for _, m := range []text{{p.l.Copy, normal}, {p.l.Secrecy, hei}, {p.l.Urgency, hei}} {
		if m.s != "" {
			if err := p.para([]text{m}, 0, 0); err != nil {
				return err
			}
		}
	}
	if p.l.Number != "" {
		if err := p.flushRight(text{p.l.Number, normal}, 0); err != nil {
			return err
		}
	}
	p.skip(paper.TitleGap)
	return nil
}
