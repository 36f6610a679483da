// Package balance judges whether the schools of a county are balanced: the lines every school meets, and how far
// schools differ (差异系数), by 教督〔2017〕6号 (优质均衡) or 教督〔2012〕3号 (基本均衡).
//
//	rows ── Read ──▶ schools of a stage ── Judge ──▶ Result: mean, deviation, coefficient, verdict, whose fault
//	   combined schools are split into their stages
//
// The coefficient is weighted by students: a county's mean is all it has over all its students, and each school
// counts as much as its students do. Unweighted figures turn verdicts around (rules 1.1 (2)).
//
// A verdict has three values. What cannot be computed (a missing value, a mean of zero, teachers of a combined
// school given as one total) is never zero and never met: it cannot be told. What is on a line is decided by exact
// fractions, not by binary ones; a coefficient that rounding to three places would decide otherwise is marked.
//
// The package does no I/O besides reading the file it is given. Rules are data (data/monitor/balance.yaml). Read
// rules.go, stats.go (pure figures), judge.go, read.go.
package balance
