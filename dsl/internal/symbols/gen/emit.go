package main

import (
	"bytes"
	"fmt"
	"go/constant"
	"go/types"
	"math/big"
	"sort"
	"strings"
)

// emitter writes the symbols of one package.
type emitter struct {
	pkg      *types.Package
	imports  map[string]string // path to the name used for it
	symbols  bytes.Buffer
	wrappers bytes.Buffer
}

func sorted(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// use is the name of p in the emitted file. Two packages may share a name, so
// each gets one made from its path.
func (e *emitter) use(p *types.Package) string {
	name := "p_" + strings.TrimSuffix(ident(p.Path()), "_p")
	e.imports[p.Path()] = name
	return name
}

func (e *emitter) symbol(name, value string) {
	fmt.Fprintf(&e.symbols, "\t\t%q: reflect.ValueOf(%s,\n", name, value)
}

func (e *emitter) object(obj types.Object) {
	name := e.use(e.pkg) + "." + obj.Name()
	switch obj := obj.(type) {
	case *types.Func:
		if obj.Signature().TypeParams() == nil {
			e.symbol(obj.Name(), name+")")
		}
	case *types.Var:
		e.symbol(obj.Name(), "&"+name+").Elem()")
	case *types.Const:
		e.constant(obj, name)
	case *types.TypeName:
		e.typeName(obj, name)
	}
}

func (e *emitter) constant(c *types.Const, name string) {
	if b, ok := c.Type().(*types.Basic); !ok || b.Info()&types.IsUntyped == 0 {
		e.symbol(c.Name(), name+")")
		return
	}
	e.imports["go/constant"] = "p_go_constant"
	switch v := c.Val(); v.Kind() {
	case constant.Bool, constant.String:
		make := map[constant.Kind]string{constant.Bool: "MakeBool", constant.String: "MakeString"}[v.Kind()]
		e.symbol(c.Name(), fmt.Sprintf("p_go_constant.%s(%s))", make, v.ExactString()))
	case constant.Int:
		e.literal(c, v.ExactString(), kind(c))
	case constant.Float:
		e.literal(c, decimal(v), "FLOAT")
	}
}

// kind is the token of an integer value: 'a' is a CHAR and 1e9 may be a FLOAT.
func kind(c *types.Const) string {
	if c.Type() == types.Typ[types.UntypedFloat] {
		return "FLOAT"
	}
	return "INT"
}

func (e *emitter) literal(c *types.Const, text, token string) {
	e.imports["go/token"] = "p_go_token"
	e.symbol(c.Name(), fmt.Sprintf("p_go_constant.MakeFromLiteral(%q, p_go_token.%s, 0))", text, token))
}

// decimal has enough digits for the 512 bits that go/constant computes with.
func decimal(v constant.Value) string {
	switch x := constant.Val(v).(type) {
	case *big.Rat:
		return new(big.Float).SetPrec(512).SetRat(x).Text('g', 160)
	case *big.Float:
		return x.Text('g', 160)
	}
	return v.ExactString()
}

func (e *emitter) typeName(t *types.TypeName, name string) {
	switch x := t.Type().(type) {
	case *types.Named:
		if x.TypeParams() != nil && x.TypeArgs() == nil {
			return
		}
	case *types.Alias:
		if x.TypeParams() != nil && x.TypeArgs() == nil {
			return
		}
	}
	iface, isInterface := t.Type().Underlying().(*types.Interface)
	if isInterface && !iface.IsMethodSet() {
		return // a constraint
	}
	e.symbol(t.Name(), "(*"+name+")(nil))")
	if isInterface && e.implementable(iface) {
		e.wrapper(t, iface)
	}
}

// implementable reports whether a type outside the package can have all of the methods.
func (e *emitter) implementable(t *types.Interface) bool {
	for i := range t.NumMethods() {
		m := t.Method(i)
		if !m.Exported() || hidden(m.Signature(), map[types.Type]bool{}) {
			return false
		}
	}
	return t.NumMethods() > 0
}

// hidden reports whether t mentions a type that cannot be named from outside.
func hidden(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		return hidden(types.Unalias(t), seen)
	case *types.Named:
		if t.Obj().Pkg() != nil && (!t.Obj().Exported() || internal(t.Obj().Pkg().Path())) {
			return true
		}
		for i := range t.TypeArgs().Len() {
			if hidden(t.TypeArgs().At(i), seen) {
				return true
			}
		}
	case *types.Signature:
		return hidden(t.Params(), seen) || hidden(t.Results(), seen)
	case *types.Tuple:
		for i := range t.Len() {
			if hidden(t.At(i).Type(), seen) {
				return true
			}
		}
	case *types.Map:
		return hidden(t.Key(), seen) || hidden(t.Elem(), seen)
	case interface{ Elem() types.Type }:
		return hidden(t.Elem(), seen)
	}
	return false
}

func internal(path string) bool {
	return strings.Contains("/"+path+"/", "/internal/")
}

// wrapper writes the struct of functions through which an interpreted value
// implements the interface: yaegi fills the fields by name, W before each.
func (e *emitter) wrapper(t *types.TypeName, iface *types.Interface) {
	w := "w" + ident(e.pkg.Path()) + "_" + t.Name()
	e.symbol("_"+t.Name(), "(*"+w+")(nil))")
	out := &e.wrappers
	fmt.Fprintf(out, "\ntype %s struct {\n\tIValue any\n", w)
	for i := range iface.NumMethods() {
		m := iface.Method(i)
		params, results, _ := e.signature(m.Signature())
		fmt.Fprintf(out, "\tW%s func%s %s\n", m.Name(), params, results)
	}
	out.WriteString("}\n")
	for i := range iface.NumMethods() {
		m := iface.Method(i)
		params, results, args := e.signature(m.Signature())
		ret := "return "
		if m.Signature().Results().Len() == 0 {
			ret = ""
		}
		fmt.Fprintf(out, "\nfunc (w %s) %s%s %s {\n", w, m.Name(), params, results)
		if m.Name() == "String" && results == "(string)" && params == "()" {
			// fmt may ask a wrapper whose method yaegi has not filled in.
			out.WriteString("\tif w.WString == nil {\n\t\treturn \"\"\n\t}\n")
		}
		fmt.Fprintf(out, "\t%sw.W%s(%s)\n}\n", ret, m.Name(), args)
	}
}

func (e *emitter) signature(s *types.Signature) (params, results, args string) {
	var ps, as, rs []string
	for i := range s.Params().Len() {
		typ, arg := e.typ(s.Params().At(i).Type()), fmt.Sprintf("a%d", i)
		ps = append(ps, arg+" "+typ)
		as = append(as, arg)
	}
	if n := len(ps); s.Variadic() {
		elem := s.Params().At(n - 1).Type().(*types.Slice).Elem()
		ps[n-1], as[n-1] = fmt.Sprintf("a%d ...%s", n-1, e.typ(elem)), as[n-1]+"..."
	}
	for i := range s.Results().Len() {
		rs = append(rs, e.typ(s.Results().At(i).Type()))
	}
	return "(" + strings.Join(ps, ", ") + ")", "(" + strings.Join(rs, ", ") + ")", strings.Join(as, ", ")
}

func (e *emitter) typ(t types.Type) string {
	return types.TypeString(t, e.use)
}
