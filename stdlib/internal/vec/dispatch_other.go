//go:build !amd64 || purego

package vec

// useAVX2 is never true here; tests assign to it.
var useAVX2 = false

const noAssembly = "vec: this build has no assembly"
