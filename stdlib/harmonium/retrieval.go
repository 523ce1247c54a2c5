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
	Hidden     Units    // nil means Bits(20); Gaussians(n) is the paper's choice
	Dimensions int      // of LSI; 0 means as many as there are topics: what is best for it here
	Training   Training // of zero fields: 200 epochs with rate 0.05 and momentum 0.5
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
	Rankings []Ranking // counts, tf-idf, LSI of either, and the harmonium last
}

// Retrieve learns a harmonium of word counts from a library, without its topics, and
// compares how documents on the topic of another are found: by the cosine of the means
// of the hidden units, of the counts themselves, of tf-idf, and of LSI.
//
// The paper had a softmax unit of a few levels of counts for every word, with Gaussian
// hidden units; that is Potts and Gaussians here. The default is the later replicated
// softmax, [Words], with hidden bits: one row of W for each word, and any length.
//
// Sources: Welling, Rosen-Zvi and Hinton, NIPS 17 (2004); Salakhutdinov and Hinton,
// NIPS (2009).
func Retrieve(ctx context.Context, src rng.Source, l *Library, how Retrieval) (Retrieved, error) {
	how = how.defaults(l)
	m, err := New(Words{Vocabulary: len(l.Words)}, how.Hidden)
	if err != nil {
		return Retrieved{}, err
	}
	r := Retrieved{Machine: m}
	if err := m.StartFrom(l.Counts); err != nil {
		return r, err
	}
	if r.History, err = m.Train(ctx, src, l.Counts, how.Training); err != nil {
		return r, err
	}
	if r.Features, err = m.Transform(ctx, l.Counts); err != nil {
		return r, err
	}
	return r, r.compare(l, how.Dimensions)
}

func (r Retrieval) defaults(l *Library) Retrieval {
	if r.Hidden == nil {
		r.Hidden = Bits(20)
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
		t.Epochs = 200
	}
	if t.Rate == 0 {
		t.Rate = 0.05
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
		{"harmonium", r.Features},
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
