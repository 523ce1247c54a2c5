package conformance_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"harmonium/kernel/notebook"
)

// server is a Jupyter server with a browser, to run notebooks in a front end: the
// classic notebook, or a page of JupyterLab's own components that it serves.
type server struct {
	*jupyter
	front    string // classic or lab
	base     string // its address
	node     string
	chromium string
}

// newServer starts a server; the test is skipped when something is missing.
func newServer(t *testing.T, front string) *server {
	t.Helper()
	needPython(t, "notebook", "jupyter-notebook")
	s := &server{front: front, chromium: needCommand(t, "chromium"), node: needCommand(t, "node")}
	if _, err := os.Stat("browser/node_modules/playwright-core"); err != nil {
		t.Skip("playwright-core is not installed (npm ci in kernel/conformance/browser)")
	}
	page := t.TempDir()
	if front == "lab" {
		page = labPage(t, s.node)
	}
	s.jupyter = newJupyter(t)
	port := freePort(t)
	c := s.command(t, python, "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", fmt.Sprintf("--port=%d", port),
		"--NotebookApp.token=", "--NotebookApp.password=", "--NotebookApp.disable_check_xsrf=True", "--notebook-dir="+s.dir,
		"--NotebookApp.extra_static_paths="+page)
	var log bytes.Buffer
	c.Stdout, c.Stderr = &log, &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Process.Kill()
		_ = c.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	s.base = fmt.Sprintf("http://127.0.0.1:%d", port)
	waitForServer(t, s.base+"/api")
	return s
}

// labPage builds the page with JupyterLab's components and returns its folder.
func labPage(t *testing.T, node string) string {
	t.Helper()
	if _, err := os.Stat("browser/lab/node_modules/@jupyterlab/notebook"); err != nil {
		t.Skip("JupyterLab's components are not installed (npm ci in kernel/conformance/browser/lab)")
	}
	if out, err := exec.Command(node, "browser/lab/build.js").CombinedOutput(); err != nil {
		t.Fatalf("building the page: %v\n%s", err, out)
	}
	return absolute(t, "browser/lab/build")
}

// copy puts a notebook into the server's folder.
func (s *server) copy(t *testing.T, path string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, filepath.Base(path)), raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// shownCell is what a code cell has shown in the browser.
type shownCell struct {
	Figures []shownFigure
	Frames  int // how many different pictures, one after another
	Text    string
}

type shownFigure struct {
	Width, Dots     int // CSS pixels, and dots of the picture
	Hash            string
	Animated, Moves bool // it has several frames; it was seen to change
}

// open runs a notebook of the server's folder from the top in its front end, saves it,
// keeps a screenshot among the artefacts, and returns what the code cells show. No cell
// may fail.
func (s *server) open(t *testing.T, name string) []shownCell {
	t.Helper()
	picture := filepath.Join(artefacts(t), s.front+"-"+strings.TrimSuffix(name, ".ipynb")+".png")
	run := s.command(t, s.node, absolute(t, "browser/run.js"), s.chromium, s.base, s.front, name, picture)
	var trouble bytes.Buffer
	run.Stderr = &trouble
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%s in %s: %v\n%s", name, s.front, err, trouble.String())
	}
	if trouble.Len() > 0 {
		t.Log(trouble.String())
	}
	var cells []shownCell
	if err := json.Unmarshal(out, &cells); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i, c := range s.stored(t, name).Cells {
		for _, o := range c.Outputs {
			if o.Type == "error" {
				t.Errorf("%s in %s: cell %d: %s: %s", name, s.front, i+1, o.EName, o.EValue)
			}
		}
	}
	s.endSessions(t)
	return cells
}

// stored is a notebook as the front end has saved it.
func (s *server) stored(t *testing.T, name string) *notebook.Notebook {
	t.Helper()
	return readNotebook(t, filepath.Join(s.dir, name))
}

// endSessions ends the kernels, so that a notebook that is opened again gets a new one.
func (s *server) endSessions(t *testing.T) {
	t.Helper()
	reply, err := http.Get(s.base + "/api/sessions")
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	var sessions []struct{ ID string }
	if err := json.NewDecoder(reply.Body).Decode(&sessions); err != nil {
		t.Fatal(err)
	}
	for _, one := range sessions {
		request, err := http.NewRequest(http.MethodDelete, s.base+"/api/sessions/"+one.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		if reply, err := http.DefaultClient.Do(request); err == nil {
			reply.Body.Close()
		}
	}
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	full, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func waitForServer(t *testing.T, url string) {
	t.Helper()
	for deadline := time.Now().Add(40 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		reply, err := http.Get(url)
		if err != nil {
			continue
		}
		_, _ = io.Copy(io.Discard, reply.Body)
		reply.Body.Close()
		if reply.StatusCode == http.StatusOK {
			return
		}
	}
	t.Fatalf("%s does not answer", url)
}
