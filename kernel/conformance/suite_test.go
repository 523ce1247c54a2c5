package conformance_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// python is Debian's: the Jupyter packages belong to it, whatever else is on the PATH.
const python = "/usr/bin/python3"

// binary is the command under test, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "harmonium-conformance")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "harmonium")
	if out, err := exec.Command("go", "build", "-o", binary, "harmonium").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the command: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// jupyter is a Jupyter of its own, with the kernel installed and nothing shared
// with the machine's.
type jupyter struct {
	dir string
	env []string
}

func newJupyter(t *testing.T) *jupyter {
	t.Helper()
	j := &jupyter{dir: t.TempDir()}
	j.env = append(os.Environ(), "PATH=/usr/bin:"+os.Getenv("PATH"),
		"JUPYTER_CONFIG_DIR="+filepath.Join(j.dir, "config"), "JUPYTER_DATA_DIR="+filepath.Join(j.dir, "data"),
		"JUPYTER_RUNTIME_DIR="+filepath.Join(j.dir, "runtime"), "XDG_STATE_HOME="+filepath.Join(j.dir, "state"), "HOME="+j.dir)
	if out, err := j.command(t, binary, "install").CombinedOutput(); err != nil {
		t.Fatalf("install: %v\n%s", err, out)
	}
	return j
}

// command runs with this Jupyter's folders; it is killed when the test ends.
func (j *jupyter) command(t *testing.T, name string, args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Minute)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, name, args...)
	c.Env, c.Dir, c.WaitDelay = j.env, j.dir, time.Second
	return c
}

// needPython skips unless Debian's Python has the module.
func needPython(t *testing.T, module, pkg string) {
	t.Helper()
	if exec.Command(python, "-c", "import "+module).Run() != nil {
		t.Skipf("%s is not installed", pkg)
	}
}

func needCommand(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// repository is the root of this repository.
func repository(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// artefacts is where pictures for people are kept.
func artefacts(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(repository(t), "build", "artefacts")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestJupyterKernelTest(t *testing.T) {
	needPython(t, "jupyter_kernel_test", "python3-jupyter-kernel-test")
	j := newJupyter(t)
	suite, err := filepath.Abs("testdata/kernel_test.py")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := j.command(t, python, suite, "-v").CombinedOutput()
	out := string(raw)
	t.Log(out)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.ToLower(out), "skip") {
		t.Error("a test method was skipped; every one must run")
	}
}

// The command's own view of an installation, from nothing to installed to removed.
func TestInstallDoctorUninstall(t *testing.T) {
	needCommand(t, "jupyter")
	j := newJupyter(t)
	out, err := j.command(t, binary, "doctor").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "the kernel answers") {
		t.Errorf("doctor after install: %v\n%s", err, out)
	}
	listed, err := j.command(t, "jupyter", "kernelspec", "list").CombinedOutput()
	if err != nil || !strings.Contains(string(listed), "harmonium") {
		t.Errorf("jupyter kernelspec list: %v\n%s", err, listed)
	}
	if out, err := j.command(t, binary, "uninstall").CombinedOutput(); err != nil {
		t.Errorf("uninstall: %v\n%s", err, out)
	}
	out, err = j.command(t, binary, "doctor").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "harmonium install") {
		t.Errorf("doctor after uninstall must say what to type: %v\n%s", err, out)
	}
}
