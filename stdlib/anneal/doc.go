// Package anneal looks for ground states: it cools a model slowly, so that it
// leaves shallow valleys while it is warm and stays in a deep one when it is cold.
//
//	E(s) = −½ sᵀJs − bᵀs + Offset,   β = 1/T from hot to cold,   P(flip) = min(1, exp(−βΔE))
//
// What to call first:
//
//	result, err := anneal.Minimise(ctx, src, model, anneal.Annealing{}, nil)
//	result.Best, result.Energy
//
// Everything has a default: the range of temperatures comes from the model's own
// fields (Range), the schedule is geometric, ten reads run in parallel. A problem in
// bits becomes a model by stdlib.QUBO or stdlib.Binary, a graph by stdlib.MaxCut,
// files by ReadCOO, ReadQUBO, ReadBQM and stdlib.ReadGSet.
//
// The map of the package: [Minimise] (simulated annealing), [Replicas] (64 or 256
// at once, for couplings of one strength), [Tempering] (chains at several
// temperatures that swap), [Population] (many replicas that multiply and die out,
// with an estimate of ln Z), [Custom] (an energy given as a function), [TimeToSolution].
//
// The same seed gives the same bits, on any number of cores.
//
// Sources: Kirkpatrick, Gelatt and Vecchi, Science 220 (1983); Isakov et al., Comput.
// Phys. Commun. 192 (2015).
package anneal

// Version names the generation of the algorithms: results of the same version,
// seed and settings are the same bits.
const Version = "harmonium anneal 2"
