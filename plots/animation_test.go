package plots_test

import (
	"bytes"
	"fmt"
	"image/gif"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"harmonium/plots"
	"harmonium/stdlib"
)

func ExampleMovie() {
	letters, noisy := three()
	a := plots.Movie(way(noisy, letters[0]))
	b, err := a.PNG()
	if err == nil {
		err = golden("Movie", b)
	}
	shown = append(shown, exhibit{name: "Movie", words: a.Words(), light: b})
	fmt.Println(a, err)
	// Output: Animation of 8 states of 35 units. <nil>
}

func TestAnimationIsAPicture(t *testing.T) {
	letters, noisy := three()
	states := way(noisy, letters[0])
	a := plots.Movie(states)
	b, err := a.PNG()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := plots.Movie(states).PNG(); !bytes.Equal(b, again) {
		t.Error("the same animation twice is not the same bytes")
	}
	if n := bytes.Count(b, []byte("fcTL")); n != len(states) {
		t.Errorf("%d frames, want %d", n, len(states))
	}
	still, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	first, err := plots.Patterns(states[:1], "state 0 of 7").Image()
	if err != nil {
		t.Fatal(err)
	}
	if d := unlike(still, first); d != "" {
		t.Error("what cannot play it does not show the first frame:", d)
	}
	if data, meta, err := a.MIMEBundle(); err != nil || data["image/png"] == nil || meta["image/png"] == nil {
		t.Error(data["text/plain"], meta, err)
	}
}

func TestGIF(t *testing.T) {
	letters, noisy := three()
	states := way(noisy, letters[0])
	b, err := plots.Movie(states).GIF()
	if err != nil {
		t.Fatal(err)
	}
	g, err := gif.DecodeAll(bytes.NewReader(b))
	if err != nil || len(g.Image) != len(states) {
		t.Fatalf("%d frames, want %d; %v", len(g.Image), len(states), err)
	}
	if again, _ := plots.Movie(states).GIF(); !bytes.Equal(b, again) {
		t.Error("the same animation twice is not the same bytes")
	}
}

func TestAnimationsAreCapped(t *testing.T) {
	frames := make([]*plots.Figure, 500)
	for i := range frames {
		frames[i] = plots.Energy([]float64{1, float64(i)}).Sized(40, 40)
	}
	a := plots.Animate(frames...)
	b, err := a.PNG()
	if n := bytes.Count(b, []byte("fcTL")); n != 120 || err != nil || !strings.Contains(a.Words(), "120 of them shown") {
		t.Errorf("%d frames, %q, %v", n, a.Words(), err)
	}
	for want, a := range map[string]*plots.Animation{
		"no frame":          plots.Animate(),
		"no pattern":        plots.Animate(plots.Patterns(nil)),
		"frame 2 is nil":    plots.Animate(frames[0], nil),
		"frame 2 has 50×40": plots.Animate(frames[0], plots.Energy([]float64{1}).Sized(50, 40)),
		"no frame to show":  plots.Movie(nil),
	} {
		if _, err := a.PNG(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// One frame, equal frames, a thousand frames, frames without end: an animation, or one
// clear error.
func TestDegenerateAnimations(t *testing.T) {
	letters, noisy := three()
	one := plots.Movie([]stdlib.Pattern{noisy})
	equal := plots.Movie([]stdlib.Pattern{noisy, noisy, noisy})
	long := plots.Movie(slices.Repeat(letters, 400))
	wide := make([]*plots.Figure, 40)
	for i := range wide {
		wide[i] = plots.Energy([]float64{1, float64(i)}).Sized(1500, 1500)
	}
	for name, tt := range map[string]struct {
		a      *plots.Animation
		frames int
		words  string
	}{
		"one":          {one, 1, "of 1 states"},
		"equal":        {equal, 3, "of 3 states"},
		"long":         {long, 120, "120 of them are shown"},
		"large frames": {plots.Animate(wide...), 5, "5 of them shown"},
	} {
		if got := tt.a.Words(); !strings.Contains(got, tt.words) {
			t.Errorf("%s: %q, want %q", name, got, tt.words)
		}
		if name == "large frames" { // the words are enough: drawing them takes seconds
			continue
		}
		tt.a.Delay = -time.Second // the default
		b, err := tt.a.PNG()
		if err != nil || bytes.Count(b, []byte("fcTL")) != tt.frames {
			t.Errorf("%s: %d frames, want %d, %v", name, bytes.Count(b, []byte("fcTL")), tt.frames, err)
		}
		if _, err := png.Decode(bytes.NewReader(b)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		g, err := tt.a.GIF()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if all, err := gif.DecodeAll(bytes.NewReader(g)); err != nil || len(all.Image) != tt.frames {
			t.Errorf("%s: GIF: %v", name, err)
		}
	}
	for want, a := range map[string]*plots.Animation{
		"state 2 has 3 units of 1×3": plots.Movie([]stdlib.Pattern{noisy, stdlib.Row([]int8{1, 1, 1})}),
		"pattern 1 has 0":            plots.Movie(make([]stdlib.Pattern, 2)),
	} {
		if err := a.Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
