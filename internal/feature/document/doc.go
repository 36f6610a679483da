// Package document is official letters (公文): drafted from a record, countersigned, approved, numbered,
// signed, sent, received, and provable by anybody who holds one.
//
//	record ── Draft ──▶ draft ── submit ──▶ countersign ── all agree ──▶ approval ── approve ──▶ approved
//	                     ▲  │                    │                          │                      │ number, in the
//	                     │  └── drop ──▶ dropped │                          │                      │ same transaction
//	                     └──────── return ───────┴────────── return ────────┘                      ▼
//	       withdrawn ◀── withdraw ── sent ◀── send ── signed ◀── seal (job: PDF, DOCX, hashes, SM2) numbered
//	                                                    └── void ──▶ voided ◀── void ───────────────┘
//
// A letter is drafted from what its record says (Facts, given by the Source of its kind of record) and a
// template that is data. The wording is free; what differs from the record is shown beside it. Nothing is
// rendered inside a transaction: approval takes the number, a job makes the files and signs, so a node that
// dies between the two leaves a numbered letter whose job goes on elsewhere.
//
// Numbers (发文字号) come from a series per body, word and year, in the transaction that approves: no gap, no
// number twice, on any number of nodes; a voided number stays in its series with its reason (GB/T 9704-2012
// 发文字号: 不编虚位, 不加“第”). The signature is SM2 over SM3 of a short statement (number, issuer, date, hashes
// of content and PDF) and the statement is a leaf of the log of package audit: whoever has the PDF can
// prove it, on the public page of its QR code or with `dudao verify` and no network.
//
// To whom a letter goes follows the rule of its kind (京教组发〔2020〕5号 (三): the feedback is copied to the
// superior department, the record of a talk is filed with the local Party committee, the government and the
// superior department): each recipient has its delivery, receipt and reminder; bodies outside the platform
// get paper, whose 送达回证 the office registers.
//
// The issuing office drafts and sends, its leaders approve, whoever was asked countersigns, recipients read
// what was sent to them, auditors read everything. Everybody may check a proof, which tells number, issuer,
// date and hash, and never the content.
//
// Read kind.go, letter.go and steps.go for the life, facts.go for what a record gives, text.go for how a
// text becomes paper, number.go, sign.go, then service.go. The check before issue is package xray; words
// and files that an office sets itself are package office; pages are in documentweb.
package document
