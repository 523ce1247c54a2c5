package plots_test

import (
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

func letters(t testing.TB) []stdlib.Pattern {
	t.Helper()
	ps, err := stdlib.ParsePatterns(".###. #...# #...# ##### #...# #...# #...#\n\n####. #...# #...# ####. #...# #...# ####.\n\n.###. #...# #.... #.... #.... #...# .###.")
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

func gallery(t testing.TB) map[string]*plots.Figure {
	energies := []float64{-3.2, -5.1, -8.9, -9.3, -14, -15.5, -17}
	w := mat.NewDense(35, 35, nil)
	ps := letters(t)
	for i := range 35 {
		for j := range 35 {
			for _, p := range ps {
				if i != j {
					w.Set(i, j, w.At(i, j)+float64(p.Spins[i]*p.Spins[j])/35)
				}
			}
		}
	}
	noisy, _ := stdlib.Flip(rng.New(1), ps[0], 0.2)
	y := make([]float64, 100)
	z := make([]float64, 100)
	for i := range y {
		y[i] = math.Sin(float64(i) / 10)
		z[i] = math.Cos(float64(i)/7) * 0.6
	}
	y[50] = math.NaN()
	own := plot.New()
	own.Title.Text, own.X.Label.Text, own.Y.Label.Text = "A plot of gonum's", "x", "sin x"
	own.Add(plotter.NewFunction(math.Sin), plotter.NewGrid())
	own.X.Min, own.X.Max, own.Y.Min, own.Y.Max = 0, 6, -1, 1
	return map[string]*plots.Figure{
		"gonum":       plots.Plot(own),
		"energy":      plots.Energy(energies).Titled("Recall of A, a fifth of its units flipped"),
		"energies":    plots.Energy(energies, []float64{-1, -2, -11, -14, -17}).Titled("Two recalls"),
		"lines":       plots.Lines(plots.Axes{X: "sweep", Y: "magnetisation"}, plots.Line{Label: "T = 1", Y: y}, plots.Line{Label: "T = 2", Y: z}).Titled("Two traces"),
		"heatmap":     plots.Heatmap(w).Titled("Weights, 3 letters by Hebb's rule"),
		"heatmapwide": plots.Heatmap(mat.NewDense(3, 12, nil)),
		"patterns":    plots.Patterns(append(ps, noisy), "A", "B", "C", "A corrupted").Titled("Letters"),
		"dark":        plots.Heatmap(w).Titled("Weights in the dark").Dark(),
		"darkenergy":  plots.Energy(energies).Titled("Energy in the dark").Dark(),
		"darksheet":   plots.Patterns(ps).Dark(),
	}
}

func TestGoldenPictures(t *testing.T) {
	for name, f := range gallery(t) {
		b, err := f.PNG()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		file := filepath.Join("testdata", name+".png")
		if *update {
			if err := os.WriteFile(file, b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("%s: %v (go test ./plots -update writes it)", name, err)
			continue
		}
		if d := difference(t, b, want); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// One entry of a large matrix is seen, wherever it is.
func TestNoEntryOfAHeatmapIsLost(t *testing.T) {
	for k := range 30 {
		w := mat.NewDense(40, 3000, nil)
		w.Set(k, 100*k+k, -1)
		img, err := plots.Heatmap(w).Image()
		if err != nil {
			t.Fatal(err)
		}
		blue := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() - 180 { // without the key
				if r, _, b, _ := img.At(x, y).RGBA(); b > r+0x2000 {
					blue++
				}
			}
		}
		if blue == 0 {
			t.Errorf("entry %d, %d is not drawn", k, 101*k)
		}
	}
}

// A PDF's pictures stand upright and its letters are all there: seen through pdftoppm.
func TestPDFLooksAsThePNG(t *testing.T) {
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("pdftoppm is not installed")
	}
	w := mat.NewDense(8, 8, nil)
	w.Set(0, 0, -1)
	w.Set(1, 6, 1)
	f := plots.Heatmap(w).Titled("β − σ")
	pdf, err := f.PDF()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.pdf"), pdf, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tool, "-r", "192", "-png", "-singlefile", filepath.Join(dir, "a.pdf"), filepath.Join(dir, "a")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(dir, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	want, err := f.Image()
	if err != nil {
		t.Fatal(err)
	}
	unlike, all := 0, 0
	for y := range min(got.Bounds().Dy(), want.Bounds().Dy()) {
		for x := range min(got.Bounds().Dx(), want.Bounds().Dx()) {
			r, g, b, _ := got.At(x, y).RGBA()
			p, q, s, _ := want.At(x, y).RGBA()
			all++
			if max(r, p)-min(r, p) > 0x4000 || max(g, q)-min(g, q) > 0x4000 || max(b, s)-min(b, s) > 0x4000 {
				unlike++
			}
		}
	}
	// Edges are smoothed differently: 0.02 % of the dots. Upside down it is 5 %.
	if unlike*500 > all {
		t.Errorf("%d of %d dots are unlike those of the PNG", unlike, all)
	}
}

// difference compares two pictures by their decoded pixels. Two in 255 is what
// other processors may round differently.
func difference(t *testing.T, a, b []byte) string {
	t.Helper()
	x, err := png.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	y, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return unlike(x, y)
}

func unlike(x, y image.Image) string {
	if x.Bounds() != y.Bounds() {
		return fmt.Sprintf("size %v, want %v", x.Bounds(), y.Bounds())
	}
	for i := range x.Bounds().Dx() {
		for j := range x.Bounds().Dy() {
			if far(x, y, i, j) {
				return fmt.Sprintf("pixel (%d, %d) is %v, want %v", i, j, x.At(i, j), y.At(i, j))
			}
		}
	}
	return ""
}

func far(x, y image.Image, i, j int) bool {
	r, g, b, a := x.At(i, j).RGBA()
	R, G, B, A := y.At(i, j).RGBA()
	off := func(p, q uint32) bool { return max(p, q)-min(p, q) > 2*257 }
	return off(r, R) || off(g, G) || off(b, B) || off(a, A)
}

func TestMIMEBundle(t *testing.T) {
	f := gallery(t)["heatmap"]
	data, meta, err := f.MIMEBundle()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(data["image/png"].(string))
	if err != nil {
		t.Fatal(err)
	}
	c, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	size := meta["image/png"].(map[string]any)
	if c.Width != 2*size["width"].(int) || c.Height != 2*size["height"].(int) {
		t.Errorf("%d×%d dots for %v pixels", c.Width, c.Height, size)
	}
	if s := data["text/plain"].(string); !strings.Contains(s, "35 rows and 35 columns") || !strings.HasPrefix(s, "Weights, 3 letters") {
		t.Errorf("in words: %q", s)
	}
	again, _, _ := gallery(t)["heatmap"].MIMEBundle()
	if again["image/png"] != data["image/png"] {
		t.Error("the same figure twice is not the same bytes")
	}
}

func TestVectorsAndTheirBytes(t *testing.T) {
	for name := range gallery(t) {
		a, err := gallery(t)[name].SVG()
		b, _ := gallery(t)[name].SVG()
		if err != nil || !bytes.Equal(a, b) || !bytes.Contains(a, []byte("<svg")) {
			t.Errorf("%s: SVG: %v", name, err)
		}
		a, err = gallery(t)[name].PDF()
		if err != nil || !bytes.HasPrefix(a, []byte("%PDF")) {
			t.Errorf("%s: PDF: %v", name, err)
		}
		b, _ = gallery(t)[name].PDF()
		if !bytes.Equal(a, b) {
			t.Errorf("%s: the same PDF twice differs", name)
		}
	}
}

func TestDegenerateFigures(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	bad := mat.NewDense(2, 2, []float64{nan, inf, nan, nan})
	draws := map[string]*plots.Figure{
		"one point":        plots.Energy([]float64{1}),
		"all equal":        plots.Energy([]float64{2, 2, 2}),
		"some NaN":         plots.Energy([]float64{nan, 1, inf, 2, 3}),
		"huge":             plots.Energy([]float64{-1e300, 1e300}),
		"tiny":             plots.Energy([]float64{1e-300, 2e-300}),
		"nothing finite":   plots.Heatmap(bad),
		"one cell":         plots.Heatmap(mat.NewDense(1, 1, []float64{-3})),
		"a row":            plots.Heatmap(mat.NewDense(1, 1000, nil)),
		"10⁶ points":       plots.Energy(make([]float64, 1_000_000)),
		"hardly differing": plots.Energy([]float64{1, 1 + 3e-16}),
		"beyond axes":      plots.Energy([]float64{-math.MaxFloat64, 1, 2, math.MaxFloat64}),
		"large and close":  plots.Energy([]float64{1e12, 1e12 + 1}),
		"10⁶ dots":         plots.Scatter(plots.Axes{}, plots.Line{Y: noise(1_000_000)}),
		"10⁶ counted":      plots.Histogram("x", noise(1_000_000)),
		"10⁶ bars":         plots.Bars(plots.Axes{}, nil, plots.Group{Heights: noise(1_000_000)}),
		"one bar":          plots.Bars(plots.Axes{}, []string{"a"}, plots.Group{Heights: []float64{0}}),
		"a bar missing":    plots.Bars(plots.Axes{}, nil, plots.Group{Heights: []float64{nan, -1, inf}}),
		"one counted":      plots.Histogram("x", []float64{3.5}),
		"equal counted":    plots.Histogram("x", []float64{1e15, 1e15, nan}),
		"an outlier":       plots.Histogram("x", append(noise(1000), 1e6)),
		"a dot":            plots.Image(image.NewGray(image.Rect(0, 0, 1, 1))),
		"a large picture":  plots.Image(image.NewGray(image.Rect(0, 0, 3000, 10))),
		"a broken band":    plots.Lines(plots.Axes{}, plots.Line{Y: []float64{1, 2, 3, 4}, Low: []float64{0, nan, 2, 3}, High: []float64{2, 3, inf, 5}}),
		"zeros":            plots.Hinton(mat.NewDense(2, 2, nil)),
		"a NaN in Hinton":  plots.Hinton(bad),
		"zero spectrum":    plots.Spectrum(mat.NewDense(3, 3, nil)),
		"a wide spectrum":  plots.Spectrum(mat.NewDense(3, 5, noise(15))),
		"one weight":       plots.Weights(mat.NewDense(1, 1, nil)),
		"NaN fields":       plots.ReceptiveFields(bad, 2, 1),
		"NaN greys":        plots.Greys(1, 2, [][]float64{{nan, inf}}),
		"equal states":     plots.Basins(make([]float64, 64)),
		"two states":       plots.Basins([]float64{1, 2}),
		"one temperature":  plots.Thermodynamics([]plots.Thermo{{T: 1}}),
		"T of 0 and ∞":     plots.Thermodynamics([]plots.Thermo{{T: 0, C: nan}, {T: 1}, {T: inf}}),
		"one state":        plots.Distribution([]float64{1}, [][]float64{{1}}, nil),
		"10⁶ states":       plots.Distribution([]float64{1}, [][]float64{noise(1 << 20)}, nil),
		"a long trace":     plots.Trace("m", noise(1_000_000)),
		"a dot of a trace": plots.Trace("m", []float64{3}),
		"equal agree":      plots.Agreement(plots.Axes{}, []float64{1, nan}, []float64{1, 2}),
		"hot at first":     plots.Schedule([]float64{0, 1, 2}, []float64{1, 2, 3}, []float64{nan, 1}),
		"no energies":      plots.Schedule([]float64{1, 2}),
		"one overlap":      plots.Overlap(nil, [][]float64{{1, nan}}),
		"one of one":       plots.Success([]float64{10}, []int{1}, 1),
		"one replica":      plots.RoundTrips([][]int{{0}}),
		"m at one T":       plots.Magnetisation([]float64{2}, []float64{0.9}, nil),
		"no confusion":     plots.Confusion(nil, mat.NewDense(40, 40, nil)),
		"theory alone":     plots.Capacity(plots.Load{Load: []float64{0.1}, Overlap: []float64{1}}),
		"no stored":        plots.Minima([]float64{1}, nil),
		"1,000 dots wide":  plots.Patterns([]stdlib.Pattern{stdlib.Row(make([]int8, 1000))}),
	}
	for name, f := range draws {
		if _, err := f.PNG(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	refused := map[string]*plots.Figure{
		"no finite point to draw":   plots.Energy([]float64{nan}),
		"no finite point":           plots.Energy(),
		"0×0":                       plots.Heatmap(&mat.Dense{}),
		"no pattern to draw":        plots.Patterns(nil),
		"2 captions for 1 patterns": plots.Patterns(letters(t)[:1], "a", "b"),
		"1 values of x and 2 of y":  plots.Lines(plots.Axes{}, plots.Line{X: []float64{1}, Y: []float64{1, 2}}),
		"figure of 0×320 pixels":    plots.Energy([]float64{1, 2}).Sized(0, 320),
		"figure of 100000×1 pixels": plots.Energy([]float64{1, 2}).Sized(1e5, 1),
		"a band of 1 and 0 values":  plots.Lines(plots.Axes{}, plots.Line{Y: []float64{1, 2}, Low: []float64{1}}),
		"no finite value to count":  plots.Histogram("x", []float64{nan}),
		"no finite bar":             plots.Bars(plots.Axes{}, nil),
		"2 names for 1 bars":        plots.Bars(plots.Axes{}, []string{"a", "b"}, plots.Group{Heights: []float64{1}}),
		"group 2 has 2 bars":        plots.Bars(plots.Axes{}, nil, plots.Group{Heights: []float64{1}}, plots.Group{Heights: []float64{1, 2}}),
		"no picture to draw":        plots.Image(nil),
		"0×5 dots":                  plots.Image(image.NewGray(image.Rect(0, 0, 0, 5))),
		"no figure to compose":      plots.Grid(2),
		"0 figures across":          plots.Grid(0, plots.Energy([]float64{1})),
		"figure 1 of the grid":      plots.Grid(1, plots.Heatmap(nil)),
		"65×2 as a Hinton":          plots.Hinton(mat.NewDense(65, 2, nil)),
		"4 entries that are not":    plots.Spectrum(bad),
		"do not fill 2 rows of 2":   plots.ReceptiveFields(bad, 2, 2),
		"3 energies, want":          plots.Basins(make([]float64, 3)),
		"1 energies, want":          plots.Basins(make([]float64, 1)),
		"state 1 has the energy":    plots.Basins([]float64{0, nan}),
		"no finite point to":        plots.Thermodynamics(nil),
		"1 temperatures for 0":      plots.Distribution([]float64{1}, nil, nil),
		"distribution 2 has 1":      plots.Distribution([]float64{1, 2}, [][]float64{{1, 2}, {1}}, nil),
		"there is no finite":        plots.Trace("m"),
		"finite point to draw":      plots.Autocorrelation(),
		"1 values of x and 0":       plots.Agreement(plots.Axes{}, []float64{1}, nil),
		"2 swap rates for 2 rungs":  plots.SwapRates([]float64{1, 2}, []float64{1, 1}),
		"want each of 0 to 1 once":  plots.RoundTrips([][]int{{0, 0}}),
		"3 successes in 2 reads":    plots.Success([]float64{1}, []int{3}, 2),
		"no overlap":                plots.Overlap(nil, nil),
		"row 2 has 1 patterns":      plots.Rows(nil, [][]stdlib.Pattern{letters(t), letters(t)[:1]}),
		"the target has 7×5":        plots.Triptych(stdlib.Row([]int8{1}), letters(t)[0], letters(t)[1]),
		"a confusion matrix of 2×3": plots.Confusion(nil, mat.NewDense(2, 3, nil)),
		"a has 1 loads":             plots.Capacity(plots.Load{}, plots.Load{Rule: "a", Load: []float64{1}}),
		"no curve to draw":          plots.Learning(),
		"panel 1: there is no":      plots.Learning(plots.LearningCurve{}),
		"1 errors for 0 values":     plots.Magnetisation(nil, nil, []float64{1}),
		"finite point":              plots.Magnetisation(nil, nil, nil),
		"which do not fill 2 rows":  plots.Patterns([]stdlib.Pattern{{Spins: []int8{1}, Rows: 2, Cols: 3}}),
	}
	for want, f := range refused {
		if _, err := f.PNG(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// noise is the same n numbers every time, about normal.
func noise(n int) []float64 {
	x, r := make([]float64, n), rand.New(rand.NewPCG(1, 2))
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

func BenchmarkPNG(b *testing.B) {
	y := make([]float64, 1000)
	for i := range y {
		y[i] = math.Sin(float64(i) / 50)
	}
	w := mat.NewDense(784, 500, nil)
	var digits []stdlib.Pattern
	for k := range 100 {
		p, _ := stdlib.RandomPattern(rng.New(uint64(k)), 28, 28)
		digits = append(digits, p)
	}
	for i := range 784 {
		for j := range 500 {
			w.Set(i, j, math.Sin(float64(i*j)))
		}
	}
	for name, make := range map[string]func() *plots.Figure{
		"line1000":   func() *plots.Figure { return plots.Energy(y) },
		"heat784":    func() *plots.Figure { return plots.Heatmap(w) },
		"sheet10x10": func() *plots.Figure { return plots.Patterns(digits) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := make().PNG(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
