// Package monitor says for every district and school of a year whether the lines of balanced compulsory education are
// met, why, and what would close the gap (教督〔2017〕6号).
//
//	returns (given) ── follow ──▶ blocks of schools by year, area and stage ◀── Import ── table of a year
//	                                      │ kept as bytes in monitor_block, each change with the next number of monitor_clock
//	                                      ▼
//	                  picture: all blocks in memory, brought up to date by that number ──▶ Overview, Area, Place, What if
//	                                      ├──▶ Watch: rules of data/warnings.yaml ──▶ warnings ── ack, finding
//	                                      └──▶ Publish: figures of a year, frozen as open data with its changes
//
// An area is a unit: the district that schools stand in, or what the table of a year names. A return changes one school
// of two blocks, so one changed cell costs its county and nothing else. A block made of returns is not replaced by a
// table. While units of the area have not given, or correct, what they gave, a verdict that is met is provisional and
// cannot be told; one that is not met because of a school stands.
//
// Who sees what: offices, leaders and auditors the areas of their subtree; a school its own place among its like,
// never the names or figures of another; the public what was published.
//
// Read record.go for the types, picture.go for the memory, follow.go and table.go for what comes in, query.go for what
// people ask, watch.go for warnings, release.go for open data. monitorweb has the pages, declare the official tables.
package monitor
