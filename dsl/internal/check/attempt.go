package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"harmonium/dsl/internal/split"
)

// attempt is one run of the checker over a cell together with the declarations of
// earlier cells that its names affect.
type attempt struct {
	s        *Session
	cell     *split.Cell
	declared *declared
	again    []*Decl

	pkg   *types.Package
	info  *types.Info
	entry *ast.FuncDecl
	decls *ast.File
	errs  []types.Error

	stmts     []ast.Stmt // entry's statements as the user wrote them
	stages    []stage
	topVars   map[token.Pos]bool          // where the statements define session variables
	locals    map[types.Object]*types.Var // a local of entry, and the variable of the session it is
	order     []*types.Var                // the session variables in order of definition
	definedBy map[*types.Var]int          // index into stmts; -1 at package level

	result  ast.Expr // the last expression
	wrapped bool     // it was checked as an argument
	grafts  []*graft
	dated   []*types.TypeName
	imports map[string]*types.PkgName
	dots    []*types.Package
}

// stage is a statement that defines variables. Once the checker has passed it, and
// comes to the marker behind it, they become the session's.
type stage struct {
	stmt int
	ids  []*ast.Ident
}

// graft is a method that the cell declares for a type of an earlier cell. It is
// checked as a function whose first parameter is the receiver.
type graft struct {
	decl      *ast.FuncDecl
	recv      *ast.FieldList
	name      *ast.Ident
	typ       *ast.FuncType
	on        *types.Named
	method    *types.Func
	old       []*types.Func // on's methods before
	installed bool
}

const (
	marker = "ᐧmark"
	shower = "ᐧshow"
)

// run checks. The syntax trees are as before when it returns.
func (a *attempt) run() {
	a.pkg = a.s.pkg
	empty(a.pkg.Scope())
	a.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{},
		Scopes: map[ast.Node]*types.Scope{},
	}
	a.locals = map[types.Object]*types.Var{}
	a.topVars = map[token.Pos]bool{}
	a.definedBy = map[*types.Var]int{}
	a.assemble()
	a.populate()
	conf := types.Config{Error: a.heard, GoVersion: "go1.26", Sizes: types.SizesFor("gc", "amd64")}
	types.NewChecker(&conf, a.s.Fset, a.pkg, a.info).Files([]*ast.File{a.file(a.entry), a.decls})
	a.restore()
}

func (a *attempt) file(decls ...ast.Decl) *ast.File {
	return &ast.File{Name: ast.NewIdent(a.pkg.Name()), Decls: decls}
}

// assemble makes the two files: the statements with markers, and the declarations.
func (a *attempt) assemble() {
	a.decls = a.file()
	for _, decl := range a.declared.decls {
		a.add(decl)
	}
	for _, d := range a.again {
		a.add(d.Node)
	}
	a.entry = a.cell.Body
	if a.entry == nil {
		a.entry = &ast.FuncDecl{Name: ast.NewIdent(split.BodyName), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: &ast.BlockStmt{}}
	}
	a.stmts = a.entry.Body.List
	a.entry.Body.List = a.marked()
}

func (a *attempt) add(decl ast.Decl) {
	if f, ok := decl.(*ast.FuncDecl); !ok || f.Recv == nil || a.graft(f) {
		a.decls.Decls = append(a.decls.Decls, decl)
	}
}

func call(name string) *ast.ExprStmt {
	return &ast.ExprStmt{X: &ast.CallExpr{Fun: ast.NewIdent(name)}}
}

// marked is the list of statements with a marker before the first and behind each that
// defines variables, and with the last expression as an argument of shower.
func (a *attempt) marked() []ast.Stmt {
	a.stages = []stage{{stmt: -1}}
	out := []ast.Stmt{&ast.ExprStmt{X: ast.NewIdent(marker + "0")}}
	for _, name := range a.declared.inits {
		out = append(out, call(name))
	}
	for i, stmt := range a.stmts {
		if i == len(a.stmts)-1 {
			stmt = a.last(stmt)
		}
		out = append(out, stmt)
		if ids := defines(stmt); len(ids) > 0 {
			for _, id := range ids {
				a.topVars[id.Pos()] = true
			}
			out = append(out, &ast.ExprStmt{X: ast.NewIdent(fmt.Sprint(marker, len(a.stages)))})
			a.stages = append(a.stages, stage{i, ids})
		}
	}
	return out
}

// last prepares the last statement when it is an expression. A call stays as it
// is, for it may have no value; anything else is no statement in Go, and becomes
// an argument.
func (a *attempt) last(stmt ast.Stmt) ast.Stmt {
	x, ok := stmt.(*ast.ExprStmt)
	if !ok {
		return stmt
	}
	a.result = x.X
	if _, isCall := ast.Unparen(x.X).(*ast.CallExpr); isCall {
		return stmt
	}
	a.wrapped = true
	return &ast.ExprStmt{X: &ast.CallExpr{Fun: ast.NewIdent(shower), Lparen: x.Pos(), Args: []ast.Expr{x.X}, Rparen: x.End()}}
}

// restore gives the trees back as they were.
func (a *attempt) restore() {
	a.entry.Body.List = a.stmts
	for _, g := range slices.Backward(a.grafts) {
		g.ungraft(a)
	}
	for _, tn := range a.dated {
		move(tn, a.pkg)
	}
}

// populate puts the live objects that the code mentions into the package.
func (a *attempt) populate() {
	scope := a.pkg.Scope()
	nodes := []ast.Node{a.entry}
	mine := map[string]bool{} // declared at package level: no live object of that name
	for _, decl := range a.decls.Decls {
		nodes = append(nodes, decl)
		for _, name := range declNames(decl) {
			mine[name] = true
		}
	}
	for name := range mentioned(nodes) {
		if mine[name] {
			a.date(name)
			continue
		}
		if obj := a.s.visible(name, a); obj != nil {
			scope.Insert(obj)
		}
	}
	anys := types.NewSlice(types.Universe.Lookup("any").Type())
	params := types.NewTuple(types.NewVar(token.NoPos, a.pkg, "", anys))
	scope.Insert(types.NewFunc(token.NoPos, a.pkg, shower, types.NewSignatureType(nil, nil, nil, params, nil, true)))
}

// date makes messages about a type that gets a successor say which cell it is from.
func (a *attempt) date(name string) {
	if n := a.s.names[name]; n != nil {
		if tn, ok := n.Object.(*types.TypeName); ok {
			a.dated = append(a.dated, tn)
			move(tn, types.NewPackage(Path, split.FileName(n.Cell)))
		}
	}
}

// visible is what a name of the session means in a cell.
func (s *Session) visible(name string, a *attempt) types.Object {
	if p := a.declared.packages[name]; p != nil {
		return types.NewPkgName(token.NoPos, a.pkg, name, p)
	}
	if n := s.names[name]; n != nil {
		if p, ok := n.Object.(*types.PkgName); ok {
			return types.NewPkgName(n.Pos, a.pkg, name, p.Imported())
		}
		return n.Object
	}
	for _, dots := range [][]*types.Package{a.declared.dots, s.dots} {
		for _, pkg := range dots {
			if obj := pkg.Scope().Lookup(name); obj != nil && obj.Exported() {
				return obj
			}
		}
	}
	return s.Words[name]
}

// heard receives the checker's errors, in the order in which it finds them; the
// markers' are its way of telling how far it has come.
func (a *attempt) heard(err error) {
	e, ok := err.(types.Error)
	if !ok {
		return
	}
	if n, ok := strings.CutPrefix(e.Msg, "undefined: "+marker); ok {
		var k int
		fmt.Sscan(n, &k)
		a.reached(k)
		return
	}
	if a.harmless(e) {
		return
	}
	a.errs = append(a.errs, e)
}

// harmless are the errors that are none in a cell: an unused variable of the session, and
// the value of the last expression.
func (a *attempt) harmless(e types.Error) bool {
	if strings.HasPrefix(e.Msg, "declared and not used: ") {
		return a.topVars[e.Pos]
	}
	return a.result != nil && strings.HasSuffix(e.Msg, " is not used") && e.Pos >= a.result.Pos() && e.Pos <= a.result.End()
}

// reached is called when all package-level declarations have their types (0), and
// behind the statements that define variables. What they define is put into
// the package's scope, for the function bodies, which are checked later.
func (a *attempt) reached(k int) {
	if k == 0 {
		for _, g := range a.grafts {
			g.install(a)
		}
	}
	news := slices.ContainsFunc(a.stages[k].ids, func(id *ast.Ident) bool {
		local, ok := a.info.Defs[id].(*types.Var)
		return ok && a.declaredVar(local) == nil
	})
	for _, id := range a.stages[k].ids {
		local, ok := a.info.Defs[id].(*types.Var)
		if !ok {
			continue // not new on the left of :=
		}
		if v := a.declaredVar(local); v != nil && news {
			a.locals[local] = v // var err error, then n, err := f(): the same err
			continue
		}
		v := types.NewVar(local.Pos(), a.pkg, local.Name(), local.Type())
		v = a.slot(v)
		a.locals[local] = v
		a.order = append(a.order, v)
		a.definedBy[v] = a.stages[k].stmt
		if old := a.pkg.Scope().Lookup(v.Name()); old != nil && a.declaredHere(old) {
			a.errs = append(a.errs, types.Error{Fset: a.s.Fset, Pos: id.Pos(), Msg: fmt.Sprintf("%s redeclared in this cell", id.Name)})
		}
		scope := a.pkg.Scope()
		delete(elems(scope), v.Name())
		scope.Insert(v)
	}
}

// declaredVar is the variable that a var declaration of this cell gave the name
// and type of local, if there is one.
func (a *attempt) declaredVar(local *types.Var) *types.Var {
	v, ok := a.pkg.Scope().Lookup(local.Name()).(*types.Var)
	if !ok || !a.declaredHere(v) || !types.Identical(v.Type(), local.Type()) {
		return nil
	}
	return v
}

func (a *attempt) declaredHere(obj types.Object) bool { return a.declared.names[obj.Name()] }

// slot is the live variable when v defines it again with an identical type, else v.
func (a *attempt) slot(v *types.Var) *types.Var {
	if n := a.s.names[v.Name()]; n != nil {
		if old, ok := n.Object.(*types.Var); ok && types.Identical(old.Type(), v.Type()) {
			return old
		}
	}
	return v
}
