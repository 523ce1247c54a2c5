package check

import (
	"go/ast"
	"go/token"
	"slices"
)

// affected lists the declarations of earlier cells that have to be checked again
// when names get a new meaning: what calls a function that is defined anew,
// directly or not; and, for a type, also the types and constants made of it, and
// its methods. The order is that of their places.
func (s *Session) affected(names map[string]bool, declared *declared, skip map[*Decl]bool) []*Decl {
	found := map[*Decl]bool{}
	var queue []string
	for name := range names {
		queue = append(queue, name)
	}
	typed := map[string]bool{} // names that stand for a new type
	for _, decl := range declared.decls {
		if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.TYPE {
			for _, name := range declNames(decl) {
				typed[name] = true
			}
		}
	}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for d := range s.users[name] {
			if found[d] || skip[d] || !s.follows(d, name, typed) || declared.replaces(d) {
				continue
			}
			found[d] = true
			for _, n := range declNames(d.Node) {
				queue = append(queue, n)
				if gen, ok := d.Node.(*ast.GenDecl); ok && gen.Tok == token.TYPE {
					typed[n] = true
				}
			}
		}
	}
	out := make([]*Decl, 0, len(found))
	for d := range found {
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b *Decl) int { return int(a.Node.Pos() - b.Node.Pos()) })
	return out
}

// follows reports whether d takes over the new meaning of name. Functions always do;
// types and constants follow types only, as an array's length is fixed when
// it is declared.
func (s *Session) follows(d *Decl, name string, typed map[string]bool) bool {
	if _, ok := d.Node.(*ast.FuncDecl); ok {
		return true
	}
	return typed[name]
}

// replaces reports whether the cell itself declares all that d declares.
func (d *declared) replaces(old *Decl) bool {
	for _, name := range declNames(old.Node) {
		if d.names[name] || d.vars[name] || d.kept[name] {
			return true
		}
	}
	return false
}
