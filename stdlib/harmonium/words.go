package harmonium

import (
	"fmt"
	"math"
	"sort"

	"harmonium/stdlib/rng"
)

// Words is the counts of the words of a vocabulary in a document of a given length:
// every one of its N words is a softmax unit of Vocabulary states, and all have the
// same couplings (the replicated softmax). r = N!/Πxᵢ!, f = x, A = N ln Σ e^y, mean
// N softmax(y).
//
// With Length 0 documents may have any length, each its own: given N the model is that
// of Words{Vocabulary, N}, with the same parameters. Learning, features and sampling
// from a document work; Z and what needs it do not, for there is one Z for each N. The
// usual factor N of the hidden biases is not needed: N b_j = Σᵢ xᵢ b_j is part of W.
//
// Source: Salakhutdinov and Hinton, NIPS (2009).
type Words struct{ Vocabulary, Length int }

func (w Words) String() string {
	if w.Length == 0 {
		return fmt.Sprintf("counts of %d words", w.Vocabulary)
	}
	return fmt.Sprintf("counts of %d words in documents of %d", w.Vocabulary, w.Length)
}
func (w Words) Units() int           { return w.Vocabulary }
func (w Words) Coupled() int         { return w.Vocabulary }
func (w Words) Statistics() int      { return w.Vocabulary }
func (w Words) Support() Support     { return Bounded }
func (w Words) Write(f, x []float64) { copy(f, x) }

// maxLength is the longest document: each of its words is drawn.
const maxLength = 1 << 20

func (w Words) Check(x []float64) error {
	if err := whole(x, "count of word", maxLength); err != nil {
		return err
	}
	switch n := sum(x); {
	case n > maxLength:
		return fmt.Errorf("harmonium: a document of %v words, want at most %d", n, maxLength)
	case w.Length != 0 && n != float64(w.Length):
		return fmt.Errorf("harmonium: a document of %v words, the layer's have %d", n, w.Length)
	}
	return nil
}

func (w Words) LogBase(x []float64) float64 {
	l := logFactorial(sum(x))
	for _, v := range x {
		if v > 1 {
			l -= logFactorial(v)
		}
	}
	return l
}

func (w Words) LogPartition(y []float64) float64 {
	return float64(w.Length) * softmax(make([]float64, len(y)), y)
}

func (w Words) Mean(f, y []float64) {
	softmax(f, y)
	for i := range f {
		f[i] *= float64(w.Length)
	}
}

func (w Words) Draw(x, y []float64, src rng.Source) {
	share, u := make([]float64, len(y)), make([]float64, w.Length)
	softmax(share, y)
	for i := 1; i < len(share); i++ {
		share[i] += share[i-1]
	}
	all := share[len(share)-1] // 1, but for rounding
	src.Uniform64(u, 0)
	clear(x)
	for _, v := range u {
		v *= all
		x[sort.Search(len(share)-1, func(i int) bool { return share[i] > v })]++
	}
}

// Points is (N+V−1 choose V−1).
func (w Words) Points(float64) float64 {
	n, v := float64(w.Length), float64(w.Vocabulary)
	return math.Round(math.Exp(logFactorial(n+v-1) - logFactorial(n) - logFactorial(v-1)))
}

func (w Words) Each(_ []float64, _ float64, visit func([]float64, float64)) {
	x := make([]float64, w.Vocabulary)
	var share func(i, left int)
	share = func(i, left int) {
		if i == len(x)-1 {
			x[i] = float64(left)
			visit(x, w.LogBase(x))
			return
		}
		for k := 0; k <= left; k++ {
			x[i] = float64(k)
			share(i+1, left-k)
		}
	}
	share(0, w.Length)
}

// same is the layer of documents as long as x, where it has no length of its own.
func same(u Units, x []float64) Units {
	if w, ok := u.(Words); ok && w.Length == 0 {
		w.Length = int(sum(x))
		return w
	}
	return u
}

// anyLength reports that a layer has no Z, having one for each length.
func anyLength(u Units) bool {
	w, ok := u.(Words)
	return ok && w.Length == 0
}
