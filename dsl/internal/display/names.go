package display

import (
	"reflect"
	"strings"

	"harmonium/dsl/internal/unit"
)

// typeName is the type in Go syntax as a cell writes it: "P", "[]P", "time.Duration", "any".
func typeName(r reflect.Type, t *unit.Type) string {
	if t != nil && t.Go != "" && t.Kind != reflect.Interface {
		return local(t.Go)
	}
	if r.Kind() == reflect.Slice && r.Name() == "" && r.Elem() == reflect.TypeFor[byte]() {
		return "[]byte"
	}
	return local(r.String())
}

// local takes "main." off the names and writes interface {} as any.
func local(name string) string {
	name = strings.ReplaceAll(name, "interface {}", "any")
	var out strings.Builder
	for {
		i := strings.Index(name, "main.")
		if i < 0 {
			out.WriteString(name)
			return out.String()
		}
		out.WriteString(name[:i])
		if i > 0 && (isLetter(name[i-1])) { // "domain."
			out.WriteString("main.")
		}
		name = name[i+len("main."):]
	}
}

func isLetter(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// defined says whether a scalar's type has a name of its own that its literal does not show.
func defined(r reflect.Type, t *unit.Type) bool {
	if t != nil && t.Kind != reflect.Interface {
		return t.Path != ""
	}
	return r.PkgPath() != ""
}

func elem(t *unit.Type) *unit.Type {
	if t == nil {
		return nil
	}
	return t.Elem
}

func keyType(t *unit.Type) *unit.Type {
	if t == nil {
		return nil
	}
	return t.Key
}

func fieldType(t *unit.Type, i int) *unit.Type {
	if t == nil || i >= len(t.Fields) {
		return nil
	}
	return t.Fields[i].Type
}
