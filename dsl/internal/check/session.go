package check

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// Session is what the cells so far have declared.
type Session struct {
	Fset     *token.FileSet
	Importer types.Importer

	// Line is the line of code at a position, for diagnostics to quote; may be nil.
	Line func(token.Pos) string

	// Words are names that every cell knows and may hide.
	Words map[string]types.Object

	pkg        *types.Package // the package of all cells; emptied for each
	names      map[string]*Name
	methods    map[*types.TypeName]map[string]*Decl // by type and name
	users      map[string]map[*Decl]bool            // who mentions a name; "T.M" for methods
	superseded map[types.Object]*Decl               // generics that were defined anew
	dots       []*types.Package                     // imported with "."
	backs      map[types.Object]string              // what the back end calls an object
	counts     map[string]int                       // how often a name was given out
	commits    int
	lost       bool // a worker has died in this session

	// What the checker records for a variable and for a call without a value:
	// types.TypeAndValue cannot be made outside go/types, only copied.
	variable, void types.TypeAndValue
}

// Name is a live name of the session.
type Name struct {
	Object types.Object
	Cell   int
	Pos    token.Pos
	Decl   *Decl // nil for a variable and an import
	Gone   bool  // a variable whose value died with its worker

	since int // the commit that gave the name this meaning
}

// Decl is a declaration that may have to be checked again: a function, a
// method, a type or a group of constants.
type Decl struct {
	Cell    int
	Node    ast.Decl // *ast.FuncDecl, or *ast.GenDecl with one type or a group of constants
	Objects []types.Object
	Uses    []string // names of the session that it mentions
	Text    string   // its code, to know it again
	Source  *Source  // where a generic was checked; nil for others

	checked int // the commit that it was checked for
}

// Source is what the lowering needs to instantiate a generic declaration.
type Source struct {
	Pkg   *types.Package
	Info  *types.Info
	Files []*ast.File
}

// NewSession starts without names.
func NewSession(fset *token.FileSet, importer types.Importer, words map[string]types.Object) *Session {
	s := &Session{
		Fset: fset, Importer: importer, Words: words,
		pkg:        types.NewPackage(Path, Path),
		names:      map[string]*Name{},
		methods:    map[*types.TypeName]map[string]*Decl{},
		superseded: map[types.Object]*Decl{},
		users:      map[string]map[*Decl]bool{},
		backs:      map[types.Object]string{},
		counts:     map[string]int{},
	}
	s.templates()
	return s
}

// templates records a variable and a void call once.
func (s *Session) templates() {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", "package p; var v int; func f() { _ = v; f() }", parser.SkipObjectResolution)
	if err != nil {
		return
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	new(types.Config).Check("p", fset, []*ast.File{f}, info)
	for x, tv := range info.Types {
		switch x.(type) {
		case *ast.CallExpr:
			s.void = tv
		case *ast.Ident:
			if tv.Addressable() {
				s.variable = tv
			}
		}
	}
}

// MakeWords turns all live names into words.
func (s *Session) MakeWords() {
	for name, n := range s.names {
		if _, ok := n.Object.(*types.PkgName); ok {
			continue
		}
		s.Words[name] = n.Object
		if n.Decl != nil {
			s.unuse(n.Decl)
			s.superseded[n.Object] = n.Decl
		}
	}
	clear(s.names)
}

// Lookup finds a live name.
func (s *Session) Lookup(name string) (*Name, bool) {
	n, ok := s.names[name]
	return n, ok
}

// Names lists the live names, sorted.
func (s *Session) Names() []string { return slices.Sorted(maps.Keys(s.names)) }

// Method finds the declaration of a method of a live type.
func (s *Session) Method(t *types.TypeName, name string) (*Decl, bool) {
	d, ok := s.methods[t][name]
	return d, ok
}

// Methods are the declared methods of a type of the session, sorted by name.
func (s *Session) Methods(t *types.TypeName) []*Decl {
	var out []*Decl
	for _, name := range slices.Sorted(maps.Keys(s.methods[t])) {
		out = append(out, s.methods[t][name])
	}
	return out
}

// Back is what the back end calls a package-level object or a method.
func (s *Session) Back(obj types.Object) string {
	if f, ok := obj.(*types.Func); ok {
		obj = f.Origin()
	}
	if name, ok := s.backs[obj]; ok {
		return name
	}
	return obj.Name()
}

// give makes up a name for the back end. No name is ever given twice, so what a
// cell that failed left behind is never found again.
func (s *Session) give(obj types.Object, base string) {
	s.counts[base]++
	n := s.counts[base]
	if n == 1 && types.Universe.Lookup(base) == nil && base != "main" && base != "init" {
		s.backs[obj] = base
		return
	}
	s.backs[obj] = fmt.Sprintf("%sᐧ%d", base, n)
}

// use records that d mentions its Uses.
func (s *Session) use(d *Decl) {
	for _, name := range d.Uses {
		if s.users[name] == nil {
			s.users[name] = map[*Decl]bool{}
		}
		s.users[name][d] = true
	}
}

// unuse forgets d.
func (s *Session) unuse(d *Decl) {
	for _, name := range d.Uses {
		delete(s.users[name], d)
		if len(s.users[name]) == 0 {
			delete(s.users, name)
		}
	}
}

// alive reports whether d is what its names stand for.
func (s *Session) alive(d *Decl) bool {
	for _, obj := range d.Objects {
		if recv := receiver(obj); recv != nil {
			if s.methods[recv][obj.Name()] == d {
				return true
			}
		} else if n := s.names[obj.Name()]; n != nil && n.Decl == d {
			return true
		}
	}
	return false
}

// receiver is the type that obj is a method of; nil when it is none.
func receiver(obj types.Object) *types.TypeName {
	f, ok := obj.(*types.Func)
	if !ok || f.Signature().Recv() == nil {
		return nil
	}
	t := types.Unalias(f.Signature().Recv().Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}

// key is the name that users are found under: "f", "T.M".
func key(obj types.Object) string {
	if t := receiver(obj); t != nil {
		return t.Name() + "." + obj.Name()
	}
	return obj.Name()
}

// fromSession reports whether obj was declared in a cell, at package level or as
// a method.
func fromSession(obj types.Object) bool {
	if obj == nil || obj.Pkg() == nil || obj.Pkg().Path() != Path {
		return false
	}
	if receiver(obj) != nil {
		return true
	}
	_, isField := obj.(*types.Var)
	if isField && obj.(*types.Var).IsField() {
		return false
	}
	return obj.Parent() == nil || obj.Parent().Parent() == types.Universe
}

// Path is the import path of every cell's package.
const Path = "main"
