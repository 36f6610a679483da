// Package dropout keeps the ledger of pupils of compulsory education who left school (控辍保学), until each is back,
// transferred or lawfully excused.
//
//	Register ──▶ open ── Visit (several) ── Escalate ──▶ escalated (district, and the street named)
//	                │                          │
//	                └── Return | Transfer ─────┴── Exempt (district) ──▶ closed ── Reopen ──▶ open
//	                                                                      └ personal data are deleted after a year
//
// 《义务教育法》第十一条 (缓学、休学 is approved by the street or the district's education authority), 第十三条 (streets,
// schools and committees see that children enter and do not leave); 京教组发〔2020〕5号（二）: 控辍保学 is supervised.
// No article gives days, so no clock runs: the ledger counts the days since a pupil was last seen.
//
// Personal data are the least that bringing a pupil back takes: name, guardian, how to reach them. They and the records
// of visits are sealed (SM4-GCM) and opened for the school and the district's staff only, each look on record; lists,
// exports and figures have none. They are deleted keepDays after a case closed (a parameter of the platform, without
// legal basis); the figures stay.
//
// Retention is 初中三年巩固率 (教督〔2017〕6号 教育质量第 1 项), from the returns of schools: nothing is asked for twice.
package dropout
