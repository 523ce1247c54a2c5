package harmonium

import (
	"fmt"
	"strings"

	"harmonium/stdlib/rng"
)

// Mixed is a layer of several kinds of units, one part after the other: pixels and a
// class, Mixed{Bits(64), Potts{N: 1, States: 10}}; numbers and answers of yes or no.
// With parts that are not bounded it goes with a bounded layer only. Of f(x) the
// coupled statistics of all parts come first, then the others.
type Mixed []Units

func (m Mixed) String() string {
	var names []string
	for _, u := range m {
		names = append(names, u.String())
	}
	return strings.Join(names, " + ")
}

func (m Mixed) total(of func(Units) int) int {
	n := 0
	for _, u := range m {
		n += of(u)
	}
	return n
}

func (m Mixed) Units() int      { return m.total(Units.Units) }
func (m Mixed) Coupled() int    { return m.total(Units.Coupled) }
func (m Mixed) Statistics() int { return m.total(Units.Statistics) }

// Support is Bounded if that of every part is.
func (m Mixed) Support() Support {
	for _, u := range m {
		if s := u.Support(); s != Bounded {
			return s
		}
	}
	return Bounded
}

// parts calls do with every part's units of x; f, which holds statistics or natural
// parameters, is taken apart before and put together after. Either may be nil.
func (m Mixed) parts(x, f []float64, do func(k int, u Units, x, f []float64) error) error {
	c, d := 0, m.Coupled()
	for k, u := range m {
		var own []float64
		n, wide := u.Coupled(), u.Statistics()
		if f != nil {
			own = append(append(own, f[c:c+n]...), f[d:d+wide-n]...)
		}
		var units []float64
		if x != nil {
			units, x = x[:u.Units()], x[u.Units():]
		}
		if err := do(k, u, units, own); err != nil {
			return err
		}
		if f != nil {
			copy(f[c:c+n], own[:n])
			copy(f[d:d+wide-n], own[n:])
		}
		c, d = c+n, d+wide-n
	}
	return nil
}

// Check counts units within their part.
func (m Mixed) Check(x []float64) error {
	return m.parts(x, nil, func(k int, u Units, x, _ []float64) error {
		if err := u.Check(x); err != nil {
			return fmt.Errorf("part %d: %w", k, err)
		}
		return nil
	})
}

func (m Mixed) LogBase(x []float64) (log float64) {
	m.parts(x, nil, func(_ int, u Units, x, _ []float64) error { log += u.LogBase(x); return nil })
	return log
}

func (m Mixed) Write(f, x []float64) {
	m.parts(x, f, func(_ int, u Units, x, f []float64) error { u.Write(f, x); return nil })
}

func (m Mixed) LogPartition(y []float64) (a float64) {
	m.parts(nil, y, func(_ int, u Units, _, y []float64) error { a += u.LogPartition(y); return nil })
	return a
}

func (m Mixed) Mean(f, y []float64) {
	copy(f, y)
	m.parts(nil, f, func(_ int, u Units, _, y []float64) error {
		own := make([]float64, len(y))
		u.Mean(own, y)
		copy(y, own)
		return nil
	})
}

// Draw gives every part a stream of its own.
func (m Mixed) Draw(x, y []float64, src rng.Source) {
	m.parts(x, y, func(k int, u Units, x, y []float64) error { u.Draw(x, y, src.Numbered(uint64(k))); return nil })
}

func (m Mixed) Points(reach float64) float64 {
	n := 1.0
	for _, u := range m {
		n *= u.Points(reach)
	}
	return n
}

func (m Mixed) Each(y []float64, reach float64, visit func(x []float64, logWeight float64)) {
	bias := make([][]float64, len(m))
	m.parts(nil, y, func(k int, _ Units, _, y []float64) error { bias[k] = y; return nil })
	x := make([]float64, m.Units())
	var from func(k, at int, log float64)
	from = func(k, at int, log float64) {
		if k == len(m) {
			visit(x, log)
			return
		}
		m[k].Each(bias[k], reach, func(part []float64, l float64) {
			copy(x[at:], part)
			from(k+1, at+len(part), log+l)
		})
	}
	from(0, 0, 0)
}

// check refuses parts that cannot stand beside others.
func (m Mixed) check() error {
	if len(m) == 0 {
		return fmt.Errorf("harmonium: a mixed layer of no parts")
	}
	for k, u := range m {
		switch u.(type) {
		case nil, Mixed, Words:
			return fmt.Errorf("harmonium: part %d of a mixed layer is %v, want a single kind of units but Words", k, u)
		}
		if err := checkLayer(u, 0); err != nil {
			return fmt.Errorf("part %d: %w", k, err)
		}
	}
	return nil
}

// precise lists, for every parameter that is a precision, the coupled statistic that it
// belongs to.
func precise(u Units) (owners []int) {
	parts, mixed := u.(Mixed)
	if !mixed {
		parts = Mixed{u}
	}
	at := 0
	for _, p := range parts {
		for i := range p.Statistics() - p.Coupled() {
			owners = append(owners, at+i)
		}
		at += p.Coupled()
	}
	return owners
}
