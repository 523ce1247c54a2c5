package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// usage says how a variable is used, from which follows how it is kept: in a
// cell of its own (a pointer), when it is shared; else in yaegi's frame.
type usage struct {
	owner     ast.Node // the function, literal or range-over-func body that declares it
	captured  bool     // used by a function inside owner
	assigned  bool     // changed after its declaration
	addressed bool     // its address is taken
	loop      *ast.ForStmt
}

func (u *usage) shared() bool { return u.addressed || u.captured && u.assigned }

// scanner finds out how variables are used.
type scanner struct {
	f      *fn
	owners []ast.Node
	post   []*ast.ForStmt // the loops in whose post statement we are
}

// scan walks root, a function declaration, a literal or an expression.
func (f *fn) scan(root ast.Node) {
	s := &scanner{f: f, owners: []ast.Node{root}}
	if d, ok := root.(*ast.FuncDecl); ok {
		s.fields(d.Recv)
		s.fields(d.Type.Params)
		s.fields(d.Type.Results)
		s.walk(d.Body)
		return
	}
	s.walk(root)
}

func (s *scanner) fields(list *ast.FieldList) {
	if list != nil {
		for _, f := range list.List {
			for _, id := range f.Names {
				s.declare(id)
			}
		}
	}
}

func (s *scanner) use(v *types.Var) *usage {
	u := s.f.use[v]
	if u == nil {
		u = &usage{owner: s.owners[len(s.owners)-1]}
		s.f.use[v] = u
	}
	return u
}

func (s *scanner) declare(id *ast.Ident) {
	if v, ok := s.f.info.Defs[id].(*types.Var); ok {
		s.use(v).owner = s.owners[len(s.owners)-1]
	}
}

func (s *scanner) inside(owner ast.Node, do func()) {
	s.owners = append(s.owners, owner)
	do()
	s.owners = s.owners[:len(s.owners)-1]
}

func (s *scanner) walk(root ast.Node) {
	if root == nil {
		return
	}
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			s.inside(n, func() {
				s.fields(n.Type.Params)
				s.fields(n.Type.Results)
				s.walk(n.Body)
			})
			return false
		case *ast.RangeStmt:
			s.rangeStmt(n)
			return false
		case *ast.ForStmt:
			s.forStmt(n)
			return false
		case *ast.Ident:
			s.ident(n)
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				if n.Tok == token.DEFINE {
					if id, ok := e.(*ast.Ident); ok && s.f.info.Defs[id] != nil {
						continue
					}
				}
				s.assign(e)
			}
		case *ast.IncDecStmt:
			s.assign(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				s.address(n.X)
			}
		case *ast.SliceExpr:
			if _, ok := s.f.typeOf(n.X).Underlying().(*types.Array); ok {
				s.address(n.X)
			}
		case *ast.SelectorExpr:
			s.selector(n)
		case *ast.TypeSwitchStmt:
			for _, c := range n.Body.List {
				if v, ok := s.f.info.Implicits[c].(*types.Var); ok {
					s.use(v).owner = s.owners[len(s.owners)-1]
				}
			}
		}
		return true
	})
}

// selector: a method with a pointer receiver takes the address of its operand.
func (s *scanner) selector(n *ast.SelectorExpr) {
	sel, ok := s.f.info.Selections[n]
	if !ok || sel.Kind() == types.FieldVal {
		return
	}
	obj, index, _ := s.f.lookup(n)
	m, ok := obj.(*types.Func)
	if !ok {
		return
	}
	recv := m.Type().(*types.Signature).Recv()
	if recv == nil || types.IsInterface(recv.Type()) {
		return
	}
	if _, ptr := types.Unalias(recv.Type()).(*types.Pointer); !ptr {
		return
	}
	// The address of x.path is taken; x is held in place unless a pointer is on the way.
	t := s.f.typeOf(n.X)
	for _, i := range index[:len(index)-1] {
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return
		}
		t = st.Field(i).Type()
	}
	if _, ok := t.Underlying().(*types.Pointer); !ok {
		s.address(n.X)
	}
}

func (s *scanner) ident(id *ast.Ident) {
	if s.declare(id); s.f.info.Defs[id] != nil {
		return
	}
	if v, ok := s.f.info.Uses[id].(*types.Var); ok && !v.IsField() {
		if u := s.use(v); u.owner != s.owners[len(s.owners)-1] {
			u.captured = true
		}
	}
}

// assign notes a change of e; address, that e's address is taken.
func (s *scanner) assign(e ast.Expr) {
	if v := s.root(e); v != nil {
		if u := s.use(v); u.loop == nil || !s.inPost(u.loop) {
			u.assigned = true
		}
	}
}

func (s *scanner) inPost(loop *ast.ForStmt) bool {
	for _, p := range s.post {
		if p == loop {
			return true
		}
	}
	return false
}

func (s *scanner) address(e ast.Expr) {
	if v := s.root(e); v != nil {
		s.use(v).addressed = true
	}
}

// root is the variable in whose memory e lies, if any.
func (s *scanner) root(e ast.Expr) *types.Var {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return s.root(e.X)
	case *ast.Ident:
		v, _ := s.f.objectOf(e).(*types.Var)
		return v
	case *ast.SelectorExpr:
		if sel, ok := s.f.info.Selections[e]; ok && sel.Kind() == types.FieldVal && !sel.Indirect() {
			return s.root(e.X)
		}
	case *ast.IndexExpr:
		if _, ok := s.f.typeOf(e.X).Underlying().(*types.Array); ok {
			return s.root(e.X)
		}
	}
	return nil
}

func (s *scanner) forStmt(n *ast.ForStmt) {
	if n.Init != nil {
		s.walk(n.Init)
		if a, ok := n.Init.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			for _, e := range a.Lhs {
				if v, ok := s.f.info.Defs[e.(*ast.Ident)].(*types.Var); ok {
					s.use(v).loop = n
				}
			}
		}
	}
	s.walk(n.Cond)
	if n.Post != nil {
		s.post = append(s.post, n)
		s.walk(n.Post)
		s.post = s.post[:len(s.post)-1]
	}
	s.walk(n.Body)
}

func (s *scanner) rangeStmt(n *ast.RangeStmt) {
	s.walk(n.X)
	vars := func() {
		for _, e := range []ast.Expr{n.Key, n.Value} {
			if e == nil {
				continue
			}
			s.walk(e)
			if n.Tok == token.ASSIGN {
				s.assign(e)
			}
		}
	}
	_, overFunc := s.f.typeOf(n.X).Underlying().(*types.Signature)
	if !overFunc {
		vars()
		s.walk(n.Body)
		return
	}
	s.inside(n, func() {
		vars()
		s.walk(n.Body)
	})
}
