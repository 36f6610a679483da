// Package ladder is what follows when a deadline passes: 提醒 → 督办单 → 约谈 → 通报 → 问责. It is one
// ladder for every clock, whoever's record the clock belongs to.
//
//	deadline missed ──▶ recorded (提醒)
//	            └─────▶ proposed ── confirm ──▶ confirmed ──▶ what the rung brings (OnConfirm)
//	                        └────── decline ──▶ declined, with a reason
//
// A confirmed 督办单 gives the clock a last day of its own; when that day is missed too, 约谈, 通报 and
// 问责 are proposed one after the other. After how many days each is proposed is a row (Rule) with
// basis, evidence grade and effective interval: no law gives a number, so the city office may change
// it. A proposal keeps its grounds and the facts as they were that day.
//
// Which clocks: those whose row of deadlines says ladder, and which a unit or an office owes. What one
// person owes is a small task and leads nowhere; a right that lapses (申辩, 申请复核, 申诉) is no failing;
// the days of a public notice are owed by nobody. Rules of a feature's own, such as a poor result, are
// pushed with Propose.
//
// Who decides: offices and leaders of the level that supervises the late unit, or above it, never the
// unit itself. An office that is late is decided by the level above; the office of the city by the
// leaders of the city. The government of the city has nobody above it here and gets no rung.
//
// Who sees: what is proposed or declined, those who could decide and the auditors; what is recorded or
// confirmed, also the unit itself.
//
// Articles: 京教组发〔2020〕5号 (三) 强化整改制度 (督办单, joint liability of the superior department),
// 严肃约谈制度, 建立通报制度, 压实问责制度.
//
// Read rung.go for the rungs and their rules, escalation.go for what a rung is and when it is missing,
// climb.go for the night, propose.go for what other features call, service.go for what people decide,
// hooks.go for what follows. Pages and API are in ladderweb.
package ladder
