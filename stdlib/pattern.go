package stdlib

import (
	"fmt"
	"slices"
	"strings"
)

// Pattern is a state with the shape of a picture: Rows×Cols units, row by row,
// each −1 or +1. A state without a shape is one row.
type Pattern struct {
	Spins      []int8
	Rows, Cols int
}

// The characters of a picture. The first of each is what String writes.
const (
	onRunes  = "#+1xXoO*@█■●▓"
	offRunes = ".-0_·□○░"
)

// NewPattern is a picture of the given shape made of spins, which it copies.
// It refuses a length that is not rows·cols and any value but −1 and +1.
func NewPattern(spins []int8, rows, cols int) (Pattern, error) {
	if rows < 0 || cols < 0 || rows*cols != len(spins) {
		return Pattern{}, fmt.Errorf("stdlib: %d spins do not fill %d rows of %d", len(spins), rows, cols)
	}
	if err := CheckSpins(spins); err != nil {
		return Pattern{}, err
	}
	return Pattern{append([]int8(nil), spins...), rows, cols}, nil
}

// Row is a pattern without a shape: one row of the given spins, which it keeps.
func Row(spins []int8) Pattern { return Pattern{spins, 1, len(spins)} }

// CheckSpins names the first entry of s that is neither −1 nor +1.
func CheckSpins(s []int8) error {
	for i, v := range s {
		if v == 1 || v == -1 {
			continue
		}
		hint := ""
		if !slices.ContainsFunc(s, func(v int8) bool { return v != 0 && v != 1 }) {
			hint = "; these look like bits, which FromBits turns into spins"
		}
		return fmt.Errorf("stdlib: spin %d is %d, want -1 or +1%s", i, v, hint)
	}
	return nil
}

// ParsePattern reads one picture. Rows are separated by spaces or line ends;
// # + 1 x X o O * @ are +1, and . - 0 _ are −1. Rows of different length, other
// characters and an empty picture are refused.
func ParsePattern(picture string) (Pattern, error) {
	rows := strings.Fields(picture)
	if len(rows) == 0 {
		return Pattern{}, fmt.Errorf("stdlib: the picture is empty")
	}
	p := Pattern{Rows: len(rows), Cols: len([]rune(rows[0]))}
	for r, row := range rows {
		c := 0
		for _, ch := range row {
			switch {
			case strings.ContainsRune(onRunes, ch):
				p.Spins = append(p.Spins, 1)
			case strings.ContainsRune(offRunes, ch):
				p.Spins = append(p.Spins, -1)
			default:
				return Pattern{}, fmt.Errorf("stdlib: row %d, column %d of the picture is %q, want # or .", r+1, c+1, ch)
			}
			c++
		}
		if c != p.Cols {
			return Pattern{}, fmt.Errorf("stdlib: row %d of the picture has %d columns, row 1 has %d", r+1, c, p.Cols)
		}
	}
	return p, nil
}

// ParsePatterns reads several pictures, separated by empty lines.
func ParsePatterns(pictures string) ([]Pattern, error) {
	var all []Pattern
	var lines []string
	flush := func() error {
		if len(lines) == 0 {
			return nil
		}
		p, err := ParsePattern(strings.Join(lines, "\n"))
		if err != nil {
			return fmt.Errorf("picture %d: %w", len(all)+1, err)
		}
		all, lines = append(all, p), nil
		return nil
	}
	for line := range strings.Lines(pictures + "\n\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		} else if err := flush(); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("stdlib: there is no picture in the text")
	}
	return all, nil
}

// FromBits is a picture made of bits: 1 becomes +1, 0 becomes −1 (s = 2x − 1).
func FromBits(x []uint8, rows, cols int) (Pattern, error) {
	if rows < 0 || cols < 0 || rows*cols != len(x) {
		return Pattern{}, fmt.Errorf("stdlib: %d bits do not fill %d rows of %d", len(x), rows, cols)
	}
	p := Pattern{make([]int8, len(x)), rows, cols}
	for i, v := range x {
		if v > 1 {
			return Pattern{}, fmt.Errorf("stdlib: bit %d is %d, want 0 or 1", i, v)
		}
		p.Spins[i] = 2*int8(v) - 1
	}
	return p, nil
}

// Bits is the pattern in the binary encoding, x = (s + 1)/2.
func (p Pattern) Bits() []uint8 {
	x := make([]uint8, len(p.Spins))
	for i, s := range p.Spins {
		if s > 0 {
			x[i] = 1
		}
	}
	return x
}

// Units is the number of units.
func (p Pattern) Units() int { return len(p.Spins) }

// String draws the pattern: + and − for a single row, else a picture of # and dots.
func (p Pattern) String() string {
	var b strings.Builder
	on, off := byte('#'), byte('.')
	if p.Rows <= 1 {
		on, off = '+', '-'
	}
	for i, s := range p.Spins {
		if i > 0 && p.Cols > 0 && i%p.Cols == 0 {
			b.WriteByte('\n')
		}
		if s > 0 {
			b.WriteByte(on)
		} else {
			b.WriteByte(off)
		}
	}
	return b.String()
}

// Clone is a copy that shares nothing with p.
func (p Pattern) Clone() Pattern {
	p.Spins = append([]int8(nil), p.Spins...)
	return p
}

// Negative is −p: every unit flipped. A net without biases that remembers p
// remembers −p as well.
func (p Pattern) Negative() Pattern {
	p = p.Clone()
	for i := range p.Spins {
		p.Spins[i] = -p.Spins[i]
	}
	return p
}

// Reshaped is the same state as a picture of another shape.
func (p Pattern) Reshaped(rows, cols int) (Pattern, error) { return NewPattern(p.Spins, rows, cols) }

// Overlap is (1/N) Σ pᵢqᵢ: 1 when equal, −1 when opposite, near 0 when unrelated.
// It is NaN when the lengths differ or are 0.
func (p Pattern) Overlap(q Pattern) float64 { return Overlap(p.Spins, q.Spins) }

// Hamming is the number of units in which p and q differ; −1 when the lengths differ.
func (p Pattern) Hamming(q Pattern) int { return Hamming(p.Spins, q.Spins) }

// Equal reports whether p and q are the same state, whatever their shapes.
func (p Pattern) Equal(q Pattern) bool { return p.Hamming(q) == 0 }
