package main

import (
	"fmt"
	"time"
)

// report prints one line a measurement: ours, theirs, the ratio, and whether
// the goal is met.
func report(ours, theirs *result) {
	fmt.Printf("%-34s %12s %12s %8s   %s\n", "", "harmonium", "ipykernel", "ratio", "goal")
	duration := func(what string, f func(*result) time.Duration, share float64, most time.Duration) {
		a := f(ours)
		met, goal := most == 0 || a <= most, ""
		if most > 0 {
			goal = fmt.Sprintf("≤ %v", most)
		}
		b, ratio := "-", "-"
		if theirs != nil {
			peer := f(theirs)
			b, ratio = show(peer), fmt.Sprintf("%.3f", float64(a)/float64(peer))
			if share > 0 {
				met = met && float64(a) <= share*float64(peer)
				goal = fmt.Sprintf("ratio ≤ %.1f %s", share, goal)
			}
		}
		line(what, show(a), b, ratio, goal, met)
	}
	duration("start to first reply, median of 5", func(r *result) time.Duration { return r.start }, 0.2, 200*time.Millisecond)
	duration("trivial cell, p50 of 500", func(r *result) time.Duration { return r.trip(0.50) }, 0.2, 1500*time.Microsecond)
	duration("trivial cell, p95 of 500", func(r *result) time.Duration { return r.trip(0.95) }, 0, 0)
	duration("10 MB of output", func(r *result) time.Duration { return r.output }, 1, 0)
	duration("10,000 displays", func(r *result) time.Duration { return r.displays }, 0, 0)
	size := func(what string, f func(*result) int64, goal string, most int64) {
		b, ratio := "-", "-"
		if theirs != nil && f(theirs) > 0 {
			b, ratio = megabytes(f(theirs)), fmt.Sprintf("%.3f", float64(f(ours))/float64(f(theirs)))
		}
		line(what, megabytes(f(ours)), b, ratio, goal, most == 0 || f(ours) <= most)
	}
	size("memory of all processes, warm", func(r *result) int64 { return r.idle }, "≤ 100 MB", 100_000_000)
	size("memory after all of this", func(r *result) int64 { return r.busy }, "", 0)
}

func line(what, ours, theirs, ratio, goal string, met bool) {
	if goal != "" {
		verdict := "missed"
		if met {
			verdict = "met"
		}
		goal += ": " + verdict
	}
	fmt.Printf("%-34s %12s %12s %8s   %s\n", what, ours, theirs, ratio, goal)
}

func show(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
