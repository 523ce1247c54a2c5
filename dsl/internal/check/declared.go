package check

import (
	"bytes"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"harmonium/dsl/internal/split"
	"harmonium/dsl/internal/unit"
)

// declared is what a cell declares, seen without types.
type declared struct {
	decls    []ast.Decl                // functions, and one GenDecl per type, group of constants, or var line
	kept     map[string]bool           // types and constants that are declared just as they already are
	names    map[string]bool           // names that decls declare at package level, methods as "T.M"
	vars     map[string]bool           // variables of the statements
	inits    []string                  // the cell's init functions, renamed
	packages map[string]*types.Package // what the cell imports
	dots     []*types.Package          // what it imports with "."
}

// survey lists what the cell declares.
func (s *Session) survey(c *split.Cell) *declared {
	d := &declared{kept: map[string]bool{}, names: map[string]bool{}, vars: map[string]bool{}}
	if c.Decls != nil {
		d.flatten(c.Decls.Decls)
	}
	if c.Body != nil {
		for _, stmt := range c.Body.Body.List {
			for _, id := range defines(stmt) {
				d.vars[id.Name] = true
			}
		}
	}
	s.keep(d)
	for _, decl := range d.decls {
		for _, name := range declNames(decl) {
			d.names[name] = true
		}
	}
	return d
}

// flatten takes grouped declarations apart; a group of constants stays one, for iota.
func (d *declared) flatten(decls []ast.Decl) {
	for _, decl := range decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil && decl.Name.Name == "init" {
				decl.Name.Name = "initᐧ" + strconv.Itoa(len(d.inits)+1)
				d.inits = append(d.inits, decl.Name.Name)
			}
			d.decls = append(d.decls, decl)
		case *ast.GenDecl:
			if decl.Tok == token.CONST || len(decl.Specs) == 1 {
				d.decls = append(d.decls, decl)
				continue
			}
			for _, spec := range decl.Specs {
				d.decls = append(d.decls, &ast.GenDecl{Doc: decl.Doc, TokPos: spec.Pos(), Tok: decl.Tok, Specs: []ast.Spec{spec}})
			}
		}
	}
}

// resolve imports what the cell imports.
func (s *Session) resolve(c *split.Cell, d *declared) []unit.Diagnostic {
	if c.Imports == nil {
		return nil
	}
	var errs []unit.Diagnostic
	d.packages = map[string]*types.Package{}
	for _, spec := range c.Imports.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		pkg, err := s.Importer.Import(path)
		if err != nil {
			errs = append(errs, s.Diagnostic(spec.Path.Pos(), err.Error()))
			continue
		}
		name := pkg.Name()
		if spec.Name != nil {
			name = spec.Name.Name
		}
		switch name {
		case "_":
		case ".":
			d.dots = append(d.dots, pkg)
		default:
			d.packages[name] = pkg
		}
	}
	return errs
}

// keep takes out the types and constants that are declared just as they already
// are, so that running a cell twice leaves older values of its types usable.
func (s *Session) keep(d *declared) {
	same := map[ast.Decl]bool{}
	for _, decl := range d.decls {
		if s.unchanged(decl) {
			same[decl] = true
		}
	}
	for decl := range same {
		if s.gains(decl, d.decls) {
			delete(same, decl)
		}
	}
	for again := true; again; {
		again = false
		changing := map[string]bool{}
		for _, decl := range d.decls {
			for _, name := range declNames(decl) {
				changing[name] = changing[name] || !same[decl]
			}
		}
		for decl := range same {
			for _, name := range s.names[declNames(decl)[0]].Decl.Uses {
				if changing[name] || d.vars[name] {
					delete(same, decl)
					again = true
				}
			}
		}
	}
	d.decls = slices.DeleteFunc(d.decls, func(decl ast.Decl) bool {
		if same[decl] {
			for _, name := range declNames(decl) {
				d.kept[name] = true
			}
		}
		return same[decl]
	})
}

// gains reports whether decl is a type and the cell declares a method for it that it
// lacks and that compiled packages ask for: then the type is a new one, for
// of the older they may know already that it has no such method.
func (s *Session) gains(decl ast.Decl, decls []ast.Decl) bool {
	for _, other := range decls {
		f, ok := other.(*ast.FuncDecl)
		if !ok || f.Recv == nil || !unit.Asserted(f.Name.Name) || !slices.Contains(declNames(decl), recvName(f)) {
			continue
		}
		tn, ok := s.names[recvName(f)].Object.(*types.TypeName)
		if ok && s.methods[tn][f.Name.Name] == nil {
			return true
		}
	}
	return false
}

// unchanged reports whether decl is a type or a group of constants whose text is that
// of the live ones of the same names, and whose own names mean what they meant.
func (s *Session) unchanged(decl ast.Decl) bool {
	gen, ok := decl.(*ast.GenDecl)
	if !ok || gen.Tok == token.VAR {
		return false
	}
	var old *Decl
	for _, name := range declNames(decl) {
		n := s.names[name]
		if n == nil || n.Decl == nil || old != nil && n.Decl != old {
			return false
		}
		old = n.Decl
	}
	return old != nil && old.Text == text(decl) && s.current(old)
}

// current reports whether what d mentions is still what it was checked with.
func (s *Session) current(d *Decl) bool {
	for _, name := range d.Uses {
		if n := s.names[name]; n == nil || n.since > d.checked {
			return false
		}
	}
	return true
}

// declNames are the names that a declaration declares; of a method, "T.M".
func declNames(decl ast.Decl) []string {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Name.Name == "_" {
			return nil
		}
		if decl.Recv == nil {
			return []string{decl.Name.Name}
		}
		return []string{recvName(decl) + "." + decl.Name.Name}
	case *ast.GenDecl:
		var out []string
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.Name != "_" {
					out = append(out, spec.Name.Name)
				}
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					if id.Name != "_" {
						out = append(out, id.Name)
					}
				}
			}
		}
		return out
	}
	return nil
}

// recvName is the name of the type in a method's receiver.
func recvName(f *ast.FuncDecl) string {
	if len(f.Recv.List) == 0 {
		return ""
	}
	t := f.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.ParenExpr:
			t = x.X
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// defines lists the identifiers on the left of a := or in a var, at the top
// level of the statements.
func defines(stmt ast.Stmt) []*ast.Ident {
	var out []*ast.Ident
	switch stmt := stmt.(type) {
	case *ast.LabeledStmt:
		return defines(stmt.Stmt)
	case *ast.AssignStmt:
		if stmt.Tok == token.DEFINE {
			for _, x := range stmt.Lhs {
				if id, ok := x.(*ast.Ident); ok && id.Name != "_" {
					out = append(out, id)
				}
			}
		}
	case *ast.DeclStmt:
		if gen, ok := stmt.Decl.(*ast.GenDecl); ok && gen.Tok == token.VAR {
			for _, spec := range gen.Specs {
				for _, id := range spec.(*ast.ValueSpec).Names {
					if id.Name != "_" {
						out = append(out, id)
					}
				}
			}
		}
	}
	return out
}

// text is a declaration in gofmt's form, without comments.
func text(decl ast.Decl) string {
	var out bytes.Buffer
	if gen, ok := decl.(*ast.GenDecl); ok {
		bare := *gen
		bare.Doc = nil
		decl = &bare
	}
	printer.Fprint(&out, token.NewFileSet(), decl)
	return out.String()
}

// mentioned are all identifiers in the nodes.
func mentioned(nodes []ast.Node) map[string]bool {
	out := map[string]bool{}
	for _, n := range nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				out[id.Name] = true
			}
			return true
		})
	}
	return out
}
