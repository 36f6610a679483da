package audit

import (
	"context"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"dudao/internal/base/lang"
	"dudao/internal/platform/db"
)

// Problem is one thing that is not as it was recorded.
type Problem struct {
	Index  int64  `json:"index"` // of the leaf, -1 if it has none
	Entry  string `json:"entry"` // id of the entry, "" if it is not about one
	At     string `json:"at"`
	Action string `json:"action"`
	Where  string `json:"where"` // the table, file or feature
	Text   string `json:"text"`  // what differs, for people
}

// Report is what Verify found. The first problem is the first altered leaf, if any leaf is.
type Report struct {
	Leaves      int64
	Checkpoints int
	Checked     []Count // what the other features had proved
	Problems    []Problem
}

// Count is how many things of one kind were looked at.
type Count struct {
	Name string
	N    int
}

// OK reports whether everything is as it was recorded.
func (r *Report) OK() bool { return len(r.Problems) == 0 }

// tooLong is how long an entry may wait for its index while others are written. The newest entry tells
// the time: a program that was stopped has not forgotten its last ones.
const tooLong = 10 * time.Minute

// enough is how many problems are listed; whoever changes everything is found anyway.
const enough = 200

// verifier reads the whole log once, in the order of its leaves.
type verifier struct {
	*Service
	ctx    context.Context
	r      db.Reader
	report Report
	tree   chain
	nodes  nodeCursor
	points []Checkpoint // not yet reached, by size
}

// Verify reads everything and proves it: every entry against its leaf, the leaves against the tree,
// the tree against every signed checkpoint in the database and beside it, and what other features keep.
func (s *Service) Verify(ctx context.Context) (*Report, error) {
	r, err := s.VerifyIn(ctx, s.db)
	if err != nil {
		return r, err
	}
	broken, err := s.db.Check(ctx) // an index may hide what its table has
	for _, b := range broken {
		r.Problems = append(r.Problems, Problem{Index: -1, Where: "database", Text: b})
	}
	return r, err
}

// VerifyIn is Verify as a transaction sees the database.
func (s *Service) VerifyIn(ctx context.Context, r db.Reader) (*Report, error) {
	v := &verifier{Service: s, ctx: ctx, r: r}
	v.nodes = nodeCursor{ctx: ctx, r: r}
	size, err := db.List[int64](ctx, r, `select size from audit_tree order by id`)
	if err != nil {
		return nil, err
	}
	if v.points, err = db.List[Checkpoint](ctx, r, `select size, at, note from audit_checkpoint order by size`); err != nil {
		return nil, err
	}
	all := v.points
	for _, step := range []func() error{v.leaves, v.strays, v.waiting} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	end, err := db.List[int64](ctx, r, `select size from audit_tree order by id`)
	if err != nil {
		return nil, err
	}
	if len(size) != 1 || len(end) != 1 || size[0] > v.tree.n || end[0] < v.tree.n { // it may have grown meanwhile
		v.add(Problem{Index: -1, Where: "audit_tree", Text: lang.T(ctx, "日志应有的条数与实际不符")})
	}
	for _, c := range v.points { // larger than the log
		v.checkpoint(c, false)
	}
	if err := v.outside(all); err != nil {
		return nil, err
	}
	for _, f := range s.verifiers {
		n, err := f.Check(ctx, r, v.add)
		if err != nil {
			return nil, err
		}
		v.report.Checked = append(v.report.Checked, Count{f.Name, n})
	}
	return &v.report, nil
}

func (v *verifier) add(p Problem) {
	if len(v.report.Problems) < enough {
		v.report.Problems = append(v.report.Problems, p)
	}
}

// leafRow is a leaf with its entry; ID is "" where the entry is gone.
type leafRow struct {
	Index   int64   `db:"idx"`
	EntryID string  `db:"entry_id"`
	Leaf    string  `db:"leaf"`
	Found   *string `db:"found"`
}

func (v *verifier) leaves() error {
	last := int64(-1 << 62)
	for {
		rows, err := db.List[leafRow](v.ctx, v.r, `select l.idx, l.entry_id, l.leaf, e.id as found from audit_leaf l
			left join audit_entry e on e.id = l.entry_id where l.idx > $1 order by l.idx limit 2000`, last)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return v.rest()
		}
		entries, err := v.entriesOf(rows)
		if err != nil {
			return err
		}
		for _, l := range rows {
			last = l.Index
			for v.tree.n < l.Index && l.Index-v.tree.n < enough {
				v.add(Problem{Index: v.tree.n, Where: "audit_leaf", Text: lang.T(v.ctx, "日志缺少这一条")})
				v.grow(tlog.Hash{})
			}
			if l.Index != v.tree.n {
				v.add(Problem{Index: l.Index, Entry: l.EntryID, Where: "audit_leaf", Text: lang.T(v.ctx, "序号不连续")})
				continue
			}
			v.leaf(l, entries[l.EntryID])
		}
	}
}

func (v *verifier) entriesOf(rows []leafRow) (map[string]*Stored, error) {
	out := map[string]*Stored{}
	for from := 0; from < len(rows); from += 500 {
		var w db.Where
		var ids []string
		for _, l := range rows[from:min(from+500, len(rows))] {
			if l.Found != nil {
				ids = append(ids, l.EntryID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		db.AddIn(&w, "id", ids)
		list, err := db.List[Stored](v.ctx, v.r, `select `+entryColumns+` from audit_entry `+w.SQL(), w.Args()...)
		if err != nil {
			return nil, err
		}
		for i := range list {
			out[list[i].ID] = &list[i]
		}
	}
	return out, nil
}

// leaf proves one entry against its leaf and appends it to the tree.
func (v *verifier) leaf(l leafRow, e *Stored) {
	written, err := tlog.ParseHash(l.Leaf)
	broken := err != nil || written.String() != l.Leaf
	p := Problem{Index: l.Index, Entry: l.EntryID, Where: "audit_entry"}
	if e == nil {
		p.Text = lang.T(v.ctx, "记录已被删除或改号")
		v.add(p)
		v.grow(written)
		return
	}
	p.At, p.Action = e.At, e.Action
	is, err := e.Leaf()
	changed := e.altered()
	switch {
	case err == nil && !broken && is == written && len(changed) == 0:
		v.grow(written)
	case err == nil && !broken && is == written: // the checksums themselves
		p.Text = lang.T(v.ctx, "内容未变，校验列 marks 被改动")
		v.add(p)
		v.grow(written)
	case len(changed) > 0 || err != nil:
		p.Text = lang.T(v.ctx, "内容与存证不符，被改动的列：%s", strings.Join(changed, ", "))
		v.add(p)
		v.grow(written)
	default:
		p.Where, p.Text = "audit_leaf", lang.T(v.ctx, "内容未变，存证的哈希值被改动")
		v.add(p)
		v.grow(is)
	}
}

// grow appends a leaf to the tree and compares the inner hashes and checkpoints that it completes.
func (v *verifier) grow(h tlog.Hash) {
	v.report.Leaves++
	v.tree.add(h, func(index int64, h tlog.Hash) {
		for v.nodes.next() && v.nodes.row.Index < index {
			v.extraNode()
		}
		switch {
		case !v.nodes.next() || v.nodes.row.Index > index:
			v.add(Problem{Index: v.tree.n, Where: "audit_node", Text: lang.T(v.ctx, "哈希树缺少节点 %d", index)})
		default:
			if v.nodes.row.Hash != h.String() {
				v.add(Problem{Index: v.tree.n, Where: "audit_node", Text: lang.T(v.ctx, "哈希树节点 %d 被改动", index)})
			}
			v.nodes.pop()
		}
	})
	for len(v.points) > 0 && v.points[0].Size <= v.tree.n {
		v.checkpoint(v.points[0], v.points[0].Size == v.tree.n)
		v.points = v.points[1:]
	}
}

func (v *verifier) extraNode() {
	v.add(Problem{Index: -1, Where: "audit_node", Text: lang.T(v.ctx, "哈希树有多余的节点 %d", v.nodes.row.Index)})
	v.nodes.pop()
}

// rest reports inner hashes beyond the tree. Leaves added meanwhile bring theirs, so the end is asked again.
func (v *verifier) rest() error {
	end := tlog.StoredHashCount(v.tree.n)
	for v.nodes.next() {
		if v.nodes.row.Index < end {
			v.extraNode()
			continue
		}
		later, err := db.List[int64](v.ctx, v.r, `select count(*) from audit_leaf where idx >= $1`, v.tree.n)
		if err != nil {
			return err
		}
		if later[0] > 0 {
			break
		}
		v.extraNode()
	}
	return v.nodes.err
}

// checkpoint proves one signed state; here says that the tree has just its size.
func (v *verifier) checkpoint(c Checkpoint, here bool) {
	v.report.Checkpoints++
	p := Problem{Index: -1, At: c.At, Where: "audit_checkpoint"}
	size, root, at, err := c.open(v.keys.Verifiers)
	switch {
	case err != nil:
		p.Text = lang.T(v.ctx, "检查点（%d 条）的签名不成立：%s", c.Size, err.Error())
	case size != c.Size || at != c.At:
		p.Text = lang.T(v.ctx, "检查点（%d 条）与签名的内容不符", c.Size)
	case size > v.tree.n:
		p.Text = lang.T(v.ctx, "检查点证明曾有 %d 条，现只有 %d 条", size, v.tree.n)
	case !here || root != v.tree.root():
		p.Text = lang.T(v.ctx, "日志与检查点（%d 条）签名的根哈希不符", c.Size)
	default:
		return
	}
	v.add(p)
}

// strays reports entries that are neither in the tree nor waiting for it.
func (v *verifier) strays() error {
	list, err := db.List[Stored](v.ctx, v.r, `select `+entryColumns+` from audit_entry e
		where not exists (select 1 from audit_leaf l where l.entry_id = e.id)
		and not exists (select 1 from audit_pending p where p.id = e.id) order by e.id limit 100`)
	for _, e := range list {
		v.add(Problem{Index: -1, Entry: e.ID, At: e.At, Action: e.Action, Where: "audit_entry", Text: lang.T(v.ctx, "多出的记录，没有存证")})
	}
	return err
}

// waiting proves the entries that have no index yet.
func (v *verifier) waiting() error {
	type row struct {
		pending
		Found *string `db:"found"`
		Index *int64  `db:"idx"`
	}
	list, err := db.List[row](v.ctx, v.r, `select p.id, p.leaf, e.id as found, l.idx from audit_pending p
		left join audit_entry e on e.id = p.id left join audit_leaf l on l.entry_id = p.id order by p.id`)
	if err != nil {
		return err
	}
	newest, err := db.List[Stored](v.ctx, v.r, `select `+entryColumns+` from audit_entry order by id desc limit 1`)
	if err != nil {
		return err
	}
	for _, w := range list {
		p := Problem{Index: -1, Entry: w.ID, Where: "audit_pending"}
		if w.Found == nil || w.Index != nil {
			p.Text = lang.T(v.ctx, "待存证的条目没有对应的记录，或已存证")
			v.add(p)
			continue
		}
		e, err := db.Get[Stored](v.ctx, v.r, `select `+entryColumns+` from audit_entry where id = $1`, w.ID)
		if err != nil {
			return err
		}
		p.At, p.Action = e.At, e.Action
		is, err := e.Leaf()
		switch changed := e.altered(); {
		case err != nil || is.String() != w.Leaf || len(changed) > 0:
			p.Text = lang.T(v.ctx, "内容与存证不符，被改动的列：%s", strings.Join(changed, ", "))
		case len(newest) > 0 && newest[0].Time().Sub(e.Time().Time) > tooLong:
			p.Text = lang.T(v.ctx, "超过 %d 分钟仍未存证", int(tooLong.Minutes()))
		default:
			continue
		}
		v.add(p)
	}
	return nil
}

// outside compares the checkpoints in the database with those that lie beside it.
func (v *verifier) outside(inside []Checkpoint) error {
	kept, err := v.kept()
	if err != nil {
		return err
	}
	for _, c := range inside {
		if kept[fileOf(c)] == c.Note {
			delete(kept, fileOf(c))
		}
	}
	for name, text := range kept { // a checkpoint that the database no longer has
		c := Checkpoint{Note: text}
		if size, _, at, err := c.open(v.keys.Verifiers); err == nil {
			c.Size, c.At = size, at
			if c.Size > v.tree.n {
				v.checkpoint(c, false)
				continue
			}
		}
		v.add(Problem{Index: -1, At: c.At, Where: name, Text: lang.T(v.ctx, "数据库缺少这个检查点，或检查点文件被改动")})
	}
	return nil
}

// nodeCursor reads the inner hashes in the order of their indexes.
type nodeCursor struct {
	ctx  context.Context
	r    db.Reader
	rows []stored
	row  stored
	last int64
	open bool // row is valid
	done bool
	err  error
}

func (c *nodeCursor) next() bool {
	if c.open || c.done {
		return c.open
	}
	if len(c.rows) == 0 {
		c.rows, c.err = db.List[stored](c.ctx, c.r, `select idx, hash from audit_node where idx > $1 order by idx limit 4000`, c.last)
		if c.err != nil || len(c.rows) == 0 {
			c.done = true
			return false
		}
		c.last = c.rows[len(c.rows)-1].Index
	}
	c.row, c.rows, c.open = c.rows[0], c.rows[1:], true
	return true
}

func (c *nodeCursor) pop() { c.open = false }
