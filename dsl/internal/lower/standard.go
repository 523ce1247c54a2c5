package lower

import (
	"go/types"

	"harmonium/dsl/internal/unit"
)

// Generic types and functions of the standard library that package rt has for every instance: it
// makes the types as it makes a cell's own, and does the work of their methods.
var (
	standardTypes = map[string]bool{"sync/atomic.Pointer": true, "unique.Handle": true}
	standardFuncs = map[string]bool{"unique.Make": true, "reflect.TypeAssert": true}
)

// isStandard reports whether n is an instance of one of them.
func isStandard(n *types.Named) bool {
	p := n.Obj().Pkg()
	return p != nil && n.TypeArgs().Len() > 0 && standardTypes[p.Path()+"."+n.Obj().Name()]
}

// visible stands in for the one type in their fields that has no symbol.
func visible(t types.Type) types.Type {
	if n, ok := t.(*types.Named); ok && n.Obj().Name() == "noCopy" && n.Obj().Pkg().Path() == "sync/atomic" {
		return types.NewStruct(nil, nil)
	}
	return t
}

// standardMethod asks package rt for a method of such a type; the receiver is its first parameter.
func (l *lowerer) standardMethod(m *types.Func, n *types.Named) string {
	sig := m.Signature()
	params := []*types.Var{sig.Recv()}
	for v := range sig.Params().Variables() {
		params = append(params, v)
	}
	full := types.NewSignatureType(nil, nil, nil, types.NewTuple(params...), sig.Results(), false)
	return l.std(n.Obj().Pkg().Name()+"."+n.Obj().Name()+"."+m.Name(), full)
}

// standardFunc asks package rt for an instance of such a function.
func (l *lowerer) standardFunc(f *types.Func, args []types.Type) string {
	e := env{}
	for i, a := range args {
		e[f.Signature().TypeParams().At(i)] = a
	}
	return l.std(f.FullName(), l.subst(withoutReceiver(f), e))
}

// std asks package rt for the function name with the signature sig.
func (l *lowerer) std(name string, sig types.Type) string {
	key := "std|" + name + l.key(sig)
	if n, ok := l.natives[key]; ok {
		return "t_." + n
	}
	symbol := "Std" + short(key)
	l.natives[key] = symbol
	l.out.Natives = append(l.out.Natives, unit.Native{Name: symbol, Op: "std", Types: []int{l.index(sig)}, Method: name})
	return "t_." + symbol
}
