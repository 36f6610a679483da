package picture

import (
	"bytes"
	"encoding/binary"
)

// orientation returns how the camera was held, from the EXIF block of a JPEG: 1 (upright) to 8.
func orientation(head []byte) int {
	if !bytes.HasPrefix(head, []byte("\xff\xd8")) {
		return 1
	}
	for b := head[2:]; len(b) >= 4 && b[0] == 0xff && b[1] != 0xda; {
		n := int(binary.BigEndian.Uint16(b[2:])) + 2
		if n > len(b) {
			return 1
		}
		if b[1] == 0xe1 && bytes.HasPrefix(b[4:n], []byte("Exif\x00\x00")) {
			return tiffOrientation(b[10:n])
		}
		b = b[n:]
	}
	return 1
}

func tiffOrientation(t []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(t, []byte("II")) {
		order = binary.LittleEndian
	}
	if len(t) < 8 {
		return 1
	}
	at := int(order.Uint32(t[4:]))
	if at < 8 || at+2 > len(t) {
		return 1
	}
	n := int(order.Uint16(t[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > len(t) {
			return 1
		}
		const tag = 0x0112
		if order.Uint16(t[e:]) == tag {
			if o := int(order.Uint16(t[e+8:])); o >= 1 && o <= 8 {
				return o
			}
		}
	}
	return 1
}
