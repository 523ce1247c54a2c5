package vec

import "unsafe"

// Float is the element of vectors and matrices.
type Float interface{ float32 | float64 }

// size is a constant in every instance of a generic function, and what it decides costs nothing.
func size[T Float]() int {
	var x T
	return int(unsafe.Sizeof(x))
}

// The conversions below are for code that has asked for the size of T.

func p32[T Float](x *T) *float32 { return (*float32)(unsafe.Pointer(x)) }
func p64[T Float](x *T) *float64 { return (*float64)(unsafe.Pointer(x)) }

func s32[T Float](x []T) []float32 { return unsafe.Slice(p32(unsafe.SliceData(x)), len(x)) }
func s64[T Float](x []T) []float64 { return unsafe.Slice(p64(unsafe.SliceData(x)), len(x)) }
