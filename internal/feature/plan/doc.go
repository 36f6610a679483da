// Package plan keeps the year plans of the offices: which supervisions, of whom, when, against which
// standard, on which legal basis.
//
//	draft ── submit ──▶ submitted ── approve ──▶ approved ── file ──▶ filed ── receive ──▶ received
//	  ▲                     │ reject                (district only)     │ return
//	  └─────────────────────┘                                           ▼
//	                    submitted ◀── submit (corrected) ◀────────── returned
//
// A plan is approved by the leader of its own level. A district files its plan to the city, which
// gives a receipt or returns it for correction with reasons (京教组发〔2020〕5号（一）: 区级年度计划须报市).
// From the approval on every change of an item is proposed with a reason and approved by the leader;
// old and new stay visible. Only items of an approved plan can start a supervision (《教育督导条例》第十六条:
// matters are settled beforehand).
//
// Plans lie at the path of the office's city or district, so schools do not see them; a district
// sees its own plan, the city sees all that are no longer drafts. Only the office itself edits its plan.
//
// Read plan.go and item.go for the rules, check.go for what an item is checked against, steps.go and
// service.go for the use cases, change.go for the trail, query.go for lists.
package plan
