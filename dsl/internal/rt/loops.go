package rt

import (
	"fmt"
	"os"
	"reflect"
	"unicode/utf8"

	"harmonium/dsl/internal/unit"
)

// MapIter is a range over a map under way.
type MapIter struct{ *reflect.MapIter }

func iterate(m any) *MapIter { return &MapIter{reflect.ValueOf(m).MapRange()} }

func next(it *MapIter) bool { return it.Next() }

// loopOps are operations for loops and select.
var loopOps = map[string]operation{
	"key": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(*MapIter) K
		return fn(outs(reflect.TypeFor[*MapIter]()), outs(a[0].view.Key()), func(in []reflect.Value) []reflect.Value {
			return vals(in[0].Interface().(*MapIter).Key())
		}), nil
	},
	"value": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(*MapIter) V
		return fn(outs(reflect.TypeFor[*MapIter]()), outs(a[0].view.Elem()), func(in []reflect.Value) []reflect.Value {
			return vals(in[0].Interface().(*MapIter).Value())
		}), nil
	},
	"clear": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(T)
		return fn(outs(a[0].view), nil, func(in []reflect.Value) []reflect.Value {
			if !in[0].IsNil() {
				in[0].Clear()
			}
			return nil
		}), nil
	},
	"onsend": func(_ *Runtime, _ unit.Native, a []operand) (reflect.Value, error) { // func(*Choice, chan T, T)
		return fn(outs(reflect.TypeFor[*Choice](), a[0].view, a[0].view.Elem()), nil, func(in []reflect.Value) []reflect.Value {
			c := in[0].Interface().(*Choice)
			c.cases = append(c.cases, reflect.SelectCase{Dir: reflect.SelectSend, Chan: in[1], Send: in[2]})
			return nil
		}), nil
	},
}

// shiftCount checks a signed shift count.
func shiftCount(n int64) uint64 {
	if n < 0 {
		panic(panicOf(func() { _ = 1 << n }))
	}
	return uint64(n)
}

// runeAt decodes the character of s at i.
func runeAt(s string, i int) (rune, int) { return utf8.DecodeRuneInString(s[i:]) }

// finished panics when an iterator does not keep to the rules of range over functions.
func finished(state int) {
	if state == -1 {
		panic(runtimeError("range function continued iteration after loop body panic"))
	}
	if state == -2 {
		panic(runtimeError("range function continued iteration after whole loop exit"))
	}
	panic(runtimeError("range function continued iteration after function for loop body returned false"))
}

func printAll(args ...any) {
	for _, a := range args {
		fmt.Fprint(os.Stderr, a)
	}
}

func printLine(args ...any) { fmt.Fprintln(os.Stderr, args...) }
