package front

import (
	"go/ast"
	"go/types"
	"strings"

	"harmonium/dsl/internal/check"
)

// shown is the expression whose values the cell shows. Of a silent one the error
// still counts.
func (f *Front) shown(r *check.Result) ast.Expr {
	if r.Last == nil || r.Cell.Quiet {
		return nil
	}
	return r.Last
}

// resultTypes are the static types of the last expression.
func (f *Front) resultTypes(r *check.Result) []types.Type {
	if r.Last == nil {
		return nil
	}
	switch t := r.Info.TypeOf(r.Last).(type) {
	case *types.Tuple:
		var out []types.Type
		for i := range t.Len() {
			out = append(out, t.At(i).Type())
		}
		return out
	default:
		return []types.Type{t}
	}
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// silent reports whether the last expression is called for its effect: printing and
// writing, which return a count that nobody wants to see.
func silent(r *check.Result) bool {
	call, ok := r.Last.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := r.Info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() == check.Path || f.Signature().Results().Len() != 2 {
		return false
	}
	for _, verb := range []string{"Print", "Fprint", "Write", "Scan", "Fscan", "Sscan"} {
		if strings.HasPrefix(f.Name(), verb) {
			return isError(f.Signature().Results().At(1).Type())
		}
	}
	return false
}
