package figures

import (
	"cmp"
	"fmt"
	"strings"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib"
)

func registerLearning(r *display.Registry) {
	display.RegisterAs(r, "a curve of each measure, epoch by epoch", func(h stdlib.History) (any, error) {
		return curves(fmt.Sprintf("Learning, %d updates", h.Last().Update), nil, h)
	})
	display.RegisterAs(r, "the learning curves of each layer", func(all []stdlib.History) (any, error) {
		var layers []string
		if len(all) > 1 {
			for k := range all {
				layers = append(layers, fmt.Sprintf("layer %d", k+1))
			}
		}
		return curves(fmt.Sprintf("Learning of %d layers", len(all)), layers, all...)
	})
}

// curves draws a panel a measure, in the order of the measures, with a curve for each
// history, named where there are names. A history that has measured nothing says so in
// words alone.
func curves(title string, names []string, all ...stdlib.History) (any, error) {
	var panels []plots.LearningCurve
	for k, h := range all {
		of := ""
		if k < len(names) {
			of = names[k]
		}
		for _, name := range measured(h) {
			panel, label := split(name, of)
			i := place(&panels, panel)
			panels[i].Curves = append(panels[i].Curves, curve(h, name, label))
		}
	}
	if len(panels) == 0 {
		return nil, nil
	}
	return figure(plots.Learning(panels...).Titled(title))
}

// measured are the names of what was measured at any step.
func measured(h stdlib.History) (names []string) {
	seen := map[string]bool{}
	for _, s := range h.Steps {
		for _, m := range s.Measures() {
			if !seen[m.Name] {
				seen[m.Name] = true
				names = append(names, m.Name)
			}
		}
	}
	return names
}

// split puts what was measured on held-out data into the panel of what it is held against.
func split(name, of string) (panel, label string) {
	panel, held := strings.CutPrefix(name, "held-out ")
	if !held {
		return panel, of
	}
	return panel, strings.TrimSpace(of + " held out")
}

// place is where a panel stands, at the end if it is new.
func place(panels *[]plots.LearningCurve, measure string) int {
	for i, p := range *panels {
		if p.Measure == measure {
			return i
		}
	}
	*panels = append(*panels, plots.LearningCurve{Measure: measure})
	return len(*panels) - 1
}

// curve is one measure of a history, with a band where it is an estimate.
func curve(h stdlib.History, name, label string) plots.Line {
	l := plots.Line{Label: label}
	for _, s := range h.Steps {
		for _, m := range s.Measures() {
			if m.Name != name {
				continue
			}
			l.X, l.Y = append(l.X, s.Epoch), append(l.Y, m.Value)
			if name == "log-likelihood" && s.LikelihoodError > 0 {
				l.Low, l.High = append(l.Low, m.Value-s.LikelihoodError), append(l.High, m.Value+s.LikelihoodError)
			}
		}
	}
	if len(l.Low) != len(l.Y) {
		l.Low, l.High = nil, nil // exact at some steps
	}
	return l
}

// allHistories: several trainings, or a list of them with a name for each. A single one
// shows itself, as does a list without names: they are of a stack's layers.
func (s *sheet) allHistories() (all []stdlib.History, ok bool) {
	for _, v := range s.things {
		switch h := v.(type) {
		case stdlib.History:
			all = append(all, h)
		case []stdlib.History:
			all = append(all, h...)
		default:
			return nil, false
		}
	}
	return all, len(s.things) > 1 || len(all) > 1 && len(s.captions) == len(all)
}

// learning is the learning curves of several trainings, named by the captions.
func learning(all []stdlib.History, names []string) (*plots.Figure, error) {
	drawing, err := curves(fmt.Sprintf("%d trainings", len(all)), names, all...)
	if f, ok := drawing.(*plots.Figure); ok {
		return drawn(f)
	}
	return nil, cmp.Or(err, fmt.Errorf("Plot: these %d trainings have measured nothing", len(all)))
}
