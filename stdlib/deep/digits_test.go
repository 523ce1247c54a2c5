package deep_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/deep"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/readout"
	"harmonium/stdlib/rng"
)

// mnist is MNIST's test digits, and what they are.
func mnist(t *testing.T) (*rbm.Data, []int) {
	t.Helper()
	read := func(name string) stdlib.IDX {
		f, err := os.Open(filepath.Join("../../../shared/data/mnist", name))
		if err != nil {
			t.Skipf("MNIST is absent: %v", err)
		}
		defer f.Close()
		return must[stdlib.IDX](t)(stdlib.ReadIDX(f))
	}
	d := must[*rbm.Data](t)(rbm.FromIDX(read("t10k-images-idx3-ubyte.gz"), 128))
	var labels []int
	for _, y := range read("t10k-labels-idx1-ubyte.gz").Data {
		labels = append(labels, int(y))
	}
	return d, labels
}

// parts is n digits to learn from, and m others to judge by.
func parts(t *testing.T, d *rbm.Data, n, m int) (train, held *rbm.Data) {
	t.Helper()
	train, rest, err := d.Split(n)
	if err != nil {
		t.Fatal(err)
	}
	held, _, err = rest.Split(m)
	if err != nil {
		t.Fatal(err)
	}
	return train, held
}

// accuracy is that of a logistic regression on features of the digits in train, judged
// by those in held, which follow them.
func accuracy(t *testing.T, train, held []float32, n int, labels []int) float64 {
	t.Helper()
	s := must[*readout.Softmax](t)(readout.Train(ctx, train, labels[:n], 10, readout.Training{L2: 1e-3, Iterations: 100}))
	m := len(held) / s.Features
	return must[float64](t)(s.Accuracy(held, labels[n:n+m]))
}

// The row "Features, pretraining, deep belief net": a logistic regression on what a
// pretrained stack makes of digits beats the same regression on pixels.
//
// HARMONIUM_LONG=1 go test ./stdlib/deep -run Features -v prints the accuracies.
func TestFeaturesPretrainingDeepBeliefNet(t *testing.T) {
	long(t)
	d, labels := mnist(t)
	train, held := parts(t, d, 2000, 1000)
	s, _, err := deep.Pretrain(ctx, rng.New(1), train, []int{200, 200}, rbm.Training{Epochs: 15, Batch: 20, Look: 1})
	if err != nil {
		t.Fatal(err)
	}
	features := func(d *rbm.Data) []float32 { return must[[]float32](t)(s.Transform(ctx, rng.New(3), d)) }
	pixels := accuracy(t, train.Rows(), held.Rows(), 2000, labels)
	learned := accuracy(t, features(train), features(held), 2000, labels)
	t.Logf("accuracy: pixels %.3f, features of the stack %.3f", pixels, learned)
	if learned <= pixels {
		t.Errorf("accuracy: pixels %.3f, features of the stack %.3f: want the features to win", pixels, learned)
	}
}

// HARMONIUM_DIGITS=1 go test ./stdlib/deep -run DigitsOfDBM -v trains a deep Boltzmann machine
// of 784–500–500 units on 9,000 of MNIST's test digits, and prints its bound on the
// log-likelihood of the other 1,000, ln Z by AIS, and what its features are worth.
func TestDigitsOfDBM(t *testing.T) {
	if os.Getenv("HARMONIUM_DIGITS") == "" {
		t.Skip("HARMONIUM_DIGITS is not set")
	}
	d, labels := mnist(t)
	train, held := parts(t, d, 9000, 1000)
	m := must[*deep.DBM](t)(deep.NewDBM(784, 500, 500))
	if err := m.StartFrom(train); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	must[[]stdlib.History](t)(m.Pretrain(ctx, rng.New(1), train, deep.Training{Epochs: 10, Momentum: .5, L2: 2e-4, Look: 10}))
	t.Logf("pretrained in %v", time.Since(begun).Round(time.Second))
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), train, deep.Training{Epochs: 15, K: 3, Rate: .02, RateEnd: .0005, MeanField: 6,
		L2: 2e-4, Momentum: .5, Held: held}))
	t.Logf("trained in %v: %v", time.Since(begun).Round(time.Second), h)
	base, _ := parts(t, d, 1000, 0)
	z := must[rbm.Estimate](t)(m.AIS(ctx, rng.New(3), rbm.AIS{Temperatures: 10_000, Base: base}))
	t.Logf("%v, worth %.0f of 100 chains", z, z.Effective)
	for _, c := range []struct {
		what string
		d    *rbm.Data
	}{{"learned", base}, {"held-out", held}} {
		t.Logf("mean ln p of 1,000 %s digits is at least %v", c.what, must[deep.Estimate](t)(m.ELBO(ctx, c.d, deep.Bound{LogZ: &z})))
	}
	features := accuracy(t, must[[]float32](t)(m.Transform(ctx, train)), must[[]float32](t)(m.Transform(ctx, held)), 9000, labels)
	pixels := accuracy(t, train.Rows(), held.Rows(), 9000, labels)
	t.Logf("accuracy on 1,000 held-out digits: pixels %.3f, features %.3f; all in %v", pixels, features, time.Since(begun).Round(time.Second))
	if features <= pixels {
		t.Errorf("accuracy: pixels %.3f, features %.3f: want the features to win", pixels, features)
	}
}

// HARMONIUM_DIGITS=1 go test ./stdlib/deep -run DigitsOfBelief -v does the same with a deep
// belief net: stacked, and after up-down learning.
func TestDigitsOfBelief(t *testing.T) {
	if os.Getenv("HARMONIUM_DIGITS") == "" {
		t.Skip("HARMONIUM_DIGITS is not set")
	}
	d, _ := mnist(t)
	train, held := parts(t, d, 9000, 1000)
	begun := time.Now()
	s, _, err := deep.Pretrain(ctx, rng.New(1), train, []int{500, 500}, rbm.Training{Epochs: 10, Batch: 50, Momentum: .5, L2: 2e-4, Look: 10})
	if err != nil {
		t.Fatal(err)
	}
	net := must[*deep.Belief](t)(s.Belief())
	look := func(what string) {
		z := must[rbm.Estimate](t)(net.Top().AIS(ctx, rng.New(3), rbm.AIS{Temperatures: 3000}))
		how := deep.Bound{Samples: 50, LogZ: &z}
		some, _ := parts(t, held, 200, 0)
		t.Logf("%s in %v: %v; mean ln p of 200 held-out digits: at least %v by recognition, %v by importance", what, time.Since(begun).Round(time.Second), z,
			must[deep.Estimate](t)(net.ELBO(ctx, rng.New(4), some, how)), must[deep.Estimate](t)(net.Importance(ctx, rng.New(4), some, how)))
	}
	look("stacked")
	must[stdlib.History](t)(net.Train(ctx, rng.New(2), train, deep.Training{Epochs: 10, Rate: .02, RateEnd: .002, K: 3, Look: 10}))
	look("after up-down")
}
