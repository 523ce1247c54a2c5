package harmonium

import (
	"context"
	"fmt"
	"strings"

	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// Retrieval says how a library is learned and compared. Zero fields take the stated
// default.
type Retrieval struct {
	Levels     int      // the paper's visible units: each word a Potts unit of so many levels of its count; 0 means Words
	Hidden     Units    // nil means Bits(20), or with Levels Gaussians(10), the paper's
	Dimensions int      // of LSI; 0 means as many as there are topics: what is best for it here
	Training   Training // of zero fields: 200 epochs with rate 0.05, or with Levels 100 with 0.01; and momentum 0.5
}

// Ranking is how well one kind of features finds the documents on a topic.
type Ranking struct {
	Name      string
	Precision []float64 // see [Library.Precision]
	Mean      float64   // over the curve
}

// Retrieved is what came of the comparison.
type Retrieved struct {
	Machine  *Machine
	Features [][]float64 // what the machine makes of every document
	History  stdlib.History
	Rankings []Ranking // counts, tf-idf, LSI of either, the harmonium, and the harmonium with features less their means
}

// Retrieve learns a harmonium of word counts from a library, without its topics, and
// compares how documents on the topic of another are found: by the cosine of the means
// of the hidden units, of the counts themselves, of tf-idf, and of LSI.
//
// The paper had a softmax unit of a few levels of counts for every word, with Gaussian
// hidden units: that is Levels. The default is the later replicated softmax, [Words],
// with hidden bits: one row of W for each word, and any length. How long to learn was
// chosen on [data.Documents], whose topics it therefore does know of: four times as
// long is worse.
//
// Sources: Welling, Rosen-Zvi and Hinton, NIPS 17 (2004); Salakhutdinov and Hinton,
// NIPS (2009).
func Retrieve(ctx context.Context, src rng.Source, l *Library, how Retrieval) (Retrieved, error) {
	how = how.defaults(l)
	visible, rows := Units(Words{Vocabulary: len(l.Words)}), l.Counts
	if how.Levels != 0 {
		visible, rows = Potts{N: len(l.Words), States: how.Levels}, l.levels(how.Levels)
	}
	m, err := New(visible, how.Hidden)
	if err != nil {
		return Retrieved{}, err
	}
	r := Retrieved{Machine: m}
	if err := m.StartFrom(rows); err != nil {
		return r, err
	}
	if r.History, err = m.Train(ctx, src, rows, how.Training); err != nil {
		return r, err
	}
	if r.Features, err = m.Transform(ctx, rows); err != nil {
		return r, err
	}
	return r, r.compare(l, how.Dimensions)
}

// levels is the counts, none above the highest level.
func (l *Library) levels(states int) [][]float64 {
	rows := make([][]float64, len(l.Counts))
	for k, x := range l.Counts {
		for _, v := range x {
			rows[k] = append(rows[k], min(v, float64(states-1)))
		}
	}
	return rows
}

// centred is rows less their mean.
func centred(rows [][]float64) [][]float64 {
	mean, out := make([]float64, len(rows[0])), make([][]float64, len(rows))
	for _, r := range rows {
		for i, v := range r {
			mean[i] += v / float64(len(rows))
		}
	}
	for k, r := range rows {
		for i, v := range r {
			out[k] = append(out[k], v-mean[i])
		}
	}
	return out
}

func (r Retrieval) defaults(l *Library) Retrieval {
	epochs, rate := 200, 0.05
	if r.Levels != 0 {
		epochs, rate = 100, 0.01
	}
	if r.Hidden == nil {
		r.Hidden = Bits(20)
		if r.Levels != 0 {
			r.Hidden = Gaussians(10)
		}
	}
	if r.Dimensions == 0 {
		topics := map[string]bool{}
		for _, d := range l.Documents {
			topics[d.Topic] = true
		}
		r.Dimensions = len(topics)
	}
	t := &r.Training
	if t.Epochs == 0 {
		t.Epochs = epochs
	}
	if t.Rate == 0 {
		t.Rate = rate
	}
	if t.Momentum == 0 {
		t.Momentum = 0.5
	}
	return r
}

func (r *Retrieved) compare(l *Library, dimensions int) error {
	weighted := l.TFIDF()
	byCounts, err := LSI(l.Counts, dimensions)
	if err != nil {
		return err
	}
	byWeighted, err := LSI(weighted, dimensions)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		name string
		rows [][]float64
	}{
		{"counts", l.Counts}, {"tf-idf", weighted}, {"LSI of counts", byCounts}, {"LSI of tf-idf", byWeighted},
		{"harmonium", r.Features}, {"… centred", centred(r.Features)},
	} {
		p, err := l.Precision(c.rows)
		if err != nil {
			return err
		}
		r.Rankings = append(r.Rankings, Ranking{c.name, p, sum(p) / float64(len(p))})
	}
	return nil
}

// String is a table: the precision at every recall, and its mean.
func (r Retrieved) String() string {
	if len(r.Rankings) == 0 {
		return "nothing compared"
	}
	var b strings.Builder
	n := len(r.Rankings[0].Precision)
	b.WriteString("recall        ")
	for k := 1; k <= n; k++ {
		fmt.Fprintf(&b, " %5.2f", float64(k)/float64(n))
	}
	b.WriteString("   mean\n")
	for _, k := range r.Rankings {
		fmt.Fprintf(&b, "%-14s", k.Name)
		for _, p := range k.Precision {
			fmt.Fprintf(&b, " %5.2f", p)
		}
		fmt.Fprintf(&b, "  %.3f\n", k.Mean)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
