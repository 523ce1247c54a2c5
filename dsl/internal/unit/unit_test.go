package unit_test

import (
	"bytes"
	"encoding/gob"
	"reflect"
	"strings"
	"testing"

	"harmonium/dsl/internal/unit"
)

// A list node points to itself: the table must survive gob with its cycle.
func TestTypesSurviveGob(t *testing.T) {
	str := &unit.Type{Kind: reflect.String, Name: "string", Go: "string"}
	node := &unit.Type{Kind: reflect.Struct, Name: "Node", Path: "main", Pkg: "main", Go: "main.Node"}
	ptr := &unit.Type{Kind: reflect.Pointer, Elem: node, Go: "*main.Node"}
	sig := &unit.Type{Kind: reflect.Func, Results: []*unit.Type{str}, Go: "func() string"}
	node.Fields = []unit.Field{{Name: "next", Type: ptr}, {Name: "Text", Type: str, Exported: true, Tag: `json:"t"`}}
	node.Methods = []unit.Method{{Name: "String", Type: sig}}
	in := unit.Unit{Cell: 3, Name: "In[3]", Types: unit.Types{ptr, str}}

	var pipe bytes.Buffer
	if err := gob.NewEncoder(&pipe).Encode(in); err != nil {
		t.Fatal(err)
	}
	var out unit.Unit
	if err := gob.NewDecoder(&pipe).Decode(&out); err != nil {
		t.Fatal(err)
	}
	got := out.Types[0].Elem
	if got.Name != "Node" || got.Fields[0].Type.Elem != got || got.Fields[1].Type != out.Types[1] {
		t.Errorf("the cycle is lost: %+v", got)
	}
	m, ok := got.Method("String")
	if !ok || m.Type.Results[0] != out.Types[1] || !got.Session() {
		t.Errorf("method String: %+v, %v", m, ok)
	}
}

func TestDiagnosticShowsCaret(t *testing.T) {
	d := unit.Diagnostic{Cell: 2, Line: 4, Column: 3, Message: "undefined: x", Source: "\ty(x)"}
	want := "In[2]:4:3: undefined: x\n    \ty(x)\n    \t ^"
	if got := strings.Join(d.Lines(), "\n"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
