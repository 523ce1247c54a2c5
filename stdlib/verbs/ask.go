package verbs

import (
	"context"
	"fmt"
	"reflect"

	"harmonium/stdlib"
	"harmonium/stdlib/boltzmann"
	"harmonium/stdlib/exact"
	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rng"
)

// Completion is what a machine makes of a pattern of which some units are known.
type Completion struct {
	Mean     []float64        // of every visible unit, known or not: the probability that it is on, of machines of bits and of spins alike
	Error    []float64        // its standard error
	Patterns []stdlib.Pattern // the last state of every chain
}

// Complete fills in a pattern: the units in known keep their values, the others follow
// from them. how is the machine's Sampling, or nothing for its defaults.
func Complete(ctx context.Context, src rng.Source, machine any, p stdlib.Pattern, known []int, how ...any) (Completion, error) {
	args, err := settings("Complete", how)
	if err != nil {
		return Completion{}, err
	}
	out, err := call{ctx, src, machine, "Complete"}.with(nil, append([]any{p, known}, args...)...)
	if c, ok := value(out).(boltzmann.Completion); ok {
		return OfSpins(c), err
	}
	if c, ok := value(out).(harmonium.Completion); ok {
		return ofRows(machine, c, p, err)
	}
	return as[Completion](out), err
}

// ofRows is a completion of a harmonium of bits or spins.
func ofRows(machine any, c harmonium.Completion, like stdlib.Pattern, stopped error) (Completion, error) {
	all, err := pictures(machine, reflect.ValueOf(c.States))
	if err != nil {
		return Completion{}, fmt.Errorf("Complete: %w", err)
	}
	for k := range all {
		all[k].Rows, all[k].Cols = like.Rows, like.Cols
	}
	if _, spins := machine.(*harmonium.Machine).Visible().(harmonium.Spins); spins {
		return OfSpins(boltzmann.Completion{Mean: c.Mean, Error: c.Error, Patterns: all}), stopped
	}
	return Completion{c.Mean, c.Error, all}, stopped
}

// OfSpins is a completion whose means are those of spins, −1 to 1.
func OfSpins(c boltzmann.Completion) Completion {
	on := Completion{Patterns: c.Patterns}
	for i, m := range c.Mean {
		on.Mean, on.Error = append(on.Mean, (1+m)/2), append(on.Error, c.Error[i]/2)
	}
	return on
}

// value is what a call gave; nil when it gave nothing.
func value(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}

// Classify gives the probability of each of so many classes, which are the machine's
// last visible units, one of them on. A classifier knows how many it has.
func Classify(ctx context.Context, src rng.Source, machine any, p stdlib.Pattern, classes ...int) ([]float64, error) {
	args := []any{p}
	for _, n := range classes {
		args = append(args, n)
	}
	out, err := call{ctx, src, machine, "Classify"}.with(nil, args...)
	return as[[]float64](out), err
}

// Energy is a model's energy in a state: of any [stdlib.Model], and of whatever has a
// method Energy. Machines whose layers are states of their own take one for each.
func Energy(machine any, states ...stdlib.Pattern) (float64, error) {
	if len(states) == 1 {
		switch m := machine.(type) {
		case interface {
			Energy(stdlib.Pattern) (float64, error)
		}:
			return m.Energy(states[0])
		case stdlib.Model:
			return isingEnergy(m, states[0])
		}
	}
	if m, ok := machine.(interface {
		Energy(...stdlib.Pattern) (float64, error)
	}); ok && len(states) != 1 {
		return m.Energy(states...)
	}
	args := make([]any, len(states))
	for i, p := range states {
		args[i] = p
	}
	return number(context.Background(), machine, "Energy", args...)
}

func isingEnergy(model stdlib.Model, state stdlib.Pattern) (float64, error) {
	m, err := model.Ising()
	if err != nil {
		return 0, err
	}
	if err := m.CheckState(state.Spins); err != nil {
		return 0, err
	}
	return m.Energy(state.Spins), nil
}

// FreeEnergy is −T ln Σ e^(−E/T) over the hidden units, the visible ones held at v.
func FreeEnergy(ctx context.Context, machine any, v stdlib.Pattern) (float64, error) {
	return number(ctx, machine, "FreeEnergy", v)
}

// LogLikelihood is the mean ln P of the data, exact.
func LogLikelihood(ctx context.Context, machine, data any) (float64, error) {
	return number(ctx, machine, "LogLikelihood", data)
}

// PseudoLikelihood is the mean over the data of Σᵢ ln P(vᵢ | the others).
func PseudoLikelihood(ctx context.Context, machine, data any) (float64, error) {
	return number(ctx, machine, "PseudoLikelihood", data)
}

// LogZ is the logarithm of the partition function, exact; of a model that is no machine,
// at temperature 1.
func LogZ(ctx context.Context, machine any) (float64, error) {
	if m, ok := machine.(stdlib.Model); ok && !can(machine, "LogZ") {
		at, err := Thermodynamics(ctx, m, 1)
		if err != nil {
			return 0, err
		}
		return at[0].LogZ, nil
	}
	return number(ctx, machine, "LogZ")
}

// Thermodynamics counts all states of a model and gives energy, entropy, free energy and
// heat capacity at the temperatures; at 0.1, 0.2, … 5 when none is given.
func Thermodynamics(ctx context.Context, model stdlib.Model, temperatures ...float64) ([]exact.Point, error) {
	m, err := model.Ising()
	if err != nil {
		return nil, err
	}
	all, err := exact.Enumerate(ctx, m)
	if err != nil {
		return nil, err
	}
	if len(temperatures) == 0 {
		for k := 1; k <= 50; k++ {
			temperatures = append(temperatures, float64(k)/10)
		}
	}
	return all.Thermodynamics(temperatures...)
}

func number(ctx context.Context, machine any, method string, args ...any) (float64, error) {
	out, err := call{ctx: ctx, machine: machine, method: method}.with(nil, args...)
	return as[float64](out), err
}

// Transform gives the features that a machine finds in each of the data: a row each of
// the means of its hidden units.
func Transform(ctx context.Context, src rng.Source, machine, data any) ([][]float64, error) {
	out, err := call{ctx, src, machine, "Transform"}.with(nil, data)
	if err != nil {
		return nil, err
	}
	if rows, ok := value(out).([][]float64); ok {
		return rows, nil
	}
	flat, ok := value(out).([]float32)
	n, err := count(data)
	if err != nil || !ok || n == 0 || len(flat)%n != 0 {
		return nil, fmt.Errorf("Transform: a %T gave a %T of %d examples", machine, value(out), n)
	}
	rows := make([][]float64, n)
	for k := range rows {
		for _, x := range flat[k*len(flat)/n : (k+1)*len(flat)/n] {
			rows[k] = append(rows[k], float64(x))
		}
	}
	return rows, nil
}
