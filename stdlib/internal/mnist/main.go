// Command mnist prints what the machines of package rbm make of MNIST's 10,000 test
// digits: 9,000 to learn from, 1,000 held out. The files are looked for in a folder, by
// default ../shared/data/mnist beside the repository.
//
//	go run ./stdlib/internal/mnist              all figures, in some minutes
//	go run ./stdlib/internal/mnist -part rbm    one of: rbm, centred, classes, small
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/readout"
	"harmonium/stdlib/rng"
)

const training = 9000

// digits are the examples and their labels, of both kinds.
type digits struct {
	images         stdlib.IDX
	train, held    *rbm.Data
	labels, theirs []int
}

func main() {
	folder := flag.String("data", "../shared/data/mnist", "where the files are")
	part := flag.String("part", "", "print only this part")
	epochs := flag.Int("epochs", 20, "passes over the data for each machine of 500 units")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	d, err := read(*folder)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mnist:", err)
		os.Exit(1)
	}
	for _, p := range []struct {
		name  string
		print func(context.Context, *digits, int) error
	}{{"rbm", machines}, {"centred", centred}, {"classes", classifiers}, {"small", small}} {
		if *part != "" && *part != p.name {
			continue
		}
		if err := p.print(ctx, d, *epochs); err != nil {
			fmt.Fprintf(os.Stderr, "mnist: %s: %v\n", p.name, err)
			os.Exit(1)
		}
	}
}

func read(folder string) (*digits, error) {
	images, err := open(filepath.Join(folder, "t10k-images-idx3-ubyte.gz"))
	if err != nil {
		return nil, err
	}
	names, err := open(filepath.Join(folder, "t10k-labels-idx1-ubyte.gz"))
	if err != nil {
		return nil, err
	}
	all, err := rbm.FromIDX(images, 128)
	if err != nil {
		return nil, err
	}
	d := &digits{images: images}
	if d.train, d.held, err = all.Split(training); err != nil {
		return nil, err
	}
	for k, y := range names.Data {
		if k < training {
			d.labels = append(d.labels, int(y))
		} else {
			d.theirs = append(d.theirs, int(y))
		}
	}
	return d, nil
}

func open(path string) (stdlib.IDX, error) {
	f, err := os.Open(path)
	if err != nil {
		return stdlib.IDX{}, err
	}
	defer f.Close()
	return stdlib.ReadIDX(f)
}

// machines are of 784-500, by PCD-1 and CD-1: seconds, likelihood of held-out digits from
// above and below, and their features against pixels.
func machines(ctx context.Context, d *digits, epochs int) error {
	pixels, err := accuracy(ctx, d.train.Rows(), d.held.Rows(), d)
	if err != nil {
		return err
	}
	fmt.Printf("raw pixels + logistic regression: %.1f%% of %d held-out digits right\n", 100*pixels, d.held.Len())
	hundred, _, err := d.held.Split(100)
	if err != nil {
		return err
	}
	for _, how := range []rbm.Training{
		{Method: rbm.PCD, Batch: 100, Chains: 100, Epochs: epochs, Rate: .1, RateEnd: .005},
		{Method: rbm.CD, Batch: 100, Epochs: epochs, Rate: .1, RateEnd: .005},
	} {
		m, err := rbm.New(784, 500)
		if err != nil {
			return err
		}
		start := time.Now()
		if _, err := m.Train(ctx, rng.New(1), d.train, how); err != nil {
			return err
		}
		took := time.Since(start)
		start = time.Now()
		ais, err := m.EstimateLogLikelihood(ctx, rng.New(2), d.held, rbm.AIS{Temperatures: 10_000, Base: d.train})
		if err != nil {
			return err
		}
		ofAIS := time.Since(start)
		back, err := m.EstimateLogLikelihood(ctx, rng.New(2), d.held, rbm.AIS{Temperatures: 2000, Base: d.train, Reverse: true})
		if err != nil {
			return err
		}
		raise, err := m.RAISE(ctx, rng.New(3), hundred, rbm.AIS{Base: d.train, Chains: 5, Temperatures: 2000})
		if err != nil {
			return err
		}
		fmt.Printf("784-500, %v-1, %d epochs in %.1f s:\n", how.Method, how.Epochs, took.Seconds())
		fmt.Printf("  held out, AIS:      %v (%v; 100 chains, 10,000 temperatures, %.0f s)\n", ais, ais.Z, ofAIS.Seconds())
		fmt.Printf("  held out, reverse:  %v (%v)\n", back, back.Z)
		fmt.Printf("  100 of them, RAISE: %v\n", raise)
		features, err := m.Transform(ctx, d.train)
		if err != nil {
			return err
		}
		theirs, err := m.Transform(ctx, d.held)
		if err != nil {
			return err
		}
		share, err := accuracy(ctx, features, theirs, d)
		if err != nil {
			return err
		}
		fmt.Printf("  features + logistic regression: %.1f%% right\n", 100*share)
	}
	return nil
}

func accuracy(ctx context.Context, train, held []float32, d *digits) (float64, error) {
	s, err := readout.Train(ctx, train, d.labels, 10, readout.Training{L2: 1e-3, Iterations: 200})
	if err != nil {
		return 0, err
	}
	return s.Accuracy(held, d.theirs)
}

// centred is the published comparison, 784-16 with PCD-1, rate .01, batch 100, as far as
// 9,000 digits go: the likelihoods are exact.
func centred(ctx context.Context, d *digits, _ int) error {
	for _, centred := range []bool{false, true} {
		m, err := rbm.New(784, 16)
		if err != nil {
			return err
		}
		how := rbm.Training{Method: rbm.PCD, Batch: 100, Rate: .01, Epochs: 333, Centred: centred, Every: 1 << 30} // as many updates as 50 epochs of 60,000
		if _, err := m.Train(ctx, rng.New(1), d.train, how); err != nil {
			return err
		}
		inside, err := m.LogLikelihood(ctx, d.train)
		if err != nil {
			return err
		}
		outside, err := m.LogLikelihood(ctx, d.held)
		if err != nil {
			return err
		}
		fmt.Printf("784-16, PCD-1, centred %v: exact mean ln P %.2f of the training digits, %.2f held out\n", centred, inside, outside)
	}
	return nil
}

// classifiers are of 500 hidden units, by each objective, at rates that suit them.
func classifiers(ctx context.Context, d *digits, epochs int) error {
	rates := []float64{.5, .05, .5}
	for o := rbm.Discriminative; o <= rbm.Hybrid; o++ {
		c, err := rbm.NewClassifier(784, 10, 500)
		if err != nil {
			return err
		}
		start := time.Now()
		how := rbm.Training{Objective: o, Batch: 20, Rate: rates[o], Epochs: epochs, Held: d.held, HeldLabels: d.theirs, Look: 1000, Stop: stdlib.Stopping{Patience: 5}}
		h, err := c.Train(ctx, rng.New(1), d.train, d.labels, how)
		if err != nil {
			return err
		}
		share, log, err := c.Accuracy(ctx, d.held, d.theirs)
		if err != nil {
			return err
		}
		fmt.Printf("classifier 784-10-500, %v: %.1f%% of held-out digits right, mean ln P(class) %.3f (epoch %.0f, %.1f s)\n",
			o, 100*share, log, h.Best().Epoch, time.Since(start).Seconds())
	}
	return nil
}

// small is scikit-learn's example, 64-100 at rate .06, on these digits made 8×8: each unit
// is drawn with the mean brightness of what it covers.
func small(ctx context.Context, d *digits, _ int) error {
	x, err := d.eight()
	if err != nil {
		return err
	}
	m, err := rbm.New(64, 100)
	if err != nil {
		return err
	}
	_, err = m.Train(ctx, rng.New(1), x, rbm.Training{Method: rbm.PCD, Rate: .06, Epochs: 10, Look: x.Len(), Watch: func(s stdlib.Step) error {
		if s.Epoch == 1 || s.Epoch == 10 {
			fmt.Printf("8×8 digits, 64-100, PCD-1, rate .06: mean pseudo-likelihood %.2f after %.0f epochs\n", s.PseudoLikelihood, s.Epoch)
		}
		return nil
	}})
	return err
}
