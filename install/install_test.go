package install_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"harmonium/install"
)

// place is an empty home with a fake command in it.
func place(t *testing.T) (env install.Env, binary string) {
	t.Helper()
	home := t.TempDir()
	binary = filepath.Join(home, "harmonium")
	if err := os.WriteFile(binary, []byte("#!/bin/sh\necho harmonium 9.9\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	vars := map[string]string{"JUPYTER_DATA_DIR": filepath.Join(home, "data")}
	return install.Env{
		Home:     home,
		Getenv:   func(k string) string { return vars[k] },
		LookPath: func(string) (string, error) { return "", errors.New("none") },
	}, binary
}

func TestInstallWritesWhatJupyterReads(t *testing.T) {
	env, binary := place(t)
	kernels := env.Locations()[0]
	dir, err := install.Spec{Binary: binary, Env: map[string]string{"A": "b"}, Args: []string{"--restricted"}}.Install(kernels)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var k map[string]any
	if err := json.Unmarshal(raw, &k); err != nil {
		t.Fatal(err)
	}
	argv := k["argv"].([]any)
	if argv[0] != binary || !filepath.IsAbs(argv[0].(string)) || argv[3] != "{connection_file}" || len(argv) != 5 || argv[4] != "--restricted" {
		t.Errorf("argv %v", argv)
	}
	if k["display_name"] != "Go (Harmonium)" || k["interrupt_mode"] != "message" || k["language"] != "go" {
		t.Errorf("kernel.json %s", raw)
	}
	if _, there := k["metadata"]; there {
		t.Error("metadata.debugger must stand there only when true")
	}
	for name, size := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
		pic, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if c, err := png.DecodeConfig(bytes.NewReader(pic)); err != nil || c.Width != size || c.Height != size {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "logo-svg.svg")); err != nil {
		t.Error(err)
	}
	if _, err := install.Uninstall(kernels, "harmonium"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("uninstall left the folder behind")
	}
}

func TestUninstallLeavesOtherKernelsAlone(t *testing.T) {
	kernels := t.TempDir()
	dir := filepath.Join(kernels, "python3")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	spec := `{"argv":["python3","-m","ipykernel_launcher","-f","{connection_file}"],"language":"python"}`
	if err := os.WriteFile(filepath.Join(dir, "kernel.json"), []byte(spec), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"python3": "another kernel", "gone": "nothing to remove", "../x": "no kernelspec's"} {
		if _, err := install.Uninstall(kernels, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}

func TestInstallRefusesByName(t *testing.T) {
	_, binary := place(t)
	for want, s := range map[string]install.Spec{
		`name "a b"`: {Name: "a b", Binary: binary},
		"missing":    {Binary: binary + "x"},
		"a folder":   {Binary: filepath.Dir(binary)},
	} {
		if _, err := s.Install(t.TempDir()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestDoctorNamesEachFaultAndItsCure(t *testing.T) {
	env, binary := place(t)
	kernels := env.Locations()[0]
	say := func(d install.Doctor) (string, bool) {
		var b bytes.Buffer
		well := install.Report(&b, d.Examine(t.Context()))
		return b.String(), well
	}
	d := install.Doctor{Env: env, Binary: binary, Version: "9.9", Start: func(context.Context, []string, []string) error { return nil }}
	if got, well := say(d); well || !strings.Contains(got, "no kernelspec") || !strings.Contains(got, "type: "+binary+" install") {
		t.Error(got)
	}
	if _, err := (install.Spec{Binary: binary}).Install(kernels); err != nil {
		t.Fatal(err)
	}
	if got, _ := say(d); !strings.Contains(got, "the kernel answers") || !strings.Contains(got, "no Jupyter on the PATH") {
		t.Error(got)
	}
	d.Env.LookPath = func(name string) (string, error) { return "/opt/x/bin/" + name, nil }
	if got, well := say(d); !well {
		t.Errorf("all is well, yet: %s", got)
	}
	d.Version = "10"
	if got, _ := say(d); !strings.Contains(got, "another version (harmonium 9.9; this is 10)") {
		t.Error(got)
	}
	d.Start = func(context.Context, []string, []string) error { return errors.New("timeout") }
	if got, _ := say(d); !strings.Contains(got, "does not answer: timeout") {
		t.Error(got)
	}
	if err := os.Remove(binary); err != nil {
		t.Fatal(err)
	}
	if got, _ := say(d); !strings.Contains(got, "its command is missing") {
		t.Error(got)
	}
}

func TestSysPrefixIsTheEnvironments(t *testing.T) {
	env, _ := place(t)
	if _, err := env.SysPrefix(t.Context()); err == nil || !strings.Contains(err.Error(), "--prefix DIR") {
		t.Errorf("without any Python: %v", err)
	}
	env.Getenv = func(k string) string { return map[string]string{"VIRTUAL_ENV": "/venv"}[k] }
	if got, err := env.SysPrefix(t.Context()); err != nil || got != "/venv" {
		t.Errorf("%s, %v", got, err)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	env.Getenv, env.LookPath = func(string) string { return "" }, func(string) (string, error) { return python, nil }
	if got, err := env.SysPrefix(t.Context()); err != nil || !filepath.IsAbs(got) {
		t.Errorf("%q, %v", got, err)
	}
}
