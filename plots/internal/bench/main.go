// Command bench measures how long figures take as PNG, beside matplotlib: in one
// run, taking turns, pictures of the same number of dots, the best of each.
//
//	go run ./plots/internal/bench
//
// Matplotlib is that of /usr/bin/python3; where it is missing its column says so.
package main

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/gonum/mat"

	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/rng"
)

// row is a figure, and what matplotlib must draw for the same: name and size go to
// peer.py, which holds its code.
type row struct {
	name, peer string
	figure     func() *plots.Figure
	most       time.Duration // the goal
	times      float64       // as fast as matplotlib, the other goal
}

func main() {
	python := startPeer()
	fmt.Printf("%-34s %9s %9s  %-20s %s\n", "figure as PNG", "ours", "× peer", "peer", "goal")
	for _, r := range rows() {
		ours, theirs, note := r.measure(python)
		times, peer := "", note
		if theirs > 0 {
			times = fmt.Sprintf("%.1f", theirs.Seconds()/ours.Seconds())
			peer = fmt.Sprintf("%s %.1f ms", python.version, milliseconds(theirs))
		}
		fmt.Printf("%-34s %6.1f ms %9s  %-20s %s\n", r.name, milliseconds(ours), times, peer, r.verdict(ours, theirs))
	}
}

// measure draws in turns, twelve times, or six in three seconds, the figure made anew each time.
func (r row) measure(python *peer) (ours, theirs time.Duration, note string) {
	ours = math.MaxInt64
	start := time.Now()
	for i := 0; i < 12 && (i < 6 || time.Since(start) < 3*time.Second); i++ {
		t := time.Now()
		f := r.figure()
		if _, err := f.PNG(); err != nil {
			return 0, 0, err.Error()
		}
		ours = min(ours, time.Since(t))
		took, err := python.draw(r.peer, f.Width, f.Height)
		if err != nil {
			note = err.Error()
		} else if theirs == 0 || took < theirs {
			theirs = took
		}
	}
	return ours, theirs, note
}

func (r row) verdict(ours, theirs time.Duration) string {
	mark := func(met bool) string {
		if met {
			return "met"
		}
		return "MISSED"
	}
	s := fmt.Sprintf("≤ %.0f ms %s", milliseconds(r.most), mark(ours <= r.most))
	if theirs > 0 {
		s += fmt.Sprintf(", ≥ %g× peer %s", r.times, mark(theirs.Seconds() >= r.times*ours.Seconds()))
	}
	return s
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }

func rows() []row {
	curve := make([]float64, 1000)
	for i := range curve {
		curve[i] = math.Sin(float64(i)/50) + 0.1*math.Sin(float64(i*i))
	}
	weights := mat.NewDense(784, 500, nil)
	for i := range 784 {
		for j := range 500 {
			weights.Set(i, j, math.Sin(float64(i*j)))
		}
	}
	var digits []stdlib.Pattern
	for k := range 100 {
		p, err := stdlib.RandomPattern(rng.New(uint64(k)), 28, 28)
		if err != nil {
			panic(err) // 28×28 is a possible size
		}
		digits = append(digits, p)
	}
	return []row{
		{name: "line of 1,000 points", peer: "line", most: 30 * time.Millisecond, times: 3,
			figure: func() *plots.Figure { return plots.Energy(curve).Titled("A line") }},
		{name: "heatmap of 784×500", peer: "heatmap", most: 100 * time.Millisecond, times: 1.3,
			figure: func() *plots.Figure { return plots.Heatmap(weights).Titled("Weights") }},
		{name: "10×10 sheet of 28×28", peer: "sheet", most: 10 * time.Millisecond, times: 3,
			figure: func() *plots.Figure { return plots.Patterns(digits) }},
	}
}

//go:embed peer.py
var script string

// peer is a Python process that draws the same figures.
type peer struct {
	version string // or why there is none
	in      io.Writer
	out     *bufio.Reader
}

func startPeer() *peer {
	p := &peer{version: "no /usr/bin/python3: skipped"}
	c := exec.Command("/usr/bin/python3", "-c", script)
	in, err := c.StdinPipe()
	if err != nil {
		return p
	}
	out, err := c.StdoutPipe()
	if err != nil || c.Start() != nil {
		return p
	}
	p.out = bufio.NewReader(out)
	line, _ := p.out.ReadString('\n') // it ends when we do
	p.version = strings.TrimSpace(line)
	if strings.HasPrefix(p.version, "matplotlib") {
		p.in = in
	}
	return p
}

// draw is how long the figure took, of a size in CSS pixels.
func (p *peer) draw(what string, width, height float64) (time.Duration, error) {
	if p.in == nil {
		return 0, errors.New(p.version)
	}
	fmt.Fprintf(p.in, "%s %v %v\n", what, width, height)
	line, err := p.out.ReadString('\n')
	if err != nil {
		return 0, err
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(line), 64)
	return time.Duration(seconds * float64(time.Second)), err
}
