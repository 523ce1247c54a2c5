package dsl_test

import (
	"strings"
	"testing"

	"harmonium/dsl"
)

func openBench(b *testing.B) *dsl.Session {
	s, err := dsl.Open(b.Context(), dsl.Config{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

// BenchmarkCell is the round trip of a trivial cell.
func BenchmarkCell(b *testing.B) {
	s := openBench(b)
	for i := 0; b.Loop(); i++ {
		if res := s.Run(b.Context(), dsl.Cell{Code: "1+1", Count: i}, &recorder{}); res.Err != nil {
			b.Fatal(res.Err)
		}
	}
}

// BenchmarkOpen is from nothing to a session that is ready.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		s, err := dsl.Open(b.Context(), dsl.Config{})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		s.Close()
		b.StartTimer()
	}
}

// BenchmarkDisplays is 10,000 displays in one cell.
func BenchmarkDisplays(b *testing.B) {
	s := openBench(b)
	for b.Loop() {
		r := &recorder{}
		s.Run(b.Context(), dsl.Cell{Code: "for i := 0; i < 10000; i++ { Show(i) }"}, r)
		if n := len(r.all()); n != 10000 {
			b.Fatal(n)
		}
	}
}

// BenchmarkOutput is 10 MB printed by one cell.
func BenchmarkOutput(b *testing.B) {
	s := openBench(b)
	line := strings.Repeat("x", 99)
	b.SetBytes(10_000_000)
	for b.Loop() {
		r := &recorder{}
		res := s.Run(b.Context(), dsl.Cell{Code: "import \"fmt\"\nfor i := 0; i < 100000; i++ { fmt.Println(\"" + line + "\") }"}, r)
		if n := len(r.text("stdout")); n != 10_000_000 || res.Err != nil {
			b.Fatal(n, res.Err)
		}
	}
}
