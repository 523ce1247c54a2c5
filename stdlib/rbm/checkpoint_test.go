package rbm_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

func TestCheckpoint(t *testing.T) {
	m := must[*rbm.RBM](t)(rbm.New(35, 12))
	d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
	must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, rbm.Training{Epochs: 3}))
	var file bytes.Buffer
	if err := m.Save(&file); err != nil {
		t.Fatal(err)
	}
	back := must[*rbm.RBM](t)(rbm.Load(bytes.NewReader(file.Bytes())))
	if !slices.Equal(back.Weights(), m.Weights()) || !slices.Equal(back.VisibleBias(), m.VisibleBias()) || !slices.Equal(back.HiddenBias(), m.HiddenBias()) {
		t.Error("the machine changed on its way through a file")
	}
	if f := must[[][]float64](t)(back.Filter(2)); len(f) != 7 || len(f[0]) != 5 {
		t.Errorf("a filter of %d×%d, want 7×5", len(f), len(f[0]))
	}
	if _, err := rbm.Load(bytes.NewReader(file.Bytes()[:file.Len()-1])); err == nil {
		t.Error("a file cut short is taken")
	}
	m.Weights()[7] = float32(math.NaN())
	file.Reset()
	if err := m.Save(&file); err != nil {
		t.Fatal(err)
	}
	if _, err := rbm.Load(&file); err == nil || !strings.Contains(err.Error(), "weight 7 is NaN") {
		t.Errorf("a machine with a NaN is taken: %v", err)
	}
}

// everything is a training with all that a checkpoint can hold.
var everything = rbm.Training{Batch: 8, Chains: 5, K: 2, Momentum: .5, L2: 1e-4, L1: 1e-5, Centred: true, Sparsity: .2, Rate: .1,
	RateEnd: .01, Fall: rbm.Exponential, Epochs: 10, Temperatures: 4}

// Ten epochs have the bits of five, a file, and five more, whatever the method: also when
// the training was stopped in the middle of an epoch.
func TestResumeWithIdenticalBits(t *testing.T) {
	d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
	for method := rbm.CD; method <= rbm.Full; method++ {
		units := map[bool]int{true: 9, false: 70}[method == rbm.Full]
		how := everything
		how.Method = method
		whole := must[*rbm.RBM](t)(rbm.New(35, units))
		want := must[stdlib.History](t)(whole.Train(ctx, rng.New(3), d, how))

		folder := t.TempDir()
		how.Checkpoint = filepath.Join(folder, "training.safetensors")
		how.Every = 7 // 4 updates an epoch
		how.Watch = func(s stdlib.Step) error {
			if s.Update == 21 {
				return fmt.Errorf("stopped by hand")
			}
			return nil
		}
		m := must[*rbm.RBM](t)(rbm.New(35, units))
		if _, err := m.Train(ctx, rng.New(3), d, how); err == nil {
			t.Fatal("the training was not stopped")
		}
		file := must[[]byte](t)(os.ReadFile(how.Checkpoint))
		how.Checkpoint, how.Watch, how.Every = "", nil, 0
		m, got, err := rbm.Resume(ctx, bytes.NewReader(file), d, how)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(m.Weights(), whole.Weights()) || !slices.Equal(m.VisibleBias(), whole.VisibleBias()) || !slices.Equal(m.HiddenBias(), whole.HiddenBias()) {
			t.Errorf("%v: the machine ends with other bits", method)
		}
		if got.Last().PseudoLikelihood != want.Last().PseudoLikelihood || got.Steps[0].Update != 7 {
			t.Errorf("%v: history %v of %d steps, want %v", method, got.Last(), len(got.Steps), want.Last())
		}
		if list, _ := os.ReadDir(folder); len(list) > 1 {
			t.Errorf("%v: %d files beside the checkpoint", method, len(list)-1)
		}
	}
}

// A checkpoint is taken up only by the training that it is of.
func TestResumeRefusals(t *testing.T) {
	d := must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
	how := everything
	how.Method, how.Epochs, how.RateEnd = rbm.PCD, 1, 0
	how.Checkpoint = filepath.Join(t.TempDir(), "training.safetensors")
	m := must[*rbm.RBM](t)(rbm.New(35, 6))
	must[stdlib.History](t)(m.Train(ctx, rng.New(3), d, how))
	file := must[[]byte](t)(os.ReadFile(how.Checkpoint))
	if back, err := rbm.Load(bytes.NewReader(file)); err != nil || !slices.Equal(back.Weights(), m.Weights()) {
		t.Errorf("the machine of a checkpoint: %v", err)
	}
	resume := func(file []byte, d *rbm.Data, change func(*rbm.Training)) error {
		h := how
		h.Checkpoint = ""
		change(&h)
		_, _, err := rbm.Resume(ctx, bytes.NewReader(file), d, h)
		return err
	}
	same := func(*rbm.Training) {}
	few, _, _ := d.Split(25)
	var plain bytes.Buffer
	if err := m.Save(&plain); err != nil {
		t.Fatal(err)
	}
	poisoned := bytes.Replace(file, []byte(`"drawn":"`), []byte(`"drawn":"x`), 1)[:len(file)]
	for _, c := range []struct {
		err  error
		want string
	}{
		{resume(file, d, func(h *rbm.Training) { h.Rate = .2 }), "rate 0.1, 5 chains"},
		{resume(file, d, func(h *rbm.Training) { h.Chains = 6 }), "6 chains"},
		{resume(file, few, same), "25 examples"},
		{resume(file, stripes(t, 3), same), "9 columns"},
		{resume(plain.Bytes(), d, same), "not of a training"},
		{resume(file[:len(file)-3], d, same), "unexpected EOF"},
		{resume(poisoned, d, same), ""},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error %v, want one that says %q", c.err, c.want)
		}
	}
	if err := resume(file, d, func(h *rbm.Training) { h.Epochs = 3; h.Look = 5; h.Every = 2 }); err != nil {
		t.Errorf("more epochs and other looks: %v", err)
	}
}

// Whatever is done to a checkpoint, reading it ends in an error or in a machine, not in a
// panic.
func TestBrokenCheckpoints(t *testing.T) {
	d := stripes(t, 2)
	how := everything
	how.Method, how.Epochs = rbm.Tempering, 1
	how.Checkpoint = filepath.Join(t.TempDir(), "training.safetensors")
	m := must[*rbm.RBM](t)(rbm.New(4, 2))
	must[stdlib.History](t)(m.Train(ctx, rng.New(3), d, how))
	file := must[[]byte](t)(os.ReadFile(how.Checkpoint))
	how.Checkpoint = ""
	r := rng.New(5).Reader()
	for range 300 {
		bad := slices.Clone(file)
		bad[r.IntN(min(len(bad), 1500))] ^= byte(1 + r.IntN(255))
		_, _, _ = rbm.Resume(ctx, bytes.NewReader(bad), d, how) // an error or not: it returns
		_, _ = rbm.Load(bytes.NewReader(bad[:r.IntN(len(bad))]))
	}
}
