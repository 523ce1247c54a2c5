package figures_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	gonum "gonum.org/v1/plot"

	"harmonium/dsl/internal/display"
	"harmonium/dsl/internal/figures"
	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/anneal"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/data"
	"harmonium/stdlib/deep"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/hopfield"
	"harmonium/stdlib/mcmc"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/readout"
	"harmonium/stdlib/rng"
	"harmonium/stdlib/verbs"
)

func TestResultsShowThemselves(t *testing.T) {
	p, err := stdlib.ParsePattern("#.#\n.#.\n#.#")
	if err != nil {
		t.Fatal(err)
	}
	net := hopfield.New(9)
	if err := net.Store(p); err != nil {
		t.Fatal(err)
	}
	noisy, err := stdlib.Flip(rng.New(1), p, 0.3)
	if err != nil {
		t.Fatal(err)
	}
	run, err := net.Recall(context.Background(), rng.New(2), noisy, hopfield.Recall{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := net.Weights()
	if err != nil {
		t.Fatal(err)
	}
	s := display.Shower{Figures: figures.New()}
	for _, tt := range []struct {
		value any
		words string // part of the text
	}{
		{p, "#.#"},
		{[]stdlib.Pattern{p, noisy}, "2 "},
		{net, "9 units"},
		{w, "9 units"},
		{run, ""},
		{&run, ""},
		{[]hopfield.CapacityPoint{{Load: 0.1, Overlap: 1, Theory: 1}, {Load: 0.2, Overlap: 0.4}}, "load"},
	} {
		b := s.Show(reflect.ValueOf(tt.value), nil)
		text, _ := b.Data["text/plain"].(string)
		if b.Data["image/png"] == nil || b.Metadata["image/png"] == nil || !strings.Contains(text, tt.words) {
			t.Errorf("%T is shown as %q, picture %v", tt.value, text, b.Data["image/png"] != nil)
		}
	}
	// What cannot be drawn says why.
	b := s.Show(reflect.ValueOf([]hopfield.CapacityPoint{}), nil)
	if text, _ := b.Data["text/plain"].(string); !strings.Contains(text, "no finite point") {
		t.Errorf("nothing to draw: %q", text)
	}
}

// Several nets come into one figure, each curve with its name.
func TestPlotOfSeveralNets(t *testing.T) {
	r := figures.New()
	good := []hopfield.BasinPoint{{Tries: 4, Recalled: 4}, {Noise: 0.2, Tries: 4, Recalled: 3}}
	bad := []hopfield.BasinPoint{{Tries: 4, Recalled: 1}, {Noise: 0.2, Tries: 4}}
	high := []hopfield.CapacityPoint{{Load: 0.1, Overlap: 1}, {Load: 0.2, Overlap: 0.9}}
	low := []hopfield.CapacityPoint{{Load: 0.1, Overlap: 0.5}, {Load: 0.2, Overlap: 0.25}}
	for _, tt := range []struct {
		things []any
		words  string
	}{
		{[]any{good, bad, "one", "other"}, "one recalls half or more up to 0.2. other recalls less than half everywhere."},
		{[]any{[][]hopfield.BasinPoint{good, bad}, "one", "other"}, "other recalls less than half"},
		{[]any{high, low, "one", "other"}, "one: overlaps from 0.9 to 1 at 2 loads. other: overlaps from 0.25 to 0.5"},
		{[]any{[][]hopfield.CapacityPoint{high, low}, "one"}, "A rule: overlaps from 0.25"},
	} {
		if f, err := figures.Plot(r, tt.things...); err != nil || !strings.Contains(f.Words(), tt.words) {
			t.Errorf("%v, %v", f, err)
		}
	}
	for want, things := range map[string][]any{
		"basin 1 has 2 fractions of noise, basin 2 has 1":                    {good, good[:1]},
		"basin 2 was measured with 4 tries at 0, basin 1 with 4 at 0.2":      {good[1:], good[:1]},
		"cannot hold a []hopfield.BasinPoint and a []hopfield.CapacityPoint": {good, high},
	} {
		if _, err := figures.Plot(r, things...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Places are clouds, and kinds of units are curves of their means.
func TestPlotOfPlacesAndUnits(t *testing.T) {
	r := figures.New()
	world := &data.Points{Dimension: 2, Data: []float64{1, 2, 3, 4}, Labels: []int{0, 1}}
	for _, tt := range []struct {
		things []any
		words  string
	}{
		{[]any{world, [][]float64{{5, 6, 7}}, "world", "dreams"}, "dreams (1 point"},
		{[]any{world}, "class 1"},
		{[]any{harmonium.Bits(1), harmonium.Gaussians(1), "bit", "Gaussian"}, "Gaussian (81 points, from −3 to 2)"},
	} {
		if f, err := figures.Plot(r, tt.things...); err != nil || !strings.Contains(f.Words(), tt.words) {
			t.Errorf("%v, %v, want %s", f.Words(), err, tt.words)
		}
	}
	for _, things := range [][]any{{world, [][]float64{{1}}}, {harmonium.Bits(2), harmonium.Bits(1)}} {
		if _, err := figures.Plot(r, things...); err == nil || !strings.Contains(err.Error(), "cannot hold") && !strings.Contains(err.Error(), "one figure") {
			t.Errorf("%v is drawn: %v", things, err)
		}
	}
}

// The learning curves of several trainings share a panel, named by the captions.
func TestPlotOfSeveralTrainings(t *testing.T) {
	a, b := stdlib.Unmeasured(1, 1), stdlib.Unmeasured(2, 2)
	a.LogLikelihood, b.LogLikelihood = -3, -2
	h := stdlib.History{Steps: []stdlib.Step{a, b}}
	for _, things := range [][]any{{h, h, "one", "other"}, {[]stdlib.History{h, h}, "one", "other"}} {
		f, err := figures.Plot(figures.New(), things...)
		if err != nil || !strings.Contains(f.Words(), "one (2 points, from −3 to −2)") || !strings.Contains(f.Words(), "other (2 points") {
			t.Errorf("%v, %v", f, err)
		}
	}
	if _, err := figures.Plot(figures.New(), stdlib.History{}, stdlib.History{}); err == nil || !strings.Contains(err.Error(), "measured nothing") {
		t.Errorf("two empty trainings: %v", err)
	}
}

// Every registered type has a figure of an ordinary value of it.
func TestEveryTypeHasItsFigure(t *testing.T) {
	ctx, src := context.Background(), rng.New(1)
	lattice := must(stdlib.NewLattice(1, true, 3, 3))
	model := must(lattice.Ising())
	p := must(stdlib.RandomPattern(src, 3, 3))
	net := hopfield.New(9)
	if err := net.Store(p); err != nil {
		t.Fatal(err)
	}
	all := must(exact.Enumerate(ctx, model))
	sampled := must(mcmc.Sample(ctx, src, model, mcmc.Sampling{Temperature: 2, Sweeps: 20}, nil))
	modern := must(hopfield.NewModern(2, [][]float64{{1, 0, 1}, {0, 1, 0}}))
	values := []any{
		p, []stdlib.Pattern{p}, net, must(net.Weights()), gonum.New(),
		must(net.Recall(ctx, src, p, hopfield.Recall{})), must(net.Recall(ctx, src, p, hopfield.Recall{Cheap: true})),
		must(modern.Recall(ctx, []float64{1, 0, 0}, 5)), []hopfield.CapacityPoint{{Load: 0.1, Overlap: 1, Theory: 1}}, []hopfield.BasinPoint{{Tries: 4, Recalled: 4}, {Noise: 0.2, Tries: 4, Recalled: 1}},
		sampled, sampled.Chains[0], must(mcmc.Recall(ctx, src, model, p, mcmc.Sampling{Temperature: 1}, 50)),
		must(mcmc.Wolff(ctx, src, model, 2, 10, 20, stdlib.Pattern{})),
		must(anneal.Minimise(ctx, src, model, anneal.Annealing{}, nil)),
		must(anneal.Minimise(ctx, src, model, anneal.Annealing{Trace: true}, nil)),
		must(anneal.Minimise(ctx, src, model, anneal.Annealing{Reads: 50}, nil)),
		must(anneal.Tempering{Sweeps: 50}.Run(ctx, src, model, nil)),
		must(anneal.Population{Replicas: 20, Steps: 10}.Run(ctx, src, model, nil)),
		all, must(all.DensityOfStates()), all.Minima(), must(all.Moments(1)), must(all.Thermodynamics(0, 0.5, 1)),
		lattice, stdlib.SparseOf(lattice), model,
	}
	values = append(values, machines(ctx, src)...)
	values = append(values, others(ctx, src, must(stdlib.SparseOf(lattice).Ising()))...)
	s := display.Shower{Figures: figures.New()}
	seen := map[reflect.Type]bool{}
	for _, v := range values {
		seen[reflect.TypeOf(v)] = true
		if b := s.Show(reflect.ValueOf(v), nil); b.Data["image/png"] == nil {
			t.Errorf("%T has no picture: %v", v, b.Data["text/plain"])
		}
		if f, err := figures.Plot(s.Figures, v, "title"); err != nil || f == nil {
			t.Errorf("Plot of a %T: %v", v, err)
		}
	}
	for _, kind := range figures.New().Types() {
		if kind.Kind() != reflect.Interface && !seen[kind] {
			t.Errorf("%v is registered, and this test has no value of it", kind)
		}
	}
}

// machines are values of what the machines that learn give.
func machines(ctx context.Context, src rng.Source) []any {
	ps := must(data.BarsAndStripes(2))
	bits, spins := must(rbm.New(4, 3)), must(boltzmann.New(4, 1))
	d := must(rbm.FromPatterns(ps))
	h := must(bits.Train(ctx, src, d, rbm.Training{}))
	flat := must(rbm.New(4, 2)) // its visible units are a row, not a picture
	dbm, helmholtz := must(deep.NewDBM(4, 3, 2)), must(deep.NewHelmholtz(4, 3))
	must(dbm.Train(ctx, src, d, deep.Training{Epochs: 2}))
	known := []int{0, 1}
	words := must(harmonium.Retrieve(ctx, src, must(harmonium.NewLibrary(data.Documents())), harmonium.Retrieval{Training: harmonium.Training{Epochs: 1}}))
	return []any{
		h, []stdlib.History{h, must(spins.Train(ctx, src, boltzmann.Examples(ps...), boltzmann.Training{Updates: 20}))},
		bits, flat, d, must(bits.Gradient(ctx, d)), must(bits.AIS(ctx, src, rbm.AIS{Chains: 10, Temperatures: 10})),
		spins, boltzmann.Examples(ps...), must(spins.Gradient(ctx, boltzmann.Examples(ps...))), must(spins.MeanField(ctx, nil, false)),
		dbm, must(dbm.ELBO(ctx, d, deep.Bound{})), helmholtz, must(must(deep.Of(bits, must(rbm.New(3, 2)))).Belief()),
		must(deep.Of(bits)), must(bits.Complete(ctx, src, ps[0], known, rbm.Sampling{})), must(spins.Complete(ctx, src, ps[0], known, boltzmann.Sampling{})),
		must(verbs.Complete(ctx, src, bits, ps[0].Clone(), known)), must(verbs.Complete(ctx, src, bits, stdlib.Row(ps[0].Spins), known)),
		must(readout.Train(ctx, must(bits.Transform(ctx, d)), []int{0, 1, 0, 1, 0, 1, 0, 1}, 2, readout.Training{})),
		must(verbs.Sample(ctx, src, bits, 1, verbs.Watch{})),
		words.Machine, words, must(must(harmonium.New(harmonium.Spins(4), harmonium.Gaussians(2))).AIS(ctx, src, harmonium.AIS{Chains: 10, Temperatures: 10})),
	}
}

// others are values of what deep machines, experiments and files give.
func others(ctx context.Context, src rng.Source, spins *stdlib.Ising) []any {
	ps := must(data.BarsAndStripes(2))
	d := must(rbm.FromPatterns(ps))
	dbm, helmholtz := must(deep.NewDBM(4, 3, 2)), must(deep.NewHelmholtz(4, 2))
	belief := must(must(deep.Of(must(rbm.New(4, 3)), must(rbm.New(3, 2)))).Belief())
	encoder := must(boltzmann.Encoder(2, 1))
	encoder.Training.Updates = 20
	m := must(harmonium.New(harmonium.Bits(4), harmonium.Bits(2)))
	return []any{
		dbm, helmholtz, belief, must(dbm.Gradient(ctx, d)), must(helmholtz.ELBO(ctx, src, d, deep.Bound{})),
		must(rbm.NewClassifier(4, 2, 3)), must(must(rbm.New(4, 3)).EstimateLogLikelihood(ctx, src, d, rbm.AIS{Chains: 5, Temperatures: 5})),
		must(m.Gradient(ctx, must(m.Examples(ps)))), must(encoder.Run(ctx, src)),
		must(boltzmann.FitGaussian([][]float64{{1, 2}, {2, 1}, {0, 0.5}, {3, 1}})), boltzmann.Posterior{Probability: []float64{0.2, 0.8}, Error: []float64{0.1, 0.1}},
		[]boltzmann.CapacityPoint{{Hidden: 0, Patterns: 1, Stored: 1}, {Hidden: 0, Patterns: 2, Stored: 0.5, Error: 0.1}, {Hidden: 2, Patterns: 1, Stored: 1}},
		spins.QUBO(), spins.Binary(), must(data.Gaussians(src, 10, 0.1, []float64{0, 0}, []float64{1, 1})),
		stdlib.IDX{Size: []int{2, 2, 2}, Data: make([]byte, 8)}, must(data.Digits(ctx, src, 3, data.DigitsWorld{})),
	}
}

// What Show is asked to draw a value as is drawn, and what it cannot be drawn as says
// what it can.
func TestKinds(t *testing.T) {
	ctx, src := context.Background(), rng.New(1)
	p := must(stdlib.RandomPattern(src, 3, 3))
	net := hopfield.New(9)
	if err := net.Store(p); err != nil {
		t.Fatal(err)
	}
	model := must(net.Ising())
	bits := must(rbm.New(4, 3))
	h := must(bits.Train(ctx, src, must(rbm.FromPatterns(must(data.BarsAndStripes(2)))), rbm.Training{}))
	all := must(exact.Enumerate(ctx, must(must(stdlib.NewLattice(1, true, 6)).Ising())))
	values := []any{
		must(net.Weights()), net, must(boltzmann.New(2, 1)), bits, model, []float64{1, 3, 2, 4, 3, 5, 1, 2}, []stdlib.Pattern{p, p.Negative()},
		must(net.Recall(ctx, src, p.Negative(), hopfield.Recall{})), must(mcmc.Sample(ctx, src, model, mcmc.Sampling{Temperature: 1, Keep: 100}, nil)),
		must(anneal.Minimise(ctx, src, model, anneal.Annealing{Trace: true}, nil)), must(anneal.Tempering{Sweeps: 50}.Run(ctx, src, model, nil)),
		all, all.Minima(), h,
	}
	r := figures.New()
	known := map[string]bool{}
	for _, k := range plots.Kinds() {
		known[string(k)] = true
	}
	types, names := r.Kinds()
	for _, of := range types {
		i := slices.IndexFunc(values, func(v any) bool { return reflect.TypeOf(v).AssignableTo(of) })
		if i < 0 {
			t.Errorf("%v has kinds of figure, and this test has no value of it", of)
			continue
		}
		v := values[i]
		for _, k := range names[of] {
			if drawn, err := r.As(v, k); err != nil || drawn == nil || !known[k] {
				t.Errorf("a %T as %q: %v, %v; a kind of plots: %v", v, k, drawn, err, known[k])
			}
		}
	}
	for want, value := range map[string]any{
		`a *hopfield.Net cannot be drawn as "cuts"; it can as heatmap, hinton, spectrum, weights`: net,
		`a int cannot be drawn as "cuts", nor as any other kind of figure`:                        4,
		"there is no pattern to draw": []stdlib.Pattern{},
	} {
		kind := "cuts"
		if strings.HasPrefix(want, "there") {
			kind = "patterns"
		}
		if _, err := r.As(value, kind); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
