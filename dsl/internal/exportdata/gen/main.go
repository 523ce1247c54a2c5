// Gen writes the export data of every package that a cell can import, one file
// a group. Run it from the root of the repository:
//
//	go run ./dsl/internal/exportdata/gen [group...]
package main

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"go/token"
	"go/types"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/gcexportdata"

	"harmonium/dsl/internal/exportdata/list"
)

func main() {
	log.SetFlags(0)
	for _, g := range list.Groups() {
		if len(os.Args) > 1 && !slices.Contains(os.Args[1:], g.Name) {
			continue
		}
		file := filepath.Join("dsl", "internal", "exportdata", "z"+g.Name+".bin")
		if err := generate(g, file); err != nil {
			log.Fatalf("%s: %v", file, err)
		}
	}
}

// pkg is what the go command says of a package.
type pkg struct {
	ImportPath, Name, Export, Doc string
	Error                         *struct{ Err string }
}

func generate(g list.Group, file string) error {
	pkgs, err := goList(g.Patterns)
	if err != nil {
		return err
	}
	var index []string
	var body bytes.Buffer
	for _, p := range pkgs {
		raw, err := exported(p)
		if err != nil {
			return fmt.Errorf("%s: %v", p.ImportPath, err)
		}
		packed := deflate(raw)
		index = append(index, fmt.Sprintf("%s %s %d %d", p.ImportPath, p.Name, len(packed), len(raw)))
		body.Write(packed)
	}
	head := fmt.Sprintf("harmonium export data %s %d\n%s\n", release(), len(index), strings.Join(index, "\n"))
	if len(index) == 0 {
		head = fmt.Sprintf("harmonium export data %s 0\n", release())
	}
	return os.WriteFile(file, append([]byte(head), body.Bytes()...), 0o644)
}

// release is the minor release of Go, such as "go1.26": the standard library's
// API does not change within it.
func release() string {
	parts := strings.SplitN(runtime.Version(), ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}

// goList builds the packages for one fixed platform, so that the result does
// not depend on who runs it.
func goList(patterns []string) ([]pkg, error) {
	args := append([]string{"list", "-e", "-export", "-json=ImportPath,Name,Export,Error"}, patterns...)
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=-trimpath")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var pkgs []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			return nil, err
		}
		if !list.Wanted(p.ImportPath) || p.Name == "main" || p.Name == "" {
			continue
		}
		if p.Error != nil {
			return nil, fmt.Errorf("%s: %s", p.ImportPath, p.Error.Err)
		}
		pkgs = append(pkgs, p)
	}
	sort.Slice(pkgs, func(i, j int) bool { return pkgs[i].ImportPath < pkgs[j].ImportPath })
	return pkgs, nil
}

// exported is the package's API in the indexed format of x/tools: without
// function bodies and without the compiler's build ID, so smaller than the
// compiler's own file and the same on every machine.
func exported(p pkg) ([]byte, error) {
	f, err := os.Open(p.Export)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	tp, err := gcexportdata.Read(r, fset, map[string]*types.Package{}, p.ImportPath)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = gcexportdata.Write(&out, fset, tp)
	return out.Bytes(), err
}

func deflate(raw []byte) []byte {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestCompression) // the level is valid
	w.Write(raw)
	w.Close()
	return out.Bytes()
}
