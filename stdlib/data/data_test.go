package data_test

import (
	"fmt"
	"math"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rng"
)

func ExampleBarsAndStripes() {
	world, err := data.BarsAndStripes(3)
	fmt.Println(len(world), err)
	fmt.Println(world[5])
	// Output:
	// 16 <nil>
	// ###
	// ...
	// ###
}

func ExampleShifter() {
	world, err := data.Shifter(4)
	fmt.Println(len(world), err)
	fmt.Println(world[3], "shifted to the left, with unit 0 of the three on")
	// Output:
	// 48 <nil>
	// +------++-- shifted to the left, with unit 0 of the three on
}

// entropy of a list of cases, each as likely as it is frequent.
func entropy(world []stdlib.Pattern) float64 {
	count := map[string]int{}
	for _, p := range world {
		count[p.BitString()]++
	}
	h := 0.0
	for _, c := range count {
		p := float64(c) / float64(len(world))
		h -= p * math.Log(p)
	}
	return h
}

func TestBarsAndStripesEntropy(t *testing.T) {
	for n, want := range map[int]float64{2: 1.73287, 3: 2.59930, 4: 3.37909} {
		world, err := data.BarsAndStripes(n)
		if err != nil {
			t.Fatal(err)
		}
		if got := entropy(world); math.Abs(got-want) > 1e-5 {
			t.Errorf("%d×%d: entropy %.5f, want %.5f", n, n, got, want)
		}
	}
}

func TestShifterCases(t *testing.T) {
	world, err := data.Shifter(5)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range world {
		s, on := p.Spins, 0
		for k := range 3 {
			if s[10+k] < 0 {
				continue
			}
			on++
			for i := range 5 {
				if s[5+(i+k+4)%5] != s[i] {
					t.Fatalf("%v is not shifted by %d", p, k-1)
				}
			}
		}
		if on != 1 {
			t.Fatalf("%v: %d of the last three are on, want 1", p, on)
		}
	}
}

func TestParityAndEncoder(t *testing.T) {
	p, err := data.Parity(3)
	if err != nil || len(p) != 4 || p[1].String() != "++-" {
		t.Errorf("parity: %v, %v", p, err)
	}
	e, err := data.Encoder(4)
	if err != nil || len(e) != 4 || e[2].String() != "..#.\n..#." {
		t.Errorf("encoder: %v, %v", e, err)
	}
}

func TestBarsMatchTheirEntropy(t *testing.T) {
	world := data.BarsWorld{}
	want, err := world.Entropy()
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := data.Bars(rng.New(1), 20_000, world)
	if err != nil {
		t.Fatal(err)
	}
	// An estimate from 20,000 draws of 30 pictures is off by about .01.
	if got := entropy(drawn); math.Abs(got-want) > .04 {
		t.Errorf("entropy %.4f of the draws, %.4f of the world", got, want)
	}
}

func TestLettersDiffer(t *testing.T) {
	seen := map[string]bool{}
	for k, p := range data.Letters() {
		if p.Rows != 7 || p.Cols != 5 || seen[p.String()] {
			t.Errorf("letter %c: %d×%d, seen before: %v", 'A'+k, p.Rows, p.Cols, seen[p.String()])
		}
		seen[p.String()] = true
	}
	if len(seen) != 26 {
		t.Errorf("%d letters", len(seen))
	}
}

func TestSizesAreRefused(t *testing.T) {
	for _, world := range []func(int) ([]stdlib.Pattern, error){data.BarsAndStripes, data.Parity, data.Encoder, data.Shifter} {
		for _, n := range []int{-1, 0, 1 << 20} {
			if _, err := world(n); err == nil {
				t.Errorf("size %d is taken", n)
			}
		}
	}
	if _, err := data.Bars(rng.New(1), 3, data.BarsWorld{On: 1.5}); err == nil {
		t.Error("a probability of 1.5 is taken")
	}
}
