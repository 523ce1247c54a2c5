// Package exportdata lets go/types import packages without a Go installation:
// their export data is embedded in the binary, compressed package by package,
// and decoded when a cell first imports it.
package exportdata

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"fmt"
	"go/token"
	"go/types"
	"io"
	"sort"
	"strings"
	"sync"

	"golang.org/x/tools/go/gcexportdata"

	"harmonium/dsl/internal/exportdata/list"
)

//go:generate go run harmonium/dsl/internal/exportdata/gen

//go:embed zstd.bin
var std string

//go:embed zgonum.bin
var gonum string

//go:embed zown.bin
var own string

// Package names one package that can be imported.
type Package struct {
	Path, Name string
}

// Importer is a types.Importer over the embedded data. It is safe for
// concurrent use.
type Importer struct {
	restricted bool

	mu      sync.Mutex
	fset    *token.FileSet
	entries map[string]entry
	loaded  map[string]*types.Package
}

type entry struct {
	name string
	data string // compressed
	raw  int    // its size when decoded
}

// New makes an importer. A restricted one refuses packages that reach the
// network, other processes, or files outside the working folder.
func New(restricted bool) (*Importer, error) {
	im := &Importer{
		restricted: restricted,
		fset:       token.NewFileSet(),
		entries:    map[string]entry{},
		loaded:     map[string]*types.Package{"unsafe": types.Unsafe},
	}
	for _, file := range []string{std, gonum, own} {
		if err := im.index(file); err != nil {
			return nil, err
		}
	}
	return im, nil
}

// index reads the head of one file: a line per package, then the data.
func (im *Importer) index(file string) error {
	head, rest, _ := strings.Cut(file, "\n")
	var release string
	var n int
	if _, err := fmt.Sscanf(head, "harmonium export data %s %d", &release, &n); err != nil {
		return fmt.Errorf("exportdata: damaged file, run \"make generate\": %v", err)
	}
	lines := make([]string, n)
	for i := range lines {
		lines[i], rest, _ = strings.Cut(rest, "\n")
	}
	for _, line := range lines {
		var path, name string
		var size, raw int
		if _, err := fmt.Sscan(line, &path, &name, &size, &raw); err != nil || size > len(rest) {
			return fmt.Errorf("exportdata: damaged file, run \"make generate\": %q", line)
		}
		im.entries[path] = entry{name: name, data: rest[:size], raw: raw}
		rest = rest[size:]
	}
	return nil
}

// Import gives the package, decoding it the first time.
func (im *Importer) Import(path string) (*types.Package, error) {
	im.mu.Lock()
	defer im.mu.Unlock()
	if path == "unsafe" { // the checker's own; the lowering refuses what is not a constant
		return types.Unsafe, im.refuse(path)
	}
	if p := im.loaded[path]; p != nil && p.Complete() {
		return p, im.refuse(path)
	}
	e, ok := im.entries[path]
	if !ok {
		return nil, im.unknown(path)
	}
	if err := im.refuse(path); err != nil {
		return nil, err
	}
	raw := make([]byte, 0, e.raw)
	buf := bytes.NewBuffer(raw)
	if _, err := io.Copy(buf, flate.NewReader(strings.NewReader(e.data))); err != nil {
		return nil, fmt.Errorf("package %s: damaged export data: %v", path, err)
	}
	return gcexportdata.Read(buf, im.fset, im.loaded, path)
}

func (im *Importer) refuse(path string) error {
	if !im.restricted {
		return nil
	}
	if why := list.Restricted(path); why != "" {
		return fmt.Errorf("package %s cannot be imported in a restricted session: %s", path, why)
	}
	return nil
}

// unknown says what can be imported instead, and how to add more.
func (im *Importer) unknown(path string) error {
	near := im.near(path)
	if len(near) > 0 {
		return fmt.Errorf("package %s cannot be imported in a cell (did you mean %s? %%help imports lists all; to add one, see dsl/internal/exportdata/list)", path, strings.Join(near, ", "))
	}
	return fmt.Errorf("package %s cannot be imported in a cell: the standard library, gonum.org/v1/gonum, gonum.org/v1/plot and harmonium/stdlib can (%%help imports lists all; to add one, see dsl/internal/exportdata/list)", path)
}

// near finds packages whose last element is that of path.
func (im *Importer) near(path string) []string {
	last := path[strings.LastIndexByte(path, '/')+1:]
	var near []string
	for p, e := range im.entries {
		if e.name == last || strings.HasSuffix(p, "/"+last) {
			near = append(near, p)
		}
	}
	sort.Strings(near)
	return near[:min(len(near), 3)]
}

// Packages lists what can be imported, sorted by path.
func (im *Importer) Packages() []Package {
	out := make([]Package, 0, len(im.entries))
	for p, e := range im.entries {
		if im.refuse(p) == nil {
			out = append(out, Package{Path: p, Name: e.name})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}

// Release is the release of Go, such as "go1.26", whose standard library the
// data describes.
func Release() string {
	var release string
	fmt.Sscanf(std, "harmonium export data %s", &release)
	return release
}
