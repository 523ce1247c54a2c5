package hopfield

import (
	"fmt"
	"math"
	"sync/atomic"

	"harmonium/stdlib"
)

// Net is a Hopfield net of N units. Changing it while it recalls is not safe;
// several recalls at once are.
type Net struct {
	units      int
	asked      int           // what New was asked for
	weights    *stdlib.Dense // made when first needed
	bias       []float64     // nil means 0
	rows, cols int           // the shape of the first pattern stored
	stored     int           // how many patterns the weights hold
	largest    float64       // the largest |Jᵢⱼ|, or −1 when not known
	memory     *memory       // the weights in factors; nil when they are not Hebb's, or others may change them
	shared     atomic.Bool   // others have had the weights
}

// New is a net of N units, at least 1, that remembers nothing yet. It returns no
// error: of a net that was asked for with fewer, every method that can fail says so.
func New(units int) *Net {
	n := &Net{units: max(units, 0), asked: units}
	n.memory = &memory{units: n.units}
	return n
}

// some refuses a net without units.
func (n *Net) some() error {
	if n.units == 0 {
		return fmt.Errorf("hopfield: the net was asked for with %d units, want at least 1", n.asked)
	}
	return nil
}

// Of is the net with given weights, which it keeps, and biases; nil means no
// biases.
func Of(weights *stdlib.Dense, bias []float64) (*Net, error) {
	if weights == nil {
		return nil, fmt.Errorf("hopfield: a net needs weights")
	}
	if err := weights.Check(); err != nil {
		return nil, err
	}
	if _, err := stdlib.NewIsing(weights, bias); err != nil {
		return nil, err
	}
	return &Net{units: weights.Units(), weights: weights, bias: bias, largest: -1}, nil
}

// Units is N.
func (n *Net) Units() int { return n.units }

// Patterns is how many patterns have been stored.
func (n *Net) Patterns() int { return n.stored }

// Shape is that of the first pattern stored, as a picture; 0×0 when none was.
func (n *Net) Shape() (rows, cols int) { return n.rows, n.cols }

// Weights is J itself, not a copy. Who changes it keeps it symmetric and its
// diagonal 0.
func (n *Net) Weights() (*stdlib.Dense, error) {
	n.largest = -1
	n.shared.Store(true)
	return n.matrix()
}

func (n *Net) matrix() (*stdlib.Dense, error) {
	if err := n.some(); err != nil {
		return nil, err
	}
	if n.weights == nil {
		w, err := stdlib.NewDense(n.units)
		if err != nil {
			return nil, err
		}
		n.weights = w
	}
	return n.weights, nil
}

// SetBias gives every unit a bias: a copy of b, or none for nil.
func (n *Net) SetBias(b []float64) error {
	m, err := n.model()
	if err != nil {
		return err
	}
	if _, err := stdlib.NewIsing(m.Couplings, b); err != nil {
		return err
	}
	n.bias = append([]float64(nil), b...)
	return nil
}

// Ising is the net as a model that the samplers and the annealer take. It shares
// the weights.
func (n *Net) Ising() (*stdlib.Ising, error) {
	n.shared.Store(true)
	return n.model()
}

func (n *Net) model() (*stdlib.Ising, error) {
	w, err := n.matrix()
	if err != nil {
		return nil, err
	}
	return &stdlib.Ising{Couplings: w, Bias: n.bias}, nil
}

// Energy is E(p) = −½ pᵀJp − bᵀp.
func (n *Net) Energy(p stdlib.Pattern) (float64, error) {
	if err := n.fits(p); err != nil {
		return 0, err
	}
	m, err := n.model()
	if err != nil {
		return 0, err
	}
	return m.Energy(p.Spins), nil
}

// Stable reports whether p is a fixed point: no unit wants to flip.
func (n *Net) Stable(p stdlib.Pattern) (bool, error) {
	if err := n.fits(p); err != nil {
		return false, err
	}
	m, err := n.model()
	if err != nil {
		return false, err
	}
	f := make([]float64, n.units)
	m.Fields(f, p.Spins)
	zero := n.rounding()
	for i, s := range p.Spins {
		if float64(s)*f[i] < -zero {
			return false, nil
		}
	}
	return true, nil
}

// rounding is the size below which a field is 0 but for rounding. It matters: at
// a field of exactly 0 a unit keeps its value (the lecture's Θ(0) = −1 would
// break the symmetry between a pattern and its negative).
func (n *Net) rounding() float64 {
	largest := n.largest
	if largest < 0 { // not kept: several recalls may be here at once
		largest = n.weights.Largest()
	}
	sum := float64(n.units) * largest
	for _, b := range n.bias {
		sum = max(sum, math.Abs(b))
	}
	return 1e-14 * sum
}

func (n *Net) fits(p stdlib.Pattern) error {
	if err := n.some(); err != nil {
		return err
	}
	if len(p.Spins) != n.units {
		return fmt.Errorf("hopfield: pattern has %d units, the net has %d", len(p.Spins), n.units)
	}
	return stdlib.CheckSpins(p.Spins)
}

func (n *Net) fitAll(patterns []stdlib.Pattern) error {
	for k, p := range patterns {
		if err := n.fits(p); err != nil {
			return fmt.Errorf("pattern %d: %w", k+1, err)
		}
	}
	return nil
}

// String says what the net is, in words.
func (n *Net) String() string {
	if err := n.some(); err != nil {
		return err.Error()
	}
	if n.stored == 1 {
		return fmt.Sprintf("Hopfield net: %d units, 1 pattern stored", n.units)
	}
	return fmt.Sprintf("Hopfield net: %d units, %d patterns stored", n.units, n.stored)
}
