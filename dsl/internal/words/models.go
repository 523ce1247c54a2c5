package words

import (
	"cmp"
	"fmt"
	"math"

	"harmonium/dsl/internal/figures"
	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/anneal"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/mcmc"
	"harmonium/stdlib/verbs"
)

// modelWords are the rows of the words for models. Those with a Bind also have
// their meaning in a program that %save writes (Outside).
func modelWords() []Word {
	return []Word{
		{Name: "Pattern", Decl: "func Pattern(picture string) stdlib.Pattern", Bind: func(*Set) any { return pattern },
			Outside: "{ return Must(stdlib.ParsePattern(picture)) }", Needs: []string{"Must"},
			Help:    "Pattern reads a picture: # + 1 are +1, dots, - and 0 are −1; spaces and line ends part the rows.",
			Example: "fmt.Println(Pattern(\"#.# .#. #.#\"))", Output: "#.#\n.#.\n#.#"},
		{Name: "Patterns", Decl: "func Patterns(pictures string) []stdlib.Pattern", Bind: func(*Set) any { return patterns },
			Outside: "{ return Must(stdlib.ParsePatterns(pictures)) }", Needs: []string{"Must"},
			Help:    "Patterns reads several pictures with empty lines between them.",
			Example: "len(Patterns(`\n\t##\n\t..\n\n\t..\n\t##\n`))", Output: "2"},
		{Name: "RandomPatterns", Decl: "func RandomPatterns(count, rows, cols int) []stdlib.Pattern", Bind: func(s *Set) any { return s.randomPatterns },
			Outside: "{ return Must(stdlib.RandomPatterns(Random(), count, rows, cols)) }", Needs: []string{"Must", "Random"},
			Help:    "RandomPatterns makes pictures whose units are −1 or +1 with equal probability.",
			Example: "len(RandomPatterns(3, 8, 8))", Output: "3"},
		{Name: "Corrupt", Decl: "func Corrupt(pattern stdlib.Pattern, fraction float64) stdlib.Pattern", Bind: func(s *Set) any { return s.corrupt },
			Outside: "{ return Must(stdlib.Flip(Random(), pattern, fraction)) }", Needs: []string{"Must", "Random"},
			Help:    "Corrupt flips a fraction of a pattern's units, chosen at random.",
			Example: "letter := Pattern(\"#### #..# #### #..#\")\nOverlap(letter, Corrupt(letter, 0.25))", Output: "0.5"},
		{Name: "Overlap", Decl: "func Overlap(a, b stdlib.Pattern) float64", Bind: func(*Set) any { return overlap },
			Outside: "{ return stdlib.Overlap(a.Spins, b.Spins) }",
			Help:    "Overlap is how alike two patterns are: 1 when equal, −1 when opposite, near 0 when unrelated.",
			Example: "Overlap(Pattern(\"++--\"), Pattern(\"+++-\"))", Output: "0.5"},
		{Name: "Store", Decl: "func Store(net *hopfield.Net, patterns ...stdlib.Pattern) hopfield.Report", Bind: func(s *Set) any { return s.store },
			Outside: "{ return Must(net.Learn(Context(), Random(), patterns, nil)) }", Needs: []string{"Must", "Random", "Context"},
			Help:    "Store adds patterns to a net's memory by Hebb's rule and says how many became stable.",
			Example: "import \"harmonium/stdlib/hopfield\"\nnet := hopfield.New(4)\nfmt.Println(Store(net, Pattern(\"+-+-\"), Pattern(\"++--\")))", Output: "Hebb: 2 of 2 patterns are stable"},
		{Name: "Learn", Decl: "func Learn(net *hopfield.Net, patterns []stdlib.Pattern, rule hopfield.Rule) hopfield.Report", Bind: func(s *Set) any { return s.learn },
			Outside: "{ return Must(net.Learn(Context(), Random(), patterns, rule)) }", Needs: []string{"Must", "Random", "Context"},
			Help:    "Learn stores patterns by a rule of choice: Hebb, Storkey, Projection, Perceptron, Gradient.",
			Example: "import \"harmonium/stdlib/hopfield\"\nnet := hopfield.New(4)\nLearn(net, Patterns(\"++--\\n\\n+-+-\"), hopfield.Projection{}).Stable", Output: "2"},
		{Name: "Recall", Decl: "func Recall[How, Run any](net interface{ Recall(context.Context, rng.Source, stdlib.Pattern, How) (Run, error) }, start stdlib.Pattern, how ...How) Run",
			Body:    "{\n\tvar settings How\n\tif len(how) > 0 {\n\t\tsettings = how[0]\n\t}\n\treturn Must(net.Recall(Context(), Random(), start, settings))\n}",
			Needs:   []string{"Must", "Random", "Context"},
			Help:    "Recall lets a net fall from a pattern into what it remembers: any model with such a method.",
			Example: "import \"harmonium/stdlib/hopfield\"\nnet := hopfield.New(4)\nStore(net, Pattern(\"+-+-\"))\nrun := Recall(net, Pattern(\"+-++\"))\nrun.Final.Equal(Pattern(\"+-+-\"))", Output: "true"},
		{Name: "Energy", Decl: "func Energy(model any, states ...stdlib.Pattern) float64", Bind: func(*Set) any { return energy },
			Outside: "{ return Must(verbs.Energy(model, states...)) }", Needs: []string{"Must"},
			Help:    "Energy is a model's energy in a state: of nets, machines, couplings, Ising, Binary and QUBO problems alike; a machine of two layers takes the states of both.",
			Example: "import \"harmonium/stdlib\"\nsquare := Must(stdlib.NewLattice(1, false, 2, 2))\nEnergy(square, Pattern(\"++ ++\"))", Output: "-4"},
		{Name: "Sample", Decl: "func Sample(model any, temperature float64, how ...any) mcmc.Run", Bind: func(s *Set) any { return s.sample },
			Outside: "{ return Must(verbs.Sample(Context(), Random(), model, temperature, verbs.Watch{}, how...)) }", Needs: []string{"Must", "Random", "Context"},
			Help:    "Sample draws states of a model at a temperature: sweeps of Gibbs sampling unless the settings say otherwise. Of a machine they are visible states, and the settings are its own Sampling.",
			Example: "import \"harmonium/stdlib\"\nmagnet := Must(stdlib.NewLattice(1, true, 8, 8))\nSample(magnet, 1.5).Energy < -100", Output: "true"},
		{Name: "Anneal", Decl: "func Anneal(model stdlib.Model, how ...anneal.Annealing) anneal.Result", Bind: func(s *Set) any { return s.anneal },
			Outside: "{\n\tvar h anneal.Annealing\n\tif len(how) > 0 {\n\t\th = how[0]\n\t}\n\treturn Must(anneal.Minimise(Context(), Random(), Must(model.Ising()), h, nil))\n}", Needs: []string{"Must", "Random", "Context"},
			Help:    "Anneal cools a model slowly, several times over, and returns the lowest state that it found.",
			Example: "import \"harmonium/stdlib\"\nmagnet := Must(stdlib.NewLattice(1, true, 8, 8))\nAnneal(magnet).Energy", Output: "-128"},
		{Name: "Tempering", Decl: "func Tempering(model stdlib.Model, how ...anneal.Tempering) anneal.Ladder", Bind: func(s *Set) any { return s.tempering },
			Outside: "{\n\tvar t anneal.Tempering\n\tif len(how) > 0 {\n\t\tt = how[0]\n\t}\n\treturn Must(t.Run(Context(), Random(), Must(model.Ising()), nil))\n}", Needs: []string{"Must", "Random", "Context"},
			Help:    "Tempering samples a model at a ladder of temperatures whose neighbours swap states: parallel tempering.",
			Example: "import \"harmonium/stdlib\"\nmagnet := Must(stdlib.NewLattice(1, true, 4, 4))\nTempering(magnet).Lowest", Output: "-32"},
		{Name: "Population", Decl: "func Population(model stdlib.Model, how ...anneal.Population) anneal.Census", Bind: func(s *Set) any { return s.population },
			Outside: "{\n\tvar p anneal.Population\n\tif len(how) > 0 {\n\t\tp = how[0]\n\t}\n\treturn Must(p.Run(Context(), Random(), Must(model.Ising()), nil))\n}", Needs: []string{"Must", "Random", "Context"},
			Help:    "Population cools many replicas of a model together: population annealing, with an estimate of ln Z on the way.",
			Example: "import \"harmonium/stdlib\"\nmagnet := Must(stdlib.NewLattice(1, true, 4, 4))\nPopulation(magnet).Lowest", Output: "-32"},
		{Name: "Wolff", Decl: "func Wolff(model stdlib.Model, temperature float64, clusters int) mcmc.Clusters", Bind: func(s *Set) any { return s.wolff },
			Outside: "{ return Must(mcmc.Wolff(Context(), Random(), Must(model.Ising()), temperature, clusters/10, clusters, stdlib.Pattern{})) }", Needs: []string{"Must", "Random", "Context"},
			Help:    "Wolff flips whole clusters of a ferromagnet, so many after a tenth as many that do not count.",
			Example: "import \"harmonium/stdlib\"\nmagnet := Must(stdlib.NewLattice(1, true, 16, 16))\nlen(Wolff(magnet, 2.27, 500).Size)", Output: "500"},
		{Name: "Thermodynamics", Decl: "func Thermodynamics(model stdlib.Model, temperatures ...float64) []exact.Point", Bind: func(s *Set) any { return s.thermodynamics },
			Outside: "{ return Must(verbs.Thermodynamics(Context(), model, temperatures...)) }", Needs: []string{"Must", "Context"},
			Help:    "Thermodynamics counts all states of a model of at most 24 units: energy, entropy, free energy and heat capacity at each temperature, 0.1 to 5 if none is given.",
			Example: "import \"harmonium/stdlib\"\nring := Must(stdlib.NewLattice(1, true, 8))\nThermodynamics(ring, 0.01)[0].U", Output: "-8"},
		{Name: "Capacity", Decl: "func Capacity(how ...hopfield.Capacity) []hopfield.CapacityPoint", Bind: func(s *Set) any { return s.capacity },
			Outside: "{\n\tvar c hopfield.Capacity\n\tif len(how) > 0 {\n\t\tc = how[0]\n\t}\n\treturn Must(c.Measure(Context(), Random(), nil))\n}", Needs: []string{"Must", "Random", "Context"},
			Help:    "Capacity measures how much Hopfield nets can hold: overlap and errors of recall at each load, beside theory.",
			Example: "import \"harmonium/stdlib/hopfield\"\npoints := Capacity(hopfield.Capacity{Loads: []float64{0.05, 0.3}, Nets: 3})\npoints[0].Overlap > points[1].Overlap", Output: "true"},
		{Name: "Basin", Decl: "func Basin(net *hopfield.Net, patterns []stdlib.Pattern, how ...hopfield.Basin) []hopfield.BasinPoint", Bind: func(s *Set) any { return s.basin },
			Outside: "{\n\tvar b hopfield.Basin\n\tif len(how) > 0 {\n\t\tb = how[0]\n\t}\n\treturn Must(b.Measure(Context(), Random(), net, patterns))\n}", Needs: []string{"Must", "Random", "Context"},
			Help:    "Basin measures how much corruption a net repairs: how often recall finds its pattern, at each fraction of units flipped.",
			Example: "import \"harmonium/stdlib/hopfield\"\nnet := hopfield.New(64)\nletters := RandomPatterns(3, 8, 8)\nStore(net, letters...)\nBasin(net, letters)[0].Recalled", Output: "100"},
		{Name: "Attend", Decl: "func Attend(net *hopfield.Modern, start []float64, steps ...int) hopfield.Descent", Bind: func(s *Set) any { return s.attend },
			Outside: "{\n\tmost := 0\n\tif len(steps) > 0 {\n\t\tmost = steps[0]\n\t}\n\treturn Must(net.Recall(Context(), start, most))\n}", Needs: []string{"Must", "Context"},
			Help:    "Attend lets a modern Hopfield net fall from a vector by the attention update, in at most so many steps.",
			Example: "import \"harmonium/stdlib/hopfield\"\nnet := Must(hopfield.NewModern(8, [][]float64{{1, 0, 0}, {0, 1, 0}}))\nAttend(net, []float64{0.9, 0.2, 0}).Attention[0] > 0.99", Output: "true"},
		{Name: "Enumerate", Decl: "func Enumerate(model stdlib.Model) *exact.System", Bind: func(s *Set) any { return s.enumerate },
			Outside: "{ return Must(exact.Enumerate(Context(), Must(model.Ising()))) }", Needs: []string{"Must", "Context"},
			Help:    "Enumerate counts all states of a model of at most 24 units: exact answers to test the others against.",
			Example: "import \"harmonium/stdlib\"\nmagnet := Must(stdlib.NewLattice(1, true, 3, 3))\nEnumerate(magnet).GroundEnergy()", Output: "-18"},
		{Name: "Plot", Decl: "func Plot(values ...any) *plots.Figure", Bind: func(s *Set) any { return s.plot },
			Help:    "Plot draws values in one figure: patterns side by side, curves on common axes, capacities and basins of several nets, else one value as it shows itself; texts are captions.",
			Example: "Plot(Pattern(\"#. .#\"), Pattern(\".# #.\"), \"one\", \"other\").Titled(\"Two patterns\")"},
	}
}

// must is the word Must for words that are compiled.
func must[T any](value T, err error) T {
	if err != nil {
		panic(Failure{Err: err})
	}
	return value
}

func pattern(picture string) stdlib.Pattern { return must(stdlib.ParsePattern(picture)) }

func patterns(pictures string) []stdlib.Pattern { return must(stdlib.ParsePatterns(pictures)) }

func (s *Set) randomPatterns(count, rows, cols int) []stdlib.Pattern {
	return must(stdlib.RandomPatterns(s.random(), count, rows, cols))
}

func (s *Set) corrupt(p stdlib.Pattern, fraction float64) stdlib.Pattern {
	return must(stdlib.Flip(s.random(), p, fraction))
}

func overlap(a, b stdlib.Pattern) float64 {
	for _, p := range []stdlib.Pattern{a, b} {
		if err := stdlib.CheckSpins(p.Spins); err != nil {
			must(0, err)
		}
	}
	m := stdlib.Overlap(a.Spins, b.Spins)
	if math.IsNaN(m) {
		must(0, fmt.Errorf("Overlap: the patterns have %d and %d units, want as many in both", len(a.Spins), len(b.Spins)))
	}
	return m
}

func (s *Set) store(net *hopfield.Net, patterns ...stdlib.Pattern) hopfield.Report {
	return s.learn(net, patterns, nil)
}

func (s *Set) learn(net *hopfield.Net, patterns []stdlib.Pattern, rule hopfield.Rule) hopfield.Report {
	return must(net.Learn(s.context(), s.random(), patterns, rule))
}

func energy(model any, states ...stdlib.Pattern) float64 { return must(verbs.Energy(model, states...)) }

func (s *Set) sample(model any, temperature float64, how ...any) mcmc.Run {
	c := s.curve("sampling", units(model), plots.Axes{X: "sweep", Y: "energy (kT)"})
	run, err := verbs.Sample(s.context(), s.random(), model, temperature, verbs.Watch{Progress: c.tell, Energy: c.point}, how...)
	return ended(c, run, err)
}

func (s *Set) anneal(model stdlib.Model, how ...anneal.Annealing) anneal.Result {
	m := must(model.Ising())
	c := s.curve("annealing", m.Units(), plots.Axes{X: "sweep", Y: "energy (kT)"})
	settings := first(how)
	own := settings.Watch
	settings.Watch = func(read int, energy float64) {
		c.point(read, energy)
		if own != nil {
			own(read, energy)
		}
	}
	result, err := anneal.Minimise(s.context(), s.random(), m, settings, c.tell)
	verbs.Shape(model, &result.Best)
	for k := range result.Reads {
		verbs.Shape(model, &result.Reads[k].State)
	}
	return ended(c, result, err)
}

func (s *Set) tempering(model stdlib.Model, how ...anneal.Tempering) anneal.Ladder {
	m := must(model.Ising())
	t := first(how)
	follow, done := s.follow("tempering", "sweeps", m.Units()*max(t.Rungs, len(t.Betas), 12))
	defer done()
	ladder, err := t.Run(s.context(), s.random(), m, follow)
	verbs.Shape(model, &ladder.Best)
	for k := range ladder.States {
		verbs.Shape(model, &ladder.States[k])
	}
	return must(ladder, err)
}

func (s *Set) population(model stdlib.Model, how ...anneal.Population) anneal.Census {
	m := must(model.Ising())
	p := first(how)
	follow, done := s.follow("population", "steps", m.Units()*cmp.Or(p.Replicas, 1000)*cmp.Or(p.Sweeps, 10))
	defer done()
	census, err := p.Run(s.context(), s.random(), m, follow)
	verbs.Shape(model, &census.Best)
	return must(census, err)
}

func (s *Set) wolff(model stdlib.Model, temperature float64, clusters int) mcmc.Clusters {
	c, err := mcmc.Wolff(s.context(), s.random(), must(model.Ising()), temperature, clusters/10, clusters, stdlib.Pattern{})
	verbs.Shape(model, &c.Final)
	return must(c, err)
}

func (s *Set) thermodynamics(model stdlib.Model, temperatures ...float64) []exact.Point {
	return must(verbs.Thermodynamics(s.context(), model, temperatures...))
}

func (s *Set) capacity(how ...hopfield.Capacity) []hopfield.CapacityPoint {
	c := first(how)
	n := cmp.Or(c.Units, 200)
	follow, done := s.follow("capacity", "loads", n*n*cmp.Or(c.Nets, 20)*cmp.Or(c.Tries, 10))
	defer done()
	return must(c.Measure(s.context(), s.random(), follow))
}

func (s *Set) basin(net *hopfield.Net, patterns []stdlib.Pattern, how ...hopfield.Basin) []hopfield.BasinPoint {
	return must(first(how).Measure(s.context(), s.random(), net, patterns))
}

func (s *Set) attend(net *hopfield.Modern, start []float64, steps ...int) hopfield.Descent {
	return must(net.Recall(s.context(), start, first(steps)))
}

func (s *Set) enumerate(model stdlib.Model) *exact.System {
	return must(exact.Enumerate(s.context(), must(model.Ising())))
}

func (s *Set) plot(values ...any) *plots.Figure {
	return must(figures.Plot(s.shower.Figures, values...))
}

// first is the settings given, or the zero ones.
func first[T any](how []T) (settings T) {
	if len(how) > 0 {
		settings = how[0]
	}
	return settings
}
