package rbm_test

import (
	"os"
	"path/filepath"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

// idx reads a file of MNIST, or skips the test.
func idx(t *testing.T, name string) stdlib.IDX {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/data/mnist", name))
	if err != nil {
		t.Skipf("MNIST is absent: %v", err)
	}
	defer f.Close()
	return must[stdlib.IDX](t)(stdlib.ReadIDX(f))
}

// The published ordering of machines of 784-16 (PCD-1, rate .01, batch 100): centred above
// plain, by the exact likelihood. The published figures are of 60,000 digits; make mnist
// prints ours of 9,000 and as many updates.
func TestCentredAbovePlainOnDigits(t *testing.T) {
	if os.Getenv("HARMONIUM_LONG") == "" {
		t.Skip("HARMONIUM_LONG is not set")
	}
	train, _, err := must[*rbm.Data](t)(rbm.FromIDX(idx(t, "t10k-images-idx3-ubyte.gz"), 128)).Split(9000)
	if err != nil {
		t.Fatal(err)
	}
	likelihood := map[bool]float64{}
	for _, centred := range []bool{false, true} {
		m := must[*rbm.RBM](t)(rbm.New(784, 16))
		must[stdlib.History](t)(m.Train(ctx, rng.New(1), train, rbm.Training{Method: rbm.PCD, Batch: 100, Rate: .01, Epochs: 40, Centred: centred, Every: 1 << 30, Look: 1}))
		likelihood[centred] = must[float64](t)(m.LogLikelihood(ctx, train))
	}
	t.Logf("mean ln P: plain %.2f, centred %.2f", likelihood[false], likelihood[true])
	if likelihood[true] < likelihood[false]+1 {
		t.Errorf("mean ln P: plain %v, centred %v: want the second higher by 1 at least", likelihood[false], likelihood[true])
	}
}

// With 9,000 digits to learn from, learning P(class | digit) classifies better than
// learning P(digit, class).
func TestDiscriminativeBeatsGenerativeOnDigits(t *testing.T) {
	if os.Getenv("HARMONIUM_LONG") == "" {
		t.Skip("HARMONIUM_LONG is not set")
	}
	train, held, err := must[*rbm.Data](t)(rbm.FromIDX(idx(t, "t10k-images-idx3-ubyte.gz"), 128)).Split(9000)
	if err != nil {
		t.Fatal(err)
	}
	var labels []int
	for _, y := range idx(t, "t10k-labels-idx1-ubyte.gz").Data {
		labels = append(labels, int(y))
	}
	right := map[rbm.Objective]float64{}
	for o, rate := range map[rbm.Objective]float64{rbm.Discriminative: .5, rbm.Generative: .05} { // each at a rate that suits it
		c := must[*rbm.Classifier](t)(rbm.NewClassifier(784, 10, 100))
		must[stdlib.History](t)(c.Train(ctx, rng.New(1), train, labels[:9000], rbm.Training{Objective: o, Batch: 20, Rate: rate, Epochs: 8, Every: 1 << 30, Look: 1}))
		share, _, err := c.Accuracy(ctx, held, labels[9000:])
		if err != nil {
			t.Fatal(err)
		}
		right[o] = share
	}
	t.Logf("right: %v", right)
	if right[rbm.Discriminative] <= right[rbm.Generative] {
		t.Errorf("right: %v, want discriminative training to win", right)
	}
}
