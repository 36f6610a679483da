package audit

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"dudao/internal/base/lang"
	"dudao/internal/platform/db"
)

// The files of an export.
const (
	exportLog    = "log.jsonl"   // the canonical bytes of each leaf, one a line, in the order of the tree
	exportKey    = "audit.pub"   // the key that signed the checkpoints
	exportPoints = "checkpoints" // one signed note a file
)

// Export writes the log and its checkpoints to a folder where they can be proved without the database
// and without this program: hash each line as RFC 6962 says and compare with the signed roots.
// The export itself is an entry of the log.
func (s *Service) Export(ctx context.Context, folder string) (int64, error) {
	if _, err := s.Mark(ctx); err != nil {
		return 0, err
	}
	if err := os.MkdirAll(filepath.Join(folder, exportPoints), 0o700); err != nil {
		return 0, err
	}
	points, err := db.List[Checkpoint](ctx, s.db, `select size, at, note from audit_checkpoint order by size`)
	if err != nil {
		return 0, err
	}
	for _, c := range points {
		if err := os.WriteFile(filepath.Join(folder, exportPoints, fileOf(c)), []byte(c.Note), 0o600); err != nil {
			return 0, err
		}
	}
	if err := os.WriteFile(filepath.Join(folder, exportKey), []byte(s.keys.Public+"\n"), 0o600); err != nil {
		return 0, err
	}
	f, err := os.OpenFile(filepath.Join(folder, exportLog), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	n, err := s.copyLog(ctx, w)
	return n, errors.Join(err, w.Flush(), f.Close())
}

func (s *Service) copyLog(ctx context.Context, w io.Writer) (n int64, err error) {
	type row struct {
		Stored
		Index int64 `db:"idx"`
	}
	for {
		list, err := db.List[row](ctx, s.db, `select l.idx, e.id, e.at, e.actor_id, e.actor_name, e.role, e.for_id, e.for_name, e.addr, e.action, e.ref_kind, e.ref_id,
			e.unit_path, e.note, e.old_json, e.new_json, e.marks from audit_leaf l join audit_entry e on e.id = l.entry_id where l.idx >= $1 order by l.idx limit 2000`, n)
		if err != nil || len(list) == 0 {
			return n, err
		}
		for i := range list {
			line, err := canonical(&list[i].Stored)
			if err != nil {
				return n, err
			}
			if _, err := w.Write(append(line, '\n')); err != nil {
				return n, err
			}
			n = list[i].Index + 1
		}
	}
}

// VerifyExport proves an export without a database. key is the verifier key that its reader trusts;
// "" takes the one in the folder, which proves only that the export agrees with itself.
func VerifyExport(ctx context.Context, folder, key string) (*Report, error) {
	if key == "" {
		b, err := os.ReadFile(filepath.Join(folder, exportKey))
		if err != nil {
			return nil, err
		}
		key = string(b)
	}
	known, err := Verifiers(key)
	if err != nil {
		return nil, err
	}
	points, err := pointsIn(filepath.Join(folder, exportPoints))
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(folder, exportLog))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := &Report{}
	roots := map[int64]tlog.Hash{}
	var tree chain
	var last Stored
	in := bufio.NewReaderSize(f, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			break
		}
		if err != nil && err != io.EOF {
			return nil, err
		}
		line = bytes.TrimSuffix(line, []byte("\n"))
		if json.Unmarshal(line, &last) != nil {
			r.Problems = append(r.Problems, Problem{Index: tree.n, Where: exportLog, Text: lang.T(ctx, "无法读取这一行")})
		}
		tree.add(tlog.RecordHash(line), func(int64, tlog.Hash) {})
		roots[tree.n] = tlog.Hash{}
		if _, ok := points[tree.n]; ok {
			roots[tree.n] = tree.root()
		} else {
			delete(roots, tree.n)
		}
	}
	r.Leaves = tree.n
	return r, provePoints(ctx, r, points, roots, known)
}

// pointsIn reads the checkpoints of an export by the size in their file name.
func pointsIn(dir string) (map[int64]Checkpoint, error) {
	files := map[string]string{}
	if err := readAll(dir, files); err != nil {
		return nil, err
	}
	out := map[int64]Checkpoint{}
	for name, text := range files {
		var size int64
		if _, err := fmt.Sscanf(name, "%d.txt", &size); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[size] = Checkpoint{Size: size, Note: text}
	}
	return out, nil
}

func provePoints(ctx context.Context, r *Report, points map[int64]Checkpoint, roots map[int64]tlog.Hash, known note.Verifiers) error {
	var sizes []int64
	for size := range points {
		sizes = append(sizes, size)
	}
	slices.Sort(sizes)
	proved := int64(0)
	for _, size := range sizes {
		r.Checkpoints++
		p := Problem{Index: -1, Where: fileOf(points[size])}
		signed, root, _, err := points[size].open(known)
		got, reached := roots[size]
		switch {
		case err != nil:
			p.Text = lang.T(ctx, "检查点（%d 条）的签名不成立：%s", size, err.Error())
		case signed != size:
			p.Text = lang.T(ctx, "检查点（%d 条）与签名的内容不符", size)
		case !reached:
			p.Text = lang.T(ctx, "检查点证明曾有 %d 条，现只有 %d 条", size, r.Leaves)
		case got != root:
			p.Text = lang.T(ctx, "第 %d 至 %d 条之间有改动，与检查点签名的根哈希不符", proved, size-1)
			r.Problems = append(r.Problems, p)
			return nil // everything after it differs too
		default:
			proved = size
			continue
		}
		r.Problems = append(r.Problems, p)
	}
	if proved < r.Leaves && r.OK() {
		r.Problems = append(r.Problems, Problem{Index: proved, Where: exportLog, Text: lang.T(ctx, "第 %d 条起没有检查点证明", proved)})
	}
	return nil
}
