package rt

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"unsafe"

	"harmonium/dsl/internal/unit"
)

// stdOps are generic functions of the standard library that are done here; the operand is
// the instance's signature.
var stdOps = map[string]func(r *Runtime, sig operand, in []reflect.Value) []reflect.Value{
	"SlicesSort":     func(_ *Runtime, _ operand, in []reflect.Value) []reflect.Value { sortOrdered(in[0]); return nil },
	"SlicesSortFunc": func(_ *Runtime, _ operand, in []reflect.Value) []reflect.Value { return sortFunc(in, slices.SortFunc) },
	"SlicesSortStableFunc": func(_ *Runtime, _ operand, in []reflect.Value) []reflect.Value {
		return sortFunc(in, slices.SortStableFunc)
	},
	"SlicesReverse": func(_ *Runtime, _ operand, in []reflect.Value) []reflect.Value {
		swap := reflect.Swapper(in[0].Interface())
		for i, j := 0, in[0].Len()-1; i < j; i, j = i+1, j-1 {
			swap(i, j)
		}
		return nil
	},
	"ErrorsAsType": func(_ *Runtime, sig operand, in []reflect.Value) []reflect.Value {
		target := reflect.New(sig.real.Out(0))
		err, _ := in[0].Interface().(error)
		ok := errors.As(err, target.Interface())
		return vals(cast(target.Elem(), sig.view.Out(0)), reflect.ValueOf(ok))
	},
	"reflect.TypeAssert": func(_ *Runtime, sig operand, in []reflect.Value) []reflect.Value {
		x, to := reflect.ValueOf(in[0].Interface().(reflect.Value).Interface()), sig.real.Out(0)
		out := reflect.New(to).Elem()
		ok := x.IsValid() && (x.Type() == to || to.Kind() == reflect.Interface && x.Type().Implements(to))
		if ok {
			out.Set(x)
		}
		return vals(cast(out, sig.view.Out(0)), reflect.ValueOf(ok))
	},
	"atomic.Pointer.Load": func(_ *Runtime, sig operand, in []reflect.Value) []reflect.Value {
		return vals(pointerTo(sig, atomic.LoadPointer(word(in[0]))))
	},
	"atomic.Pointer.Store": func(_ *Runtime, _ operand, in []reflect.Value) []reflect.Value {
		atomic.StorePointer(word(in[0]), in[1].UnsafePointer())
		return nil
	},
	"atomic.Pointer.Swap": func(_ *Runtime, sig operand, in []reflect.Value) []reflect.Value {
		return vals(pointerTo(sig, atomic.SwapPointer(word(in[0]), in[1].UnsafePointer())))
	},
	"atomic.Pointer.CompareAndSwap": func(_ *Runtime, _ operand, in []reflect.Value) []reflect.Value {
		return vals(reflect.ValueOf(atomic.CompareAndSwapPointer(word(in[0]), in[1].UnsafePointer(), in[2].UnsafePointer())))
	},
	"unique.Make": func(r *Runtime, sig operand, in []reflect.Value) []reflect.Value {
		out := reflect.New(sig.view.Out(0))
		*word(out) = r.canonical(sig.real.In(0), in[0])
		return vals(out.Elem())
	},
	"unique.Handle.Value": func(_ *Runtime, sig operand, in []reflect.Value) []reflect.Value {
		p := in[0].Field(0).UnsafePointer()
		_ = *(*byte)(p) // the zero Handle has none: that is Go's panic
		return vals(reflect.NewAt(sig.view.Out(0), p).Elem())
	},
}

// word is the one word of the struct that v points to.
func word(v reflect.Value) *unsafe.Pointer { return (*unsafe.Pointer)(v.UnsafePointer()) }

// pointerTo makes p the result of a function with one.
func pointerTo(sig operand, p unsafe.Pointer) reflect.Value {
	return reflect.NewAt(sig.view.Out(0).Elem(), p)
}

// unique identifies a value for unique.Make.
type unique struct {
	typ   reflect.Type
	value any
}

// canonical is the address of the one copy of v, whose real type is t.
func (r *Runtime) canonical(t reflect.Type, v reflect.Value) unsafe.Pointer {
	key := unique{t, cast(v, t).Interface()}
	r.mu.Lock()
	defer r.mu.Unlock()
	p, ok := r.uniques[key]
	if !ok {
		first := reflect.New(v.Type())
		first.Elem().Set(v)
		p = first.UnsafePointer()
		r.uniques[key] = p
	}
	return p
}

func std(r *Runtime, n unit.Native, a []operand) (reflect.Value, error) {
	do, ok := stdOps[n.Method]
	if !ok {
		return reflect.Value{}, fmt.Errorf("rt: no function %s", n.Method)
	}
	return reflect.MakeFunc(a[0].view, func(in []reflect.Value) []reflect.Value { return do(r, a[0], in) }), nil
}

func as[T any](v reflect.Value) []T {
	return unsafe.Slice((*T)(v.UnsafePointer()), v.Len())
}

// sortOrdered sorts a slice of numbers or strings of any type.
func sortOrdered(v reflect.Value) {
	if v.Len() == 0 {
		return
	}
	switch v.Type().Elem().Kind() {
	case reflect.Int:
		slices.Sort(as[int](v))
	case reflect.Int8:
		slices.Sort(as[int8](v))
	case reflect.Int16:
		slices.Sort(as[int16](v))
	case reflect.Int32:
		slices.Sort(as[int32](v))
	case reflect.Int64:
		slices.Sort(as[int64](v))
	case reflect.Uint:
		slices.Sort(as[uint](v))
	case reflect.Uint8:
		slices.Sort(as[uint8](v))
	case reflect.Uint16:
		slices.Sort(as[uint16](v))
	case reflect.Uint32:
		slices.Sort(as[uint32](v))
	case reflect.Uint64:
		slices.Sort(as[uint64](v))
	case reflect.Uintptr:
		slices.Sort(as[uintptr](v))
	case reflect.Float32:
		slices.Sort(as[float32](v))
	case reflect.Float64:
		slices.Sort(as[float64](v))
	case reflect.String:
		slices.Sort(as[string](v))
	}
}

// sortFunc sorts numbers that stand for the elements, then moves the elements: equal ones come
// out in the standard library's order, which depends on the comparisons alone.
func sortFunc(in []reflect.Value, sort func([]int, func(a, b int) int)) []reflect.Value {
	s, cmp := in[0], in[1]
	copied := reflect.MakeSlice(s.Type(), s.Len(), s.Len())
	reflect.Copy(copied, s)
	order := make([]int, s.Len())
	for i := range order {
		order[i] = i
	}
	args := make([]reflect.Value, 2)
	sort(order, func(a, b int) int {
		args[0], args[1] = copied.Index(a), copied.Index(b)
		return int(cmp.Call(args)[0].Int())
	})
	for i, from := range order {
		s.Index(i).Set(copied.Index(from))
	}
	return nil
}
