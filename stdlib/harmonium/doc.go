// Package harmonium learns restricted Boltzmann machines whose units are of any kind:
// exponential-family harmoniums. (For bits alone package rbm does the same faster.)
//
// A layer is units of one kind, with a base measure r and statistics f ([Units]); the
// other has s and g. The joint distribution of visible v and hidden h is
//
//	p(v,h) = r(v) s(h) exp(a·f(v) + b·g(h) + f(v)ᵀWg(h)) / Z = e^(−E(v,h)) / Z
//
// so that, given the other, each layer is an exponential family of its own, unit by
// unit, with natural parameters y and log-partition A:
//
//	p(v | h) = r(v) exp(y·f(v) − A(y)),      y = a + Wg(h),      ⟨f⟩ = A′(y)
//	F(v) = −ln r(v) − a·f(v) − A(b + Wᵀf(v)),                    p(v) = e^(−F(v)) / Z
//
// with A of the hidden layer in F. Parameters are float64; a state is a row of numbers.
//
//	layer                 x              r          f             A(y)                  mean A′(y)
//	Bits(n)               0, 1           1          x             ln(1+e^y)             σ(y)
//	Spins(n)              −1, +1         1          x             ln 2cosh y            tanh y
//	Potts{n, K}           0, …, K−1      1          one of K is 1 ln Σe^yₖ              softmax(y)
//	Gaussians(n)          real           e^(−x²/2)  x             y²/2 + ½ ln 2π        y
//	FreeGaussians(n)      real           1          x, −x²/2      y²/2λ + ½ ln(2π/λ)    y/λ
//	Rectified(n)          x ≥ 0          e^(−x²/2)  x             y²/2 + ln(√2π Φ(y))   y + φ(y)/Φ(y)
//	Poisson(n)            0, 1, 2, …     1/x!       x             e^y                   e^y
//	Words{V, N}           counts, Σx=N   N!/Πx!     x             N ln Σe^y             N softmax(y)
//
// [Mixed] joins several kinds in one layer: pixels and a class, say.
//
// For FreeGaussians the precisions λ = 1/σ² are parameters too, learned with the others.
//
// # Which layers go together
//
// Summed over one layer, Z = Σ_h s(h) exp(b·h + A(a+Wg(h))). If either layer has
// finitely many states this is finite for every W, since every A is finite everywhere.
// If neither has, Z is an integral over both, and it depends:
//
//	Gaussian × Gaussian      Q = (Λᵥ, −W; −Wᵀ, Λₕ) positive definite; then ln Z = ½N ln 2π − ½ ln det Q + ½ cᵀQ⁻¹c, c = (a, b)
//	Gaussian × Rectified     M = Λₕ − WᵀΛᵥ⁻¹W strictly copositive: xᵀMx > 0 for x ≥ 0; that is what is left of Q when the Gaussians are integrated out
//	Rectified × Rectified    Q strictly copositive, so W ≤ 0 always will do
//	Poisson × Rectified      all of W ≤ 0: then Z ≤ e^A(a) e^A(b); a w > 0 gives ∫ exp(e^(a+wh) − h²/2) dh = ∞
//	Poisson × Poisson        all of W ≤ 0, likewise: a w > 0 gives Σₙ e^(wn²)/n!² = ∞ along v = h = n
//	Poisson × Gaussian       never, but for W = 0: Σ_v e^(w²v²/2)/v! = ∞ whatever the sign of w. New refuses it
//
// (Strict: on the border of the copositive ones the biases decide, and that is refused.)
// [Machine.Finite] tells, [Machine.LogZ] is +Inf where Z is infinite, and training ends
// with an error when it leaves the region; where W ≤ 0 is what is wanted it stays there,
// at the nearest W.
//
// # What to call first
//
//	m, err := harmonium.New(harmonium.FreeGaussians(64), harmonium.Bits(100))
//	history, err := m.Train(ctx, src, rows, harmonium.Training{Method: harmonium.PCD, Epochs: 20})
//	dreams, err := m.Sample(ctx, src, harmonium.Sampling{Count: 64})   // rows
//	features, err := m.Transform(ctx, rows)
//	z, err := m.LogZ(ctx)                                // exactly, if a layer is small or both are Gaussian
//	z, err := m.AIS(ctx, src, harmonium.AIS{})           // with an error bar, for all others
//	found, err := harmonium.Retrieve(ctx, src, library, harmonium.Retrieval{}) // documents by their words
//
// Sources: Smolensky, in Parallel Distributed Processing (1986), for the name and the
// bits; Welling, Rosen-Zvi and Hinton, NIPS 17 (2004), for the exponential families;
// Salakhutdinov and Hinton, NIPS (2009), for Words; Besag, Journal of the Royal
// Statistical Society B 36 (1974), for the signs that Poisson units need.
package harmonium
