package figures

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib"
)

// A heatmap of more units than this would show nothing that an eye can tell apart.
const mostUnits = 1000

func registerModels(r *display.Registry) {
	display.RegisterAs(r, "a heatmap of the couplings", func(m *stdlib.Ising) (any, error) { return couplings(m.Couplings) })
	display.RegisterAs(r, "a heatmap of the couplings as spins", spins[*stdlib.Binary])
	display.RegisterAs(r, "a heatmap of the couplings as spins", spins[stdlib.QUBO])
	display.RegisterAs(r, "a heatmap, whatever kind of couplings", func(c stdlib.Couplings) (any, error) { return couplings(c) })
}

// spins draws a problem that is not stated in spins.
func spins[M stdlib.Model](problem M) (any, error) {
	m, err := problem.Ising()
	if err != nil {
		return nil, err
	}
	return couplings(m.Couplings)
}

// couplings draws couplings of any kind; those of too many units are not drawn.
func couplings(c stdlib.Couplings) (any, error) {
	if c == nil || c.Units() == 0 || c.Units() > mostUnits {
		return nil, nil
	}
	return figure(plots.Heatmap(matrix(c)).Titled(fmt.Sprintf("Couplings of %d units", c.Units())))
}

// matrix is couplings of any kind as a matrix.
func matrix(c stdlib.Couplings) mat.Matrix {
	if m, ok := c.(mat.Matrix); ok {
		return m
	}
	dense := mat.NewDense(c.Units(), c.Units(), nil)
	for i := range c.Units() {
		c.Neighbours(i, func(j int, w float64) { dense.Set(i, j, w) })
	}
	return dense
}
