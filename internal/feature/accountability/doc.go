// Package accountability is what follows from supervision: 约谈, 通报, 问责 with review and appeal, and
// 激励. This package is the common ground: the record every mechanism keeps, its table of steps, who may
// see and do what, its clocks, letters, persons, measures and story. Each mechanism is a package beside it:
//
//	talk      draft ─▶ noticing ─▶ notified ─▶ held ─▶ signed ─▶ filing ─▶ filed ─▶ reported ─▶ done
//	circular  draft ─▶ shown ─▶ replied ─▶ submitted ─▶ issuing ─▶ issued (recommendation, media list)
//	liability opened ─▶ investigating ─▶ informed ─▶ stated ─▶ consulting ─▶ submitted ─▶ issuing ─▶ decided
//	          review, appeal: handling ─▶ submitted ─▶ issuing ─▶ decided; correction; archived
//	honour    draft ─▶ submitted ─▶ issuing ─▶ issued
//	dossier   what supervision knows about a unit or a leader over a period, with its sources
//	reply     the right of reply: numbered points, each answered with a reason
//
// A mechanism is a Flow: its states and its table of steps (action, from, to, permission, side, clause,
// clock, letter). Take performs a step in one transaction: load, ask, apply the rule, save with the version
// that was read, then clocks, letters, notices, the story and the log, all from the table. Letters are
// written by package document: a step drafts one, and when it goes out the step that waits for it is taken.
//
// Articles: 京教组发〔2020〕5号（三）严肃约谈、建立通报、压实问责、落实激励; 《教育督导问责办法》（国教督〔2021〕2号）;
// 《教育督导条例》第二十四条至第二十六条. Grounds and measures are data (data/accountability) with the grade of
// evidence of each; days are rows of the clock; where no rule names a number the step has no legal clock.
//
// Who sees what: the office that runs a record and its leaders from the start; the unit, and whoever is
// above it, from the day it was shown to it; auditors read units' records, liaisons
// those about their own member unit. A record about a person is
// narrower: leaders and staff of the deciding office, of the office that handles an appeal, and the head of
// the person's unit once decided; no auditor, no liaison, no public page says a name. A person is a name, a
// post and a unit as they were then; no identity number is asked for.
//
// Read flow.go and record.go, then service.go, letter.go, query.go; the mechanisms after that. Pages and
// API are in accountabilityweb.
package accountability
