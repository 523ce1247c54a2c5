package verbs

import (
	"fmt"
	"reflect"

	"harmonium/stdlib"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/data"
	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rbm"
)

// dataAs makes data of one kind of another, for a machine; nil when it cannot.
func dataAs(arg any, t reflect.Type, machine any) (any, error) {
	if p, ok := arg.(*data.Points); ok && t == reflect.TypeFor[[][]float64]() {
		return places(p), nil
	}
	if m, ok := machine.(*harmonium.Machine); ok {
		return rows(m, arg, t)
	}
	if p, ok := arg.(stdlib.Pattern); ok && t == reflect.TypeFor[[]float64]() {
		return floats(p), nil
	}
	switch t {
	case reflect.TypeFor[[]stdlib.Pattern]():
		if ps, ok, err := patterns(arg); ok || err != nil {
			return ps, err
		}
	case reflect.TypeFor[*rbm.Data]():
		if ps, ok, err := patterns(arg); ok || err != nil {
			return whole(rbm.FromPatterns, ps, err)
		}
	case reflect.TypeFor[boltzmann.Data]():
		if ps, ok, err := patterns(arg); ok || err != nil {
			return boltzmann.Examples(ps...), err
		}
	}
	return nil, nil
}

// rows are patterns in the terms of a harmonium's visible units.
func rows(m *harmonium.Machine, arg any, t reflect.Type) (any, error) {
	ps, ok, err := patterns(arg)
	if !ok || err != nil {
		return nil, err
	}
	all, err := m.Examples(ps)
	switch {
	case err != nil:
		return nil, err
	case t == reflect.TypeFor[[][]float64]():
		return all, nil
	case t == reflect.TypeFor[[]float64]() && len(all) == 1:
		return all[0], nil
	}
	return nil, nil
}

// places are points, a row each.
func places(p *data.Points) (all [][]float64) {
	for k := range p.Len() {
		all = append(all, p.Data[k*p.Dimension:(k+1)*p.Dimension])
	}
	return all
}

// pictures are states that a machine gave, as patterns: those of bits and spins can be.
func pictures(machine any, states reflect.Value) ([]stdlib.Pattern, error) {
	all, isRows := value(states).([][]float64)
	if !isRows {
		return as[[]stdlib.Pattern](states), nil
	}
	if m, ok := machine.(*harmonium.Machine); ok {
		switch m.Visible().(type) {
		case harmonium.Bits, harmonium.Spins:
			return harmonium.Patterns(all, 1)
		}
		return nil, fmt.Errorf("the states of %v are no patterns: call the machine's own methods", m.Visible())
	}
	return nil, fmt.Errorf("the states of a %T are no patterns", machine)
}

func whole[T any](make func([]stdlib.Pattern) (T, error), ps []stdlib.Pattern, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return make(ps)
}

// patterns are the examples in data of any kind; false when data is none.
func patterns(examples any) ([]stdlib.Pattern, bool, error) {
	switch d := examples.(type) {
	case []stdlib.Pattern:
		return d, true, nil
	case stdlib.Pattern:
		return []stdlib.Pattern{d}, true, nil
	case *data.Labelled:
		return d.Patterns(0.5), true, nil
	case boltzmann.Data:
		if d.Weights != nil {
			return nil, true, fmt.Errorf("the data have weights, which other machines do not know; repeat patterns instead")
		}
		return d.Patterns, true, nil
	case *rbm.Data:
		all := make([]stdlib.Pattern, d.Len())
		for k := range all {
			var err error
			if all[k], err = d.Pattern(k); err != nil {
				return nil, true, err
			}
		}
		return all, true, nil
	}
	return nil, false, nil
}

// count is how many examples there are.
func count(data any) (int, error) {
	switch d := data.(type) {
	case interface{ Len() int }:
		return d.Len(), nil
	case stdlib.Pattern:
		return 1, nil
	}
	if v := reflect.ValueOf(data); v.Kind() == reflect.Slice {
		return v.Len(), nil
	}
	ps, ok, err := patterns(data)
	if !ok {
		return 0, fmt.Errorf("a %T holds no examples", data)
	}
	return len(ps), err
}

func floats(p stdlib.Pattern) []float64 {
	x := make([]float64, len(p.Spins))
	for i, s := range p.Spins {
		x[i] = float64(s)
	}
	return x
}
