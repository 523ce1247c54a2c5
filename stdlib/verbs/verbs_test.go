package verbs_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/anneal"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/data"
	"harmonium/stdlib/deep"
	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/mcmc"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
	"harmonium/stdlib/verbs"
)

var ctx = context.Background()

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func pictures() []stdlib.Pattern { return must(data.BarsAndStripes(2)) }

// A verb gives what the machine's own method gives, whatever kind the data are.
func TestVerbsAreTheMethods(t *testing.T) {
	ps := pictures()
	bits := must(rbm.FromPatterns(ps))
	src := rng.New(3)

	m, n := must(rbm.New(4, 3)), must(rbm.New(4, 3))
	own := must(m.Train(ctx, src, bits, rbm.Training{Epochs: 20}))
	steps := 0
	by := must(verbs.Train(ctx, src, n, ps, func(stdlib.Step) error { steps++; return nil }, rbm.Training{Epochs: 20}))
	if len(by.Steps) != len(own.Steps) || steps != len(own.Steps) || !reflect.DeepEqual(m.Weights(), n.Weights()) {
		t.Errorf("rbm: %d and %d steps, %d told of", len(own.Steps), len(by.Steps), steps)
	}
	b, c := must(boltzmann.New(4, 1)), must(boltzmann.New(4, 1))
	must(b.Train(ctx, src, boltzmann.Examples(ps...), boltzmann.Training{Updates: 30}))
	for _, d := range []any{bits, ps, boltzmann.Examples(ps...)} {
		c = must(boltzmann.New(4, 1))
		must(verbs.Train(ctx, src, c, d, nil, boltzmann.Training{Updates: 30}))
		if !reflect.DeepEqual(b.Weights(), c.Weights()) {
			t.Errorf("boltzmann: other weights from a %T", d)
		}
	}
	for _, machine := range []any{m, b} {
		same(t, machine, "FreeEnergy", must(verbs.FreeEnergy(ctx, machine, ps[1])), ps[1])
		same(t, machine, "LogLikelihood", must(verbs.LogLikelihood(ctx, machine, ps)), ps)
		same(t, machine, "LogZ", must(verbs.LogZ(ctx, machine)))
	}
	if got, want := must(verbs.PseudoLikelihood(ctx, m, ps)), must(m.PseudoLikelihood(ctx, bits)); got != want {
		t.Errorf("pseudo-likelihood %v, want %v", got, want)
	}
	if got, want := must(verbs.Classify(ctx, src, b, ps[0], 2)), must(b.Classify(ctx, ps[0], 2)); !reflect.DeepEqual(got, want) {
		t.Errorf("classes %v, want %v", got, want)
	}
	if got, want := must(verbs.Classify(ctx, src, m, ps[0], 2)), must(m.Classify(ps[0], 2)); !reflect.DeepEqual(got, want) {
		t.Errorf("classes %v, want %v", got, want)
	}
	rows, flat := must(verbs.Transform(ctx, src, m, ps)), must(m.Transform(ctx, bits))
	if len(rows) != len(ps) || len(rows[0]) != 3 || rows[2][1] != float64(flat[2*3+1]) {
		t.Errorf("features %v, want %v", rows, flat)
	}
	stack := must(deep.Of(m))
	if got := must(verbs.Transform(ctx, src, stack, bits)); len(got) != len(ps) || len(got[0]) != 3 {
		t.Errorf("features of a stack: %v", got)
	}
}

// same calls a method by hand with data of the machine's own kind.
func same(t *testing.T, machine any, method string, got float64, args ...any) {
	t.Helper()
	want := math.NaN()
	switch m := machine.(type) {
	case *rbm.RBM:
		switch method {
		case "FreeEnergy":
			want = must(m.FreeEnergy(args[0].(stdlib.Pattern)))
		case "LogLikelihood":
			want = must(m.LogLikelihood(ctx, must(rbm.FromPatterns(args[0].([]stdlib.Pattern)))))
		case "LogZ":
			want = must(m.LogZ(ctx))
		}
	case *boltzmann.Machine:
		switch method {
		case "FreeEnergy":
			want = must(m.FreeEnergy(ctx, args[0].(stdlib.Pattern)))
		case "LogLikelihood":
			want = must(m.LogLikelihood(ctx, boltzmann.Examples(args[0].([]stdlib.Pattern)...)))
		case "LogZ":
			want = must(m.LogZ(ctx))
		}
	case interface {
		FreeEnergy(context.Context, stdlib.Pattern) (float64, error)
		LogLikelihood(context.Context, *rbm.Data) (float64, error)
	}:
		switch method {
		case "FreeEnergy":
			want = must(m.FreeEnergy(ctx, args[0].(stdlib.Pattern)))
		case "LogLikelihood":
			want = must(m.LogLikelihood(ctx, must(rbm.FromPatterns(args[0].([]stdlib.Pattern)))))
		}
	}
	if got != want {
		t.Errorf("%s of a %T: %v, want %v", method, machine, got, want)
	}
}

// Sampling means the same on a lattice, a net and machines: states at a temperature.
func TestSample(t *testing.T) {
	src := rng.New(4)
	lattice := must(stdlib.NewLattice(1, true, 4, 4))
	told, energies := 0, 0
	run := must(verbs.Sample(ctx, src, lattice, 2, verbs.Watch{Progress: func(int, int) { told++ }, Energy: func(int, float64) {}},
		mcmc.Sampling{Sweeps: 50, Chains: 1, Watch: func(int, float64) { energies++ }}))
	want := must(mcmc.Sample(ctx, src, must(lattice.Ising()), mcmc.Sampling{Temperature: 2, Sweeps: 50, Chains: 1}, nil))
	if run.Energy != want.Energy || told != 55 || energies != 55 || run.Chains[0].Final.Rows != 4 || run.Sampling.Watch != nil {
		t.Errorf("%v, told %d and %d", run, told, energies)
	}
	m := must(rbm.New(4, 3))
	must(verbs.Train(ctx, src, m, pictures(), nil))
	fantasies := must(verbs.Sample(ctx, src, m, 1, verbs.Watch{}, rbm.Sampling{Count: 5, Steps: 20}))
	own := must(m.Sample(ctx, src, rbm.Sampling{Count: 5, Steps: 20, Temperature: 1}))
	if !reflect.DeepEqual(fantasies.States(), own) || fantasies.Chains[4].Final.Rows != 2 {
		t.Errorf("fantasies %v, want %v", fantasies.States(), own)
	}
	joint := must(verbs.Sample(ctx, src, m, 1, verbs.Watch{}, mcmc.Sampling{Sweeps: 5}))
	if n := joint.Chains[0].Final.Units(); n != 7 {
		t.Errorf("a sampling of spins has states of %d units, want all 7", n)
	}
	b := must(boltzmann.New(4, 1))
	if n := len(must(verbs.Sample(ctx, src, b, 1, verbs.Watch{})).Chains); n != 16 {
		t.Errorf("%d chains of a Boltzmann machine, want its default", n)
	}
	if n := len(must(verbs.Sample(ctx, src, must(deep.Of(m)), 1, verbs.Watch{}, rbm.Sampling{Count: 3, Steps: 5})).Chains); n != 3 {
		t.Errorf("%d chains of a stack, want 3", n)
	}
}

// Means of completions are probabilities, of spins too.
func TestComplete(t *testing.T) {
	src, p := rng.New(5), pictures()[1]
	b, m := must(boltzmann.New(4, 0)), must(rbm.New(4, 2))
	for _, machine := range []any{b, m} {
		c := must(verbs.Complete(ctx, src, machine, p, []int{0, 1}))
		for i, mean := range c.Mean {
			want := 0.5 // no couplings: a free unit is on half of the time
			if i < 2 {
				want = float64(1+p.Spins[i]) / 2
			}
			// 0.16 is 4 standard errors of 16 chains' means over 100 sweeps that forget at once,
			// and of 16 single states it would be 0.5.
			if math.Abs(mean-want) > 0.16 {
				t.Errorf("%T: unit %d has the mean %v, want %v", machine, i, mean, want)
			}
		}
		if len(c.Patterns) == 0 || len(c.Error) != 4 {
			t.Errorf("%T: %d patterns, %d errors", machine, len(c.Patterns), len(c.Error))
		}
	}
}

// Energies agree across kinds of models.
func TestEnergy(t *testing.T) {
	m := must(rbm.New(2, 1))
	v, h := stdlib.Row([]int8{1, -1}), stdlib.Row([]int8{1})
	must(0, m.Scatter(rng.New(1), 1))
	if got, want := must(verbs.Energy(m, v, h)), must(m.Energy(v, h)); got != want {
		t.Errorf("of two layers: %v, want %v", got, want)
	}
	if got, want := must(verbs.Energy(m, stdlib.Row([]int8{1, -1, 1}))), must(m.Energy(v, h)); math.Abs(got-want) > 1e-6 {
		t.Errorf("as spins: %v, want %v", got, want)
	}
	modern := must(hopfield.NewModern(2, [][]float64{{1, -1}}))
	if got := must(verbs.Energy(modern, v)); math.Abs(got) > 1e-12 {
		t.Errorf("of a modern net at its stored vector: %v, want 0", got)
	}
}

// Labelled pictures teach any machine, and a classifier their classes; what has no
// settings for a temperature is not sampled at another.
func TestLabelledAndDeep(t *testing.T) {
	src, ps := rng.New(6), pictures()
	d := must(data.Prototypes(src, 40, 0.05, ps[1], ps[2]))
	c := must(rbm.NewClassifier(4, 2, 4))
	must(verbs.Train(ctx, src, c, d, nil, rbm.Training{Epochs: 50, Rate: 0.2}))
	for class, p := range []stdlib.Pattern{ps[1], ps[2]} {
		if of := must(verbs.Classify(ctx, src, c, p)); of[class] < 0.5 {
			t.Errorf("class %d has the probability %v", class, of)
		}
	}
	must(verbs.Train(ctx, src, must(rbm.New(4, 2)), d, nil, rbm.Training{Epochs: 1}))
	h := must(deep.NewHelmholtz(4, 2))
	if n := len(must(verbs.Sample(ctx, src, h, 1, verbs.Watch{}, deep.Dreams{Count: 5})).Chains); n != 5 {
		t.Errorf("%d states of a Helmholtz machine, want 5", n)
	}
	if _, err := verbs.Sample(ctx, src, h, 2, verbs.Watch{}); err == nil || !strings.Contains(err.Error(), "at temperature 1, not 2") {
		t.Errorf("at temperature 2: %v", err)
	}
	dbm := must(deep.NewDBM(4, 2, 2))
	layers := []stdlib.Pattern{ps[1], stdlib.Row([]int8{1, -1}), stdlib.Row([]int8{1, 1})}
	if got, want := must(verbs.Energy(dbm, layers...)), must(dbm.Energy(layers...)); got != want {
		t.Errorf("energy of a deep machine: %v, want %v", got, want)
	}
}

func TestThermodynamics(t *testing.T) {
	ring := must(stdlib.NewLattice(1, true, 6))
	if n := len(must(verbs.Thermodynamics(ctx, ring))); n != 50 {
		t.Errorf("%d temperatures by default, want 50", n)
	}
	// The ring's transfer matrix has the eigenvalues 2cosh β and 2sinh β.
	want := math.Log(math.Pow(2*math.Cosh(1), 6) + math.Pow(2*math.Sinh(1), 6))
	if got := must(verbs.LogZ(ctx, ring)); math.Abs(got-want) > 1e-12 {
		t.Errorf("ln Z %v, want %v", got, want)
	}
}

// Refusals name what was given and what is wanted.
func TestRefusals(t *testing.T) {
	m, net := must(rbm.New(4, 2)), hopfield.New(4)
	src, ps := rng.New(1), pictures()
	weighted := boltzmann.Data{Patterns: ps, Weights: make([]float64, len(ps))}
	for want, try := range map[string]func() error{
		"Train: a *hopfield.Net has no method Train":                            func() error { _, err := verbs.Train(ctx, src, net, ps, nil); return err },
		"Train: a *rbm.RBM takes a rbm.Training here, not a boltzmann.Training": func() error { _, err := verbs.Train(ctx, src, m, ps, nil, boltzmann.Training{}); return err },
		"Train: a *rbm.RBM takes a *rbm.Data here, not a int":                   func() error { _, err := verbs.Train(ctx, src, m, 4, nil); return err },
		"Train: no data were given (nil): a *rbm.RBM wants a *rbm.Data here":    func() error { _, err := verbs.Train(ctx, src, m, nil, nil); return err },
		"Train: no settings were given (nil): leave them out, or give a rbm":    func() error { _, err := verbs.Train(ctx, src, m, ps, nil, nil); return err },
		"Train: 2 settings, want one":                                           func() error { _, err := verbs.Train(ctx, src, m, ps, nil, 1, 2); return err },
		"the data have weights, which other machines do not know":               func() error { _, err := verbs.Train(ctx, src, m, weighted, nil); return err },
		"LogZ: a <nil> has no method LogZ":                                      func() error { _, err := verbs.LogZ(ctx, nil); return err },
		"Energy: a *rbm.RBM also wants a stdlib.Pattern":                        func() error { _, err := verbs.Energy(m); return err },
		"Energy: a *rbm.RBM takes no stdlib.Pattern here":                       func() error { _, err := verbs.Energy(m, ps[0], ps[0], ps[0]); return err },
		"Sample: two temperatures, 1 and 2 in the settings": func() error {
			_, err := verbs.Sample(ctx, src, m, 1, verbs.Watch{}, rbm.Sampling{Temperature: 2})
			return err
		},
		"a *boltzmann.Machine is sampled at temperature 1, not 2": func() error {
			_, err := verbs.Sample(ctx, src, must(boltzmann.New(2, 0)), 2, verbs.Watch{})
			return err
		},
		"Sample: a *stdlib.Lattice takes an mcmc.Sampling here, not a rbm.Sampling": func() error {
			_, err := verbs.Sample(ctx, src, must(stdlib.NewLattice(1, true, 3)), 1, verbs.Watch{}, rbm.Sampling{})
			return err
		},
		"a *rbm.RBM cannot be sampled at temperature 0":      func() error { _, err := verbs.Sample(ctx, src, m, 0, verbs.Watch{}); return err },
		"Transform: a *hopfield.Net has no method Transform": func() error { _, err := verbs.Transform(ctx, src, net, ps); return err },
		"the state has 4 units, the model has 2":             func() error { _, err := verbs.Energy(must(stdlib.NewLattice(1, false, 2)), ps[0]); return err },
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	enough := errors.New("enough")
	h, err := verbs.Train(ctx, src, m, ps, func(stdlib.Step) error { return enough }, rbm.Training{Watch: func(stdlib.Step) error { t.Error("told after the end"); return nil }})
	if !errors.Is(err, enough) || len(h.Steps) != 1 {
		t.Errorf("stopped by a watcher: %v, %d steps", err, len(h.Steps))
	}
}

// Annealing and sampling tell of every sweep, and keep no function in what they return.
func TestWatchers(t *testing.T) {
	ring := must(must(stdlib.NewLattice(1, true, 6)).Ising())
	last := map[int]float64{}
	r := must(anneal.Minimise(ctx, rng.New(1), ring, anneal.Annealing{Sweeps: 20, Reads: 1, Trace: true, Watch: func(read int, e float64) { last[read] = e }}, nil))
	if r.Annealing.Watch != nil || last[0] != r.Reads[0].Trace[19] {
		t.Errorf("told of %v, the trace ends at %v", last, r.Reads[0].Trace[19])
	}
}

func Example() {
	pictures, _ := data.BarsAndStripes(2)
	bits, _ := rbm.New(4, 2)
	spins, _ := boltzmann.New(4, 0)
	for _, lesson := range []struct{ machine, how any }{
		{bits, rbm.Training{Epochs: 300, Rate: 0.2}},
		{spins, boltzmann.Training{Updates: 300}},
	} {
		before, _ := verbs.LogLikelihood(ctx, lesson.machine, pictures)
		verbs.Train(ctx, rng.New(1), lesson.machine, pictures, nil, lesson.how)
		after, _ := verbs.LogLikelihood(ctx, lesson.machine, pictures)
		fmt.Printf("%T: better %v\n", lesson.machine, after > before)
	}
	// Output:
	// *rbm.RBM: better true
	// *boltzmann.Machine: better true
}

// A harmonium of bits or spins takes patterns and gives patterns; of other units it says
// that it cannot.
func TestHarmoniums(t *testing.T) {
	places := &data.Points{Dimension: 2, Data: []float64{1, 2, 3, 4}, Labels: []int{0, 1}}
	g := must(harmonium.New(harmonium.Gaussians(2), harmonium.Bits(1)))
	if got, want := must(verbs.LogLikelihood(ctx, g, places)), must(g.LogLikelihood(ctx, [][]float64{{1, 2}, {3, 4}})); got != want {
		t.Errorf("log-likelihood of places %v, want %v", got, want)
	}
	ps := pictures()
	for _, visible := range []harmonium.Units{harmonium.Bits(4), harmonium.Spins(4)} {
		m, n := must(harmonium.New(visible, harmonium.Gaussians(2))), must(harmonium.New(visible, harmonium.Gaussians(2)))
		rows := must(m.Examples(ps))
		must(m.Train(ctx, rng.New(1), rows, harmonium.Training{}))
		must(verbs.Train(ctx, rng.New(1), n, ps, nil, harmonium.Training{}))
		if !reflect.DeepEqual(m.Weights(), n.Weights()) {
			t.Errorf("%v: other weights from patterns than from rows", m)
		}
		if got, want := must(verbs.LogLikelihood(ctx, m, ps)), must(m.LogLikelihood(ctx, rows)); got != want {
			t.Errorf("log-likelihood %v, want %v", got, want)
		}
		if got, want := must(verbs.FreeEnergy(ctx, m, ps[3])), must(m.FreeEnergy(rows[3])); got != want {
			t.Errorf("free energy %v, want %v", got, want)
		}
		if got, want := must(verbs.Transform(ctx, rng.New(1), m, ps)), must(m.Transform(ctx, rows)); !reflect.DeepEqual(got, want) {
			t.Errorf("features %v, want %v", got, want)
		}
		how := harmonium.Sampling{Count: 3, Steps: 10}
		run, states := must(verbs.Sample(ctx, rng.New(2), m, 1, verbs.Watch{}, how)), must(m.Sample(ctx, rng.New(2), how))
		for k, p := range must(harmonium.Patterns(states, 1)) {
			if !reflect.DeepEqual(run.Chains[k].Final, p) {
				t.Errorf("chain %d is %v, want %v", k, run.Chains[k].Final, p)
			}
		}
		c := must(verbs.Complete(ctx, rng.New(2), m, ps[1], []int{0, 1}, how))
		for i, p := range c.Mean { // a probability, of spins too
			if i < 2 && p != (1+float64(ps[1].Spins[i]))/2 || p < 0 || p > 1 {
				t.Errorf("%v: unit %d is on with probability %v", m, i, p)
			}
		}
		if len(c.Patterns) != 3 || c.Patterns[0].Rows != 2 {
			t.Errorf("completions %v", c.Patterns)
		}
	}
	grey := must(harmonium.New(harmonium.Gaussians(4), harmonium.Bits(2)))
	if _, err := verbs.Sample(ctx, rng.New(1), grey, 1, verbs.Watch{}); err == nil || !strings.Contains(err.Error(), "4 Gaussian units") {
		t.Errorf("samples of Gaussian units as patterns: %v", err)
	}
}
