// Package visit is 责任督学挂牌督导: who is in charge of which school, what inspectors do at its gate every month, and
// what follows.
//
//	zone ── Charge ──▶ a school has its inspector, from a day, with a reason; Relieve ends it
//
//	draft ── Put (property by property, from any phone, any number of times) ── Send ──▶ sent ── Sign (head) ──▶ signed
//	   └── Discard ──▶ discarded                                                 │
//	                                     each finding follows one of four ways ──┘
//	        advice   ─▶ open ── Fixed (next visit) ──▶ closed
//	        notice   ─▶ open ── Answer (school, in days) ──▶ answered ── Fixed ──▶ closed; Return ──▶ open
//	        report   ─▶ open ── Handle (office) ──▶ answered; Raise ──▶ a finding with its order
//	        consult  ─▶ open ── Handle (office, with the answer of the department) ──▶ answered
//
// 国教督办〔2013〕2号《中小学校责任督学挂牌督导办法》, 教督〔2019〕3号 (kindergartens), 教督〔2012〕7号 (zones),《教育督导条例》
// 第十条 (recusal) and 第十四条 (at least two a term). Numbers, items, months and themes are data: data/visits.
//
// A visit is a document of named properties, each with its version. The phone makes the id and sends what changed with
// the version it had; a property that somebody changed meanwhile, to something else, is a conflict and the rest is kept.
// Sending the same twice changes nothing: the answer that got lost is given again.
//
// There is no location track and no check-in: where an inspector was is what they write (个人信息保护法第六条、第二十八条).
//
// Who may what: inspectors make visits of the schools they are in charge of and read those of their district; offices
// draw zones, put inspectors in charge and handle reports; a school reads its own, signs, answers notices and may reply.
//
// Read rules.go (data), charge.go, visit.go (properties and steps), put.go (sync), follow.go, cover.go (who was visited).
// The pages are in visitweb; the phone is internal/ui/src/visit.
package visit
