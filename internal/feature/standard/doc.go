// Package standard keeps the standards that supervision measures against: versioned indicator trees
// with their levels, grades and non-values as data, and the judgement made from marks.
//
//	import ──▶ draft ── publish ──▶ published ── retire ──▶ retired
//	             ▲ └─ import again (same number)
//
// A published version never changes: a supervision keeps the version it started with, and a change
// is the next number, in force from its day on. The three kinds of judgement are 达标制 (by rule),
// 等级制 (by grade) and 分值制 (by points); veto items come first (一票否决); a result is met, not met
// or cannot tell, because missing data is not an achievement (rules §13).
//
// 《教育督导条例》第十一条 (matters of supervision), 第十六条 (matters are settled beforehand);
// 京教组发〔2020〕5号（二）: the city sets the standard, the districts carry it out.
//
// Everybody with business reads standards; the city office imports, publishes and retires them.
//
// Read version.go for the tree, judge.go for the judgement, yaml.go and xlsx.go for the files,
// service.go for the use cases.
package standard
