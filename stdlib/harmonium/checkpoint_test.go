package harmonium_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"harmonium/stdlib"
	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rng"
)

// A machine of every pair of kinds comes back from its file as it was.
func TestSaveAndLoad(t *testing.T) {
	pairs(func(v, h harmonium.Units) {
		m := random(t, v, h, 1, .3)
		var file bytes.Buffer
		if err := m.Save(&file); err != nil {
			t.Fatal(err)
		}
		back := must[*harmonium.Machine](t)(harmonium.Load(&file))
		if back.String() != m.String() || !slices.Equal(back.Weights(), m.Weights()) ||
			!slices.Equal(back.VisibleBias(), m.VisibleBias()) || !slices.Equal(back.HiddenBias(), m.HiddenBias()) {
			t.Errorf("%v came back as %v", m, back)
		}
	})
}

// A training that was cut in two ends with the bits of one that was not: machine and
// history.
func TestResumeGoesOnWithTheSameBits(t *testing.T) {
	rows := patches(300)
	for _, how := range []harmonium.Training{
		{Method: harmonium.PCD, Epochs: 6, Batch: 40, Chains: 30, Momentum: .5, RateEnd: .001},
		{Epochs: 6, Batch: 40, Held: rows[:50], Stop: stdlib.Stopping{Patience: 100}},
	} {
		fresh := func() *harmonium.Machine {
			return must[*harmonium.Machine](t)(harmonium.New(harmonium.FreeGaussians(36), harmonium.Bits(10)))
		}
		whole := fresh()
		history := must[stdlib.History](t)(whole.Train(ctx, rng.New(5), rows, how))
		how.Checkpoint = filepath.Join(t.TempDir(), "training.safetensors")
		how.Every = 7 // between epochs too
		short, cancel := context.WithCancel(ctx)
		how.Watch = func(s stdlib.Step) error {
			if s.Update == 21 {
				cancel()
			}
			return nil
		}
		if _, err := fresh().Train(short, rng.New(5), rows, how); err != context.Canceled {
			t.Fatal(err)
		}
		file := must[[]byte](t)(os.ReadFile(how.Checkpoint))
		how.Checkpoint, how.Watch, how.Every = "", nil, 0
		m, rest, err := harmonium.Resume(ctx, bytes.NewReader(file), rows, how)
		if err != nil {
			t.Fatal(err)
		}
		a, b := history.Last(), rest.Last()
		a.Elapsed, b.Elapsed = 0*time.Second, 0
		same := func(x, y stdlib.Step) bool { return fmt.Sprint(x) == fmt.Sprint(y) } // NaN is NaN
		if !slices.Equal(m.Weights(), whole.Weights()) || !slices.Equal(m.VisibleBias(), whole.VisibleBias()) || !same(a, b) {
			t.Errorf("%v: resumed it ends elsewhere:\n%+v\n%+v", how.Method, a, b)
		}
		how.Batch++
		if _, _, err := harmonium.Resume(ctx, bytes.NewReader(file), rows, how); err == nil || !strings.Contains(err.Error(), "batch 40") {
			t.Errorf("resumed with another batch: %v", err)
		}
		for n := 0; n < len(file); n += len(file)/60 + 1 {
			if _, _, err := harmonium.Resume(ctx, bytes.NewReader(file[:n]), rows, how); err == nil {
				t.Fatalf("a checkpoint cut to %d of %d bytes is taken", n, len(file))
			}
		}
	}
}

func TestBrokenFilesAreRefused(t *testing.T) {
	m := random(t, harmonium.FreeGaussians(2), harmonium.Bits(2), 1, .3)
	file := func() string {
		var b bytes.Buffer
		if err := m.Save(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	good := file()
	for _, c := range []struct{ old, new, want string }{
		{"free-gaussians 2", "free-gaussians 3", "W has shape"},
		{"free-gaussians 2", "free-gaussians x", "sizes"},
		{"free-gaussians 2", "free-caussians 2", "kind of units"},
		{"free-gaussians 2", "poisson        2", "shape"},
		{`"bits 2"`, `"bits 9"`, "W has shape"},
		{"harmonium.harmonium", "harmonium.jarmonium", "jarmonium"},
	} {
		if _, err := harmonium.Load(strings.NewReader(strings.Replace(good, c.old, c.new, 1))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: %v, want an error that says %q", c.new, c.old, err, c.want)
		}
	}
	m.Weights()[2] = math.Inf(1)
	if _, err := harmonium.Load(strings.NewReader(file())); err == nil {
		t.Error("an infinite coupling is taken")
	}
	m.Weights()[2], m.VisibleBias()[3] = 0, -1
	if _, err := harmonium.Load(strings.NewReader(file())); err == nil || !strings.Contains(err.Error(), "precision") {
		t.Errorf("a negative precision is taken: %v", err)
	}
}
