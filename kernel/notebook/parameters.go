package notebook

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// SetParameters gives values to what the cell tagged "parameters" declares, as
// papermill does: a cell tagged "injected-parameters" is put behind it, in the
// place of an earlier one. values are Go expressions by name; a string needs no
// quotes. Nothing is changed when one of them is refused.
func (nb *Notebook) SetParameters(values map[string]string) error {
	if len(values) == 0 {
		return nil
	}
	at := slices.IndexFunc(nb.Cells, func(c *Cell) bool { return c.Type == "code" && c.Tagged("parameters") })
	if at < 0 {
		return fmt.Errorf("no cell is tagged parameters, so there is nothing to set")
	}
	declared, err := parametersOf(nb.Cells[at].Source)
	if err != nil {
		return err
	}
	source := "// Parameters"
	for _, p := range declared {
		value, given := values[p.name]
		if !given {
			continue
		}
		line, err := p.assign(value)
		if err != nil {
			return err
		}
		source += "\n" + line
	}
	for name := range values {
		if !slices.ContainsFunc(declared, func(p parameter) bool { return p.name == name }) {
			return fmt.Errorf("there is no parameter %s; there are %s", name, list(declared))
		}
	}
	nb.inject(at+1, source)
	return nil
}

// inject puts the cell at a place, or over the injected cell that is there.
func (nb *Notebook) inject(at int, source string) {
	if at < len(nb.Cells) && nb.Cells[at].Tagged("injected-parameters") {
		nb.Cells[at].Source = source
		return
	}
	c := &Cell{Type: "code", Source: source, Metadata: map[string]any{"tags": []any{"injected-parameters"}}}
	if nb.Minor >= 5 {
		c.ID = "injected-parameters"
	}
	nb.Cells = slices.Insert(nb.Cells, at, c)
}

// parameter is a variable or constant of the parameters cell.
type parameter struct {
	name     string
	typ      types.Type
	constant bool
}

func list(declared []parameter) string {
	var names []string
	for _, p := range declared {
		names = append(names, p.name+" "+p.typ.String())
	}
	return strings.Join(names, ", ")
}

// parametersOf reads what the outermost level of a cell declares. It knows the
// language's own types; a type that is imported cannot be set from outside.
func parametersOf(source string) ([]parameter, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "parameters", "package p; func _() {"+source+"\n}", parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("the parameters cell is no list of declarations: %w", err)
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}}
	ignore := types.Config{Error: func(error) {}} // what is not understood has an invalid type
	ignore.Check("p", fset, []*ast.File{file}, info)
	var found []parameter
	for _, s := range file.Decls[0].(*ast.FuncDecl).Body.List {
		for _, name := range names(s) {
			switch o := info.Defs[name].(type) {
			case *types.Var:
				found = append(found, parameter{name.Name, o.Type(), false})
			case *types.Const:
				found = append(found, parameter{name.Name, o.Type(), true})
			}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("the parameters cell declares nothing")
	}
	return found, nil
}

// names are those that a statement declares.
func names(s ast.Stmt) (list []*ast.Ident) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		for _, e := range s.Lhs {
			if id, ok := e.(*ast.Ident); ok && s.Tok == token.DEFINE {
				list = append(list, id)
			}
		}
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				list = append(list, v.Names...)
			}
		}
	}
	return list
}

// assign is the line of Go that gives the parameter a value.
func (p parameter) assign(value string) (string, error) {
	typ := types.Default(p.typ)
	if typ == types.Typ[types.Invalid] {
		return "", fmt.Errorf("parameter %s has a type of its own that cannot be set from outside; parameters are numbers, texts, booleans and slices and maps of them", p.name)
	}
	if typ == types.Typ[types.String] && !quoted(value) {
		value = strconv.Quote(value)
	}
	if err := fits(typ, value); err != nil {
		return "", fmt.Errorf("parameter %s is declared as %s: %w", p.name, typ, err)
	}
	if p.constant {
		return "const " + p.name + " = " + value, nil
	}
	return p.name + " = " + value, nil
}

func quoted(value string) bool {
	_, err := strconv.Unquote(value)
	return err == nil && value[0] != '\''
}

// fits asks Go's own checker whether a value can be assigned to the type.
func fits(typ types.Type, value string) error {
	if _, err := parser.ParseExpr(value); err != nil {
		return fmt.Errorf("%q is no value", value)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "value", "package p; var _ "+typ.String()+" = "+value+"\n", parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("%q is no value", value)
	}
	if _, err := new(types.Config).Check("p", fset, []*ast.File{file}, nil); err != nil {
		if e, ok := err.(types.Error); ok {
			return fmt.Errorf("%s is none: %s", value, e.Msg)
		}
		return fmt.Errorf("%s is none: %w", value, err)
	}
	return nil
}
