// Command bench measures the kernels and the models against their peers and against the machine: one table,
// each row measured in one run, the competitors taking turns.
//
//	go run ./stdlib/internal/bench            all rows
//	go run ./stdlib/internal/bench -run gemm  rows whose name matches
//
// The process is pinned to one core, except for the rows about two. Peers are numpy, torch and scikit-learn
// of /usr/bin/python3, on one thread; those that are missing are named and skipped. To add rows, write a
// function that returns them and name it in groups.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
)

// groups are the rows, by the package that they are about.
var groups = []func() []Row{
	vectorRows,
	randomRows,
	binaryRows,
	multiSpinRows,
	modelRows,
	rbmRows,
	boltzmannRows,
}

func main() {
	run := flag.String("run", "", "regular expression that the names of rows must match")
	list := flag.Bool("list", false, "name the rows and stop")
	cores := flag.Int("cores", 1, "internal: measure the rows that need this many cores")
	flag.Parse()
	match, err := regexp.Compile(*run)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	var rows []Row
	for _, group := range groups {
		for _, r := range group() {
			if match.MatchString(r.Name) {
				rows = append(rows, r)
			}
		}
	}
	if *list {
		for _, r := range rows {
			fmt.Println(r.Name)
		}
		return
	}
	if *cores == 1 {
		pin()
		printHeader()
	}
	peers := startPeers()
	defer peers.stop()
	more := false
	for _, r := range rows {
		if max(r.Cores, 1) == *cores {
			r.measure(peers).print(r)
		}
		more = more || r.Cores > *cores
	}
	if more && *cores == 1 {
		unpinned(*run)
	}
}
