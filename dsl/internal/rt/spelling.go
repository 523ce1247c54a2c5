package rt

import (
	"reflect"
	"strconv"
	"strings"

	"harmonium/dsl/internal/unit"
)

// Spelling is what package reflect calls t: []uint8 for []byte, struct { X int } with
// blanks inside. Among type arguments the run-time writes whole import paths.
func Spelling(t *unit.Type, argument bool) string {
	s := speller{argument}
	return s.name(t)
}

type speller struct{ argument bool }

func (s speller) name(t *unit.Type) string {
	switch {
	case t.Path != "" && s.argument && t.Path != "unsafe":
		return t.Path + "." + t.Name
	case t.Path != "" || t.Name != "" && t.Kind != reflect.Interface:
		return t.Go
	}
	switch t.Kind {
	case reflect.Pointer:
		return "*" + s.name(t.Elem)
	case reflect.Slice:
		return "[]" + s.name(t.Elem)
	case reflect.Array:
		return "[" + strconv.Itoa(t.Len) + "]" + s.name(t.Elem)
	case reflect.Map:
		return "map[" + s.name(t.Key) + "]" + s.name(t.Elem)
	case reflect.Chan:
		return s.channel(t)
	case reflect.Func:
		return "func" + s.signature(t)
	case reflect.Struct:
		return braced("struct", s.fields(t))
	case reflect.Interface:
		if t.Name != "" {
			return t.Go // error
		}
		return braced("interface", s.methods(t))
	}
	return t.Go
}

func braced(word string, parts []string) string {
	if len(parts) == 0 {
		return word + " {}"
	}
	return word + " { " + strings.Join(parts, "; ") + " }"
}

func (s speller) channel(t *unit.Type) string {
	elem := s.name(t.Elem)
	switch {
	case t.Dir == reflect.SendDir:
		return "chan<- " + elem
	case t.Dir == reflect.RecvDir:
		return "<-chan " + elem
	case strings.HasPrefix(elem, "<-"):
		return "chan (" + elem + ")"
	}
	return "chan " + elem
}

func (s speller) signature(t *unit.Type) string {
	var in, out []string
	for i, p := range t.Params {
		if t.Variadic && i == len(t.Params)-1 {
			in = append(in, "..."+s.name(p.Elem))
			continue
		}
		in = append(in, s.name(p))
	}
	for _, r := range t.Results {
		out = append(out, s.name(r))
	}
	text := "(" + strings.Join(in, ", ") + ")"
	switch len(out) {
	case 0:
		return text
	case 1:
		return text + " " + out[0]
	}
	return text + " (" + strings.Join(out, ", ") + ")"
}

func (s speller) fields(t *unit.Type) (out []string) {
	for _, f := range t.Fields {
		text := s.name(f.Type)
		if !f.Embedded {
			text = f.Name + " " + text
		}
		if f.Tag != "" {
			text += " " + strconv.Quote(f.Tag)
		}
		out = append(out, text)
	}
	return out
}

func (s speller) methods(t *unit.Type) (out []string) {
	for _, m := range sortedMethods(t.Methods) {
		name := m.Name
		if !exported(name) {
			name = "main." + name
		}
		out = append(out, name+s.signature(m.Type))
	}
	return out
}
