// Package boltzmann is machines that learn a distribution instead of storing
// patterns: Boltzmann machines with visible units only, or with hidden ones.
//
// Units s in {−1,+1}ᴺ, the V visible ones first, then the H hidden ones:
//
//	E(s) = −½ sᵀJs − bᵀs,   P(s) = e^(−E(s)/T) / Z,   P(sᵢ = +1 | rest) = σ(2fᵢ/T)
//	F(v) = −T ln Σ_h e^(−E(v,h)/T),   P(v) = e^(−F(v)/T) / Z
//
// Learning climbs ℓ, the mean of ln P(v) over the examples:
//
//	∂ℓ/∂Jᵢⱼ = (⟨sᵢsⱼ⟩clamped − ⟨sᵢsⱼ⟩free) / T     ∂ℓ/∂bᵢ = (⟨sᵢ⟩clamped − ⟨sᵢ⟩free) / T
//
// with the visible units clamped to the examples, and free. (The lecture leaves
// out 1/T, and writes the step with a minus sign: it is ascent.) The same machine
// in bits x = (s+1)/2 is the Binary of its Ising: W = 4J.
//
// What to call first:
//
//	m, err := boltzmann.New(9, 4)                  // 9 visible units, 4 hidden
//	world := boltzmann.Examples(patterns...)       // repeats count as weights
//	history, err := m.Train(ctx, src, world, boltzmann.Training{})
//	kl, err := m.KL(ctx, world)                    // exact, for at most 24 units
//	dreams, err := m.Sample(ctx, src, boltzmann.Sampling{Count: 16})
//	run, err := m.Complete(ctx, src, half, units, boltzmann.Sampling{})
//
// Further uses: [Machine.Classify] and [Machine.ClassifySampled] for classes of which one
// unit each is on, [Machine.Denoise], [Machine.Conditional]; [Gaussian] for real
// numbers, which answers regression; [Encoder], [Shifter] and [Parity] are experiments
// ready to run, [MeasureCapacity] counts what hidden units add. [Learner] is a training
// that can be saved and resumed.
//
// How the two phases are computed is [Training.Method]: by enumeration (Exact),
// by Gibbs chains (Gibbs, Persistent), by mean field, or, for machines without
// hidden units, replaced by the pseudo-likelihood. [Machine.MeanField] is the
// naive and the TAP approximation of means and free energy.
//
// Sources: Ackley, Hinton and Sejnowski, Cognitive Science 9 (1985); Besag, The
// Statistician 24 (1975), for the pseudo-likelihood; Peterson and Anderson, Complex
// Systems 1 (1987), for mean-field learning; Tieleman, ICML (2008), for persistent
// chains; Thouless, Anderson and Palmer, Phil. Mag. 35 (1977), for TAP.
package boltzmann
