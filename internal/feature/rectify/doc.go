// Package rectify keeps the closed loop of supervision: every finding leads to an order, the order
// to a plan, a result with evidence, a verification by somebody else, a publication and a re-check.
//
//	finding ──▶ draft ── issue ──▶ issued ── plan ──▶ planned ── approve ──▶ doing
//	                                  ▲                 │   │                  │
//	                                  └──── reject ─────┘   └───── submit ─────┤
//	                                                                           ▼
//	                                returned ◀── return (new deadline) ── submitted
//	                                    └──────────── submit ──────────────▶   │ accept
//	                                                                           ▼
//	closed ◀── close ── rechecked ◀── recheck ── published / withheld ◀──── accepted
//
// It implements 《教育督导条例》第二十一条 (opinion with demands and a deadline), 第二十二条 (the unit
// rectifies and reports), 第二十四条 (results count), and 京教组发〔2020〕5号 (三): 规范反馈制度 (copy to
// the superior department), 强化整改制度 (plan, measures, deadline, publication, 督办单, joint
// liability), 健全复查制度 (回头看, no relapse). The regulation gives no number of days: deadlines are
// rows of the clock, the other numbers are rows of rectify_param, each with its basis and grade.
//
// Offices and inspectors of a place see its drafts, proposals and internal remarks; the responsible
// unit sees its own orders once they are issued; auditors read everything.
//
// Read steps.go for the life cycle, order.go and rules.go for the rules, loop.go for the invariants,
// rung.go for what an order keeps of the ladder and brings to it, raise.go for what other features call,
// service.go for what people do. The ladder itself is package ladder, which this one stands on; the
// issue of a whole district is package common, the nightly check package integrity: both stand on this
// one. Pages are in rectifyweb.
package rectify
