// Package portal keeps what was published, as frozen snapshots; the public site reads nothing else.
//
//	Publish ──▶ current ── Publish again ──▶ superseded (the new one is current)
//	               └────── Withdraw ───────▶ withdrawn (a notice with the reason stays)
//
// It implements 《教育督导条例》第二十三条 (reports are made public) and 京教组发〔2020〕5号 (三) 完善报告制度:
// 谁组织、谁发布、谁负责. A snapshot is canonical JSON with its SHA-256; the hash is in the audit log, so
// that anyone can check that a page shows what was published that day. Everybody may read everything
// here, without sign-in; nothing internal is in these tables. Publishing belongs to the features that
// own the record, which ask for their own permission; withdrawing by hand asks for MayWithdraw.
//
// Read item.go for the snapshot, publish.go for what writes, query.go for what the public reads.
package portal
