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
// [Full] sums over all states of the smaller layer.
//
// What to call first:
//
//	d, err := rbm.FromPatterns(patterns)                 // a bit a unit; also FromIDX, FromRows
//	m, err := rbm.New(784, 500)
//	history, err := m.Train(ctx, src, d, rbm.Training{Method: rbm.PCD, Epochs: 20})
//	dreams, err := m.Sample(ctx, src, rbm.Sampling{Count: 64, Steps: 1000})
//	z, err := m.AIS(ctx, src, rbm.AIS{})                 // ln Z, with an error bar
//	z, err := m.LogZ(ctx)                                // exactly, if a layer has at most 20 units
//
// Sources: Smolensky, in Parallel Distributed Processing (1986); Hinton, Neural
// Computation 14 (2002), for CD; Tieleman, ICML (2008), for PCD; Salakhutdinov and
// Murray, ICML (2008), for AIS; Hinton, A practical guide to training restricted
// Boltzmann machines (2010).
package rbm
