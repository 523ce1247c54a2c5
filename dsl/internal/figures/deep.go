package figures

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib/deep"
	"harmonium/stdlib/rbm"
)

// registerDeep: of a machine with layers the first is drawn, whose units look at the
// pictures themselves.
func registerDeep(r *display.Registry) {
	display.RegisterAs(r, "what the hidden units of the first layer look for", func(s *deep.Stack) (any, error) {
		m, err := s.Machine(0)
		if err != nil {
			return nil, err
		}
		return renamed(s.String() + ": the first layer")(filters(m))
	})
	display.RegisterAs(r, "what the hidden units of the first layer look for", func(m *deep.DBM) (any, error) { return firstLayer(m, m.Sizes()) })
	display.RegisterAs(r, "what the hidden units of the first layer draw", func(m *deep.Helmholtz) (any, error) { return firstLayer(m, m.Sizes()) })
	display.RegisterAs(r, "what the hidden units of the first layer draw", func(n *deep.Belief) (any, error) { return firstLayer(n, n.Sizes()) })
	display.RegisterAs(r, "a histogram of the estimates of the examples", func(e deep.Estimate) (any, error) {
		return figure(plots.Histogram("of an example", e.Each, plots.Mark{Label: "mean", At: []float64{e.Mean}}).Titled("ln P: " + e.String()))
	})
	display.RegisterAs(r, "a heatmap of the gradient of the couplings of the first layer", func(g deep.DBMGradient) (any, error) {
		if len(g.Weights) == 0 || len(g.Bias) < 2 {
			return nil, nil
		}
		return figure(plots.Heatmap(mat.NewDense(len(g.Bias[0]), len(g.Bias[1]), g.Weights[0])).Titled(fmt.Sprintf("Gradient, log-likelihood %.4g", g.LogLikelihood)))
	})
	display.RegisterAs(r, "a histogram over the examples", func(l rbm.Likelihood) (any, error) {
		return figure(plots.Histogram("ln P of an example (nats)", l.Each).Titled(l.String()))
	})
}

// firstLayer is filters of a deep machine, whose layers have the given sizes.
func firstLayer(m interface {
	Filter(j int) ([][]float64, error)
	String() string
}, sizes []int) (any, error) {
	h := min(sizes[1], mostFilters)
	w := mat.NewDense(sizes[0], h, nil)
	rows, cols := 0, 0
	for j := range h {
		picture, err := m.Filter(j)
		if err != nil {
			return nil, err
		}
		rows, cols = len(picture), len(picture[0])
		for i := range sizes[0] {
			w.Set(i, j, picture[i/cols][i%cols])
		}
	}
	title := m.String() + ": the first layer"
	if rows < 2 {
		return figure(plots.Heatmap(w).Titled(title))
	}
	return figure(plots.ReceptiveFields(w, rows, cols).Titled(title))
}
