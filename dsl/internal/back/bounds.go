package back

import (
	"reflect"
	"strings"

	"harmonium/dsl/internal/rt"
)

// bounds has the index or slice expression that generate generates panic as Go's do, with what why
// makes of the operands. yaegi indexes by reflection, whose panics lack the numbers. Checking in
// the lowered code would cost a native call each; here the numbers are looked up once it has failed.
func bounds(generate func(*node), why func(args []int, v reflect.Value) any) func(*node) {
	return func(n *node) {
		generate(n)
		operand := arrayOf(n.child[0])
		var args []func(*frame) reflect.Value
		for _, c := range n.child[1:] {
			args = append(args, valueOf(c))
		}
		do := n.exec
		n.exec = func(f *frame) step {
			defer func() {
				if p := recover(); p != nil {
					panic(exact(p, func() any {
						numbers := make([]int, len(args))
						for i, a := range args {
							numbers[i] = int(integer(a(f)))
						}
						return why(numbers, operand(f))
					}))
				}
			}()
			return do(f)
		}
	}
}

// exact is Go's own panic value in place of p, one of package reflect.
func exact(p any, why func() any) any {
	text, ok := p.(string)
	if !ok || !strings.HasPrefix(text, "reflect") || !strings.Contains(text, "out of ") {
		return p
	}
	if q := why(); q != nil {
		return q
	}
	return p
}

func indexed(args []int, v reflect.Value) any { return rt.OutOfRange(args[0], v.Len()) }

func slicedFromStart(args []int, v reflect.Value) any { return sliced(append([]int{0}, args...), v) }

// sliced is the panic of v[args[0]:args[1]:args[2]], where the last ones may be missing.
func sliced(args []int, v reflect.Value) any {
	capacity := -1
	if v.Kind() == reflect.Slice {
		capacity = v.Cap()
	}
	switch len(args) {
	case 1:
		return rt.OutOfBounds(args[0], v.Len(), v.Len(), capacity)
	case 2:
		return rt.OutOfBounds(args[0], args[1], v.Len(), capacity)
	}
	return rt.OutOfBounds3(args[0], args[1], args[2], v.Cap())
}
