// Package deep is machines of several hidden layers: stacks of restricted machines,
// deep belief nets, deep Boltzmann machines and Helmholtz machines.
//
// A stack of restricted Boltzmann machines ([Pretrain]), learned from the bottom up, is
// a deep belief net: the two topmost layers are the last machine, and each layer below
// is drawn from the one above it,
//
//	P(v, h¹, …, hᴸ) = P₁(v | h¹) P₂(h¹ | h²) … P_L(hᴸ⁻¹, hᴸ)
//
// where P_k is machine k. [Stack.Belief] sets generation and recognition free of one
// another, for up-down learning. A [Helmholtz] machine has no couplings but these two
// kinds:
//
//	P(v, h) = P(hᴸ) Πₖ P(hᵏ⁻¹ | hᵏ),   P(hᵏ⁻¹ⱼ = 1 | hᵏ) = σ(gᵏ + Gₖᵀhᵏ)ⱼ    generates
//	Q(h | v) = Πₖ Q(hᵏ | hᵏ⁻¹),        Q(hᵏⱼ = 1 | hᵏ⁻¹) = σ(rᵏ + Rₖᵀhᵏ⁻¹)ⱼ  recognises
//	F(v) = Σ_h Q(h | v) (ln Q(h | v) − ln P(v, h)) ≥ −ln P(v)
//
// A [DBM], a deep Boltzmann machine, has no direction:
//
//	E(v, h¹, …, hᴸ) = −b·v − Σₖ cᵏ·hᵏ − vᵀW₁h¹ − h¹ᵀW₂h² − …,   P = e^(−E) / Z
//	P(h¹ⱼ = 1 | v, h²) = σ(W₁ᵀv + W₂h² + c¹)ⱼ
//	∂ℓ/∂W_k = ⟨hᵏ⁻¹hᵏᵀ⟩data − ⟨hᵏ⁻¹hᵏᵀ⟩model
//
// The moments under the data are those of the mean field q, which also bounds the
// likelihood, −⟨E⟩_q + H(q) − ln Z ≤ ln P(v); those under the model come from
// persistent chains. All units are 0 or 1; a pattern's unit +1 is 1 and −1 is 0. Layers
// are counted from 0, the visible one. Parameters are float32.
//
// What to call first:
//
//	s, histories, err := deep.Pretrain(ctx, src, d, []int{500, 200}, rbm.Training{})
//	features, err := s.Transform(ctx, src, d)                 // N×200, for package readout
//	net, err := s.Belief()
//	history, err := net.Train(ctx, src, d, deep.Training{})   // up-down
//	dreams, err := net.Sample(ctx, src, rbm.Sampling{Count: 16})
//
//	m, err := deep.NewDBM(784, 500, 500)
//	histories, err := m.Pretrain(ctx, src, d, deep.Training{})
//	history, err := m.Train(ctx, src, d, deep.Training{Epochs: 20, K: 5})
//	z, err := m.AIS(ctx, src, rbm.AIS{})                      // ln Z, with an error bar
//	bound, err := m.ELBO(ctx, d, deep.Bound{LogZ: &z})        // at most the mean of ln P(v)
//	layers, err := m.SampleLayers(ctx, src, rbm.Sampling{})   // the states of all layers
//
//	m, err := deep.NewHelmholtz(16, 8, 1)
//	history, err := m.Train(ctx, src, d, deep.Training{})     // wake-sleep
//	logP, err := m.Importance(ctx, src, d, deep.Bound{})      // with an error bar; exact: m.LogLikelihood
//
// Sources: Hinton, Osindero and Teh, Neural Computation 18 (2006), for deep belief nets;
// Salakhutdinov and Hinton, AISTATS (2009), for deep Boltzmann machines; Dayan, Hinton,
// Neal and Zemel, Neural Computation 7 (1995), and Hinton, Dayan, Frey and Neal, Science
// 268 (1995), for Helmholtz machines and wake-sleep.
package deep
