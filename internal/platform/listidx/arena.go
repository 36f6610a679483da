package listidx

import "unsafe"

const (
	chunkBits = 20
	chunkSize = 1 << chunkBits
)

// arena holds many strings in blocks of 1 MB, without a pointer each, so that it grows without being
// copied and costs the garbage collector nothing. No string runs over the end of a block.
type arena struct {
	chunks [][]byte
	ends   []uint32 // string → where it ends: number of the block << chunkBits + place in it
}

func (a *arena) add(s string) {
	s = s[:min(len(s), chunkSize)]
	n := len(a.chunks)
	if n == 0 || len(a.chunks[n-1])+len(s) > chunkSize {
		a.chunks = append(a.chunks, make([]byte, 0, chunkSize))
		n++
	}
	a.chunks[n-1] = append(a.chunks[n-1], s...)
	a.ends = append(a.ends, uint32((n-1)<<chunkBits+len(a.chunks[n-1])))
}

// start is where string i begins.
func (a *arena) start(i int32) uint32 {
	before := uint32(0)
	if i > 0 {
		before = a.ends[i-1]
	}
	if end := a.ends[i]; end > before {
		return max(before, (end-1)>>chunkBits<<chunkBits)
	}
	return before
}

func (a *arena) at(i int32) []byte {
	start, end := a.start(i), a.ends[i]
	if start == end {
		return nil
	}
	n, from := start>>chunkBits, start&(chunkSize-1)
	return a.chunks[n][from : from+end-start]
}

// str views bytes of an arena as a string; arenas never change once they are read.
func str(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
