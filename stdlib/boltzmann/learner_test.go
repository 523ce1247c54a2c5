package boltzmann_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rng"
)

// ways are trainings by every method, with all that has a state.
var ways = []boltzmann.Training{
	{Method: boltzmann.Exact, Momentum: .5},
	{Method: boltzmann.Gibbs, Momentum: .5, Chains: 20, Clamped: 2, Average: 3, Anneal: []boltzmann.Stage{{Temperature: 2, Sweeps: 3}}},
	{Method: boltzmann.Persistent, Momentum: .5, Chains: 20, TurnOff: .1, TurnOn: .05},
	{Method: boltzmann.Persistent, Step: .1, Chains: 33, Stop: stdlib.Stopping{Patience: 50}},
	{Method: boltzmann.MeanField, Rate: .01},
}

// A training that is interrupted in the middle of an update, saved and resumed goes
// the way of one that is not.
func TestResumedTrainingHasTheSameBits(t *testing.T) {
	d := boltzmann.Examples(must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))...)
	for k, how := range ways {
		how.Updates, how.Every = 40, 5
		straight := random(t, 3, 4, 2, .1)
		want := must[stdlib.History](t)(straight.Train(ctx, rng.New(9), d, how))

		m := random(t, 3, 4, 2, .1)
		l := must[*boltzmann.Learner](t)(m.Learner(rng.New(9), d, how))
		if err := l.Advance(ctx, 17); err != nil {
			t.Fatal(err)
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := l.Advance(gone, 1); !errors.Is(err, context.Canceled) {
			t.Fatalf("way %d: %v", k, err)
		}
		var file bytes.Buffer
		if err := l.Save(&file); err != nil {
			t.Fatal(err)
		}
		l = must[*boltzmann.Learner](t)(boltzmann.Resume(&file, d, how))
		if l.Updates() != 17 || furthest(l.Machine(), m) != 0 {
			t.Fatalf("way %d: %d updates, parameters off by %v", k, l.Updates(), furthest(l.Machine(), m))
		}
		got := must[stdlib.History](t)(l.Run(ctx))
		if d := furthest(l.Machine(), straight); d != 0 || fmt.Sprint(got) != fmt.Sprint(want) || len(got.Steps) != len(want.Steps) {
			t.Errorf("way %d: parameters off by %v; %v, want %v", k, d, got, want)
		}
	}
}

func TestFileRoundTrip(t *testing.T) {
	m := random(t, 3, 4, 2, .7)
	m.SetTemperature(1.25)
	if err := m.SetMask(must[*stdlib.Sparse](t)(boltzmann.Layers(4, 2))); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := m.Save(&file); err != nil {
		t.Fatal(err)
	}
	whole := file.Bytes()
	back := must[*boltzmann.Machine](t)(boltzmann.Load(bytes.NewReader(whole)))
	if furthest(m, back) != 0 || back.Temperature() != 1.25 || back.Visible() != 4 || back.Hidden() != 2 {
		t.Errorf("%v came back as %v", m, back)
	}
	if err := back.Scatter(rng.New(1), 1); err != nil || back.Weights().At(0, 1) != 0 || back.Weights().At(0, 4) == 0 {
		t.Errorf("the mask has not come back: %v", back.Weights().Row(0))
	}
	for n := range whole {
		if _, err := boltzmann.Load(bytes.NewReader(whole[:n])); err == nil {
			t.Errorf("%d of %d bytes are taken", n, len(whole))
		}
	}
	for _, change := range [][2]string{{`"visible":"4"`, `"visible":"9"`}, {`"temperature":"1.25"`, `"temperature":"-1.2"`}, {"harmonium.boltzmann", "harmonium.something"}} {
		bad := bytes.Replace(whole, []byte(change[0]), []byte(change[1]), 1)
		if _, err := boltzmann.Load(bytes.NewReader(bad)); err == nil || bytes.Equal(bad, whole) {
			t.Errorf("%s is taken: %v", change[1], err)
		}
	}
	if _, err := boltzmann.Resume(bytes.NewReader(whole), boltzmann.Data{}, boltzmann.Training{}); err == nil || !strings.Contains(err.Error(), "not of a training") {
		t.Errorf("a model without a training is resumed: %v", err)
	}
}

// The rate is far too high for chains of 5: the likelihood falls from its best, which
// comes back, and the warnings say why.
func TestStoppingGivesTheBestMachineBack(t *testing.T) {
	d := boltzmann.Examples(must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))...)
	m := random(t, 3, 4, 2, .1)
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(2), d, boltzmann.Training{Method: boltzmann.Persistent, Chains: 5, Rate: 2,
		Updates: 2000, Every: 1, Stop: stdlib.Stopping{Patience: 20}}))
	best := h.Best()
	if !h.Stopped || best.Update >= h.Last().Update || best.LogLikelihood <= h.Last().LogLikelihood {
		t.Fatalf("%v", h)
	}
	if got := must[float64](t)(m.LogLikelihood(ctx, d)); got != best.LogLikelihood {
		t.Errorf("the machine has %v, the best step %v", got, best.LogLikelihood)
	}
	for _, s := range h.Steps {
		if s.LogLikelihood > best.LogLikelihood {
			t.Errorf("step %v is better than the best", s)
		}
	}
}

func TestWarningsOfTraining(t *testing.T) {
	d := boltzmann.Examples(must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))...)
	m := random(t, 3, 4, 3, .1)
	m.Bias()[5] = 50
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(2), d, boltzmann.Training{Updates: 20}))
	if len(h.Warnings) != 1 || h.Warnings[0].Kind != "dead units" || !strings.Contains(h.String(), "of 3 hidden units 0 are never on and 1 always, on all 6 examples") {
		t.Errorf("%v", h)
	}
}

// Held-out data are looked at and not learned.
func TestHeldOutData(t *testing.T) {
	world := must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))
	m := random(t, 3, 4, 2, .1)
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(2), boltzmann.Examples(world[:3]...), boltzmann.Training{Updates: 300, Held: boltzmann.Examples(world[3:]...)}))
	first, last := h.Steps[0], h.Last()
	if !(last.HeldLikelihood < last.LogLikelihood-1) || !(last.FreeEnergyGap > first.FreeEnergyGap) || !(last.Score() == last.HeldLikelihood) {
		t.Errorf("from %+v to %+v", first, last)
	}
}
