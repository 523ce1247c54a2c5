package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"harmonium/dsl/internal/split"
	"harmonium/dsl/internal/unit"
)

// Result is a cell that checks. It is not part of the session until Commit.
type Result struct {
	Cell  *split.Cell
	Pkg   *types.Package
	Info  *types.Info
	Files []*ast.File // declarations; then, when there are statements, the entry

	Entry *ast.FuncDecl       // nil without statements
	Last  ast.Expr            // the expression to show; nil for nothing
	Vars  map[*types.Var]bool // session variables the cell defines; true: in a new slot

	// Replaces are methods that take the place of one that an earlier cell declared.
	Replaces map[*types.Func]bool

	Notes []unit.Diagnostic // declarations of earlier cells that no longer compile

	// Steps are the places of the statements, to tell from a panic's place how
	// many were reached.
	Steps []Step

	s      *Session
	names  map[string]*Name
	decls  []*Decl
	broken map[*Decl]bool
	grafts []*graft
	dots   []*types.Package
	moved  map[*types.TypeName]map[string]*Decl
	prior  map[string]*Name
}

// Step is one statement of the cell and the names that it newly defines.
type Step struct {
	Pos   token.Pos
	Names []string
}

// Check checks a cell. The diagnostics are its errors; with any, there is no result
// and the session is as before.
func (s *Session) Check(c *split.Cell) (*Result, []unit.Diagnostic) {
	d := s.survey(c)
	if errs := s.resolve(c, d); len(errs) > 0 {
		return nil, errs // all else would follow from these
	}
	broken := map[*Decl]bool{}
	changed := map[string]bool{}
	for name := range d.names {
		changed[name] = true
	}
	for name, pkg := range d.packages {
		if n := s.names[name]; n != nil && !isPackage(n.Object, pkg) {
			changed[name] = true
		}
	}
	var notes []unit.Diagnostic
	for {
		a := &attempt{s: s, cell: c, declared: d, again: s.affected(changed, d, broken)}
		a.run()
		mine, theirs := a.sortErrors()
		if len(mine) > 0 {
			return nil, mine
		}
		if len(theirs) > 0 {
			for d, diag := range theirs {
				broken[d] = true
				notes = append(notes, diag)
			}
			continue
		}
		if a.retyped(changed) {
			continue
		}
		if errs := a.gone(); len(errs) > 0 {
			return nil, errs
		}
		slices.SortFunc(notes, func(a, b unit.Diagnostic) int { return a.Cell - b.Cell })
		return a.finish(broken, notes), nil
	}
}

func isPackage(obj types.Object, pkg *types.Package) bool {
	p, ok := obj.(*types.PkgName)
	return ok && p.Imported() == pkg
}

// retyped adds the variables that were live with another type, or were no variables:
// what mentions them has to be checked again. It reports whether there are new ones.
func (a *attempt) retyped(changed map[string]bool) bool {
	more := false
	for _, v := range a.sessionVars() {
		old := a.s.names[v.Name()]
		if old == nil || old.Object == types.Object(v) || changed[v.Name()] {
			continue
		}
		changed[v.Name()] = true
		more = more || len(a.s.users[v.Name()]) > 0
	}
	return more
}

// sessionVars are all variables that the cell defines for the session.
func (a *attempt) sessionVars() []*types.Var {
	var out []*types.Var
	for _, decl := range a.declared.decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.VAR {
			continue
		}
		for _, spec := range gen.Specs {
			for _, id := range spec.(*ast.ValueSpec).Names {
				if v, ok := a.info.Defs[id].(*types.Var); ok && id.Name != "_" {
					if a.locals[v] == nil {
						a.locals[v] = a.slot(v)
						a.definedBy[a.locals[v]] = -1
					}
					out = append(out, a.locals[v])
				}
			}
		}
	}
	return append(out, a.order...)
}

// finish makes the result of an attempt without errors.
func (a *attempt) finish(broken map[*Decl]bool, notes []unit.Diagnostic) *Result {
	r := &Result{
		Cell: a.cell, Pkg: a.pkg, Info: a.info, Notes: notes, Vars: map[*types.Var]bool{},
		Replaces: map[*types.Func]bool{}, s: a.s, broken: broken, grafts: a.grafts, dots: a.declared.dots,
		names: map[string]*Name{}, moved: map[*types.TypeName]map[string]*Decl{},
	}
	for _, v := range a.sessionVars() {
		_, again := r.Vars[v]
		if !again {
			old := a.s.names[v.Name()]
			r.Vars[v] = old == nil || old.Object != types.Object(v)
			if r.Vars[v] {
				a.s.give(v, v.Name())
			}
		}
		r.names[v.Name()] = &Name{Object: v, Cell: a.cell.Number, Pos: v.Pos()}
	}
	a.oneObject()
	a.assignments(r)
	for name, p := range a.declared.packages {
		if r.names[name] == nil {
			r.names[name] = &Name{Object: types.NewPkgName(token.NoPos, a.pkg, name, p), Cell: a.cell.Number}
		}
	}
	for _, decl := range a.declared.decls {
		r.declare(a, decl, a.cell.Number)
	}
	for _, d := range a.again {
		r.declare(a, d.Node, d.Cell)
	}
	r.Last = a.result
	a.defaultType(r)
	r.Files = []*ast.File{a.decls}
	if len(a.entry.Body.List) > 0 {
		r.Entry = a.entry
		r.Files = append(r.Files, a.file(a.entry))
	}
	return r
}

// defaultType gives an untyped constant that is the last expression the type
// that a variable would get.
func (a *attempt) defaultType(r *Result) {
	if r.Last == nil {
		return
	}
	for x := r.Last; x != nil; {
		tv := a.info.Types[x]
		if b, ok := tv.Type.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			tv.Type = types.Default(b)
			a.info.Types[x] = tv
		}
		p, ok := x.(*ast.ParenExpr)
		if !ok {
			break
		}
		x = p.X
	}
	tv := a.info.Types[r.Last]
	if tv.IsVoid() || tv.IsNil() || a.cell.Quiet {
		a.discard(tv)
		r.Last = nil
	}
}

// discard makes a statement of a last expression that is not shown.
func (a *attempt) discard(tv types.TypeAndValue) {
	list := a.entry.Body.List
	last := len(list) - 1
	switch {
	case tv.IsNil():
		a.entry.Body.List = list[:last]
	case a.wrapped:
		x := a.result
		blank := &ast.Ident{NamePos: x.Pos(), Name: "_"}
		list[last] = &ast.AssignStmt{Lhs: []ast.Expr{blank}, TokPos: x.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{x}}
	}
}

// oneObject makes the locals of the entry, and the package's own variables, the
// variables of the session that they are.
func (a *attempt) oneObject() {
	for id, obj := range a.info.Uses {
		if v := a.locals[obj]; v != nil {
			a.info.Uses[id] = v
		}
	}
	for id, obj := range a.info.Defs {
		if v := a.locals[obj]; v != nil {
			a.info.Defs[id] = v
		}
	}
}

// declare records a declaration that the cell makes or makes again.
func (r *Result) declare(a *attempt, node ast.Decl, cell int) {
	if gen, ok := node.(*ast.GenDecl); ok && gen.Tok == token.VAR {
		return
	}
	d := &Decl{Cell: cell, Node: node, Text: text(node), Objects: a.objects(node), Uses: a.uses(node)}
	if generic(d.Objects) {
		d.Source = &Source{Pkg: a.pkg, Info: a.info, Files: []*ast.File{a.decls}}
	}
	r.decls = append(r.decls, d)
	for _, obj := range d.Objects {
		recv := receiver(obj)
		if recv == nil {
			r.names[obj.Name()] = &Name{Object: obj, Cell: cell, Pos: obj.Pos(), Decl: d}
			a.s.give(obj, obj.Name())
			continue
		}
		if r.moved[recv] == nil {
			r.moved[recv] = map[string]*Decl{}
		}
		r.moved[recv][obj.Name()] = d
		a.s.give(obj, a.s.Back(recv)+"ᐧ"+obj.Name())
		if a.s.methods[recv][obj.Name()] != nil {
			r.Replaces[obj.(*types.Func)] = true
		}
	}
}

func generic(objs []types.Object) bool {
	for _, obj := range objs {
		switch t := obj.Type().(type) {
		case *types.Signature:
			if t.TypeParams() != nil || t.RecvTypeParams() != nil {
				return true
			}
		case *types.Named:
			if t.TypeParams() != nil {
				return true
			}
		case *types.Alias:
			if t.TypeParams() != nil {
				return true
			}
		}
	}
	return false
}

// objects are what a declaration declares.
func (a *attempt) objects(node ast.Decl) []types.Object {
	var out []types.Object
	add := func(id *ast.Ident) {
		if obj := a.info.Defs[id]; obj != nil && id.Name != "_" {
			out = append(out, obj)
		}
	}
	switch node := node.(type) {
	case *ast.FuncDecl:
		add(node.Name)
	case *ast.GenDecl:
		for _, spec := range node.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				add(spec.Name)
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					add(id)
				}
			}
		}
	}
	return out
}

// uses are the session's names that a declaration mentions, but for its own.
func (a *attempt) uses(node ast.Decl) []string {
	found := map[string]bool{}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			obj := a.info.Uses[n]
			if p, ok := obj.(*types.PkgName); ok {
				found[p.Name()] = true
			} else if fromSession(origin(obj)) {
				found[key(origin(obj))] = true
			}
		case *ast.SelectorExpr:
			if sel := a.info.Selections[n]; sel != nil && fromSession(origin(sel.Obj())) {
				found[key(origin(sel.Obj()))] = true
			}
		}
		return true
	})
	for _, name := range declNames(node) {
		delete(found, name)
	}
	out := make([]string, 0, len(found))
	for name := range found {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func origin(obj types.Object) types.Object {
	if f, ok := obj.(*types.Func); ok {
		return f.Origin()
	}
	return obj
}

// Commit makes the cell's names those of the session.
func (r *Result) Commit() {
	s := r.s
	s.commits++
	r.prior = map[string]*Name{}
	for d := range r.broken {
		d.checked = -1 // what it uses has changed without it
	}
	for name, n := range r.names {
		old := s.names[name]
		r.prior[name] = old
		n.since = s.commits
		if p, ok := n.Object.(*types.PkgName); old != nil && (old.Object == n.Object || ok && isPackage(old.Object, p.Imported())) {
			n.since = old.since
		}
		s.names[name] = n
		if old != nil && old.Decl != nil && old.Decl.Source != nil && old.Object != n.Object {
			s.superseded[old.Object] = old.Decl
		}
		if old != nil && old.Decl != nil && !s.alive(old.Decl) {
			s.unuse(old.Decl)
		}
	}
	for recv, list := range r.moved {
		if s.methods[recv] == nil {
			s.methods[recv] = map[string]*Decl{}
		}
		for name, d := range list {
			if old := s.methods[recv][name]; old != nil {
				s.unuse(old)
			}
			s.methods[recv][name] = d
		}
	}
	for _, g := range r.grafts {
		g.commit()
	}
	for _, d := range r.decls {
		d.checked = s.commits
		s.use(d)
	}
	for _, pkg := range r.dots {
		if !slices.Contains(s.dots, pkg) {
			s.dots = append(s.dots, pkg)
		}
	}
	s.dropMethods(r)
}

// dropMethods forgets the declarations of methods whose type has a successor: they
// stay attached to the older type but are not checked again.
func (s *Session) dropMethods(r *Result) {
	for name, n := range r.names {
		old := r.prior[name]
		if old == nil || old.Object == n.Object {
			continue
		}
		if tn, ok := old.Object.(*types.TypeName); ok {
			move(tn, types.NewPackage(Path, split.FileName(old.Cell)))
			for _, d := range s.methods[tn] {
				if !r.broken[d] {
					s.unuse(d)
				}
			}
		}
	}
}

// Undo takes back the variables that a failed run never assigned: of the names given,
// those that the cell newly made. The earlier meaning, if any, holds again.
func (r *Result) Undo(names []string) {
	for _, name := range names {
		n := r.names[name]
		v, ok := n.Object.(*types.Var)
		if !ok || !r.Vars[v] || r.s.names[name] != n {
			continue
		}
		if old := r.prior[name]; old != nil {
			r.s.names[name] = old
		} else {
			delete(r.s.names, name)
		}
	}
}
