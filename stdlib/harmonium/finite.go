package harmonium

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// unbounded reports whether the layers are of the two given kinds, in either order.
func unbounded(u, v Units, s, t Support) bool {
	return u.Support() == s && v.Support() == t || u.Support() == t && v.Support() == s
}

// repels reports whether only couplings of at most 0 have a finite Z: counts without a
// limit with one another or with rectified units.
func (m *Machine) repels() bool {
	return unbounded(m.visible, m.hidden, Counts, Counts) || unbounded(m.visible, m.hidden, Counts, HalfLine)
}

// errUndecided is a pair of layers on, or too near to, the border of what has a Z.
var errUndecided = errors.New("harmonium: whether Z is finite is not decided: the couplings are on the border, or more than 10 rectified units are too strongly coupled")

// Finite reports whether Z is finite. For two unbounded layers that depends on W; see
// the table in the package's documentation. It is an error if it cannot tell.
func (m *Machine) Finite() (bool, error) { return m.finiteAt(1) }

// finiteAt is Finite with every coupling multiplied by a factor.
func (m *Machine) finiteAt(by float64) (bool, error) {
	v, h := m.visible.Support(), m.hidden.Support()
	switch {
	case v == Bounded || h == Bounded:
		return true, nil
	case m.repels():
		for _, w := range m.w {
			if w > 0 {
				return false, nil
			}
		}
		return true, nil
	case v == Line && h == Line:
		return definite(m.quadratic(by)), nil
	case v == Line:
		return copositive(m.schur(by, true))
	case h == Line:
		return copositive(m.schur(by, false))
	}
	return copositive(m.quadratic(by))
}

// precisions of a layer whose base measure falls as a Gaussian's does.
func precisions(u Units, bias []float64) []float64 {
	if p := bias[u.Coupled():]; len(p) > 0 {
		return p
	}
	return constant(u.Units())
}

// quadratic is Q in e^(−½ zᵀQz), z = (v, h): precisions on the diagonal, −W beside it.
func (m *Machine) quadratic(by float64) *mat.SymDense {
	v, h := m.visible.Units(), m.hidden.Units()
	q := mat.NewSymDense(v+h, nil)
	for i, p := range precisions(m.visible, m.a) {
		q.SetSym(i, i, p)
		for j := range h {
			q.SetSym(i, v+j, -by*m.w[i*h+j])
		}
	}
	for j, p := range precisions(m.hidden, m.b) {
		q.SetSym(v+j, v+j, p)
	}
	return q
}

// schur is what is left of Q for the other layer when one on the line is integrated
// out: Λ − WᵀΛ⁻¹W.
func (m *Machine) schur(by float64, visibleOut bool) *mat.SymDense {
	w := mat.NewDense(m.visible.Units(), m.hidden.Units(), append([]float64(nil), m.w...))
	out, left := precisions(m.visible, m.a), precisions(m.hidden, m.b)
	var r mat.Matrix = w
	if !visibleOut {
		out, left, r = left, out, w.T()
	}
	scaled := mat.DenseCopyOf(r)
	for i, p := range out {
		for j := range left {
			scaled.Set(i, j, by*scaled.At(i, j)/math.Sqrt(p))
		}
	}
	s := mat.NewSymDense(len(left), nil)
	s.SymOuterK(-1, scaled.T())
	for j, p := range left {
		s.SetSym(j, j, s.At(j, j)+p)
	}
	return s
}

func definite(q *mat.SymDense) bool {
	var c mat.Cholesky
	return c.Factorize(q)
}

// maxCopositive is the most units whose subsets are all looked at.
const maxCopositive = 10

// copositive reports whether xᵀMx > 0 for all x ≥ 0 but 0, which is when the integral
// of e^(−½xᵀMx + c·x) over them is finite. (On the border it depends on c; that is an
// error.) M is not copositive just if for some subset of the units M⁻¹1 < 0: the
// direction of the steepest fall within the subset.
//
// Source: Cottle, Habetler and Lemke, Linear Algebra and its Applications 3 (1970).
func copositive(m *mat.SymDense) (bool, error) {
	n := m.SymmetricDim()
	if definite(attracting(m)) { // it is smaller than M on x ≥ 0
		return true, nil
	}
	margin := 0.0
	for i := range n {
		margin = max(margin, 1e-9*math.Abs(m.At(i, i)))
	}
	if n > maxCopositive {
		if falls(m, margin) {
			return false, nil
		}
		return false, errUndecided
	}
	if !anyFall(shifted(m, -margin)) {
		return true, nil
	}
	if anyFall(shifted(m, margin)) {
		return false, nil
	}
	return false, errUndecided
}

// attracting is m without its positive elements off the diagonal.
func attracting(m *mat.SymDense) *mat.SymDense {
	n := m.SymmetricDim()
	out := mat.NewSymDense(n, nil)
	for i := range n {
		out.SetSym(i, i, m.At(i, i))
		for j := range i {
			out.SetSym(i, j, min(0, m.At(i, j)))
		}
	}
	return out
}

func shifted(m *mat.SymDense, by float64) *mat.SymDense {
	out := mat.NewSymDense(m.SymmetricDim(), nil)
	out.CopySym(m)
	for i := range m.SymmetricDim() {
		out.SetSym(i, i, m.At(i, i)+by)
	}
	return out
}

// anyFall looks at all subsets of the units.
func anyFall(m *mat.SymDense) bool {
	n := m.SymmetricDim()
	for set := 1; set < 1<<n; set++ {
		var units []int
		for i := range n {
			if set>>i&1 == 1 {
				units = append(units, i)
			}
		}
		part, ones, x := mat.NewSymDense(len(units), nil), mat.NewVecDense(len(units), nil), mat.VecDense{}
		for r, i := range units {
			ones.SetVec(r, 1)
			for s, j := range units[:r+1] {
				part.SetSym(r, s, m.At(i, j))
			}
		}
		if err := x.SolveVec(part, ones); err != nil && !errors.As(err, new(mat.Condition)) {
			continue
		}
		if x.Len() > 0 && mat.Max(&x) < 0 {
			return true
		}
	}
	return false
}

// falls looks for an x ≥ 0 with xᵀMx < 0 by going downhill from the middle, and from
// every unit where they are not many.
func falls(m *mat.SymDense, margin float64) bool {
	const many = 64
	n := m.SymmetricDim()
	norm := mat.Norm(m, 2)
	var y mat.VecDense
	for start := -1; start < n && (start < 0 || n <= many); start++ {
		x := mat.NewVecDense(n, nil)
		for i := range n {
			if i == start || start < 0 {
				x.SetVec(i, 1)
			}
		}
		for range 50 {
			y.MulVec(m, x)
			if mat.Dot(x, &y) < -margin {
				return true
			}
			size := 0.0
			for i := range n {
				v := max(0, x.AtVec(i)-y.AtVec(i)/norm)
				x.SetVec(i, v)
				size += v * v
			}
			if size == 0 {
				break
			}
			x.ScaleVec(1/math.Sqrt(size), x)
		}
	}
	return false
}

// mustBeFinite is an error where Z is not, or is not known to be.
func (m *Machine) mustBeFinite(by float64) error {
	ok, err := m.finiteAt(by)
	if err == nil && !ok {
		err = fmt.Errorf("harmonium: Z is infinite: the couplings of %v and %v are too strong", m.visible, m.hidden)
		if m.repels() {
			err = fmt.Errorf("harmonium: Z is infinite: %v and %v need couplings of at most 0", m.visible, m.hidden)
		}
	}
	return err
}
