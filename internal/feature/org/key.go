package org

import (
	"encoding/csv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"

	"dudao/data"
)

// reading is a word of names whose characters the dictionary reads otherwise.
type reading struct {
	word      string
	syllables []string
}

var readings = sync.OnceValue(func() (out []reading) {
	f, err := data.Files.Open("units/readings.csv")
	if err != nil {
		return nil
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil
	}
	for _, r := range rows[1:] {
		out = append(out, reading{r[0], strings.Fields(r[1])})
	}
	return out
})

// searchKey is what a search looks in and a list is sorted by: pinyin, initials, then the names.
func searchKey(name, short, code string, aliases []string) string {
	full, initials := spell(name)
	parts := []string{full, initials, name}
	if short != "" && short != name {
		f, i := spell(short)
		parts = append(parts, short, f, i)
	}
	if code != "" {
		parts = append(parts, code)
	}
	return strings.ToLower(strings.Join(append(parts, aliases...), "\n"))
}

// spell returns the pinyin of a name ("haidianqu") and its initials ("hdq").
func spell(name string) (full, initials string) {
	var f, i strings.Builder
	args, words := pinyin.NewArgs(), readings()
	for rest := name; rest != ""; {
		syllables, size := syllable(rest, args, words)
		for _, s := range syllables {
			f.WriteString(s)
			i.WriteByte(s[0])
		}
		rest = rest[size:]
	}
	return f.String(), i.String()
}

// syllable spells what text begins with and returns how many bytes that was.
func syllable(text string, args pinyin.Args, words []reading) ([]string, int) {
	for _, w := range words {
		if strings.HasPrefix(text, w.word) {
			return w.syllables, len(w.word)
		}
	}
	r, size := utf8.DecodeRuneInString(text)
	if r < utf8.RuneSelf {
		if r <= ' ' {
			return nil, size
		}
		return []string{text[:1]}, size
	}
	if list := pinyin.SinglePinyin(r, args); len(list) > 0 && list[0] != "" {
		return list[:1], size
	}
	return nil, size
}
