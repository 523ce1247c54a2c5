// Package vec holds the vector kernels that every model stands on.
//
// Each kernel exists in portable Go and, on amd64 processors with AVX2 and FMA, in generated assembly; the
// choice is made at run time, or by the build tag purego. Both give the same bits.
package vec

//go:generate go run ./asm
