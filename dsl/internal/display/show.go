package display

import (
	"fmt"
	"reflect"
	"strings"

	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/unit"
)

// Shower shows values. Its zero value is ready for use.
type Shower struct {
	// Figures says how models and results are drawn; nil means: none are.
	Figures *Registry
	// Call calls a method without parameters of an interpreted value, by name.
	// Nil means that only compiled methods, and those of Boxed values, are found.
	Call func(v reflect.Value, t *unit.Type, method string) (results []reflect.Value, ok bool)
	// Drawn reports values whose figures stand in the cell's output already: as the
	// cell's value their words are enough. Nil means that none do.
	Drawn func(v reflect.Value) bool
}

// Boxed is an interpreted value inside an interface: it carries its type along.
type Boxed interface {
	Unbox() (reflect.Value, *unit.Type)
}

// Values shows what an expression has yielded. A last value whose static type
// is error is not a value to look at: nil shows nothing, any other becomes err.
// Several plain values share a bundle; otherwise each has its own.
func (s *Shower) Values(values []unit.Value) (shown []mime.Bundle, err error) {
	if n := len(values); n > 0 && values[n-1].Go.IsError {
		if err := asError(values[n-1].V); err != nil {
			return nil, err
		}
		values = values[:n-1]
	}
	plain := true
	for _, v := range values {
		b := s.value(v)
		plain = plain && len(b.Data) == 1
		shown = append(shown, b)
	}
	if len(shown) > 1 && plain {
		return []mime.Bundle{join(shown)}, nil
	}
	return shown, nil
}

func (s *Shower) value(v unit.Value) mime.Bundle {
	if s.Drawn != nil && v.V.IsValid() && s.Drawn(v.V) {
		return mime.Text(s.plain(v.V, v.Type))
	}
	return s.Show(v.V, v.Type)
}

// join puts plain texts on one line, or on lines of their own when one has several.
func join(shown []mime.Bundle) mime.Bundle {
	texts := make([]string, len(shown))
	separator := ", "
	for i, b := range shown {
		texts[i], _ = b.Data["text/plain"].(string)
		if strings.Contains(texts[i], "\n") {
			separator = "\n"
		}
	}
	return mime.Text(strings.Join(texts, separator))
}

func asError(v reflect.Value) error {
	for v.IsValid() && v.Kind() == reflect.Interface {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	if !v.IsValid() {
		return nil
	}
	if v.CanInterface() {
		if err, ok := v.Interface().(error); ok {
			return err
		}
	}
	return fmt.Errorf("%v", v)
}

// Show makes the bundle of one value. t describes its static type and may be
// nil. The zero Bundle means: there is no value.
func (s *Shower) Show(v reflect.Value, t *unit.Type) (b mime.Bundle) {
	if !v.IsValid() {
		if t == nil {
			return mime.Bundle{}
		}
		return mime.Text("nil")
	}
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v, t = v.Elem(), dynamic(t)
	}
	if v.Kind() == reflect.Interface {
		return mime.Text("nil")
	}
	b, err := s.rich(v, t)
	if err != nil {
		b = mime.Bundle{Data: map[string]any{}}
	}
	if b.Data == nil {
		b.Data = map[string]any{}
	}
	if _, ok := b.Data["text/plain"]; !ok {
		b.Data["text/plain"] = s.plain(v, t)
	}
	if err != nil {
		b.Data["text/plain"] = fmt.Sprintf("%v\n(cannot be drawn: %v)", b.Data["text/plain"], err)
	}
	return b
}

// rich tries, in order: the value's own methods, its figure, an image, a table.
func (s *Shower) rich(v reflect.Value, t *unit.Type) (mime.Bundle, error) {
	if b, ok, err := s.byMethod(v, t); ok || err != nil {
		return b, err
	}
	if b, ok, err := s.byFigure(v); ok || err != nil {
		return b, err
	}
	if inner, it, ok := s.unbox(v); ok {
		v, t = inner, it
	}
	if isNil(v) {
		return mime.Bundle{}, nil
	}
	if b, ok, err := picture(v); ok || err != nil {
		return b, err
	}
	if b, ok := matrix(v); ok {
		return b, nil
	}
	if b, ok := s.records(v, t); ok {
		return b, nil
	}
	return mime.Bundle{}, nil
}

// plain is the value as text: what it says of itself, else Go syntax.
func (s *Shower) plain(v reflect.Value, t *unit.Type) string {
	if text, ok := s.selfText(v, t); ok {
		return text
	}
	return s.text(v, t)
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan, reflect.Interface:
		return v.IsNil()
	}
	return false
}

// unbox opens a Boxed value.
func (s *Shower) unbox(v reflect.Value) (reflect.Value, *unit.Type, bool) {
	if !v.IsValid() || !v.CanInterface() || isNil(v) {
		return v, nil, false
	}
	if b, ok := v.Interface().(Boxed); ok {
		inner, t := b.Unbox()
		return inner, t, true
	}
	return v, nil, false
}
