package install

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Env is the part of the surroundings that decides where things go; tests give
// their own. The zero value is the process's.
type Env struct {
	Getenv   func(string) string
	LookPath func(string) (string, error)
	Home     string
}

func (e Env) get(key string) string {
	if e.Getenv != nil {
		return e.Getenv(key)
	}
	return os.Getenv(key)
}

func (e Env) look(name string) (string, error) {
	if e.LookPath != nil {
		return e.LookPath(name)
	}
	return exec.LookPath(name)
}

func (e Env) home() string {
	if e.Home != "" {
		return e.Home
	}
	home, _ := os.UserHomeDir()
	return home
}

// UserData is Jupyter's data folder of this user (jupyter_core's jupyter_data_dir).
func (e Env) UserData() string {
	if dir := e.get("JUPYTER_DATA_DIR"); dir != "" {
		return dir
	}
	switch runtime.GOOS {
	case "darwin":
		return filepath.Join(e.home(), "Library", "Jupyter")
	case "windows":
		if dir := e.get("APPDATA"); dir != "" {
			return filepath.Join(dir, "jupyter")
		}
		return filepath.Join(e.home(), ".jupyter", "data")
	}
	if dir := e.get("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter")
	}
	return filepath.Join(e.home(), ".local", "share", "jupyter")
}

// Locations are the folders that hold kernelspecs, in the order Jupyter asks them.
func (e Env) Locations() []string {
	var data []string
	for _, dir := range filepath.SplitList(e.get("JUPYTER_PATH")) {
		if dir != "" {
			data = append(data, dir)
		}
	}
	data = append(data, e.UserData())
	for _, prefix := range []string{e.get("VIRTUAL_ENV"), e.get("CONDA_PREFIX")} {
		if prefix != "" {
			data = append(data, filepath.Join(prefix, "share", "jupyter"))
		}
	}
	if jupyter, err := e.look("jupyter"); err == nil { // PREFIX/bin/jupyter
		data = append(data, filepath.Join(filepath.Dir(filepath.Dir(jupyter)), "share", "jupyter"))
	}
	if runtime.GOOS == "windows" {
		data = append(data, filepath.Join(e.get("PROGRAMDATA"), "jupyter"))
	} else {
		data = append(data, "/usr/local/share/jupyter", "/usr/share/jupyter")
	}
	var kernels []string
	seen := map[string]bool{}
	for _, dir := range data {
		if k := filepath.Join(dir, "kernels"); !seen[k] {
			seen[k] = true
			kernels = append(kernels, k)
		}
	}
	return kernels
}

// SysPrefix is the root of the active Python environment: a virtual or conda
// environment, else what the Python on the PATH says.
func (e Env) SysPrefix(ctx context.Context) (string, error) {
	for _, key := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		if dir := e.get(key); dir != "" {
			return dir, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for _, name := range []string{"python3", "python"} {
		python, err := e.look(name)
		if err != nil {
			continue
		}
		out, err := exec.CommandContext(ctx, python, "-c", "import sys; print(sys.prefix)").Output()
		if err != nil {
			return "", fmt.Errorf("install: %s does not say its sys.prefix: %w", python, err)
		}
		return strings.TrimSpace(string(out)), nil
	}
	return "", errors.New("install: --sys-prefix needs an active Python environment or a python3 on the PATH; neither was found (use --user or --prefix DIR)")
}
