// Package office is what an office sets for its own letters: the word in its numbers (机关代字) and the DOCX
// files it designed itself.
//
//	upload ── Check ──▶ refused, with every reason                    active ── the next one of its kind ──▶ retired
//	             └────▶ checked ── look at the sample ── Enable ──▶ active ── Retire ──▶ retired ── Enable ──▶ active
//
// A file is for one kind of letter. One file of a kind is in use at a place; letters begun from then on carry
// it, those begun before keep what they had, and each may be given another while it is a draft. What is checked
// is in package fill: nothing that runs or fetches, placeholders known and complete, the figures of
// GB/T 9704-2012. Placeholders that are wrong refuse the file. Other figures than the standard's, and parts of
// a letter it does not print, are said, and whoever puts the file into use writes why.
//
// The file shapes the DOCX. The PDF that is signed and sent keeps the standard layout.
//
// Who drafts and sets (document.template) uploads, looks and decides; leaders and auditors of the place read.
package office
