package verbs

import (
	"context"
	"reflect"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rng"
)

// Train teaches a machine the examples: patterns, labelled pictures (black where a pixel
// is at least ½), or the machine's own kind of data; a machine that learns classes gets
// the labels too. how is
// the machine's Training, or nothing for its defaults. watch, which may be nil, is told
// each step of the history before the settings' own Watch is; its error ends training.
func Train(ctx context.Context, src rng.Source, machine, examples any, watch func(stdlib.Step) error, how ...any) (stdlib.History, error) {
	args, err := settings("Train", how)
	if err != nil {
		return stdlib.History{}, err
	}
	out, err := call{ctx, src, machine, "Train"}.with(func(how reflect.Value) error {
		both(how.FieldByName("Watch"), watch)
		return nil
	}, append(lesson(machine, examples), args...)...)
	return as[stdlib.History](out), err
}

// lesson is the examples, and their labels where the machine takes labels.
func lesson(machine, examples any) []any {
	d, ok := examples.(*data.Labelled)
	if ok && can(machine, "Train") {
		m := reflect.ValueOf(machine).MethodByName("Train").Type()
		for i := range m.NumIn() {
			if m.In(i) == reflect.TypeFor[[]int]() {
				return []any{d, d.Labels}
			}
		}
	}
	return []any{examples}
}

// both makes a field call watch, then what it called before.
func both(field reflect.Value, watch func(stdlib.Step) error) {
	if watch == nil || !field.IsValid() || field.Type() != watchType {
		return
	}
	own, _ := field.Interface().(func(stdlib.Step) error)
	if own == nil {
		field.Set(reflect.ValueOf(watch))
		return
	}
	field.Set(reflect.ValueOf(func(s stdlib.Step) error {
		if err := watch(s); err != nil {
			return err
		}
		return own(s)
	}))
}
