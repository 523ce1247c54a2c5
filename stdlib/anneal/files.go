package anneal

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"harmonium/stdlib"
)

// Files state problems with the opposite sign: E = Σhᵢsᵢ + Σ_{i<j}Jᵢⱼsᵢsⱼ + offset,
// or E = ΣQᵢⱼxᵢxⱼ + offset. Models here have −½sᵀJs − bᵀs, so J and b change
// sign on the way; energies do not.

// maxFileUnits bounds what a short file can ask for.
const maxFileUnits = 10_000_000

// ReadCOO reads lines "i j value", units counted from 0; i = j is a bias. A line "#
// vartype=SPIN" before says that units are ±1; else they are bits.
func ReadCOO(r io.Reader) (*stdlib.Ising, error) {
	q, spin := stdlib.QUBO{}, false
	err := lines(r, func(line string) error {
		if strings.HasPrefix(line, "#") {
			spin = spin || strings.ReplaceAll(strings.TrimSpace(line[1:]), " ", "") == "vartype=SPIN"
			return nil
		}
		return addTerm(&q, strings.Fields(line))
	})
	if err != nil {
		return nil, err
	}
	if spin {
		return spins(q)
	}
	return q.Ising()
}

func lines(r io.Reader, do func(string) error) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		if line := strings.TrimSpace(in.Text()); line != "" {
			if err := do(line); err != nil {
				return fmt.Errorf("anneal: line %d: %w", n, err)
			}
		}
	}
	return in.Err()
}

func addTerm(q *stdlib.QUBO, f []string) error {
	if len(f) != 3 {
		return fmt.Errorf("%q, want two units and a value", strings.Join(f, " "))
	}
	var e stdlib.Edge
	var err error
	for k, to := range []*int{&e.I, &e.J} {
		if *to, err = strconv.Atoi(f[k]); err != nil || *to < 0 || *to >= maxFileUnits {
			return fmt.Errorf("unit %q, want a whole number from 0", f[k])
		}
	}
	if e.Weight, err = strconv.ParseFloat(f[2], 64); err != nil || math.IsNaN(e.Weight) || math.IsInf(e.Weight, 0) {
		return fmt.Errorf("value %q, want a finite number", f[2])
	}
	q.Units = max(q.Units, e.I+1, e.J+1)
	q.Terms = append(q.Terms, e)
	return nil
}

// spins reads the terms as those of ±1 units.
func spins(q stdlib.QUBO) (*stdlib.Ising, error) {
	b := make([]float64, q.Units)
	var edges []stdlib.Edge
	for _, t := range q.Terms {
		if t.I == t.J {
			b[t.I] -= t.Weight
		} else {
			edges = append(edges, stdlib.Edge{I: t.I, J: t.J, Weight: -t.Weight})
		}
	}
	j, err := stdlib.NewSparse(q.Units, edges)
	if err != nil {
		return nil, err
	}
	return &stdlib.Ising{Couplings: j, Bias: b, Offset: q.Constant}, nil
}

// WriteCOO writes a model as ReadCOO reads it, in spins. The format has no place for an
// offset, which goes into a comment.
func WriteCOO(w io.Writer, m *stdlib.Ising) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "# vartype=SPIN")
	if m.Offset != 0 {
		fmt.Fprintf(out, "# offset=%v\n", m.Offset)
	}
	for i, b := range m.Bias {
		if b != 0 {
			fmt.Fprintln(out, i, i, text(-b))
		}
	}
	for _, e := range stdlib.EdgesOf(m.Couplings) {
		fmt.Fprintln(out, e.I, e.J, text(-e.Weight))
	}
	return out.Flush()
}

func text(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// ReadQUBO reads a .qubo file: comments begin with c, one line "p qubo 0 units
// diagonals couplers", then lines "i j value" in bits, units counted from 0.
func ReadQUBO(r io.Reader) (stdlib.QUBO, error) {
	q := stdlib.QUBO{}
	declared := -1
	err := lines(r, func(line string) error {
		f := strings.Fields(line)
		switch f[0] {
		case "c":
			return nil
		case "p":
			if len(f) < 4 || f[1] != "qubo" || declared >= 0 {
				return fmt.Errorf("%q, want one line p qubo 0 units diagonals couplers", line)
			}
			n, err := strconv.Atoi(f[3])
			if err != nil || n < 0 || n > maxFileUnits {
				return fmt.Errorf("%q units, want a whole number", f[3])
			}
			declared = n
			return nil
		}
		if declared < 0 {
			return fmt.Errorf("%q before the line p qubo", line)
		}
		return addTerm(&q, f)
	})
	if err != nil {
		return q, err
	}
	if declared < 0 || q.Units > declared {
		return q, fmt.Errorf("anneal: the .qubo file declares %d units and names unit %d", max(declared, 0), q.Units-1)
	}
	q.Units = declared
	return q, nil
}

// WriteQUBO writes a .qubo file. Its constant goes into a comment.
func WriteQUBO(w io.Writer, q stdlib.QUBO) error {
	out := bufio.NewWriter(w)
	diagonals := 0
	for _, t := range q.Terms {
		if t.I == t.J {
			diagonals++
		}
	}
	fmt.Fprintf(out, "c constant %v\np qubo 0 %d %d %d\n", q.Constant, q.Units, diagonals, len(q.Terms)-diagonals)
	for _, same := range []bool{true, false} {
		for _, t := range q.Terms {
			if (t.I == t.J) == same {
				fmt.Fprintln(out, t.I, t.J, text(t.Weight))
			}
		}
	}
	return out.Flush()
}

// bqm is D-Wave's binary quadratic model as JSON, schema 3.0.0.
type bqm struct {
	Type         string            `json:"type"`
	Version      map[string]string `json:"version"`
	UseBytes     bool              `json:"use_bytes"`
	IndexType    string            `json:"index_type"`
	BiasType     string            `json:"bias_type"`
	Variables    int               `json:"num_variables"`
	Interactions int               `json:"num_interactions"`
	Labels       []any             `json:"variable_labels"`
	VarType      string            `json:"variable_type"`
	Offset       float64           `json:"offset"`
	Info         map[string]any    `json:"info"`
	Linear       []float64         `json:"linear_biases"`
	Quadratic    []float64         `json:"quadratic_biases"`
	Head         []int             `json:"quadratic_head"`
	Tail         []int             `json:"quadratic_tail"`
}

// ReadBQM reads D-Wave's BinaryQuadraticModel JSON (schema 3.0.0, numbers as text).
// Units are numbered as the file lists them; labels are returned beside.
func ReadBQM(r io.Reader) (*stdlib.Ising, []any, error) {
	var b bqm
	if err := json.NewDecoder(r).Decode(&b); err != nil {
		return nil, nil, fmt.Errorf("anneal: BQM: %w", err)
	}
	switch {
	case b.Type != "BinaryQuadraticModel":
		return nil, nil, fmt.Errorf("anneal: BQM: the type is %q, want BinaryQuadraticModel", b.Type)
	case b.UseBytes:
		return nil, nil, fmt.Errorf("anneal: BQM: numbers are stored as bytes; write it with use_bytes=False")
	case b.VarType != "SPIN" && b.VarType != "BINARY":
		return nil, nil, fmt.Errorf("anneal: BQM: variable_type is %q, want SPIN or BINARY", b.VarType)
	case len(b.Linear) != b.Variables || len(b.Quadratic) != len(b.Head) || len(b.Head) != len(b.Tail) || b.Variables < 0:
		return nil, nil, fmt.Errorf("anneal: BQM: %d variables with %d linear biases, %d quadratic with %d heads and %d tails", b.Variables, len(b.Linear), len(b.Quadratic), len(b.Head), len(b.Tail))
	}
	q := stdlib.QUBO{Units: b.Variables, Constant: b.Offset}
	for i, v := range b.Linear {
		q.Terms = append(q.Terms, stdlib.Edge{I: i, J: i, Weight: v})
	}
	for k, v := range b.Quadratic {
		if b.Head[k] == b.Tail[k] {
			return nil, nil, fmt.Errorf("anneal: BQM: interaction %d joins variable %d to itself", k, b.Head[k])
		}
		q.Terms = append(q.Terms, stdlib.Edge{I: b.Head[k], J: b.Tail[k], Weight: v})
	}
	make := q.Ising
	if b.VarType == "SPIN" {
		make = func() (*stdlib.Ising, error) { return spins(q) }
	}
	m, err := make()
	return m, b.Labels, err
}

// WriteBQM writes a model as D-Wave's BinaryQuadraticModel JSON, in spins.
func WriteBQM(w io.Writer, m *stdlib.Ising) error {
	n := m.Units()
	b := bqm{Type: "BinaryQuadraticModel", Version: map[string]string{"bqm_schema": "3.0.0"}, IndexType: "uint32", BiasType: "float64",
		Variables: n, VarType: "SPIN", Offset: m.Offset, Info: map[string]any{}, Linear: make([]float64, n), Labels: make([]any, n),
		Quadratic: []float64{}, Head: []int{}, Tail: []int{}}
	for i := range n {
		b.Labels[i] = i
		if m.Bias != nil && m.Bias[i] != 0 {
			b.Linear[i] = -m.Bias[i]
		}
	}
	for _, e := range stdlib.EdgesOf(m.Couplings) {
		b.Head, b.Tail, b.Quadratic = append(b.Head, e.I), append(b.Tail, e.J), append(b.Quadratic, -e.Weight)
	}
	b.Interactions = len(b.Head)
	return json.NewEncoder(w).Encode(b)
}
