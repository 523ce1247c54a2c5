package install

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// Spec is a kernelspec. Zero fields take the stated default.
type Spec struct {
	Name        string            // folder name; "" means harmonium
	DisplayName string            // as the launcher shows it; "" means Go (Harmonium)
	Binary      string            // path of the command, made absolute
	Args        []string          // further arguments of "harmonium kernel"
	Env         map[string]string // set for the kernel
	Debugger    bool              // advertised only when true
}

const (
	DefaultName    = "harmonium"
	DefaultDisplay = "Go (Harmonium)"
)

// kernelJSON is the file that Jupyter reads.
type kernelJSON struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env,omitempty"`
	Metadata      map[string]any    `json:"metadata,omitempty"`
}

// Jupyter accepts no other names for the folder.
var validName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

func (s Spec) withDefaults() (Spec, error) {
	if s.Name == "" {
		s.Name = DefaultName
	}
	if s.DisplayName == "" {
		s.DisplayName = DefaultDisplay
	}
	if !validName.MatchString(s.Name) || s.Name == "." || s.Name == ".." {
		return s, fmt.Errorf("install: name %q has characters other than letters, digits, '.', '_' and '-'", s.Name)
	}
	abs, err := filepath.Abs(s.Binary)
	if err != nil {
		return s, fmt.Errorf("install: %w", err)
	}
	info, err := os.Stat(abs)
	if err != nil {
		return s, fmt.Errorf("install: the command itself is missing: %w", err)
	}
	if info.IsDir() {
		return s, fmt.Errorf("install: %s is a folder, wanted the harmonium command", abs)
	}
	s.Binary = abs
	return s, nil
}

// Install writes the kernelspec below the folder "kernels" and returns its own
// folder. An older one of that name is replaced.
func (s Spec) Install(kernels string) (string, error) {
	s, err := s.withDefaults()
	if err != nil {
		return "", err
	}
	files, err := s.files()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(kernels, s.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("install: %w", err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return "", fmt.Errorf("install: %w", err)
		}
	}
	return dir, nil
}

func (s Spec) files() (map[string][]byte, error) {
	k := kernelJSON{
		Argv:        append([]string{s.Binary, "kernel", "-f", "{connection_file}"}, s.Args...),
		DisplayName: s.DisplayName, Language: "go", InterruptMode: "message", Env: s.Env,
	}
	if s.Debugger {
		k.Metadata = map[string]any{"debugger": true}
	}
	spec, err := json.MarshalIndent(k, "", " ")
	if err != nil {
		return nil, fmt.Errorf("install: %w", err)
	}
	files := map[string][]byte{"kernel.json": append(spec, '\n'), "logo-svg.svg": LogoSVG()}
	for _, size := range []int{32, 64} {
		if files[fmt.Sprintf("logo-%dx%[1]d.png", size)], err = LogoPNG(size); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Uninstall removes the kernelspec of that name. It touches nothing that is not
// a kernelspec of this command.
func Uninstall(kernels, name string) (string, error) {
	if !validName.MatchString(name) || name == "." || name == ".." {
		return "", fmt.Errorf("install: name %q is no kernelspec's", name)
	}
	dir := filepath.Join(kernels, name)
	k, err := readSpec(dir)
	if err != nil {
		return "", fmt.Errorf("install: nothing to remove: %w", err)
	}
	if !k.ours() {
		return "", fmt.Errorf("install: %s belongs to another kernel (%s), left alone", dir, k.DisplayName)
	}
	return dir, os.RemoveAll(dir)
}

func readSpec(dir string) (kernelJSON, error) {
	var k kernelJSON
	raw, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		return k, err
	}
	if err := json.Unmarshal(raw, &k); err != nil {
		return k, fmt.Errorf("%s: %w", filepath.Join(dir, "kernel.json"), err)
	}
	return k, nil
}

// ours recognises what files() wrote, whatever the binary is called.
func (k kernelJSON) ours() bool {
	return k.Language == "go" && len(k.Argv) >= 4 && k.Argv[1] == "kernel" && k.Argv[2] == "-f"
}
