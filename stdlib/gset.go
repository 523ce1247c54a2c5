package stdlib

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ReadGSet reads a graph in the G-set's format (Helmberg and Rendl, SIAM J.
// Optim. 10, 2000): a line with the numbers of nodes and edges, then lines with two
// nodes, counted from 1, and a weight, which may be left out when it is 1.
func ReadGSet(r io.Reader) (*Sparse, error) {
	var nodes, count int
	var edges []Edge
	line := 0
	in := bufio.NewScanner(r)
	for in.Scan() {
		line++
		f := strings.Fields(in.Text())
		if len(f) == 0 {
			continue
		}
		if nodes == 0 && edges == nil {
			if len(f) != 2 || number(f[0], &nodes) != nil || number(f[1], &count) != nil || nodes < 1 || count < 0 {
				return nil, fmt.Errorf("stdlib: line %d of the graph is %q, want the numbers of nodes and edges", line, in.Text())
			}
			edges = []Edge{}
			continue
		}
		e, err := gsetEdge(f, nodes)
		if err != nil {
			return nil, fmt.Errorf("stdlib: line %d of the graph: %w", line, err)
		}
		edges = append(edges, e)
	}
	if err := in.Err(); err != nil {
		return nil, err
	}
	if len(edges) != count || nodes == 0 {
		return nil, fmt.Errorf("stdlib: the graph has %d edges, its first line promises %d", len(edges), count)
	}
	return NewSparse(nodes, edges)
}

func gsetEdge(f []string, nodes int) (Edge, error) {
	e := Edge{Weight: 1}
	if len(f) < 2 || len(f) > 3 || number(f[0], &e.I) != nil || number(f[1], &e.J) != nil {
		return e, fmt.Errorf("%q, want two nodes and a weight", strings.Join(f, " "))
	}
	if len(f) == 3 {
		w, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			return e, fmt.Errorf("weight %q is not a number", f[2])
		}
		e.Weight = w
	}
	if e.I < 1 || e.I > nodes || e.J < 1 || e.J > nodes {
		return e, fmt.Errorf("nodes %d and %d, want 1 to %d", e.I, e.J, nodes)
	}
	e.I--
	e.J--
	return e, nil
}

func number(s string, to *int) (err error) {
	*to, err = strconv.Atoi(s)
	return err
}

// WriteGSet writes a graph in the G-set's format.
func WriteGSet(w io.Writer, graph *Sparse) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, graph.Units(), graph.Edges())
	for _, e := range EdgesOf(graph) {
		fmt.Fprintln(out, e.I+1, e.J+1, strconv.FormatFloat(e.Weight, 'g', -1, 64))
	}
	return out.Flush()
}
