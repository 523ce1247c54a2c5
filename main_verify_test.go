package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const verifiable = `{"cells": [
 {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [], "source": "x := 20\nx"},
 {"cell_type": "code", "id": "b", "metadata": {"tags": ["raises-exception"]}, "execution_count": null, "outputs": [], "source": "panic(\"expected\")"},
 {"cell_type": "code", "id": "c", "metadata": {"tags": ["nbval-ignore-output"]}, "execution_count": null, "outputs": [], "source": "import \"time\"\ntime.Now().UnixNano()"},
 {"cell_type": "code", "id": "d", "metadata": {"tags": ["nbval-skip"]}, "execution_count": null, "outputs": [], "source": "panic(\"never\")"},
 {"cell_type": "code", "id": "e", "metadata": {"tags": ["nbval-check-output"]}, "execution_count": null, "outputs": [], "source": "Plot([]float64{1, 2})"},
 {"cell_type": "code", "id": "f", "metadata": {}, "execution_count": null, "outputs": [], "source": "Random().Key() != 0"}
], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`

func TestVerify(t *testing.T) {
	path := file(t, "n.ipynb", strings.Replace(verifiable, "Random().Key() != 0", "x + 1", 1))
	dir := filepath.Dir(path)
	junit := filepath.Join(dir, "report", "junit.xml")
	stdout, stderr, err := harmonium(t, "", "verify", path, "--junit", junit)
	if !errors.Is(err, errSaid) || !strings.Contains(stdout, "4 differ, 0 failed") || !strings.Contains(stdout, "is not stored") {
		t.Errorf("nothing is stored yet: error %v, said %s%s", err, stdout, stderr)
	}
	if raw, _ := os.ReadFile(junit); !strings.Contains(string(raw), `tests="6" failures="4" errors="0" skipped="1"`) {
		t.Errorf("the report is %s", raw)
	}
	stdout, _, err = harmonium(t, "", "verify", "--update", path)
	if err != nil || !strings.Contains(stdout, "stored "+path) {
		t.Errorf("--update: %v, %s", err, stdout)
	}
	stdout, _, err = harmonium(t, "", "verify", path, path, "-j", "2")
	if err != nil || strings.Count(stdout, "ok    "+path+": 6 cells, 2 of them not compared") != 2 {
		t.Errorf("what was just stored differs: %v, %s", err, stdout)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	stored := string(raw)
	for _, want := range []string{`"architecture": "`, `"seed": 1`, `"version": "` + version, `"name": "harmonium"`} {
		if !strings.Contains(stored, want) {
			t.Errorf("the notebook does not record %s", want)
		}
	}

	// A word and a pixel are changed.
	os.WriteFile(path, []byte(strings.NewReplacer(`[]float64{1, 2}`, `[]float64{1, 3}`, `"20"`, `"21"`).Replace(stored)), 0o644)
	stdout, _, err = harmonium(t, "", "verify", path, "--diff", filepath.Join(dir, "diff"))
	if !errors.Is(err, errSaid) || !strings.Contains(stdout, "-21") || !strings.Contains(stdout, "pixels differ") {
		t.Errorf("error %v, said %s", err, stdout)
	}
	if _, err := os.Stat(filepath.Join(dir, "diff", "n-cell5-output1.png")); err != nil {
		t.Errorf("no picture of the difference: %v", err)
	}
	stdout, _, err = harmonium(t, "", "verify", "--lax", path)
	if !errors.Is(err, errSaid) || !strings.Contains(stdout, "1 differ") {
		t.Errorf("--lax compares the tagged cell alone: %v, %s", err, stdout)
	}

	// A cell that fails is told, the rest is not run, and nothing is stored.
	broken := strings.Replace(stored, `"x + 1"`, `"x + nothing"`, 1)
	os.WriteFile(path, []byte(broken), 0o644)
	stdout, _, err = harmonium(t, "", "verify", "--update", path)
	if after, _ := os.ReadFile(path); !errors.Is(err, errSaid) || !strings.Contains(stdout, "undefined: nothing") || string(after) != broken {
		t.Errorf("a broken notebook: %v, %s", err, stdout)
	}
}

// The session's seed is recorded, and verified with.
func TestVerifyUsesTheRecordedSeed(t *testing.T) {
	path := file(t, "n.go", "import \"harmonium/stdlib/rng\"\nRandom() == rng.New(9).Numbered(1)\n")
	out := filepath.Join(filepath.Dir(path), "n.ipynb")
	if _, stderr, err := harmonium(t, "", "run", path, "--seed", "9", "-o", out); err != nil {
		t.Fatal(err, stderr)
	}
	raw, _ := os.ReadFile(out)
	if !strings.Contains(string(raw), `"seed": 9`) || !strings.Contains(string(raw), `"true"`) {
		t.Errorf("stored %s", raw)
	}
	if stdout, _, err := harmonium(t, "", "verify", out); err != nil {
		t.Errorf("%v, %s", err, stdout)
	}
}

func TestVerifyBadUse(t *testing.T) {
	if stdout, _, err := harmonium(t, "", "verify", "/no/such.ipynb"); !errors.Is(err, errSaid) || !strings.Contains(stdout, "/no/such.ipynb") {
		t.Errorf("error %v, said %s", err, stdout)
	}
	if _, _, err := harmonium(t, "", "verify", "-j", "0", "x.ipynb"); err == nil || !strings.Contains(err.Error(), "--jobs is 0") {
		t.Errorf("error %v", err)
	}
}
