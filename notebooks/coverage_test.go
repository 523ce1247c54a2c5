package notebooks_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"harmonium/kernel/notebook"
	"harmonium/notebooks"
)

var update = flag.Bool("update", false, "write README.md")

// TestCoverage makes the table of topics and compares it with README.md.
// After a notebook has got or lost a covers: tag:
//
//	go test ./notebooks -run Coverage -update
func TestCoverage(t *testing.T) {
	shown := shownIn(t)
	table := readme(t, shown)
	if *update {
		if err := os.WriteFile("README.md", []byte(table), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if stored, _ := os.ReadFile("README.md"); string(stored) != table {
		t.Error("README.md is out of date: go test ./notebooks -run Coverage -update")
	}
	for _, topic := range notebooks.Topics {
		if len(topic.Tests) == 0 {
			t.Errorf("topic %s has no test", topic.ID)
		}
		for _, test := range topic.Tests {
			if !exists(t, test) {
				t.Errorf("topic %s: there is no test %s", topic.ID, test)
			}
		}
	}
}

// shownIn is which notebooks show each topic. A cell that is tagged with a topic asserts it.
func shownIn(t *testing.T) map[string][]string {
	t.Helper()
	shown := map[string][]string{}
	for _, name := range names(t) {
		for i, c := range read(t, name).Cells {
			for _, tag := range c.Tags() {
				id, ok := strings.CutPrefix(tag, "covers:")
				switch {
				case !ok:
					continue
				case !slices.ContainsFunc(notebooks.Topics, func(p notebooks.Topic) bool { return p.ID == id }):
					t.Errorf("%s: cell %d is tagged %s; there is no such topic in topics.go", name, i+1, tag)
				case !strings.Contains(c.Source, "Check"):
					t.Errorf("%s: cell %d is tagged %s but asserts nothing with Check or CheckNear", name, i+1, tag)
				}
				if !slices.Contains(shown[id], name) {
					shown[id] = append(shown[id], name)
				}
			}
		}
	}
	return shown
}

func names(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("*.ipynb")
	if err != nil || len(list) == 0 {
		t.Fatalf("no notebooks: %v", err)
	}
	return list
}

func read(t *testing.T, name string) *notebook.Notebook {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	nb, err := notebook.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return nb
}

func readme(t *testing.T, shown map[string][]string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# The lecture\n\nEvery notebook is run by `make test`, and every output compared with the stored one, byte for byte.\n" +
		"`harmonium notebooks DIR` writes them out.\n\n")
	for _, name := range names(t) {
		fmt.Fprintf(&b, "- [%s](%s)\n", title(read(t, name), name), name)
	}
	b.WriteString("\n## What is shown where\n\nThis table is made of the notebooks' tags and of [topics.go](topics.go) by `go test ./notebooks -run Coverage -update`.\n")
	heads := []string{"Systems", "Errata: what is right where the lecture slips"}
	for i, head := range heads {
		fmt.Fprintf(&b, "\n### %s\n\n| topic | shown in | proved by |\n|---|---|---|\n", head)
		for _, p := range notebooks.Topics {
			if strings.HasPrefix(p.ID, "erratum-") == (i == 1) {
				fmt.Fprintf(&b, "| %s (`%s`) | %s | %s |\n", strings.ReplaceAll(p.Claim, "|", `\|`), p.ID, links(shown[p.ID]), tests(p.Tests))
			}
		}
	}
	return b.String()
}

// title is the first heading.
func title(nb *notebook.Notebook, name string) string {
	for _, c := range nb.Cells {
		if head, ok := strings.CutPrefix(c.Source, "# "); ok && c.Type == "markdown" {
			head, _, _ = strings.Cut(head, "\n")
			return name[:2] + " " + strings.TrimLeft(head, "0123456789 .·:")
		}
	}
	return name
}

func links(names []string) string {
	if len(names) == 0 {
		return "not yet"
	}
	var list []string
	for _, n := range names {
		list = append(list, fmt.Sprintf("[%s](%s)", n[:2], n))
	}
	return strings.Join(list, ", ")
}

func tests(list []string) string {
	var out []string
	for _, l := range list {
		folder, name, _ := strings.Cut(l, ".")
		out = append(out, fmt.Sprintf("[%s](../%s)", name, folder))
	}
	return strings.Join(out, ", ")
}

var known = map[string][]string{} // names of the tests of a folder

func exists(t *testing.T, test string) bool {
	t.Helper()
	folder, name, _ := strings.Cut(test, ".")
	if known[folder] == nil {
		files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			known[folder] = append(known[folder], functions(t, f)...)
		}
	}
	return slices.Contains(known[folder], name)
}

func functions(t *testing.T, path string) (list []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			list = append(list, f.Name.Name)
		}
	}
	return list
}
