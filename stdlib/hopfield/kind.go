package hopfield

import (
	"fmt"
	"strings"

	"harmonium/stdlib"
)

// Kind is what a state has to do with stored patterns.
type Kind int

const (
	Stored   Kind = iota // one of the patterns
	Negative             // −1 times one of them
	Mixed                // the sign of a sum of three or five of them, each taken + or −
	Foreign              // none of these
)

func (k Kind) String() string {
	return [...]string{"stored", "negative", "mixture", "foreign"}[min(max(int(k), 0), 3)]
}

// Recognise says what a state has to do with stored patterns, and which of them
// it is made of: "ξ2", "−ξ1", "ξ1 − ξ2 + ξ3"; "" for a foreign state. Mixtures are
// looked for among those of three patterns, then of five: with P patterns that
// takes P⁵/4 comparisons.
//
// Source: Amit, Gutfreund and Sompolinsky, Phys. Rev. A 32 (1985).
func Recognise(state stdlib.Pattern, patterns ...stdlib.Pattern) (Kind, string) {
	for k, p := range patterns {
		if state.Equal(p) {
			return Stored, fmt.Sprintf("ξ%d", k+1)
		}
	}
	for k, p := range patterns {
		if state.Equal(p.Negative()) {
			return Negative, fmt.Sprintf("−ξ%d", k+1)
		}
	}
	m := mixer{state: state.Spins, patterns: patterns, sums: make([]int, len(state.Spins))}
	for _, of := range []int{3, 5} {
		if m.find(0, of) {
			return Mixed, m.name()
		}
	}
	return Foreign, ""
}

// mixer looks for patterns and signs whose sum has the signs of a state.
type mixer struct {
	state    []int8
	patterns []stdlib.Pattern
	sums     []int
	chosen   []int // k+1 for pattern k, −(k+1) for its negative
}

func (m *mixer) find(from, more int) bool {
	if more == 0 {
		for i, s := range m.state {
			if int(s)*m.sums[i] < 0 {
				return false
			}
		}
		return true
	}
	for k := from; k <= len(m.patterns)-more; k++ {
		if len(m.patterns[k].Spins) != len(m.state) {
			continue
		}
		for _, sign := range []int{1, -1} {
			m.add(k, sign)
			m.chosen = append(m.chosen, sign*(k+1))
			if m.find(k+1, more-1) {
				return true
			}
			m.chosen = m.chosen[:len(m.chosen)-1]
			m.add(k, -sign)
		}
	}
	return false
}

func (m *mixer) add(k, sign int) {
	for i, s := range m.patterns[k].Spins {
		m.sums[i] += sign * int(s)
	}
}

func (m *mixer) name() string {
	var b strings.Builder
	for i, c := range m.chosen {
		switch {
		case i == 0 && c < 0:
			b.WriteString("−")
		case c < 0:
			b.WriteString(" − ")
		case i > 0:
			b.WriteString(" + ")
		}
		fmt.Fprintf(&b, "ξ%d", max(c, -c))
	}
	return b.String()
}
