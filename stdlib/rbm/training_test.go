package rbm_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

func ExampleResume() {
	folder, _ := os.MkdirTemp("", "rbm")
	defer os.RemoveAll(folder)
	d, _ := rbm.FromPatterns(data.Letters())
	how := rbm.Training{Method: rbm.PCD, Epochs: 5, Checkpoint: filepath.Join(folder, "letters.safetensors")}
	m, _ := rbm.New(35, 20)
	_, _ = m.Train(ctx, rng.New(1), d, how)

	file, _ := os.Open(how.Checkpoint)
	defer file.Close()
	how.Epochs = 10 // in all
	m, history, err := rbm.Resume(ctx, file, d, how)
	fmt.Println(m, history.Last().Epoch, "epochs", err)
	// Output:
	// RBM: 35 visible and 20 hidden units 10 epochs <nil>
}

func ExampleRBM_Fantasies() {
	m, _ := rbm.New(2, 1)
	copy(m.VisibleBias(), []float32{40, -40}) // so strong that nothing is left to chance
	frames, err := m.Fantasies(ctx, rng.New(1), rbm.Sampling{Count: 3, Steps: 4, Every: 2, Start: []stdlib.Pattern{stdlib.Row([]int8{-1, 1})}})
	for k, f := range frames {
		fmt.Println("after", 2*k, "steps:", f[0], f[1], f[2])
	}
	fmt.Println(err)
	// Output:
	// after 0 steps: -+ -+ -+
	// after 2 steps: +- +- +-
	// after 4 steps: +- +- +-
	// <nil>
}

// Without hidden units the full gradient is p − σ(b), so each fall of the rate can be
// followed by hand.
func TestTheRateFalls(t *testing.T) {
	d := must[*rbm.Data](t)(rbm.FromPatterns([]stdlib.Pattern{state(0, 1), state(1, 1), state(1, 1), state(1, 1)}))
	const updates, from, to = 20, .8, .1
	for fall, rate := range map[rbm.Fall]func(x float64) float64{
		rbm.Linear:      func(x float64) float64 { return from + x*(to-from) },
		rbm.Exponential: func(x float64) float64 { return from * math.Pow(to/from, x) },
		rbm.Inverse:     func(x float64) float64 { return from / (1 + 7*x) },
	} {
		m := must[*rbm.RBM](t)(rbm.New(1, 0))
		m.VisibleBias()[0] = -2
		must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, rbm.Training{Method: rbm.Full, Batch: 4, Epochs: updates, Rate: from, RateEnd: to, Fall: fall}))
		b := -2.0
		for k := range updates {
			b += rate(float64(k)/(updates-1)) * (.75 - 1/(1+math.Exp(-b)))
		}
		if got := float64(m.VisibleBias()[0]); math.Abs(got-b) > 1e-5 {
			t.Errorf("%v: bias %v, by hand %v", fall, got, b)
		}
	}
}

// Centred learning does not care which state of a unit is called 1: on flipped data, from
// the flipped machine, it goes the same way. Plain learning goes another.
func TestCentringForgetsWhichStateIsOne(t *testing.T) {
	d := stripes(t, 3)
	var flipped []stdlib.Pattern
	for k := range d.Len() {
		p := must[stdlib.Pattern](t)(d.Pattern(k))
		for i := range p.Spins {
			p.Spins[i] *= -1
		}
		flipped = append(flipped, p)
	}
	d2 := must[*rbm.Data](t)(rbm.FromPatterns(flipped[1:])) // one less, so that the units' means are not ½
	d1 := must[*rbm.Data](t)(rbm.FromPatterns(patternsOf(t, d)[1:]))
	for _, centred := range []bool{true, false} {
		a := random(t, 5, 9, 6, .1)
		b := a.Clone()
		for i := range 9 { // v → 1 − v
			b.VisibleBias()[i] *= -1
			for j := range 6 {
				w := &b.Weights()[i*6+j]
				b.HiddenBias()[j] += *w
				*w *= -1
			}
		}
		how := rbm.Training{Method: rbm.Full, Epochs: 200, Batch: 20, Rate: .2, Centred: centred}
		likelihood := func(h stdlib.History, err error) float64 {
			if err != nil {
				t.Fatal(err)
			}
			return h.Last().LogLikelihood
		}
		first, second := likelihood(a.Train(ctx, rng.New(1), d1, how)), likelihood(b.Train(ctx, rng.New(1), d2, how))
		if same := math.Abs(first-second) < 1e-3; same != centred {
			t.Errorf("centred %v: mean ln p %v, on flipped data %v", centred, first, second)
		}
	}
}

func patternsOf(t *testing.T, d *rbm.Data) (all []stdlib.Pattern) {
	for k := range d.Len() {
		all = append(all, must[stdlib.Pattern](t)(d.Pattern(k)))
	}
	return all
}

func TestSparsityTarget(t *testing.T) {
	d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
	activity := func(target float64) float64 {
		m := must[*rbm.RBM](t)(rbm.New(35, 30))
		h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, rbm.Training{Epochs: 300, Every: 900, Sparsity: target, SparsityCost: 1}))
		return h.Last().HiddenActivity
	}
	free, sparse := activity(0), activity(.1)
	t.Logf("activity %.3f, with a target of .1 %.3f", free, sparse)
	if math.Abs(sparse-.1) > .04 || free < .2 {
		t.Errorf("activity %v with a target of .1, %v without", sparse, free)
	}
}

// Fast weights that do not learn leave PCD, to the bit; others do not. (How well fast PCD
// learns stands in TestBarsAndStripes.)
func TestFastWeights(t *testing.T) {
	d := stripes(t, 3)
	ends := func(how rbm.Training) float64 {
		how.Epochs, how.Chains, how.Momentum, how.Every = 50, 100, .5, 1<<20
		m := must[*rbm.RBM](t)(rbm.New(9, 11))
		must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, how))
		return must[float64](t)(m.LogLikelihood(ctx, d))
	}
	plain, still, fast := ends(rbm.Training{Method: rbm.PCD}), ends(rbm.Training{Method: rbm.FastPCD, FastRate: 1e-30}), ends(rbm.Training{Method: rbm.FastPCD})
	if still != plain || fast == plain {
		t.Errorf("mean ln p: PCD %v, fast PCD with still weights %v, with fast ones %v", plain, still, fast)
	}
}

func TestEveryAndStopping(t *testing.T) {
	d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
	train, held, _ := d.Split(18)
	m := must[*rbm.RBM](t)(rbm.New(35, 40))
	var seen []int
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), train, rbm.Training{Epochs: 500, Batch: 5, Every: 3, Held: held, Stop: stdlib.Stopping{Patience: 4},
		Watch: func(s stdlib.Step) error { seen = append(seen, s.Update); return nil }}))
	if !h.Stopped || len(seen) != len(h.Steps) || seen[1] != 6 || h.Steps[1].Epoch != 1.5 || h.Kept != len(h.Steps)-5 {
		t.Errorf("%v; updates %v", h, seen)
	}
	if got := must[float64](t)(m.PseudoLikelihood(ctx, held)); got != h.Best().HeldPseudoLikelihood {
		t.Errorf("the machine kept has a pseudo-likelihood of %v, the best step %v", got, h.Best().HeldPseudoLikelihood)
	}
}

func TestTrainingWarns(t *testing.T) {
	d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
	m := random(t, 1, 35, 6, .1)
	m.HiddenBias()[2] = -30
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, rbm.Training{Epochs: 1}))
	if len(h.Warnings) != 1 || !strings.Contains(h.Warnings[0].Cause, "of 6 hidden units 1 are never on") {
		t.Errorf("warnings %v", h.Warnings)
	}
	m = random(t, 1, 35, 6, .1)
	h = must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, rbm.Training{Epochs: 20, Rate: 50}))
	if text := h.String(); !strings.Contains(text, "rate") {
		t.Errorf("a rate of 50: %v", text)
	}
}

// A blank machine starts from the log-odds of the data; one with biases keeps them.
func TestWhereTrainingStarts(t *testing.T) {
	d := stripes(t, 2)
	fewer, _, _ := d.Split(3)
	want := must[*rbm.RBM](t)(rbm.New(4, 2))
	if err := want.StartFrom(fewer); err != nil {
		t.Fatal(err)
	}
	m := must[*rbm.RBM](t)(rbm.New(4, 2))
	tiny := rbm.Training{Epochs: 1, Rate: 1e-9}
	must[stdlib.History](t)(m.Train(ctx, rng.New(1), fewer, tiny))
	kept := must[*rbm.RBM](t)(rbm.New(4, 2))
	kept.VisibleBias()[1] = 2
	must[stdlib.History](t)(kept.Train(ctx, rng.New(1), fewer, tiny))
	for i, b := range m.VisibleBias() {
		if math.Abs(float64(b-want.VisibleBias()[i])) > 1e-6 {
			t.Errorf("bias %d starts at %v, want the log-odds %v", i, b, want.VisibleBias()[i])
		}
	}
	if math.Abs(float64(kept.VisibleBias()[1])-2) > 1e-6 || math.Abs(float64(kept.VisibleBias()[0])) > 1e-6 {
		t.Errorf("biases %v, want them kept", kept.VisibleBias())
	}
}
