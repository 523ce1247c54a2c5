package rbm_test

import (
	"bytes"
	"math"
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
