package install

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Doctor looks at an installation. Zero fields take the stated default.
type Doctor struct {
	Env     Env
	Binary  string // the running command; what the kernelspec should name
	Version string // the running command's version
	// Start starts a kernel by its argv and waits for an answer to
	// kernel_info_request; nil means that this is not tried.
	Start func(ctx context.Context, argv, env []string) error
}

// Finding is one thing that was looked at.
type Finding struct {
	OK  bool
	Say string // what was found
	Do  string // what to type when it is wrong
}

// Examine looks at everything. It changes nothing.
func (d Doctor) Examine(ctx context.Context) []Finding {
	findings := []Finding{d.jupyter()}
	specs := d.specs()
	if len(specs) == 0 {
		return append(findings, Finding{false, "no kernelspec in any of " + strings.Join(d.Env.Locations(), ", "), d.Binary + " install"})
	}
	shown := map[string]string{}
	for _, s := range specs {
		if first, hidden := shown[s.name]; hidden {
			findings = append(findings, Finding{false, fmt.Sprintf("kernelspec %s is hidden by %s", s.dir, first), "rm -r " + s.dir})
			continue
		}
		shown[s.name] = s.dir
		findings = append(findings, d.spec(ctx, s)...)
	}
	return findings
}

// Report writes the findings and says whether all is well.
func Report(w io.Writer, findings []Finding) bool {
	well := true
	for _, f := range findings {
		if f.OK {
			fmt.Fprintf(w, "ok     %s\n", f.Say)
			continue
		}
		well = false
		fmt.Fprintf(w, "wrong  %s\n       type: %s\n", f.Say, f.Do)
	}
	return well
}

func (d Doctor) jupyter() Finding {
	var found []string
	for _, name := range []string{"jupyter", "jupyter-lab", "jupyter-notebook", "jupyter-console"} {
		if path, err := d.Env.look(name); err == nil {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		return Finding{false, "no Jupyter on the PATH (harmonium run and harmonium repl work without)", "pip install jupyterlab"}
	}
	return Finding{OK: true, Say: "Jupyter: " + strings.Join(found, ", ")}
}

type foundSpec struct {
	name, dir string
	kernel    kernelJSON
}

// specs are our kernelspecs, in the order in which Jupyter finds them.
func (d Doctor) specs() []foundSpec {
	var list []foundSpec
	for _, kernels := range d.Env.Locations() {
		entries, err := os.ReadDir(kernels)
		if err != nil {
			continue
		}
		for _, e := range entries {
			dir := filepath.Join(kernels, e.Name())
			k, err := readSpec(dir)
			if err == nil && k.ours() {
				list = append(list, foundSpec{e.Name(), dir, k})
			}
		}
	}
	return list
}

func (d Doctor) spec(ctx context.Context, s foundSpec) []Finding {
	reinstall := fmt.Sprintf("%s install --name %s", d.Binary, s.name)
	findings := []Finding{{OK: true, Say: fmt.Sprintf("kernelspec %q (%s) in %s", s.kernel.DisplayName, s.name, s.dir)}}
	bad := func(format string, args ...any) []Finding {
		return append(findings, Finding{false, fmt.Sprintf(format, args...), reinstall})
	}
	binary := s.kernel.Argv[0]
	info, err := os.Stat(binary)
	switch {
	case err != nil:
		return bad("its command is missing: %s", binary)
	case info.IsDir() || info.Mode()&0o111 == 0:
		return bad("its command cannot be run: %s", binary)
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, binary, "version").Output()
	if err != nil {
		return bad("its command does not start: %s version: %v", binary, err)
	}
	version := strings.TrimSpace(string(out))
	if d.Version != "" && !strings.Contains(version, d.Version) {
		findings = append(findings, Finding{false, fmt.Sprintf("its command is of another version (%s; this is %s)", version, d.Version), reinstall})
	}
	if s.kernel.InterruptMode != "message" {
		findings = append(findings, Finding{false, fmt.Sprintf("interrupt_mode is %q, wanted message", s.kernel.InterruptMode), reinstall})
	}
	if d.Start == nil {
		return findings
	}
	began := time.Now()
	var env []string
	for k, v := range s.kernel.Env {
		env = append(env, k+"="+v)
	}
	if err := d.Start(ctx, s.kernel.Argv, env); err != nil {
		return append(findings, Finding{false, fmt.Sprintf("the kernel does not answer: %v", err), binary + " kernel -f CONNECTION_FILE   (to see what it prints)"})
	}
	return append(findings, Finding{OK: true, Say: fmt.Sprintf("the kernel answers after %d ms", time.Since(began).Milliseconds())})
}
