package figures

import (
	"fmt"
	"strings"

	"gonum.org/v1/gonum/mat"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/hopfield"
)

// Plot draws values in one figure: patterns in a sheet, curves on common axes, or
// one value as the registry draws it. Texts are captions, in the order of what
// they stand for.
func Plot(r *display.Registry, values ...any) (*plots.Figure, error) {
	var s sheet
	for _, v := range values {
		if text, ok := v.(string); ok {
			s.captions = append(s.captions, text)
		} else {
			s.things = append(s.things, v)
		}
	}
	switch {
	case len(s.things) == 0:
		return nil, fmt.Errorf("Plot: nothing to draw")
	case s.allPatterns():
		return drawn(plots.Patterns(s.patterns, s.captions...))
	case s.allCurves():
		return drawn(plots.Lines(s.axes, s.curves...))
	case s.allClouds():
		return drawn(plots.Scatter(plots.Axes{X: "first", Y: "second"}, s.clouds...))
	}
	if trainings, ok := s.allHistories(); ok {
		return learning(trainings, s.captions)
	}
	if rules := series[hopfield.CapacityPoint](s.things); len(rules) > 1 {
		return drawn(capacities(rules, s.captions))
	}
	if nets := series[hopfield.BasinPoint](s.things); len(nets) > 1 {
		f, err := basins(nets, s.captions)
		if err != nil {
			return nil, err
		}
		return drawn(f)
	}
	if len(s.things) > 1 {
		return nil, fmt.Errorf("Plot: one figure cannot hold %s; patterns go together, and so do curves, and trainings, places, capacities and basins", types(s.things))
	}
	return one(r, s.things[0], strings.Join(s.captions, ", "))
}

// one is the figure of a single value.
func one(r *display.Registry, value any, title string) (*plots.Figure, error) {
	drawing, err := r.Figure(value)
	if err != nil {
		return nil, err
	}
	f, ok := drawing.(*plots.Figure)
	if m, isMatrix := value.(mat.Matrix); !ok && isMatrix {
		f, ok = plots.Heatmap(m), true
	}
	if own, isFigure := value.(*plots.Figure); isFigure {
		f, ok = own, true
	}
	if !ok || f == nil {
		return nil, fmt.Errorf("Plot: a %T has no figure; Help(\"Plot\") and the manual say what has", value)
	}
	if title != "" {
		f.Titled(title)
	}
	return drawn(f)
}

func drawn(f *plots.Figure) (*plots.Figure, error) { return f, f.Err() }

// sheet sorts what is to be drawn.
type sheet struct {
	things   []any
	captions []string
	patterns []stdlib.Pattern
	axes     plots.Axes
	curves   []plots.Line
	clouds   []plots.Line
}

func (s *sheet) allPatterns() bool {
	for _, v := range s.things {
		switch p := v.(type) {
		case stdlib.Pattern:
			s.patterns = append(s.patterns, p)
		case []stdlib.Pattern:
			s.patterns = append(s.patterns, p...)
		default:
			return false
		}
	}
	return true
}

// allCurves: numbers, and several runs of which each has one energy.
func (s *sheet) allCurves() bool {
	s.axes = plots.Axes{X: "step", Y: "value"}
	for _, v := range s.things {
		line := plots.Line{}
		switch c := v.(type) {
		case []float64:
			line.Y = c
		case plots.Line:
			line = c
		case harmonium.Units:
			if c.Units() != 1 || c.Statistics() != 1 {
				return false
			}
			line, s.axes = meanOf(c), plots.Axes{X: "y, what acts on the unit", Y: "mean of the unit"}
		case hopfield.Run:
			if len(s.things) == 1 {
				return false // it shows itself
			}
			line.Y, s.axes.Y = c.Energies, "energy (kT)"
		default:
			return false
		}
		if k := len(s.curves); k < len(s.captions) {
			line.Label = s.captions[k]
		}
		s.curves = append(s.curves, line)
	}
	return true
}

// series is what was measured several times: lists of points, or a list of such
// lists; nil when the things are anything else.
func series[P any](things []any) (all [][]P) {
	for _, v := range things {
		switch points := v.(type) {
		case []P:
			all = append(all, points)
		case [][]P:
			all = append(all, points...)
		default:
			return nil
		}
	}
	return all
}

// meanOf is the mean of a unit against what acts on it.
func meanOf(unit harmonium.Units) (curve plots.Line) {
	for y := -3.0; y <= 2; y += 1.0 / 16 {
		mean := make([]float64, 1)
		unit.Mean(mean, []float64{y})
		curve.X, curve.Y = append(curve.X, y), append(curve.Y, mean[0])
	}
	return curve
}

// allClouds: places of two coordinates or more, of which the first two are drawn. Points
// with their classes show themselves when they are alone.
func (s *sheet) allClouds() bool {
	for _, v := range s.things {
		cloud := plots.Line{}
		if k := len(s.clouds); k < len(s.captions) {
			cloud.Label = s.captions[k]
		}
		rows, ok := v.([][]float64)
		if p, isPoints := v.(*data.Points); isPoints && len(s.things) > 1 && p.Dimension > 1 {
			for k := range p.Len() {
				rows = append(rows, p.Data[k*p.Dimension:(k+1)*p.Dimension])
			}
			ok = true
		}
		if !ok || len(rows) == 0 {
			return false
		}
		for _, x := range rows {
			if len(x) < 2 {
				return false
			}
			cloud.X, cloud.Y = append(cloud.X, x[0]), append(cloud.Y, x[1])
		}
		s.clouds = append(s.clouds, cloud)
	}
	return true
}

// types names the types of values, for a message.
func types(values []any) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = fmt.Sprintf("a %T", v)
	}
	return strings.Join(names, " and ")
}
