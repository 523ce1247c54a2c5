package plots_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"image"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"harmonium/plots"
	"harmonium/stdlib"
)

// kinds makes figures of any numbers with every function of the package, the numbers
// in each place that takes some, and lengths that do not fit.
var kinds = map[string]func(v []float64) []*plots.Figure{
	"Acceptance": func(v []float64) []*plots.Figure {
		return figures(plots.Acceptance(v), plots.Acceptance(v, nil, v), plots.Acceptance())
	},
	"Activity": func(v []float64) []*plots.Figure {
		return figures(plots.Activity(square(v)), plots.Activity(row(v)), plots.Activity(nil))
	},
	"Agreement": func(v []float64) []*plots.Figure {
		return figures(plots.Agreement(axes, v, v), plots.Agreement(axes, v, nil), plots.Agreement(axes, nil, v), plots.Agreement(axes, indices(v), v))
	},
	"Autocorrelation": func(v []float64) []*plots.Figure {
		return figures(plots.Autocorrelation(v), plots.Autocorrelation(v, nil), plots.Autocorrelation(nil, v))
	},
	"Bars": func(v []float64) []*plots.Figure {
		return figures(plots.Bars(axes, nil, plots.Group{Heights: v}), plots.Bars(axes, nil, plots.Group{Heights: v, Errors: v}, plots.Group{Heights: v}),
			plots.Bars(axes, []string{"a"}, plots.Group{Heights: v}), plots.Bars(axes, nil, plots.Group{Heights: v}, plots.Group{}), plots.Bars(axes, nil, plots.Group{Heights: v, Errors: v[:len(v)/2]}))
	},
	"Basins": func(v []float64) []*plots.Figure {
		return figures(plots.Basins(v), plots.Basins(first(v, 4)))
	},
	"BasinMap": func(v []float64) []*plots.Figure {
		return figures(plots.BasinMap(v, 10, plots.Basin{Recalled: whole(v)}), plots.BasinMap(v, 10), plots.BasinMap(v, -1, plots.Basin{Recalled: make([]int, len(v))}), plots.BasinMap(v, 1, plots.Basin{Recalled: make([]int, len(v))}), plots.BasinMap(v, 1, plots.Basin{}))
	},
	"Capacity": func(v []float64) []*plots.Figure {
		return figures(plots.Capacity(plots.Load{}, plots.Load{Load: v, Overlap: v, Error: v, Wrong: v}), plots.Capacity(plots.Load{Load: v, Overlap: v, Wrong: v}), plots.Capacity(plots.Load{Load: v}),
			plots.Capacity(plots.Load{Load: v, Overlap: v, Wrong: []float64{1}}), plots.Capacity(plots.Load{}), plots.Capacity(plots.Load{}, plots.Load{Load: v, Overlap: v, Error: []float64{1}}))
	},
	"Confusion": func(v []float64) []*plots.Figure {
		return figures(plots.Confusion(nil, square(v)), plots.Confusion([]string{"a"}, square(v)), plots.Confusion(nil, nil), plots.Confusion(nil, square(first(v, 4))))
	},
	"Convergence": func(v []float64) []*plots.Figure {
		return figures(plots.Convergence(v), plots.Convergence(v, v), plots.Convergence(v, nil), plots.Convergence())
	},
	"Cosine": func(v []float64) []*plots.Figure {
		return figures(plots.Cosine([]int{1}, [][]float64{v}), plots.Cosine([]int{-1, 0}, [][]float64{v, nil}), plots.Cosine([]int{1}, nil), plots.Cosine(nil, nil))
	},
	"Cuts": func(v []float64) []*plots.Figure {
		return figures(plots.Cuts(v, 0), plots.Cuts(v, math.NaN()), plots.Cuts(v, math.Inf(1)), plots.Cuts(v, 5))
	},
	"Descent": func(v []float64) []*plots.Figure {
		return figures(plots.Descent(plots.Fall{Energies: v, Sweeps: sweeps(v)}), plots.Descent(plots.Fall{Energies: v}), plots.Descent(), plots.Descent(plots.Fall{Energies: v, Sweeps: whole(v)}))
	},
	"Distribution": func(v []float64) []*plots.Figure {
		return figures(plots.Distribution([]float64{1}, [][]float64{v}, nil), plots.Distribution(v, nil, nil), plots.Distribution(first(v, 1), [][]float64{v}, []string{"a"}), plots.Distribution([]float64{1, 2}, [][]float64{v, nil}, nil))
	},
	"Energy": func(v []float64) []*plots.Figure {
		return figures(plots.Energy(v), plots.Energy(v, nil), plots.Energy(nil, v, v), plots.Energy())
	},
	"Fantasies": func(v []float64) []*plots.Figure {
		return figures(plots.Fantasies([]int{0}, []stdlib.Pattern{pattern(v)}), plots.Fantasies(nil), plots.Fantasies(nil, nil), plots.Fantasies(whole(v), []stdlib.Pattern{pattern(v)}), plots.Fantasies([]int{0, -1}, []stdlib.Pattern{pattern(v), {}}))
	},
	"Film": func(v []float64) []*plots.Figure {
		return figures(plots.Film([]stdlib.Pattern{pattern(v)}), plots.Film(nil), plots.Film([]stdlib.Pattern{pattern(v), {}}), plots.Film(make([]stdlib.Pattern, 20)))
	},
	"Greys": func(v []float64) []*plots.Figure {
		return figures(plots.Greys(1, len(v), [][]float64{v}), plots.Greys(-1, -len(v), [][]float64{v}), plots.Greys(2, 2, [][]float64{v}, "a", "b"), plots.Greys(1, 1, nil))
	},
	"Grid": func(v []float64) []*plots.Figure {
		return figures(plots.Grid(2, plots.Energy(v), plots.Energy(v)), plots.Grid(-1, plots.Energy(v)), plots.Grid(3), plots.Grid(1, nil), plots.Grid(1<<40, plots.Energy(v)))
	},
	"Heatmap": func(v []float64) []*plots.Figure {
		return figures(plots.Heatmap(square(v)), plots.Heatmap(row(v)), plots.Heatmap(nil))
	},
	"Hinton": func(v []float64) []*plots.Figure {
		return figures(plots.Hinton(square(v)), plots.Hinton(row(v)), plots.Hinton(nil), plots.Hinton(square(first(v, 9))))
	},
	"Histogram": func(v []float64) []*plots.Figure {
		return figures(plots.Histogram("", v), plots.Histogram("x", v, plots.Mark{Label: "m", At: v}), plots.Histogram("x", []float64{1, 2}, plots.Mark{At: first(v, 9)}))
	},
	"History": func(v []float64) []*plots.Figure {
		var h stdlib.History
		for k, x := range v {
			h.Steps = append(h.Steps, stdlib.Step{Update: k, Epoch: x, LogLikelihood: x, PseudoLikelihood: x, Reconstruction: x, FreeEnergyGap: math.NaN(), WeightNorm: x, HiddenActivity: x})
		}
		return figures(plots.History(h), plots.History(stdlib.History{}))
	},
	"Image": func(v []float64) []*plots.Figure {
		return figures(plots.Image(image.NewGray(image.Rect(0, 0, len(v), 1))), plots.Image(image.NewRGBA(image.Rect(-5, -5, -1, -2))), plots.Image(nil))
	},
	"Inpainting": func(v []float64) []*plots.Figure {
		p := pattern(v)
		return figures(plots.Inpainting(plots.Hole{Given: p}), plots.Inpainting(), plots.Inpainting(plots.Hole{Given: p, Known: []int{-1}}), plots.Inpainting(plots.Hole{Given: p, Known: []int{0}, Filled: []stdlib.Pattern{p, {}}}), plots.Inpainting(plots.Hole{Given: p, Filled: []stdlib.Pattern{p}}), plots.Inpainting(plots.Hole{Given: p}, plots.Hole{Given: p, Filled: []stdlib.Pattern{p}}))
	},
	"Landscape": func(v []float64) []*plots.Figure {
		n := int(math.Sqrt(float64(len(v))))
		return figures(plots.Landscape(plots.Plane{X: count(n), Y: count(n), Energy: square(v)}), plots.Landscape(plots.Plane{X: v, Y: v, Energy: square(v)}), plots.Landscape(plots.Plane{X: v, Y: v}), plots.Landscape(plots.Plane{Energy: row(v)}),
			plots.Landscape(plots.Plane{X: count(2), Y: count(2), Energy: mat.NewDense(2, 2, nil), Places: []plots.Place{{Name: "a", X: math.NaN()}}, Paths: []plots.Line{{X: v, Y: v}}}),
			plots.Landscape(plots.Plane{X: count(2), Y: count(2), Energy: mat.NewDense(2, 2, nil), Paths: []plots.Line{{Y: v}}}))
	},
	"Layers": func(v []float64) []*plots.Figure {
		return figures(plots.Layers(plots.Layer{Rows: 1, Cols: len(v), Values: v}), plots.Layers(plots.Layer{Rows: len(v), Cols: 1, Values: v}, plots.Layer{Rows: -1, Cols: -len(v), Values: v}), plots.Layers())
	},
	"Learning": func(v []float64) []*plots.Figure {
		return figures(plots.Learning(plots.LearningCurve{Measure: "a", Curves: []plots.Line{{Y: v, Low: v, High: v}}}), plots.Learning(plots.LearningCurve{Curves: []plots.Line{{Y: v}}}, plots.LearningCurve{}), plots.Learning())
	},
	"Lines": func(v []float64) []*plots.Figure {
		return figures(plots.Lines(axes, plots.Line{X: v, Y: v}), plots.Lines(axes, plots.Line{X: indices(v), Y: v, Low: v, High: v, Dashed: true}), plots.Lines(axes, plots.Line{Y: v, Points: true, Low: v, High: v}),
			plots.Lines(axes, plots.Line{X: []float64{1}, Y: v}), plots.Lines(axes, plots.Line{Y: v, Low: v}), plots.Lines(axes, plots.Line{Y: v}).Sized(-3, 1), plots.Lines(axes, plots.Line{Y: v}).Sized(math.NaN(), 1), plots.Lines(axes, plots.Line{Y: v}).Sized(9, 9))
	},
	"Magnetisation": func(v []float64) []*plots.Figure {
		return figures(plots.Magnetisation(v, v, v), plots.Magnetisation(v, v, nil), plots.Magnetisation(nil, v, nil), plots.Magnetisation(v, nil, nil), plots.Magnetisation(v, v, []float64{1}))
	},
	"Minima": func(v []float64) []*plots.Figure {
		return figures(plots.Minima(v, v), plots.Minima(v, nil), plots.Minima(nil, v))
	},
	"Overlap": func(v []float64) []*plots.Figure {
		return figures(plots.Overlap(nil, [][]float64{first(v, 20), first(v, 20)}), plots.Overlap([]string{"a"}, [][]float64{v}), plots.Overlap(nil, columns(v)), plots.Overlap(nil, [][]float64{v, nil}), plots.Overlap(nil, [][]float64{nil, v}))
	},
	"Patterns": func(v []float64) []*plots.Figure {
		return figures(plots.Patterns([]stdlib.Pattern{pattern(v)}), plots.Patterns(nil), plots.Patterns([]stdlib.Pattern{{}, pattern(v)}), plots.Patterns([]stdlib.Pattern{pattern(v)}, "a", "b"), plots.Patterns([]stdlib.Pattern{{Rows: -1, Cols: -len(v), Spins: pattern(v).Spins}}), plots.Patterns(make([]stdlib.Pattern, len(v))))
	},
	"Plot": func(v []float64) []*plots.Figure { return figures(plots.Plot(nil), plots.Plot(&plots.Gonum{})) },
	"Posteriors": func(v []float64) []*plots.Figure {
		return figures(plots.Posteriors(nil, square(v), nil), plots.Posteriors([]string{"a"}, square(v), whole(v)), plots.Posteriors(nil, nil, nil), plots.Posteriors(nil, column(v), nil), plots.Posteriors(nil, column(v), make([]int, len(v))), plots.Posteriors(nil, column(v), whole(v)))
	},
	"Quantised": func(v []float64) []*plots.Figure {
		return figures(plots.Quantised(1, len(v), 2, [][]int{make([]int, len(v))}), plots.Quantised(1, len(v), 3, [][]int{whole(v)}), plots.Quantised(1, 1, -1, [][]int{{0}}), plots.Quantised(-1, -1, 2, [][]int{{0}}, "a", "b"), plots.Quantised(1, 1, 2, nil), plots.Quantised(1, 1, 256, [][]int{{255}}))
	},
	"ReceptiveFields": func(v []float64) []*plots.Figure {
		n := int(math.Sqrt(float64(len(v))))
		return figures(plots.ReceptiveFields(square(v), 1, n), plots.ReceptiveFields(square(v), -1, -n), plots.ReceptiveFields(column(v), len(v), 1), plots.ReceptiveFields(nil, 1, 1))
	},
	"RoundTrips": func(v []float64) []*plots.Figure {
		return figures(plots.RoundTrips([][]int{whole(v)}), plots.RoundTrips(nil), plots.RoundTrips([][]int{{0}, nil}), plots.RoundTrips(ladders(v)))
	},
	"Rows": func(v []float64) []*plots.Figure {
		p := []stdlib.Pattern{pattern(v), pattern(v)}
		return figures(plots.Rows(nil, [][]stdlib.Pattern{p, p}), plots.Rows([]string{"", "b"}, [][]stdlib.Pattern{p, p}, "a"), plots.Rows(nil, [][]stdlib.Pattern{p, nil}), plots.Rows(nil, nil), plots.Rows(nil, [][]stdlib.Pattern{p}, "a", "b", "c"))
	},
	"Scatter": func(v []float64) []*plots.Figure {
		return figures(plots.Scatter(axes, plots.Line{X: v, Y: v}), plots.Scatter(axes, plots.Line{X: indices(v), Y: v}), plots.Scatter(axes), plots.Scatter(axes, plots.Line{X: v}))
	},
	"Schedule": func(v []float64) []*plots.Figure {
		return figures(plots.Schedule(v, v), plots.Schedule(v), plots.Schedule(nil, v), plots.Schedule(v, nil), plots.Schedule([]float64{1}, v, v, nil))
	},
	"Sigmoids": func(v []float64) []*plots.Figure { return figures(plots.Sigmoids()) },
	"Spectrum": func(v []float64) []*plots.Figure {
		return figures(plots.Spectrum(square(first(v, 400))), plots.Spectrum(row(v)), plots.Spectrum(nil))
	},
	"Success": func(v []float64) []*plots.Figure {
		return figures(plots.Success(v, whole(v), 3), plots.Success(v, make([]int, len(v)), 1), plots.Success(v, nil, 1), plots.Success(v, make([]int, len(v)), 0))
	},
	"SwapRates": func(v []float64) []*plots.Figure {
		return figures(plots.SwapRates(v, v), plots.SwapRates(v, tail(v)), plots.SwapRates(nil, nil))
	},
	"Thermodynamics": func(v []float64) []*plots.Figure {
		points := make([]plots.Thermo, len(v))
		for k, x := range v {
			points[k] = plots.Thermo{T: x, U: x, H: x, F: x, C: x}
		}
		return figures(plots.Thermodynamics(points), plots.Thermodynamics(nil))
	},
	"Trace": func(v []float64) []*plots.Figure {
		return figures(plots.Trace("", v), plots.Trace("m", v, nil, v), plots.Trace("m"))
	},
	"Transitions": func(v []float64) []*plots.Figure {
		return figures(plots.Transitions(v, nil), plots.Transitions(first(v, 8), nil), plots.Transitions([]float64{1, 2}, []plots.Step{{From: -1}}), plots.Transitions([]float64{1, 2}, []plots.Step{{Probability: math.NaN()}}), plots.Transitions(make([]float64, 64), []plots.Step{{0, 1, 0}, {0, 0, 1}}))
	},
	"Triptych": func(v []float64) []*plots.Figure {
		p := pattern(v)
		return figures(plots.Triptych(p, p, p), plots.Triptych(p, p, stdlib.Pattern{}), plots.Triptych(stdlib.Pattern{}, p, p))
	},
	"Weights": func(v []float64) []*plots.Figure {
		return figures(plots.Weights(square(v)), plots.Weights(row(v)), plots.Weights(nil))
	},
}

var axes = plots.Axes{X: "x", Y: "y"}

func figures(f ...*plots.Figure) []*plots.Figure { return f }

func TestEveryFunctionTakesAnyData(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	alike := func(n int, x float64) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = x
		}
		return v
	}
	mixed := noise(1000)
	for i := range mixed {
		if i%7 == 3 {
			mixed[i] = []float64{nan, inf, -inf}[i%3]
		}
	}
	for what, v := range map[string][]float64{
		"nothing": nil, "one": {0.5}, "two": {0, 1}, "minus one": {-1}, "NaN": {nan, nan, nan, nan}, "+Inf": {inf, inf, inf, inf}, "−Inf": {-inf, -inf, -inf, -inf},
		"zeros": make([]float64, 16), "equal": alike(64, 0.25), "huge": {-math.MaxFloat64, math.MaxFloat64, 0, 1}, "tiny": {5e-324, 0, -5e-324, 1e-320},
		"some odd": mixed, "a NaN between": {0.1, nan, 0.9, 0.5}, "hardly differing": {1, 1 + 3e-16, 1, 1},
	} {
		for name, make := range kinds {
			for k, f := range make(v) {
				check(t, f, name, what, k)
			}
		}
	}
}

// A million numbers are drawn too, quickly: -v names what takes more than a fifth of a
// second. With HARMONIUM_LONG=1 they go to every place, else to the first.
func TestAMillionNumbers(t *testing.T) {
	v := noise(1_000_000)
	for i := range v {
		v[i] = 1 / (1 + math.Exp(-v[i])) // good as probabilities too
	}
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		start := time.Now()
		all := kinds[name](v)
		if os.Getenv("HARMONIUM_LONG") == "" {
			all = all[:1]
		}
		for k, f := range all {
			check(t, f, name, "10⁶ numbers", k)
			if took := time.Since(start); took > 200*time.Millisecond {
				t.Logf("%s %d: %v", name, k, took.Round(time.Millisecond))
			}
			start = time.Now()
		}
	}
}

// check wants a picture, or a clear error of the package's own.
func check(t *testing.T, f *plots.Figure, name, what string, k int) {
	t.Helper()
	_, err := f.PNG()
	if err != nil && (!strings.HasPrefix(err.Error(), "plots: ") || strings.Contains(err.Error(), "runtime error") || len(err.Error()) > 250) {
		t.Errorf("%s %d of %s: %v", name, k, what, err)
	}
	if f.Words() == "" || err == nil && strings.Contains(f.Words(), "No figure") {
		t.Errorf("%s %d of %s: words %q, error %v", name, k, what, f.Words(), err)
	}
}

// Every exported function that makes a figure is in the table.
func TestEveryFigureIsTried(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() || f.Type.Results == nil || len(f.Type.Results.List) != 1 {
				continue
			}
			if p, ok := f.Type.Results.List[0].Type.(*ast.StarExpr); !ok || p.X.(*ast.Ident).Name != "Figure" {
				continue
			}
			if kinds[f.Name.Name] == nil {
				t.Errorf("%s makes a figure and is not tried with degenerate data", f.Name.Name)
			}
		}
	}
}

func first(v []float64, n int) []float64 { return v[:min(n, len(v))] }

func tail(v []float64) []float64 { return v[min(1, len(v)):] }

func count(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i)
	}
	return x
}

func indices(v []float64) []float64 { return count(len(v)) }

// whole is the numbers cut to whole ones of at most nine digits.
func whole(v []float64) []int {
	out := make([]int, len(v))
	for i, x := range v {
		if math.Abs(x) < 1e9 {
			out[i] = int(x)
		}
	}
	return out
}

// sweeps is a sweep for every number but the first.
func sweeps(v []float64) []int {
	var out []int
	for i := range tail(v) {
		out = append(out, 1+i/5)
	}
	return out
}

func square(v []float64) mat.Matrix {
	n := int(math.Sqrt(float64(len(v))))
	if n == 0 {
		return &mat.Dense{}
	}
	return mat.NewDense(n, n, v[:n*n])
}

func row(v []float64) mat.Matrix {
	if len(v) == 0 {
		return &mat.Dense{}
	}
	return mat.NewDense(1, len(v), v)
}

func column(v []float64) mat.Matrix { return row(v).T() }

func columns(v []float64) (out [][]float64) {
	for _, x := range v {
		out = append(out, []float64{x})
	}
	return out
}

func ladders(v []float64) (out [][]int) {
	for i := range v {
		out = append(out, []int{i % 2, 1 - i%2})
	}
	return out
}

func pattern(v []float64) stdlib.Pattern {
	spins := make([]int8, len(v))
	for i, x := range v {
		spins[i] = 1
		if !(x > 0.5) {
			spins[i] = -1
		}
	}
	return stdlib.Row(spins)
}
