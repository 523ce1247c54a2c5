// Package rbm learns restricted Boltzmann machines.
//
// For visible v in {0,1}ⱽ and hidden h in {0,1}ᴴ the energy is
//
//	E(v,h) = −b·v − c·h − vᵀWh                         (units of kT)
//	F(v)   = −b·v − Σⱼ ln(1 + e^(cⱼ + (Wᵀv)ⱼ)),        P(v) = e^(−F(v)) / Z
//	P(hⱼ = 1 | v) = σ(cⱼ + (Wᵀv)ⱼ),                    P(vᵢ = 1 | h) = σ(bᵢ + (Wh)ᵢ)
//
// W is V×H, row by row; the layers use W and Wᵀ and have biases of their own.
// Parameters are float32. A pattern's unit +1 is v = 1 and −1 is v = 0.
//
// Learning climbs the mean of ln P(v) over the data,
//
//	∂ℓ/∂W = ⟨vhᵀ⟩data − ⟨vhᵀ⟩model
//
// and the methods differ in the second term: [CD] takes K Gibbs steps from the data
// (a biased estimate, the less the larger K), [PCD] goes on with chains of its own,
// [FastPCD] drives these with weights that learn fast and forget, [Tempering] lets them
// swap states with hotter ones, [Full] sums over all states of the smaller layer. In both
// terms h stands for its means given v, which have less variance than states. CD learns good
// features, but it never looks far from the data, and what its machines dream of may be
// nothing like them; a machine that is to make samples learns by PCD.
//
// What to call first:
//
//	d, err := rbm.FromPatterns(patterns)                 // a bit a unit; also FromIDX, FromRows
//	m, err := rbm.New(784, 500)
//	history, err := m.Train(ctx, src, d, rbm.Training{Method: rbm.PCD, Epochs: 20})
//	dreams, err := m.Sample(ctx, src, rbm.Sampling{Count: 64, Steps: 1000})
//	frames, err := m.Fantasies(ctx, src, rbm.Sampling{})  // the same, step by step
//	done, err := m.Complete(ctx, src, p, clamp, rbm.Sampling{Hot: 3}) // in-painting, annealed
//	g, err := m.ExpectedCD(ctx, d, 1)                    // the mean of CD-1's step, beside m.Gradient(ctx, d)
//	z, err := m.LogZ(ctx)                                // exactly, if a layer has at most 20 units
//	l, err := m.EstimateLogLikelihood(ctx, src, held, rbm.AIS{})      // of any machine, with an error bar
//	l, err := m.RAISE(ctx, src, held, rbm.AIS{})         // the same from below
//	m, history, err := rbm.Resume(ctx, file, d, how)     // from Training.Checkpoint, with the same bits
//
// and with classes:
//
//	c, err := rbm.NewClassifier(784, 10, 500)
//	history, err := c.Train(ctx, src, d, labels, rbm.Training{Objective: rbm.Hybrid})
//	p, err := c.Classify(pattern)                        // P(y | x), exactly
//
// A checkpoint is a safetensors file as the documentation of package stdlib describes it:
// W, b and c; speed.* of momentum, fast.* of fast PCD, centre.v and centre.h, sparsity.h, and
// chains.h, the hidden states of the persistent chains (of Tempering from β = 1 down); the
// entry "drawn" counts the random numbers that were used, "training" says how it learns.
//
// What the machines make of MNIST is printed by
//
//	make mnist
//
// Sources: Smolensky, in Parallel Distributed Processing (1986); Hinton, Neural
// Computation 14 (2002), for CD; Tieleman, ICML (2008), for PCD; Salakhutdinov and
// Murray, ICML (2008), for AIS; Hinton, A practical guide to training restricted
// Boltzmann machines (2010).
package rbm
