package lower

import (
	"fmt"
	"go/constant"
	"go/types"
	"strconv"
	"strings"
)

// zero is the zero value of t.
func (l *lowerer) zero(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return "false"
		case u.Info()&types.IsString != 0:
			return `""`
		case u.Info()&types.IsNumeric != 0 && u.Info()&types.IsComplex == 0:
			return l.view(t) + "(0)"
		}
	}
	return l.rt("zero", t) + "()"
}

// constant writes a constant of type t.
func (l *lowerer) constant(v constant.Value, t types.Type) string {
	if types.IsInterface(t) {
		panic(l.unknown(l.here, "a constant of interface type"))
	}
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		panic(l.unknown(l.here, "a constant of type "+t.String()))
	}
	b = types.Default(b).(*types.Basic)
	typ := l.view(t)
	switch {
	case b.Info()&types.IsBoolean != 0:
		return l.typed(strconv.FormatBool(constant.BoolVal(v)), typ, "bool")
	case b.Info()&types.IsString != 0:
		return l.typed(strconv.Quote(constant.StringVal(v)), typ, "string")
	case b.Info()&types.IsInteger != 0:
		return l.typed(constant.ToInt(v).ExactString(), typ, "int")
	case b.Info()&types.IsFloat != 0:
		return l.typed(float(constant.ToFloat(v), b.Kind() == types.Float32), typ, "float64")
	case b.Info()&types.IsComplex != 0:
		c := constant.ToComplex(v)
		re, im := float(constant.Real(c), b.Kind() == types.Complex64), float(constant.Imag(c), b.Kind() == types.Complex64)
		if b.Kind() == types.Complex64 {
			return fmt.Sprintf("t_.Complex64(%s, %s)", re, im)
		}
		return fmt.Sprintf("t_.Complex128(%s, %s)", re, im)
	}
	panic(l.unknown(l.here, "a constant of type "+t.String()))
}

// typed writes a literal so that yaegi gives it the type typ.
func (l *lowerer) typed(lit, typ, natural string) string {
	if typ == natural {
		if strings.HasPrefix(lit, "-") {
			return "(" + lit + ")"
		}
		return lit
	}
	return typ + "(" + lit + ")"
}

func float(v constant.Value, single bool) string {
	var s string
	if single {
		x, _ := constant.Float32Val(v)
		s = strconv.FormatFloat(float64(x), 'g', -1, 64)
	} else {
		x, _ := constant.Float64Val(v)
		s = strconv.FormatFloat(x, 'g', -1, 64)
	}
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}
