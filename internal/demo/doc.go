// Package demo makes a year of supervision in Beijing, the same one each time: about sixty
// supervisions in every state across the city's 18 education districts, orders on time, late,
// returned, relapsed, published. Everything is done through the services, by people with their own
// permissions, with a clock that the package moves; nothing is written behind the rules.
//
// Schools and districts are real, everything said about them is invented: the program shows its
// data as a demonstration wherever it appears.
//
// Read story.go for what happens to one supervision, year.go for the year, texts.go for the words.
package demo
