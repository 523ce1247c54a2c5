package conformance_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"harmonium/kernel/notebook"
	"harmonium/kernel/verify"
)

const lecture = "01-hopfield.ipynb"

// nbconvert gives every notebook the outputs that are stored in it: those of harmonium verify.
func TestNBConvertGivesTheStoredOutputs(t *testing.T) {
	needPython(t, "nbconvert", "jupyter-nbconvert")
	list, err := filepath.Glob(filepath.Join(repository(t), "notebooks", "*.ipynb"))
	if err != nil || len(list) == 0 {
		t.Fatalf("no notebooks: %v", err)
	}
	for _, path := range list {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			if name != lecture && os.Getenv("HARMONIUM_LONG") == "" {
				t.Skip("HARMONIUM_LONG is not set")
			}
			j := newJupyter(t)
			done := filepath.Join(j.dir, "done.ipynb")
			out, err := j.command(t, python, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", done, path).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			stored, fresh := readNotebook(t, path), readNotebook(t, done)
			for i, c := range stored.Cells {
				for _, d := range verify.Compare(c.Outputs, fresh.Cells[i].Outputs) {
					t.Errorf("cell %d: %v", i+1, d)
				}
			}
		})
	}
}

// A notebook in which papermill, with its translator for C#, has injected
// parameters gives the same outputs everywhere.
func TestInjectedParameters(t *testing.T) {
	needPython(t, "nbconvert", "jupyter-nbconvert")
	j := newJupyter(t)
	code := "// %% tags=[\"parameters\"]\nbeta := 1.0\n\n// %% tags=[\"injected-parameters\"]\n// Parameters\nvar beta = 0.7;\n\n// %%\n2 * beta\n"
	if err := os.WriteFile(filepath.Join(j.dir, "p.go"), []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{binary, "run", "p.go", "-o", "ours.ipynb"},
		{python, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "theirs.ipynb", "ours.ipynb"},
	} {
		if out, err := j.command(t, args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	ours, theirs := readNotebook(t, filepath.Join(j.dir, "ours.ipynb")), readNotebook(t, filepath.Join(j.dir, "theirs.ipynb"))
	if got := ours.Cells[2].Outputs; len(got) != 1 || got[0].Data["text/plain"] != "1.4" {
		t.Errorf("we store %+v", got)
	}
	if d := verify.Compare(ours.Cells[2].Outputs, theirs.Cells[2].Outputs); len(d) > 0 {
		t.Errorf("nbconvert stores something else: %v", d)
	}
}

func readNotebook(t *testing.T, path string) *notebook.Notebook {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	nb, err := notebook.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func copyNotebook(t *testing.T, j *jupyter) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(repository(t), "notebooks", lecture))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(j.dir, lecture), raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestConsole types into jupyter console as a person does.
func TestConsole(t *testing.T) {
	needPython(t, "jupyter_console", "jupyter-console")
	tmux := needCommand(t, "tmux")
	j := newJupyter(t)
	socket := filepath.Join(j.dir, "tmux")
	run := func(args ...string) string {
		out, err := j.command(t, tmux, append([]string{"-S", socket}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "40", python+" -m jupyter_console --kernel harmonium --simple-prompt")
	t.Cleanup(func() { _ = exec.Command(tmux, "-S", socket, "kill-server").Run() })
	screen := func() string { return run("capture-pane", "-p", "-S", "-200") }
	wait := func(want string) {
		t.Helper()
		for deadline := time.Now().Add(40 * time.Second); ; time.Sleep(100 * time.Millisecond) {
			if strings.Contains(screen(), want) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("no %q on the screen:\n%s", want, screen())
			}
		}
	}
	typed := func(line string) { run("send-keys", "-l", line); run("send-keys", "Enter") }
	wait("In [1]:")
	typed(`x := 20 + 1`)
	wait("In [2]:")
	typed(`2 * x`)
	wait("Out[2]: 42")
	wait("In [3]:")
	typed(`undefinedName`)
	wait("undefined: undefinedName")
	wait("In [4]:")
	typed(`import "fmt"; var name string; fmt.Print("who? "); fmt.Scan(&name); fmt.Println("hello", name)`)
	wait("who?")
	typed("gopher")
	wait("hello gopher")
}

// TestFrontEnds runs notebooks in the classic notebook and in JupyterLab's components,
// in a headless browser, and keeps screenshots.
func TestFrontEnds(t *testing.T) {
	for _, front := range []string{"classic", "lab"} {
		t.Run(front, func(t *testing.T) {
			s := newServer(t, front)
			s.copy(t, "testdata/frontends.ipynb")
			s.showsAll(t, s.open(t, "frontends.ipynb"))
			s.copy(t, filepath.Join(repository(t), "notebooks", lecture))
			figures := 0
			for _, c := range s.open(t, lecture) {
				figures += len(c.Figures)
			}
			if figures < 3 {
				t.Errorf("%d figures of the lecture are seen, want at least 3", figures)
			}
		})
	}
}

// showsAll looks at what the cells of testdata/frontends.ipynb have shown: a figure, an
// animation, two curves that are drawn while they run, an equation, a figure of a table.
func (s *server) showsAll(t *testing.T, cells []shownCell) {
	if len(cells) != 6 {
		t.Fatalf("%d cells are seen, want 6", len(cells))
	}
	for k, figures := range []int{1, 1, 1, 1, 0, 1} {
		if len(cells[k].Figures) != figures {
			t.Fatalf("cell %d shows %d figures, want %d", k+1, len(cells[k].Figures), figures)
		}
		for _, f := range cells[k].Figures {
			if f.Dots != 2*f.Width {
				t.Errorf("cell %d: a figure of %d dots is %d pixels wide, want half", k+1, f.Dots, f.Width)
			}
			if f.Animated != (k == 1) || f.Moves != f.Animated {
				t.Errorf("cell %d: animated %v, moves %v", k+1, f.Animated, f.Moves)
			}
		}
	}
	stored := s.figures(t, "frontends.ipynb")
	for _, k := range []int{2, 3} {
		if cells[k].Frames < 3 {
			t.Errorf("cell %d: %d different pictures were seen while it ran, want at least 3", k+1, cells[k].Frames)
		}
		if stored[k] != cells[k].Figures[0].Hash {
			t.Errorf("cell %d: what is stored is not the frame that is seen last", k+1)
		}
	}
	if !strings.Contains(cells[2].Text, "a user's own loop: 60 of 60") {
		t.Errorf("the progress line ends as %q", cells[2].Text)
	}
	if text := cells[3].Text; !strings.Contains(text, "400 updates, ") || strings.Contains(text, "/s") {
		t.Errorf("the training's summary is %q", text)
	}
}

// figures are the digests of the first picture that each code cell has in its file.
func (s *server) figures(t *testing.T, name string) []string {
	t.Helper()
	var all []string
	for _, c := range s.stored(t, name).Cells {
		if c.Type != "code" {
			continue
		}
		digest := ""
		for _, o := range c.Outputs {
			if data, ok := o.Data["image/png"].(string); ok && digest == "" {
				raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(data, "\n", ""))
				if err != nil {
					t.Error(err)
				}
				digest = fmt.Sprintf("%x", sha256.Sum256(raw))
			}
		}
		all = append(all, digest)
	}
	return all
}
