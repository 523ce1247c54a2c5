package words

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
)

// imports are the packages that declarations of words mention.
var imports = []string{"context", "harmonium/stdlib/rng"}

// Objects declares the words that are not generic in a package of the path Path.
// A word whose types the importer does not know is an error.
func Objects(importer types.Importer) (map[string]types.Object, error) {
	var text strings.Builder
	text.WriteString("package words\n")
	for _, path := range imports {
		fmt.Fprintf(&text, "import %q\n", path)
	}
	for _, w := range Table() {
		if w.Body == "" {
			text.WriteString(w.Decl + "\n")
		}
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "words", text.String(), parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	conf := types.Config{Importer: importer, IgnoreFuncBodies: true}
	pkg, err := conf.Check(Path, fset, []*ast.File{file}, nil)
	if err != nil {
		return nil, err
	}
	objects := map[string]types.Object{}
	for _, name := range pkg.Scope().Names() {
		objects[name] = pkg.Scope().Lookup(name)
	}
	return objects, nil
}

func indent(text string) string { return strings.ReplaceAll(text, "\n", "\n\t") }
