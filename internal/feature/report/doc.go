// Package report writes the report of a supervision 督导报告 out of its record.
//
//	draft ── submit ──▶ submitted ── approve ──▶ approved ── file ──▶ filed ── publish ──▶ published
//	  ▲                     │                                           │
//	  └────── return ───────┘                                           └─ receipt of the office above
//
// It implements 《教育督导条例》第二十三条 (a report to the government of the same level, filed with the
// office above, published) and 京教组发〔2020〕5号（三）完善报告制度 (every supervision ends in a report;
// 谁组织、谁发布、谁负责). The sections follow rules §8.
//
// A report is a list of statements. Each statement is bound to its grounds 依据: records of the on-site
// work, verified indicators, findings, answers to the reply. The first draft is composed from the
// record (compose.go); people edit it, add and drop statements, and bind grounds. A statement without
// grounds blocks the report from being submitted and approved, and is named. Figures of the workload
// count themselves.
//
// The organising office writes, files and publishes; its leader, never the author, approves; the
// office above gives the receipt. The supervised unit reads the report from its approval on, the
// public reads a frozen snapshot in portal.
//
// Read report.go and statement.go for the rules, compose.go for the first draft, service.go for what
// people do. Pages are in reportweb.
package report
