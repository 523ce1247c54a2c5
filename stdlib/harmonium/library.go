package harmonium

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"

	"gonum.org/v1/gonum/mat"

	"harmonium/stdlib/data"
)

// Library is documents as counts of words.
type Library struct {
	Documents []data.Document
	Words     []string    // the vocabulary, in the order of the alphabet
	Counts    [][]float64 // of every document, how often it has each of the words
}

// empty are the words that say nothing of what a text is about.
var empty = strings.Fields(`a about above after again all an and any are as at away be because been before behind below beside
	between both but by can could did do does down each ever every few first for from gone had half has have he her here him his how
	i if in into is it its last less let made make makes many may more most much must new next no none not nothing now of off often on
	once one only or other our out over own same she so some such than that the their them then there these they this those three to
	too towards twice two under until up very was we were what when where whether which while who whole will with without would you your`)

// NewLibrary counts the words of documents: in small letters, without those that say
// nothing (the, of, …) and those that are in fewer than two documents. A document of
// which nothing is left is refused.
func NewLibrary(documents []data.Document) (*Library, error) {
	texts := make([][]string, len(documents))
	in := map[string]int{}
	for k, d := range documents {
		texts[k] = strings.FieldsFunc(strings.ToLower(d.Text), func(r rune) bool { return !unicode.IsLetter(r) })
		seen := map[string]bool{}
		for _, w := range texts[k] {
			if !seen[w] && !slices.Contains(empty, w) {
				seen[w] = true
				in[w]++
			}
		}
	}
	l := &Library{Documents: slices.Clone(documents)}
	for w, n := range in {
		if n >= 2 {
			l.Words = append(l.Words, w)
		}
	}
	sort.Strings(l.Words)
	for k, text := range texts {
		x := make([]float64, len(l.Words))
		for _, w := range text {
			if i, there := slices.BinarySearch(l.Words, w); there {
				x[i]++
			}
		}
		if sum(x) == 0 {
			return nil, fmt.Errorf("harmonium: document %d has no word that another has too", k)
		}
		l.Counts = append(l.Counts, x)
	}
	if len(l.Counts) == 0 {
		return nil, fmt.Errorf("harmonium: a library without documents")
	}
	return l, nil
}

// TFIDF is the counts, each times ln(N/n) of a word that n of the N documents have.
//
// Source: Spärck Jones, Journal of Documentation 28 (1972).
func (l *Library) TFIDF() [][]float64 {
	weight := make([]float64, len(l.Words))
	for _, x := range l.Counts {
		for i, v := range x {
			if v > 0 {
				weight[i]++
			}
		}
	}
	for i, n := range weight {
		weight[i] = math.Log(float64(len(l.Counts)) / n)
	}
	rows := make([][]float64, len(l.Counts))
	for k, x := range l.Counts {
		rows[k] = make([]float64, len(x))
		for i, v := range x {
			rows[k][i] = v * weight[i]
		}
	}
	return rows
}

// LSI is rows projected on their so many largest singular vectors: latent semantic
// indexing.
//
// Source: Deerwester, Dumais, Furnas, Landauer and Harshman, Journal of the American
// Society for Information Science 41 (1990).
func LSI(rows [][]float64, dimensions int) ([][]float64, error) {
	if len(rows) == 0 || dimensions < 1 || dimensions > min(len(rows), len(rows[0])) {
		return nil, fmt.Errorf("harmonium: LSI of %d rows to %d dimensions, want at most as many as rows and columns", len(rows), dimensions)
	}
	x := mat.NewDense(len(rows), len(rows[0]), nil)
	for k, r := range rows {
		if len(r) != len(rows[0]) {
			return nil, fmt.Errorf("harmonium: row %d has %d numbers, row 0 has %d", k, len(r), len(rows[0]))
		}
		x.SetRow(k, r)
	}
	var svd mat.SVD
	if !svd.Factorize(x, mat.SVDThinU) {
		return nil, fmt.Errorf("harmonium: LSI: the singular values are not found")
	}
	var u mat.Dense
	svd.UTo(&u)
	sizes := svd.Values(nil)
	out := make([][]float64, len(rows))
	for k := range out {
		for d := range dimensions {
			out[k] = append(out[k], u.At(k, d)*sizes[d])
		}
	}
	return out, nil
}

// Query is words as the counts of a document, to be looked for. Words that the
// vocabulary does not have are refused.
func (l *Library) Query(words ...string) ([]float64, error) {
	x := make([]float64, len(l.Words))
	for _, w := range words {
		i, there := slices.BinarySearch(l.Words, strings.ToLower(w))
		if !there {
			return nil, fmt.Errorf("harmonium: the vocabulary of %d words has no %q", len(l.Words), w)
		}
		x[i]++
	}
	return x, nil
}

// Nearest is the numbers of the rows, the one that has the largest cosine with the
// question first.
func Nearest(rows [][]float64, question []float64) []int {
	cosine, order := make([]float64, len(rows)), make([]int, len(rows))
	for k, r := range rows {
		order[k], cosine[k] = k, cosineOf(r, question)
	}
	sort.SliceStable(order, func(a, b int) bool { return cosine[order[a]] > cosine[order[b]] })
	return order
}

func cosineOf(x, y []float64) float64 {
	xy, xx, yy := 0.0, 0.0, 0.0
	for i := range min(len(x), len(y)) {
		xy += float64(x[i] * y[i])
		xx += float64(x[i] * x[i])
		yy += float64(y[i] * y[i])
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}

// Precision asks with every document in turn for the others on its topic. Entry r−1 is
// the mean, over the questions, of the share of good answers down to the r-th good one:
// the curve of precision against recall r/R, where every topic has R documents more.
// Topics of different sizes give the curve of the smallest.
func (l *Library) Precision(features [][]float64) ([]float64, error) {
	if len(features) != len(l.Documents) {
		return nil, fmt.Errorf("harmonium: features of %d documents, the library has %d", len(features), len(l.Documents))
	}
	size := map[string]int{}
	for _, d := range l.Documents {
		size[d.Topic]++
	}
	least := len(l.Documents)
	for _, n := range size {
		least = min(least, n)
	}
	curve := make([]float64, least-1)
	for k, d := range l.Documents {
		good, asked := 0, 0
		for _, j := range Nearest(features, features[k]) {
			if j == k {
				continue
			}
			if asked++; l.Documents[j].Topic != d.Topic {
				continue
			}
			if good++; good <= len(curve) {
				curve[good-1] += float64(good) / float64(asked) / float64(len(l.Documents))
			}
		}
	}
	return curve, nil
}
