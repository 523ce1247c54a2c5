package docs

import (
	_ "embed"
	"encoding/json"
	"go/build"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

//go:embed zdocs.json
var embedded []byte

// Library looks up documentation and keeps what it has read. Its zero value is
// ready for use, also by several goroutines.
type Library struct {
	// Roots are folders that hold packages by import path, such as GOROOT/src.
	// Nil means: those of the Go installation of this machine, if there is one.
	Roots []Root

	once     sync.Once
	mu       sync.Mutex
	packages map[string]Index
}

// Root is a folder of sources: the package Prefix/x stands in Dir/x.
type Root struct{ Prefix, Dir string }

// Symbol returns the documentation of one symbol of a package, "" when there is none to be had.
func (l *Library) Symbol(path, symbol string) string {
	if l == nil {
		return ""
	}
	return l.index(path)[symbol]
}

func (l *Library) index(path string) Index {
	l.once.Do(l.open)
	l.mu.Lock()
	defer l.mu.Unlock()
	index, known := l.packages[path]
	if !known {
		index = l.read(path)
		l.packages[path] = index
	}
	return index
}

// open decodes the embedded part and finds the sources.
func (l *Library) open() {
	l.packages = map[string]Index{}
	if err := json.Unmarshal(embedded, &l.packages); err != nil {
		panic("docs: zdocs.json is damaged: " + err.Error()) // a build that never passed its tests
	}
	if l.Roots == nil {
		l.Roots = installed()
	}
}

// read indexes a package from its sources, in the first root that has it.
func (l *Library) read(path string) Index {
	for _, root := range l.Roots {
		below, ok := within(path, root.Prefix)
		if !ok {
			continue
		}
		if index, err := Read(filepath.Join(root.Dir, filepath.FromSlash(below))); err == nil && len(index) > 0 {
			return index
		}
	}
	return nil
}

func within(path, prefix string) (below string, ok bool) {
	if prefix == "" {
		return path, true
	}
	if path == prefix {
		return "", true
	}
	return strings.CutPrefix(path, prefix+"/")
}

// installed lists the sources of the Go installation and of the modules a cell can import.
func installed() []Root {
	var roots []Root
	for _, dir := range goroots() {
		src := filepath.Join(dir, "src")
		if _, err := os.Stat(filepath.Join(src, "fmt", "print.go")); err == nil {
			roots = append(roots, Root{Dir: src})
			break
		}
	}
	for _, module := range []string{"gonum.org/v1/gonum", "gonum.org/v1/plot"} {
		if dir := newestModule(module); dir != "" {
			roots = append(roots, Root{Prefix: module, Dir: dir})
		}
	}
	return roots
}

// goroots lists where Go may be installed, most telling first. The go command
// is not run: starting it costs more than everything else here.
func goroots() []string {
	dirs := []string{os.Getenv("GOROOT"), build.Default.GOROOT}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if exe, err := filepath.EvalSymlinks(filepath.Join(dir, "go")); err == nil {
			dirs = append(dirs, filepath.Dir(filepath.Dir(exe)))
		}
	}
	return append(dirs, "/usr/local/go", "/usr/lib/go", "/opt/homebrew/opt/go/libexec")
}

// newestModule returns the folder of the module's highest version in the module cache.
func newestModule(module string) string {
	cache := os.Getenv("GOMODCACHE")
	if cache == "" {
		gopath := filepath.SplitList(build.Default.GOPATH)
		if len(gopath) == 0 {
			return ""
		}
		cache = filepath.Join(gopath[0], "pkg", "mod")
	}
	found, err := filepath.Glob(filepath.Join(cache, filepath.FromSlash(module)+"@v*"))
	if err != nil || len(found) == 0 {
		return ""
	}
	newest := found[0]
	for _, dir := range found[1:] {
		if olderVersion(newest, dir) {
			newest = dir
		}
	}
	return newest
}

// olderVersion compares two folders of one module by their version numbers.
func olderVersion(a, b string) bool {
	if len(a) != len(b) { // v0.9.0 and v0.17.0: more digits are newer
		return len(a) < len(b)
	}
	return a < b
}

// Link is the address of a symbol's documentation on the web.
func Link(path, symbol string) string {
	link := "https://pkg.go.dev/" + path
	if symbol != "" {
		link += "#" + symbol
	}
	return link
}
