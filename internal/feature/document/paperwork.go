//lang:document

package document

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/feature/org"
	"dudao/internal/platform/crypto"
	"dudao/internal/platform/db"
	"dudao/internal/platform/paper"
)

// Paper is the letter as it is set: what people wrote, what the record gave, and what the standard adds.
func (f Full) Paper(base string) paper.Letter {
	l, info := f.Letter, f.Kind.Info()
	p := paper.Letter{Form: info.Form, Number: l.Number, Title: l.Content.Title, Body: l.Content.Blocks(l.Facts.Blocks), Attached: l.Content.Attached,
		Note: l.Content.Note, Urgency: l.Content.Urgency, Signers: l.Content.Signers}
	bodies := append([]string{l.OfficeName}, l.Content.With...)
	if info.Form != paper.Plain {
		p.Heads = bodies
		if info.Form == paper.Official {
			p.HeadWord = "文件"
		}
		p.Signature, p.Sealed = bodies, true
	} else {
		p.Signature = bodies[:1]
	}
	p.To, p.Copies = parties(f.Deliveries, false), parties(f.Deliveries, true)
	if !l.Date.IsZero() {
		p.Date = LongDay(l.Date)
	}
	if info.Form == paper.Official || info.Form == paper.Missive {
		p.PrintedBy, p.PrintedOn = l.OfficeName, p.Date
	}
	switch {
	case l.State == Drafting || l.State == Countersign || l.State == Approval || l.State == Approved:
		p.Mark = "草稿"
		if info.Numbered && p.Number == "" {
			p.Number = "〔  〕  号"
		}
	case l.State == Voided:
		p.Mark = "作废"
	default:
		p.Proof = paper.Proof{URL: base + l.ID.ProofURL(), Lines: []string{"扫码核验真伪", l.Number}}
	}
	return p
}

// kindWords are what the word of a body ends in for a kind: 海教督 + 办 → 海教督办〔2026〕1号.
var kindWords = map[Kind]string{Preliminary: "函", Order: "整", Urge: "办", Liability: "函", TalkNotice: "约", Circular: "通", Decision: "责",
	ReviewDecision: "复", AppealDecision: "诉", Commendation: "表", Report: "报"}

// format writes a number as GB/T 9704-2012 (发文字号) has it: the word of the body, the whole year in 〔〕, the
// sequence without leading zeros and without 第.
func format(word string, year, seq int) string {
	return fmt.Sprintf("%s〔%d〕%d号", word, year, seq)
}

// parties joins the names of recipients: bodies of one kind by “、”, the list by “，” as the standard has it.
func parties(list []Delivery, copies bool) string {
	var names []string
	for _, d := range list {
		if d.Copy == copies {
			names = append(names, d.Name)
		}
	}
	return strings.Join(names, "，")
}

// formal writes the name of a city or district as that of its government, as letters have it; 地区 and 开发区
// have an office of their own kind and keep their names.
func formal(ctx context.Context, r db.Reader, p *Party) error {
	if p.UnitID == "" {
		return nil
	}
	u, err := org.UnitByID(ctx, r, p.UnitID)
	if err != nil {
		return err
	}
	if (u.Kind == org.City || u.Kind == org.District) && p.Name == u.Name && !strings.HasSuffix(u.Name, "地区") && !strings.HasSuffix(u.Name, "开发区") {
		p.Name = u.Name + "人民政府"
	}
	return nil
}

// LongDay writes a day as letters have it: Arabic figures without leading zeros (7.3.5.4).
func LongDay(d civil.Date) string {
	return fmt.Sprintf("%d年%d月%d日", d.Year(), int(d.Month()), d.Time().Day())
}

// contentHash is SM3 over the content of the letter: what people wrote and what the record gave.
func (l *Letter) contentHash() string {
	b, err := json.Marshal(struct {
		Content Content
		Blocks  map[string][]paper.Block
	}{l.Content, l.Facts.Blocks})
	if err != nil {
		return ""
	}
	return crypto.SM3(b)
}

// Files are the hashes of what was made of a letter.
type Files struct {
	PDF, DOCX string // SHA-256
	PDFSM3    string
}

// statement is what is signed: short, readable, one line a fact, so that anybody can check it with
// openssl.
func (l *Letter) statement(f Files) string {
	rows := [][2]string{{"id", string(l.ID)}, {"kind", l.Kind.Label()}, {"number", l.Number}, {"issuer", l.OfficeName}, {"date", l.Date.String()},
		{"content-sm3", l.contentHash()}, {"pdf-sm3", f.PDFSM3}, {"pdf-sha256", f.PDF}, {"docx-sha256", f.DOCX}}
	var b strings.Builder
	b.WriteString("dudao letter v1\n")
	for _, r := range rows {
		b.WriteString(r[0] + ": " + strings.ReplaceAll(r[1], "\n", " ") + "\n")
	}
	return b.String()
}

// Said reads one line of a statement.
func Said(statement, name string) string {
	rows := strings.Split(statement, "\n")
	i := slices.IndexFunc(rows, func(r string) bool { return strings.HasPrefix(r, name+": ") })
	if i < 0 {
		return ""
	}
	return strings.TrimPrefix(rows[i], name+": ")
}
