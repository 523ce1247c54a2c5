package display

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/unit"
)

// A value shows itself through the first of these methods that it has. A
// MIMEBundle returns data by MIME type, and may return metadata beside it, and an
// error last; the others return one representation.
var bundleMethods = []string{"MIMEBundle", "MimeBundle"}

var kindMethods = []struct{ method, mime string }{
	{"HTML", "text/html"},
	{"Markdown", "text/markdown"},
	{"LaTeX", "text/latex"},
	{"SVG", "image/svg+xml"},
	{"PNG", "image/png"},
}

// byMethod asks the value to show itself.
func (s *Shower) byMethod(v reflect.Value, t *unit.Type) (mime.Bundle, bool, error) {
	if b, ok := native[mime.Bundle](v); ok {
		return clone(b), true, nil
	}
	for _, name := range bundleMethods {
		results, ok, err := s.call(v, t, name)
		if err != nil {
			return mime.Bundle{}, false, err
		}
		if !ok || len(results) == 0 {
			continue
		}
		if b, ok, err := bundleOf(results); ok || err != nil {
			return b, ok, err
		}
	}
	b := mime.Bundle{Data: map[string]any{}}
	for _, m := range kindMethods {
		results, ok, err := s.call(v, t, m.method)
		if err != nil {
			return mime.Bundle{}, false, err
		}
		if !ok || len(results) == 0 {
			continue
		}
		if err := lastError(results); err != nil {
			return mime.Bundle{}, false, err
		}
		if data, ok := representation(m.mime, results[0]); ok {
			b.Data[m.mime] = data
		}
	}
	return b, len(b.Data) > 0, nil
}

func clone(b mime.Bundle) mime.Bundle {
	return mime.Bundle{Data: maps.Clone(b.Data), Metadata: maps.Clone(b.Metadata)}
}

// native gives v as a T. It asks reflect first: Go's run-time remembers for ever that a
// type has no such methods, and a later cell may yet declare them.
func native[T any](v reflect.Value) (x T, ok bool) {
	if !v.IsValid() || !v.CanInterface() {
		return x, false
	}
	if t := reflect.TypeFor[T](); t.Kind() == reflect.Interface && !v.Type().Implements(t) {
		return x, false
	}
	x, ok = v.Interface().(T)
	return x, ok
}

// bundleOf reads the results of a MIMEBundle method.
func bundleOf(results []reflect.Value) (mime.Bundle, bool, error) {
	if err := lastError(results); err != nil {
		return mime.Bundle{}, false, err
	}
	first := results[0]
	if b, ok := native[mime.Bundle](first); ok {
		return clone(b), true, nil
	}
	data, ok := stringMap(first, true)
	if !ok {
		return mime.Bundle{}, false, nil
	}
	b := mime.Bundle{Data: data}
	if len(results) > 1 {
		b.Metadata, _ = stringMap(results[1], false)
	}
	return b, true, nil
}

// stringMap reads a map with string keys of any value type.
func stringMap(v reflect.Value, data bool) (map[string]any, bool) {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.Kind() != reflect.Map || v.Type().Key().Kind() != reflect.String {
		return nil, false
	}
	out := map[string]any{}
	for _, key := range v.MapKeys() {
		value := v.MapIndex(key)
		for value.Kind() == reflect.Interface && !value.IsNil() {
			value = value.Elem()
		}
		if !data {
			if value.CanInterface() {
				out[key.String()] = value.Interface()
			}
			continue
		}
		if rep, ok := representation(key.String(), value); ok {
			out[key.String()] = rep
		}
	}
	return out, true
}

// representation brings data into the form a bundle holds: text as a string,
// bytes of pictures in base64, JSON as any value.
func representation(kind string, v reflect.Value) (any, bool) {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	isJSON := kind == "application/json" || strings.HasSuffix(kind, "+json")
	isText := strings.HasPrefix(kind, "text/") || kind == "image/svg+xml" || kind == "application/javascript"
	switch {
	case v.Kind() == reflect.String && !isJSON:
		return v.String(), true
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 && !isJSON:
		if isText {
			return string(v.Bytes()), true
		}
		return base64.StdEncoding.EncodeToString(v.Bytes()), true
	case isJSON && v.IsValid() && v.CanInterface():
		return jsonValue(v)
	}
	return nil, false
}

// jsonValue makes any value plain JSON, so that it can cross the pipe.
func jsonValue(v reflect.Value) (any, bool) {
	var raw []byte
	var err error
	switch x := v.Interface().(type) {
	case []byte:
		raw = x
	case json.RawMessage:
		raw = x
	case string:
		if json.Valid([]byte(x)) {
			raw = []byte(x)
			break
		}
		raw, err = json.Marshal(x)
	default:
		raw, err = json.Marshal(x)
	}
	var out any
	if err != nil || json.Unmarshal(raw, &out) != nil {
		return nil, false
	}
	return out, true
}

func lastError(results []reflect.Value) error {
	last := results[len(results)-1]
	if last.Kind() == reflect.Interface && !last.IsNil() {
		last = last.Elem()
	}
	if err, ok := native[error](last); ok && !isNil(last) {
		return err
	}
	return nil
}

// call calls a method without parameters; ok is false when there is none. A
// panic in it is its error: showing a value never ends the worker.
func (s *Shower) call(v reflect.Value, t *unit.Type, name string) (results []reflect.Value, ok bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			ok, err = false, fmt.Errorf("%s panics: %v", name, r)
		}
	}()
	if !v.IsValid() || !v.CanInterface() || isNil(v) {
		return nil, false, nil
	}
	if b, isMethods := v.Interface().(interface {
		CallMethod(name string) ([]reflect.Value, bool)
	}); isMethods {
		if results, ok := b.CallMethod(name); ok {
			return results, true, nil
		}
	}
	if s.Call != nil && hasMethod(t, name) {
		if results, ok := s.Call(v, t, name); ok {
			return results, true, nil
		}
	}
	m := v.MethodByName(name)
	if !m.IsValid() && v.CanAddr() {
		m = v.Addr().MethodByName(name)
	}
	if !m.IsValid() && v.Kind() != reflect.Pointer && v.Kind() != reflect.Interface && reflect.PointerTo(v.Type()).NumMethod() > v.NumMethod() {
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		m = p.MethodByName(name)
	}
	if !m.IsValid() || m.Type().NumIn() != 0 || m.Type().NumOut() == 0 {
		return nil, false, nil
	}
	return m.Call(nil), true, nil
}

func hasMethod(t *unit.Type, name string) bool {
	if t == nil {
		return false
	}
	m, ok := t.Method(name)
	if !ok {
		for _, pm := range t.PtrMethods {
			if pm.Name == name {
				m, ok = pm, true
			}
		}
	}
	return ok && m.Type != nil && len(m.Type.Params) == 0
}

// selfText is what an error or a fmt.Stringer says of itself.
func (s *Shower) selfText(v reflect.Value, t *unit.Type) (text string, ok bool) {
	if !v.IsValid() || !v.CanInterface() || v.Kind() == reflect.Interface || isNil(v) {
		return "", false
	}
	defer func() {
		if r := recover(); r != nil { // then it is shown as plain data
			text, ok = "", false
		}
	}()
	if x, ok := native[error](v); ok {
		return x.Error(), true
	}
	if x, ok := native[fmt.Stringer](v); ok {
		if v.Kind() == reflect.Struct || v.Kind() == reflect.Pointer || v.Type().PkgPath() != "" || v.NumMethod() > 0 {
			return x.String(), true
		}
	}
	for _, name := range []string{"Error", "String"} {
		if s.Call == nil || !hasMethod(t, name) {
			continue
		}
		if results, ok := s.Call(v, t, name); ok && len(results) == 1 && results[0].Kind() == reflect.String {
			return results[0].String(), true
		}
	}
	return "", false
}
