// Package vec holds the vector kernels that every model stands on.
//
// Each kernel exists in portable Go and, on amd64 processors with AVX2 and FMA, in generated assembly; the
// choice is made at run time, or by the build tag purego. Both give the same bits, whatever the number of
// workers: sums have a fixed order, products are fused where the text says fma, and portable code fuses them
// exactly (fma.go). So a seed gives the same samples on every machine.
//
// Which call to use:
//
//	C = A·B, C += A·(αB), any transposed        [Mul], [MulAdd] on views: Dense(r, c, data), m.T(), m.Part(…)
//	C += α A·Aᵀ                                 [RankK]
//	C = V·B for V of bits (a batch of samples)  [MulBits]; pack rows of floats with [Bits.SetRow]
//	y = A·x; y = A·x with A symmetric           [MatVec]; [SymVec], which reads half of A
//	y += αx; y += Σ αᵣ·rowᵣ; x·y                [Axpy], [AddRows], [Dot]
//	the same for the rows of a batch            [SampleRows], [SampleBitRows], [SigmoidRows], [AddToRows], [SumRows]
//	σ, tanh, e^x, ln(1+e^x), ln cosh            [Sigmoid32], [Tanh32], [Exp32], [Softplus32], [LogCosh32], … 64
//	ln Σ e^x                                    [LogSumExp]
//	x ~ Bernoulli(σ(z)), as floats or as bits   [Sample32], [SampleBits32]: seed and stream as of an rng.Source;
//	                                            [Bernoulli32], [BernoulliBits32] from words at hand
//	next unit that flips in a sequential sweep  [ScanMetropolis], [ScanGibbs]
//	overlap of ±1 patterns; Hebb's couplings    [Overlap]; [AddOuter]
//	the same scan on small whole numbers        [Limits], [FlipMask], [AddBytes]
//	64 or 256 replicas of a ±J system at once   [NewMultiSpin], Metropolis, Lazy, HeatBath; order by [Coloured]
//	two cores                                   [NewPool] at the start of a long call, Close at its end; nil is one
//
// A dense sequential sweep keeps the fields f = J·s + b, draws e = −ln u for all units, and then
//
//	for i := vec.ScanMetropolis(s, f, e, 2β, 0); i < n; i = vec.ScanMetropolis(s, f, e, 2β, i+1) {
//		vec.Axpy(f, -2*s[i], J.Row(i)) // J has a zero diagonal
//		s[i] = -s[i]
//	}
//
// A kernel panics on sizes that do not fit: that is a programmer's error. Packages with users check what they
// are given and return errors.
//
// The assembly is written by the command in asm, run by go generate; its files start with z.
package vec

//go:generate go run ./asm
