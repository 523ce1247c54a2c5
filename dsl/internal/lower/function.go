package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// funcName is the name of the function that e denotes, if it is a declared one, with its
// instance made.
func (f *fn) funcName(e ast.Expr) (string, *types.Func) {
	var id *ast.Ident
	switch e := e.(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	case *ast.IndexExpr:
		return f.funcName(e.X)
	case *ast.IndexListExpr:
		return f.funcName(e.X)
	case *ast.ParenExpr:
		return f.funcName(e.X)
	default:
		return "", nil
	}
	obj, ok := f.info.Uses[id].(*types.Func)
	if !ok || obj.Type().(*types.Signature).Recv() != nil {
		return "", nil
	}
	if args := f.typeArgs(id); args != nil {
		if obj.FullName() == "reflect.TypeFor" {
			return f.l.rt("typefor", args[0]), obj
		}
		if standardFuncs[obj.FullName()] {
			return f.l.standardFunc(obj.Origin(), args), obj
		}
		return f.l.instance(f.l.replacement(obj.Origin()), args), obj
	}
	if obj.Pkg().Path() == "main" || obj.Pkg().Path() == preludePath {
		return f.l.name(obj), obj
	}
	if n, ok := f.l.replaced[obj.FullName()]; ok {
		return n, obj
	}
	return f.l.pkg(obj.Pkg()) + "." + obj.Name(), obj
}

// funcValue makes a function value of a declared function: all function values
// are closures, of one kind, in yaegi.
func (f *fn) funcValue(e ast.Expr) string {
	name, _ := f.funcName(e)
	if name == "" {
		panic(f.l.unknown(e.Pos(), "this function value"))
	}
	return f.l.closure(name, f.typeOf(e).(*types.Signature), "", "", "")
}

// closure emits a maker of a closure with signature sig that calls callee, and gives the call of the
// maker. With a receiver, the maker takes it as parameter recv of type recvType.
func (l *lowerer) closure(callee string, sig *types.Signature, recv, recvType, arg string) string {
	maker := l.fresh("mk")
	var ps, as []string
	for i := range sig.Params().Len() {
		p := fmt.Sprintf("p%d", i)
		ps = append(ps, p+" "+l.view(sig.Params().At(i).Type()))
		as = append(as, p)
	}
	if sig.Variadic() && strings.Contains(callee, "_p") && !strings.HasPrefix(callee, "t_.") && isNativeName(callee) {
		as[len(as)-1] += "..."
	}
	full := l.viewSignature(sig)
	results := strings.TrimPrefix(l.viewSignature(types.NewSignatureType(nil, nil, nil, nil, sig.Results(), false)), "()")
	ret := ""
	if sig.Results().Len() > 0 {
		ret = "return "
	}
	param := ""
	if recv != "" {
		param = recv + " " + recvType
	}
	fmt.Fprintf(&l.decls, "func %s(%s) func%s {\n\treturn func(%s)%s {\n\t\t%s%s(%s)\n\t}\n}\n", maker, param, full, strings.Join(ps, ", "), results, ret, callee, strings.Join(as, ", "))
	return maker + "(" + arg + ")"
}

// isNativeName reports whether callee is a function of an imported package.
func isNativeName(callee string) bool {
	i := strings.IndexByte(callee, '.')
	return i > 0 && strings.Contains(callee[:i], "_p")
}
