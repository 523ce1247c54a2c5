package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"harmonium/kernel/notebook"
)

// formats are what a notebook can be written as, named as the files end.
var formats = []string{"ipynb", "html", "md", "go"}

// export is a file to write and its format.
type export struct{ path, format string }

// exportOf reads the format off the name of a file.
func exportOf(path string) (export, error) {
	t := export{path, strings.TrimPrefix(filepath.Ext(path), ".")}
	return t, t.check()
}

func (t export) check() error {
	if slices.Contains(formats, t.format) {
		return nil
	}
	return fmt.Errorf("%q is no format for %s; there are %s", t.format, t.path, strings.Join(formats, ", "))
}

// write writes the notebook, and says so.
func (t export) write(out io.Writer, nb *notebook.Notebook) error {
	var text bytes.Buffer
	var err error
	switch title := stem(t.path); t.format {
	case "ipynb":
		err = nb.Write(&text)
	case "html":
		err = notebook.HTML(&text, nb, title)
	case "go":
		err = nb.Percent(&text)
	case "md":
		// Pictures stand in a folder beside the file: viewers of Markdown show no inline data.
		folder := title + "_files"
		err = notebook.Markdown(&text, nb, func(name string, data []byte) (string, error) {
			return folder + "/" + name, writeFile(filepath.Join(filepath.Dir(t.path), folder, name), data)
		})
	}
	if err != nil {
		return fmt.Errorf("%s: %w", t.path, err)
	}
	if err := writeFile(t.path, text.Bytes()); err != nil {
		return err
	}
	fmt.Fprintln(out, "wrote", t.path)
	return nil
}

// stem is a file's name without folder and ending.
func stem(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

// writeFile replaces a file as a whole: whoever reads it sees the old one or the new one.
func writeFile(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	next := path + ".part"
	if err := os.WriteFile(next, text, 0o644); err != nil {
		return err
	}
	return os.Rename(next, path)
}

// isFolder tells a folder, there or to be made, from a file.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return strings.HasSuffix(path, "/") || err == nil && info.IsDir()
}
