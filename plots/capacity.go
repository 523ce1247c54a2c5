package plots

import "fmt"

// Load is what a rule reached at each load P/N.
type Load struct {
	Rule    string
	Load    []float64 // P/N
	Overlap []float64 // mean overlap of recalled and stored patterns
	Error   []float64 // standard error of Overlap; nil for none
	Wrong   []float64 // fraction of a stored pattern's units that do not keep their value; nil for none
}

// Capacity draws overlap and wrong units against the load, rules compared, with
// theory dashed. A theory with no loads is left out.
func Capacity(theory Load, rules ...Load) *Figure {
	var overlap, wrong []Line
	for _, r := range rules {
		if len(r.Load) != len(r.Overlap) || r.Error != nil && len(r.Error) != len(r.Load) || r.Wrong != nil && len(r.Wrong) != len(r.Load) {
			return failed("%s has %d loads, %d overlaps, %d errors and %d fractions", nameOr(r.Rule, "a rule"), len(r.Load), len(r.Overlap), len(r.Error), len(r.Wrong))
		}
		l := Line{Label: r.Rule, X: r.Load, Y: r.Overlap, Points: true}
		if r.Error != nil {
			l.Low, l.High = around(r.Overlap, r.Error)
		}
		overlap = append(overlap, l)
		if r.Wrong != nil {
			wrong = append(wrong, Line{Label: r.Rule, X: r.Load, Y: r.Wrong, Points: true})
		}
	}
	if len(theory.Load) > 0 {
		name := nameOr(theory.Rule, "theory, N → ∞")
		overlap = append(overlap, Line{Label: name, X: theory.Load, Y: theory.Overlap, Dashed: true})
		if theory.Wrong != nil {
			wrong = append(wrong, Line{Label: name, X: theory.Load, Y: theory.Wrong, Dashed: true})
		}
	}
	f := Lines(Axes{"load P/N", "overlap after recall"}, overlap...)
	if len(wrong) > 0 && f.err == nil {
		f = Grid(2, f.Sized(420, 300), Lines(Axes{"load P/N", "units wrong after one step"}, wrong...).Sized(420, 300))
	}
	if f.err == nil {
		f.words = capacityWords(rules)
	}
	return f
}

func capacityWords(rules []Load) string {
	s := fmt.Sprintf("Overlap and errors against the load of %d rules.", len(rules))
	for _, r := range rules {
		lo, hi := limits(r.Overlap)
		s += fmt.Sprintf(" %s: overlaps from %s to %s at %d loads.", nameOr(r.Rule, "A rule"), number(lo), number(hi), len(r.Load))
	}
	return s
}
