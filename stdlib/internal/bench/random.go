package main

import (
	"harmonium/stdlib/internal/vec"
	"harmonium/stdlib/rng"
)

func randomRows() []Row {
	const n = 1 << 14
	src := rng.New(1)
	w := make([]uint32, n)
	x, z := make([]float32, n), random[float32](n)
	fill := func(name string, f func([]float32, uint64), peer string) Row {
		return Row{Name: name, Unit: "G/s", Work: n / giga, Ours: func() { f(x, 0) },
			Peer: numpy("numpy", "g = numpy.random.default_rng()\nx = numpy.zeros(16384, 'f')", peer)}
	}
	field := func(name string, f func(dst, src []float32), peer string) Row {
		return Row{Name: name, Unit: "G/s", Work: n / giga, Ours: func() { f(x, z) },
			Peer: numpy("numpy", "z = numpy.random.rand(16384).astype('f')", peer)}
	}
	return []Row{
		{Name: "Philox4x32-10 words", Unit: "G/s", Work: n / giga, Goal: Goal{Rate: .9},
			Ours: func() { src.Uint32s(w, 0) },
			Peer: numpy("numpy", "g = numpy.random.Generator(numpy.random.Philox())",
				"g.integers(0, 2**32, 16384, numpy.uint32)")},
		fill("uniform f32", src.Uniform32, "g.random(dtype='f', out=x)"),
		fill("exponential f32", src.Exp32, "g.standard_exponential(dtype='f', out=x)"),
		fill("logistic f32", src.Logistic32, "g.logistic(size=16384)"),
		fill("normal f32", src.Normal32, "g.standard_normal(dtype='f', out=x)"),
		{Name: "σ + Bernoulli, words at hand", Unit: "G/s", Work: n / giga, Goal: Goal{Rate: 1.2},
			Ours: func() { vec.Bernoulli32(x, z, w) },
			Peer: numpy("numpy", "u = numpy.random.rand(16384).astype('f')\nz = numpy.random.rand(16384).astype('f')",
				"(u < 1/(1+numpy.exp(-z))).astype('f')")},
		{Name: "σ + Bernoulli, drawing the words", Unit: "G/s", Work: n / giga, Goal: Goal{Rate: 1.2},
			Ours: func() { vec.Sample32(x, z, 1, 2, 3) },
			Peer: numpy("numpy", "g = numpy.random.default_rng()\nz = numpy.random.rand(16384).astype('f')",
				"(g.random(16384, dtype='f') < 1/(1+numpy.exp(-z))).astype('f')")},
		sampleRow(),
		field("exp f32", vec.Exp32, "numpy.exp(z)"),
		field("σ f32", vec.Sigmoid32, "1/(1+numpy.exp(-z))"),
		field("tanh f32", vec.Tanh32, "numpy.tanh(z)"),
		field("softplus f32", vec.Softplus32, "numpy.logaddexp(0, z)"),
		field("log cosh f32", vec.LogCosh32, "numpy.log(numpy.cosh(z))"),
	}
}

func numpy(name, setup, code string) Peer {
	return Peer{Name: name, Module: "numpy", Setup: "import numpy\n" + setup, Time: code}
}

// sampleRow is what a layer of 500 units does for a batch of 100: the whole idiom, as it is written.
func sampleRow() Row {
	const n = 100 * 500
	z, dst := random[float32](n), make([]uint8, n/8)
	return Row{Name: "σ + Bernoulli, 100×500, into bits", Unit: "G/s", Work: n / giga, Goal: Goal{Rate: 1.2, OfPeer: 5},
		Ours: func() { vec.SampleBits32(dst, z, 1, 2, 3) },
		Peer: numpy("numpy", "g = numpy.random.default_rng()\nz = numpy.random.rand(100, 500).astype('f')",
			"(g.random(z.shape) < 1/(1+numpy.exp(-z))).astype('f')")}
}
