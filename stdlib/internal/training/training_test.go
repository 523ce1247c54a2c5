package training_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/training"
	"harmonium/stdlib/rng"
)

// scored is a step with a log-likelihood.
func scored(update int, score float64) stdlib.Step {
	s := stdlib.Unmeasured(update, 0)
	s.LogLikelihood = score
	return s
}

func model(w []float64) []tensors.Tensor {
	return []tensors.Tensor{{Name: "J", Shape: []int{len(w)}, F64: w}}
}

// The rule ends training after so many steps without a gain, and the best model comes back.
func TestStoppingKeepsTheBest(t *testing.T) {
	w := []float64{0}
	r, err := training.New(model(w), stdlib.Stopping{Patience: 2, Least: .1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ended := -1
	for k, score := range []float64{-5, -4, -3.95, -4.2, -1} { // .05 is no gain
		w[0] = float64(k)
		stop, err := r.Add(scored(10*k, score))
		if err != nil {
			t.Fatal(err)
		}
		if stop {
			ended = k
			break
		}
	}
	r.Finish()
	if ended != 3 || w[0] != 1 || r.History.Kept != 1 || !r.History.Stopped || r.History.Best().Update != 10 {
		t.Errorf("ended at step %d with model %v, history %v; want 3, the model of step 1", ended, w, r.History)
	}
	if text := r.History.String(); !strings.Contains(text, "kept: the model after update 10") {
		t.Error(text)
	}
}

func TestWithoutARuleTheLastModelStays(t *testing.T) {
	w := []float64{7}
	r, _ := training.New(model(w), stdlib.Stopping{}, nil)
	for k := range 50 {
		if stop, err := r.Add(stdlib.Unmeasured(k, 0)); stop || err != nil {
			t.Fatal(stop, err)
		}
	}
	r.Finish()
	if w[0] != 7 || r.History.Kept != 49 {
		t.Errorf("model %v, kept %d", w, r.History.Kept)
	}
}

func TestRefusals(t *testing.T) {
	for _, s := range []stdlib.Stopping{{Patience: -1}, {Least: math.NaN()}, {Least: math.Inf(1)}} {
		if _, err := training.New(nil, s, nil); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
	r, _ := training.New(nil, stdlib.Stopping{Patience: 1}, nil)
	if _, err := r.Add(stdlib.Unmeasured(3, 0)); err == nil || !strings.Contains(err.Error(), "after update 3") {
		t.Errorf("a measure that is not measured: %v", err)
	}
	mine := errors.New("mine")
	r, _ = training.New(nil, stdlib.Stopping{}, func(stdlib.Step) error { return mine })
	if _, err := r.Add(stdlib.Unmeasured(3, 0)); err != mine || len(r.History.Steps) != 1 {
		t.Errorf("watch's error came back as %v", err)
	}
}

func kinds(all []stdlib.Warning) (text string) {
	for _, w := range all {
		text += w.Kind + "; "
	}
	return text
}

func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		means []float32
		want  string
	}{
		{[]float32{.2, .9, .3, .1}, ""},
		{[]float32{0, .9, .001, .1}, "dead units; "},
		{[]float32{1, .9, .999, .1}, "dead units; "},
		{[]float32{0, 1, 1, 0}, "saturated units; "},
		{[]float32{0, 1, 0, 0}, "saturated units; dead units; "},
		{[]float32{0, 1, 0, 1}, "dead units; "}, // both the same on every example
		{[]float32{0, 1}, ""},                   // one example cannot tell
	} {
		if got := kinds(training.Hidden(c.means, 2)); got != c.want {
			t.Errorf("%v: %q, want %q", c.means, got, c.want)
		}
	}
	if w := training.Range([]float64{0, 255, .5}); len(w) != 1 || !strings.Contains(w[0].Cause, "1 of 3") || !strings.Contains(w[0].Cure, "255") {
		t.Errorf("a byte of 255: %v", w)
	}
	if w := training.Range([]float32{0, 1, .5}); w != nil {
		t.Errorf("data within [0, 1]: %v", w)
	}
	step := func(norm, reconstruction float64) stdlib.Step {
		s := stdlib.Unmeasured(1, 0)
		s.WeightNorm, s.Reconstruction = norm, reconstruction
		return s
	}
	nan := math.NaN()
	for _, c := range []struct {
		steps []stdlib.Step
		want  string
	}{
		{[]stdlib.Step{step(.01, nan), step(.1, nan), step(.4, nan)}, ""}, // growth from nothing is learning
		{[]stdlib.Step{step(.5, nan), step(2, nan), step(9, nan)}, "rate; "},
		{[]stdlib.Step{step(.5, .2), step(.6, .1), step(.7, .14)}, ""},
		{[]stdlib.Step{step(.5, .2), step(.6, .1), step(.7, .3)}, "rate; "},
	} {
		if got := kinds(training.Rate(c.steps)); got != c.want {
			t.Errorf("%v: %q, want %q", c.steps, got, c.want)
		}
	}
}

func TestWarningsAreRaisedOnce(t *testing.T) {
	r, _ := training.New(nil, stdlib.Stopping{}, nil)
	for k := range 3 {
		if _, err := r.Add(stdlib.Unmeasured(k+5, 0), training.Hidden([]float64{0, .5, 0, .6}, 2)...); err != nil {
			t.Fatal(err)
		}
	}
	if w := r.History.Warnings; len(w) != 1 || w[0].Update != 5 {
		t.Errorf("%v, want one warning of update 5", w)
	}
}

func TestCheckpointRoundTrip(t *testing.T) {
	w, speed := []float64{1, 2}, []float64{.5, -.5}
	state := func(s []float64) []tensors.Tensor {
		return []tensors.Tensor{{Name: "speed.J", Shape: []int{2}, F64: s}}
	}
	r, _ := training.New(model(w), stdlib.Stopping{Patience: 9}, nil)
	for k, score := range []float64{-3, -2, -4} {
		w[0] = float64(k)
		if _, err := r.Add(scored(k, score), stdlib.Warning{Kind: "x", Cause: "c", Cure: "d"}); err != nil {
			t.Fatal(err)
		}
	}
	src := rng.New(math.MaxUint64).Named("part")
	var file bytes.Buffer
	if err := r.Save(&file, "harmonium.test", 3, src, state(speed), map[string]string{"rows": "1"}); err != nil {
		t.Fatal(err)
	}
	whole := file.Bytes()
	c, err := training.Read(bytes.NewReader(whole), "harmonium.test")
	if err != nil || c.Update != 3 || c.Source != src || c.Meta["rows"] != "1" {
		t.Fatalf("%+v, %v", c, err)
	}
	w2, speed2 := make([]float64, 2), make([]float64, 2)
	again, _ := training.New(model(w2), stdlib.Stopping{Patience: 9}, nil)
	if err := again.Resume(c, state(speed2)); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(again.History) != fmt.Sprint(r.History) || !reflect.DeepEqual(w, w2) || !reflect.DeepEqual(speed, speed2) {
		t.Errorf("came back as %v, %v, %v; want %v, %v, %v", again.History, w2, speed2, r.History, w, speed)
	}
	again.Finish()
	if w2[0] != 1 {
		t.Errorf("the best model is %v, want that of step 1", w2)
	}
	if _, err := training.Read(bytes.NewReader(whole), "harmonium.other"); err == nil {
		t.Error("another model's file is taken")
	}
	if err := again.Resume(c, state(make([]float64, 3))); err == nil || !strings.Contains(err.Error(), "speed.J") {
		t.Errorf("a tensor of another shape: %v", err)
	}
}
