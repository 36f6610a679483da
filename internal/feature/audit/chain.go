package audit

import "golang.org/x/mod/sumdb/tlog"

// chain grows a tree from its leaves, keeping only the roots of its full subtrees.
type chain struct {
	n     int64
	roots []tlog.Hash // largest first: one for each bit of n
}

// add appends a leaf and tells each inner hash that it completes, in the order of their indexes.
func (c *chain) add(leaf tlog.Hash, node func(index int64, h tlog.Hash)) {
	h := leaf
	at := tlog.StoredHashIndex(0, c.n)
	for rest := c.n; rest&1 == 1; rest >>= 1 {
		h = tlog.NodeHash(c.roots[len(c.roots)-1], h)
		c.roots = c.roots[:len(c.roots)-1]
		at++
		node(at, h)
	}
	c.roots = append(c.roots, h)
	c.n++
}

// root returns the hash of the tree so far.
func (c *chain) root() tlog.Hash {
	if len(c.roots) == 0 {
		return tlog.Hash{}
	}
	h := c.roots[len(c.roots)-1]
	for i := len(c.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(c.roots[i], h)
	}
	return h
}
