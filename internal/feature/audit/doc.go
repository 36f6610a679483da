// Package audit records who did what, as leaves of a transparency log (golang.org/x/mod/sumdb/tlog,
// RFC 6962), so that nobody, the operator of the database included, can change or remove an entry
// unseen.
//
//	Record ──▶ audit_entry + audit_pending     in the transaction of the caller, nothing is shared
//	                 │                          between writers, so they do not wait for each other
//	                 ▼ Sequence                 some times a second, one at a time
//	           audit_leaf (index, hash) + audit_node (the inner hashes of the tree)
//	                 │
//	                 ▼ Checkpoint               daily and when asked: size and root, signed
//	           audit_checkpoint + a file in the data folder, outside the database
//	                 │
//	                 ▼ Verify                   reads everything again and names what was altered
//
// 《中华人民共和国网络安全法》第二十一条 asks for logs of at least six months: nothing here ever deletes
// an entry; old ones leave only with an operator who exports and archives them.
//
// An entry says who (and for whom, under a delegation), in which role, from where, what, about which
// record of which unit, why, and old → new. Reads of personal data are entries too (RecordRead). The
// auditor and the audit administrator read the log; nobody writes it but Record.
//
// Read entry.go (what an entry is and its canonical bytes), record.go, sequence.go, checkpoint.go,
// verify.go, export.go, then query.go. This package stands below access and knows actors only; the
// pages and their permissions are in auditweb.
package audit
