// Package file keeps evidence and attachments: photos, documents, sheets, recordings.
//
//	arrive ──▶ staged and hashed (SHA-256) ──▶ type and size checked ──▶ scanned ──▶ kept, a leaf of the log
//	                                               │                       │
//	                                            refused               quarantined and refused
//	file ── version 1 ── version 2 …   a new version keeps the old ones
//	   └─ deleted, with a reason        the bytes stay, nobody gets them any more
//
// Evidence says when it happened and when it was received; the second is ours and cannot be given
// (《教育督导条例》第十五条、第二十二条: opinions rest on verified facts). A file belongs to one record, and
// who may read or change the record may read or change the file: the feature of the record registers
// its rights (Register). A file of somebody else's record is not found.
//
// Every stored version is a leaf of the audit log with its hash, and `dudao verify` reads every blob
// again. Read types.go (what may be uploaded), file.go (what a file is), service.go (add, version,
// delete), query.go, verify.go, thumb.go. The pages and the resumable upload are in fileweb.
package file
