package columns

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// What the database keeps of a block: a version, a checksum over the rest, the number of schools, the figures as they
// stand in memory, where the words end, and the words.
const codec = 1

// ErrBroken says that bytes are no block.
var ErrBroken = errors.New("columns: the block is damaged")

// Encode writes a block.
func (b *Block) Encode() []byte {
	out := make([]byte, 9, 9+8*len(b.figures)+4*len(b.ends)+len(b.text))
	out[0] = codec
	binary.LittleEndian.PutUint32(out[5:], uint32(b.n))
	for _, f := range b.figures {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(f))
	}
	for _, e := range b.ends {
		out = binary.LittleEndian.AppendUint32(out, e)
	}
	out = append(out, b.text...)
	binary.LittleEndian.PutUint32(out[1:], crc32.ChecksumIEEE(out[5:]))
	return out
}

// Decode reads a block; it keeps nothing of data.
func Decode(k Key, data []byte) (*Block, error) {
	if len(data) < 9 || data[0] != codec || binary.LittleEndian.Uint32(data[1:]) != crc32.ChecksumIEEE(data[5:]) {
		return nil, ErrBroken
	}
	n := int(binary.LittleEndian.Uint32(data[5:]))
	data = data[9:]
	if n > len(data)/(8*(K+1)+4*3) {
		return nil, ErrBroken
	}
	b := &Block{Key: k, n: n, figures: make([]float64, n*(K+1)), ends: make([]uint32, 3*n)}
	for i := range b.figures {
		b.figures[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
	}
	data = data[8*len(b.figures):]
	last := uint32(0)
	for i := range b.ends {
		b.ends[i] = binary.LittleEndian.Uint32(data[4*i:])
		if b.ends[i] < last {
			return nil, ErrBroken
		}
		last = b.ends[i]
	}
	b.text = string(data[4*len(b.ends):])
	if int(last) != len(b.text) {
		return nil, ErrBroken
	}
	b.prepare()
	return b, nil
}
