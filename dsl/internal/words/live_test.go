package words_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"harmonium/dsl/internal/display"
	"harmonium/dsl/internal/figures"
	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/unit"
	"harmonium/dsl/internal/words"
	"harmonium/stdlib"
	"harmonium/stdlib/anneal"
	"harmonium/stdlib/mcmc"
	"harmonium/stdlib/rbm"
)

// cell is a desk with a cell that runs on it, and the words there.
func cell() (*desk, *display.Shower, map[string]reflect.Value) {
	d := &desk{seed: 1, run: host.NewRun(context.Background(), 1, 1)}
	s := &display.Shower{Figures: figures.New()}
	return d, s, words.New(d, s).Functions()
}

// However fast updates come, one place shows the first frame at once and the last
// frame in the end, with a pause between frames.
func TestLiveShowsTheLastFrame(t *testing.T) {
	d, _, set := cell()
	live := set["Live"].Interface().(func(...any))
	const updates = 10_000
	start := time.Now()
	for i := range updates {
		live(i, -i)
	}
	took := time.Since(start)
	if d.shows[0] != (show{"0", d.shows[0].id, false}) || d.shows[1].update || d.shows[1].id == d.shows[0].id {
		t.Errorf("the first frames are %+v", d.shows[:2])
	}
	d.run.End()
	if most := 2 * (2 + int(took/(100*time.Millisecond))); len(d.shows) > most+2 {
		t.Errorf("%d frames of two places in %v, want at most %d", len(d.shows), took, most)
	}
	last := map[string]string{}
	for i, s := range d.shows {
		if s.update != (i >= 2) {
			t.Errorf("frame %d is %+v", i, s)
		}
		last[s.id] = s.text
	}
	if last[d.shows[0].id] != fmt.Sprint(updates-1) || last[d.shows[1].id] != fmt.Sprint(1-updates) || len(last) != 2 {
		t.Errorf("what stays is %v", last)
	}
}

// What a slow loop shows is shown at once; Live() leaves the frame and begins below.
func TestLiveBeginsAnew(t *testing.T) {
	d, _, set := cell()
	live := set["Live"].Interface().(func(...any))
	live("a")
	live("b")
	live()
	live("c")
	d.run.End()
	var texts []string
	for _, s := range d.shows {
		texts = append(texts, fmt.Sprint(s.text, s.update))
	}
	if got := strings.Join(texts, " "); got != `"a"false "b"true "c"false` {
		t.Errorf("shown: %s", got)
	}
	live("late") // a goroutine that outlives the cell
	live("later")
	if last := d.shows[len(d.shows)-1]; last.text != `"later"` || !last.update {
		t.Errorf("after the cell's end: %+v", last)
	}
}

// A progress line tells of rate and time left until it is a summary, which does not.
func TestProgressKeepsTimeOutOfWhatStays(t *testing.T) {
	d, _, set := cell()
	for i := range set["Progress"].Interface().(func(int, ...string) func(func(int) bool))(30, "slow") {
		time.Sleep(10 * time.Millisecond)
		_ = i
	}
	d.run.End()
	ids := map[string]bool{}
	paced := false
	for _, s := range d.shows {
		ids[s.id] = true
		paced = paced || strings.Contains(s.text, "/s, ") && strings.HasSuffix(s.text, " left")
	}
	if last := d.shows[len(d.shows)-1].text; last != "slow: 30 of 30" || !paced || len(ids) != 1 {
		t.Errorf("%+v", d.shows)
	}
}

func machine(t *testing.T) (*rbm.RBM, []stdlib.Pattern) {
	t.Helper()
	m, err := rbm.New(4, 2)
	if err != nil {
		t.Fatal(err)
	}
	ps, err := stdlib.ParsePatterns("#.\n#.\n\n.#\n.#")
	if err != nil {
		t.Fatal(err)
	}
	return m, ps
}

// Train shows its curve in one place, tells of the pace only while it runs, and its
// history is not drawn a second time as the cell's value.
func TestTrainShowsItsCurve(t *testing.T) {
	d, s, set := cell()
	m, ps := machine(t)
	told := 0
	history := set["Train"].Interface().(func(any, any, ...any) stdlib.History)(m, ps, rbm.Training{Epochs: 40, Watch: func(stdlib.Step) error {
		told++
		time.Sleep(10 * time.Millisecond)
		return nil
	}})
	d.run.End()
	if told != 40 || len(history.Steps) != 40 {
		t.Errorf("told of %d steps, history of %d", told, len(history.Steps))
	}
	first, last := d.shows[0], d.shows[len(d.shows)-1]
	if !strings.HasPrefix(first.text, "training: epoch 1 of 40, ") || !strings.Contains(first.text, "left") || first.update {
		t.Errorf("the first frame is %+v", first)
	}
	if last.text != history.String() || !last.update || strings.Contains(last.text, "/s") {
		t.Errorf("what stays is %+v", last)
	}
	value, err := s.Values([]unit.Value{{V: reflect.ValueOf(history)}})
	if err != nil || len(value) != 1 || value[0].Data["image/png"] != nil || value[0].Data["text/plain"] != history.String() {
		t.Errorf("as the value: %v %v", value, err)
	}
	other := stdlib.History{Steps: append([]stdlib.Step(nil), history.Steps...)}
	if value, _ := s.Values([]unit.Value{{V: reflect.ValueOf(other)}}); value[0].Data["image/png"] == nil {
		t.Error("another history is not drawn")
	}
}

// A training that fails or is interrupted leaves the figure of what was done.
func TestTrainLeavesWhatWasDone(t *testing.T) {
	d, _, set := cell()
	m, ps := machine(t)
	stop := errors.New("enough")
	text := fails(t, func() {
		set["Train"].Interface().(func(any, any, ...any) stdlib.History)(m, ps, rbm.Training{Epochs: 40, Watch: func(s stdlib.Step) error {
			if s.Epoch == 7 {
				return stop
			}
			return nil
		}})
	})
	if last := d.shows[len(d.shows)-1].text; !strings.Contains(text, "enough") || !strings.HasPrefix(last, "7 updates") {
		t.Errorf("%q, left %q", text, last)
	}
}

// Long runs of sampling and annealing show the energy of their chains meanwhile and
// their own figure in the end; short ones show nothing.
func TestLongRunsShowTheirCurve(t *testing.T) {
	lattice, err := stdlib.NewLattice(1, true, 16, 16)
	if err != nil {
		t.Fatal(err)
	}
	for _, long := range []struct {
		name string
		run  func(set map[string]reflect.Value) (result any, words string)
	}{
		{"sampling", func(set map[string]reflect.Value) (any, string) {
			run := set["Sample"].Interface().(func(any, float64, ...any) mcmc.Run)(lattice, 2, mcmc.Sampling{Sweeps: 3000})
			return run, run.String()
		}},
		{"annealing", func(set map[string]reflect.Value) (any, string) {
			r := set["Anneal"].Interface().(func(stdlib.Model, ...anneal.Annealing) anneal.Result)(lattice, anneal.Annealing{Sweeps: 3000})
			return r, r.String()
		}},
	} {
		d := &desk{seed: 1, run: host.NewRun(context.Background(), 1, 1)}
		s := &display.Shower{Figures: figures.New()}
		w := words.New(d, s)
		words.FollowAll(w)
		result, says := long.run(w.Functions())
		first, last := d.shows[0], d.shows[len(d.shows)-1]
		if len(d.shows) < 2 || !strings.HasPrefix(first.text, long.name+"  ") || last.text != says || !last.update || last.id != first.id {
			t.Errorf("%s: from %+v to %+v", long.name, first, last)
		}
		if value, err := s.Values([]unit.Value{{V: reflect.ValueOf(result)}}); err != nil || value[0].Data["image/png"] != nil {
			t.Errorf("%s: drawn once more: %v", long.name, err)
		}
	}
}

// A curve of any length is about a thousand points that keep their places.
func TestSeries(t *testing.T) {
	x, y := words.Thinned(100_000, func(i int) float64 { return float64(i) })
	if len(x) < 500 || len(x) > 2000 || !reflect.DeepEqual(x, y) || x[len(x)-1] < 99_000 {
		t.Errorf("%d points, the last at %v", len(x), x[len(x)-1])
	}
}
