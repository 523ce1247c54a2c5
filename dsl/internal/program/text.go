package program

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"harmonium/dsl/internal/words"
)

// edit replaces a stretch of the cell.
type edit struct {
	from, to int
	text     string
}

// text is a node as it stands in the cell, with the names of the program.
func (c *cell) text(n ast.Node) string {
	from, to := c.offset(n.Pos()), c.offset(n.End())
	switch d := n.(type) {
	case *ast.FuncDecl:
		from = c.comment(d.Doc, from)
	case *ast.GenDecl:
		from = c.comment(d.Doc, from)
	}
	var edits []edit
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if name := c.rename(id); name != id.Name {
				at := c.offset(id.Pos())
				edits = append(edits, edit{at, at + len(id.Name), name})
			}
		}
		return true
	})
	slices.SortFunc(edits, func(a, b edit) int { return a.from - b.from })
	var out strings.Builder
	for _, e := range edits {
		if e.from < from || e.to > to {
			continue
		}
		out.WriteString(c.code[from:e.from] + e.text)
		from = e.to
	}
	out.WriteString(c.code[from:to])
	return out.String()
}

// comment is where a declaration's comment starts; the splitter's line directive is none.
func (c *cell) comment(doc *ast.CommentGroup, from int) int {
	if doc == nil {
		return from
	}
	for _, line := range doc.List {
		if !strings.HasPrefix(line.Text, "//line ") {
			return c.offset(line.Pos())
		}
	}
	return from
}

func (c *cell) offset(pos token.Pos) int {
	p := c.session.Fset.Position(pos)
	if p.Line < 1 || p.Line > len(c.lines) {
		return len(c.code)
	}
	return min(c.lines[p.Line-1]+p.Column-1, len(c.code))
}

// rename is what the program calls what id stands for.
func (c *cell) rename(id *ast.Ident) string {
	obj := c.result.Info.ObjectOf(id)
	if obj == nil {
		return id.Name
	}
	if p, ok := obj.(*types.PkgName); ok {
		return c.use(p.Imported().Path(), p.Imported().Name())
	}
	if v, ok := obj.(*types.Var); ok && (v.IsField() || v.Pkg() == nil) {
		return id.Name
	}
	if obj.Pkg() == nil || obj.Pkg().Path() != "main" {
		return c.foreign(obj, id.Name)
	}
	if _, isWord := words.Lookup(obj.Name()); isWord && c.session.Words[obj.Name()] == obj {
		c.words[obj.Name()] = true
	}
	return c.name(obj)
}

// foreign notes words, and names that a dot import brings.
func (c *cell) foreign(obj types.Object, name string) string {
	if obj.Pkg() != nil && obj.Pkg().Path() == words.Path {
		c.words[name] = true
	}
	return name
}

// name is a session name as the program has it: "x", and "x_2" for the second meaning.
func (w *writer) name(obj types.Object) string {
	id := fmt.Sprintf("%p", obj)
	switch o := obj.(type) {
	case *types.Label:
		return obj.Name()
	case *types.TypeName:
		if _, param := o.Type().(*types.TypeParam); param {
			return obj.Name()
		}
	case *types.Func:
		if o.Signature().Recv() != nil {
			return o.Name()
		}
		id = key(o)
	case *types.Var: // one slot may serve several variables of a type
		if back := w.session.Back(obj); back != obj.Name() {
			id = back
		} else {
			id = "var " + back
		}
	}
	if known, ok := w.names[id]; ok {
		return known
	}
	unique := obj.Name()
	for n := 2; w.used[unique]; n++ {
		unique = fmt.Sprintf("%s_%d", obj.Name(), n)
	}
	w.used[unique] = true
	w.names[id] = unique
	return unique
}

// use imports a package and returns the name it has in the program.
func (w *writer) use(path, name string) string {
	if known, ok := w.imports[path]; ok {
		return known
	}
	unique := name
	for n := 2; w.used[unique]; n++ {
		unique = name + strconv.Itoa(n)
	}
	w.used[unique] = true
	w.imports[path] = unique
	return unique
}

// sessionType matches a type of the session as typeText lets go/types write it.
var sessionType = regexp.MustCompile(`ᐧ(\d+)ᐧ\.([\pL_][\pL\pN_]*)`)

// typeText writes a type with the program's names.
func (c *cell) typeText(t types.Type) string {
	var own []*types.Package
	text := types.TypeString(t, func(p *types.Package) string {
		if p.Path() == "main" {
			i := slices.Index(own, p)
			if i < 0 {
				i = len(own)
				own = append(own, p)
			}
			return fmt.Sprintf("ᐧ%dᐧ", i)
		}
		return c.use(p.Path(), p.Name())
	})
	return sessionType.ReplaceAllStringFunc(text, func(match string) string {
		part := sessionType.FindStringSubmatch(match)
		i, _ := strconv.Atoi(part[1])
		if obj := own[i].Scope().Lookup(part[2]); obj != nil {
			return c.name(obj)
		}
		return part[2]
	})
}

// shims are functions that stand for the words outside of a session.
func (w *writer) shims() (string, error) {
	var out strings.Builder
	done := map[string]bool{}
	var add func(name string) error
	add = func(name string) error {
		word, ok := words.Lookup(name)
		if !ok || done[name] {
			return nil
		}
		done[name] = true
		shim, ok := words.ShimFor(name)
		if !ok {
			return fmt.Errorf("the word %s means nothing outside a session", name)
		}
		for _, path := range shim.Imports {
			if got := w.use(path, path[strings.LastIndexByte(path, '/')+1:]); !strings.HasSuffix(path, got) {
				return fmt.Errorf("the word %s needs the package %s, whose name is taken", name, path)
			}
		}
		out.WriteString("// " + word.Help + "\n" + word.Decl + " " + shim.Body + "\n\n")
		for _, other := range shim.Needs {
			if err := add(other); err != nil {
				return err
			}
		}
		return nil
	}
	for _, word := range words.Table() {
		if w.words[word.Name] {
			if err := add(word.Name); err != nil {
				return "", err
			}
		}
	}
	return out.String(), nil
}
