// Command gen writes zdocs.json: the documentation of Harmonium's own packages.
// Run it through go generate, in dsl/internal/docs.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"harmonium/dsl/internal/docs"
)

func main() {
	if err := generate("../../..", "zdocs.json"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate(root, out string) error {
	packages := map[string]docs.Index{}
	for _, top := range []string{"stdlib", "plots"} {
		if err := collect(root, top, packages); err != nil {
			return err
		}
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(packages); err != nil {
		return err
	}
	return os.WriteFile(out, buf.Bytes(), 0o644)
}

// collect indexes the packages below root/top that a cell can import.
func collect(root, top string, packages map[string]docs.Index) error {
	if _, err := os.Stat(filepath.Join(root, top)); err != nil {
		return nil // not built yet
	}
	return filepath.WalkDir(filepath.Join(root, top), func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); name == "internal" || name == "testdata" || strings.HasPrefix(name, "_") {
			return fs.SkipDir
		}
		index, err := docs.Read(dir)
		if err != nil || len(index) == 0 {
			return err
		}
		below, err := filepath.Rel(root, dir)
		if err != nil {
			return err
		}
		packages[path.Join("harmonium", filepath.ToSlash(below))] = index
		return nil
	})
}
