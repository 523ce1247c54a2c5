// Package list says which packages a cell can import. The export data and the
// symbols are generated from it.
package list

import "strings"

// Group is a set of packages that is generated into one file.
type Group struct {
	Name     string
	Patterns []string // as the go command takes them
}

// Groups returns all that a cell can import. To add a package, add it here (and
// its module to go.mod) and run "make generate".
func Groups() []Group {
	return []Group{
		{Name: "std", Patterns: []string{"std"}},
		{Name: "gonum", Patterns: gonum()},
		{Name: "own", Patterns: []string{"./stdlib/...", "./plots/..."}},
	}
}

// Wanted reports whether a package that a pattern matched is one for cells.
func Wanted(path string) bool {
	for _, part := range strings.Split(path, "/") {
		if part == "internal" || part == "vendor" || part == "testdata" || part == "cmd" {
			return false
		}
	}
	for _, no := range unwanted() {
		if path == no || strings.HasSuffix(no, "/") && strings.HasPrefix(path, no) {
			return false
		}
	}
	return true
}

// unwanted packages of the standard library: they need cgo, a plugin loader, or a
// compiler, or serve tools rather than notebooks. A name with a slash at its end
// stands for all below it.
func unwanted() []string {
	return []string{
		"unsafe", "syscall", "plugin", "embed", "runtime/cgo", "runtime/race", "runtime/coverage",
		"debug/", "go/build", "go/importer", "go/internal/", "log/syslog", "net/http/cgi", "net/http/fcgi",
		"net/http/pprof", "net/rpc", "net/rpc/jsonrpc", "time/tzdata", "crypto/mlkem/mlkemtest",
		"testing/cryptotest", "testing/slogtest", "testing/synctest", "database/sql/driver", "crypto/fips140",
	}
}

func gonum() []string {
	const g, p = "gonum.org/v1/gonum/", "gonum.org/v1/plot"
	return []string{
		g + "blas", g + "blas/blas64", g + "cmplxs", g + "diff/fd", g + "dsp/...", g + "floats/...",
		g + "graph", g + "graph/coloring", g + "graph/community", g + "graph/flow", g + "graph/graphs/gen",
		g + "graph/iterator", g + "graph/layout", g + "graph/multi", g + "graph/network", g + "graph/path",
		g + "graph/simple", g + "graph/spectral", g + "graph/topo", g + "graph/traverse", g + "graph/encoding/dot",
		g + "integrate/...", g + "interp", g + "lapack/lapack64", g + "lapack", g + "mat", g + "mathext/...",
		g + "num/...", g + "optimize/...", g + "spatial/...", g + "stat/...", g + "unit", g + "unit/constant",
		p, p + "/plotter", p + "/plotutil", p + "/palette/...", p + "/font/...", p + "/text",
		p + "/vg", p + "/vg/draw", p + "/vg/vgimg", p + "/vg/vgsvg", p + "/vg/vgpdf",
	}
}

// Restricted says why a package may not be imported in a restricted session;
// "" means that it may.
func Restricted(path string) string {
	for _, r := range restricted() {
		// The first entry that matches decides: "os" stands before "os/".
		if path == r.path || strings.HasSuffix(r.path, "/") && strings.HasPrefix(path+"/", r.path) {
			return r.why
		}
	}
	return ""
}

type restriction struct{ path, why string }

func restricted() []restriction {
	const (
		network = "it reaches the network"
		process = "it reaches other processes"
		files   = "it reaches files outside the working folder"
	)
	return []restriction{
		{"net/", network}, {"crypto/tls", network}, {"crypto/x509", files}, {"expvar", network},
		{"os", files}, {"os/", process}, {"io/ioutil", files}, {"path/filepath", files}, {"io/fs", files},
		{"archive/", files}, {"database/", files}, {"debug/", files}, {"testing/", files}, {"testing", files},
		{"go/", files}, {"html/template", files}, {"text/template", files}, {"log/syslog", network},
		{"mime/multipart", files}, {"runtime/", files}, {"flag", process},
		{"gonum.org/v1/plot/", files}, {"reflect", "it can reach values that other packages hide"},
	}
}
