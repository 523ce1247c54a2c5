package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func isReturn(n ast.Node) bool {
	_, ok := n.(*ast.ReturnStmt)
	return ok
}

func (f *fn) returnStmt(s *ast.ReturnStmt) {
	values := f.returned(s)
	if len(f.cells) > 0 || f.inBody || f.retOuter {
		for i, v := range values {
			if f.cells[i] != v {
				f.set("*"+f.cells[i], v)
			}
		}
		if f.retOuter {
			f.jump(jump{tok: token.RETURN})
		} else {
			f.line("return")
		}
		return
	}
	f.line("return %s", strings.Join(values, ", "))
}

// returned evaluates the values of a return statement, as the results' types.
func (f *fn) returned(s *ast.ReturnStmt) []string {
	if f.sig == nil {
		return nil
	}
	n := f.sig.Results().Len()
	at := func(i int) types.Type { return f.l.subst(f.sig.Results().At(i).Type(), f.env) }
	var out []string
	switch {
	case n == 0:
	case len(s.Results) == 0:
		for i, v := range f.results {
			if v.Name() == "_" && len(f.cells) == 0 {
				out = append(out, f.l.zero(at(i)))
				continue
			}
			text := f.local(v)
			if f.shared(v) {
				if len(f.cells) > i && f.cells[i] == text {
					out = append(out, text) // in its place already
					continue
				}
				text = "*" + text
			}
			out = append(out, text)
		}
	case len(s.Results) == 1 && n > 1:
		var temps []string
		for range n {
			temps = append(temps, f.l.fresh("t"))
		}
		tup := f.typeOf(s.Results[0]).(*types.Tuple)
		f.line("%s := %s", strings.Join(temps, ", "), f.expr(s.Results[0]))
		for i := range n {
			out = append(out, f.l.convert(temps[i], tup.At(i).Type(), at(i)))
		}
	default:
		for i, e := range s.Results {
			v := f.exprAs(e, at(i))
			if n > 1 {
				v = f.temp(v, at(i))
			} else if strings.ContainsAny(v, "{") {
				v = f.temp(v, at(i))
			}
			out = append(out, v)
		}
	}
	return out
}
