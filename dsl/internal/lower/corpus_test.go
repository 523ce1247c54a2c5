package lower_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "compile the corpus with Go and store its answers")

const expectedFile = "testdata/zexpected.txt"

// corpus reads testdata/programs: programs split by "---", each headed by "# name".
func corpus(t testing.TB) []program {
	files, err := filepath.Glob("testdata/programs/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no programs", err)
	}
	var out []program
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		topic := strings.TrimSuffix(filepath.Base(f), ".txt")
		for _, c := range strings.Split(string(text), "\n---\n") {
			head, code, _ := strings.Cut(strings.TrimSpace(c), "\n")
			out = append(out, program{name: topic + "/" + strings.TrimPrefix(head, "# "), code: code})
		}
	}
	return append(out, generated()...)
}

// generated are 200 programs of the fuzzer's generator, always the same.
var generated = sync.OnceValue(func() []program {
	var out []program
	for seed := int64(100_000); len(out) < 200; seed++ {
		p := generate(seed)
		if _, err := check(p.file()); err == nil {
			out = append(out, p)
		}
	}
	return out
})

// TestCorpus compares every program of the corpus with what the Go compiler's
// build of it answers.
func TestCorpus(t *testing.T) {
	only := os.Getenv("ONLY") // a part of the programs' names
	programs := slices.DeleteFunc(corpus(t), func(p program) bool { return !strings.Contains(p.name, only) })
	if *update {
		store(t, programs)
	}
	want := expectations(t)
	right, refused, loud, silent := 0, 0, 0, 0
	for _, p := range programs {
		w, ok := want[p.name]
		if !ok {
			t.Errorf("%s: no expectation; run go test -run TestCorpus -update", p.name)
			continue
		}
		got, ref, err := p.run()
		switch {
		case err != nil:
			loud++
			t.Errorf("%s: %.500v", p.name, err)
		case ref:
			refused++
			t.Logf("%s: refused: %s", p.name, got)
		case got != w:
			silent++
			t.Errorf("%s:\n got %q\nwant %q", p.name, got, w)
		default:
			right++
		}
	}
	t.Logf("%d programs: %d right, %d refused, %d fail with an error, %d differ silently", len(programs), right, refused, loud, silent)
}

func expectations(t testing.TB) map[string]string {
	text, err := os.ReadFile(expectedFile)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		name, quoted, _ := strings.Cut(line, "\t")
		if out[name], err = strconv.Unquote(quoted); err != nil {
			t.Fatal(line, err)
		}
	}
	return out
}

// store compiles the programs and keeps their answers beside those of the others.
func store(t testing.TB, programs []program) {
	answers, err := compiled(t.TempDir(), programs)
	if err != nil {
		t.Fatal(err)
	}
	all := expectations(t)
	for i, p := range programs {
		all[p.name] = answers[i]
	}
	var b strings.Builder
	for _, p := range corpus(t) {
		if a, ok := all[p.name]; ok {
			fmt.Fprintf(&b, "%s\t%s\n", p.name, strconv.Quote(a))
		}
	}
	if err := os.WriteFile(expectedFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

var packageName = regexp.MustCompile(`(cases/)?zzcase\d{4}`)

// compiled builds all programs into one binary, a package each, and gives their answers.
func compiled(dir string, programs []program) ([]string, error) {
	var imports, table strings.Builder
	for i, p := range programs {
		name := fmt.Sprintf("zzcase%04d", i)
		os.MkdirAll(filepath.Join(dir, name), 0o755)
		src := strings.Replace(p.file(), "package main\n", "package "+name+"\n", 1)
		if err := os.WriteFile(filepath.Join(dir, name, "p.go"), []byte(src), 0o644); err != nil {
			return nil, err
		}
		fmt.Fprintf(&imports, "\t\"cases/%s\"\n", name)
		fmt.Fprintf(&table, "\t%s.Case,\n", name)
	}
	main := "package main\nimport (\n\t\"fmt\"\n\t\"strconv\"\n" + imports.String() + ")\nvar all = []func() string{\n" + table.String() + `}
func one(f func() string) (s string) { defer func() { if p := recover(); p != nil { s = fmt.Sprint("panic: ", p) } }(); return f() }
func main() { for _, f := range all { fmt.Println(strconv.Quote(one(f))) } }
`
	os.WriteFile(filepath.Join(dir, "main.go"), []byte(main), 0o644)
	os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module cases\n\ngo 1.26\n"), 0o644)
	build := exec.Command("go", "build", "-o", "all", ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%.3000s", err, out)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "all")).Output()
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(programs) {
		return nil, fmt.Errorf("%d answers of %d programs", len(lines), len(programs))
	}
	for i, l := range lines {
		s, err := strconv.Unquote(l)
		if err != nil {
			return nil, err
		}
		lines[i] = packageName.ReplaceAllString(s, "main")
	}
	return lines, nil
}
