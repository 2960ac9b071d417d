package life

import "sync/atomic"

// Counts of what the process has done, by operation and by how it ended.
type Counts struct {
	operations []string
	kinds      []string
	cells      []atomic.Int64
}

// NewCounts counts nothing else: names that callers invent make no new series.
func NewCounts(operations, kinds []string) *Counts {
	return &Counts{operations, kinds, make([]atomic.Int64, len(operations)*len(kinds))}
}

// Add counts one; what is not known by name is left out.
func (c *Counts) Add(operation string, kind int) {
	for index, name := range c.operations {
		if name == operation {
			c.cells[index*len(c.kinds)+kind].Add(1)
		}
	}
}

// Each tells all counts.
func (c *Counts) Each(tell func(operation, kind string, count int64)) {
	for index := range c.cells {
		tell(c.operations[index/len(c.kinds)], c.kinds[index%len(c.kinds)], c.cells[index].Load())
	}
}
