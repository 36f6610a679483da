package casefileweb

// width is how wide a character is, in full ones.
func width(r rune) float64 {
	if r < 0x2000 {
		return 0.55
	}
	return 1
}

// wrap breaks a text into at most so many lines; what does not fit ends in an ellipsis.
func wrap(s string, room float64, most int) (out []string) {
	line, used := []rune{}, 0.0
	text := []rune(s)
	for i, r := range text {
		if used+width(r) > room {
			if len(out) == most-1 {
				return append(out, cut(string(text[i-len(line):]), room))
			}
			out = append(out, string(line))
			line, used = line[:0:0], 0
		}
		line, used = append(line, r), used+width(r)
	}
	return append(out, string(line))
}

// cut shortens a text to its room.
func cut(s string, room float64) string {
	used, text := 0.0, []rune(s)
	for i, r := range text {
		if used+width(r) > room {
			for i > 0 && used+1 > room {
				i--
				used -= width(text[i])
			}
			return string(text[:i]) + "…"
		}
		used += width(r)
	}
	return s
}
