package standard

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// MaxFile is the largest file an import reads.
const MaxFile = 4 << 20

// ToYAML writes a version in the one form there is: reading it and writing it again gives the same
// bytes.
func ToYAML(v Version) ([]byte, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), enc.Close()
}

// FromYAML reads a version and says line by line what is wrong with it.
func FromYAML(text []byte) (Version, []Problem) {
	var v Version
	if len(text) > MaxFile {
		return v, []Problem{{format: "文件过大，不能超过 %d MB", args: []any{MaxFile >> 20}}}
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&v); err != nil {
		return v, syntax(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil || len(doc.Content) == 0 {
		return v, []Problem{{format: "文件是空的"}}
	}
	v.settle()
	return v, v.check(lines(doc.Content[0]))
}

// lines finds where a field of the version or of a node is written.
func lines(root *yaml.Node) place {
	at := func(m *yaml.Node, key string) *yaml.Node {
		for i := 0; i+1 < len(m.Content); i += 2 {
			if m.Content[i].Value == key {
				return m.Content[i+1]
			}
		}
		return nil
	}
	return func(node int, field string) (int, string, string) {
		m := root
		if node >= 0 {
			if list := at(root, "nodes"); list != nil && node < len(list.Content) {
				m = list.Content[node]
			}
		}
		if f := at(m, field); f != nil {
			return f.Line, "", field
		}
		return m.Line, "", field
	}
}

var lineOf = regexp.MustCompile(`line (\d+)`)

// syntax turns what the YAML reader says into problems with their lines.
func syntax(err error) []Problem {
	if errors.Is(err, io.EOF) {
		return []Problem{{format: "文件是空的"}}
	}
	texts := []string{err.Error()}
	if e, ok := errors.AsType[*yaml.TypeError](err); ok {
		texts = e.Errors
	}
	var out []Problem
	for _, t := range texts {
		line := 0
		if m := lineOf.FindStringSubmatch(t); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		out = append(out, Problem{Line: line, format: "不符合格式：%s", args: []any{t}})
	}
	return out
}
