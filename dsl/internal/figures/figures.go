// Package figures says which figure a value is shown as: the one place where
// models and plots, which know nothing of one another, meet.
package figures

import (
	"fmt"
	"slices"
	"strings"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/hopfield"
)

// New returns the registry of all types that have a figure.
func New() *display.Registry {
	r := &display.Registry{}
	display.RegisterAs(r, "the plot", func(p *plots.Gonum) (any, error) { return figure(plots.Plot(p)) })
	display.RegisterAs(r, "the picture", func(p stdlib.Pattern) (any, error) { return figure(plots.Patterns([]stdlib.Pattern{p})) })
	display.RegisterAs(r, "a sheet of the pictures", func(ps []stdlib.Pattern) (any, error) { return figure(plots.Patterns(ps)) })
	display.RegisterAs(r, "a heatmap", func(d *stdlib.Dense) (any, error) {
		return figure(plots.Heatmap(d).Titled(fmt.Sprintf("Couplings of %d units", d.Units())))
	})
	display.RegisterAs(r, "a heatmap of the weights", weights)
	display.RegisterAs(r, "overlap against load, beside theory", capacity)
	display.RegisterAs(r, "how often recall succeeds against corruption", func(points []hopfield.BasinPoint) (any, error) {
		f, err := basins([][]hopfield.BasinPoint{points}, nil)
		if err != nil {
			return nil, err
		}
		return figure(f.Titled("Basins of attraction"))
	})
	registerRuns(r)
	registerAnneal(r)
	registerExact(r)
	registerModels(r)
	registerLearning(r)
	registerMachines(r)
	registerDeep(r)
	registerData(r)
	registerKinds(r)
	return r
}

// figure passes a figure on, or why there is none.
func figure(f *plots.Figure) (any, error) {
	if err := f.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

func weights(n *hopfield.Net) (any, error) {
	w, err := n.Weights()
	if err != nil {
		return nil, err
	}
	title := fmt.Sprintf("Weights of %d units", n.Units())
	switch p := n.Patterns(); {
	case p == 1:
		title += ", 1 pattern stored"
	case p > 1:
		title += fmt.Sprintf(", %d patterns stored", p)
	}
	return figure(plots.Heatmap(w).Titled(title))
}

// Table lists the types that have a figure and what it shows, sorted, for the manual.
func Table() (names []string) {
	r := New()
	for _, t := range r.Types() {
		name := t.String()
		if what := r.What(t); what != "" {
			name += ": " + what
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// KindTable lists the kinds of figure that Show can be asked for, a type a line.
func KindTable() (lines []string) {
	types, names := New().Kinds()
	for _, t := range types {
		lines = append(lines, t.String()+": "+strings.Join(names[t], ", "))
	}
	return lines
}
