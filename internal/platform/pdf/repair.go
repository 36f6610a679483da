package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"
)

var (
	beyond = regexp.MustCompile(`<([0-9A-F]{4})><([0-9A-F]{4})><([0-9A-F]{5,6})>\n`)
	object = regexp.MustCompile(`(?m)^(\d+) 0 obj`)
	length = regexp.MustCompile(`/Length \d+\n>>\nstream\n$`)
)

// repair mends what gopdf writes for characters beyond U+FFFF: it puts their code into the map to Unicode as
// one figure, where the standard (ISO 32000, 9.10.3) wants UTF-16. The file is otherwise left alone; one
// without such characters is returned as it is.
func repair(file []byte) ([]byte, error) {
	if !beyond.Match(file) {
		return file, nil
	}
	xref := bytes.LastIndex(file, []byte("\nxref\n"))
	if xref < 0 {
		return nil, fmt.Errorf("pdf: no table of objects")
	}
	var out bytes.Buffer
	at := object.FindAllSubmatchIndex(file[:xref], -1)
	offsets := map[int]int{}
	out.Write(file[:at[0][0]])
	for i, m := range at {
		end := xref + 1
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		n, err := strconv.Atoi(string(file[m[2]:m[3]]))
		if err != nil {
			return nil, err
		}
		offsets[n] = out.Len()
		out.Write(surrogates(file[m[0]:end]))
	}
	return table(&out, file[xref+1:], offsets)
}

// surrogates rewrites the map to Unicode of one object, with its new length.
func surrogates(o []byte) []byte {
	if !beyond.Match(o) {
		return o
	}
	o = beyond.ReplaceAllFunc(o, func(m []byte) []byte {
		p := beyond.FindSubmatch(m)
		r, err := strconv.ParseInt(string(p[3]), 16, 32)
		if err != nil {
			return m
		}
		hi, lo := utf16.EncodeRune(rune(r))
		return fmt.Appendf(nil, "<%s><%s><%04X%04X>\n", p[1], p[2], hi, lo)
	})
	head, rest, ok := bytes.Cut(o, []byte("stream\n"))
	if !ok {
		return o
	}
	stream := bytes.Index(rest, []byte("endstream"))
	head = length.ReplaceAll(append(head, "stream\n"...), fmt.Appendf(nil, "/Length %d\n>>\nstream\n", stream))
	return append(head, rest...)
}

// table writes the table of objects and the trailer anew.
func table(out *bytes.Buffer, tail []byte, offsets map[int]int) ([]byte, error) {
	start := out.Len()
	size := len(offsets) + 1
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n", size)
	for i := 1; i < size; i++ {
		fmt.Fprintf(out, "%010d 00000 n \n", offsets[i])
	}
	trailer := bytes.Index(tail, []byte("trailer"))
	foot := bytes.Index(tail, []byte("startxref"))
	if trailer < 0 || foot < 0 {
		return nil, fmt.Errorf("pdf: no trailer")
	}
	out.Write(tail[trailer:foot])
	fmt.Fprintf(out, "startxref\n%d\n%%%%EOF\n", start)
	return out.Bytes(), nil
}
