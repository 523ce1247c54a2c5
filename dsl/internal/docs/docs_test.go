package docs_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"harmonium/dsl/internal/docs"
)

const source = `// Package ising samples spins.
package ising

// Model is a model. It has spins.
type Model struct {
	// Spins are ±1.
	Spins []int
	Beta  float64 // inverse temperature
	secret int // never shown
}

// Energy returns E(s), e.g. for a ring. More.
func (m *Model) Energy() float64 { return 0 }

// Rule picks a spin.
type Rule interface {
	// Next is the next spin.
	Next() int
}

// The rules.
const (
	Glauber = iota
	Metropolis // accept by ratio
)

// List is generic.
type List[T any] []T

// Len counts.
func (l List[T]) Len() int { return len(l) }
`

func library(t *testing.T) *docs.Library {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "ising"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ising", "ising.go"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	return &docs.Library{Roots: []docs.Root{{Prefix: "example.org", Dir: dir}}}
}

func TestSymbols(t *testing.T) {
	lib := library(t)
	for symbol, want := range map[string]string{
		"":             "Package ising samples spins.",
		"Model":        "Model is a model. It has spins.",
		"Model.Spins":  "Spins are ±1.",
		"Model.Beta":   "inverse temperature",
		"Model.secret": "",
		"Model.Energy": "Energy returns E(s), e.g. for a ring. More.",
		"Rule.Next":    "Next is the next spin.",
		"Glauber":      "The rules.",
		"Metropolis":   "accept by ratio",
		"List.Len":     "Len counts.",
		"Absent":       "",
	} {
		if got := lib.Symbol("example.org/ising", symbol); got != want {
			t.Errorf("%q: got %q, want %q", symbol, got, want)
		}
	}
	if got := lib.Symbol("example.org/absent", "Model"); got != "" {
		t.Errorf("a package that is not there: got %q", got)
	}
}

func TestStandardLibrary(t *testing.T) {
	var lib docs.Library
	if lib.Symbol("strings", "") == "" {
		t.Skip("no Go sources on this machine")
	}
	if got := lib.Symbol("strings", "Builder.WriteString"); !strings.HasPrefix(got, "WriteString appends") {
		t.Errorf("strings.Builder.WriteString: got %q", got)
	}
}

func TestEmbeddedIsJSON(t *testing.T) {
	data, err := os.ReadFile("zdocs.json")
	if err != nil {
		t.Fatal(err)
	}
	var packages map[string]docs.Index
	if err := json.Unmarshal(data, &packages); err != nil {
		t.Fatal(err)
	}
	for path := range packages {
		if !strings.HasPrefix(path, "harmonium/") {
			t.Errorf("%s: only our own packages may be embedded", path)
		}
	}
}

func ExampleLine() {
	fmt.Println(docs.Line("Energy returns E(s), e.g. for\na ring. It allocates nothing.\n\nMore."))
	fmt.Println(docs.Line("Version v0.17.0 is meant"))
	// Output:
	// Energy returns E(s), e.g. for a ring.
	// Version v0.17.0 is meant
}

func ExampleLink() {
	fmt.Println(docs.Link("strings", "Builder.Len"))
	// Output: https://pkg.go.dev/strings#Builder.Len
}
