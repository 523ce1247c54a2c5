package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// graft turns a method of an earlier cell's type into a function, for the time of
// the check; other methods are left to the checker. False: it cannot be a method,
// and the error is noted.
func (a *attempt) graft(f *ast.FuncDecl) bool {
	name := recvName(f)
	if a.declared.names[name] || a.rebuilds(name) || len(f.Recv.List) != 1 {
		return true
	}
	tn, ok := a.s.visible(name, a).(*types.TypeName)
	if !ok {
		return true
	}
	fail := func(why string) bool {
		a.errs = append(a.errs, types.Error{Fset: a.s.Fset, Pos: f.Recv.List[0].Type.Pos(), Msg: why})
		return false
	}
	named, ok := types.Unalias(tn.Type()).(*types.Named)
	if !ok || !fromSession(named.Obj()) {
		return fail("cannot define new methods on non-local type " + types.TypeString(tn.Type(), Qualify))
	}
	g := &graft{decl: f, recv: f.Recv, name: f.Name, typ: f.Type, on: named}
	if why := g.impossible(); why != "" {
		return fail(why)
	}
	// Two fields of parameters: the receiver's, then the method's own.
	params := &ast.FieldList{Opening: f.Type.Params.Opening, Closing: f.Type.Params.Closing}
	params.List = append(append(params.List, f.Recv.List...), f.Type.Params.List...)
	recv := *f.Recv.List[0]
	if len(recv.Names) == 0 && len(f.Type.Params.List) > 0 && len(f.Type.Params.List[0].Names) > 0 {
		recv.Names = []*ast.Ident{ast.NewIdent("_")}
		params.List[0] = &recv
	} else if len(recv.Names) > 0 && len(f.Type.Params.List) > 0 && len(f.Type.Params.List[0].Names) == 0 {
		params.List = params.List[:1]
		for _, p := range f.Type.Params.List {
			blank := *p
			blank.Names = []*ast.Ident{ast.NewIdent("_")}
			params.List = append(params.List, &blank)
		}
	}
	f.Type = &ast.FuncType{Func: f.Type.Func, TypeParams: f.Type.TypeParams, Params: params, Results: f.Type.Results}
	f.Recv = nil
	f.Name = &ast.Ident{NamePos: g.name.NamePos, Name: name + "." + g.name.Name}
	a.grafts = append(a.grafts, g)
	return true
}

func (a *attempt) rebuilds(name string) bool {
	for _, d := range a.again {
		if gen, ok := d.Node.(*ast.GenDecl); ok && gen.Tok == token.TYPE && slices.Contains(declNames(gen), name) {
			return true
		}
	}
	return false
}

// impossible says why the type cannot have the method.
func (g *graft) impossible() string {
	name := g.on.Obj().Name()
	if g.on.TypeParams() != nil {
		return fmt.Sprintf("not supported in a cell yet: a method of the generic type %s of an earlier cell; declare it in the cell of the type", name)
	}
	switch u := g.on.Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return fmt.Sprintf("invalid receiver type %s (pointer or interface type)", name)
	case *types.Struct:
		for i := range u.NumFields() {
			if u.Field(i).Name() == g.name.Name {
				return fmt.Sprintf("field and method with the same name %s", g.name.Name)
			}
		}
	}
	return ""
}

// install gives the type its method, now that the signature is known.
func (g *graft) install(a *attempt) {
	f, ok := a.pkg.Scope().Lookup(g.decl.Name.Name).(*types.Func)
	if !ok {
		return
	}
	sig := f.Signature()
	if sig.Params().Len() == 0 {
		return
	}
	var params []*types.Var
	for i := 1; i < sig.Params().Len(); i++ {
		params = append(params, sig.Params().At(i))
	}
	recv := sig.Params().At(0)
	own := types.NewSignatureType(recv, nil, nil, types.NewTuple(params...), sig.Results(), sig.Variadic())
	g.method = types.NewFunc(g.name.Pos(), a.pkg, g.name.Name, own)
	list := methods(g.on)
	g.old = *list
	*list = g.with()
	g.installed = true
}

// with is the type's methods with the new one in its place.
func (g *graft) with() []*types.Func {
	var out []*types.Func
	for _, m := range *methods(g.on) {
		if m.Name() != g.name.Name {
			out = append(out, m)
		}
	}
	return append(out, g.method)
}

// ungraft restores the syntax tree and the type: the cell may yet fail.
func (g *graft) ungraft(a *attempt) {
	delete(a.info.Defs, g.decl.Name)
	g.decl.Recv, g.decl.Name, g.decl.Type = g.recv, g.name, g.typ
	if g.method != nil {
		a.info.Defs[g.name] = g.method
	}
	if g.installed {
		*methods(g.on) = g.old
	}
}

// Install gives the types of earlier cells the methods that the cell declares for them,
// for as long as it is lowered; Uninstall takes them back.
func (r *Result) Install() {
	for _, g := range r.grafts {
		g.old = *methods(g.on)
		*methods(g.on) = g.with()
	}
}

// Uninstall undoes Install.
func (r *Result) Uninstall() {
	for _, g := range slices.Backward(r.grafts) {
		*methods(g.on) = g.old
	}
}

// commit gives the type its method for good.
func (g *graft) commit() { *methods(g.on) = g.with() }
