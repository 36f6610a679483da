package listidx

import (
	"bytes"
	"strings"

	"github.com/google/uuid"
)

// keys holds ids. One that is written as ours are, a UUID in small letters, takes 17 bytes instead of
// 36; packed ids sort like written ones.
type keys struct{ arena }

// No id of ours begins with such a character.
const (
	packed = 0x01   // first byte of a packed id
	same   = "\x02" // the last station of a path that is the id of its row
)

// room is where an id or a path is written out for a moment.
type room [256]byte

func (k *keys) add(id string) {
	if u, err := uuid.Parse(id); err == nil && u.String() == id {
		k.arena.add(string(append([]byte{packed}, u[:]...)))
		return
	}
	k.arena.add(id)
}

// at writes id i into to and returns it; it is valid until to is used again.
func (k *keys) at(i int32, to []byte) []byte {
	b := k.arena.at(i)
	if len(b) != 17 || b[0] != packed {
		return b
	}
	text, _ := uuid.UUID(b[1:]).MarshalText()
	return append(to, text...)
}

func (k *keys) string(i int32) string {
	b := k.arena.at(i)
	if len(b) != 17 || b[0] != packed {
		return string(b)
	}
	return uuid.UUID(b[1:]).String()
}

func (k *keys) compare(x, y int32) int {
	a, b := k.arena.at(x), k.arena.at(y)
	if len(a) == 17 && len(b) == 17 && a[0] == packed && b[0] == packed {
		return bytes.Compare(a, b)
	}
	var one, two room
	return bytes.Compare(k.at(x, one[:0]), k.at(y, two[:0]))
}

// paths holds the paths of rows: the part that many share once, and the last station,
// which for a unit is its own id.
type paths struct {
	dirs  []string
	dirOf []int32
	last  keys
	known map[string]int32 // while the rows are collected
}

func (p *paths) add(path, id string) {
	cut := strings.LastIndexByte(strings.TrimSuffix(path, "/"), '/') + 1
	dir, last := path[:cut], strings.TrimSuffix(path[cut:], "/")
	code, ok := p.known[dir]
	if !ok {
		if p.known == nil {
			p.known = map[string]int32{}
		}
		code, dir = int32(len(p.dirs)), strings.Clone(dir)
		p.dirs, p.known[dir] = append(p.dirs, dir), code
	}
	p.dirOf = append(p.dirOf, code)
	if last == id {
		last = same
	}
	p.last.add(last)
}

// at writes the path of row i into to.
func (p *paths) at(i int32, ids *keys, to []byte) []byte {
	to = append(to, p.dirs[p.dirOf[i]]...)
	var short room
	last := p.last.at(i, short[:0])
	if string(last) == same {
		last = ids.at(i, short[:0])
	}
	return append(append(to, last...), '/')
}
