package verbs

import (
	"context"
	"fmt"
	"math"
	"reflect"

	"harmonium/stdlib"
	"harmonium/stdlib/mcmc"
	"harmonium/stdlib/rng"
)

// Watch is told how a run goes, from several goroutines at once. Either may be nil.
type Watch struct {
	Progress func(done, of int)              // sweeps of all chains
	Energy   func(chain int, energy float64) // after each sweep
}

// Sample draws states at a temperature. A machine with a method Sample draws visible
// states, one a chain, and how is its own Sampling; where that has no Temperature, only
// 1 is legal. Any other [stdlib.Model] is sampled by mcmc.Sample, as is a machine that
// is one when how is an mcmc.Sampling: then the states are those of all its units.
// States are shaped as the machine's pictures are. watch is told of the
// second kind of run only.
func Sample(ctx context.Context, src rng.Source, machine any, temperature float64, watch Watch, how ...any) (mcmc.Run, error) {
	args, err := settings("Sample", how)
	if err != nil {
		return mcmc.Run{}, err
	}
	sampling, isSpins := one(args).(mcmc.Sampling)
	if model, ok := machine.(stdlib.Model); ok && (isSpins || !can(machine, "Sample")) {
		if len(args) > 0 && !isSpins {
			return mcmc.Run{}, fmt.Errorf("Sample: a %T takes an mcmc.Sampling here, not a %T", machine, args[0])
		}
		return sampleSpins(ctx, src, model, temperature, watch, sampling)
	}
	asked := temperature == 1
	out, err := call{ctx, src, machine, "Sample"}.with(func(how reflect.Value) error {
		asked = true
		return setTemperature(how, temperature, machine)
	}, args...)
	if err == nil && !asked { // it takes no settings that could say so
		return mcmc.Run{}, notAt(machine, temperature)
	}
	states, bad := pictures(machine, out)
	if bad != nil {
		return mcmc.Run{}, fmt.Errorf("Sample: %w", bad)
	}
	return runOf(states, temperature, src), err
}

func one(args []any) any {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

func sampleSpins(ctx context.Context, src rng.Source, model stdlib.Model, temperature float64, watch Watch, how mcmc.Sampling) (mcmc.Run, error) {
	if how.Temperature != 0 && how.Temperature != temperature {
		return mcmc.Run{}, twoTemperatures(temperature, how.Temperature)
	}
	how.Temperature, how.Watch = temperature, bothEnergies(watch.Energy, how.Watch)
	m, err := model.Ising()
	if err != nil {
		return mcmc.Run{}, err
	}
	run, err := mcmc.Sample(ctx, src, m, how, watch.Progress)
	for k := range run.Chains {
		c := &run.Chains[k]
		Shape(model, &c.Final)
		for i := range c.States {
			Shape(model, &c.States[i])
		}
	}
	return run, err
}

func bothEnergies(watch, own func(int, float64)) func(int, float64) {
	if watch == nil || own == nil {
		if watch == nil {
			return own
		}
		return watch
	}
	return func(chain int, energy float64) {
		watch(chain, energy)
		own(chain, energy)
	}
}

func twoTemperatures(a, b float64) error {
	return fmt.Errorf("Sample: two temperatures, %v and %v in the settings", a, b)
}

func notAt(machine any, t float64) error {
	return fmt.Errorf("a %T is sampled at temperature 1, not %v", machine, t)
}

func setTemperature(how reflect.Value, t float64, machine any) error {
	f := how.FieldByName("Temperature")
	switch {
	case !f.IsValid() || f.Kind() != reflect.Float64:
		if t != 1 {
			return notAt(machine, t)
		}
	case f.Float() != 0 && f.Float() != t:
		return twoTemperatures(t, f.Float())
	case t == 0:
		return fmt.Errorf("a %T cannot be sampled at temperature 0", machine)
	default:
		f.SetFloat(t)
	}
	return nil
}

// runOf is a run of chains of which the last state alone is known.
func runOf(states []stdlib.Pattern, temperature float64, src rng.Source) mcmc.Run {
	run := mcmc.Run{Sampling: mcmc.Sampling{Temperature: temperature, Chains: len(states)}, Seed: src.Seed(), Energy: math.NaN(), Chains: make([]mcmc.Chain, len(states))}
	for k, p := range states {
		run.Chains[k] = mcmc.Chain{States: states[k : k+1 : k+1], Final: p}
		if run.Mean == nil {
			run.Mean = make([]float64, len(p.Spins))
		}
		for i, s := range p.Spins {
			run.Mean[i] += float64(s) / float64(len(states))
		}
	}
	return run
}

// Shape makes a state a picture where the model knows what its pictures look like.
func Shape(model stdlib.Model, p *stdlib.Pattern) {
	if m, ok := model.(interface{ Shape() (rows, cols int) }); ok && p.Rows == 1 {
		if rows, cols := m.Shape(); rows*cols == len(p.Spins) {
			p.Rows, p.Cols = rows, cols
		}
	}
}
