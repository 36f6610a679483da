//lang:document

// Package fill takes a DOCX that an office designed in Word or WPS, checks it and fills it in.
//
//	bytes ── Open ──▶ Template ── Check ──▶ problems in words, measures beside those of GB/T 9704-2012
//	           │          └────── Fill ───▶ DOCX with the letter in it ── Sketch ──▶ pages to look at
//	           └─ refused: macros, embedded programs, links to other files, bombs, what is no DOCX
//
// A placeholder is {{标题}}; Word may keep its characters in several runs, which are read as one. Alone in its
// paragraph it may become several paragraphs or tables; among other words it is replaced in place and looks
// like its first character. A paragraph all of whose placeholders are empty is not printed.
//
// The file is the office's: everything that is not a placeholder stays byte for byte what it was, but for
// the parts that held one. Read open.go (what is let in), look.go (styles), check.go, fill.go, sketch.go.
package fill
