// Package verbs does with any machine what its own methods do, so that one name means
// the same on each of them: [Train], [Sample], [Complete], [Classify], [Energy],
// [FreeEnergy], [LogLikelihood], [PseudoLikelihood], [LogZ], [Transform].
//
// A verb calls the machine's method of that name and fills its parameters by type:
// context, generator, data, settings. So a machine has a verb by having the method,
// and states it in the terms of its own package: boltzmann.Sampling, rbm.Sampling.
// Data may be given as patterns wherever the machine's own kind can be made of them;
// settings may be left out. A machine without the method, data or settings of another
// kind get an error that names both kinds.
//
// Programs that know their machine call its methods. The words of the cell language are
// these verbs.
package verbs

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// call is one call of a machine's method.
type call struct {
	ctx     context.Context
	src     rng.Source
	machine any
	method  string
}

var (
	contextType = reflect.TypeFor[context.Context]()
	sourceType  = reflect.TypeFor[rng.Source]()
	patternType = reflect.TypeFor[stdlib.Pattern]()
	errorType   = reflect.TypeFor[error]()
	watchType   = reflect.TypeFor[func(stdlib.Step) error]()
)

// can reports whether the machine has the method.
func can(machine any, method string) bool {
	return machine != nil && reflect.ValueOf(machine).MethodByName(method).IsValid()
}

// with calls the method. Its parameters beside context and generator are args in order;
// an arg that is settings may be left out, and is zero then. prepare, if not nil, may
// change the settings.
func (c call) with(prepare func(settings reflect.Value) error, args ...any) (reflect.Value, error) {
	if !can(c.machine, c.method) {
		return reflect.Value{}, fmt.Errorf("%s: a %T has no method %s", c.method, c.machine, c.method)
	}
	m := reflect.ValueOf(c.machine).MethodByName(c.method)
	in, err := c.fill(m.Type(), prepare, args)
	if err != nil {
		return reflect.Value{}, fmt.Errorf("%s: %w", c.method, err)
	}
	out := m.Call(in)
	if n := len(out); n > 0 && out[n-1].Type() == errorType {
		err, _ = out[n-1].Interface().(error)
		out = out[:n-1]
	}
	if len(out) == 0 {
		return reflect.Value{}, err
	}
	return out[0], err
}

func (c call) fill(m reflect.Type, prepare func(reflect.Value) error, args []any) (in []reflect.Value, err error) {
	for i := range m.NumIn() {
		v, t := reflect.Value{}, m.In(i)
		switch {
		case t == contextType:
			v = reflect.ValueOf(c.ctx)
		case t == sourceType:
			v = reflect.ValueOf(c.src)
		case len(args) > 0 && args[0] == nil && isSettings(m, i):
			err = fmt.Errorf("no settings were given (nil): leave them out, or give a %v", t)
		case len(args) > 0 && args[0] == nil:
			err = fmt.Errorf("no data were given (nil): a %T wants a %v here", c.machine, t)
		case len(args) > 0:
			v, err = convert(args[0], t, c.machine)
			args = args[1:]
		case isSettings(m, i):
			v = reflect.New(t).Elem()
		default:
			err = fmt.Errorf("a %T also wants a %v", c.machine, t)
		}
		if err != nil {
			return nil, err
		}
		if prepare != nil && isSettings(m, i) {
			settings := reflect.New(t).Elem()
			settings.Set(v)
			if v, err = settings, prepare(settings); err != nil {
				return nil, err
			}
		}
		in = append(in, v)
	}
	if len(args) > 0 {
		return nil, fmt.Errorf("a %T takes no %T here", c.machine, args[0])
	}
	return in, nil
}

// isSettings reports whether parameter i is the settings: a struct at the end.
func isSettings(m reflect.Type, i int) bool {
	t := m.In(i)
	return i == m.NumIn()-1 && t.Kind() == reflect.Struct && t != sourceType && t != patternType
}

// convert makes arg a value of type t.
func convert(arg any, t reflect.Type, machine any) (reflect.Value, error) {
	v := reflect.ValueOf(arg)
	if v.IsValid() && v.Type().AssignableTo(t) {
		return v, nil
	}
	made, err := dataAs(arg, t, machine)
	if err != nil {
		return reflect.Value{}, err
	}
	if made != nil {
		return reflect.ValueOf(made), nil
	}
	return reflect.Value{}, fmt.Errorf("a %T takes a %v here, not a %T", machine, t, arg)
}

// as makes a result a T: the value itself, or a struct with fields of the same names.
func as[T any](v reflect.Value) (result T) {
	out := reflect.ValueOf(&result).Elem()
	if !v.IsValid() {
		return result
	}
	if v.Type().ConvertibleTo(out.Type()) {
		out.Set(v.Convert(out.Type()))
		return result
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() == reflect.Struct && out.Kind() == reflect.Struct {
		for i := range out.NumField() {
			f := v.FieldByName(out.Type().Field(i).Name)
			if f.IsValid() && f.Type().AssignableTo(out.Field(i).Type()) {
				out.Field(i).Set(f)
			}
		}
	}
	return result
}

// settings splits what stands behind the data: at most one.
func settings(verb string, how []any) ([]any, error) {
	if len(how) > 1 {
		return nil, fmt.Errorf("%s: %d settings, want one", verb, len(how))
	}
	return slices.Clone(how), nil
}
