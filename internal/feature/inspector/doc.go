// Package inspector keeps the register of inspectors 督学: who they are, until when they are appointed,
// and which ties keep them away from a unit.
//
//	appointed ── renew ──▶ appointed … ── end ──▶ ended (term over, dismissed)
//
// It implements 《教育督导条例》第六条 (terms of part-time inspectors: 3 years, at most 3 in a row),
// 第七条、第八条 (appointed and sent by the office) and 第十条 (recusal). The national regulation names
// the near relative of the head and "other circumstances"; the finer reasons (family working or
// studying at the unit, employed there within three years) follow 《浙江省教育督导条例》第二十条 and are rows
// of inspector_param with their grade of evidence (rules §4).
//
// Offices keep the register of their level; inspectors declare their own ties; leaders and the
// auditor read. A tie is personal data: reading it is recorded. Schools see nothing here.
//
// Read inspector.go for the rules, service.go for the use cases, query.go for the lists and for what
// other features ask (Check, Available). The pages are in inspectorweb.
package inspector
