// Package stdlib is the common ground of the energy models: states, patterns,
// couplings, and the energy that they make together.
//
// A state is a slice of spins, each −1 or +1 (bipolar), or of bits, each 0 or 1
// (binary). Couplings J are symmetric with a zero diagonal, b is the bias, and
// energies are in units of kT:
//
//	E(s) = −½ sᵀJs − bᵀs       fᵢ = Σⱼ Jᵢⱼsⱼ + bᵢ       flipping i costs 2 sᵢfᵢ
//
// The map between the encodings, s = 2x − 1, is exact: see [Binary].
//
// What to call first:
//
//	letter, err := stdlib.ParsePattern(".#. ###")   // a picture in characters
//	noisy, err := stdlib.Flip(src, letter, 0.1)             // a tenth of its units flipped
//	m := noisy.Overlap(letter)                      // 0.8
//
// The map of the package: [Pattern] is a state with the shape of a picture;
// [Couplings] is what every sampler needs to know of an interaction, [Dense] the
// first of its kinds; [Ising] is couplings and biases, with energies and fields;
// [Model] is all that can be seen as one.
//
// [Sparse] and [Lattice] are other ways to store couplings; [SK], [Glass], [Planted],
// [MaxCut] and [QUBO] build models; [Binary] is a model of bits; [ReadIDX] and
// [FromImage] read patterns.
//
// [History] is how a training went, whatever the model.
//
// The models are below: hopfield (associative memory), mcmc (stochastic nets),
// anneal (ground states), boltzmann, rbm and deep (machines that learn a
// distribution), readout (classes from their features), data (worlds to learn),
// exact (all states counted, the truth to test against).
package stdlib
