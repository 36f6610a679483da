// Package fieldwork has the rules of the work on site of a supervision, without a database: who does
// it (the team, its leader, who answers for which section), what they keep of it (records of class
// visits, talks, documents, tours, questionnaires and meetings), who was heard and how much was done.
//
// It implements 《教育督导条例》第十六条 (a team of at least 3 inspectors, experts invited), 第九条 (facts)
// and 第十九条 (the public, pupils, parents and teachers are heard). Package inspect keeps what it
// describes and says when: read team.go, then record.go, then inspect/site.go.
package fieldwork
