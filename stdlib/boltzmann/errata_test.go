package boltzmann_test

import (
	"math"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rng"
)

// The lecture's mistakes about these machines, by the numbers of their list.

// Erratum 6: the biases have a part in every update, Σ stands before bᵢsᵢ, and no unit acts
// on itself. A machine of biases alone samples ⟨sᵢ⟩ = tanh bᵢ; a coupling of a unit with
// itself cannot be set.
func TestErratum6BiasesArePartOfEveryUpdate(t *testing.T) {
	m := must[*boltzmann.Machine](t)(boltzmann.New(3, 0))
	copy(m.Bias(), []float64{.5, -1, .2})
	run := must[boltzmann.Completion](t)(m.Complete(ctx, rng.New(1), stdlib.Row([]int8{1, 1, 1}), nil, boltzmann.Sampling{Count: 100, Sweeps: 200}))
	means := must[boltzmann.Means](t)(m.MeanField(ctx, nil, false))
	for i, b := range m.Bias() {
		if math.Abs(run.Mean[i]-math.Tanh(b)) > 5*run.Error[i] || math.Abs(means.Mean[i]-math.Tanh(b)) > 1e-12 {
			t.Errorf("unit %d: sampled %v, mean field %v, want tanh b = %v", i, run.Mean[i], means.Mean[i], math.Tanh(b))
		}
	}
	if e := must[float64](t)(m.Energy(stdlib.Row([]int8{1, -1, -1}))); math.Abs(e+1.3) > 1e-15 {
		t.Errorf("energy %v, want −Σ bᵢsᵢ = −1.3", e)
	}
	if m.Weights().Set(1, 1, .3) == nil {
		t.Error("a unit acts on itself")
	}
}

// Erratum 7: to lower the energies of the targets and raise all others has no minimum: the
// objective goes to −∞ as the couplings grow. The likelihood has one, since ln Z counts
// the others by their probability.
func TestErratum7TheLikelihoodIsBoundedAndEnergiesAreNot(t *testing.T) {
	d := boltzmann.Examples(must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))...)
	m := random(t, 1, 4, 0, .3)
	objective := func() float64 { // Σ E(targets) − Σ E(others); Σ over all states is 0 without a constant
		sum := 0.0
		for _, p := range d.Patterns {
			sum += 2 * must[float64](t)(m.Energy(p))
		}
		return sum
	}
	for i := range 4 { // a step of Hebb's rule, the slope of that objective
		for j := range i {
			w := 0.0
			for _, p := range d.Patterns {
				w += float64(p.Spins[i]) * float64(p.Spins[j])
			}
			m.Weights().Set(i, j, w)
		}
		m.Bias()[i] = 0
	}
	one, ll := objective(), must[float64](t)(m.LogLikelihood(ctx, d))
	for i := range 4 {
		for j := range i {
			m.Weights().Set(i, j, 100*m.Weights().At(i, j))
		}
	}
	if got := objective(); !(one < 0) || math.Abs(got-100*one) > 1e-9*math.Abs(got) {
		t.Errorf("100 times the couplings: objective %v, before %v", got, one)
	}
	const best = -1.73287 // minus the entropy of the data
	if got := must[float64](t)(m.LogLikelihood(ctx, d)); got > best || ll > best {
		t.Errorf("mean ln P %v, and %v with 100 times the couplings: want at most %v", ll, got, best)
	}
}

// Erratum 11: ∂ ln Z/∂wᵢⱼ is ⟨sᵢsⱼ⟩/T under the machine's own distribution.
func TestErratum11DerivativeOfLogZ(t *testing.T) {
	m := random(t, 4, 5, 0, .6)
	m.SetTemperature(1.6)
	p := must[[]float64](t)(m.Distribution(ctx))
	const h = 1e-5
	for i := range 5 {
		for j := range i {
			w := m.Weights().At(i, j)
			m.Weights().Set(i, j, w+h)
			up := must[float64](t)(m.LogZ(ctx))
			m.Weights().Set(i, j, w-h)
			down := must[float64](t)(m.LogZ(ctx))
			m.Weights().Set(i, j, w)
			mean := 0.0
			for x, q := range p {
				mean += q * float64((x>>i&1)*2-1) * float64((x>>j&1)*2-1)
			}
			if got := (up - down) / (2 * h); math.Abs(got-mean/1.6) > 1e-9 {
				t.Errorf("coupling (%d, %d): ∂ ln Z = %v, ⟨ss⟩/T = %v", i, j, got, mean/1.6)
			}
		}
	}
}

// Erratum 12: the step goes up the likelihood, w + η ∂ℓ/∂w.
func TestErratum12LearningIsAscent(t *testing.T) {
	d := boltzmann.Examples(must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))...)
	m := random(t, 2, 4, 2, .3)
	h := must[stdlib.History](t)(m.Train(ctx, rng.New(1), d, boltzmann.Training{Updates: 100, Rate: .05, Every: 1}))
	for k := 1; k < len(h.Steps); k++ {
		if h.Steps[k].LogLikelihood <= h.Steps[k-1].LogLikelihood {
			t.Fatalf("update %d: mean ln p fell from %v to %v", k+1, h.Steps[k-1].LogLikelihood, h.Steps[k].LogLikelihood)
		}
	}
}

// Erratum 16: the gradient has the factor 1/T: at twice the temperature and twice the
// parameters the machine is the same, and its gradient half.
func TestErratum16GradientHasOneOverT(t *testing.T) {
	d := boltzmann.Examples(must[[]stdlib.Pattern](t)(data.BarsAndStripes(2))...)
	m := random(t, 2, 4, 2, .3)
	cold := must[boltzmann.Gradient](t)(m.Gradient(ctx, d))
	m.SetTemperature(2)
	for i := range 6 {
		m.Bias()[i] *= 2
		for j := range i {
			m.Weights().Set(i, j, 2*m.Weights().At(i, j))
		}
	}
	hot := must[boltzmann.Gradient](t)(m.Gradient(ctx, d))
	if math.Abs(hot.LogLikelihood-cold.LogLikelihood) > 1e-12 {
		t.Errorf("mean ln p %v and %v of the same machine", hot.LogLikelihood, cold.LogLikelihood)
	}
	for i := range 6 {
		for j := range i {
			if a, b := hot.Weights.At(i, j), cold.Weights.At(i, j); math.Abs(2*a-b) > 1e-12 {
				t.Errorf("coupling (%d, %d): gradient %v at T = 2, %v at T = 1", i, j, a, b)
			}
		}
	}
}
