package words

import (
	"sync"
	"sync/atomic"
	"time"

	"harmonium/dsl/internal/mime"
	"harmonium/plots"
	"harmonium/stdlib"
)

// curve is the figure of a long run while it runs: the energy of each of its chains.
// When the run has ended, its own figure takes the place.
type curve struct {
	*Set
	name  string
	units int
	axes  plots.Axes
	start time.Time
	place *place
	on    atomic.Bool // the run is long enough to be followed

	mu       sync.Mutex
	done, of int
	chains   []series
}

func (s *Set) curve(name string, units int, axes plots.Axes) *curve {
	return &curve{Set: s, name: name, units: units, axes: axes, start: time.Now(), place: s.newPlace()}
}

// tell is told how far the run is, from any goroutine.
func (c *curve) tell(done, of int) {
	if of*c.units < c.followed {
		return
	}
	c.on.Store(true)
	c.mu.Lock()
	c.done, c.of = max(c.done, done), of
	c.mu.Unlock()
	c.place.tryShow(c.frame)
}

// point is told the energy of a chain after a sweep, from the chain's goroutine.
func (c *curve) point(chain int, energy float64) {
	if !c.on.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.chains) <= chain {
		c.chains = append(c.chains, series{stride: 1})
	}
	c.chains[chain].add(energy)
}

// frame is the figure so far.
func (c *curve) frame() mime.Bundle {
	c.mu.Lock()
	title := line(c.name, c.done, c.of, time.Since(c.start))
	lines := make([]plots.Line, 0, len(c.chains))
	for _, s := range c.chains {
		if len(s.y) > 0 {
			lines = append(lines, s.line())
		}
	}
	c.mu.Unlock()
	if len(lines) == 0 {
		return mime.Text(title)
	}
	return c.bundle(plots.Lines(c.axes, lines...).Titled(title))
}

// ended shows the figure of a result, or of what there is of it, where its curve was.
func ended[T any](c *curve, result T, err error) T {
	if c.on.Load() {
		c.place.end(func() mime.Bundle { return c.bundle(result) })
		c.drawn.add(c.host.Run(), result)
	}
	return must(result, err)
}

// series is a curve of any length in about a thousand points.
type series struct {
	stride, seen int
	y            []float64 // of every stride-th number
}

const mostPoints = 2000

func (s *series) add(y float64) {
	if s.seen%s.stride == 0 {
		s.y = append(s.y, y)
	}
	s.seen++
	if len(s.y) < mostPoints {
		return
	}
	for i := range s.y[:mostPoints/2] {
		s.y[i] = s.y[2*i]
	}
	s.y, s.stride = s.y[:mostPoints/2], 2*s.stride
}

func (s *series) line() plots.Line {
	l := plots.Line{X: make([]float64, len(s.y)), Y: append([]float64(nil), s.y...)}
	for i := range l.X {
		l.X[i] = float64(i * s.stride)
	}
	return l
}

// units is how many units a model has; 0 when it is none.
func units(model any) int {
	m, ok := model.(stdlib.Model)
	if !ok {
		return 0
	}
	is, err := m.Ising()
	if err != nil {
		return 0
	}
	return is.Units()
}
