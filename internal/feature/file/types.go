package file

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"dudao/internal/base/errs"
)

// MaxSize is the most bytes a file may have: 200 MB.
const MaxSize = 200 << 20

// Kind is what a file shows.
type Kind string

// The kinds of evidence.
const (
	Photo    Kind = "photo"
	Document Kind = "document"
	PDF      Kind = "pdf"
	Sheet    Kind = "sheet"
	Audio    Kind = "audio"
	Other    Kind = "other"
)

// Kinds lists the kinds with their Chinese names.
var Kinds = []struct {
	Kind  Kind
	Label string
}{
	{Photo, "照片"}, {Document, "文档"}, {PDF, "PDF 文件"}, {Sheet, "表格"}, {Audio, "录音"}, {Other, "其他"},
}

// Label returns the Chinese name of a kind.
func (k Kind) Label() string {
	for _, x := range Kinds {
		if x.Kind == k {
			return x.Label
		}
	}
	return string(k)
}

func known(k Kind) bool {
	return slices.ContainsFunc(Kinds, func(x struct {
		Kind  Kind
		Label string
	}) bool {
		return x.Kind == k
	})
}

// format is one type of file that may be uploaded.
type format struct {
	ext  string
	mime string
	kind Kind
	is   func(head []byte) bool // whether the first bytes are those of this type
}

// formats lists what may be uploaded. The content must be what the name says.
var formats = []format{
	{".jpg", "image/jpeg", Photo, begins("\xff\xd8\xff")},
	{".jpeg", "image/jpeg", Photo, begins("\xff\xd8\xff")},
	{".png", "image/png", Photo, begins("\x89PNG\r\n\x1a\n")},
	{".webp", "image/webp", Photo, riff("WEBP")},
	{".heic", "image/heic", Photo, brand("heic", "heix", "hevc", "heim", "heis", "mif1", "msf1")},
	{".pdf", "application/pdf", PDF, within("%PDF-")},
	{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Document, begins("PK\x03\x04")},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Sheet, begins("PK\x03\x04")},
	{".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", Document, begins("PK\x03\x04")},
	{".doc", "application/msword", Document, begins(ole)},
	{".xls", "application/vnd.ms-excel", Sheet, begins(ole)},
	{".ppt", "application/vnd.ms-powerpoint", Document, begins(ole)},
	{".wps", "application/vnd.ms-works", Document, begins(ole, "PK\x03\x04")},
	{".et", "application/vnd.ms-excel", Sheet, begins(ole, "PK\x03\x04")},
	{".mp3", "audio/mpeg", Audio, begins("ID3", "\xff\xfb", "\xff\xfa", "\xff\xf3", "\xff\xf2", "\xff\xe3")},
	{".m4a", "audio/mp4", Audio, brand("M4A ", "M4B ", "mp42", "mp41", "isom", "iso2", "3gp4", "3gp5")},
	{".wav", "audio/wav", Audio, riff("WAVE")},
	{".amr", "audio/amr", Audio, begins("#!AMR")},
}

const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" // of Office before 2007 and WPS

// Accept is what a file input offers.
var Accept = func() string {
	var out []string
	for _, f := range formats {
		out = append(out, f.ext)
	}
	return strings.Join(out, ",")
}()

func begins(heads ...string) func([]byte) bool {
	return func(b []byte) bool {
		return slices.ContainsFunc(heads, func(h string) bool { return bytes.HasPrefix(b, []byte(h)) })
	}
}

func within(s string) func([]byte) bool {
	return func(b []byte) bool { return bytes.Contains(b[:min(len(b), 1024)], []byte(s)) }
}

func riff(form string) func([]byte) bool {
	return func(b []byte) bool { return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == form }
}

func brand(names ...string) func([]byte) bool {
	return func(b []byte) bool {
		return len(b) >= 12 && string(b[4:8]) == "ftyp" && slices.Contains(names, string(b[8:12]))
	}
}

// formatOf returns the format a name announces.
func formatOf(name string) (format, error) {
	ext := strings.ToLower(filepath.Ext(name))
	for _, f := range formats {
		if f.ext == ext {
			return f, nil
		}
	}
	return format{}, errs.NewField("file", "不能上传 %s 文件。可以上传：照片（JPG、PNG、WebP、HEIC）、PDF、Word、Excel、PPT、WPS 文档和录音（MP3、M4A、WAV、AMR）", ext)
}

// CheckName says before the first byte arrives whether a file of this name and size may be uploaded.
func CheckName(name string, size int64) error {
	if _, err := formatOf(name); err != nil {
		return err
	}
	return checkSize(size)
}

func checkSize(size int64) error {
	if size > MaxSize {
		return TooLarge()
	}
	if size == 0 {
		return errs.NewField("file", "文件是空的，请重新选择")
	}
	return nil
}

// TooLarge is the answer to more than MaxSize bytes.
func TooLarge() error {
	return errs.New(errs.TooLarge, "文件超过 %d MB，不能上传。请压缩或分成几个文件", MaxSize>>20)
}

// checkContent proves that the first bytes are those of the type the name announces.
func checkContent(name string, r io.Reader) (format, error) {
	f, err := formatOf(name)
	if err != nil {
		return f, err
	}
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return f, err
	}
	if !f.is(head[:n]) {
		return f, errs.NewField("file", "文件内容与扩展名 %s 不符，可能已损坏或改过名", f.ext)
	}
	return f, nil
}

// cleanName keeps the last element of a path as people may read it.
func cleanName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1 // control characters and those that turn the direction of writing
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.TrimSpace(name)
	if r := []rune(name); len(r) > 150 {
		ext := []rune(filepath.Ext(name))
		name = string(r[:150-len(ext)]) + string(ext)
	}
	return name
}
