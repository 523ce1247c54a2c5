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
	display.RegisterAs(r, "a heatmap of the couplings of the first layer", func(m *deep.DBM) (any, error) {
		return layer(m.String(), m.Sizes(), m.Weights(0))
	})
	display.RegisterAs(r, "a heatmap of the couplings of the first layer", func(m *deep.Helmholtz) (any, error) {
		return layer(m.String(), m.Sizes(), m.Generative(0))
	})
	display.RegisterAs(r, "what the hidden units of the top look for", func(n *deep.Belief) (any, error) {
		return renamed(n.String() + ": the top")(filters(n.Top()))
	})
	display.RegisterAs(r, "a heatmap of the gradient of the couplings of the first layer", func(g deep.DBMGradient) (any, error) {
		if len(g.Weights) == 0 || len(g.Bias) < 2 {
			return nil, nil
		}
		return figure(plots.Heatmap(mat.NewDense(len(g.Bias[0]), len(g.Bias[1]), g.Weights[0])).Titled(fmt.Sprintf("Gradient, log-likelihood %.4g", g.LogLikelihood)))
	})
	display.RegisterAs(r, "a histogram over the examples", func(e deep.Estimate) (any, error) { return likelihoods(e.String(), e.Each) })
	display.RegisterAs(r, "a histogram over the examples", func(l rbm.Likelihood) (any, error) { return likelihoods(l.String(), l.Each) })
}

// layer is a heatmap of the couplings between the first two layers.
func layer(title string, sizes []int, w []float32) (any, error) {
	if len(sizes) < 2 || len(w) != sizes[0]*sizes[1] {
		return nil, nil
	}
	m := mat.NewDense(sizes[0], sizes[1], nil)
	for i, x := range w {
		m.Set(i/sizes[1], i%sizes[1], float64(x))
	}
	return figure(plots.Heatmap(m).Titled(title + ": the first layer"))
}

func likelihoods(title string, each []float64) (any, error) {
	return figure(plots.Histogram("ln P of an example (nats)", each).Titled(title))
}
