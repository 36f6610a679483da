// Package naming writes things that share a name so that people can tell them apart, and takes such a
// text apart again: 第一小学（海淀）.
package naming

import "strings"

// Distinct writes each thing by its name; where several share it, with the first of what else is known
// about it behind that tells it apart. Every list is a name and what may stand behind it, best first.
func Distinct(list [][]string) []string {
	count := make([]map[string]int, 0, 3)
	for _, words := range list {
		for i := range words {
			if i == len(count) {
				count = append(count, map[string]int{})
			}
			count[i][written(words, i)]++
		}
	}
	out := make([]string, len(list))
	for n, words := range list {
		for i := range words {
			if i > 0 && words[i] == "" {
				continue
			}
			if out[n] = written(words, i); count[i][out[n]] == 1 {
				break
			}
		}
	}
	return out
}

func written(words []string, i int) string {
	if i == 0 {
		return words[0]
	}
	return words[0] + "（" + words[i] + "）"
}

// Split takes apart what Distinct wrote with something behind the name; brackets may be half width.
func Split(text string) (name, behind string, ok bool) {
	head, ok := strings.CutSuffix(strings.NewReplacer("(", "（", ")", "）").Replace(text), "）")
	at := strings.LastIndex(head, "（")
	if !ok || at <= 0 {
		return "", "", false
	}
	return strings.TrimSpace(head[:at]), strings.TrimSpace(head[at+len("（"):]), true
}
