// Package deep is machines of several hidden layers: stacks of restricted machines,
// and deep Boltzmann machines.
//
// A stack of restricted Boltzmann machines, learned from the bottom up, is a deep
// belief net: the two topmost layers are the last machine, and each layer below is
// drawn from the one above it,
//
//	P(v, h¹, …, hᴸ) = P₁(v | h¹) P₂(h¹ | h²) … P_L(hᴸ⁻¹, hᴸ)
//
// where P_k is machine k. A [DBM], a deep Boltzmann machine, has no direction: with
// units 0 and 1 everywhere,
//
//	E(v, h¹, …, hᴸ) = −b·v − Σₖ cᵏ·hᵏ − vᵀW₁h¹ − h¹ᵀW₂h² − …,   P = e^(−E) / Z
//	P(h¹ⱼ = 1 | v, h²) = σ(W₁ᵀv + W₂h² + c¹)ⱼ
//	∂ℓ/∂W_k = ⟨hᵏ⁻¹hᵏᵀ⟩data − ⟨hᵏ⁻¹hᵏᵀ⟩model
//
// The moments under the data are those of the mean field q, which also bounds the
// likelihood, −⟨E⟩_q + H(q) − ln Z ≤ ln P(v); those under the model come from
// persistent chains. Layers are counted from 0, the visible one. Parameters are
// float32; a pattern's unit +1 is 1 and −1 is 0.
//
// What to call first:
//
//	s, histories, err := deep.Pretrain(ctx, src, d, []int{500, 200}, rbm.Training{})
//	features, err := s.Transform(ctx, src, d)                 // N×200, for package readout
//	dreams, err := s.Sample(ctx, src, rbm.Sampling{Count: 16})
//
//	m, err := deep.NewDBM(784, 500, 500)
//	histories, err := m.Pretrain(ctx, src, d, deep.Training{})
//	history, err := m.Train(ctx, src, d, deep.Training{Epochs: 20, K: 5})
//	z, err := m.AIS(ctx, src, rbm.AIS{})                      // ln Z, with an error bar
//	bound, err := m.ELBO(ctx, d, deep.Bound{LogZ: &z})        // at most the mean of ln P(v)
//	layers, err := m.SampleLayers(ctx, src, rbm.Sampling{})   // the states of all layers
//
// Sources: Hinton, Osindero and Teh, Neural Computation 18 (2006), for deep belief
// nets; Salakhutdinov and Hinton, AISTATS (2009), for deep Boltzmann machines.
package deep
