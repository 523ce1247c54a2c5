package rbm_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

func ExampleClassifier() {
	d, labels := noisyLetters(10, .1)
	others, theirs := noisyLetters(11, .1)
	c, _ := rbm.NewClassifier(35, 26, 50)
	_, err := c.Train(ctx, rng.New(1), d, labels, rbm.Training{Epochs: 30, Rate: .2})
	share, _, _ := c.Accuracy(ctx, others, theirs)
	fmt.Println(c, err)
	fmt.Printf("letters with every tenth unit flipped: %.0f%% right\n", 100*share)
	p, _ := c.Classify(data.Letters()[16])
	fmt.Printf("P(Q) of a clean Q: %.2f\n", p[16])
	// Output:
	// RBM classifier: 35 visible units, 26 classes, 50 hidden units <nil>
	// letters with every tenth unit flipped: 92% right
	// P(Q) of a clean Q: 0.82
}

// noisyLetters is 20 copies of every letter with some of their units flipped.
func noisyLetters(seed uint64, share float64) (*rbm.Data, []int) {
	var all []stdlib.Pattern
	var labels []int
	for k := range 20 * 26 {
		p, _ := stdlib.Flip(rng.New(seed).Numbered(uint64(k)), data.Letters()[k%26], share)
		all, labels = append(all, p), append(labels, k%26)
	}
	d, _ := rbm.FromPatterns(all)
	return d, labels
}

// small is a classifier with random parameters on the grid of the finite differences, and
// examples for it.
func small(t *testing.T) (*rbm.Classifier, *rbm.Data, []int) {
	c := must[*rbm.Classifier](t)(rbm.NewClassifier(5, 3, 4))
	from := random(t, 31, 8, 4, .7)
	for k, x := range params(c.Machine()) {
		for i := range x {
			x[i] = float32(math.Round(float64(params(from)[k][i])*1024) / 1024)
		}
	}
	var patterns []stdlib.Pattern
	for _, x := range []int{3, 17, 9, 30, 0, 12, 7} {
		patterns = append(patterns, state(x, 5))
	}
	return c, must[*rbm.Data](t)(rbm.FromPatterns(patterns)), []int{0, 2, 1, 1, 0, 2, 0}
}

func params(m *rbm.RBM) [][]float32 {
	return [][]float32{m.Weights(), m.VisibleBias(), m.HiddenBias()}
}

// slopes is the derivative of f by every parameter, from finite differences.
func slopes(m *rbm.RBM, f func() float64) (all []float64) {
	const h = 1.0 / (1 << 13)
	for _, x := range params(m) {
		for i := range x {
			x[i] += h
			up := f()
			x[i] -= 2 * h
			down := f()
			x[i] += h
			all = append(all, (up-down)/(2*h))
		}
	}
	return all
}

// change is what training added to every parameter.
func change(m, before *rbm.RBM) (all []float64) {
	for k, x := range params(m) {
		for i, v := range x {
			all = append(all, float64(v-params(before)[k][i]))
		}
	}
	return all
}

// One update of all examples at rate 1 is the gradient.
func TestDiscriminativeGradientEqualsFiniteDifferences(t *testing.T) {
	c, d, labels := small(t)
	want := slopes(c.Machine(), func() float64 {
		_, mean, err := c.Accuracy(ctx, d, labels)
		if err != nil {
			t.Fatal(err)
		}
		return mean
	})
	before := c.Machine().Clone()
	must[stdlib.History](t)(c.Train(ctx, rng.New(1), d, labels, rbm.Training{Epochs: 1, Batch: 7, Rate: 1}))
	for i, got := range change(c.Machine(), before) {
		// float32 softplus over a step of 2⁻¹³ leaves about 1e-3 of noise in the difference.
		if math.Abs(got-want[i]) > 2e-3 {
			t.Errorf("parameter %d: gradient %v, finite difference %v", i, got, want[i])
		}
	}
}

// jointLikelihood is the mean of ln P(x, y) with every state of one class counted.
func jointLikelihood(t *testing.T, c *rbm.Classifier, d *rbm.Data, labels []int) float64 {
	free := func(x stdlib.Pattern, y int) float64 {
		s := append(slices.Clone(x.Spins), -1, -1, -1)
		s[5+y] = 1
		return -must[float64](t)(c.Machine().FreeEnergy(stdlib.Row(s)))
	}
	sum := 0.0
	for x := range 32 {
		for y := range 3 {
			sum += math.Exp(free(state(x, 5), y))
		}
	}
	mean := 0.0
	for k, y := range labels {
		mean += (free(must[stdlib.Pattern](t)(d.Pattern(k)), y) - math.Log(sum)) / float64(len(labels))
	}
	return mean
}

// The generative update, of chains that take exactly one class at every step, tends to the
// gradient of ln P(x, y); the hybrid one to a mixture.
func TestGenerativeGradient(t *testing.T) {
	c, d, labels := small(t)
	joint := slopes(c.Machine(), func() float64 { return jointLikelihood(t, c, d, labels) })
	classes := slopes(c.Machine(), func() float64 { _, mean, _ := c.Accuracy(ctx, d, labels); return mean })
	before := c.Machine().Clone()
	const runs = 1000
	for _, how := range []rbm.Training{
		{Objective: rbm.Generative, K: 15},
		{Objective: rbm.Hybrid, Mix: .5, K: 15},
	} {
		how.Epochs, how.Batch, how.Rate = 1, 7, 1
		mean := make([]float64, len(joint))
		for seed := range uint64(runs) {
			for k, x := range params(c.Machine()) {
				copy(x, params(before)[k])
			}
			must[stdlib.History](t)(c.Train(ctx, rng.New(seed), d, labels, how))
			for i, v := range change(c.Machine(), before) {
				mean[i] += v / runs
			}
		}
		worst := 0.0
		for i, got := range mean {
			want := joint[i]
			if how.Objective == rbm.Hybrid {
				want = classes[i] + .5*joint[i]
			}
			worst = max(worst, math.Abs(got-want))
		}
		// A bit's mean over 1,000 runs of 7 chains has a standard error of at most .006; the
		// largest of 44 of them is beyond 4.5 of these in one of 3,000 seeds.
		if worst > .027 {
			t.Errorf("%v: off by %v", how.Objective, worst)
		}
	}
}

func TestClassifier(t *testing.T) {
	c, d, labels := small(t)
	share, mean := 0.0, 0.0
	for k, y := range labels {
		x := must[stdlib.Pattern](t)(d.Pattern(k))
		p := must[[]float64](t)(c.Classify(x))
		joint := must[[]float64](t)(c.Machine().Classify(stdlib.Row(append(slices.Clone(x.Spins), 1, 1, 1)), 3))
		if !slices.Equal(p, joint) {
			t.Errorf("example %d: %v, the machine says %v", k, p, joint)
		}
		mean += math.Log(p[y]) / float64(len(labels))
		if p[y] == slices.Max(p) {
			share += 1 / float64(len(labels))
		}
	}
	gotShare, gotMean, err := c.Accuracy(ctx, d, labels)
	if err != nil || math.Abs(gotShare-share) > 1e-12 || math.Abs(gotMean-mean) > 1e-5 {
		t.Errorf("accuracy %v and ln P %v, one by one %v and %v (%v)", gotShare, gotMean, share, mean, err)
	}
}

// What it was trained on decides what it is good at: classes, or pictures of a class.
func TestObjectives(t *testing.T) {
	d, labels := noisyLetters(10, .15)
	others, theirs := noisyLetters(11, .15)
	accuracy, rates := map[rbm.Objective]float64{}, []float64{.5, .1, .5}
	for o := rbm.Discriminative; o <= rbm.Hybrid; o++ {
		c := must[*rbm.Classifier](t)(rbm.NewClassifier(35, 26, 40))
		h := must[stdlib.History](t)(c.Train(ctx, rng.New(1), d, labels, rbm.Training{Objective: o, Epochs: 60, Every: 520, Rate: rates[o], Held: others, HeldLabels: theirs}))
		share, mean, err := c.Accuracy(ctx, others, theirs)
		if err != nil {
			t.Fatal(err)
		}
		accuracy[o] = share
		t.Logf("%v: %.3f of others right, mean ln P %.3f", o, share, mean)
		if first, last := h.Steps[0], h.Last(); last.LogLikelihood < first.LogLikelihood || math.IsNaN(last.HeldLikelihood) {
			t.Errorf("%v: from %+v to %+v", o, first, last)
		}
		if o == rbm.Generative {
			drawn := must[[]stdlib.Pattern](t)(c.Sample(ctx, rng.New(5), 11, rbm.Sampling{Steps: 200}))
			if f := must[[][]float64](t)(c.Filter(3)); len(drawn) != 16 || drawn[0].Rows != 7 || len(f) != 7 || len(f[6]) != 5 {
				t.Errorf("%d samples of %d rows, a filter of %d", len(drawn), drawn[0].Rows, len(f))
			}
		}
	}
	if accuracy[rbm.Discriminative] <= accuracy[rbm.Generative] {
		t.Errorf("discriminative %v, generative %v: want the first to win", accuracy[rbm.Discriminative], accuracy[rbm.Generative])
	}
}

func TestClassifierRefusals(t *testing.T) {
	c, d, labels := small(t)
	train := func(labels []int, how rbm.Training) error {
		_, err := c.Train(ctx, rng.New(1), d, labels, how)
		return err
	}
	_, one := rbm.NewClassifier(5, 1, 3)
	_, short := c.Classify(state(1, 4))
	_, _, none := c.Accuracy(ctx, nil, nil)
	_, class := c.Sample(ctx, rng.New(1), 3, rbm.Sampling{})
	for _, x := range []struct {
		err  error
		want string
	}{
		{one, "1 classes"},
		{short, "4 units"},
		{none, "0 examples"},
		{class, "class 3, want 0 to 2"},
		{train(labels[:3], rbm.Training{}), "7 examples and 3 labels"},
		{train([]int{0, 0, 0, 0, 0, 0, 3}, rbm.Training{}), "label 6 is 3"},
		{train(labels, rbm.Training{Objective: 7}), "objective 7"},
		{train(labels, rbm.Training{Method: rbm.Full}), "full gradient"},
		{train(labels, rbm.Training{Held: d}), "held-out"},
	} {
		if x.err == nil || !strings.Contains(x.err.Error(), x.want) {
			t.Errorf("error %v, want one that says %q", x.err, x.want)
		}
	}
}
