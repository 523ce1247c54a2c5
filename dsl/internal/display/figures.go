package display

import (
	"fmt"
	"reflect"
	"strings"

	"harmonium/dsl/internal/mime"
)

// Registry says which figure a type is shown as. Models know nothing of plots;
// this is where the two meet.
type Registry struct {
	byType map[reflect.Type]func(reflect.Value) (any, error)
	what   map[reflect.Type]string // what it draws, for the manual
	order  []reflect.Type          // interfaces, in the order of registration
	kinds  []kind                  // other figures of a type, in the order of registration
}

// kind is a figure that a type can also be shown as.
type kind struct {
	name string
	of   reflect.Type
	draw func(reflect.Value) (any, error)
}

// RegisterKind says how values of type T, which may be an interface, are drawn when
// that kind of figure is asked for.
func RegisterKind[T any](r *Registry, name string, draw func(T) (any, error)) {
	r.kinds = append(r.kinds, kind{name, reflect.TypeFor[T](), func(v reflect.Value) (any, error) { return draw(v.Interface().(T)) }})
}

// As draws a value as a kind of figure.
func (r *Registry) As(value any, name string) (any, error) {
	v := reflect.ValueOf(value)
	var names []string
	for _, k := range r.kinds {
		of := v
		if v.Kind() == reflect.Pointer && !v.IsNil() && v.Type().Elem() == k.of {
			of = v.Elem()
		}
		if !of.IsValid() || !of.Type().AssignableTo(k.of) {
			continue
		}
		if k.name == name {
			return k.draw(of)
		}
		names = append(names, k.name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("a %T cannot be drawn as %q, nor as any other kind of figure", value, name)
	}
	return nil, fmt.Errorf("a %T cannot be drawn as %q; it can as %s", value, name, strings.Join(names, ", "))
}

// Kinds lists the kinds of figure that values of each type can be drawn as, the types
// in the order of registration.
func (r *Registry) Kinds() (types []reflect.Type, names map[reflect.Type][]string) {
	names = map[reflect.Type][]string{}
	for _, k := range r.kinds {
		if names[k.of] == nil {
			types = append(types, k.of)
		}
		names[k.of] = append(names[k.of], k.name)
	}
	return types, names
}

// Register shows values of type T, which may be an interface, as the figure
// that draw returns: any value that can itself be shown.
func Register[T any](r *Registry, draw func(T) (any, error)) {
	if r.byType == nil {
		r.byType = map[reflect.Type]func(reflect.Value) (any, error){}
	}
	t := reflect.TypeFor[T]()
	r.byType[t] = func(v reflect.Value) (any, error) { return draw(v.Interface().(T)) }
	if t.Kind() == reflect.Interface {
		r.order = append(r.order, t)
	}
}

// RegisterAs is Register with a few words for the manual: what the figure shows.
func RegisterAs[T any](r *Registry, what string, draw func(T) (any, error)) {
	Register(r, draw)
	if r.what == nil {
		r.what = map[reflect.Type]string{}
	}
	r.what[reflect.TypeFor[T]()] = what
}

// What says what values of a registered type are drawn as; "" when nothing was said.
func (r *Registry) What(t reflect.Type) string { return r.what[t] }

// Types lists what is registered, for the manual.
func (r *Registry) Types() (types []reflect.Type) {
	for t := range r.byType {
		types = append(types, t)
	}
	return types
}

func (r *Registry) find(t reflect.Type) func(reflect.Value) (any, error) {
	if r == nil {
		return nil
	}
	if draw := r.byType[t]; draw != nil {
		return draw
	}
	for _, i := range r.order {
		if t.Implements(i) {
			return r.byType[i]
		}
	}
	return nil
}

// Figure is what a value is drawn as; nil when its type is not registered.
func (r *Registry) Figure(value any) (any, error) {
	v := reflect.ValueOf(value)
	if !v.IsValid() || isNil(v) {
		return nil, nil
	}
	return r.draw(v)
}

func (r *Registry) draw(v reflect.Value) (any, error) {
	draw := r.find(v.Type())
	if draw == nil && v.Kind() == reflect.Pointer {
		if draw = r.find(v.Type().Elem()); draw != nil {
			v = v.Elem()
		}
	}
	if draw == nil {
		return nil, nil
	}
	return draw(v)
}

// byFigure draws v when its type, or the type it points to, is registered.
func (s *Shower) byFigure(v reflect.Value) (b mime.Bundle, ok bool, err error) {
	if !v.CanInterface() || isNil(v) {
		return mime.Bundle{}, false, nil
	}
	figure, err := s.Figures.draw(v)
	if err != nil || figure == nil {
		return mime.Bundle{}, false, err
	}
	b = s.Show(reflect.ValueOf(figure), nil)
	if text, ok := s.selfText(v, nil); ok { // the value's own words say more than the figure's
		b.Data["text/plain"] = text
	}
	return b, true, nil
}
