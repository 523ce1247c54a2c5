package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// ladder says what each part may import of the others. Nothing points upwards:
// models know no plots, plots no Jupyter, the cell language no ZeroMQ.
var ladder = map[string][]string{
	"":          {"kernel", "dsl", "install", "notebooks"}, // the command
	"kernel":    {"dsl"},
	"dsl":       {"plots", "stdlib"},
	"plots":     {"stdlib"},
	"stdlib":    {},
	"install":   {},
	"notebooks": {},
	"docs":      {"dsl", "plots", "stdlib"}, // pages are made of the manual, and of a figure
}

// doors names the only packages that import a heavy dependency.
var doors = map[string][]string{
	"github.com/go-zeromq/zmq4": {"harmonium/kernel/transport"},
	"github.com/traefik/yaegi":  {"harmonium/dsl/internal/back", "harmonium/dsl/internal/symbols"},
	"gonum.org/v1/plot":         {"harmonium/plots", "harmonium/dsl/internal/symbols"},
	"modernc.org/sqlite":        {"harmonium/kernel/history"},
}

func TestImportsFollowTheLadder(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Skipf("go list does not run here: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		from := part(words[0])
		for _, to := range words[1:] {
			checkDoor(t, words[0], to)
			rung := part(to)
			if to != "harmonium" && !strings.HasPrefix(to, "harmonium/") || rung == from {
				continue
			}
			if !slices.Contains(ladder[from], rung) {
				t.Errorf("%s imports %s: %q may import only %v", words[0], to, from, ladder[from])
			}
		}
	}
}

// part is the top-level folder of one of our packages.
func part(path string) string {
	_, rest, _ := strings.Cut(path, "/")
	top, _, _ := strings.Cut(rest, "/")
	return top
}

func checkDoor(t *testing.T, from, to string) {
	for heavy, allowed := range doors {
		if (to == heavy || strings.HasPrefix(to, heavy+"/")) && !slices.ContainsFunc(allowed, func(a string) bool { return from == a || strings.HasPrefix(from, a+"/") }) {
			t.Errorf("%s imports %s; its door is %v", from, to, allowed)
		}
	}
}
