// Package program writes a session as one Go program that compiles.
//
// The cells are checked again, one after another, so that
// every name is known for what it is. Declarations move to package level in
// their newest form, variables of the session become package variables, and
// the statements follow one another in main. A value that a cell shows is printed.
// A name that was defined again with another type gets a number.
package program

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"harmonium/dsl/internal/check"
	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/split"
	"harmonium/dsl/internal/words"
)

// Cell is one cell of the session.
type Cell struct {
	Number int // n of In[n]
	Code   string
	Failed bool // it did not run to its end: its declarations count, its statements do not
}

// Write returns the program. The cells must be in the order in which they ran.
func Write(cells []Cell, importer types.Importer) (string, error) {
	w := writer{
		imports: map[string]string{}, vars: map[string]bool{}, words: map[string]bool{}, names: map[string]string{},
		used: map[string]bool{"main": true, "init": true}, last: map[string]ast.Decl{},
	}
	if err := w.open(importer); err != nil {
		return "", err
	}
	for _, c := range cells {
		if err := w.check(c); err != nil {
			return "", err
		}
	}
	for _, c := range w.cells {
		c.write()
	}
	return w.finish(importer)
}

// writer collects the parts of the program.
type writer struct {
	session *check.Session
	cells   []*cell
	imports map[string]string   // name by path, as far as used
	vars    map[string]bool     // declared so far
	words   map[string]bool     // used
	names   map[string]string   // by key, see name
	used    map[string]bool     // names that are taken, by imports too
	last    map[string]ast.Decl // the newest declaration of a function, by key
	decls   []string
	body    []string
}

// cell is a cell that has been checked.
type cell struct {
	*writer
	number int
	code   string
	lines  []int // offsets
	stmts  []ast.Stmt
	result *check.Result
}

func (w *writer) open(importer types.Importer) error {
	objects, err := words.Objects(importer)
	if err != nil {
		return err
	}
	w.session = check.NewSession(token.NewFileSet(), importer, objects)
	prelude, errs := split.Split(w.session.Fset, 0, words.Prelude())
	if len(errs) > 0 {
		return errs[0]
	}
	r, diags := w.session.Check(prelude)
	if r == nil {
		return fmt.Errorf("the words do not compile: %v", diags)
	}
	r.Commit()
	w.session.MakeWords()
	return nil
}

// check takes the Go of one cell into the session.
func (w *writer) check(in Cell) error {
	for _, seg := range directives.Split(in.Code) {
		code := seg.Code
		if seg.Line != nil {
			if d, known := directives.Lookup(seg.Line.Name); !known || !strings.HasSuffix(d.Name, "%time") {
				continue
			}
			code = seg.Line.Code
		}
		parts, errs := split.Split(w.session.Fset, in.Number, code)
		if len(errs) > 0 && in.Failed {
			return nil
		}
		if len(errs) > 0 {
			return fmt.Errorf("In[%d]: %w", in.Number, errs[0])
		}
		var stmts []ast.Stmt // the checker adds its own
		if parts.Body != nil {
			stmts = slices.Clone(parts.Body.Body.List)
		}
		r, diags := w.session.Check(parts)
		if r == nil && in.Failed {
			return nil
		}
		if r == nil {
			return errors.New(diags[0].String())
		}
		r.Commit()
		if in.Failed {
			stmts = nil
		}
		c := &cell{writer: w, number: in.Number, code: code, stmts: stmts, result: r, lines: []int{0}}
		for i := range len(code) {
			if code[i] == '\n' {
				c.lines = append(c.lines, i+1)
			}
		}
		w.cells = append(w.cells, c)
		if parts.Decls == nil {
			continue
		}
		for _, d := range parts.Decls.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				w.last[c.functionKey(f)] = d
			}
		}
	}
	return nil
}

// write adds the cell's declarations and statements.
func (c *cell) write() {
	if f := c.result.Cell.Decls; f != nil {
		for _, d := range f.Decls {
			if gen, ok := d.(*ast.GenDecl); ok && gen.Tok == token.VAR {
				for _, spec := range gen.Specs {
					c.variable(spec.(*ast.ValueSpec))
				}
			} else if c.newest(d) {
				c.decls = append(c.decls, c.text(d))
			}
		}
	}
	mark := len(c.body)
	alone := false
	for _, s := range c.stmts {
		c.statement(s)
		alone = alone || leaves(s)
	}
	if alone { // what ends main, or names a place in it, stays with its cell
		inner := strings.Join(c.body[mark:], "\n")
		c.body = append(c.body[:mark], "func() {\n"+inner+"\n}()")
	}
}

// leaves says whether a statement of a cell acts on the whole function around it.
func leaves(s ast.Stmt) (found bool) {
	ast.Inspect(s, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt, *ast.DeferStmt, *ast.LabeledStmt:
			found = true
		}
		return !found
	})
	return found
}

// newest says whether a declaration is the last of its name and type: older
// functions have given way to it.
func (c *cell) newest(d ast.Decl) bool {
	f, ok := d.(*ast.FuncDecl)
	return !ok || c.last[c.functionKey(f)] == d
}

// functionKey tells functions apart: by name and type, or by receiver and name.
func (c *cell) functionKey(f *ast.FuncDecl) string {
	obj, ok := c.result.Info.Defs[f.Name].(*types.Func)
	if !ok {
		return fmt.Sprint(f.Pos())
	}
	return key(obj)
}

func key(f *types.Func) string {
	byPackage := func(p *types.Package) string { return fmt.Sprintf("%s@%p", p.Path(), p) }
	if recv := f.Signature().Recv(); recv != nil {
		return "method " + strings.TrimPrefix(types.TypeString(recv.Type(), byPackage), "*") + "." + f.Name()
	}
	return "func " + f.Name() + types.TypeString(f.Type(), byPackage)
}

// variable turns "var a, b = f()" into an assignment to package variables.
func (c *cell) variable(spec *ast.ValueSpec) {
	var names []string
	for _, id := range spec.Names {
		names = append(names, c.define(id))
	}
	var values []string
	for _, v := range spec.Values {
		values = append(values, c.text(v))
	}
	if len(values) > 0 {
		c.body = append(c.body, strings.Join(names, ", ")+" = "+strings.Join(values, ", "))
		return
	}
	for i, id := range spec.Names {
		if obj := c.result.Info.Defs[id]; obj != nil && names[i] != "_" {
			c.body = append(c.body, names[i]+" = *new("+c.typeText(obj.Type())+")")
		}
	}
}

// define declares the variable that id defines, once, and returns its name.
func (c *cell) define(id *ast.Ident) string {
	obj := c.result.Info.ObjectOf(id)
	if id.Name == "_" || obj == nil {
		return id.Name
	}
	name := c.name(obj)
	if !c.vars[name] {
		c.vars[name] = true
		c.decls = append(c.decls, "var "+name+" "+c.typeText(obj.Type()))
	}
	return name
}

func (c *cell) statement(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if !strings.HasPrefix(c.code[c.offset(s.TokPos):], ":=") { // the checker may have rewritten s.Tok
			break
		}
		var left, right []string
		for _, x := range s.Lhs {
			left = append(left, c.define(x.(*ast.Ident)))
		}
		for _, x := range s.Rhs {
			right = append(right, c.text(x))
		}
		c.body = append(c.body, strings.Join(left, ", ")+" = "+strings.Join(right, ", "))
		return
	case *ast.DeclStmt:
		if gen, ok := s.Decl.(*ast.GenDecl); ok && gen.Tok == token.VAR {
			for _, spec := range gen.Specs {
				c.variable(spec.(*ast.ValueSpec))
			}
			return
		}
	case *ast.ExprStmt:
		c.expression(s.X)
		return
	}
	c.body = append(c.body, c.text(s))
}

// expression prints the value that the cell shows; any other is evaluated.
func (c *cell) expression(x ast.Expr) {
	text := c.text(x)
	call, isCall := ast.Unparen(x).(*ast.CallExpr)
	switch {
	case c.values(x) == 0 || isCall && c.prints(call):
		c.body = append(c.body, text)
	case x == c.result.Last && !c.result.Cell.Quiet:
		c.body = append(c.body, c.use("fmt", "fmt")+".Println("+text+")")
	case isCall && !c.isConversion(call):
		c.body = append(c.body, text)
	default:
		c.body = append(c.body, "_ = "+text)
	}
}

func (c *cell) values(x ast.Expr) int {
	switch t := c.result.Info.TypeOf(x).(type) {
	case nil:
		return 0
	case *types.Tuple:
		return t.Len()
	}
	if tv := c.result.Info.Types[x]; tv.IsVoid() {
		return 0
	}
	return 1
}

// prints recognises fmt.Println and its like, whose count nobody wants to see.
func (c *cell) prints(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	obj := c.result.Info.Uses[sel.Sel]
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "fmt" && strings.Contains(obj.Name(), "rint")
}

func (c *cell) isConversion(call *ast.CallExpr) bool {
	tv := c.result.Info.Types[call.Fun]
	return tv.IsType() || tv.IsBuiltin()
}

// finish puts the parts together and proves that they compile.
func (w *writer) finish(importer types.Importer) (string, error) {
	shims, err := w.shims()
	if err != nil {
		return "", err
	}
	var out strings.Builder
	out.WriteString("// A session of Harmonium, written by %save.\npackage main\n\n")
	for _, path := range slices.Sorted(maps.Keys(w.imports)) {
		fmt.Fprintf(&out, "import %s %q\n", w.imports[path], path)
	}
	out.WriteString("\n" + strings.Join(w.decls, "\n\n") + "\n\n" + shims)
	out.WriteString("func main() {\n" + strings.Join(w.body, "\n") + "\n}\n")
	return prove(out.String(), importer)
}

// prove checks the program. Variables inside functions that are not used are
// fine in a cell and not in a program: they get a use.
func prove(text string, importer types.Importer) (string, error) {
	for range 100 {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "session.go", text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return "", fmt.Errorf("the program does not parse: %w", err)
		}
		var first *types.Error
		conf := types.Config{Importer: importer, Error: func(err error) {
			if e, ok := err.(types.Error); ok && first == nil {
				first = &e
			}
		}}
		conf.Check("main", fset, []*ast.File{file}, nil)
		if first == nil {
			return pretty(text)
		}
		name, unused := strings.CutPrefix(first.Msg, "declared and not used: ")
		if !unused {
			return "", fmt.Errorf("the session cannot be written as one program: %s", first.Msg)
		}
		at := fset.Position(first.Pos).Offset
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			return "", fmt.Errorf("the session cannot be written as one program: %s", first.Msg)
		}
		text = text[:at+end] + "\n_ = " + name + text[at+end:]
	}
	return "", errors.New("the session cannot be written as one program: too many unused variables")
}

// pretty formats the program and leaves out names of imports that say nothing.
func pretty(text string) (string, error) {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if f := strings.Fields(l); len(f) == 3 && f[0] == "import" {
			path := strings.Trim(f[2], `"`)
			if path == f[1] || strings.HasSuffix(path, "/"+f[1]) {
				lines[i] = "import " + f[2]
			}
		}
	}
	out, err := format.Source([]byte(strings.Join(lines, "\n")))
	return string(out), err
}
