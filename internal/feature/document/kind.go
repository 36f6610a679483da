package document

import (
	"dudao/internal/base/ident"
	"dudao/internal/platform/paper"
)

// Kind is what a letter is (文种).
type Kind string

// The kinds of letters of supervision.
const (
	Notice         Kind = "notice"
	Preliminary    Kind = "preliminary"
	Opinion        Kind = "opinion"
	Order          Kind = "order"
	Urge           Kind = "urge"
	TalkNotice     Kind = "talk_notice"
	TalkRecord     Kind = "talk_record"
	Circular       Kind = "circular"
	Decision       Kind = "decision"
	ReviewDecision Kind = "review_decision"
	AppealDecision Kind = "appeal_decision"
	Commendation   Kind = "commendation"
	Report         Kind = "report"
	Receipt        Kind = "receipt"
	Liability      Kind = "liability"
)

// KindInfo says how letters of a kind look and behave.
type KindInfo struct {
	Kind     Kind
	Label    string
	Form     paper.Form
	Numbered bool // records and receipts carry no number
	Public   bool // may be published as it is
	Clause   string
}

// Kinds lists the kinds in the order of the loop. Forms follow the uses of GB/T 9704-2012 and
// 《党政机关公文处理工作条例》 (文种) and rules §10.
var Kinds = []KindInfo{
	{Notice, "督导通知", paper.Official, true, true, "《教育督导条例》第十七条"},
	{Preliminary, "初步意见", paper.Missive, true, false, "《教育督导条例》第二十条"},
	{Opinion, "督导意见书", paper.Official, true, false, "《教育督导条例》第二十一条"},
	{Order, "整改通知书", paper.Official, true, false, "《教育督导条例》第二十一条"},
	{Urge, "督办单", paper.Missive, true, false, "京教组发〔2020〕5号（三）强化整改制度"},
	{Liability, "连带责任告知书", paper.Missive, true, false, "京教组发〔2020〕5号（三）强化整改制度"},
	{TalkNotice, "约谈通知书", paper.Missive, true, false, "京教组发〔2020〕5号（三）严肃约谈制度"},
	{TalkRecord, "约谈记录", paper.Plain, false, false, "京教组发〔2020〕5号（三）严肃约谈制度"},
	{Circular, "督导通报", paper.Official, true, true, "京教组发〔2020〕5号（三）建立通报制度"},
	{Decision, "问责决定书", paper.Official, true, false, "《教育督导问责办法》"},
	{ReviewDecision, "复核决定书", paper.Official, true, false, "《教育督导问责办法》"},
	{AppealDecision, "申诉处理决定书", paper.Official, true, false, "《教育督导问责办法》"},
	{Commendation, "表彰通报", paper.Official, true, true, "京教组发〔2020〕5号（三）落实激励制度"},
	{Report, "督导报告", paper.Official, true, true, "《教育督导条例》第二十三条"},
	{Receipt, "送达回证", paper.Plain, false, false, "《教育督导条例》第十七条、第二十一条"},
}

// Info returns the line of a kind; an unknown kind is a plain letter without number.
func (k Kind) Info() KindInfo {
	for _, i := range Kinds {
		if i.Kind == k {
			return i
		}
	}
	return KindInfo{Kind: k, Label: string(k), Form: paper.Plain}
}

// Label is the kind in Chinese.
func (k Kind) Label() string { return k.Info().Label }

// Known reports whether there is such a kind.
func (k Kind) Known() bool { return k.Info().Clause != "" }

// LetterID identifies a letter.
type LetterID string

// RefKind names letters in references.
const RefKind = "document.letter"

// Ref names the letter to other features.
func (id LetterID) Ref() ident.Ref { return ident.Ref{Kind: RefKind, ID: string(id)} }

// URL is where people find the letter.
func (id LetterID) URL() string { return "/letters/" + string(id) }

// ProofURL is where anybody checks it.
func (id LetterID) ProofURL() string { return "/public/proof/" + string(id) }

// Personal ends the kinds of records that are about a person. Their letters are narrower: those who draft and
// approve at the issuing level, countersigners and recipients read them, nobody above and no auditor.
const Personal = ".person"
