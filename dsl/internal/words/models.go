package words

import (
	"fmt"
	"math"

	"harmonium/dsl/internal/figures"
	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/anneal"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/mcmc"
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
		{Name: "Energy", Decl: "func Energy(model any, state stdlib.Pattern) float64", Bind: func(*Set) any { return energy },
			Outside: outsideEnergy, Needs: []string{"Must", "Fail"}, Uses: []string{"fmt"},
			Help:    "Energy is a model's energy in a state: of nets, couplings, Ising, Binary and QUBO problems alike.",
			Example: "import \"harmonium/stdlib\"\nsquare := Must(stdlib.NewLattice(1, false, 2, 2))\nEnergy(square, Pattern(\"++ ++\"))", Output: "-4"},
		{Name: "Sample", Decl: "func Sample(model stdlib.Model, temperature float64, how ...mcmc.Sampling) mcmc.Run", Bind: func(s *Set) any { return s.sample },
			Outside: "{\n\tvar h mcmc.Sampling\n\tif len(how) > 0 {\n\t\th = how[0]\n\t}\n\th.Temperature = temperature\n\treturn Must(mcmc.Sample(Context(), Random(), Must(model.Ising()), h, nil))\n}", Needs: []string{"Must", "Random", "Context"},
			Help:    "Sample lets a model fluctuate at a temperature and returns its traces, averages and states.",
			Example: "import \"harmonium/stdlib\"\nmagnet := Must(stdlib.NewLattice(1, true, 8, 8))\nSample(magnet, 1).Energy < -90", Output: "true"},
		{Name: "Anneal", Decl: "func Anneal(model stdlib.Model, how ...anneal.Annealing) anneal.Result", Bind: func(s *Set) any { return s.anneal },
			Outside: "{\n\tvar h anneal.Annealing\n\tif len(how) > 0 {\n\t\th = how[0]\n\t}\n\treturn Must(anneal.Minimise(Context(), Random(), Must(model.Ising()), h, nil))\n}", Needs: []string{"Must", "Random", "Context"},
			Help:    "Anneal cools a model slowly, several times over, and returns the lowest state that it found.",
			Example: "import \"harmonium/stdlib\"\nmagnet := Must(stdlib.NewLattice(1, true, 8, 8))\nAnneal(magnet).Energy", Output: "-128"},
		{Name: "Enumerate", Decl: "func Enumerate(model stdlib.Model) *exact.System", Bind: func(s *Set) any { return s.enumerate },
			Outside: "{ return Must(exact.Enumerate(Context(), Must(model.Ising()))) }", Needs: []string{"Must", "Context"},
			Help:    "Enumerate counts all states of a model of at most 24 units: exact answers to test the others against.",
			Example: "import \"harmonium/stdlib\"\nmagnet := Must(stdlib.NewLattice(1, true, 3, 3))\nEnumerate(magnet).GroundEnergy()", Output: "-18"},
		{Name: "Plot", Decl: "func Plot(values ...any) *plots.Figure", Bind: func(s *Set) any { return s.plot },
			Help:    "Plot draws values in one figure: patterns side by side, curves on common axes, else one value as it shows itself; texts are captions.",
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

func energy(model any, state stdlib.Pattern) float64 {
	switch m := model.(type) {
	case interface {
		Energy(stdlib.Pattern) (float64, error)
	}:
		return must(m.Energy(state))
	case stdlib.Model:
		is := must(m.Ising())
		must(0, is.CheckState(state.Spins))
		return is.Energy(state.Spins)
	}
	return must(0.0, fmt.Errorf("Energy: a %T has no energy; nets, couplings, Ising, Binary and QUBO problems have", model))
}

const outsideEnergy = `{
	switch m := model.(type) {
	case interface {
		Energy(stdlib.Pattern) (float64, error)
	}:
		return Must(m.Energy(state))
	case stdlib.Model:
		is := Must(m.Ising())
		Fail(is.CheckState(state.Spins))
		return is.Energy(state.Spins)
	}
	panic(fmt.Sprintf("a %T has no energy", model))
}`

func (s *Set) sample(model stdlib.Model, temperature float64, how ...mcmc.Sampling) mcmc.Run {
	h := first(how)
	if h.Temperature != 0 && h.Temperature != temperature {
		must(0, fmt.Errorf("Sample: two temperatures, %v and %v in the settings", temperature, h.Temperature))
	}
	h.Temperature = temperature
	m := must(model.Ising())
	follow, done := s.follow("sampling", m.Units())
	defer done()
	run := must(mcmc.Sample(s.context(), s.random(), m, h, follow))
	for k := range run.Chains {
		c := &run.Chains[k]
		shape(model, &c.Final)
		for i := range c.States {
			shape(model, &c.States[i])
		}
	}
	return run
}

func (s *Set) anneal(model stdlib.Model, how ...anneal.Annealing) anneal.Result {
	m := must(model.Ising())
	follow, done := s.follow("annealing", m.Units())
	defer done()
	result := must(anneal.Minimise(s.context(), s.random(), m, first(how), follow))
	shape(model, &result.Best)
	for k := range result.Reads {
		shape(model, &result.Reads[k].State)
	}
	return result
}

// shape makes a state a picture where the model knows what its pictures look like.
func shape(model stdlib.Model, p *stdlib.Pattern) {
	if m, ok := model.(interface{ Shape() (rows, cols int) }); ok && p.Rows == 1 {
		if rows, cols := m.Shape(); rows*cols == len(p.Spins) {
			p.Rows, p.Cols = rows, cols
		}
	}
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
