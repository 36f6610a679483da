// Package scan asks a virus scanner about a file before it is kept: a clamd over TCP or a socket, or
// any command that reads the file and ends with 0 for clean and 1 for infected, as clamdscan does.
package scan

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strings"
	"time"
)

// Scanner looks at a file. finding names what was found, "" if it is clean. An error means that it
// could not be looked at, and then the file is not accepted.
type Scanner interface {
	Scan(ctx context.Context, r io.Reader) (finding string, err error)
}

// New returns the scanner an address names: "tcp://host:3310" or "unix:///run/clamav/clamd.ctl" for
// clamd, "cmd:clamdscan --no-summary -" for a command, "" for none (nil).
func New(address string) (Scanner, error) {
	network, rest, ok := strings.Cut(address, "://")
	command, isCommand := strings.CutPrefix(address, "cmd:")
	switch {
	case address == "":
		return nil, nil
	case isCommand && command != "":
		return Command(strings.Fields(command)), nil
	case ok && (network == "tcp" || network == "unix"):
		return Clamd{network, rest}, nil
	}
	return nil, fmt.Errorf("scan: unknown scanner %q", address)
}

// Clamd is a clamd that takes INSTREAM.
type Clamd struct{ Network, Address string }

// Scan sends the file in pieces and reads the verdict.
func (c Clamd) Scan(ctx context.Context, r io.Reader) (string, error) {
	d := net.Dialer{Timeout: 5 * time.Second}
	conn, err := d.DialContext(ctx, c.Network, c.Address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		return "", err
	}
	w := bufio.NewWriterSize(conn, 1<<16)
	if _, err := w.WriteString("zINSTREAM\x00"); err != nil {
		return "", err
	}
	piece := make([]byte, 1<<16)
	for {
		n, err := io.ReadFull(r, piece)
		if n > 0 {
			if err := errors.Join(binary.Write(w, binary.BigEndian, uint32(n)), write(w, piece[:n])); err != nil {
				return "", err
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			return "", err
		}
	}
	if err := errors.Join(binary.Write(w, binary.BigEndian, uint32(0)), w.Flush()); err != nil {
		return "", err
	}
	answer, err := bufio.NewReader(conn).ReadString(0)
	if err != nil && err != io.EOF {
		return "", err
	}
	return verdict(strings.TrimRight(answer, "\x00\n"))
}

func write(w io.Writer, b []byte) error { _, err := w.Write(b); return err }

// verdict reads "stream: OK" and "stream: Eicar-Test-Signature FOUND".
func verdict(answer string) (string, error) {
	text := strings.TrimPrefix(answer, "stream: ")
	if text == "OK" {
		return "", nil
	}
	if name, ok := strings.CutSuffix(text, " FOUND"); ok {
		return name, nil
	}
	return "", fmt.Errorf("scan: clamd says %q", answer)
}

// Command is a program and its arguments; the file is its input.
type Command []string

// Scan runs the command.
func (c Command) Scan(ctx context.Context, r io.Reader) (string, error) {
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, c[0], c[1:]...)
	cmd.Stdin = r
	out, err := cmd.CombinedOutput()
	if err == nil {
		return "", nil
	}
	if e, ok := errors.AsType[*exec.ExitError](err); ok && e.ExitCode() == 1 {
		line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		if line == "" {
			line = "infected"
		}
		return strings.ToValidUTF8(line, "?"), nil
	}
	return "", fmt.Errorf("scan: %s: %w: %s", c[0], err, out)
}
