package verbs

import (
	"fmt"
	"reflect"

	"harmonium/stdlib"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/rbm"
)

// dataAs makes data of one kind of another; nil when it cannot.
func dataAs(arg any, t reflect.Type) (any, error) {
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

func whole[T any](make func([]stdlib.Pattern) (T, error), ps []stdlib.Pattern, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return make(ps)
}

// patterns are the examples in data of any kind; false when data is none.
func patterns(data any) ([]stdlib.Pattern, bool, error) {
	switch d := data.(type) {
	case []stdlib.Pattern:
		return d, true, nil
	case stdlib.Pattern:
		return []stdlib.Pattern{d}, true, nil
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
