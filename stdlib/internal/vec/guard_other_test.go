//go:build !linux && !darwin

package vec_test

// arena is ordinary memory where there is no mmap.
type arena struct{}

func (*arena) free() bool { return true }

func guarded[T any](a *arena, n int) []T { return make([]T, n) }
