package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib"
)

// planeSide is how many points a plane has on a side.
const planeSide = 201

// PlaneThrough is the energy of a model over the plane through states, as far as it
// lies in the cube of states −1 ≤ sᵢ ≤ 1, for [Landscape]. Between states the energy
// is that of the formula with real sᵢ. Two states a and b span the plane u·a + v·b
// around the origin, on which −a and −b lie too; three the plane a + u(b−a) + v(c−a).
// Names are of the states, and may be fewer. Follow puts the states of a run on it.
func PlaneThrough(m *stdlib.Ising, states []stdlib.Pattern, names ...string) (Plane, error) {
	if m == nil || m.Couplings == nil {
		return Plane{}, fmt.Errorf("plots: a plane needs a model, this one is nil")
	}
	if len(states) != 2 && len(states) != 3 {
		return Plane{}, fmt.Errorf("plots: a plane through %d states, want 2 or 3", len(states))
	}
	if len(names) > len(states) {
		return Plane{}, fmt.Errorf("plots: %d names for %d states", len(names), len(states))
	}
	n := m.Units()
	s := make([][]float64, len(states))
	for k, p := range states {
		if err := m.CheckState(p.Spins); err != nil {
			return Plane{}, fmt.Errorf("plots: state %d: %w", k+1, err)
		}
		s[k] = make([]float64, n)
		for i, v := range p.Spins {
			s[k][i] = float64(v)
		}
	}
	b := basis{origin: make([]float64, n), u: s[0], v: s[1]}
	p := Plane{Axes: Axes{"part of " + name(names, 0), "part of " + name(names, 1)}}
	lo := -1.0
	p.Places = []Place{{name(names, 0), 1, 0}, {name(names, 1), 0, 1}, {"−" + name(names, 0), -1, 0}, {"−" + name(names, 1), 0, -1}}
	if len(s) == 3 {
		lo = 0
		b = basis{origin: s[0], u: difference(s[1], s[0]), v: difference(s[2], s[0])}
		p.Axes = Axes{"towards " + name(names, 1), "towards " + name(names, 2)}
		p.Places = []Place{{name(names, 0), 0, 0}, {name(names, 1), 1, 0}, {name(names, 2), 0, 1}}
	}
	if !b.spans() {
		return Plane{}, fmt.Errorf("plots: the %d states lie on a line, and span no plane", len(states))
	}
	p.basis = &b
	for k := range planeSide {
		p.X = append(p.X, lo+(1-lo)*float64(k)/(planeSide-1))
	}
	p.Y = p.X
	p.Energy = b.energies(m, p.X)
	return p, nil
}

// Follow puts the states of a run on a plane made by PlaneThrough: each where it is
// nearest.
func (p Plane) Follow(label string, states ...stdlib.Pattern) (Plane, error) {
	if p.basis == nil {
		return p, fmt.Errorf("plots: this plane goes through no states; PlaneThrough makes one that does")
	}
	l := Line{Label: label}
	for k, q := range states {
		if len(q.Spins) != len(p.basis.u) {
			return p, fmt.Errorf("plots: state %d has %d units, the plane's have %d", k+1, len(q.Spins), len(p.basis.u))
		}
		u, v := p.basis.nearest(q.Spins)
		l.X, l.Y = append(l.X, u), append(l.Y, v)
	}
	p.Paths = append(p.Paths[:len(p.Paths):len(p.Paths)], l)
	return p, nil
}

func name(names []string, k int) string {
	if k < len(names) && names[k] != "" {
		return names[k]
	}
	return string(rune('A' + k))
}

func difference(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] - b[i]
	}
	return out
}

// basis is the plane origin + x·u + y·v.
type basis struct{ origin, u, v []float64 }

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += float64(a[i] * b[i])
	}
	return s
}

// gram is the products of u and v with each other.
func (b basis) gram() (uu, uv, vv float64) { return dot(b.u, b.u), dot(b.u, b.v), dot(b.v, b.v) }

func (b basis) spans() bool {
	uu, uv, vv := b.gram()
	return float64(uu*vv)-float64(uv*uv) > 1e-9*uu*vv
}

// nearest is the coordinates of the plane's point nearest to a state.
func (b basis) nearest(spins []int8) (x, y float64) {
	d := make([]float64, len(spins))
	for i, s := range spins {
		d[i] = float64(s) - b.origin[i]
	}
	uu, uv, vv := b.gram()
	du, dv := dot(d, b.u), dot(d, b.v)
	det := float64(uu*vv) - float64(uv*uv)
	return (float64(du*vv) - float64(dv*uv)) / det, (float64(dv*uu) - float64(du*uv)) / det
}

// energies is E = −½ sᵀJs − bᵀs + Offset at all pairs of coordinates: a form of second
// degree in the two, so that J is needed only for its six coefficients.
func (b basis) energies(m *stdlib.Ising, at []float64) *mat.Dense {
	vectors := [3][]float64{b.origin, b.u, b.v}
	var linear [3]float64
	var square [3][3]float64
	for k, a := range vectors {
		if m.Bias != nil {
			linear[k] = dot(m.Bias, a)
		}
		field := make([]float64, len(a))
		for i := range field {
			m.Couplings.Neighbours(i, func(j int, w float64) { field[i] += float64(w * a[j]) })
		}
		for l, c := range vectors {
			square[k][l] = dot(field, c)
		}
	}
	e := mat.NewDense(len(at), len(at), nil)
	for i, y := range at {
		for j, x := range at {
			c := [3]float64{1, x, y}
			v := m.Offset
			for k := range c {
				v -= float64(c[k] * linear[k])
				for l := range c {
					v -= float64(c[k] * c[l] * square[k][l] / 2)
				}
			}
			if !b.inside(x, y) {
				v = math.NaN()
			}
			e.Set(i, j, v)
		}
	}
	return e
}

// inside says whether no unit's value leaves [−1, 1].
func (b basis) inside(x, y float64) bool {
	for i, o := range b.origin {
		if math.Abs(o+float64(x*b.u[i])+float64(y*b.v[i])) > 1+1e-9 {
			return false
		}
	}
	return true
}
