// Package returns collects the figures of schools and districts once, checks them, and takes them from
// the school over its district to the city.
//
//	campaign:  open ── close ──▶ closed ── open again ──▶ open
//
//	return:    filling ── submit ──▶ submitted ── check ──▶ checked ── accept ──▶ accepted
//	              ▲                     │ return cells        │ return cells        │
//	              │                     ▼                     ▼                     │
//	              └──────────────── returned ◀────────────────┘                     │
//	                                    ▲──────────── reopen cells, with a reason ──┘
//
// Forms are data (data/returns): fields with unit and kind, what applies to whom, checks as arithmetic, jumps
// against the year before and outliers among like schools. A campaign opens a form for units and a year. The
// return of a district skips the district's check. What is returned or reopened names its cells, and only these
// may be changed: the rest of the return stays as it was accepted. Every value knows its author, its time, where
// it came from (typed, sheet, register, year before, another return), its note and its history; proof is attached to a cell.
//
// Ask once: what the register of units knows is filled in and locked; the same form of the same year is never
// opened twice for a unit, and what was accepted elsewhere is taken from there.
//
// Two people may fill in one return: values are saved cell by cell, and only a cell that both changed is a
// conflict, shown with what the other saved. Sheets (XLSX) are checked as a whole and change nothing until
// confirmed. A deadline that passed closes the return for the school; the district may still act.
//
// 京教组发〔2020〕5号（二）: monitoring of compulsory and preschool education, joint and lighter for schools;
// 教督〔2017〕6号 and its declaration forms; 教督〔2020〕1号; 《统计法》第二十五条 (figures are given as they are).
//
// Who: the city and the district offices open campaigns for their schools; people of the unit fill in, its head
// submits; the district checks its schools, the city accepts and reopens. Schools see their own returns only.
//
// Read form.go (forms), value.go (values), check.go and outlier.go (checks), record.go (types and steps),
// campaign.go and service.go (use cases), steps.go, sheet.go (XLSX), query.go.
package returns
