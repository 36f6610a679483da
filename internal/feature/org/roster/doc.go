// Package roster takes files of units (单位名录): a template, a check of every row that changes
// nothing, corrections, then all rows in one transaction or none, and the way back.
//
//	checking ──▶ checked ── apply ──▶ applying ──▶ applied ── undo ──▶ undone
//
// It stands on org, which has the rules of a unit and writes many at once (bulk.go there); org does
// not know it. The city office alone imports (org.import). Pages and API are in orgweb.
//
// Read columns.go for the file, check.go and match.go for what is said about a row, import.go for the
// life of an import, job.go for large files, apply.go and undo.go for what is written.
package roster
