// Package rng gives random numbers that are a pure function of where they are used.
//
// A [Source] is a seed and a stream; word i of it is a function of (seed, stream, i) and of nothing else:
//
//	block b = Philox4x32-10(counter = (b, stream), key = seed),  word i = block i/4, lane i mod 4
//
// So there is no hidden state, no global generator and no lock. A source is a small value: hand it to a
// function and the function draws the same numbers every time. [Source.Named] and [Source.Numbered] split
// it: chain 17 of a run draws the same numbers whoever else runs, on any number of cores, and whether the
// processor has vector instructions or not.
//
//	src := rng.New(42)
//	chain := src.Named("gibbs").Numbered(17)
//	u := make([]float32, n)
//	chain.Uniform32(u, sweep*n) // the numbers of this sweep, site by site
//	r := chain.Reader()         // or one after the other
//	i := r.IntN(n)
//
// What the filled numbers are:
//
//	Uint32s      words                                     1 word each
//	Uniform32    k·2⁻²⁴ in [0,1)                           1 word each
//	Uniform64    k·2⁻⁵³ in [0,1)                           2 words each
//	Exp32/64     −ln u, mean 1, u in (0,1)                 1 or 2 words each
//	Logistic32/64  ln u/(1−u): P(L < x) = σ(x)             1 or 2 words each
//	Normal32/64  mean 0, variance 1 (Box and Muller 1958)  1 or 2 words each, made in pairs
//	Bernoulli    64 bits to a word of dst, each 1 with probability p
//
// Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (SC 2011).
package rng
