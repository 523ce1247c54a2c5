package display

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"harmonium/dsl/internal/unit"
)

// Limits of what is printed. What lies beyond is counted, not shown.
const (
	maxItems  = 100  // elements of one slice, array or map
	maxString = 2000 // bytes of one string
	maxLeaves = 2000 // values in all
	maxDepth  = 10   // of nesting
	lineWidth = 100  // columns before a value is broken over lines
)

// printer builds the Go syntax of one value.
type printer struct {
	s      *Shower
	leaves int
	inside map[visit]bool // pointers, maps and slices that are being printed: a cycle ends there
}

type visit struct {
	pointer uintptr
	typ     reflect.Type
	length  int
}

// text is v in Go syntax; t may be nil.
func (s *Shower) text(v reflect.Value, t *unit.Type) string {
	p := printer{s: s, inside: map[visit]bool{}}
	return layout(p.value(v, t, false, 0))
}

// value prints v. With bare set, a composite's type is left out, as Go allows
// inside a slice or map whose type says it.
func (p *printer) value(v reflect.Value, t *unit.Type, bare bool, depth int) *node {
	if b, bt, ok := p.s.unbox(v); ok {
		if text, ok := p.s.selfText(v, t); ok && depth > 0 && oneLine(text) {
			return p.leaf(text)
		}
		return p.value(b, bt, bare, depth)
	}
	if !v.IsValid() {
		return p.leaf("nil")
	}
	if depth > 0 {
		if text, ok := p.s.selfText(v, t); ok && oneLine(text) {
			return p.leaf(text)
		}
	}
	if p.leaves > maxLeaves || depth > maxDepth {
		return p.leaf("…")
	}
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return p.leaf("nil")
		}
		return p.value(v.Elem(), dynamic(t), false, depth)
	case reflect.Pointer:
		return p.pointer(v, t, bare, depth)
	case reflect.Struct:
		return p.structure(v, t, bare, depth)
	case reflect.Slice, reflect.Array:
		return p.list(v, t, bare, depth)
	case reflect.Map:
		return p.table(v, t, bare, depth)
	case reflect.Func:
		if v.IsNil() {
			return p.leaf("nil")
		}
		return p.leaf(typeName(v.Type(), t))
	case reflect.Chan:
		if v.IsNil() {
			return p.leaf("(" + typeName(v.Type(), t) + ")(nil)")
		}
		return p.leaf(fmt.Sprintf("%s (%d of %d)", typeName(v.Type(), t), v.Len(), v.Cap()))
	}
	return p.leaf(p.scalar(v, t, bare, depth))
}

// dynamic is the description of what an interface of type t holds: not known, but for a concrete t.
func dynamic(t *unit.Type) *unit.Type {
	if t != nil && t.Kind != reflect.Interface {
		return t
	}
	return nil
}

func (p *printer) leaf(text string) *node {
	p.leaves++
	return &node{text: text}
}

func oneLine(text string) bool { return len(text) <= lineWidth && !strings.Contains(text, "\n") }

// scalar prints numbers, booleans and strings; a defined type wraps the value:
// Celsius(20).
func (p *printer) scalar(v reflect.Value, t *unit.Type, bare bool, depth int) string {
	text := basic(v)
	name := typeName(v.Type(), t)
	if !bare && defined(v.Type(), t) {
		return name + "(" + text + ")"
	}
	return text
}

func basic(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32:
		return float(v.Float(), 32)
	case reflect.Float64:
		return float(v.Float(), 64)
	case reflect.Complex64, reflect.Complex128:
		bits := v.Type().Bits() / 2
		c := v.Complex()
		im := float(imag(c), bits)
		if !strings.HasPrefix(im, "-") && !strings.HasPrefix(im, "+") {
			im = "+" + im
		}
		return "(" + float(real(c), bits) + im + "i)"
	case reflect.String:
		return quote(v.String())
	case reflect.UnsafePointer:
		return "unsafe.Pointer(…)"
	}
	return v.Kind().String()
}

// float writes x as fmt.Println does: shortest form, exponents only for the very large and small.
func float(x float64, bits int) string {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return fmt.Sprint(x)
	}
	if bits == 32 {
		return fmt.Sprint(float32(x))
	}
	return fmt.Sprint(x)
}

// quote writes a string literal, cut when it is long.
func quote(s string) string {
	if len(s) <= maxString {
		return strconv.Quote(s)
	}
	cut := maxString
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return fmt.Sprintf("%s… %s more bytes", strconv.Quote(s[:cut]), count(len(s)-cut))
}

// count writes n with thousands apart: 12,345.
func count(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func (p *printer) enter(v reflect.Value) (leave func(), cycle bool) {
	key := visit{v.Pointer(), v.Type(), 0}
	if v.Kind() == reflect.Slice {
		key.length = v.Len()
	}
	if p.inside[key] {
		return nil, true
	}
	p.inside[key] = true
	return func() { delete(p.inside, key) }, false
}

func (p *printer) pointer(v reflect.Value, t *unit.Type, bare bool, depth int) *node {
	name := typeName(v.Type(), t)
	if v.IsNil() {
		return p.leaf(nilOf(name))
	}
	leave, cycle := p.enter(v)
	if cycle {
		return p.leaf("&" + strings.TrimPrefix(name, "*") + "{… itself}")
	}
	defer leave()
	n := p.value(v.Elem(), elem(t), false, depth+1)
	if n.open == "" && n.text == "…" {
		return n
	}
	if n.open != "" {
		n.open = "&" + n.open
		return n
	}
	n.text = "&" + n.text
	return n
}

func nilOf(name string) string {
	if strings.HasPrefix(name, "*") || strings.HasPrefix(name, "chan") || strings.HasPrefix(name, "func") {
		return "(" + name + ")(nil)"
	}
	return name + "(nil)"
}

func (p *printer) structure(v reflect.Value, t *unit.Type, bare bool, depth int) *node {
	n := &node{open: "{", close: "}"}
	if !bare {
		n.open = typeName(v.Type(), t) + "{"
	}
	// Fields of other packages' types that a cell cannot reach are not its business.
	foreign := v.Type().PkgPath() != "" && v.Type().PkgPath() != "main" && !t.Session()
	v = addressable(v)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if foreign && !f.IsExported() {
			n.hidden = true
			continue
		}
		ft := fieldType(t, i)
		name := fieldName(f, t, i)
		n.items = append(n.items, item{name + ": ", p.value(open(v.Field(i)), ft, false, depth+1)})
	}
	return n
}

// addressable copies a struct to memory of its own, so that open works on its fields.
func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() || !v.CanInterface() {
		return v
	}
	p := reflect.New(v.Type()).Elem()
	p.Set(v)
	return p
}

// open lets an unexported field be read like any other: its owner sees it in the
// cell, and a time.Duration in it should say 1.5s here too.
func open(field reflect.Value) reflect.Value {
	if field.CanInterface() || !field.CanAddr() {
		return field
	}
	return reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem()
}

// fieldName undoes yaegi's renaming of unexported fields: "Xname".
func fieldName(f reflect.StructField, t *unit.Type, i int) string {
	if t != nil && i < len(t.Fields) {
		return t.Fields[i].Name
	}
	if rest, ok := strings.CutPrefix(f.Name, "X"); ok && rest != "" {
		if r, _ := utf8.DecodeRuneInString(rest); !unicode.IsUpper(r) {
			return rest
		}
	}
	return f.Name
}

func (p *printer) list(v reflect.Value, t *unit.Type, bare bool, depth int) *node {
	name := typeName(v.Type(), t)
	if v.Kind() == reflect.Slice {
		if v.IsNil() {
			return p.leaf(nilOf(name))
		}
		if text, ok := byteString(v); ok {
			return p.leaf(name + "(" + text + ")")
		}
		if v.Len() > 0 {
			leave, cycle := p.enter(v)
			if cycle {
				return p.leaf(name + "{… itself}")
			}
			defer leave()
		}
	}
	n := &node{open: "{", close: "}", fill: true}
	if !bare {
		n.open = name + "{"
	}
	shown := v.Len()
	if shown > maxItems {
		shown = maxItems
	}
	for i := range shown {
		if p.leaves > maxLeaves {
			shown = i
			break
		}
		n.items = append(n.items, item{"", p.value(v.Index(i), elem(t), concrete(v.Type().Elem(), elem(t)), depth+1)})
	}
	n.more = v.Len() - shown
	return n
}

// byteString shows bytes that are text as text.
func byteString(v reflect.Value) (string, bool) {
	if v.Type().Elem().Kind() != reflect.Uint8 || v.Len() == 0 {
		return "", false
	}
	total := v.Len()
	s := string(v.Slice(0, min(total, maxString)).Bytes())
	if total > maxString { // not in the middle of a letter
		for i := len(s) - 1; i >= 0 && i >= len(s)-utf8.UTFMax; i-- {
			if utf8.RuneStart(s[i]) {
				s = s[:i]
				break
			}
		}
	}
	printable := func(r rune) bool { return r == '\n' || r == '\t' || strconv.IsPrint(r) }
	if !utf8.ValidString(s) || strings.IndexFunc(s, func(r rune) bool { return !printable(r) }) >= 0 {
		return "", false
	}
	if rest := total - len(s); rest > 0 {
		return fmt.Sprintf("%s… %s more bytes", strconv.Quote(s), count(rest)), true
	}
	return strconv.Quote(s), true
}

// concrete says whether an element's type is clear from its container's.
func concrete(e reflect.Type, t *unit.Type) bool {
	if t != nil {
		return t.Kind != reflect.Interface && t.Kind != reflect.Pointer
	}
	return e.Kind() != reflect.Interface && e.Kind() != reflect.Pointer
}

func (p *printer) table(v reflect.Value, t *unit.Type, bare bool, depth int) *node {
	name := typeName(v.Type(), t)
	if v.IsNil() {
		return p.leaf(nilOf(name))
	}
	leave, cycle := p.enter(v)
	if cycle {
		return p.leaf(name + "{… itself}")
	}
	defer leave()
	n := &node{open: "{", close: "}"}
	if !bare {
		n.open = name + "{"
	}
	keys := sortedKeys(v, p.s)
	shown := min(len(keys), maxItems)
	for i, key := range keys[:shown] {
		if p.leaves > maxLeaves {
			shown = i
			break
		}
		k := flat(p.value(key, keyType(t), concrete(v.Type().Key(), keyType(t)), depth+1))
		n.items = append(n.items, item{k + ": ", p.value(v.MapIndex(key), elem(t), concrete(v.Type().Elem(), elem(t)), depth+1)})
	}
	n.more = len(keys) - shown
	return n
}

// sortedKeys orders a map's keys by value; mixed ones by how they print.
func sortedKeys(v reflect.Value, s *Shower) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return compare(a, b, s) })
	return keys
}

func compare(a, b reflect.Value, s *Shower) int {
	if a.Kind() == reflect.Interface && b.Kind() == reflect.Interface && !a.IsNil() && !b.IsNil() {
		a, b = a.Elem(), b.Elem()
	}
	if a.Kind() == b.Kind() {
		switch {
		case a.CanInt():
			return cmp.Compare(a.Int(), b.Int())
		case a.CanUint():
			return cmp.Compare(a.Uint(), b.Uint())
		case a.CanFloat():
			return cmp.Compare(a.Float(), b.Float())
		case a.Kind() == reflect.String:
			return strings.Compare(a.String(), b.String())
		case a.Kind() == reflect.Struct || a.Kind() == reflect.Array:
			return compareParts(a, b, s)
		}
	}
	return strings.Compare(s.text(a, nil), s.text(b, nil))
}

func compareParts(a, b reflect.Value, s *Shower) int {
	part, n := reflect.Value.Field, 0
	if a.Kind() == reflect.Array {
		part, n = reflect.Value.Index, min(a.Len(), b.Len())
	} else {
		n = min(a.NumField(), b.NumField())
	}
	for i := range n {
		if c := compare(part(a, i), part(b, i), s); c != 0 {
			return c
		}
	}
	return 0
}
