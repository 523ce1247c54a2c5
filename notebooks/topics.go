package notebooks

// Topic is something that the lecture covers. A notebook shows it in the code
// cell that asserts it, tagged "covers:" and the ID.
type Topic struct {
	ID    string
	Claim string   // what is shown
	Tests []string // package.Test of those that prove it; the package as a folder of this repository
}

// Topics are the systems of the lecture in its order, then the errata: what its
// formulas get wrong, and what is right.
var Topics = []Topic{
	{"recall", "Recall one unit at a time never raises the energy; all at once it ends in a cycle of at most 2; clamped units keep their values", []string{"stdlib/hopfield.TestDescentAndPeriods", "stdlib/hopfield.TestClampedUnitsNeverChange"}},
	{"hebb", "Hebb's rule: errors after one step, overlap and capacity as theory has them", []string{"stdlib/hopfield.TestOneStepErrorsAgainstTheory", "stdlib/hopfield.TestCapacityAgreesWithAGS", "stdlib/hopfield.TestTheoryOfCapacity"}},
	{"projection", "The pseudo-inverse holds every set of fewer than N independent patterns", []string{"stdlib/hopfield.TestProjection"}},
	{"storkey", "Storkey's rule stores more than Hebb's and is learned a pattern at a time", []string{"stdlib/hopfield.TestStorkeyByHand", "stdlib/hopfield.TestStorkeyBeatsHebb"}},
	{"perceptron", "Perceptron learning reaches its margin; Gardner's capacity is 2N", []string{"stdlib/hopfield.TestPerceptronReachesItsMargin", "stdlib/hopfield.TestGardnerCapacity"}},
	{"gradient-storage", "Lowering the patterns and raising what the net falls into: valleys store N patterns in N units", []string{"stdlib/hopfield.TestValleysStoreNPatternsInNUnits", "stdlib/hopfield.TestOtherGradients"}},
	{"unrolling", "Backpropagation through unrolled recall: gradients equal finite differences, and recall repairs more than by Hebb's rule", []string{"stdlib/hopfield.TestUnrolledGradientAgainstFiniteDifferences", "stdlib/hopfield.TestUnrolledStartsFromNothing"}},
	{"spurious", "Mixtures of three patterns and negatives are stable; all minima of a small net are listed", []string{"stdlib/hopfield.TestSpuriousStates", "stdlib/exact.TestMinimaAndBasins", "stdlib/hopfield.TestRecogniseMixtures"}},
	{"ising", "Ising lattices and spin glasses: density of states, Onsager's magnetisation, ground energies", []string{"stdlib/exact.TestIsing4x4", "stdlib/mcmc.TestOnsager", "stdlib/anneal.TestGroundEnergiesOfGlasses"}},
	{"thermodynamics", "U, H, F and the heat capacity: F = −T ln Z, C = dU/dT", []string{"stdlib/exact.TestEnergiesMomentsAndThermodynamicsAgainstTheDefinitions", "stdlib/exact.TestHeatCapacityIsTheSlopeOfU"}},
	{"gibbs", "Gibbs and Metropolis sampling: detailed balance, agreement with enumeration, both ends of temperature", []string{"stdlib/exact.TestTransitionsAreInDetailedBalance", "stdlib/mcmc.TestDetailedBalance", "stdlib/mcmc.TestChiSquaredAgainstEnumeration", "stdlib/mcmc.TestZeroTemperatureRecallsAndInfiniteForgets"}},
	{"averaged-recall", "Recall by averaging the last states, stopped when the mean energy stops falling", []string{"stdlib/mcmc.TestErratum9AveragedRecall", "stdlib/mcmc.TestSettle"}},
	{"annealing", "Annealing finds ground states of small nets and cuts near the best known", []string{"stdlib/anneal.TestGroundStatesOfSmallNets", "stdlib/anneal.TestMaxCutOfTheGSet", "stdlib/anneal.TestRangeIsInvariant"}},
	{"boltzmann", "A Boltzmann machine without hidden units: exact gradient, planted couplings come back, parity stays out of reach", []string{"stdlib/boltzmann.TestGradientEqualsFiniteDifferences", "stdlib/boltzmann.TestPlantedCouplingsAreRecovered", "stdlib/boltzmann.TestParityNeedsHiddenUnits"}},
	{"hidden", "Hidden units: clamped minus free; the encoders are learned", []string{"stdlib/boltzmann.TestGradientEqualsFiniteDifferences", "stdlib/boltzmann.TestParityNeedsHiddenUnits", "stdlib/boltzmann.TestEncoder424"}},
	{"completion", "Completion, denoising and classification by clamping: sampled as enumerated", []string{"stdlib/boltzmann.TestCompletionAgreesWithEnumeration", "stdlib/boltzmann.TestDenoisingIsBayes", "stdlib/rbm.TestCompletionAgreesWithEnumeration", "stdlib/rbm.TestClassifyAgreesWithEnumeration"}},
	{"rbm", "The free energy of a restricted machine; ln Z is the same from either side", []string{"stdlib/rbm.TestFreeEnergyAndPseudoLikelihood", "stdlib/rbm.TestLogZFromEitherSide"}},
	{"contrastive-divergence", "CD-k, persistent chains and the full gradient on bars and stripes", []string{"stdlib/rbm.TestBiasOfCDShrinksWithK", "stdlib/rbm.TestBarsAndStripes"}},
	{"units", "Gaussian, softmax and rectified units: conditionals against quadrature, ln Z as a determinant", []string{"stdlib/harmonium.TestConditionalsAgainstQuadrature", "stdlib/harmonium.TestLogZOfEveryPair", "stdlib/harmonium.TestGaussiansWithGaussians", "stdlib/harmonium.TestTheHarmoniumRetrievesDocuments"}},
	{"mean-field", "Mean field and TAP: bounds on F, the transition of Curie and Weiss", []string{"stdlib/boltzmann.TestCurieWeiss", "stdlib/boltzmann.TestMeanFieldAndTAP"}},
	{"features", "Features of a machine with a readout beat the pixels with the same readout; machines stack", []string{"stdlib/readout.TestFeaturesBeatPixels", "stdlib/deep.TestASecondLayerHelps"}},
	{"deep", "The deep Boltzmann machine: the bound lies below the likelihood, annealed importance sampling meets it", []string{"stdlib/deep.TestConditionalOfTheFirstHiddenLayer", "stdlib/deep.TestGradientOfDBMEqualsFiniteDifferences", "stdlib/deep.TestAISOfDBMEqualsExact"}},
	{"helmholtz", "The Helmholtz machine: wake and sleep, F never below −log p", []string{"stdlib/deep.TestHelmholtzMachineWakeSleep", "stdlib/deep.TestWakingClimbsTheELBO", "stdlib/deep.TestHelmholtzMachineLearnsBars"}},
	{"dense", "Dense memories: n = 2 is Hebb's; the modern update is attention", []string{"stdlib/hopfield.TestDenseMemory", "stdlib/hopfield.TestModern"}},
	{"log-z", "ln Z of large models: annealed importance sampling from both sides, tempering", []string{"stdlib/rbm.TestAISBracketsLogZ", "stdlib/anneal.TestPopulationEstimatesLogZ"}},

	{"erratum-1", "F = U − T·H, not U + T·H", []string{"stdlib/exact.TestErratum1FreeEnergy"}},
	{"erratum-2", "The log-odds of a ±1 unit are 2f, not f", []string{"stdlib/mcmc.TestErratum2LogOdds"}},
	{"erratum-3", "From the fields the energy is −½ Σ xᵢ(fᵢ + bᵢ); the bias belongs to its own unit", []string{"stdlib.TestErratum3EnergyFromFieldsCountsTheWholeBias"}},
	{"erratum-4", "A unit whose field is 0 keeps its state", []string{"stdlib/hopfield.TestErratum4ZeroFieldKeeps"}},
	{"erratum-5", "Units updated all at once can cycle with period 2", []string{"stdlib/hopfield.TestErratum5SynchronousCycle"}},
	{"erratum-6", "Biases stay in the update, and a unit does not couple to itself", []string{"stdlib/boltzmann.TestErratum6BiasesArePartOfEveryUpdate", "stdlib.TestEnergyFieldAndFlipCost"}},
	{"erratum-7", "Raising every state is Hebb's rule off the diagonal; the objective has no bound", []string{"stdlib/hopfield.TestErratum7AllStatesIsHebb", "stdlib/boltzmann.TestErratum7TheLikelihoodIsBoundedAndEnergiesAreNot"}},
	{"erratum-8", "Hebb's rule stores 0.138 N patterns, not N", []string{"stdlib/hopfield.TestErratum8HebbDoesNotStoreN"}},
	{"erratum-9", "An average of states is compared with 0 for ±1 and with ½ for 0/1", []string{"stdlib/mcmc.TestErratum9AveragedRecall"}},
	{"erratum-10", "Probability falls exponentially with energy; at T = 0 the ground states share it", []string{"stdlib/exact.TestErratum10ZeroAndInfiniteTemperature"}},
	{"erratum-11", "In d log Z the inner derivative is that of Σ exp", []string{"stdlib/boltzmann.TestErratum11DerivativeOfLogZ"}},
	{"erratum-12", "Learning climbs the likelihood: the sign is plus", []string{"stdlib/boltzmann.TestErratum12LearningIsAscent"}},
	{"erratum-13", "The two layers of a restricted machine use W and its transpose, each with its own biases", []string{"stdlib/rbm.TestLogZFromEitherSide", "stdlib/rbm.TestGradientEqualsFiniteDifferences"}},
	{"erratum-14", "CD-1 is a biased estimate of the gradient", []string{"stdlib/rbm.TestBiasOfCDShrinksWithK"}},
	{"erratum-15", "A continuous unit has p(v|h) = r(v) exp(yv − A(y))", []string{"stdlib/harmonium.TestConditionalsAgainstQuadrature"}},
	{"erratum-16", "At T ≠ 1 gradients carry 1/T", []string{"stdlib/boltzmann.TestErratum16GradientHasOneOverT"}},
}
