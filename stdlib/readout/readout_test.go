package readout_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/readout"
	"harmonium/stdlib/rng"
)

var ctx = context.Background()

func Example() {
	x := []float32{0, 0, 0, 1, 1, 0, 1, 1} // four examples of two features
	s, err := readout.Train(ctx, x, []int{0, 0, 0, 1}, 2, readout.Training{})
	share, _ := s.Accuracy(x, []int{0, 0, 0, 1})
	fmt.Println("AND, learned:", share, err)
	// Output:
	// AND, learned: 1 <nil>
}

// clouds is n examples of three classes whose clouds overlap.
func clouds(n int) (x []float32, labels []int) {
	r := rng.New(5).Reader()
	for range n {
		y := r.IntN(3)
		labels = append(labels, y)
		for i := range 4 {
			x = append(x, float32(r.NormFloat64())+float32(y*(i%2)))
		}
	}
	return x, labels
}

// loss is the penalised loss, computed anew from the definition.
func loss(s *readout.Softmax, x []float32, labels []int, l2 float64) float64 {
	sum := 0.0
	for _, w := range s.Weights {
		sum += l2 / 2 * w * w
	}
	for k, y := range labels {
		p, _ := s.Probabilities(x[k*s.Features : (k+1)*s.Features])
		sum -= math.Log(p[y]) / float64(len(labels))
	}
	return sum
}

// At the minimum no parameter can be moved for a lower loss, and the slopes are 0.
func TestTrainingFindsTheMinimum(t *testing.T) {
	x, labels := clouds(1100) // more than two blocks of rows
	s, err := readout.Train(ctx, x, labels, 3, readout.Training{L2: .01})
	if err != nil {
		t.Fatal(err)
	}
	at := loss(s, x, labels, .01)
	const h = 1e-4
	for _, p := range [][]float64{s.Weights, s.Bias} {
		for i := range p {
			p[i] += h
			up := loss(s, x, labels, .01)
			p[i] -= 2 * h
			down := loss(s, x, labels, .01)
			p[i] += h
			if slope := (up - down) / (2 * h); math.Abs(slope) > 1e-5 || up < at-1e-12 || down < at-1e-12 {
				t.Errorf("parameter %d: slope %v at the minimum", i, slope)
			}
		}
	}
	if want := loss(s, x, labels, 0); math.Abs(want-s.Loss) > 1e-12 {
		t.Errorf("loss %v, want %v", s.Loss, want)
	}
}

// RBM features, then the regression, against the regression on raw pixels: 2,000
// digits to learn from, 1,000 others to judge by.
func TestFeaturesBeatPixels(t *testing.T) {
	images, labels := mnist(t)
	all, err := rbm.FromIDX(images, 128)
	if err != nil {
		t.Fatal(err)
	}
	train, rest, _ := all.Split(2000)
	test, _, _ := rest.Split(1000)
	m, err := rbm.New(784, 200)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.StartFrom(train); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Train(ctx, rng.New(1), train, rbm.Training{Batch: 20, Epochs: 20, Rate: .05, Look: 1}); err != nil {
		t.Fatal(err)
	}
	raw := accuracy(t, train.Rows(), test.Rows(), labels)
	learned := accuracy(t, transform(t, m, train), transform(t, m, test), labels)
	t.Logf("accuracy: pixels %.3f, RBM features %.3f", raw, learned)
	if learned <= raw {
		t.Errorf("accuracy: pixels %.3f, RBM features %.3f: want the features to win", raw, learned)
	}
}

func transform(t *testing.T, m *rbm.RBM, d *rbm.Data) []float32 {
	t.Helper()
	x, err := m.Transform(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func accuracy(t *testing.T, train, test []float32, labels []int) float64 {
	t.Helper()
	s, err := readout.Train(ctx, train, labels[:2000], 10, readout.Training{L2: 1e-3, Iterations: 100})
	if err != nil {
		t.Fatal(err)
	}
	share, err := s.Accuracy(test, labels[2000:3000])
	if err != nil {
		t.Fatal(err)
	}
	return share
}

func mnist(t *testing.T) (stdlib.IDX, []int) {
	t.Helper()
	read := func(name string) stdlib.IDX {
		f, err := os.Open(filepath.Join("../../../shared/data/mnist", name))
		if err != nil {
			t.Skipf("MNIST is absent: %v", err)
		}
		defer f.Close()
		x, err := stdlib.ReadIDX(f)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	images, names := read("t10k-images-idx3-ubyte.gz"), read("t10k-labels-idx1-ubyte.gz")
	labels := make([]int, len(names.Data))
	for k, y := range names.Data {
		labels[k] = int(y)
	}
	return images, labels
}

func TestBadInputIsRefused(t *testing.T) {
	train := func(x []float32, labels []int, classes int) error {
		_, err := readout.Train(ctx, x, labels, classes, readout.Training{})
		return err
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	x, labels := clouds(50)
	_, ended := readout.Train(stopped, x, labels, 3, readout.Training{})
	for _, c := range []struct {
		err  error
		want string
	}{
		{train(nil, nil, 2), "0 labels"},
		{train([]float32{1, 2, 3}, []int{0, 1}, 2), "3 numbers for 2 labels"},
		{train([]float32{1, 2}, []int{0, 2}, 2), "label 1 is 2, want 0 to 1"},
		{train([]float32{1, float32(math.NaN())}, []int{0, 1}, 2), "example 1 is NaN"},
		{ended, "canceled"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error %v, want one that says %q", c.err, c.want)
		}
	}
}

func BenchmarkTrain(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x, labels := clouds(n)
			for b.Loop() {
				if _, err := readout.Train(ctx, x, labels, 3, readout.Training{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
