package harmonium_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"harmonium/stdlib/data"
	"harmonium/stdlib/harmonium"
	"harmonium/stdlib/rng"
)

// The harmonium finds documents on a topic far better than counts and tf-idf do.
func TestTheHarmoniumRetrievesDocuments(t *testing.T) {
	l := must[*harmonium.Library](t)(harmonium.NewLibrary(data.Documents()))
	for _, how := range []harmonium.Retrieval{{}, {Hidden: harmonium.Gaussians(20), Training: harmonium.Training{Rate: .01}}, {Levels: 2, Training: harmonium.Training{Look: 1}}} {
		r := must[harmonium.Retrieved](t)(harmonium.Retrieve(ctx, rng.New(2), l, how))
		t.Logf("%v\n%v", r.Machine, r)
		mean := map[string]float64{}
		for _, k := range r.Rankings {
			mean[k.Name] = k.Mean
		}
		if got := mean["… centred"]; got < mean["counts"]+.1 || got < mean["tf-idf"]+.1 {
			t.Errorf("%v: mean precision %.3f, by counts %.3f, by tf-idf %.3f", r.Machine, got, mean["counts"], mean["tf-idf"])
		}
	}
}

func TestLibrary(t *testing.T) {
	l := must[*harmonium.Library](t)(harmonium.NewLibrary([]data.Document{
		{Topic: "x", Text: "The cat sees a dog, a DOG!"}, {Topic: "y", Text: "The dog sees the bird."}, {Topic: "x", Text: "A cat and a bird"}, {Topic: "y", Text: "bird, dog"}}))
	if want := []string{"bird", "cat", "dog", "sees"}; !slices.Equal(l.Words, want) || !slices.Equal(l.Counts[0], []float64{0, 1, 2, 1}) {
		t.Errorf("words %v, counts %v", l.Words, l.Counts)
	}
	if x := l.TFIDF()[0]; math.Abs(x[2]-2*math.Log(4./3)) > 1e-15 || math.Abs(x[1]-math.Log(2)) > 1e-15 {
		t.Errorf("tf-idf %v", x)
	}
	// Cosines by hand: from 0 those of 2, 1, 3 are 1/√12, 3/√18, 2/√12.
	if got := harmonium.Nearest(l.Counts, l.Counts[0]); !slices.Equal(got, []int{0, 1, 3, 2}) {
		t.Errorf("nearest to 0: %v", got)
	}
	// Document 0 finds 2 at place 3; 2 finds 0 at place 3, behind 3 and 1; 1 finds 3 at place 1, and 3 finds 1 there.
	if p := must[[]float64](t)(l.Precision(l.Counts)); len(p) != 1 || math.Abs(p[0]-(1./3+1+1./3+1)/4) > 1e-15 {
		t.Errorf("precision %v", p)
	}
	q := must[[]float64](t)(l.Query("Cat", "dog"))
	if !slices.Equal(q, []float64{0, 1, 1, 0}) {
		t.Errorf("query %v", q)
	}
	if _, err := l.Query("zebra"); err == nil || !strings.Contains(err.Error(), "zebra") {
		t.Errorf("a word that is not there: %v", err)
	}
	if _, err := harmonium.NewLibrary([]data.Document{{Text: "cat"}, {Text: "dog"}}); err == nil {
		t.Error("documents that share no word are taken")
	}
	if _, err := l.Precision(l.Counts[:2]); err == nil || !strings.Contains(err.Error(), "2 documents") {
		t.Errorf("features of 2 documents: %v", err)
	}
	// With all dimensions LSI keeps every cosine.
	all := must[[][]float64](t)(harmonium.LSI(l.Counts, 4))
	dot := 0.0
	for i := range all[0] {
		dot += all[0][i] * all[1][i]
	}
	if math.Abs(dot-3) > 1e-12 {
		t.Errorf("LSI: product %v, want 3", dot)
	}
	if _, err := harmonium.LSI(l.Counts, 5); err == nil {
		t.Error("5 dimensions of 4 words")
	}
}

func ExampleRetrieve() {
	library, _ := harmonium.NewLibrary(data.Documents())
	found, err := harmonium.Retrieve(ctx, rng.New(1), library, harmonium.Retrieval{})
	fmt.Println(found.Machine, err)
	fmt.Println(found)
	query, _ := library.Query("boat", "wind")
	asked, _ := found.Machine.Transform(ctx, [][]float64{query})
	for _, k := range harmonium.Nearest(found.Features, asked[0])[:3] {
		fmt.Println(library.Documents[k].Topic + ": " + library.Documents[k].Text[:40] + "…")
	}
	// Output:
	// harmonium: counts of 206 words and 20 bits <nil>
	// recall          0.11  0.22  0.33  0.44  0.56  0.67  0.78  0.89  1.00   mean
	// counts          0.99  0.93  0.83  0.76  0.64  0.56  0.42  0.31  0.27  0.635
	// tf-idf          1.00  0.94  0.83  0.73  0.62  0.55  0.41  0.30  0.27  0.628
	// LSI of counts   0.94  0.93  0.92  0.91  0.87  0.88  0.84  0.82  0.73  0.870
	// LSI of tf-idf   0.94  0.92  0.89  0.88  0.86  0.84  0.80  0.75  0.67  0.840
	// harmonium       0.98  0.95  0.95  0.94  0.92  0.92  0.90  0.87  0.82  0.917
	// … centred       0.99  0.97  0.97  0.95  0.94  0.94  0.93  0.91  0.85  0.939
	// sailing: The wind came from the north and the wav…
	// sailing: A storm broke the mast and the crew cut …
	// sailing: The old ship carried tea across the ocea…
}
