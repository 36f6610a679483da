// Package inspect keeps supervisions 督导: from an item of the year plan to the opinion, and on to the
// day the supervision is closed.
//
//	prepare ── notify ──▶ noticed ── submit ──▶ evaluated ── begin ──▶ onsite ── finish ──▶ review
//	                        ▲    └──── begin, self-evaluation overdue ───▲   ▲                 │
//	                        └─ supplement ─┘                             │   └──── reopen ─────┤ send
//	                                                                                           ▼
//	issued ◀── issue ── signing ◀── propose ── replied ◀── reply, waive or lapse ── preliminary
//	  │                    └───── return ────────▲
//	  └─ report ──▶ reported ── file ──▶ filed ── publish ──▶ published ── close ──▶ closed
//	prepare … signing ── cancel, with a reason ──▶ cancelled
//
// It implements 《教育督导条例》第十六条 (matters, a team of at least 3 inspectors), 第十条 (recusal),
// 第十七条 (written notice), 第十八条 (self-evaluation, its examination, on-site work), 第十九条 (the
// public; pupils, parents and teachers are heard), 第二十条 (deliberation, preliminary opinion, reply),
// 第二十一条 (opinion with demands and deadlines), 第二十二条 (orders go to rectify); 第二十三条 (report to
// the government, filing, publication) is package report, which moves the supervision on from issued.
//
// Who sees what: the supervised unit sees a supervision from its notice on; what the team noted,
// verified and found stays inside until the preliminary opinion is sent, the records of talks for
// ever. Inside are the people of the organising level and the members of the team, of whichever
// district; experts see only supervisions whose team they are in. Districts do not see each other,
// and a district that is itself supervised by the city is a supervised unit like any other.
//
// Read steps.go for the life cycle, inspection.go, indicator.go, finding.go and letter.go for the
// rules, package fieldwork for those of the team and its records, side.go for who is who, service.go for what people do, query.go for lists
// and the whole dossier. The pages are in inspectweb.
package inspect
