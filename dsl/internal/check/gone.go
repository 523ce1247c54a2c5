package check

import (
	"fmt"
	"go/ast"
	"go/types"

	"harmonium/dsl/internal/unit"
)

// Lose marks every variable as gone: its value died with the worker. It returns their
// names, sorted. Their slots stay, so that functions that use them work again once a
// cell has defined them again.
func (s *Session) Lose() []string {
	var lost []string
	for _, name := range s.Names() {
		if n := s.names[name]; n.Decl == nil {
			if _, ok := n.Object.(*types.Var); ok {
				n.Gone = true
				s.lost = true
				lost = append(lost, name)
			}
		}
	}
	return lost
}

// gone lists what the cell mentions and cannot have: variables that are gone, and
// functions that would use them. Otherwise a zero would stand for the value.
func (a *attempt) gone() []unit.Diagnostic {
	if !a.s.lost {
		return nil
	}
	var errs []unit.Diagnostic
	seen := map[string]bool{}
	mine := func(name string) bool { return a.declared.vars[name] || a.declared.names[name] }
	for _, root := range append([]ast.Node{a.entry}, a.declared.nodes()...) {
		ast.Inspect(root, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			obj := origin(a.info.Uses[id])
			if obj == nil || !fromSession(obj) || seen[key(obj)] {
				return true
			}
			seen[key(obj)] = true
			if v := a.s.lostBy(key(obj), mine, map[string]bool{}); v != "" {
				errs = append(errs, a.s.Diagnostic(id.Pos(), lostMessage(key(obj), v)))
			}
			return true
		})
	}
	return errs
}

func (d *declared) nodes() []ast.Node {
	var out []ast.Node
	for _, decl := range d.decls {
		out = append(out, decl)
	}
	return out
}

func lostMessage(name, lost string) string {
	if name == lost {
		return fmt.Sprintf("%s is gone: the worker that held it ended; run the cell that defines it again", name)
	}
	return fmt.Sprintf("%s uses %s, which is gone: the worker that held it ended; run the cell that defines it again", name, lost)
}

// lostBy is a gone variable that name stands for or that it uses, directly or not;
// "" when there is none. mine are names that the cell itself defines.
func (s *Session) lostBy(name string, mine func(string) bool, seen map[string]bool) string {
	if seen[name] || mine(name) {
		return ""
	}
	seen[name] = true
	for _, d := range s.declarations(name) {
		for _, used := range d.Uses {
			if lost := s.lostBy(used, mine, seen); lost != "" {
				return lost
			}
		}
	}
	if n := s.names[name]; n != nil && n.Gone {
		return name
	}
	return ""
}

// declarations are those of a name; for a type, also its methods'.
func (s *Session) declarations(name string) []*Decl {
	var out []*Decl
	n := s.names[name]
	if n == nil {
		return nil
	}
	if n.Decl != nil {
		out = append(out, n.Decl)
	}
	if tn, ok := n.Object.(*types.TypeName); ok {
		out = append(out, s.Methods(tn)...)
	}
	return out
}
