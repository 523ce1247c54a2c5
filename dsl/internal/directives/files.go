package directives

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"harmonium/dsl/script"
)

// inside resolves a file name against the working folder. A restricted session
// may not leave that folder, by links neither.
func inside(s Session, name string) (string, error) {
	name = unquote(name)
	if home, err := os.UserHomeDir(); err == nil && (name == "~" || strings.HasPrefix(name, "~/")) {
		name = filepath.Join(home, name[1:])
	}
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.Dir(), path)
	}
	if !s.Restricted() {
		return path, nil
	}
	real, err := resolve(path)
	if err != nil {
		return "", err
	}
	root, err := filepath.EvalSymlinks(s.Dir())
	if err != nil {
		return "", err
	}
	if below, err := filepath.Rel(root, real); err != nil || below == ".." || strings.HasPrefix(below, ".."+string(filepath.Separator)) {
		return "", fmt.Errorf("%s lies outside the working folder; this session is restricted to it", name)
	}
	return path, nil
}

// resolve follows the links of path; what does not exist yet keeps its name.
func resolve(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if err == nil || !errors.Is(err, os.ErrNotExist) {
		return real, err
	}
	if info, lerr := os.Lstat(path); lerr == nil && info.Mode()&os.ModeSymlink != 0 {
		return "", fmt.Errorf("%s is a link to nowhere", path)
	}
	dir := filepath.Dir(path)
	if dir == path {
		return path, nil
	}
	real, err = resolve(dir)
	return filepath.Join(real, filepath.Base(path)), err
}

func unquote(name string) string {
	if n := len(name); n > 1 && (name[0] == '"' || name[0] == '\'') && name[n-1] == name[0] {
		return name[1 : n-1]
	}
	return name
}

func run(ctx context.Context, s Session, line Line) error {
	if line.Args == "" {
		return errors.New("%run needs a file, for example %run model.go")
	}
	path, err := inside(s, line.Args)
	if err != nil {
		return fmt.Errorf("%%run: %w", err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%%run: %w", err)
	}
	cells, err := script.Split(filepath.Base(path), string(text))
	if err != nil {
		return fmt.Errorf("%%run: %w", err)
	}
	for _, cell := range cells {
		if cell.Prose() || strings.TrimSpace(cell.Code) == "" {
			continue
		}
		if err := s.Eval(ctx, cell.Code); err != nil {
			return err
		}
	}
	return nil
}

func save(_ context.Context, s Session, line Line) error {
	if !strings.HasSuffix(unquote(line.Args), ".go") {
		return fmt.Errorf("%%save needs the name of a Go file, for example %%save session.go; got %q", line.Args)
	}
	path, err := inside(s, line.Args)
	if err != nil {
		return fmt.Errorf("%%save: %w", err)
	}
	text, err := s.Program()
	if err != nil {
		return fmt.Errorf("%%save: %w", err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		return fmt.Errorf("%%save: %w", err)
	}
	s.Print("stdout", "wrote "+unquote(line.Args)+"\n")
	return nil
}

func cd(ctx context.Context, s Session, line Line) error {
	if line.Args == "" {
		s.Print("stdout", s.Dir()+"\n")
		return nil
	}
	dir, err := inside(s, line.Args)
	if err != nil {
		return fmt.Errorf("%%cd: %w", err)
	}
	if info, err := os.Stat(dir); err != nil {
		return fmt.Errorf("%%cd: %w", err)
	} else if !info.IsDir() {
		return fmt.Errorf("%%cd: %s is not a folder", line.Args)
	}
	return s.Chdir(ctx, dir)
}

func writeFile(_ context.Context, s Session, line Line) error {
	name, flags := line.Args, os.O_CREATE|os.O_WRONLY|os.O_TRUNC
	if rest, ok := strings.CutPrefix(name, "-a "); ok {
		name, flags = strings.TrimSpace(rest), os.O_CREATE|os.O_WRONLY|os.O_APPEND
	}
	if name == "" {
		return errors.New("%%writefile needs a file name")
	}
	path, err := inside(s, name)
	if err != nil {
		return fmt.Errorf("%%%%writefile: %w", err)
	}
	body := line.Body
	if body != "" && !strings.HasSuffix(body, "\n") {
		body += "\n"
	}
	f, err := os.OpenFile(path, flags, 0o644)
	if err == nil {
		_, err = f.WriteString(body)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fmt.Errorf("%%%%writefile: %w", err)
	}
	s.Print("stdout", fmt.Sprintf("wrote %d bytes to %s\n", len(body), unquote(name)))
	return nil
}

// completeFile lists the files that the last word of args may become, relative
// to the process's own folder.
func completeFile(args string) (start int, texts []string) {
	start = strings.LastIndexByte(args, ' ') + 1
	dir, prefix := filepath.Split(args[start:])
	look := dir
	if look == "" {
		look = "."
	}
	entries, err := os.ReadDir(look)
	if err != nil {
		return start, nil
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, prefix) || prefix == "" && strings.HasPrefix(name, ".") {
			continue
		}
		if e.IsDir() {
			name += "/"
		}
		texts = append(texts, dir+name)
	}
	return start, texts
}
