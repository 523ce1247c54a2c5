package lower

import (
	"fmt"
	"go/types"
	"hash/fnv"
	"reflect"
	"strconv"
	"strings"

	"harmonium/dsl/internal/rt"
	"harmonium/dsl/internal/unit"
)

// isSession reports whether n was declared in a cell, or is made as if it were.
func isSession(n *types.Named) bool {
	p := n.Obj().Pkg()
	return p != nil && (p.Path() == "main" || p.Path() == preludePath || isStandard(n))
}

// describe gives t's description for the run-time part.
func (l *lowerer) describe(t types.Type) *unit.Type {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok && isSession(n) {
		id := l.typeID(n)
		if d, ok := l.described[id]; ok {
			return d
		}
		d := &unit.Type{ID: id, Name: l.typeName(n), Path: "main", Pkg: "main"}
		if isStandard(n) {
			d.Path, d.Pkg = n.Obj().Pkg().Path(), n.Obj().Pkg().Name()
		}
		d.Go = d.Pkg + "." + d.Name
		l.described[id] = d
		d.Bare = !l.made(n)
		l.describeUnder(d, n.Underlying())
		l.describeMethods(d, n)
		return d
	}
	d := &unit.Type{Go: types.TypeString(t, qualifyByName)}
	switch t := t.(type) {
	case *types.Named:
		d.Name = t.Obj().Name()
		if p := t.Obj().Pkg(); p != nil {
			d.Path, d.Pkg = p.Path(), p.Name()
		}
		if t.TypeArgs().Len() > 0 {
			if _, ok := t.Underlying().(*types.Signature); !ok {
				panic(l.refuse(l.here, "the generic type "+d.Go))
			}
			d.Name = strings.TrimPrefix(d.Go, d.Pkg+".")
		}
		if _, generic := t.Underlying().(*types.Signature); !generic || t.TypeArgs().Len() == 0 {
			d.Kind = kindOf(t.Underlying())
			return d
		}
	case *types.Basic:
		b := types.Typ[types.Default(t).(*types.Basic).Kind()]
		d.Name, d.Go, d.Kind = b.Name(), b.Name(), kindOf(b)
		if b.Kind() == types.UnsafePointer {
			d.Path, d.Pkg, d.Name = "unsafe", "unsafe", "Pointer"
		}
		return d
	}
	l.describeUnder(d, t.Underlying())
	return d
}

func qualifyByName(p *types.Package) string {
	if p.Path() == preludePath {
		return "main"
	}
	return p.Name()
}

func (l *lowerer) describeUnder(d *unit.Type, t types.Type) {
	d.Kind = kindOf(t)
	switch t := t.(type) {
	case *types.Pointer:
		d.Elem = l.describe(t.Elem())
	case *types.Slice:
		d.Elem = l.describe(t.Elem())
	case *types.Array:
		d.Elem, d.Len = l.describe(t.Elem()), int(t.Len())
	case *types.Chan:
		d.Elem = l.describe(t.Elem())
		d.Dir = map[types.ChanDir]reflect.ChanDir{types.SendRecv: reflect.BothDir, types.SendOnly: reflect.SendDir, types.RecvOnly: reflect.RecvDir}[t.Dir()]
	case *types.Map:
		d.Key, d.Elem = l.describe(t.Key()), l.describe(t.Elem())
	case *types.Signature:
		d.Variadic = t.Variadic()
		for v := range t.Params().Variables() {
			d.Params = append(d.Params, l.describe(v.Type()))
		}
		for v := range t.Results().Variables() {
			d.Results = append(d.Results, l.describe(v.Type()))
		}
	case *types.Struct:
		for i := range t.NumFields() {
			f := t.Field(i)
			d.Fields = append(d.Fields, unit.Field{Name: f.Name(), Type: l.describe(visible(f.Type())), Tag: t.Tag(i), Embedded: f.Embedded(), Exported: f.Exported()})
		}
	case *types.Interface:
		for i := range t.NumMethods() {
			d.Methods = append(d.Methods, unit.Method{Name: t.Method(i).Name(), Type: l.describe(t.Method(i).Type())})
		}
	}
}

// needsCode reports whether no unit has given method m of n (m may be promoted) the
// code that it has now. It is noted among the instances that this unit does.
func (l *lowerer) needsCode(n *types.Named, m *types.Func) bool {
	code := fmt.Sprintf("code of %s.%s", l.typeID(n), m.Name())
	if !isStandard(n) {
		code += ": " + l.name(m.Origin())
	}
	if l.opt.Instances[code] || l.instances[code] {
		return false
	}
	l.instances[code] = true
	return true
}

// describeMethods lists the methods of n and *n, promoted ones too, and asks
// for their code.
func (l *lowerer) describeMethods(d *unit.Type, n *types.Named) {
	if types.IsInterface(n) {
		return
	}
	own := types.NewMethodSet(n)
	all := types.NewMethodSet(types.NewPointer(n))
	for i := range all.Len() {
		sel := all.At(i)
		if !sel.Obj().Exported() && sel.Obj().Pkg() != nil && sel.Obj().Pkg().Path() != "main" {
			continue // of an embedded compiled type: nobody can call it
		}
		m := unit.Method{Name: sel.Obj().Name(), Type: l.describe(withoutReceiver(sel.Obj().(*types.Func)))}
		ptr := own.Lookup(sel.Obj().Pkg(), m.Name) == nil
		if ptr {
			d.PtrMethods = append(d.PtrMethods, m)
		} else {
			d.Methods = append(d.Methods, m)
		}
		if l.needsCode(n, sel.Obj().(*types.Func)) {
			l.codeFor = append(l.codeFor, methodCode{n, sel.Obj().(*types.Func), ptr})
		}
	}
}

// methodCode is a method whose code must be given to the run-time part.
type methodCode struct {
	recv *types.Named
	fn   *types.Func
	ptr  bool
}

func withoutReceiver(f *types.Func) *types.Signature {
	s := f.Type().(*types.Signature)
	return types.NewSignatureType(nil, nil, nil, s.Params(), s.Results(), s.Variadic())
}

func kindOf(t types.Type) reflect.Kind {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return basicKinds[types.Default(t).(*types.Basic).Kind()]
	case *types.Pointer:
		return reflect.Pointer
	case *types.Slice:
		return reflect.Slice
	case *types.Array:
		return reflect.Array
	case *types.Chan:
		return reflect.Chan
	case *types.Map:
		return reflect.Map
	case *types.Signature:
		return reflect.Func
	case *types.Struct:
		return reflect.Struct
	case *types.Interface:
		return reflect.Interface
	}
	return reflect.Invalid
}

var basicKinds = map[types.BasicKind]reflect.Kind{
	types.Bool: reflect.Bool, types.Int: reflect.Int, types.Int8: reflect.Int8, types.Int16: reflect.Int16,
	types.Int32: reflect.Int32, types.Int64: reflect.Int64, types.Uint: reflect.Uint, types.Uint8: reflect.Uint8,
	types.Uint16: reflect.Uint16, types.Uint32: reflect.Uint32, types.Uint64: reflect.Uint64, types.Uintptr: reflect.Uintptr,
	types.Float32: reflect.Float32, types.Float64: reflect.Float64, types.Complex64: reflect.Complex64,
	types.Complex128: reflect.Complex128, types.String: reflect.String, types.UnsafePointer: reflect.UnsafePointer,
}

// packageLevel asks the scope, not the package: a type that a later cell has
// defined anew belongs to a package of its own.
func packageLevel(obj types.Object) bool {
	return obj.Parent() != nil && obj.Parent().Parent() == types.Universe
}

// typeID identifies a named type of a cell across units.
func (l *lowerer) typeID(n *types.Named) string {
	obj := n.Origin().Obj()
	id, ok := l.typeIDs[obj]
	if !ok {
		if isStandard(n) {
			id = "std·" + obj.Pkg().Path() + "." + obj.Name()
		} else if packageLevel(obj) {
			id = l.name(obj)
			if obj.Pkg().Path() == preludePath {
				id = "std·" + id
			}
		} else {
			id = fmt.Sprintf("%s·%d·%d", obj.Name(), l.opt.Cell, len(l.typeIDs))
		}
		l.typeIDs[obj] = id
	}
	if inst := l.localInst[n]; inst != "" {
		id += inst
	}
	if n.TypeArgs().Len() == 0 {
		return id
	}
	var args []string
	for t := range n.TypeArgs().Types() {
		args = append(args, l.key(t))
	}
	return id + "[" + strings.Join(args, ",") + "]"
}

// typeName is what reflect calls n: "P", "Set[int]", "Pair[string,main.P]".
func (l *lowerer) typeName(n *types.Named) string {
	name := n.Obj().Name()
	if n.TypeArgs().Len() == 0 {
		return name
	}
	var args []string
	for t := range n.TypeArgs().Types() {
		args = append(args, rt.Spelling(l.describe(t), true))
	}
	return name + "[" + strings.Join(args, ",") + "]"
}

// key identifies any type.
func (l *lowerer) key(t types.Type) string {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok && isSession(n) {
		return "‹" + l.typeID(n) + "›"
	}
	return rt.Key(l.describe(t))
}

func (l *lowerer) identical(a, b types.Type) bool {
	return types.Identical(a, b) || l.key(a) == l.key(b)
}

// index is t's place in Output.Types.
func (l *lowerer) index(t types.Type) int {
	k := l.key(t)
	if i, ok := l.typeIndex[k]; ok {
		return i
	}
	d := l.describe(t)
	l.typeIndex[k] = len(l.out.Types)
	l.out.Types = append(l.out.Types, d)
	return l.typeIndex[k]
}

// native names the run-time symbol that does op on the types.
func (l *lowerer) native(op string, ts ...types.Type) string {
	var ids []int
	key := op
	for _, t := range ts {
		ids = append(ids, l.index(t))
		key += "|" + strconv.Itoa(l.index(t))
	}
	if n, ok := l.natives[key]; ok {
		return n
	}
	name := fmt.Sprintf("%s_%d", strings.ToUpper(op[:1])+op[1:], len(l.natives)) // without the mark, assert2 4 would be assert 24
	l.natives[key] = name
	l.out.Natives = append(l.out.Natives, unit.Native{Name: name, Op: op, Types: ids})
	return l.natives[key]
}

// rt is native, qualified as Source calls it.
func (l *lowerer) rt(op string, ts ...types.Type) string { return "t_." + l.native(op, ts...) }

// view is how yaegi's source spells t: named types of cells are spelled out, unless
// they are structs, interfaces, or recursive, which the run-time part makes.
func (l *lowerer) view(t types.Type) string {
	t = types.Unalias(t)
	switch t := t.(type) {
	case *types.Named:
		if t.Obj().Pkg() == nil {
			return "t_.Error"
		}
		if isSession(t) {
			if l.made(t) {
				return l.rt("type", t)
			}
			return l.view(t.Underlying())
		}
		if t.TypeArgs().Len() > 0 {
			if _, ok := t.Underlying().(*types.Signature); ok {
				return l.view(t.Underlying())
			}
			return l.rt("type", t)
		}
		if !t.Obj().Exported() {
			return l.rt("type", t)
		}
		return l.pkg(t.Obj().Pkg()) + "." + t.Obj().Name()
	case *types.Basic:
		b := types.Default(t).(*types.Basic)
		if b.Kind() == types.UnsafePointer {
			return l.rt("type", t)
		}
		return types.Typ[b.Kind()].Name()
	case *types.Pointer:
		return "*" + l.view(t.Elem())
	case *types.Slice:
		return "[]" + l.view(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), l.view(t.Elem()))
	case *types.Map:
		return "map[" + l.view(t.Key()) + "]" + l.view(t.Elem())
	case *types.Chan:
		switch t.Dir() {
		case types.SendOnly:
			return "chan<- " + l.view(t.Elem())
		case types.RecvOnly:
			return "<-chan " + l.view(t.Elem())
		}
		if e, ok := t.Elem().(*types.Chan); ok && e.Dir() == types.RecvOnly {
			return "chan (" + l.view(e) + ")"
		}
		return "chan " + l.view(t.Elem())
	case *types.Signature:
		return "func" + l.viewSignature(t)
	case *types.Interface:
		if t.Empty() {
			return "t_.Any"
		}
		return l.rt("type", t)
	case *types.Struct:
		return l.rt("type", t)
	}
	panic(l.unknown(l.here, "a value of type "+t.String()))
}

func (l *lowerer) viewSignature(s *types.Signature) string {
	var in, out []string
	for v := range s.Params().Variables() {
		in = append(in, l.view(v.Type()))
	}
	for v := range s.Results().Variables() {
		out = append(out, l.view(v.Type()))
	}
	return signatureText(in, out)
}

// signatureText writes parameters and results as Go does.
func signatureText(in, out []string) string {
	text := "(" + strings.Join(in, ", ") + ")"
	switch len(out) {
	case 0:
		return text
	case 1:
		return text + " " + out[0]
	}
	return text + " (" + strings.Join(out, ", ") + ")"
}

// short is a name part that stands for a key.
func short(key string) string {
	h := fnv.New64a()
	h.Write([]byte(key))
	return strconv.FormatUint(h.Sum64(), 36)
}
