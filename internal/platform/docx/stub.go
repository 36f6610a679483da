package docx

import (
	"io"

	"dudao/internal/platform/paper"
)

// Write writes the letter.
func Write(w io.Writer, l paper.Letter) error { _, err := io.WriteString(w, l.Title); return err }
