package complete

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// candidate is a match with what it takes to find its documentation.
type candidate struct {
	Match
	symbol symbol
	rank   int // lower comes first
}

// symbol names a thing for its documentation: a package's path, "Name" or "Type.Member".
type symbol struct{ path, name string }

// Ranks: what is nearest to the cursor comes first.
const (
	rankLocal = iota
	rankSession
	rankPackage
	rankUniverse
	rankKeyword
)

// filter keeps what starts with prefix; if nothing does, what does but for case.
func filter(all []candidate, prefix string) []candidate {
	kept := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !strings.HasPrefix(c.Text, prefix) })
	if len(kept) == 0 {
		kept = slices.DeleteFunc(all, func(c candidate) bool {
			return len(c.Text) < len(prefix) || !strings.EqualFold(c.Text[:len(prefix)], prefix)
		})
	}
	slices.SortStableFunc(kept, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(a.Text, b.Text))
	})
	return slices.CompactFunc(kept, func(a, b candidate) bool { return a.Text == b.Text })
}

// names lists what an identifier at pos can mean.
func (c *checked) names(pos token.Pos, prefix string) (all []candidate) {
	scope := c.innermost(pos)
	for ; scope != nil; scope = scope.Parent() {
		for _, name := range scope.Names() {
			obj := scope.Lookup(name)
			if !c.visible(scope, obj, pos) {
				continue
			}
			rank := rankLocal
			switch {
			case scope == types.Universe:
				if prefix == "" {
					continue
				}
				rank = rankUniverse
			case scope == c.pkg.Scope():
				rank = rankSession
			}
			if _, ok := obj.(*types.PkgName); ok {
				rank = rankPackage
			}
			all = append(all, c.candidate(obj, "", rank))
		}
	}
	if prefix != "" {
		for _, word := range keywords {
			all = append(all, candidate{Match: Match{Text: word, Type: "keyword"}, rank: rankKeyword})
		}
	}
	return all
}

// visible leaves out the placeholder, blanks, what a nearer scope hides, and
// locals that are declared further down.
func (c *checked) visible(scope *types.Scope, obj types.Object, pos token.Pos) bool {
	name := obj.Name()
	if name == "_" || strings.Contains(name, placeholder) {
		return false
	}
	if scope == c.pkg.Scope() || scope == types.Universe {
		return true
	}
	_, found := scope.LookupParent(name, pos)
	return found == obj
}

func (c *checked) innermost(pos token.Pos) *types.Scope {
	if s := c.pkg.Scope().Innermost(pos); s != nil {
		return s
	}
	return c.pkg.Scope()
}

// labels lists the labels of the function around a break, continue or goto.
func labels(path []ast.Node) (all []candidate) {
	for _, n := range path {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			ast.Inspect(n, func(n ast.Node) bool {
				if l, ok := n.(*ast.LabeledStmt); ok {
					all = append(all, candidate{Match: Match{Text: l.Label.Name, Type: "label"}})
				}
				return true
			})
			return all
		}
	}
	return nil
}

// keys lists the fields of a struct literal that are not set yet.
func (c *checked) keys(lit *ast.CompositeLit) (all []candidate, isStruct bool) {
	t := c.info.TypeOf(lit)
	if t == nil {
		return nil, false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok { // an elided &T
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, false
	}
	set := map[string]bool{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				set[id.Name] = true
			}
		}
	}
	for i := range st.NumFields() {
		if f := st.Field(i); !set[f.Name()] && c.accessible(f) {
			all = append(all, c.candidate(f, ownerName(t), rankLocal))
		}
	}
	return all, true
}

func (c *checked) accessible(obj types.Object) bool {
	return obj.Exported() || obj.Pkg() == nil || obj.Pkg().Path() == path
}

// members lists what may follow "x.".
func (c *checked) members(x ast.Expr) []candidate {
	if id, ok := x.(*ast.Ident); ok {
		if p, ok := c.info.Uses[id].(*types.PkgName); ok {
			return c.exported(p.Imported())
		}
	}
	tv, ok := c.info.Types[x]
	if !ok || tv.Type == nil || tv.Type == types.Typ[types.Invalid] {
		return nil
	}
	return c.selectable(tv.Type, !tv.IsType())
}

func (c *checked) exported(p *types.Package) (all []candidate) {
	scope := p.Scope()
	for _, name := range scope.Names() {
		if obj := scope.Lookup(name); obj.Exported() {
			all = append(all, c.candidate(obj, "", rankLocal))
		}
	}
	return all
}

// selectable lists fields (when fields is set) and methods of t at any depth.
func (c *checked) selectable(t types.Type, fields bool) (all []candidate) {
	names := map[string]string{} // member to the type that declares it
	collect(t, names, map[types.Type]bool{})
	for name, owner := range names {
		obj, index, _ := types.LookupFieldOrMethod(t, true, c.pkg, name)
		if obj == nil || !c.accessible(obj) {
			continue
		}
		if _, isField := obj.(*types.Var); isField && !fields {
			continue
		}
		cand := c.candidate(obj, owner, len(index))
		all = append(all, cand)
	}
	return all
}

// collect walks embedded fields and gathers the names of fields and methods.
func collect(t types.Type, names map[string]string, seen map[types.Type]bool) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		if _, isNamed := t.(*types.Named); !isNamed { // a named pointer type has no methods of its own
			t = p.Elem()
		}
	}
	t = types.Unalias(t)
	if seen[t] {
		return
	}
	seen[t] = true
	put := func(name string) {
		if _, known := names[name]; !known {
			names[name] = ownerName(t)
		}
	}
	if named, ok := t.(*types.Named); ok {
		for i := range named.NumMethods() {
			put(named.Method(i).Name())
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for i := range u.NumFields() {
			put(u.Field(i).Name())
		}
		for i := range u.NumFields() {
			if f := u.Field(i); f.Embedded() {
				collect(f.Type(), names, seen)
			}
		}
	case *types.Interface:
		for i := range u.NumMethods() {
			put(u.Method(i).Name())
		}
	}
}

func ownerName(t types.Type) string {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// candidate describes obj; owner is the type that a field or method belongs to.
func (c *checked) candidate(obj types.Object, owner string, rank int) candidate {
	cand := candidate{Match: Match{Text: obj.Name(), Type: kind(obj), Signature: signature(obj)}, rank: rank}
	cand.symbol = symbolOf(obj, owner)
	return cand
}

func symbolOf(obj types.Object, owner string) symbol {
	if p, ok := obj.(*types.PkgName); ok {
		return symbol{path: p.Imported().Path()}
	}
	s := symbol{name: obj.Name(), path: "builtin"}
	if obj.Pkg() != nil {
		s.path = obj.Pkg().Path()
	}
	if f, ok := obj.(*types.Func); ok {
		if recv := f.Signature().Recv(); recv != nil {
			if name := ownerName(recv.Type()); name != "" {
				owner = name
			}
		}
	}
	if owner != "" && (kind(obj) == "method" || kind(obj) == "field") {
		s.name = owner + "." + s.name
	}
	return s
}

// kind names the sort of obj as Match.Type does.
func kind(obj types.Object) string {
	switch o := obj.(type) {
	case *types.PkgName:
		return "package"
	case *types.TypeName:
		return "type"
	case *types.Const, *types.Nil:
		return "constant"
	case *types.Builtin:
		return "function"
	case *types.Func:
		if o.Signature().Recv() != nil {
			return "method"
		}
		return "function"
	case *types.Var:
		if o.IsField() {
			return "field"
		}
	}
	return "variable"
}

// signature is the type of obj on one line.
func signature(obj types.Object) string {
	switch o := obj.(type) {
	case *types.PkgName:
		return o.Imported().Path()
	case *types.Builtin, *types.Nil:
		return ""
	case *types.TypeName:
		switch u := o.Type().Underlying().(type) {
		case *types.Struct:
			return "struct"
		case *types.Interface:
			return "interface"
		default:
			return types.TypeString(u, qualify)
		}
	case *types.Const:
		value := o.Val().String()
		return strings.TrimPrefix(types.TypeString(o.Type(), qualify), "untyped ") + " = " + value
	}
	return types.TypeString(obj.Type(), qualify)
}

var keywords = func() (words []string) {
	for t := token.BREAK; t <= token.VAR; t++ {
		words = append(words, t.String())
	}
	return words
}()
