package main

import (
	"fmt"
	"strings"
	"time"
)

// Row is one line of the table. Its functions do the same work; each returns how much of it, in Unit, one
// call does, or takes it from Work.
type Row struct {
	Name  string
	Unit  string  // of the rate, as in "GFLOP/s": Work is in the Unit times one second
	Work  float64 // what one call of Ours does
	Cores int     // 0 means 1

	Ours  func()
	Peer  Peer
	Limit func() float64 // the machine's own loop: does some work, says how much

	Goal Goal
	// Setup makes the data when the row is about to be measured, Done lets them go.
	Setup, Done func()
}

// Goal is what the row is to reach; zero fields ask for nothing.
type Goal struct {
	Rate    float64 // in Unit
	OfPeer  float64 // times the peer's rate
	OfLimit float64 // of the measured limit
}

// Peer does the row's work elsewhere: in Go, or in Python.
type Peer struct {
	Name   string
	Go     func()
	Module string  // the Python module that it needs, whose version is printed
	Setup  string  // Python, run once
	Time   string  // Python, timed
	Work   float64 // what one call does, if not the row's Work
}

// result holds the best rate of each competitor.
type result struct {
	ours, peer, limit float64
	peerName, note    string
}

const (
	rounds   = 12
	slice    = 8 * time.Millisecond // at least so long is one measurement
	patience = 3 * time.Second      // a row does not take longer once every competitor has run
)

// measure lets the competitors take turns and keeps the best of each: on a machine that others use too the
// best is what the code can do.
func (r Row) measure(peers *peers) (out result) {
	if r.Setup != nil {
		r.Setup()
	}
	if r.Done != nil {
		defer r.Done()
	}
	out.peerName = r.Peer.Name
	peerWork := r.Peer.Work
	if peerWork == 0 {
		peerWork = r.Work
	}
	python := r.Peer.Time != ""
	if python {
		version, err := peers.begin(r.Peer)
		out.peerName += " " + version
		if err != nil {
			out.note, python = err.Error(), false
		}
	}
	start := time.Now()
	for i := 0; i < rounds && (i < 2 || time.Since(start) < patience); i++ {
		out.ours = max(out.ours, rate(r.Work, r.Ours))
		if r.Peer.Go != nil {
			out.peer = max(out.peer, rate(peerWork, r.Peer.Go))
		}
		if python {
			if s, err := peers.time(r.Peer.Time); err != nil {
				out.note, python = err.Error(), false
			} else {
				out.peer = max(out.peer, peerWork/s)
			}
		}
		if r.Limit != nil {
			t := time.Now()
			work := r.Limit()
			out.limit = max(out.limit, work/time.Since(t).Seconds())
		}
	}
	return out
}

// rate repeats f for about a slice of time, in batches: reading the clock takes as long as a small kernel.
func rate(work float64, f func()) float64 {
	best, batch := 0.0, 1
	for start := time.Now(); time.Since(start) < slice; {
		t := time.Now()
		for range batch {
			f()
		}
		took := time.Since(t)
		best = max(best, work*float64(batch)/took.Seconds())
		if took < slice/16 {
			batch *= 2
		}
	}
	return best
}

func printHeader() {
	fmt.Printf("%-36s %10s %-9s %8s  %-26s %8s  %s\n", "row", "ours", "", "× peer", "peer", "of limit", "goal")
}

func (m result) print(r Row) {
	peer, limit := "", ""
	if m.peer > 0 {
		peer = fmt.Sprintf("%.2f", m.ours/m.peer)
	}
	if m.limit > 0 {
		limit = fmt.Sprintf("%.0f%%", 100*m.ours/m.limit)
	}
	name := m.peerName
	if m.note != "" {
		name += " (" + m.note + ")"
	}
	fmt.Printf("%-36s %10.4g %-9s %8s  %-26s %8s  %s\n", r.Name, m.ours, r.Unit, peer, name, limit, r.Goal.verdict(m))
}

// verdict says what was asked for and whether it is there.
func (g Goal) verdict(m result) string {
	var out []string
	say := func(what string, want, got float64) {
		mark := "met"
		if got < want {
			mark = "MISSED"
		}
		if got == 0 {
			mark = "not measured"
		}
		out = append(out, what+" "+mark)
	}
	if g.Rate > 0 {
		say(fmt.Sprintf("≥ %g", g.Rate), g.Rate, m.ours)
	}
	if g.OfPeer > 0 {
		say(fmt.Sprintf("≥ %g× peer", g.OfPeer), g.OfPeer, quotient(m.ours, m.peer))
	}
	if g.OfLimit > 0 {
		say(fmt.Sprintf("≥ %g%% of limit", 100*g.OfLimit), g.OfLimit, quotient(m.ours, m.limit))
	}
	return strings.Join(out, ", ")
}

func quotient(x, y float64) float64 {
	if y == 0 {
		return 0
	}
	return x / y
}
