package lower

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"harmonium/dsl/internal/rt"
)

// env gives the type arguments of the generic code being lowered.
type env map[*types.TypeParam]types.Type

// subst replaces type parameters in t.
func (l *lowerer) subst(t types.Type, e env) types.Type {
	if len(e) == 0 || t == nil {
		return t
	}
	switch t := t.(type) {
	case *types.Alias:
		return l.subst(types.Unalias(t), e)
	case *types.TypeParam:
		if a, ok := e[t]; ok {
			return a
		}
		return t
	case *types.Named:
		return l.substNamed(t, e)
	case *types.Pointer:
		return types.NewPointer(l.subst(t.Elem(), e))
	case *types.Slice:
		return types.NewSlice(l.subst(t.Elem(), e))
	case *types.Array:
		return types.NewArray(l.subst(t.Elem(), e), t.Len())
	case *types.Map:
		return types.NewMap(l.subst(t.Key(), e), l.subst(t.Elem(), e))
	case *types.Chan:
		return types.NewChan(t.Dir(), l.subst(t.Elem(), e))
	case *types.Tuple:
		return l.substTuple(t, e)
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, l.substTuple(t.Params(), e), l.substTuple(t.Results(), e), t.Variadic())
	case *types.Struct:
		var fields []*types.Var
		var tags []string
		for i := range t.NumFields() {
			f := t.Field(i)
			fields = append(fields, types.NewField(f.Pos(), f.Pkg(), f.Name(), l.subst(f.Type(), e), f.Embedded()))
			tags = append(tags, t.Tag(i))
		}
		return types.NewStruct(fields, tags)
	case *types.Interface:
		var ms []*types.Func
		for i := range t.NumMethods() {
			m := t.Method(i)
			ms = append(ms, types.NewFunc(m.Pos(), m.Pkg(), m.Name(), l.subst(m.Type(), e).(*types.Signature)))
		}
		return types.NewInterfaceType(ms, nil).Complete()
	}
	return t
}

func (l *lowerer) substTuple(t *types.Tuple, e env) *types.Tuple {
	if t == nil {
		return nil
	}
	var vs []*types.Var
	for i := range t.Len() {
		v := t.At(i)
		vs = append(vs, types.NewParam(v.Pos(), v.Pkg(), v.Name(), l.subst(v.Type(), e)))
	}
	return types.NewTuple(vs...)
}

func (l *lowerer) substNamed(t *types.Named, e env) types.Type {
	if t.TypeArgs().Len() > 0 {
		var args []types.Type
		for a := range t.TypeArgs().Types() {
			args = append(args, l.subst(a, e))
		}
		n, err := types.Instantiate(l.ctxt, t.Origin(), args, false)
		if err != nil {
			panic(l.unknown(l.here, "the type "+t.String()))
		}
		return n
	}
	if obj := t.Obj(); obj.Pkg() == nil || packageLevel(obj) || !isSession(t) {
		return t
	}
	// A type declared inside a generic function is another one in each instance.
	key := l.typeID(t) + l.envKey(e)
	if old, ok := l.locals[key]; ok {
		return old
	}
	name := t.Obj().Name() + l.argsText(e) // as reflect says it
	n := types.NewNamed(types.NewTypeName(t.Obj().Pos(), t.Obj().Pkg(), name, nil), nil, nil)
	l.typeIDs[n.Obj()] = key
	l.typeDecls[n.Obj()] = true
	l.locals[key] = n
	n.SetUnderlying(l.subst(t.Underlying(), e))
	return n
}

// argsText is what the run-time adds to the name of a type declared in a generic function. In a method
// of a generic type the compiler writes the same.
func (l *lowerer) argsText(e env) string {
	var params []*types.TypeParam
	for p := range e {
		params = append(params, p)
	}
	slices.SortFunc(params, func(a, b *types.TypeParam) int { return a.Index() - b.Index() })
	var args []string
	for _, p := range params {
		args = append(args, rt.Spelling(l.describe(e[p]), true))
	}
	return "[" + strings.Join(args, ",") + "]"
}

func (l *lowerer) envKey(e env) string {
	var parts []string
	for p, t := range e {
		parts = append(parts, p.Obj().Name()+p.String()+"="+l.key(t))
	}
	sortStrings(parts)
	return "{" + strings.Join(parts, ",") + "}"
}

// instance gives the name of a generic function (or method of a generic type)
// for the given type arguments, and has it lowered if need be.
func (l *lowerer) instance(origin *types.Func, args []types.Type) string {
	var keys []string
	for _, a := range args {
		keys = append(keys, l.key(a))
	}
	id := l.name(origin) + "[" + strings.Join(keys, ",") + "]"
	name := l.name(origin) + "_" + short(id)
	if l.opt.Instances[id] || l.instances[id] {
		return name
	}
	d, ok := l.declaration(origin)
	if !ok {
		panic(l.unknown(l.here, "the generic function "+origin.FullName()))
	}
	e := env{}
	sig := origin.Type().(*types.Signature)
	params := sig.TypeParams()
	if sig.RecvTypeParams().Len() > 0 {
		params = sig.RecvTypeParams()
	}
	for i := range params.Len() {
		e[params.At(i)] = args[i]
	}
	if d.pkg.Types.Path() == preludePath && isNative(d.decl) {
		return l.std(origin.Name(), l.subst(withoutReceiver(origin), e))
	}
	l.instances[id] = true
	l.queue = append(l.queue, func() { l.function(name, d.decl, d.pkg, e) })
	return name
}

// declaration finds the syntax of a function: in this unit, an earlier one, or the prelude.
func (l *lowerer) declaration(origin *types.Func) (declared, bool) {
	if d, ok := l.funcDecls[origin]; ok {
		return d, true
	}
	if l.opt.Generic == nil {
		return declared{}, false
	}
	owner := types.Object(origin)
	if recv := receiver(origin); recv != nil {
		owner = recv.Origin().Obj()
	}
	g, ok := l.opt.Generic(owner)
	if !ok {
		return declared{}, false
	}
	if g.Func != nil {
		return declared{g.Func, g.Package}, true
	}
	for _, m := range g.Methods {
		if g.Info.Defs[m.Name] == origin {
			return declared{m, g.Package}, true
		}
	}
	return declared{}, false
}

// typeArgs are the type arguments of an instantiation written or inferred at id.
func (f *fn) typeArgs(id *ast.Ident) []types.Type {
	inst, ok := f.info.Instances[id]
	if !ok {
		return nil
	}
	var out []types.Type
	for t := range inst.TypeArgs.Types() {
		out = append(out, f.l.subst(t, f.env))
	}
	return out
}
