// Package workbench is the desk of every role: what waits for me by its clock, what I wait for, what
// changed, and the search across features. It reads only; what it shows is written by the others.
//
// A duty (package clock) waits for me if it names my account, or my unit together with a permission I
// hold. I wait for the others in my subtree, as far as clock.view reaches (《教育督导条例》第三条：
// the office supervises, the unit answers). A school sees of the office's duties only those that
// answer what the school handed in; what the office settles inside stays inside.
//
// Every figure is counted by the same conditions as the list it leads to, so they add up.
//
// Reading order: duty.go (whose duty, how urgent), query.go (lists and figures), changes.go, search.go.
package workbench
