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
// [History] is how a training went, whatever the model: its [Step]s, and the [Warning]s
// that a practitioner would give. [Stopping] ends one that gains no more.
//
// Trained models and trainings under way are files in the safetensors format, which
// Python reads (numbers in float32 or float64, little-endian; names are metadata):
//
//	model      "harmonium." and the package; further entries say the rest, as rows and cols do
//	tensors    the parameters, under the names of the model's documentation: J, b, W, c, …
//
// and of a training under way, so that it goes on with the same bits as if it had not stopped,
//
//	update, seed, stream      updates made; the source that the training draws from
//	tensors with a dot        speed.J: what momentum remembers; chains.free: states of chains;
//	                          best.J: the parameters that a stopping rule keeps
//	history                   a tensor, a row a step; entry "history" names its columns, fields of [Step]
//	warnings, kept, stopped   the rest of the [History]
//
// Hostile, cut and ill-fitting files are refused, and so are parameters that are not finite.
//
// The models are below: hopfield (associative memory), mcmc (stochastic nets),
// anneal (ground states), boltzmann, rbm and deep (machines that learn a
// distribution), harmonium (the same with units of any kind), readout (classes from their features), data (worlds to learn),
// exact (all states counted, the truth to test against).
package stdlib
