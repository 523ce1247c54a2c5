package figures

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/readout"
	"harmonium/stdlib/verbs"
)

// registerMachines: a machine that learns is its couplings, and what it makes of a
// pattern is pictures.
func registerMachines(r *display.Registry) {
	display.RegisterAs(r, "a heatmap of the couplings", func(m *boltzmann.Machine) (any, error) {
		return renamed(m.String())(couplings(m.Weights()))
	})
	display.RegisterAs(r, "a sheet of the patterns", func(d boltzmann.Data) (any, error) { return examples(d.Patterns, len(d.Patterns)) })
	display.RegisterAs(r, "a heatmap of the gradient of the couplings", func(g boltzmann.Gradient) (any, error) {
		return renamed(fmt.Sprintf("Gradient, log-likelihood %.4g", g.LogLikelihood))(couplings(g.Weights))
	})
	display.RegisterAs(r, "the mean of each unit", func(m boltzmann.Means) (any, error) {
		return figure(plots.Lines(plots.Axes{X: "unit", Y: "mean"}, plots.Line{Y: m.Mean, Points: true}).Titled(fmt.Sprintf("Mean field, free energy %.6g", m.FreeEnergy)))
	})
	display.RegisterAs(r, "a heatmap of A", func(g *boltzmann.Gaussian) (any, error) {
		return figure(plots.Heatmap(g.A).Titled(fmt.Sprintf("Gaussian machine of %d units", g.Units())))
	})
	display.RegisterAs(r, "the share stored against the patterns, a curve for each number of hidden units", stored)
	display.RegisterAs(r, "the probability of each class, with its error", func(p boltzmann.Posterior) (any, error) {
		bars := plots.Line{Y: p.Probability, Points: true}
		for k, q := range p.Probability {
			if k < len(p.Error) {
				bars.Low, bars.High = append(bars.Low, q-p.Error[k]), append(bars.High, q+p.Error[k])
			}
		}
		return figure(plots.Lines(plots.Axes{X: "class", Y: "probability"}, bars).Titled(fmt.Sprintf("Class %d", p.Best())))
	})
	display.RegisterAs(r, "what each hidden unit looks for", filters)
	display.RegisterAs(r, "a sheet of the first examples", func(d *rbm.Data) (any, error) {
		var some []stdlib.Pattern
		for k := range min(d.Len(), mostPictures) {
			p, err := d.Pattern(k)
			if err != nil {
				return nil, err
			}
			some = append(some, p)
		}
		return examples(some, d.Len())
	})
	display.RegisterAs(r, "a heatmap of the gradient of the couplings", func(g rbm.Gradient) (any, error) {
		if len(g.Weights) == 0 {
			return nil, nil
		}
		return figure(plots.Heatmap(mat.NewDense(len(g.Visible), len(g.Hidden), g.Weights)).Titled(fmt.Sprintf("Gradient, log-likelihood %.4g", g.LogLikelihood)))
	})
	display.RegisterAs(r, "a histogram of the weights of the chains", estimate)
	display.RegisterAs(r, "a histogram of the weights of the chains", func(e harmonium.Estimate) (any, error) { return estimate(rbm.Estimate(e)) })
	display.RegisterAs(r, "a heatmap of the couplings", func(m *harmonium.Machine) (any, error) {
		v, h := m.Visible().Coupled(), m.Hidden().Coupled()
		if h == 0 {
			return nil, nil
		}
		return figure(plots.Heatmap(mat.NewDense(v, h, m.Weights())).Titled(m.String()))
	})
	display.RegisterAs(r, "precision against recall", func(r harmonium.Retrieved) (any, error) {
		var curves []plots.Line
		for _, k := range r.Rankings {
			recall := make([]float64, len(k.Precision))
			for i := range recall {
				recall[i] = float64(i+1) / float64(len(recall))
			}
			curves = append(curves, plots.Line{Label: fmt.Sprintf("%s, mean %.3f", k.Name, k.Mean), X: recall, Y: k.Precision})
		}
		return figure(plots.Lines(plots.Axes{X: "recall", Y: "precision"}, curves...).Titled("Documents on the topic of another"))
	})
	display.RegisterAs(r, "what each hidden unit looks for", func(c *rbm.Classifier) (any, error) {
		return renamed(c.String())(filters(c.Machine()))
	})
	display.RegisterAs(r, "the learning curves", func(o boltzmann.Outcome) (any, error) { return renamed(o.String())(curves("", nil, o.History)) })
	display.RegisterAs(r, "a heatmap of the gradient of the couplings", func(g harmonium.Gradient) (any, error) {
		if len(g.Visible)*len(g.Hidden) == 0 || len(g.Weights)%len(g.Hidden) != 0 {
			return nil, nil
		}
		return figure(plots.Heatmap(mat.NewDense(len(g.Weights)/len(g.Hidden), len(g.Hidden), g.Weights)).Titled(fmt.Sprintf("Gradient, log-likelihood %.4g", g.LogLikelihood)))
	})
	display.RegisterAs(r, "the means as greys, and the samples", completion)
	display.RegisterAs(r, "the means as greys, and the samples", func(c boltzmann.Completion) (any, error) {
		return completion(verbs.OfSpins(c))
	})
	display.RegisterAs(r, "the means as greys, and the samples", func(c rbm.Completion) (any, error) {
		return completion(verbs.Completion{Mean: c.Mean, Error: c.Error, Patterns: c.Patterns})
	})
	display.RegisterAs(r, "a heatmap of the weights, a row a class", func(s *readout.Softmax) (any, error) {
		return figure(plots.Heatmap(mat.NewDense(s.Classes, s.Features, s.Weights)).Titled(fmt.Sprintf("Read-out of %d features into %d classes", s.Features, s.Classes)))
	})
}

// stored is what hidden units add to the capacity.
func stored(points []boltzmann.CapacityPoint) (any, error) {
	var all []plots.Line
	of := map[int]int{} // where the curve of so many hidden units stands
	for _, p := range points {
		k, known := of[p.Hidden]
		if !known {
			k = len(all)
			of[p.Hidden] = k
			all = append(all, plots.Line{Label: fmt.Sprintf("%d hidden", p.Hidden)})
		}
		l := &all[k]
		l.X, l.Y = append(l.X, float64(p.Patterns)), append(l.Y, p.Stored)
		l.Low, l.High = append(l.Low, p.Stored-p.Error), append(l.High, p.Stored+p.Error)
	}
	return figure(plots.Lines(plots.Axes{X: "patterns", Y: "share stored"}, all...).Titled("Capacity that hidden units add"))
}

func estimate(e rbm.Estimate) (any, error) {
	return figure(plots.Histogram("ln of a chain's weight", e.Logs, plots.Mark{Label: "ln Z", At: []float64{e.LogZ}}).Titled(e.String()))
}

// renamed gives a figure another title.
func renamed(title string) func(any, error) (any, error) {
	return func(drawn any, err error) (any, error) {
		if f, ok := drawn.(*plots.Figure); ok {
			f.Titled(title)
		}
		return drawn, err
	}
}

// examples is a sheet of some patterns of so many.
func examples(some []stdlib.Pattern, of int) (any, error) {
	title := fmt.Sprintf("%d examples", of)
	if len(some) < of || of > mostPictures {
		some = some[:min(len(some), mostPictures)]
		title = fmt.Sprintf("%d of %s", len(some), title)
	}
	return figure(plots.Patterns(some).Titled(title))
}

// visibleByHidden is the couplings as a matrix.
func visibleByHidden(m *rbm.RBM) *mat.Dense {
	w := mat.NewDense(m.Visible(), m.Hidden(), nil)
	for k, x := range m.Weights() {
		w.Set(k/m.Hidden(), k%m.Hidden(), float64(x))
	}
	return w
}

// A sheet of receptive fields has at most this many, the first ones.
const mostFilters = 100

// filters is a picture for each hidden unit; where the units are no picture, a heatmap
// of the couplings.
func filters(m *rbm.RBM) (any, error) {
	h := min(m.Hidden(), mostFilters)
	if h == 0 || m.Visible() == 0 {
		return nil, nil
	}
	w := visibleByHidden(m).Slice(0, m.Visible(), 0, h)
	title := m.String()
	if h < m.Hidden() {
		title = fmt.Sprintf("%s: the first %d hidden units", title, h)
	}
	shape, err := m.Filter(0)
	if err != nil {
		return nil, err
	}
	if len(shape) < 2 {
		return figure(plots.Heatmap(w).Titled(title))
	}
	return figure(plots.ReceptiveFields(w, len(shape), len(shape[0])).Titled(title))
}

// completion is the means, in greys, above the states of the chains.
func completion(c verbs.Completion) (any, error) {
	if len(c.Patterns) == 0 {
		return nil, nil
	}
	rows, cols := c.Patterns[0].Rows, c.Patterns[0].Cols
	worst := 0.0
	for _, e := range c.Error {
		if !math.IsNaN(e) {
			worst = max(worst, e)
		}
	}
	title := fmt.Sprintf("Completion, mean of %d chains within ± %.2g", len(c.Patterns), worst)
	if rows < 2 {
		return figure(plots.Lines(plots.Axes{X: "unit", Y: "mean"}, plots.Line{Y: c.Mean, Points: true}).Titled(title))
	}
	some := c.Patterns[:min(len(c.Patterns), mostPictures)]
	return figure(plots.Grid(1, plots.Greys(rows, cols, [][]float64{c.Mean}, "mean"), plots.Patterns(some)).Titled(title))
}
