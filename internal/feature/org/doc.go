// Package org knows units (governments, offices, departments, schools), how they belong together,
// who holds which post, and how all of that was on any day.
//
//	            rename · edit · move
//	              ┌──────────┐
//	              ▼          │
//	add ──────▶ open ────────┘──── close ───▶ closed
//	              │                             ▲
//	              ├── merge into another unit ──┤
//	              └── split into several ───────┘ (or goes on beside them)
//
// A unit keeps its id for ever. The table unit has the units as they are; unit_history has what
// each was before, with its interval; unit_lineage says what became of what and why. Reports choose
// "as it was" (AsOf) or "as it is" (UnitByID); Successors leads from one to the other.
//
// Articles: 《教育督导条例》第四条 (the supervision offices of every level), 京教组发〔2020〕5号 二(一)
// (committee, chair, vice-chairs, 27 member units), 《督学管理暂行办法》 (zones of responsibility).
//
// Who may see what: whoever does business sees the units of their subtree; names of units are no
// secret (UnitByID asks nobody). The city office changes everything and imports; a district office
// changes the schools and groups of its district; nobody else writes.
//
// Read unit.go for the words, change.go for the rules of change, service.go and changes.go for what
// people do, query.go for lists, history.go for "as it was". Files of units are package roster, what
// ships with the program is package seed; both stand on this one. The pages are in orgweb.
package org
