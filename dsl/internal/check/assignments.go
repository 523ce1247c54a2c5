package check

import (
	"go/ast"
	"go/token"
	"go/types"
)

// assignments turns definitions of session variables into assignments: := at the
// top level of the entry becomes =, and so does var with a value; variables at package level are
// initialised at the head of the entry, in Go's order. What stays is "var x T".
func (a *attempt) assignments(r *Result) {
	var list []ast.Stmt
	for _, decl := range a.takeVars() {
		list = append(list, &ast.DeclStmt{Decl: decl})
	}
	for _, init := range a.info.InitOrder {
		list = append(list, a.initialise(init))
	}
	a.info.InitOrder = nil // it is done
	for _, name := range a.declared.inits {
		list = append(list, a.call(name))
	}
	for i, stmt := range a.stmts {
		var names []string
		for _, id := range defines(stmt) {
			if _, ok := a.info.Defs[id].(*types.Var); ok {
				names = append(names, id.Name)
			}
		}
		r.Steps = append(r.Steps, Step{stmt.Pos(), names})
		list = append(list, a.assign(a.stmts[i])...)
	}
	if a.cell.Main && a.declared.names["main"] {
		list = append(list, a.call("main"))
	}
	a.entry.Body.List = list
}

// call calls a function of the cell.
func (a *attempt) call(name string) ast.Stmt {
	obj := a.pkg.Scope().Lookup(name)
	id := &ast.Ident{NamePos: obj.Pos(), Name: name}
	x := &ast.CallExpr{Fun: id, Lparen: obj.Pos(), Rparen: obj.Pos()}
	a.info.Uses[id] = obj
	a.info.Types[id] = types.TypeAndValue{Type: obj.Type()}
	a.info.Types[x] = a.s.void
	return &ast.ExprStmt{X: x}
}

// takeVars takes the var declarations out of the declarations' file and returns those
// without a value.
func (a *attempt) takeVars() []*ast.GenDecl {
	var rest []ast.Decl
	var bare []*ast.GenDecl
	for _, decl := range a.decls.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.VAR {
			rest = append(rest, decl)
			continue
		}
		if len(gen.Specs[0].(*ast.ValueSpec).Values) == 0 {
			bare = append(bare, gen)
		}
	}
	a.decls.Decls = rest
	return bare
}

// initialise is "lhs = rhs" for package-level variables.
func (a *attempt) initialise(init *types.Initializer) ast.Stmt {
	stmt := &ast.AssignStmt{TokPos: init.Rhs.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{init.Rhs}}
	for _, v := range init.Lhs {
		id := &ast.Ident{NamePos: v.Pos(), Name: v.Name()}
		stmt.Lhs = append(stmt.Lhs, id)
		if v.Name() == "_" {
			continue
		}
		if live := a.locals[v]; live != nil {
			v = live
		}
		a.info.Uses[id] = v
		a.info.Types[id] = a.variable(v)
	}
	return stmt
}

// variable is what the checker records for an identifier that stands for v.
func (a *attempt) variable(v *types.Var) types.TypeAndValue {
	tv := a.s.variable
	tv.Type = v.Type()
	return tv
}

// assign rewrites one statement of the top level.
func (a *attempt) assign(stmt ast.Stmt) []ast.Stmt {
	switch stmt := stmt.(type) {
	case *ast.LabeledStmt:
		if len(defines(stmt)) > 0 {
			stmt.Stmt = &ast.BlockStmt{List: a.assign(stmt.Stmt)}
		}
	case *ast.AssignStmt:
		if stmt.Tok == token.DEFINE {
			stmt.Tok = token.ASSIGN
			for _, x := range stmt.Lhs {
				a.used(x.(*ast.Ident))
			}
		}
	case *ast.DeclStmt:
		if gen, ok := stmt.Decl.(*ast.GenDecl); ok && gen.Tok == token.VAR {
			return a.assignVar(gen)
		}
	}
	return []ast.Stmt{stmt}
}

// assignVar is a var line as assignments.
func (a *attempt) assignVar(gen *ast.GenDecl) []ast.Stmt {
	var out []ast.Stmt
	for _, spec := range gen.Specs {
		spec := spec.(*ast.ValueSpec)
		if len(spec.Values) == 0 {
			out = append(out, &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: gen.TokPos, Tok: token.VAR, Specs: []ast.Spec{spec}}})
			continue
		}
		stmt := &ast.AssignStmt{TokPos: spec.Pos(), Tok: token.ASSIGN, Rhs: spec.Values}
		for _, id := range spec.Names {
			a.used(id)
			stmt.Lhs = append(stmt.Lhs, id)
		}
		out = append(out, stmt)
	}
	return out
}

// used turns the definition of a session variable into a use of it.
func (a *attempt) used(id *ast.Ident) {
	v, ok := a.info.Defs[id].(*types.Var)
	if !ok {
		return
	}
	delete(a.info.Defs, id)
	if id.Name != "_" {
		a.info.Uses[id] = v
		a.info.Types[id] = a.variable(v)
	}
}
