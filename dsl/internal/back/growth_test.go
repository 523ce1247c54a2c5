package back_test

import (
	"runtime"
	"testing"
)

// twenty is a cell of 20 lines.
const twenty = `import "fmt"
type point struct{ x, y float64 }
func norm(p point) float64 { return p.x*p.x + p.y*p.y }
points := []point{}
for i := range 10 {
	points = append(points, point{float64(i), float64(i * i)})
}
total := 0.0
for _, p := range points {
	total += norm(p)
}
names := map[string]int{}
for i, w := range []string{"a", "b", "c"} {
	names[w] = i
}
if total < 0 {
	fmt.Println("never")
}
s := fmt.Sprintf("%.1f %d", total, len(names))
s`

// A session is to grow by at most 100 kB for each cell of 20 lines, and by little for
// small ones: yaegi would keep the trees of all, which are 230 kB and 40 kB.
func TestCellsAreForgotten(t *testing.T) {
	for _, c := range []struct {
		name, code string
		limit      uint64 // bytes a cell
	}{{"20 lines", twenty, 100_000}, {"1+1", "1+1", 5_000}} {
		s := open(t)
		for range 5 { // what is made once
			s.run(t.Context(), c.code)
		}
		const times = 100
		before := heap()
		for range times {
			s.run(t.Context(), c.code)
		}
		if grown := (int64(heap()) - int64(before)) / times; grown > int64(c.limit) {
			t.Errorf("%s: %d bytes more for each cell, want at most %d", c.name, grown, c.limit)
		}
		runtime.KeepAlive(s)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// What is forgotten of a cell is not what later cells call.
func TestForgottenCellsStillRun(t *testing.T) {
	s := open(t)
	s.run(t.Context(), `import "fmt"
type box struct{ v int }
func (b *box) add(n int) int { b.v += n; return b.v }
func fact(n int) int { if n < 2 { return 1 }; return n * fact(n-1) }
b := &box{1}
count := 0
next := func() string { count++; return fmt.Sprint(count, fact(count), b.add(count)) }
c := make(chan int)
go func() { for i := range c { count += i; c <- count } }()`)
	for range 50 {
		s.run(t.Context(), "1+1")
		runtime.GC()
	}
	s.run(t.Context(), "c <- 2")
	vs, out := s.run(t.Context(), "<-c\nnext() + next()")
	if out.Panic != nil || vs[0].V.Interface() != "3 6 44 24 8" {
		t.Errorf("got %v, outcome %+v; want 3 6 44 24 8", vs, out)
	}
	if _, out = s.run(t.Context(), "var none *box\nnone.add(1)"); out.Panic == nil || len(out.Panic.Frames) != 2 {
		t.Errorf("outcome %+v, want a panic two calls deep", out)
	}
}
