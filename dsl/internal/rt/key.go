package rt

import (
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"harmonium/dsl/internal/unit"
)

// Key identifies t: equal keys mean identical types.
func Key(t *unit.Type) string {
	switch {
	case t == nil:
		return "nil"
	case declares(t):
		return "‹" + t.ID + "›"
	case t.Name != "":
		return t.Path + "." + t.Name
	}
	switch t.Kind {
	case reflect.Pointer:
		return "*" + Key(t.Elem)
	case reflect.Slice:
		return "[]" + Key(t.Elem)
	case reflect.Array:
		return "[" + strconv.Itoa(t.Len) + "]" + Key(t.Elem)
	case reflect.Chan:
		return fmt.Sprintf("chan%d %s", t.Dir, Key(t.Elem))
	case reflect.Map:
		return "map[" + Key(t.Key) + "]" + Key(t.Elem)
	case reflect.Func:
		return "func" + signatureKey(t)
	case reflect.Struct:
		var b strings.Builder
		b.WriteString("struct{")
		for _, f := range t.Fields {
			fmt.Fprintf(&b, "%s %v %s %q;", f.Name, f.Embedded, Key(f.Type), f.Tag)
		}
		return b.String() + "}"
	case reflect.Interface:
		var b strings.Builder
		b.WriteString("interface{")
		for _, m := range sortedMethods(t.Methods) {
			b.WriteString(m.Name + signatureKey(m.Type) + ";")
		}
		return b.String() + "}"
	}
	return t.Kind.String()
}

func signatureKey(t *unit.Type) string {
	var b strings.Builder
	b.WriteString("(")
	for _, p := range t.Params {
		b.WriteString(Key(p) + ",")
	}
	fmt.Fprintf(&b, "%v)(", t.Variadic)
	for _, r := range t.Results {
		b.WriteString(Key(r) + ",")
	}
	return b.String() + ")"
}

// sortedMethods orders methods as the run-time wants them: exported before the
// others, each by name.
func sortedMethods(ms []unit.Method) []unit.Method {
	out := append([]unit.Method(nil), ms...)
	sort.Slice(out, func(i, j int) bool { return methodLess(out[i].Name, out[j].Name) })
	return out
}

func methodLess(a, b string) bool {
	if x, y := exported(a), exported(b); x != y {
		return x
	}
	return a < b
}

func exported(s string) bool {
	r := []rune(s)[0]
	return strings.ToUpper(string(r)) == string(r) && strings.ToLower(string(r)) != string(r)
}
