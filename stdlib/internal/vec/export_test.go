package vec

// HasAVX2 says whether the assembly can run here.
var HasAVX2 = useAVX2

// UseAVX2 chooses the path; it is for tests that run alone.
func UseAVX2(on bool) { useAVX2 = on && HasAVX2 }

// FMA32 is the portable fused product and sum.
var FMA32 = fma32

// Scalars are the portable functions of a field.
var Scalars32 = map[string]func(float32) float32{
	"exp": exp32, "sigmoid": sigmoid32, "tanh": tanh32, "softplus": softplus32, "logCosh": logCosh32,
}

// Philox7 is a block of Philox4x32-7, word 1 below word 0 and word 3 below word 2.
func Philox7(seed, stream, block uint64) (lo, hi uint64) {
	k := newPhiloxKeys(seed)
	return k.block(stream, block)
}
