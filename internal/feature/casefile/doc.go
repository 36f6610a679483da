// Package casefile draws the case of a unit or a matter as one graph from the standard to the publication.
//
//	standard → plan → supervision → findings → letters → rectification → acceptance → re-check
//	                                              └→ pressure (reminder, 督办单 …) → talk, circular, accountability → publication
//
// A case begins at a supervision, an order, a record of accountability, or a unit and a year, and follows what
// caused what in both directions. It stores nothing and reads everything through the services of the features,
// with the range of the acting person: what they could not open is not in their case, not even as a box.
//
// A node says what it is, its title, its number, where it stands and when; late is what a clock or a last day
// says is late today. Columns without nodes are left out. A column of more than twelve nodes folds what is
// over into one box, which leads to the whole.
//
// Read node.go, layout.go (pure), gather.go, then matter.go. The page is in casefileweb; whoever may read
// supervisions or orders may open it.
package casefile
