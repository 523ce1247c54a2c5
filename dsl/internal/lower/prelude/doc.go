// Package prelude has, for cells, what the generic functions of the standard
// library do. yaegi knows no generics and compiled code exists for no instance, so
// lower instantiates these as it does a user's own functions. A function is
// named after its package and itself: SlicesIndex is slices.Index.
//
// The package imports nothing: lower checks its source without an importer.
// Functions whose body is native() are done by package rt: for speed, or because the order in
// which equal elements come out must be that of the standard library's sort.
package prelude

func native() { panic("prelude: done by package rt") }

type ordered interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64 | ~string
}

func CmpCompare[T ordered](x, y T) int {
	if x != x {
		if y != y {
			return 0
		}
		return -1
	}
	if y != y {
		return 1
	}
	if x < y {
		return -1
	}
	if x > y {
		return 1
	}
	return 0
}

func CmpLess[T ordered](x, y T) bool { return (x != x && y == y) || x < y }

func CmpOr[T comparable](vals ...T) T {
	var zero T
	for _, v := range vals {
		if v != zero {
			return v
		}
	}
	return zero
}
