package stdlib

import "math"

// Overlap is (1/N) Σ aᵢbᵢ of two states; NaN when their lengths differ or are 0.
func Overlap(a, b []int8) float64 {
	if len(a) != len(b) || len(a) == 0 {
		return math.NaN()
	}
	sum := 0
	for i, s := range a {
		sum += int(s) * int(b[i])
	}
	return float64(sum) / float64(len(a))
}

// Hamming is the number of units in which two states differ; −1 when their lengths differ.
func Hamming(a, b []int8) int {
	if len(a) != len(b) {
		return -1
	}
	d := 0
	for i, s := range a {
		if s != b[i] {
			d++
		}
	}
	return d
}

// Overlaps is the table of overlaps of each state with each pattern.
func Overlaps(states, patterns []Pattern) [][]float64 {
	table := make([][]float64, len(states))
	for i, s := range states {
		table[i] = make([]float64, len(patterns))
		for j, p := range patterns {
			table[i][j] = s.Overlap(p)
		}
	}
	return table
}
