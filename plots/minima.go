package plots

import "fmt"

// Minima draws how many local minima lie at which energy, with the energies of the
// stored patterns marked.
func Minima(energies, stored []float64) *Figure {
	f := Histogram("energy (kT)", energies, Mark{Label: "stored", At: stored})
	if f.err == nil {
		lo, _ := limits(energies)
		f.words = fmt.Sprintf("Energies of %d local minima, the lowest at %s.%s", len(energies), number(lo), markWords([]Mark{{"stored patterns", stored}}))
	}
	return f
}

// Cuts draws how often cuts of which weight were found, with the best known marked;
// a best of 0 is not marked.
func Cuts(cuts []float64, best float64) *Figure {
	var marks []Mark
	if best != 0 {
		marks = []Mark{{Label: "best known", At: []float64{best}}}
	}
	f := Histogram("cut", cuts, marks...)
	if f.err == nil {
		_, hi := limits(cuts)
		f.words = fmt.Sprintf("%d cuts, the largest %s.%s", len(cuts), number(hi), markWords(marks))
	}
	return f
}
