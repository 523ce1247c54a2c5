package stdlib_test

import (
	"fmt"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

func ExampleParsePattern() {
	p, err := stdlib.ParsePattern(`
		.##.
		#..#
		####
		#..#`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Rows, p.Cols, p.Units(), p.Spins[:4])
	fmt.Println(p.Negative())
	_, err = stdlib.ParsePattern(".#. ##")
	fmt.Println(err)
	// Output:
	// 4 4 16 [-1 1 1 -1]
	// #..#
	// .##.
	// ....
	// .##.
	// stdlib: row 2 of the picture has 2 columns, row 1 has 3
}

func TestPatternRefusals(t *testing.T) {
	for picture, want := range map[string]string{
		"":       "empty",
		" \n ":   "empty",
		"+-?":    `row 1, column 3 of the picture is '?'`,
		"## #":   "row 2 of the picture has 1 columns, row 1 has 2",
		"●○ █░":  "",
		"10 01":  "",
		"+-\n-+": "",
	} {
		_, err := stdlib.ParsePattern(picture)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", picture, err, want)
		}
	}
	if _, err := stdlib.NewPattern([]int8{1, 0}, 1, 2); err == nil || !strings.Contains(err.Error(), "spin 1 is 0") {
		t.Errorf("a spin of 0: %v", err)
	}
	if _, err := stdlib.FromBits([]uint8{1, 0, 2}, 1, 3); err == nil || !strings.Contains(err.Error(), "bit 2 is 2") {
		t.Errorf("a bit of 2: %v", err)
	}
}

func TestParsePatternsSeparatedByEmptyLines(t *testing.T) {
	all, err := stdlib.ParsePatterns("\n\n#.\n.#\n\n\n##\n..\n")
	if err != nil || len(all) != 2 || all[1].String() != "##\n.." {
		t.Fatalf("%v, %v", all, err)
	}
	if _, err := stdlib.ParsePatterns("#.\n\n#?\n"); err == nil || !strings.Contains(err.Error(), "picture 2") {
		t.Errorf("the picture at fault is not named: %v", err)
	}
}

func TestEncodingsRoundTrip(t *testing.T) {
	p, _ := stdlib.RandomPattern(rng.New(1), 7, 11)
	q, err := stdlib.FromBits(p.Bits(), 7, 11)
	if err != nil || !p.Equal(q) {
		t.Fatalf("bits and back: %v", err)
	}
	r, err := stdlib.ParsePattern(p.String())
	if err != nil || !p.Equal(r) || r.Rows != 7 {
		t.Fatalf("characters and back: %v", err)
	}
}

func TestCorruption(t *testing.T) {
	p, _ := stdlib.RandomPattern(rng.New(2), 10, 10)
	for _, f := range []float64{0, 0.1, 0.155, 1} {
		q, err := stdlib.Flip(rng.New(3), p, f)
		if want := int(f*100 + 0.5); err != nil || p.Hamming(q) != want {
			t.Errorf("flip %v: %d units, want %d (%v)", f, p.Hamming(q), want, err)
		}
	}
	if _, err := stdlib.Flip(rng.New(3), p, 1.5); err == nil || !strings.Contains(err.Error(), "1.5") {
		t.Errorf("a fraction of 1.5: %v", err)
	}
	m, err := stdlib.Mask(rng.New(4), p, 1)
	if err != nil || m.Overlap(stdlib.Pattern{Spins: p.Spins}) >= 1 || strings.Contains(m.String(), "#") {
		t.Errorf("mask all: %v\n%v", err, m)
	}
	g := stdlib.Region{Row: 2, Col: 3, Height: 4, Width: 5}
	e, err := p.Erase(g)
	if err != nil {
		t.Fatal(err)
	}
	inside, _ := p.Inside(g)
	outside, _ := p.Outside(g)
	if len(inside) != 20 || len(outside) != 80 {
		t.Errorf("%d units inside, %d outside", len(inside), len(outside))
	}
	for _, i := range inside {
		if e.Spins[i] != -1 {
			t.Errorf("unit %d is not erased", i)
		}
	}
	for _, i := range outside {
		if e.Spins[i] != p.Spins[i] {
			t.Errorf("unit %d outside the region has changed", i)
		}
	}
	if _, err := p.Erase(stdlib.Region{Row: 8, Height: 3, Width: 1}); err == nil {
		t.Error("a region that leaves the picture was taken")
	}
}

func TestRandomPatterns(t *testing.T) {
	some, err := stdlib.RandomPatterns(rng.New(1), 3, 4, 8)
	if err != nil || len(some) != 3 || some[0].Rows != 4 || some[0].Cols != 8 || some[0].Equal(some[1]) || some[1].Equal(some[2]) {
		t.Fatalf("3 random pictures of 4×8: %v, %v", some, err)
	}
	more, _ := stdlib.RandomPatterns(rng.New(1), 5, 4, 8)
	if !more[2].Equal(some[2]) {
		t.Error("a picture depends on how many are made")
	}
	if _, err := stdlib.RandomPatterns(rng.New(1), -1, 4, 8); err == nil || err.Error() != "stdlib: cannot make -1 patterns" {
		t.Errorf("−1 patterns: %v", err)
	}
}
