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
var imports = []string{
	"context", "harmonium/plots", "harmonium/stdlib", "harmonium/stdlib/anneal", "harmonium/stdlib/exact",
	"harmonium/stdlib/hopfield", "harmonium/stdlib/mcmc", "harmonium/stdlib/rng", "harmonium/stdlib/verbs",
}

// importing is the imports of those that text mentions.
func importing(text string) string {
	var out strings.Builder
	for _, path := range imports {
		if strings.Contains(text, path[strings.LastIndexByte(path, '/')+1:]+".") {
			fmt.Fprintf(&out, "import %q\n", path)
		}
	}
	return out.String()
}

// Objects declares the words that are not generic in a package of the path Path.
// A word whose types the importer does not know is an error.
func Objects(importer types.Importer) (map[string]types.Object, error) {
	text := ""
	for _, w := range Table() {
		if w.Body == "" {
			text += w.Decl + "\n"
		}
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "words", "package words\n"+importing(text)+text, parser.SkipObjectResolution)
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
