// Package mcmc runs stochastic nets: units that follow their field only most of
// the time, as the temperature allows.
//
// For spins with the field fᵢ = Σⱼ Jᵢⱼsⱼ + bᵢ and β = 1/T,
//
//	Gibbs        sᵢ ← +1 with probability σ(2βfᵢ), whatever it was
//	Metropolis   sᵢ ← −sᵢ with probability min(1, exp(−2βsᵢfᵢ))
//
// Mind the 2: it belongs to ±1 units. The lecture's σ(f) is right for 0/1 units
// alone, whose field is another one (erratum 2; see stdlib.Binary). In the long
// run states come with probability exp(−E/T)/Z. T = 0 and T = +Inf are legal: at
// T = 0 a unit at a field of exactly 0 keeps its value, and the net recalls.
//
// Where couplings have all one strength, prefer Gibbs or another order to sequential
// Metropolis: it takes every flip that costs nothing, which carries domain walls
// along in step, and at T = +Inf it flips every unit every time.
//
// What to call first:
//
//	run, err := mcmc.Sample(ctx, src, model, mcmc.Sampling{Temperature: 1.5}, nil)
//	run.Mean            // ⟨sᵢ⟩ of every unit
//	run.Chains[0].Energy // the trace of the energy, a number a sweep
//	run.RHat()          // near 1 when the chains agree
//
// Wolff moves whole clusters of a ferromagnet; Recall reads a memory as the mean of the
// last states.
//
// Sources: Metropolis et al., J. Chem. Phys. 21 (1953); Geman and Geman, PAMI 6 (1984).
package mcmc
