package plots_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"harmonium/plots"
)

func ExampleKinds() {
	fmt.Println(len(plots.Kinds()) > 40, plots.Kinds()[4], plots.AsReceptiveFields)
	// Output: true heatmap receptive fields
}

// Every constant of type As is listed, once.
func TestKindsAreAllListed(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "as.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, k := range plots.Kinds() {
		if listed[string(k)] {
			t.Errorf("%s is listed twice", k)
		}
		listed[string(k)] = true
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "As") {
			n++
			if name := strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`); !listed[name] {
				t.Errorf("%s is not listed", name)
			}
		}
		return true
	})
	if n != len(listed) {
		t.Errorf("%d constants, %d listed", n, len(listed))
	}
}
