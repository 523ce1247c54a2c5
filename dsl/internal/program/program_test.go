package program_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"harmonium/dsl/internal/exportdata"
	"harmonium/dsl/internal/program"
)

var sessions = []struct {
	name  string
	cells []string
	want  string // what the program prints
}{
	{"statements", []string{"x := 1", "x + 1", "y := x * 10\ny"}, "2\n10\n"},
	{"imports and functions", []string{"import \"strings\"", "func up(s string) string { return strings.ToUpper(s) }\nup(\"a\")"}, "A\n"},
	{"functions see variables", []string{"n := 1\nfunc next() int { n++; return n }", "next()", "n"}, "2\n2\n"},
	{"a new type for a variable", []string{"x := 1", "x", "x := \"s\"", "x + \"t\""}, "1\nst\n"},
	{"the same type again", []string{"x := 1", "x := 2", "x"}, "2\n"},
	{"a function again", []string{"func f() int { return 1 }", "func g() int { return f() }", "func f() int { return 2 }", "g()"}, "2\n"},
	{"a function with another type", []string{"func f() int { return 1 }\nf()", "func f() string { return \"x\" }\nf()"}, "1\nx\n"},
	{"types and methods", []string{"type P struct{ X int }", "func (p P) Twice() int { return 2 * p.X }", "p := P{3}\np.Twice()"}, "6\n"},
	{"a method again", []string{"type P int\nfunc (p P) M() int { return 1 }", "func (p P) M() int { return 2 }", "P(0).M()"}, "2\n"},
	{"a type again", []string{"type T struct{ A int }\nt := T{1}\nt.A", "type T struct{ B string }\nu := T{\"b\"}\nu.B"}, "1\nb\n"},
	{"several values", []string{"import \"strconv\"\nn, err := strconv.Atoi(\"7\")", "n, ok := n + 1, err == nil\nok", "n"}, "true\n8\n"},
	{"println", []string{"import \"fmt\"\nfmt.Println(1)"}, "1\n"},
	{"void", []string{"func f() {}\nf()"}, ""},
	{"no value shown", []string{"x := 3\nx;"}, ""},
	{"loops and locals", []string{"sum := 0\nfor i := range 4 {\n\tsum += i\n}\nsum"}, "6\n"},
	{"return, defer and labels", []string{"import \"fmt\"\ndefer fmt.Println(\"later\")\nfmt.Println(\"first\")", "outer:\nfor {\n\tfor {\n\t\tbreak outer\n\t}\n}", "outer:\nfor {\n\tbreak outer\n}"}, "first\nlater\n"},
	{"var", []string{"var a, b = 1, 2\nvar c int\na + b + c", "var c = 5", "c"}, "3\n5\n"},
	{"packages of one name", []string{"import \"math/rand\"\nr := rand.New(rand.NewSource(1))\nr != nil", "import \"crypto/rand\"\nrand.Reader != nil"}, "true\ntrue\n"},
	{"words", []string{"import \"strconv\"\nShow(1, \"a\")\nMust(strconv.Atoi(\"42\"))", "s := 0\nfor i := range Progress(3) {\n\ts += i\n}\ns"}, "1\na\n42\n3\n"},
	{"a word hidden", []string{"func Show(x int) int { return x + 1 }\nShow(1)"}, "2\n"},
	{"directives", []string{"%who\nx := 1\n%time x++\nx", "!ls"}, "2\n"},
	{"generics", []string{"func Map[T, U any](s []T, f func(T) U) (out []U) {\n\tfor _, x := range s {\n\t\tout = append(out, f(x))\n\t}\n\treturn\n}", "Map([]int{1, 2}, func(i int) string { return string(rune('a' + i)) })"}, "[b c]\n"},
	{"constants", []string{"const (\n\ta = iota\n\tb\n)", "b"}, "1\n"},
	{"comments", []string{"// f counts.\nfunc f() int { return 1 } // one\n\n// show\nf() // it"}, "1\n"},
	{"closures", []string{"k := 2\nf := func(x int) int { return k * x }", "k = 5", "f(3)"}, "15\n"},
	{"cells that failed", []string{"// fails\nimport \"strconv\"\nfunc f() int { return 3 }\nstrconv.Atoi(\"x\")", "// fails\nundefined", "// fails\n)", "strconv.Itoa(f())"}, "3\n"},
	{"unexported fields", []string{"type q struct{ a, b int }\nv := q{1, 2}\nv.a + v.b"}, "3\n"},
}

// What the program prints is what the cells showed: it is built by the Go
// compiler, all sessions in one go.
func TestPrograms(t *testing.T) {
	importer, err := exportdata.New(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sessions {
		t.Run(s.name, func(t *testing.T) {
			text, err := program.Write(cells(s.cells), importer)
			if err != nil {
				t.Fatal(err)
			}
			if got := run(t, text); got != s.want {
				t.Errorf("prints %q, want %q:\n%s", got, s.want, text)
			}
		})
	}
}

func cells(codes []string) (out []program.Cell) {
	for i, code := range codes {
		bare, failed := strings.CutPrefix(code, "// fails\n")
		out = append(out, program.Cell{Number: i + 1, Code: bare, Failed: failed})
	}
	return out
}

// run compiles and links by hand: the go command takes ten times as long.
func run(t *testing.T, text string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("building takes a second each")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "session.go")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", "-ldflags=-s -w", file)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, text)
	}
	return string(out)
}

func TestRefusals(t *testing.T) {
	importer, err := exportdata.New(false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := program.Write(cells([]string{"Save(\"x.json\", 1)"}), importer); err == nil || !strings.Contains(err.Error(), "Save") {
		t.Errorf("a word without meaning: %v", err)
	}
	if _, err := program.Write(cells([]string{"x := y"}), importer); err == nil || !strings.Contains(err.Error(), "undefined: y") {
		t.Errorf("a cell that does not compile: %v", err)
	}
}
