// Package hopfield is associative memory: a net that falls from a corrupted
// pattern into the one it remembers.
//
// Units s in {−1,+1}ᴺ, weights J symmetric with a zero diagonal, biases b:
//
//	E(s) = −½ sᵀJs − bᵀs            (units of kT)
//	fᵢ   = Σⱼ Jᵢⱼsⱼ + bᵢ,   sᵢ ← +1 if fᵢ > 0, −1 if fᵢ < 0, unchanged if fᵢ = 0
//
// One unit at a time, the energy never rises, so recall ends in a local minimum.
// All units at once it need not: the net may end in a cycle of two states.
//
// Storing P patterns by Hebb's rule makes Jᵢⱼ = (1/N) Σ ξᵢξⱼ for i ≠ j. It
// remembers about 0.138 N random patterns with few errors, not N.
//
// What to call first:
//
//	net := hopfield.New(64)
//	err := net.Store(letters...)
//	run, err := net.Recall(ctx, src, noisy, hopfield.Recall{})
//	run.Final           // what the net remembered
//	run.Energies        // how the energy fell
//
// Sources: Hopfield, PNAS 79 (1982); Amit, Gutfreund and Sompolinsky, PRL 55 (1985).
package hopfield
