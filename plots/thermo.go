package plots

import (
	"fmt"
	"math"
)

// Thermo is the thermodynamics of a system at one temperature.
type Thermo struct {
	T, U, H, F, C float64 // temperature, energy, entropy (nats), free energy, heat capacity
}

// Thermodynamics draws energy, free energy, entropy and heat capacity against the
// temperature, a panel each.
func Thermodynamics(points []Thermo) *Figure {
	get := []struct {
		name string
		of   func(Thermo) float64
	}{
		{"energy U", func(p Thermo) float64 { return p.U }},
		{"free energy F = U − TH", func(p Thermo) float64 { return p.F }},
		{"entropy H (nats)", func(p Thermo) float64 { return p.H }},
		{"heat capacity C", func(p Thermo) float64 { return p.C }},
	}
	panels := make([]*Figure, len(get))
	for k, g := range get {
		l := Line{Bare: true}
		for _, p := range points {
			l.X, l.Y = append(l.X, p.T), append(l.Y, g.of(p))
		}
		panels[k] = Lines(Axes{"temperature T", g.name}, l).Sized(380, 240)
		if panels[k].err != nil {
			return panels[k]
		}
	}
	f := Grid(2, panels...)
	f.words = thermoWords(points)
	return f
}

func thermoWords(points []Thermo) string {
	peak, at := math.Inf(-1), 0.0
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, p := range points {
		if isFinite(p.C) && p.C > peak {
			peak, at = p.C, p.T
		}
		lo, hi = min(lo, p.T), max(hi, p.T)
	}
	s := fmt.Sprintf("Energy, free energy, entropy and heat capacity at %d temperatures from %s to %s", len(points), number(lo), number(hi))
	if isFinite(peak) {
		s += fmt.Sprintf("; the heat capacity is largest, %s, at T = %s", number(peak), number(at))
	}
	return s + "."
}
